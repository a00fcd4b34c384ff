"""A private Asterisk that answers every call: one more who is called in the load ramp, where this machine has one."""

import os
import pathlib
import shutil
import socket
import subprocess
import time

# Only what answering needs.
MODULES = """
res_timing_timerfd res_sorcery_config res_sorcery_memory res_sorcery_astdb res_musiconhold res_pjproject res_pjsip
res_pjsip_session res_pjsip_pubsub res_pjsip_authenticator_digest res_pjsip_sdp_rtp res_pjsip_nat res_pjsip_endpoint_identifier_ip res_rtp_asterisk chan_pjsip
codec_ulaw bridge_simple app_wait pbx_config
""".split()


def installed():
    """The command that runs Asterisk, the folder of its modules and that of its data; nothing where there is none.

    It is taken from the path, or from the Debian suite that the interop cases unpack.
    """
    program = shutil.which("asterisk") or shutil.which("asterisk", path="/usr/sbin")
    if program:
        modules = next((m for m in pathlib.Path("/usr/lib").glob("**/asterisk/modules") if m.is_dir()), None)
        return ([program], modules, pathlib.Path("/usr/share/asterisk")) if modules else None
    cache = pathlib.Path(os.environ.get("TRUNKLINE_INTEROP_CACHE") or pathlib.Path.home() / ".cache/trunkline-interop")
    for root in (cache / "sid", cache / "bullseye"):
        loaders = sorted(root.glob("usr/lib64/ld-linux*.so*")) + sorted(root.glob("lib64/ld-linux*.so*"))
        modules = next(iter(sorted(root.glob("usr/lib/**/asterisk/modules"))), None)
        if loaders and modules:
            libraries = [str(folder) for folder in sorted(root.glob("usr/lib/*-linux-gnu"))] + [str(root / "usr/lib")]
            command = [str(loaders[0]), "--library-path", ":".join(libraries), str(root / "usr/sbin/asterisk")]
            return command, modules, root / "usr/share/asterisk"
    return None


def start(folder, port):
    """The process, once it takes calls on UDP `port`."""
    command, modules, data = installed()
    for name in ("etc", "var", "spool", "run", "log"):
        (folder / name).mkdir(parents=True)
    for name, text in files(folder, port, modules, data).items():
        (folder / "etc" / name).write_text(text)
    process = subprocess.Popen(
        [*command, "-f", "-C", folder / "etc/asterisk.conf"], cwd=folder, stdin=subprocess.DEVNULL,
        stdout=open(folder / "out", "w"), stderr=subprocess.STDOUT)
    deadline = time.monotonic() + 30
    while not answers(port):
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            raise RuntimeError(f"Asterisk did not start, see {folder}/out and {folder}/log/full")
    return process


def answers(port):
    """Whether an OPTIONS is answered within half a second."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        probe.settimeout(0.5)
        own = probe.getsockname()[1]
        probe.sendto((
            f"OPTIONS sip:127.0.0.1:{port} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{own};branch=z9hG4bK{time.time_ns()}\r\n"
            f"From: <sip:probe@127.0.0.1>;tag=1\r\nTo: <sip:127.0.0.1:{port}>\r\nCall-ID: {time.time_ns()}\r\n"
            "CSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n").encode(), ("127.0.0.1", port))
        try:
            return probe.recv(2048).startswith(b"SIP/2.0")
        except OSError:
            time.sleep(0.2)
            return False


def files(folder, port, modules, data):
    loads = "".join(f"load => {m}.so\n" for m in MODULES if (modules / f"{m}.so").exists())
    return {
        "asterisk.conf": f"[directories]\nastetcdir => {folder}/etc\nastmoddir => {modules}\nastvarlibdir => {folder}/var\n"
                         f"astdbdir => {folder}/var\nastdatadir => {data}\nastspooldir => {folder}/spool\n"
                         f"astrundir => {folder}/run\nastlogdir => {folder}/log\n",
        "modules.conf": f"[modules]\nautoload=no\n{loads}",
        "logger.conf": "[general]\n[logfiles]\nfull => warning,error\n",
        "rtp.conf": "[general]\nrtpstart=60000\nrtpend=64998\nicesupport=no\n",
        "extensions.conf": "[load]\nexten => _[+0-9].,1,Answer()\n same => n,Wait(30)\n same => n,Hangup()\n",
        "pjsip.conf": f"[udp]\ntype=transport\nprotocol=udp\nbind=127.0.0.1:{port}\n"
                      "[load]\ntype=endpoint\ncontext=load\ndisallow=all\nallow=ulaw\ndirect_media=no\n"
                      "media_address=127.0.0.1\nbind_rtp_to_media_address=yes\n"
                      "[loopback]\ntype=identify\nendpoint=load\nmatch=127.0.0.1\n",
    } | {f"{name}.conf": "" for name in ("cdr", "cel", "features", "indications", "acl", "udptl", "codecs", "ccss", "http",
                                        "stasis", "pjproject", "dsp", "sorcery", "musiconhold", "manager")}
