"""linphonec without a sound card: plays a file, records what it hears, is told what to do through a pipe."""

import os
import subprocess
import time

_CODECS = [("opus", 48000, 2), ("speex", 16000, 1), ("speex", 8000, 1), ("PCMU", 8000, 1), ("PCMA", 8000, 1),
           ("G722", 8000, 1), ("GSM", 8000, 1)]


class Linphone:
    """`speech` is a mono wav that is played from the answer on. `encrypted`: with SRTP or not at all. `answers`: takes
    calls without being told.
    """

    def __init__(self, folder, port, speech, codec="PCMU", user="+14155559876", encrypted=False, answers=False):
        self.folder, self.port = folder / "linphone", port
        # Its database and settings go below HOME, which must be its own.
        (self.folder / ".local/share/linphone").mkdir(parents=True)
        (self.folder / ".config/linphone").mkdir(parents=True)
        self.recording = self.folder / "heard.wav"
        (self.folder / "rc").write_text(self._settings(port, codec, user, encrypted))
        pipe = self.folder / "in"
        os.mkfifo(pipe)
        self._pipe = os.open(pipe, os.O_RDWR)
        environment = {k: v for k, v in os.environ.items() if not k.startswith("XDG_")} | {"HOME": str(self.folder)}
        self.process = subprocess.Popen(
            ["linphonec", *(["-a"] if answers else []), "-c", self.folder / "rc", "-d", "6", "-l", self.folder / "log"],
            stdin=self._pipe,
            stdout=open(self.folder / "out", "w"), stderr=subprocess.STDOUT, env=environment, cwd=self.folder)
        self.command("soundcard use files")
        self.command(f"play {speech}")
        self.command(f"record {self.recording}")

    def dial(self, uri):
        self.command(f"call {uri}")

    def hang_up(self):
        self.command("terminate")

    def hold(self):
        self.command("pause")

    def resume(self):
        self.command("resume")

    def press(self, digits):
        for digit in digits:
            self.command(digit)
            time.sleep(0.3)

    def command(self, line):
        os.write(self._pipe, line.encode() + b"\n")

    def wait_for(self, text, seconds):
        """Waits for words of its output, such as `streams established`."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if text in (self.folder / "out").read_text(errors="replace"):
                return True
            if self.process.poll() is not None:
                return False
            time.sleep(0.1)
        return False

    def stop(self):
        """Ends the program, which completes the recording."""
        if self.process.poll() is None:
            self.command("quit")
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self._pipe is not None:
            os.close(self._pipe)
            self._pipe = None

    @staticmethod
    def _settings(port, codec, user, encrypted):
        audio = "".join(
            f"[audio_codec_{i}]\nmime={mime}\nrate={rate}\nchannels={channels}\nenabled={int(mime == codec)}\n"
            for i, (mime, rate, channels) in enumerate(_CODECS))
        return f"""\
[sip]
sip_port={port}
sip_tcp_port={port}
sip_tls_port={port + 1}
verify_server_certs=0
verify_server_cn=0
bind_address=127.0.0.1
use_ipv6=0
guess_hostname=0
contact="Linphone" <sip:{user}@127.0.0.1>
default_proxy=-1
register_only_when_network_is_up=0
media_encryption={"srtp" if encrypted else "none"}
media_encryption_mandatory={int(encrypted)}
keepalive_period=0
[rtp]
bind_address=127.0.0.1
audio_rtp_port={port + 2}-{port + 40}
nortp_timeout=60
[sound]
echocancellation=0
local_ring=
remote_ring=
[net]
mtu=1300
firewall_policy=0
[video]
enabled=0
capture=0
display=0
automatically_initiate=0
automatically_accept=0
[misc]
version_check_url_root=
history_max_size=0
{audio}"""
