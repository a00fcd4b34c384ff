"""PJSIP (pjsua2) as a softphone, in a process of its own (pjsua_phone.py)."""

import json
import pathlib
import subprocess
import sys
import threading

from peers import certificate

CODECS = ("PCMU", "PCMA", "G722")  # what PyPI's build holds


class Pjsua:
    """`speech` is a mono wav of 16 kHz, played from the answer on. Uses `port` (UDP, TCP), +1 (TLS), +2…+32 (RTP).
    `options`: prack, timer, registrar, password, answers; `trust` is a file of certificates, others are refused then.
    """

    def __init__(self, folder, port, speech, codec="PCMU", transport="udp", user="+14155559876", encrypted=False,
                 name="pjsua", **options):
        self.folder, self.port = folder / name, port
        self.folder.mkdir()
        self.recording = self.folder / "heard.wav"
        self.events, self._news, self._transport = [], threading.Condition(), transport
        mine = certificate.self_signed(self.folder)
        settings = {"port": port, "user": user, "play": str(speech), "record": str(self.recording), "codec": codec,
                    "encrypted": encrypted, "certificate": str(mine.chain), "key": str(mine.key),
                    "log": str(self.folder / "log")} | options
        self.process = subprocess.Popen(
            [sys.executable, pathlib.Path(__file__).with_name("pjsua_phone.py"), json.dumps(settings)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=open(self.folder / "errors", "w"))
        threading.Thread(target=self._listen, daemon=True).start()
        if not self.wait_for("ready", 15):
            raise RuntimeError(f"PJSIP did not start, see {self.folder}/errors")

    def dial(self, uri, late_offer=False):
        self.command("dial", uri, *(["late_offer"] if late_offer else []))

    def hang_up(self):
        self.command("hang_up")

    def hold(self):
        self.command("hold")

    def resume(self):
        self.command("resume")

    def press(self, keys):
        self.command("press", keys)

    def command(self, verb, *arguments):
        self.process.stdin.write(json.dumps([verb, *arguments]).encode() + b"\n")
        self.process.stdin.flush()

    def wait_for(self, event, seconds, **fields):
        """Waits for an event whose `fields` are these, and takes it; None when it does not come in time."""
        def found():
            return next((e for e in self.events if e["event"] == event
                         and all(e.get(k) == v for k, v in fields.items())), None)

        with self._news:
            self._news.wait_for(found, seconds)
            event = found()
            if event:
                self.events.remove(event)
            return event

    def wait_until(self, state, seconds):
        """Waits for a state of the call: CONFIRMED, DISCONNECTED, …"""
        return self.wait_for("state", seconds, state=state)

    def messages(self):
        """PJSIP's log, with every SIP message."""
        return (self.folder / "log").read_text(errors="replace")

    def stop(self):
        """Hangs up what is left and ends the program, which completes the recording."""
        if self.process.poll() is None:
            self.process.stdin.close()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def _listen(self):
        for line in self.process.stdout:
            try:
                event = json.loads(line)
            except ValueError:
                continue
            with self._news:
                self.events.append(event)
                self._news.notify_all()
        with self._news:
            self._news.notify_all()
