"""Every peer, on every transport, with and without SRTP, in every codec it has: a call with sound both ways.

The caller and the agent speak at the same time; each end's recording is held against what the other end sent.
"""

import time

from case import case, expect
from listening import sound
from peers import asterisk, pjsua
from peers.srtp import Seal

TRANSPORTS = ("udp", "tcp")
MEDIA = ("rtp", "srtp")
CODECS = ("PCMU", "PCMA", "G722", "opus")
RATES = {"PCMU": 8000, "PCMA": 8000, "G722": 16000, "opus": 48000}
SPEECH = "Wednesday the third of March would suit me well."
# Speech passes every codec of the matrix like what was sent by 0.9 and more; unrelated speech is below 0.4.
LEAST = 0.75
# From the answer until the caller's words are over.
SECONDS = 4

# PJSIP's clock without a sound card slips now and then while the machine has much else to do.
TIMED = {"pjsua"}
SHORT = {
    ("asterisk", "tcp", "rtp", "G722"), ("baresip", "udp", "rtp", "G722"), ("pjsua", "tcp", "rtp", "PCMA"),
    ("asterisk", "tls", "srtp", "opus"), ("baresip", "tls", "srtp", "opus"), ("linphone", "tls", "srtp", "G722"),
    ("pjsua", "tls", "srtp", "PCMU"), ("sipp", "tls", "srtp", "PCMA"),
}


def by_asterisk(stage, transport, media, codec):
    pbx, heard = stage.asterisk(), stage.folder / "heard"
    pbx.call(stage.monologue, f"to-{transport}-{media}-{codec}", speech=stage.voice(SPEECH, 16000), heard=heard,
             afterwards=1)
    stage.ended(20)
    return sound.load(pbx.recording(heard))


def by_baresip(stage, transport, media, codec):
    phone = stage.baresip(stage.voice(SPEECH, RATES[codec]), codec=codec, transport=transport,
                          encrypted=media == "srtp")
    phone.dial(stage.uri(stage.monologue, transport))
    expect(phone.wait_for("CALL_ESTABLISHED", 10), "baresip's call was not established, see baresip/log")
    time.sleep(SECONDS)
    phone.hang_up()
    expect(phone.wait_for("CALL_CLOSED", 5), "baresip's call did not close")
    phone.stop()
    return sound.load(phone.recordings()[0])


def by_linphone(stage, transport, media, codec):
    phone = stage.linphone(stage.voice(SPEECH, RATES[codec]), codec=codec, encrypted=media == "srtp")
    phone.dial(stage.uri(stage.monologue, transport))
    expect(phone.wait_for("streams established", 15), "Linphone's call was not established, see linphone/log")
    time.sleep(SECONDS)
    phone.hang_up()
    phone.wait_for("ended (", 5)
    phone.stop()
    return sound.load(phone.recording)


def by_pjsua(stage, transport, media, codec):
    phone = stage.pjsua(stage.voice(SPEECH, 16000), codec=codec, transport=transport, encrypted=media == "srtp")
    phone.dial(stage.uri(stage.monologue, transport))
    expect(phone.wait_until("CONFIRMED", 10), "PJSIP's call was not established, see pjsua/log")
    time.sleep(SECONDS)
    phone.hang_up()
    expect(phone.wait_until("DISCONNECTED", 5), "PJSIP's call did not close")
    phone.stop()
    return sound.load(phone.recording)


def by_sipp(stage, transport, media, codec):
    payload_type = {"PCMU": 0, "PCMA": 8}[codec]
    seal = Seal() if media == "srtp" else None
    phone = stage.rtp_phone(payload_type, seal=seal)
    phone.say(sound.load(stage.voice(SPEECH)))
    scenario = stage.scenario(phone, payload_types=(payload_type,), crypto=[seal.offer()] if seal else ())
    call = stage.sipp(scenario.answered_call().pause(SECONDS).bye(), stage.monologue,
                      transport={"udp": "u1", "tcp": "t1", "tls": "l1"}[transport],
                      server=stage.server.addresses[transport])
    if seal:
        expect(call.wait_for(lambda c: c.received("SIP/2.0 200"), 10), call.summary())
        suite = seal.accept(call.received("SIP/2.0 200")[0].text)
        expect(suite == seal.suite, f"{seal.suite} was answered with {suite}")
    expect(call.wait(), call.summary())
    expect(not seal or not seal.refused, "packets came that the agreed key does not open")
    return phone.heard()


PEERS = {  # how each calls, its name, its codecs
    "asterisk": (by_asterisk, "Asterisk", asterisk.CODECS),
    "baresip": (by_baresip, "baresip", RATES),
    "linphone": (by_linphone, "Linphone", RATES),
    "pjsua": (by_pjsua, "PJSIP", pjsua.CODECS),
    "sipp": (by_sipp, "SIPp + RTP phone", ("PCMU", "PCMA")),
}


def expect_sound_both_ways(stage, heard, codec, least=LEAST):
    """What each end recorded is what the other sent, and the record names the codec."""
    ended = stage.expect_end("completed", "caller_hangup")
    named = ended["quality"]["codec"].lower()
    expect(codec.lower() in named.replace(".", ""), f"codec is {named}")
    recording = stage.recording(ended)
    spoken = sound.load(stage.voice(SPEECH))
    to_agent = sound.likeness(spoken, sound.load(recording, channel=1))
    to_caller = sound.likeness(heard, sound.load(recording, channel=2))
    stage.note(f"caller to agent {to_agent:.2f}, agent to caller {to_caller:.2f}")
    expect(to_agent > least, f"the caller's voice arrived like it was sent by {to_agent:.2f} only")
    expect(to_caller > least, f"the agent's voice arrived like it was sent by {to_caller:.2f} only")
    return ended


def register(peer, transport, media, codec):
    call, name, _ = PEERS[peer]

    @case(f"{peer}-{transport}-{media}-{codec.lower()}", name,
          f"a call over {transport.upper()} with {media.upper()} in {codec}: sound whole at both ends",
          short=(peer, transport, media, codec) in SHORT, timed=peer in TIMED, cell=(name, transport, media, codec))
    def cell(stage):
        expect_sound_both_ways(stage, call(stage, transport, media, codec), codec)


for peer_ in PEERS:
    for transport_ in TRANSPORTS:
        for media_ in MEDIA:
            for codec_ in (c for c in CODECS if c in PEERS[peer_][2]):
                register(peer_, transport_, media_, codec_)
