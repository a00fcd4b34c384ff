"""SIPp, one process a call (or a burst of calls), or one that waits to be called.

The distribution's SIPp speaks UDP and TCP; for TLS and WebSocket a later one is unpacked.
"""

import dataclasses
import datetime
import re
import signal
import socket
import subprocess
import time

from peers import certificate, foreign
from peers.network import wait_until_taken


@dataclasses.dataclass
class Message:
    """One message of SIPp's log. `at` is wall time in seconds."""

    at: float
    sent: bool
    text: str

    @property
    def start_line(self):
        return self.text.split("\n", 1)[0].strip()

    def header(self, name):
        found = re.search(rf"^{name}\s*:\s*(.*?)\s*$", self.text, re.IGNORECASE | re.MULTILINE)
        return found.group(1) if found else None


class SIPpCall:
    """Starts at once. `address` is SIPp's own; a second loopback address is a stranger to the trunks. Without a `server`
    it waits to be called; `identity` is the certificate that it shows then.
    """

    def __init__(self, scenario, number, server, folder, port, name="sipp", address="127.0.0.1", transport="u1",
                 calls=1, rate=10, options=(), seconds=120, identity=None):
        self.folder, self.port, self.address, self.name = folder, port, address, name
        self._seconds, self._is_called, self._is_datagram = seconds, server is None, transport[0] == "u"
        script = folder / f"{name}.xml"
        script.write_text(scenario.xml())
        program = ["sipp"]
        if transport[0] in "lwx":  # TLS, WebSocket, secure WebSocket
            mine = identity or certificate.self_signed(folder, name, address)
            program = foreign.first_with("/usr/bin/sipp", "sid", "trixie").command("/usr/bin/sipp")
            options = (*options, "-tls_cert", mine.chain, "-tls_key", mine.key)
        self.process = subprocess.Popen(
            [*program, *([] if self._is_called else [server, "-r", str(rate), "-l", str(calls)]), "-sf", script, "-s",
             number, "-i", address, "-p", str(port), "-bind_local", "-mi", address, "-t", transport, "-m",
             "100000" if self._is_called else str(calls), "-nostdin", "-skip_rlimit",
             "-timeout", str(seconds), "-timeout_error", "-trace_msg", "-message_file", folder / f"{name}.messages",
             "-trace_err", "-error_file", folder / f"{name}.errors", *options],
            cwd=folder, stdin=subprocess.DEVNULL, stdout=open(folder / f"{name}.out", "w"), stderr=subprocess.STDOUT)

    def finish(self):
        """Tells a scenario that talks until told to hang up."""
        text = (f"INFO sip:sipp@{self.address} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKend\r\n"
                f"From: <sip:harness@127.0.0.1>;tag=1\r\nTo: <sip:sipp@127.0.0.1>\r\nCall-ID: {self.call_id()}\r\n"
                f"CSeq: 1 INFO\r\nContent-Length: 0\r\n\r\n")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
            out.sendto(text.encode(), (self.address, self.port))

    def wait_until_bound(self):
        """Waits until it can be called."""
        wait_until_taken(self.port, self._is_datagram, self.address)

    def wait(self):
        """True when every call went as the scenario says. One that is called takes no more calls from now on."""
        if self._is_called and self.process.poll() is None:
            self.process.send_signal(signal.SIGUSR1)
        try:
            return self.process.wait(self._seconds + 10) == 0
        except subprocess.TimeoutExpired:
            self.stop()
            return False

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def messages(self):
        """What was sent and received so far, in order."""
        file = self.folder / f"{self.name}.messages"
        text = file.read_text(errors="replace").replace("\r", "") if file.exists() else ""
        parts = re.split(r"^-{20,} (\d{4}-\d\d-\d\d[ T\t][\d:.]+).*\n", text, flags=re.MULTILINE)
        found = []
        for stamp, block in zip(parts[1::2], parts[2::2]):
            head, _, body = block.partition("\n\n")
            at = datetime.datetime.fromisoformat(re.sub(r"[T\t]", " ", stamp)).timestamp()
            found.append(Message(at, "sent" in head, body.lstrip("\n")))
        return found

    def received(self, start):
        return [m for m in self.messages() if not m.sent and m.start_line.startswith(start)]

    def sent(self, start):
        return [m for m in self.messages() if m.sent and m.start_line.startswith(start)]

    def wait_for(self, condition, seconds):
        """Waits until `condition(self)` holds; False when it does not in time."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if condition(self):
                return True
            if self.process.poll() is not None:
                return bool(condition(self))
            time.sleep(0.05)
        return False

    def call_id(self):
        sent = [m.header("Call-ID") for m in self.messages() if m.sent]
        return sent[0] if sent else ""

    def summary(self):
        """Why it failed, as far as SIPp says."""
        file = self.folder / f"{self.name}.errors"
        lines = file.read_text(errors="replace").split("\n") if file.exists() else []
        got = [m.start_line for m in self.messages() if not m.sent]
        said = next((line for line in lines if line.strip()), "")
        return f"SIPp: {said[:160]} (received: {', '.join(got[-4:]) or 'nothing'})"
