"""baresip without a screen or a sound card: sends a file, records what it hears, is told what to do over TCP."""

import json
import subprocess
import time

from peers import certificate
from peers.network import HERE

_CODECS = {"PCMU": "PCMU/8000/1", "PCMA": "PCMA/8000/1", "G722": "G722/16000/1", "opus": "opus/48000/2"}
_MODULES = ["g711", "g722", "opus", "srtp", "sndfile", "aubridge", "aufile", "ausine"]
_APPLICATIONS = ["menu", "debug_cmd", "ctrl_tcp"]


class Baresip:
    """`speech` is a mono wav of the codec's rate (8000; G.722: 16000; Opus: 48000); silence follows it. `encrypted`:
    with SRTP or not at all. `account` adds parameters of baresip's account line. `place` is the network that it is in.
    `identity` is the certificate that it shows.
    """

    def __init__(self, folder, port, speech, codec="PCMU", transport="udp", user="+14155559876", encrypted=False,
                 account="", place=HERE, name="baresip", identity=None):
        self.folder, self.port = folder / name, port
        self.folder.mkdir()
        self._events, self._bytes = [], b""
        source = self.folder / "speech.wav"
        # baresip hangs up at the end of the file.
        subprocess.run(["sox", "-D", speech, source, "pad", "0", "120"], check=True)
        address = place.address
        rate = int(_CODECS[codec].split("/")[1])
        mine = identity or certificate.self_signed(self.folder, address=address)
        settings = f"""\
poll_method epoll
sip_listen {address}:{port}
sip_certificate {mine.both}
call_local_timeout 120
audio_source aufile,{source}
audio_player aubridge,nil{port}
audio_alert aubridge,alert{port}
ausrc_srate {rate}
ausrc_channels 1
auplay_channels 1
ausrc_format s16
auplay_format s16
auenc_format s16
audec_format s16
audio_buffer 20-160
rtp_ports {port + 2}-{port + 40}
jitter_buffer_delay 2-10
net_interface {address}
module_path {self._module_path()}
ctrl_tcp_listen {address}:{port + 50}
snd_path {self.folder}
ringback_disabled yes
audio_path /nonexistent
menu_bell no
statmode_default off
"""
        settings += "opus_bitrate 32000\n"
        settings += "".join(f"module {m}.so\n" for m in _MODULES) + "module_tmp uuid.so\nmodule_tmp account.so\n"
        settings += "".join(f"module_app {m}.so\n" for m in _APPLICATIONS)
        (self.folder / "config").write_text(settings)
        (self.folder / "accounts").write_text(
            f"<sip:{user}@{address}:{port};transport={transport}>;regint=0;answermode=auto"
            f";audio_codecs={_CODECS[codec]}{';mediaenc=srtp-mand' if encrypted else ''}{account}\n")
        for empty in ("contacts", "current_contact"):
            (self.folder / empty).write_text("")
        self.process = subprocess.Popen(
            [*place.words, "baresip", "-f", self.folder, "-v", "-s"], stdin=subprocess.DEVNULL,
            stdout=open(self.folder / "log", "w"), stderr=subprocess.STDOUT)
        self._control = self._connect(place, port + 50)

    def dial(self, uri):
        self.command("dial", uri)

    def hang_up(self):
        self.command("hangup")

    def hold(self):
        self.command("hold")

    def resume(self):
        self.command("resume")

    def press(self, digits):
        for digit in digits:
            self.command("sndcode", digit)
            time.sleep(0.3)

    def command(self, name, parameters=""):
        text = json.dumps({"command": name, "params": parameters, "token": "t"}).encode()
        self._control.sendall(b"%d:%s," % (len(text), text))

    def wait_for(self, event, seconds):
        """Waits for an event such as CALL_ESTABLISHED; its record, or None when it does not come in time."""
        deadline = time.monotonic() + seconds
        while True:
            found = next((e for e in self._events if e.get("type") == event), None)
            if found:
                self._events.remove(found)
                return found
            left = deadline - time.monotonic()
            if left <= 0 or not self._read(left):
                return None

    def recordings(self):
        """What it heard, one wav for each stretch between holds, oldest first."""
        return sorted(self.folder.glob("dump-*-dec.wav"), key=lambda f: f.stat().st_mtime)

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self._control.close()

    def _connect(self, place, port):
        for _ in range(100):
            try:
                return place.connect(port)
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"baresip did not start, see {self.folder}/log")

    def _read(self, seconds):
        """Takes one netstring from the control connection; False when none came."""
        deadline = time.monotonic() + seconds
        while True:
            colon = self._bytes.find(b":")
            if colon > 0:
                end = colon + 1 + int(self._bytes[:colon])
                if len(self._bytes) > end:
                    text, self._bytes = self._bytes[colon + 1 : end], self._bytes[end + 1 :]
                    self._events.append(json.loads(text, strict=False))
                    return True
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            self._control.settimeout(left)
            try:
                chunk = self._control.recv(65536)
            except TimeoutError:
                return False
            if not chunk:
                return False
            self._bytes += chunk

    @staticmethod
    def _module_path():
        listed = subprocess.run(["dpkg", "-L", "baresip-core"], capture_output=True, text=True).stdout
        return next(line.rsplit("/", 1)[0] for line in listed.split("\n") if line.endswith("/g711.so"))
