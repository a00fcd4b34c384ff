"""One `trunkline serve` with a private data folder on private ports."""

import os
import signal
import subprocess
import time

from peers.network import HERE

KEY = "sk_interop_0123456789abcdefghijklmnopqrstuv"


class Server:
    """`sip` and `http` are its ports at `place`. Its output is in `folder`/server.log, one file over all starts."""

    def __init__(self, program, folder, port, place=HERE):
        self.program, self.folder, self.place = program, folder, place
        self.sip, self.http, self.sip_tls, self.sip_ws, self.sip_wss = range(port, port + 5)
        self.media = (port + 1400, port + 1799)
        self.process = None
        self.settings = {}  # beside the usual ones, by their names in trunkline.yaml

    @property
    def url(self):
        return f"http://127.0.0.1:{self.http}"

    @property
    def address(self):
        return f"{self.place.address}:{self.sip}"

    @property
    def addresses(self):
        """Where it takes calls, by transport."""
        return {"udp": self.address, "tcp": self.address, "tls": f"{self.place.address}:{self.sip_tls}",
                "ws": f"{self.place.address}:{self.sip_ws}", "wss": f"{self.place.address}:{self.sip_wss}"}

    @property
    def certificate(self):
        """The certificate that it made at its first start."""
        return self.folder / "data/sip-certificate.pem"

    @property
    def trusted(self):
        """Where the certificate of peers that it calls over TLS must lie before it starts; without, it trusts no more than
        the system does.
        """
        return self.folder / "trusted.pem"

    def environment(self):
        kept = ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "TRUNKLINE_SPEECH_DIR")
        trust = {"TRUNKLINE_TLS_TRUST": str(self.trusted)} if self.trusted.exists() else {}
        return {k: v for k, v in os.environ.items() if k in kept} | trust | {
            "TRUNKLINE_DATA_DIR": str(self.folder / "data"),
            "TRUNKLINE_BIND": "127.0.0.1",
            "TRUNKLINE_HTTP_PORT": str(self.http),
            "TRUNKLINE_SIP_BIND": self.place.address,
            "TRUNKLINE_SIP_PORT": str(self.sip),
            "TRUNKLINE_SIP_TLS_PORT": str(self.sip_tls),
            "TRUNKLINE_SIP_WS_PORT": str(self.sip_ws),
            "TRUNKLINE_SIP_WSS_PORT": str(self.sip_wss),
            "TRUNKLINE_MEDIA_PORTS": f"{self.media[0]}-{self.media[1]}",
            "TRUNKLINE_PUBLIC_ADDRESS": self.place.address,
            "TRUNKLINE_BOOTSTRAP_API_KEY": KEY,
            "TRUNKLINE_ALLOW_PRIVATE_WEBHOOKS": "true",
            "TRUNKLINE_API_RATE": "off",
            "TRUNKLINE_CALL_RATE": "off",
        } | {f"TRUNKLINE_{k.upper()}": str(v).lower() for k, v in self.settings.items()}

    def start(self, seconds=60):
        """Starts it and waits for the line `ready`. Returns how long that took, in seconds."""
        self.folder.mkdir(parents=True, exist_ok=True)
        begun = time.monotonic()
        log = self.folder / "server.log"
        seen = log.stat().st_size if log.exists() else 0
        with open(log, "ab") as out:
            self.process = subprocess.Popen(
                [*self.place.words, str(self.program), "serve"], cwd=self.folder, env=self.environment(),
                stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)
        while time.monotonic() - begun < seconds:
            if b"ready" in log.read_bytes()[seen:].splitlines():
                return time.monotonic() - begun
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        tail = log.read_text(errors="replace")[-2000:]
        raise RuntimeError(f"the server did not get ready within {seconds} s:\n{tail}")

    def interrupt(self, seconds=15):
        """SIGINT, as Ctrl-C sends it. Returns the exit status, or None when it had to be killed."""
        return self._stop(signal.SIGINT, seconds)

    def kill(self):
        """The end without a farewell: a crash, a power cut."""
        self._stop(signal.SIGKILL, 5)

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def _stop(self, number, seconds):
        if not self.is_running():
            return self.process.returncode if self.process else None
        self.process.send_signal(number)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return None
