"""Kamailio answering OPTIONS: what a request costs it, transport, parser and answer together. Its parser is in its
program and cannot be called by itself.
"""

import pathlib
import shutil
import subprocess

SETTINGS = """\
#!KAMAILIO
debug=0
log_stderror=yes
children=1
disable_tcp=yes
auto_aliases=no
listen=udp:127.0.0.1:{port}
{modules}
request_route {{
  {answer}
  exit;
}}
"""
# Without memory of the request, and with a transaction, which answers a repeated request by itself.
STATELESS = 'sl_send_reply("200", "OK");'
STATEFUL = 't_newtran(); t_reply("200", "OK");'


def installed():
    return shutil.which("kamailio", path="/usr/sbin:/usr/bin:/bin")


def start(folder, port, answer):
    """The process; it takes requests soon after."""
    folder.mkdir(parents=True)
    modules = "\n".join(f'loadmodule "{name}.so"' for name in ("kex", "corex", "tm", "sl", "pv"))
    (folder / "kamailio.cfg").write_text(SETTINGS.format(port=port, modules=modules, answer=answer))
    return subprocess.Popen(
        [installed(), "-DD", "-E", "-f", folder / "kamailio.cfg", "-m", "64", "-Y", folder, "-P", folder / "pid"],
        cwd=folder, stdin=subprocess.DEVNULL, stdout=open(folder / "log", "w"), stderr=subprocess.STDOUT)


def workers(pid):
    """The processes that it consists of."""
    found = [pid]
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:  # it ended meanwhile
            continue
        if parent == pid:
            found.append(int(stat.parent.name))
    return found
