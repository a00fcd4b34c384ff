"""SRTP with keys from SDP (RFC 4568): every suite, new keys in the call, what is required and what is not allowed."""

from case import case, expect
from cases.matrix import SPEECH
from listening import sound
from peers.srtp import SUITES, Seal

OTHER_SOURCE = "127.0.0.3"  # only the trunks of this file list it


def sealed_call(stage, suite, name, seconds=3):
    """A SIPp call in one suite, and the RTP phone that opened what came."""
    seal = Seal(suite)
    phone = stage.rtp_phone(seal=seal)
    phone.say(sound.load(stage.voice(SPEECH)))
    call = stage.sipp(stage.scenario(phone, crypto=[seal.offer()]).answered_call().pause(seconds).bye(),
                      stage.monologue, name=name)
    expect(call.wait_for(lambda c: c.received("SIP/2.0 200"), 10), f"{suite}: {call.summary()}")
    answered = seal.accept(call.received("SIP/2.0 200")[0].text)
    expect(answered == suite, f"{suite} was answered with {answered}")
    expect(call.wait(), f"{suite}: {call.summary()}")
    expect(seal.refused == 0, f"{suite}: {seal.refused} packets did not open")
    return phone


@case("srtp-suites", "SIPp + RTP phone", "each suite of SRTP, offered alone, is taken: both ends open what the other "
      "sends", short=True)
def suites(stage):
    for suite in SUITES:
        phone = sealed_call(stage, suite, f"sipp-{suite}")
        ended = stage.ended()
        recording = stage.api.save(f"/v1/conversations/{ended['id']}/recording", stage.folder / f"{suite}.wav")
        stage.known.add(ended["id"])
        to_agent = sound.likeness(sound.load(stage.voice(SPEECH)), sound.load(recording, channel=1))
        to_caller = sound.likeness(phone.heard(), sound.load(recording, channel=2))
        stage.note(f"{suite}: {to_agent:.2f}, {to_caller:.2f}")
        expect(to_agent > 0.75 and to_caller > 0.75, f"{suite}: like what was sent by {to_agent:.2f}, {to_caller:.2f}")


@case("srtp-new-key", "SIPp + two RTP phones", "a re-INVITE with a new key: from then on both ends use new keys, and "
      "the sound goes on")
def new_key(stage):
    seals = Seal(), Seal()
    phones = [stage.rtp_phone(seal=seal) for seal in seals]
    phones[1].restart(source=0x0BADCAFE, sequence=20000, timestamp=900000)
    scenario = stage.scenario(phones[0], crypto=[seals[0].offer()]).answered_call().pause(2)
    scenario.crypto = [seals[1].offer()]
    scenario.move(phones[1].port).receive(100, optional=True).receive(200).ack().pause(3).bye()
    call = stage.sipp(scenario, stage.monologue)
    phones[1].say(sound.load(stage.voice(SPEECH)))
    keys = []
    for number, seal in enumerate(seals):
        expect(call.wait_for(lambda c: len(_answers(c)) > number, 10), call.summary())
        text = _answers(call)[number].text
        keys.append(next(line for line in text.split("\n") if line.startswith("a=crypto:")))
        seal.accept(text)
    expect(call.wait(), call.summary())
    expect(keys[0] != keys[1], "the server kept its own key")
    expect(len(phones[1].packets) > 100, f"{len(phones[1].packets)} packets opened with the new key")
    recording = stage.recording(stage.expect_end("completed", "caller_hangup"))
    like = sound.likeness(sound.load(stage.voice(SPEECH)), sound.load(recording, channel=1))
    stage.note(f"caller to agent after the change {like:.2f}")
    expect(like > 0.75, f"the caller's voice arrived like it was sent by {like:.2f} only")


def _answers(call):
    return [m for m in call.received("SIP/2.0 200") if "m=audio" in m.text]


@case("srtp-required", "SIPp from 127.0.0.3", "a trunk that requires SRTP refuses a plain offer with 488, one that "
      "disables it refuses SRTP alone")
def required(stage):
    for number, rule, crypto in (("+14155550135", "require", ()), ("+14155550136", "disable", [Seal().offer()])):
        trunk, _ = stage.trunk_for(
            number, direction="inbound", allowed_addresses=[f"{OTHER_SOURCE}/32"], media_encryption=rule)
        scenario = stage.scenario(crypto=crypto).invite().receive_provisional().receive(488).ack_refusal().pause(0.2)
        call = stage.sipp(scenario, number, address=OTHER_SOURCE, name=f"sipp-{rule}")
        expect(call.wait(), f"{rule}: {call.summary()}")
        stage.api.delete(f"/v1/sip-trunks/{trunk}?force=true")
