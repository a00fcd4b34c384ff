"""A private Asterisk (PJSIP): a PBX that calls the server on every transport, with and without SRTP, in every codec.

It runs from an unpacked Debian suite, in its own folder and on its own ports, and is told what to do over its manager
interface (AMI).
"""

import os
import pathlib
import signal
import socket
import subprocess
import threading
import time

from peers import foreign

CODECS = {"PCMU": "ulaw", "PCMA": "alaw", "G722": "g722", "opus": "opus"}
TRANSPORTS = ("udp", "tcp", "tls")
PASSWORD = "office-door-4711"
_PROGRAM = "/usr/sbin/asterisk"
_SECRET = "interop"

# Only what calls need: everything else of Asterisk would look for its settings and say so.
_MODULES = """
res_timing_timerfd res_sorcery_config res_sorcery_memory res_sorcery_astdb res_musiconhold res_http_websocket
res_pjproject res_pjsip res_pjsip_session res_pjsip_sdp_rtp res_pjsip_nat res_pjsip_caller_id res_pjsip_path
res_pjsip_authenticator_digest res_pjsip_outbound_authenticator_digest res_pjsip_endpoint_identifier_ip
res_pjsip_endpoint_identifier_user res_pjsip_registrar res_pjsip_outbound_registration res_pjsip_rfc3326
res_pjsip_pubsub res_pjsip_refer res_pjsip_dtmf_info res_pjsip_header_funcs res_pjsip_dlg_options res_pjsip_diversion
res_rtp_asterisk res_srtp res_format_attr_opus chan_pjsip
codec_ulaw codec_alaw codec_a_mu codec_g722 codec_resample codec_opus_open_source codec_gsm
format_wav format_pcm format_gsm format_g722
bridge_simple bridge_native_rtp bridge_softmix bridge_builtin_features bridge_holding
app_dial app_echo app_playback app_mixmonitor app_senddtmf app_read app_transfer app_stack app_verbose app_userevent
app_waitforsilence pbx_config func_callerid func_channel func_strings func_logic func_global func_timeout
func_pjsip_endpoint
"""

# Endpoints that a call of the server is taken for by the number in its From.
_CALLERS = {"+14155550120": "auth=trunkline", "+14155550121": "dtmf_mode=inband", "+14155550122": "dtmf_mode=info",
            "+14155550123": "media_encryption=sdes", "+14155550124": "disallow=all\nallow=opus",
            "+14155550125": "disallow=all\nallow=g722\nmedia_encryption=sdes",
            "+14155550126": "100rel=required",
            "+14155550128": "disallow=all\nallow=ulaw"}

# What Asterisk's channels do once a call is up. SPEECH and HEARD are paths without an extension; Asterisk's name for
# 16 kHz is wav16.
_DIALPLAN = """
[caller]
exten => talk,1,Answer()
 same => n,MixMonitor(${HEARD}-mixed.wav16,r(${HEARD}.wav16))
 same => n,Wait(0.3)
 same => n,Playback(${SPEECH})
 same => n,Wait(${AFTERWARDS})
 same => n,Hangup()
exten => keys,1,Answer()
 same => n,Wait(1)
 same => n,SendDTMF(${KEYS},200,150)
 same => n,Wait(1)
 same => n,Hangup()
exten => echo,1,Answer()
 same => n,Set(TIMEOUT(absolute)=${AFTERWARDS})
 same => n,Echo()
exten => listen,1,Answer()
 same => n,MixMonitor(${HEARD}-mixed.wav16,r(${HEARD}.wav16))
 same => n,Wait(${AFTERWARDS})
 same => n,Hangup()

[phones]
; A phone of the house dials out; its hold is passed on.
exten => _+X.,1,Dial(PJSIP/${EXTEN}@to-passed-hold,30)
include => desk

[trunk]
; What the server may dial: the last three digits are the desk's.
exten => _+X.,1,Goto(desk,${EXTEN:-3},1)
exten => _X.,1,Goto(desk,${EXTEN:-3},1)

[desk]
exten => 600,1,Answer()
 same => n,Echo()
exten => 601,1,Answer()
 same => n,MixMonitor(${FOLDER}/heard/601-mixed.wav16,r(${FOLDER}/heard/601.wav16))
 same => n,Wait(0.3)
 same => n,Playback(${FOLDER}/spoken/desk)
 same => n,Wait(30)
 same => n,Hangup()
; 601-NAME plays the sound desk-NAME and keeps what it hears as 601-NAME.
exten => _601-.,1,Answer()
 same => n,MixMonitor(${FOLDER}/heard/${EXTEN}-mixed.wav16,r(${FOLDER}/heard/${EXTEN}.wav16))
 same => n,Wait(0.3)
 same => n,Playback(${FOLDER}/spoken/desk-${EXTEN:4})
 same => n,Wait(30)
 same => n,Hangup()
exten => 602,1,Answer()
 same => n,MixMonitor(${FOLDER}/heard/602-mixed.wav16,r(${FOLDER}/heard/602.wav16))
 same => n,Wait(60)
 same => n,Hangup()
exten => 604,1,Answer()
 same => n,Read(KEYS,,4,,1,8)
 same => n,UserEvent(Keys,Keys: ${KEYS})
 same => n,Hangup()
exten => 605,1,Busy(2)
exten => 606,1,Congestion(2)
exten => 607,1,Ringing()
 same => n,Wait(90)
exten => 608,1,Answer()
 same => n,Wait(1)
 same => n,Transfer(PJSIP/${REFER_TO})
 same => n,Hangup()
exten => 610,1,Progress()
 same => n,Playback(${FOLDER}/spoken/desk,noanswer)
 same => n,Answer()
 same => n,MixMonitor(${FOLDER}/heard/610-mixed.wav16,r(${FOLDER}/heard/610.wav16))
 same => n,Wait(6)
 same => n,Hangup()
exten => 612,1,Hangup(21)
"""


class Asterisk:
    """Uses `port` (UDP, TCP), +1 (TLS), +2 (AMI) and +10…+150 (RTP). `server` names the server's address by transport;
    `identity` is the certificate that it shows; `registrar` makes it register there, as (host:port, user, password).
    """

    def __init__(self, folder, port, server, identity, caller="+14155559876", registrar=None):
        self.suite = foreign.first_with(_PROGRAM, "sid", "bullseye")
        self.folder, self.port, self.caller = folder, port, caller
        self.can_opus = bool(self.suite.find("usr/lib/*/asterisk/modules/codec_opus*.so"))
        self.events, self._replies, self._lock = [], [], threading.Condition()
        for name in ("etc", "var", "spool", "run", "log", "keys", "heard"):
            (folder / name).mkdir(parents=True)
        self._lay_out_data()
        for name, text in self._files(server, identity, caller, registrar).items():
            (folder / "etc" / name).write_text(text)
        self.process = subprocess.Popen(
            [*self.suite.command(_PROGRAM), "-f", "-C", str(folder / "etc/asterisk.conf")], cwd=folder,
            stdin=subprocess.DEVNULL, stdout=open(folder / "out", "w"), stderr=subprocess.STDOUT)
        self._manager = self._connect()

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    @property
    def addresses(self):
        """Where it takes calls, by transport."""
        return {"udp": self.address, "tcp": self.address, "tls": f"127.0.0.1:{self.port + 1}"}

    # What it is told

    def call(self, number, endpoint="to-udp-rtp-PCMU", extension="talk", speech=None, heard=None, afterwards=1,
             keys="", to_contact=False):
        """Calls the server; the far leg does what the dialplan says at `extension`. `speech` is a wav of 16 kHz.
        `heard` is the path without extension of the recording. `to_contact`: `number` is a whole URI, and the
        endpoint one that registered.
        """
        variables = {"AFTERWARDS": afterwards, "KEYS": keys, "HEARD": heard or self.folder / "heard/call"}
        if speech:
            variables["SPEECH"] = self.sound(speech)
        channel = f"PJSIP/{endpoint}/{number}" if to_contact else f"PJSIP/{number}@{endpoint}"
        self.action("Originate", Channel=channel, Context="caller", Exten=extension, Priority=1,
                    CallerID=f"Caller <{self.caller}>", Timeout=20000, Async="true",
                    Variable=[f"{k}={v}" for k, v in variables.items()])

    def sound(self, file, name=None):
        """`file`, a wav of 16 kHz, under the only name that Asterisk takes it by."""
        known = self.folder / "spoken" / f"{name or pathlib.Path(file).stem}.wav16"
        known.parent.mkdir(exist_ok=True)
        known.unlink(missing_ok=True)
        known.symlink_to(file)
        return known.with_suffix("")

    @staticmethod
    def recording(heard):
        """What was heard, as a wav, once the call is over."""
        file = pathlib.Path(f"{heard}.wav")
        pathlib.Path(f"{heard}.wav16").rename(file)
        return file

    def hang_up(self):
        """Ends every call."""
        self.action("Hangup", Channel="/^PJSIP.*$/")

    def command(self, line):
        """A line for its command line, and what that printed."""
        return self.action("Command", Command=line)

    def action(self, name, **fields):
        lines = [f"Action: {name}"]
        for key, value in fields.items():
            lines += [f"{key}: {v}" for v in (value if isinstance(value, list) else [value])]
        with self._lock:
            self._replies.clear()
            self._manager.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
            self._lock.wait_for(lambda: self._replies, 10)
            return self._replies[0] if self._replies else ""

    def wait_for(self, event, seconds, **fields):
        """Waits for a manager event whose `fields` are these; its text by name, or None."""
        deadline = time.monotonic() + seconds

        def found():
            return next((e for e in self.events if e.get("Event") == event
                         and all(e.get(k) == v for k, v in fields.items())), None)

        with self._lock:
            self._lock.wait_for(found, max(0, deadline - time.monotonic()))
            return found()

    def forget_events(self):
        with self._lock:
            self.events.clear()

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(8)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self._manager.close()

    # The manager connection

    def _connect(self):
        deadline = time.monotonic() + 30
        while True:
            try:
                manager = socket.create_connection(("127.0.0.1", self.port + 2))
                break
            except OSError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"Asterisk did not start, see {self.folder}/out and log/full") from None
                time.sleep(0.1)
        self._manager = manager
        threading.Thread(target=self._listen, args=(manager,), daemon=True).start()
        self.action("Login", Username="interop", Secret=_SECRET)
        self.command("core waitfullybooted")
        return manager

    def _listen(self, manager):
        text = b""
        while True:
            try:
                chunk = manager.recv(65536)
            except OSError:
                return
            if not chunk:
                return
            text += chunk
            while b"\r\n\r\n" in text:
                block, _, text = text.partition(b"\r\n\r\n")
                block = block.decode(errors="replace")
                fields = dict(line.split(": ", 1) for line in block.split("\r\n") if ": " in line)
                with self._lock:
                    if "Event" in fields:
                        self.events.append(fields)
                    elif "Response" in fields:
                        self._replies.append(block)
                    self._lock.notify_all()

    # Its files

    def _lay_out_data(self):
        """The suite's data, with the sounds' language link that a maintainer script would have made."""
        sounds = self.folder / "data/sounds"
        sounds.mkdir(parents=True)
        for source in self.suite.root.glob("usr/share/asterisk/*"):
            if source.name != "sounds":
                (self.folder / "data" / source.name).symlink_to(source)
        beep = self.suite.find("usr/share/asterisk/sounds/*/beep.gsm")
        if beep:
            (sounds / "en").symlink_to(beep.parent)

    def _files(self, server, identity, caller, registrar):
        folder, suite = self.folder, self.suite
        modules = suite.find("usr/lib/*/asterisk/modules") or suite.find("usr/lib/asterisk/modules")
        loads = "".join(f"load => {m}.so\n" for m in _MODULES.split() if (modules / f"{m}.so").exists())
        return {
            "asterisk.conf": f"""\
[directories]
astetcdir => {folder}/etc
astmoddir => {modules}
astvarlibdir => {folder}/var
astdbdir => {folder}/var
astcachedir => {folder}/var
astkeydir => {folder}/keys
astdatadir => {folder}/data
astagidir => {folder}/data/agi-bin
astspooldir => {folder}/spool
astrundir => {folder}/run
astlogdir => {folder}/log
[options]
verbose = 3
nocolor = yes
systemname = interop{os.getpid()}
""",
            "modules.conf": f"[modules]\nautoload=no\n{loads}",
            "logger.conf": "[general]\n[logfiles]\nfull => notice,warning,error,verbose,dtmf\n",
            "manager.conf": f"[general]\nenabled=yes\nport={self.port + 2}\nbindaddr=127.0.0.1\n"
                            f"[interop]\nsecret={_SECRET}\nread=all\nwrite=all\n",
            "rtp.conf": f"[general]\nrtpstart={self.port + 10}\nrtpend={self.port + 150}\nicesupport=no\n",
            "extensions.conf": f"[globals]\nFOLDER={folder}\n{_DIALPLAN}",
            "pjsip.conf": self._pjsip(server, identity, caller, registrar),
            "musiconhold.conf": f"[default]\nmode=files\ndirectory={folder}/data/sounds\n",
        } | {f"{name}.conf": "" for name in ("cdr", "cel", "features", "indications", "acl", "udptl", "codecs", "ccss",
                                            "http", "stasis", "pjproject", "dsp", "sorcery")}

    def _pjsip(self, server, identity, caller, registrar):
        parts = ["[global]\ntype=global\nuser_agent=Asterisk\nendpoint_identifier_order=auth_username,username,ip\n"]
        for transport in TRANSPORTS:
            port = self.port + (transport == "tls")
            parts.append(f"[{transport}]\ntype=transport\nprotocol={transport}\nbind=127.0.0.1:{port}\n")
        parts.append(f"cert_file={identity.chain}\npriv_key_file={identity.key}\nmethod=tlsv1_2\nverify_server=no\n")
        for transport in TRANSPORTS:
            if transport not in server:
                continue
            for media in ("rtp", "srtp"):
                for codec in CODECS:
                    more = ["media_encryption=sdes"] if media == "srtp" else []
                    more += ["outbound_auth=at-server"] if registrar else []
                    parts.append(self._way(f"to-{transport}-{media}-{codec}", server[transport], transport, codec,
                                           caller, "\n".join(more)))
        parts.append(self._way("to-timers", server["udp"], "udp", "PCMU", caller,
                               "timers=always\ntimers_min_se=90\ntimers_sess_expires=90"))
        parts.append(self._way("to-info", server["udp"], "udp", "PCMU", caller, "dtmf_mode=info"))
        parts.append(self._way("to-inband", server["udp"], "udp", "PCMU", caller, "dtmf_mode=inband"))
        parts.append(self._way("to-passed-hold", server["udp"], "udp", "PCMU", caller, "moh_passthrough=yes"))
        # The server as a peer: by the number that it calls from, or else by its address.
        for number, extra in _CALLERS.items():
            parts.append(_endpoint(number, "trunk", "ulaw,alaw,g722,opus", f"aors=trunk\n{extra}"))
        parts.append(_endpoint("trunk", "trunk", "ulaw,alaw,g722,opus", "from_user=asterisk\naors=trunk"))
        parts.append(f"[trunk]\ntype=aor\ncontact=sip:{server['udp']}\n")
        parts.append("[trunk-address]\ntype=identify\nendpoint=trunk\nmatch=127.0.0.1\n")
        for user, context in (("trunkline", "trunk"), ("alice", "phones")):
            parts.append(_endpoint(user, context, "ulaw,alaw,g722,opus",
                                   f"auth={user}\naors={user}\nmoh_passthrough=yes"))
            parts.append(f"[{user}]\ntype=auth\nauth_type=userpass\nusername={user}\npassword={PASSWORD}\n")
            parts.append(f"[{user}]\ntype=aor\nmax_contacts=5\n")
        if registrar:
            address, user, password = registrar
            parts.append(f"[at-server]\ntype=auth\nauth_type=userpass\nusername={user}\npassword={password}\n")
            parts.append(f"[at-server]\ntype=registration\noutbound_auth=at-server\nserver_uri=sip:{address}\n"
                         f"client_uri=sip:{user}@{address}\ncontact_user={user}\nretry_interval=5\nexpiration=60\n")
        return "\n".join(parts)

    @staticmethod
    def _way(name, address, transport, codec, caller, extra):
        """An endpoint that calls the server, and where it is."""
        more = f"aors={name}\nfrom_user={caller}\ntransport={transport}\n{extra}"
        return _endpoint(name, "caller", CODECS[codec], more) + (
            f"[{name}]\ntype=aor\ncontact=sip:{address}\\;transport={transport}\nqualify_frequency=0\n")


def _endpoint(name, context, codecs, extra):
    return (f"[{name}]\ntype=endpoint\ncontext={context}\ndisallow=all\nallow={codecs}\ndirect_media=no\n"
            f"rtp_symmetric=yes\nforce_rport=yes\nrewrite_contact=yes\nmedia_address=127.0.0.1\n"
            f"bind_rtp_to_media_address=yes\n{extra}\n")
