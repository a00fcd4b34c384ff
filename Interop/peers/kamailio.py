"""Kamailio as the proxy in the path: it record-routes, forwards to the server, and changes the transport where told."""

import shutil
import signal
import socket
import subprocess
import time

from case import Skipped
_ROUTE = """
request_route {
  if (!mf_process_maxfwd_header("10")) {
    sl_send_reply("483", "Too Many Hops");
    exit;
  }
  if (is_method("CANCEL")) {
    if (t_check_trans()) t_relay();
    exit;
  }
  if (has_totag()) {
    if (loose_route()) {
      if (is_method("INVITE|UPDATE")) record_route();
      t_relay();
      exit;
    }
    if (is_method("ACK")) {
      if (t_check_trans()) t_relay();
      exit;
    }
    sl_send_reply("481", "No Route Here");
    exit;
  }
  t_check_trans();
  remove_hf("Route");
  record_route();
  %(fork)s
  $du = "sip:%(target)s;transport=%(transport)s";
  if (!t_relay()) sl_reply_error();
}
"""


class Kamailio:
    """Listens on `port` (UDP, TCP) and +1 (TLS) and sends every new request to `target`, host:port, by `transport`.
    `identity` is the certificate that it shows. With `fork`, host:port, the request goes there too.
    """

    def __init__(self, folder, port, target, transport, identity, fork=None):
        if not shutil.which("kamailio", path="/usr/sbin:/usr/bin:/bin"):
            raise Skipped("kamailio is not installed: run Interop/install.sh")
        self.folder, self.port = folder / "kamailio", port
        self.folder.mkdir()
        (self.folder / "tls.cfg").write_text(
            f"[server:default]\nmethod = TLSv1.2+\nverify_certificate = no\nrequire_certificate = no\n"
            f"private_key = {identity.key}\ncertificate = {identity.chain}\n"
            f"[client:default]\nmethod = TLSv1.2+\nverify_certificate = no\nrequire_certificate = no\n")
        modules = ("tls", "kex", "corex", "tm", "tmx", "sl", "rr", "pv", "maxfwd", "textops", "siputils", "xlog")
        settings = f"""\
#!KAMAILIO
debug=2
log_stderror=yes
children=1
tcp_children=1
auto_aliases=no
listen=udp:127.0.0.1:{port}
listen=tcp:127.0.0.1:{port}
listen=tls:127.0.0.1:{port + 1}
enable_tls=yes
tcp_connection_lifetime=3605
""" + "".join(f'loadmodule "{m}.so"\n' for m in modules) + f"""\
modparam("tls", "config", "{self.folder}/tls.cfg")
modparam("rr", "enable_full_lr", 1)
modparam("rr", "enable_double_rr", 1)
modparam("tm", "fr_timer", 5000)
""" + _ROUTE % {
            "target": target, "transport": transport, "fork": f'append_branch("sip:fork@{fork}");' if fork else ""}
        (self.folder / "kamailio.cfg").write_text(settings)
        self.process = subprocess.Popen(
            ["kamailio", "-DD", "-E", "-f", str(self.folder / "kamailio.cfg"), "-m", "32", "-Y", str(self.folder), "-P",
             str(self.folder / "pid")], cwd=self.folder, stdin=subprocess.DEVNULL,
            stdout=open(self.folder / "log", "w"), stderr=subprocess.STDOUT,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})
        self._wait()

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def _wait(self):
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.1)
        raise RuntimeError(f"Kamailio did not start, see {self.folder}/log")
