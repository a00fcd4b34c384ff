"""A PJSIP softphone as a program: told what to do in JSON lines, tells what happens in JSON lines.

PJSIP wants a process of its own: its threads and the garbage collector do not agree. `pjsua.py` is the harness's side.
Arguments: one JSON object with port, user, play, record, codec, transport, encryption, certificate, key, and options.
"""

import json
import os
import select
import sys
import time

import pjsua2 as pj

_options = json.loads(sys.argv[1])
_calls = []


def tell(event, **fields):
    print(json.dumps({"event": event, "at": time.time()} | fields), flush=True)


class Log(pj.LogWriter):
    """PJSIP's own log, with every SIP message."""

    def __init__(self, file):
        super().__init__()
        self._file = open(file, "w")

    def write(self, entry):
        self._file.write(entry.msg + "\n")
        self._file.flush()


class Call(pj.Call):
    def __init__(self, account, identifier=pj.PJSUA_INVALID_ID):
        super().__init__(account, identifier)
        self._player = self._recorder = None
        _calls.append(self)

    def onCallState(self, _):
        now = self.getInfo()
        tell("state", state=now.stateText, status=now.lastStatusCode, reason=now.lastReason)
        if now.state == pj.PJSIP_INV_STATE_DISCONNECTED:
            self._player = self._recorder = None  # completes the recording

    def onCallMediaState(self, _):
        # An exception that leaves a callback is lost.
        try:
            self._connect_media()
        except Exception as error:
            tell("error", text=repr(error))

    def _connect_media(self):
        now = self.getInfo()  # its list dies with it
        for index, media in enumerate(now.media):
            if media.type != pj.PJMEDIA_TYPE_AUDIO:
                continue
            tell("media", status=media.status, direction=media.dir)
            if media.status not in (pj.PJSUA_CALL_MEDIA_ACTIVE, pj.PJSUA_CALL_MEDIA_REMOTE_HOLD):
                continue
            stream = self.getStreamInfo(index)
            tell("stream", codec=stream.codecName, rate=stream.codecClockRate, encrypted="SAVP" in str(
                stream.proto) or stream.proto == pj.PJMEDIA_TP_PROTO_RTP_SAVP)
            audio = self.getAudioMedia(index)
            if self._player is None:
                self._player = pj.AudioMediaPlayer()
                self._player.createPlayer(_options["play"], pj.PJMEDIA_FILE_NO_LOOP)
                self._recorder = pj.AudioMediaRecorder()
                self._recorder.createRecorder(_options["record"])
            self._player.startTransmit(audio)
            audio.startTransmit(self._recorder)

    def onDtmfDigit(self, digit):
        tell("digit", digit=digit.digit, method=digit.method)

    def onCallTransferRequest(self, request):
        # Without an object for the new call PJSIP crashes.
        request.newCall = Call(_account)
        tell("refer", to=request.dstUri)

    def onCallReplaced(self, replaced):
        Call(_account, replaced.newCallId)
        tell("replaced")

    def onCallTransferStatus(self, status):
        tell("transfer_status", status=status.statusCode, final=status.finalNotify)


class Account(pj.Account):
    def onIncomingCall(self, incoming):
        call = Call(self, incoming.callId)
        tell("incoming", uri=call.getInfo().localUri, remote=call.getInfo().remoteUri)
        if _options.get("answers", True):
            answer = pj.CallOpParam()
            answer.statusCode = 200
            call.answer(answer)

    def onRegState(self, state):
        tell("registered" if state.code == 200 and state.expiration else "not_registered", status=state.code)


def start():
    endpoint = pj.Endpoint()
    endpoint.libCreate()
    settings = pj.EpConfig()
    log = Log(_options["log"])
    settings.logConfig.writer, settings.logConfig.level, settings.logConfig.consoleLevel = log, 5, 5
    settings.logConfig.msgLogging = 1
    settings.uaConfig.threadCnt, settings.uaConfig.mainThreadOnly = 0, True
    settings.uaConfig.userAgent = "PJSIP"
    settings.medConfig.noVad, settings.medConfig.ecTailLen = True, 0
    settings.medConfig.clockRate = settings.medConfig.sndClockRate = 16000
    endpoint.libInit(settings)
    endpoint.audDevManager().setNullDev()
    _keep.append(log)
    for kind, port in ((pj.PJSIP_TRANSPORT_UDP, 0), (pj.PJSIP_TRANSPORT_TCP, 0), (pj.PJSIP_TRANSPORT_TLS, 1)):
        transport = pj.TransportConfig()
        transport.port = _options["port"] + port
        transport.boundAddress = transport.publicAddress = "127.0.0.1"
        transport.tlsConfig.certFile, transport.tlsConfig.privKeyFile = _options["certificate"], _options["key"]
        transport.tlsConfig.CaListFile = _options.get("trust", "")
        transport.tlsConfig.verifyServer = bool(_options.get("trust"))
        endpoint.transportCreate(kind, transport)
    endpoint.libStart()
    choose_codec(endpoint, _options["codec"])
    return endpoint


def choose_codec(endpoint, name):
    for codec in endpoint.codecEnum2():
        chosen = codec.codecId.split("/")[0].lower() == name.lower()
        endpoint.codecSetPriority(codec.codecId, 200 if chosen else 0)


def account():
    settings = pj.AccountConfig()
    settings.idUri = f"sip:{_options['user']}@127.0.0.1:{_options['port']}"
    if _options.get("registrar"):
        settings.idUri = f"sip:{_options['user']}@{_options['registrar']}"
        settings.regConfig.registrarUri = f"sip:{_options['registrar']}"
        settings.regConfig.timeoutSec = 60
    if _options.get("password"):
        settings.sipConfig.authCreds.append(
            pj.AuthCredInfo("digest", "*", _options["user"], 0, _options["password"]))
    media = settings.mediaConfig
    media.srtpUse = pj.PJMEDIA_SRTP_MANDATORY if _options["encrypted"] else pj.PJMEDIA_SRTP_DISABLED
    media.srtpSecureSignaling = 0
    media.transportConfig.boundAddress = media.transportConfig.publicAddress = "127.0.0.1"
    media.transportConfig.port, media.transportConfig.portRange = _options["port"] + 2, 30
    settings.natConfig.iceEnabled = False
    settings.callConfig.prackUse = pj.PJSUA_100REL_MANDATORY if _options.get("prack") else pj.PJSUA_100REL_NOT_USED
    if _options.get("timer"):
        settings.callConfig.timerUse = pj.PJSUA_SIP_TIMER_ALWAYS
        settings.callConfig.timerSessExpiresSec = settings.callConfig.timerMinSESec = 90
    made = Account()
    made.create(settings)
    return made


def obey(endpoint, order):
    """One command: [verb, argument…]."""
    verb, *rest = order
    if verb == "dial":
        parameters = pj.CallOpParam(True)
        if "late_offer" in rest[1:]:
            parameters.opt.flag = pj.PJSUA_CALL_NO_SDP_OFFER
        Call(_account).makeCall(rest[0], parameters)
    elif verb == "answer":
        answer = pj.CallOpParam()
        answer.statusCode = rest[0]
        _calls[0].answer(answer)
    elif verb == "hold":
        _calls[0].setHold(pj.CallOpParam(True))
    elif verb == "resume":
        parameters = pj.CallOpParam(True)
        parameters.opt.flag = pj.PJSUA_CALL_UNHOLD
        _calls[0].reinvite(parameters)
    elif verb == "update":
        _calls[0].update(pj.CallOpParam(True))
    elif verb == "codec":
        choose_codec(endpoint, rest[0])
        parameters = pj.CallOpParam(True)
        parameters.opt.flag = pj.PJSUA_CALL_REINIT_MEDIA
        _calls[0].reinvite(parameters)
    elif verb in ("press", "press_info"):
        keys = pj.CallSendDtmfParam()
        keys.digits, keys.duration = rest[0], 160
        keys.method = pj.PJSUA_DTMF_METHOD_SIP_INFO if verb == "press_info" else pj.PJSUA_DTMF_METHOD_RFC2833
        _calls[0].sendDtmf(keys)
    elif verb == "transfer":
        _calls[0].xfer(rest[0], pj.CallOpParam(True))
    elif verb == "replace":
        # Consults, then transfers the first call to whom was consulted.
        _calls[0].xferReplaces(_calls[-1], pj.CallOpParam(True))
    elif verb == "hang_up":
        for call in _calls:
            if call.isActive():
                call.hangup(pj.CallOpParam())


def main():
    global _account
    # PJSIP prints before its log is set up; the harness reads this output.
    spoken = os.dup(1)
    os.dup2(2, 1)
    sys.stdout = os.fdopen(spoken, "w")
    endpoint = start()
    _account = account()
    tell("ready", codecs=[c.codecId for c in endpoint.codecEnum2() if c.priority])
    text = b""
    while True:
        endpoint.libHandleEvents(10)
        if not select.select([0], [], [], 0)[0]:
            continue
        chunk = os.read(0, 4096)
        if not chunk:
            break
        text += chunk
        while b"\n" in text:
            line, _, text = text.partition(b"\n")
            try:
                obey(endpoint, json.loads(line))
            except pj.Error as error:
                tell("error", text=error.info())
    endpoint.hangupAllCalls()
    until = time.time() + 0.7
    while time.time() < until:
        endpoint.libHandleEvents(10)
    # libDestroy with Python's objects still alive crashes; the recordings are complete by now.
    os._exit(0)


_keep, _account = [], None
main()
