"""Calls out that are answered, by every peer, on every transport: the callee hears the greeting, asks, and is answered.

Each cell has its codec and its media: every codec is met, and SRTP once a peer. Both ends are judged: what the callee
recorded is read by a recogniser that is not ours, and held against what was sent.
"""

import threading
import time

from case import case, expect
from cases.matrix import RATES
from cases.outgoing import CALLED, HELLO, address, expect_wait, line_out, receptionist, sleep_until_said
from listening import recogniser, sound
from peers.network import wait_until_taken
from peers.srtp import Seal

QUESTION = "How much does a cleaning cost?"
# The callee speaks when the greeting is over.
LEAD = 5
LEAST = 0.75
# The tag of AES_CM_128_HMAC_SHA1_80 in the offer of a trunk that requires SRTP.
TAG = 4

# Peer, transport, rtp or srtp, codec. Linphone takes no calls over TLS: it only makes such connections.
CELLS = [
    ("sipp", "udp", "rtp", "PCMU"), ("sipp", "tcp", "rtp", "PCMA"), ("sipp", "tls", "srtp", "PCMU"),
    ("baresip", "udp", "rtp", "G722"), ("baresip", "tcp", "rtp", "PCMA"), ("baresip", "tls", "srtp", "opus"),
    ("linphone", "udp", "rtp", "opus"), ("linphone", "tcp", "srtp", "PCMU"),
    ("asterisk", "udp", "rtp", "opus"), ("asterisk", "tcp", "rtp", "PCMU"), ("asterisk", "tls", "srtp", "G722"),
    ("pjsua", "udp", "rtp", "PCMA"), ("pjsua", "tcp", "rtp", "G722"), ("pjsua", "tls", "srtp", "PCMU"),
]
SHORT = {("baresip", "tls", "srtp", "opus"), ("asterisk", "udp", "rtp", "opus")}


class Callee:
    """A peer that answers: where it is, how it hangs up, and what it heard, once the call is over."""

    def __init__(self, place, hang_up, heard):
        self.address, self.hang_up, self.heard = place, hang_up, heard


def softphone(phone, port, recording):
    def heard():
        phone.stop()
        return recording()

    return Callee(f"127.0.0.1:{port}", phone.hang_up, heard)


def by_baresip(stage, transport, media, codec):
    phone = stage.baresip(stage.voice(QUESTION, RATES[codec], LEAD), codec=codec, transport=transport, user=CALLED,
                          encrypted=media == "srtp", identity=stage.certificate)
    return softphone(phone, phone.port + (transport == "tls"), lambda: phone.recordings()[0])


def by_linphone(stage, transport, media, codec):
    phone = stage.linphone(stage.voice(QUESTION, RATES[codec], LEAD), codec=codec, encrypted=media == "srtp",
                           answers=True)
    port = phone.port + (transport == "tls")
    wait_until_taken(port, transport == "udp")
    return softphone(phone, port, lambda: phone.recording)


def by_pjsua(stage, transport, media, codec):
    phone = stage.pjsua(stage.voice(QUESTION, 16000, LEAD), codec=codec, encrypted=media == "srtp",
                        certificate=str(stage.certificate.chain), key=str(stage.certificate.key))
    return softphone(phone, phone.port + (transport == "tls"), lambda: phone.recording)


def by_asterisk(stage, transport, media, codec):
    pbx = stage.asterisk()
    pbx.sound(stage.voice(QUESTION, 16000, LEAD), "desk")
    return Callee(pbx.addresses[transport], pbx.hang_up, lambda: pbx.recording(pbx.folder / "heard/601"))


def by_sipp(stage, transport, media, codec):
    payload_type = {"PCMU": 0, "PCMA": 8}[codec]
    seal = Seal() if media == "srtp" else None
    phone = stage.rtp_phone(payload_type, seal=seal)
    phone.say(sound.load(stage.voice(QUESTION, 8000, LEAD)))
    scenario = stage.called_scenario(phone, payload_types=(payload_type,), crypto=[seal.offer(TAG)] if seal else ())
    call = stage.called_sipp(scenario.ring().pause(0.3).answer().pause(15).bye(),
                             transport={"udp": "u1", "tcp": "t1", "tls": "l1"}[transport])
    if seal:
        threading.Thread(target=take_key, args=(call, seal), daemon=True).start()

    def heard():
        expect(call.wait(), call.summary())
        expect(not seal or not seal.refused, "packets came that the agreed key does not open")
        return sound.save(stage.folder / "heard.wav", phone.heard())

    # It hangs up of itself.
    return Callee(address(call), lambda: None, heard)


def take_key(call, seal):
    """The caller's key, while it rings."""
    if call.wait_for(lambda c: c.received("INVITE"), 30):
        seal.accept(call.received("INVITE")[0].text)


PEERS = {"sipp": (by_sipp, "SIPp + RTP phone"), "baresip": (by_baresip, "baresip"),
         "linphone": (by_linphone, "Linphone"), "asterisk": (by_asterisk, "Asterisk"), "pjsua": (by_pjsua, "PJSIP")}
# Asterisk chooses the codec and the media by who calls.
ASTERISK = {"opus": "+14155550124", "PCMU": "+14155550128", "G722": "+14155550125"}


def talk(stage, callee, codec, **trunk):
    """One whole call to `callee`: greeting, question and answer; ends by its hanging up."""
    stage.needs_speech()
    agent = line_out(stage, callee.address, agent=receptionist(stage), **trunk)
    call = stage.place(agent, CALLED)
    record = stage.active(15)
    sleep_until_said(stage, record, 2)
    callee.hang_up()
    ended = stage.expect_end("completed", "caller_hangup")
    expect(ended["id"] == call, "another conversation began")
    named = ended["quality"]["codec"].lower().replace(".", "")
    expect(codec.lower() in named, f"codec is {named}")
    return ended


def expect_talk(stage, ended, file):
    """The callee heard the greeting and the answer, the agent heard the question, and sound was whole both ways."""
    heard = recogniser.words_in(file)
    greeting = recogniser.found_in(HELLO, heard)
    recording = stage.recording(ended)
    to_agent = sound.likeness(sound.load(stage.voice(QUESTION)), sound.load(recording, channel=1))
    to_callee = sound.likeness(sound.load(file), sound.load(recording, channel=2))
    asked = " ".join(m["content"] for m in stage.api.messages(ended["id"]) if m["role"] == "user")
    question = recogniser.word_error_rate(QUESTION, asked)
    stage.note(f"callee to agent {to_agent:.2f}, agent to callee {to_callee:.2f}, word error rates: greeting "
               f"{greeting:.2f}, question {question:.2f}")
    expect(greeting <= 0.2, f"the greeting was heard as “{heard}”")
    expect("ninety" in recogniser.plain(heard), f"the answer was heard as “{heard}”")
    expect(question <= 0.2, f"the question stands in the transcript as “{asked}”")
    expect(to_agent > LEAST, f"the callee's voice arrived like it was sent by {to_agent:.2f} only")
    expect(to_callee > LEAST, f"the agent's voice arrived like it was sent by {to_callee:.2f} only")


def register(cell):
    peer, transport, media, codec = cell
    answer, name = PEERS[peer]

    @case(f"out-{peer}-{transport}-{media}-{codec.lower()}", name,
          f"a call out over {transport.upper()} with {media.upper()} in {codec}: the callee hears the greeting, asks, "
          f"and is answered", short=cell in SHORT, timed=True)
    def placed(stage):
        callee = answer(stage, transport, media, codec)
        trunk = {"number": ASTERISK[codec]} if peer == "asterisk" else {}
        ended = talk(stage, callee, codec, transport=transport,
                     media_encryption="require" if media == "srtp" else "allow", **trunk)
        expect_talk(stage, ended, callee.heard())


for cell_ in CELLS:
    register(cell_)


@case("out-srtp-allowed", "baresip", "a trunk that allows SRTP offers it beside plain media, and baresip, which can, "
      "takes it: sound both ways, encrypted")
def srtp_allowed(stage):
    speech = stage.voice(QUESTION, 8000, 1)
    phone = stage.baresip(speech, user=CALLED, account=";mediaenc=srtp")
    stage.place(line_out(stage, f"127.0.0.1:{phone.port}", media_encryption="allow"), CALLED)
    expect(phone.wait_for("CALL_ESTABLISHED", 10), "baresip's call was not established, see baresip/log")
    time.sleep(5)
    phone.hang_up()
    expect(phone.wait_for("CALL_CLOSED", 5), "baresip's call did not close")
    recording = stage.recording(stage.expect_end("completed", "caller_hangup"))
    expect("SRTP is Enabled" in (phone.folder / "log").read_text(errors="replace"),
           "the media is plain, see baresip/log")
    to_agent = sound.likeness(sound.load(speech), sound.load(recording, channel=1))
    to_callee = sound.likeness(sound.load(phone.recordings()[0]), sound.load(recording, channel=2))
    stage.note(f"callee to agent {to_agent:.2f}, agent to callee {to_callee:.2f}")
    expect(to_agent > LEAST and to_callee > LEAST, f"sound was like what was sent by {to_agent:.2f}, {to_callee:.2f}")


@case("out-srtp-required", "SIPp", "a callee answers a trunk that requires SRTP with plain media: the call is "
      "acknowledged and hung up, and the conversation says why", short=True)
def srtp_required(stage):
    callee = stage.called_sipp(stage.called_scenario().ring().answer().receive_bye(5))
    stage.place(line_out(stage, address(callee), media_encryption="require"), CALLED)
    ended = stage.expect_end("failed", "dial_failed")
    expect_wait(callee)
    stage.note(f"{ended['end_detail']}")
    expect(ended["end_detail"]["explanation"], f"the detail is {ended['end_detail']}")
