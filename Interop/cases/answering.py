"""A call comes in, is answered, and carries sound both ways."""

import subprocess
import time

from case import case, expect
from listening import sound


def talk(stage, number, phone, seconds, **options):
    """A SIPp call whose sound is `phone`, hung up by the caller after `seconds`."""
    call = stage.sipp(stage.scenario(phone, **options.pop("scenario", {})).answered_call().pause(seconds).bye(), number,
                      **options)
    expect(call.wait(), call.summary())
    return call


def expect_steady_stream(phone, seconds, least=0.95):
    """Fifty packets a second, in order, none missing."""
    expect(len(phone.packets) > seconds * 50 * least, f"{len(phone.packets)} packets came in {seconds} s of call")
    expect(phone.lost() == 0, f"{phone.lost()} sequence numbers are missing")
    types = {p.payload_type for p in phone.packets} - {101}
    expect(types == {phone.payload_type}, f"payload types {types} came where {phone.payload_type} was agreed")


@case("sipp-answer", "SIPp", "100, 180, 200 with an SDP answer; SIPp's own RTP reaches the recording; the record of "
      "the call names caller, number, codec and `caller_hangup`", short=True)
def answer(stage):
    speech = stage.voice("I would like to book an appointment for Tuesday morning, please.")
    raw = stage.folder / "speech.ul"
    subprocess.run(["sox", "-D", speech, "-t", "ul", raw], check=True)
    port = stage.port(4)  # SIPp takes the next pair for video
    call = stage.sipp(stage.scenario(media_port=port).answered_call().play(raw).pause(5).bye(), stage.desk,
                      options=("-mp", str(port)))
    expect(call.wait(), call.summary())
    answers = [m.start_line.split(" ")[1] for m in call.received("SIP/2.0")]
    expect(answers[:1] == ["100"] and "180" in answers, f"the answers were {answers}")
    ended = stage.expect_end("completed", "caller_hangup")
    expect(ended["from_number"] == "+14155559876", f"from_number is {ended['from_number']}")
    expect(ended["to_number"] == stage.desk, f"to_number is {ended['to_number']}")
    expect(ended["quality"]["codec"].upper().startswith("PCMU"), f"codec is {ended['quality']['codec']}")
    heard = sound.load(stage.recording(ended), channel=1)
    like = sound.likeness(sound.load(speech), heard)
    expect(like > 0.8, f"the caller's channel is like what SIPp sent by {like:.2f} only")
    stage.note(f"caller's channel like what was sent: {like:.2f}")


@case("sipp-echo", "SIPp (-rtp_echo)", "SIPp sends back every packet: the caller's channel of the recording is the "
      "agent's channel, a little later", short=True)
def echo(stage):
    port = stage.port(4)  # SIPp takes the next pair for video
    call = stage.sipp(stage.scenario(media_port=port).answered_call().pause(8).bye(), stage.monologue,
                      options=("-rtp_echo", "-mp", str(port)))
    expect(call.wait(), call.summary())
    recording = stage.recording(stage.expect_end("completed", "caller_hangup"))
    like = sound.likeness(sound.load(recording, channel=2)[: 6 * 8000], sound.load(recording, channel=1))
    expect(like > 0.8, f"what came back is like what was sent by {like:.2f} only")
    stage.note(f"echo like the original: {like:.2f}")


@case("sipp-sound", "SIPp + RTP phone", "steady RTP of 50 packets a second without a gap; a voice and a tone of the "
      "caller arrive in the recording whole", short=True)
def both_ways(stage):
    phone = stage.rtp_phone()
    speech = sound.load(stage.voice("Wednesday the third of March would suit me well."))
    phone.say(speech)
    phone.say(sound.tone(440, 3))
    talk(stage, stage.monologue, phone, 9)
    expect_steady_stream(phone, 9)
    heard = sound.load(stage.recording(stage.expect_end("completed", "caller_hangup")), channel=1)
    like, tone = sound.likeness(speech, heard), sound.seconds_of_tone(heard, 440)
    expect(like > 0.8, f"the caller's voice arrived like it was sent by {like:.2f} only")
    expect(2.9 < tone < 3.1, f"a tone of 3 s arrived for {tone:.2f} s")
    gaps = sorted(b.at - a.at for a, b in zip(phone.packets, phone.packets[1:]))
    middle, late = 1000 * gaps[len(gaps) // 2], 1000 * gaps[len(gaps) * 99 // 100]
    stage.note(f"voice like what was sent: {like:.2f}; 3 s of tone arrived for {tone:.2f} s; packets {middle:.1f} ms "
               f"apart, 99 in 100 within {late:.1f} ms")


@case("sipp-first-word", "SIPp + RTP phone", "the first sound of the greeting comes within 300 ms of the ACK",
      short=True, timed=True)
def first_word(stage):
    phone = stage.rtp_phone()
    call = talk(stage, stage.desk, phone, 3)
    spans = phone.voice_spans()
    expect(spans, "the agent said nothing")
    acknowledged = call.sent("ACK")[0].at
    delay = spans[0][0] - acknowledged
    stage.note(f"first sound {1000 * delay:.0f} ms after the ACK; answered "
               f"{1000 * (call.received('SIP/2.0 200')[0].at - call.sent('INVITE')[0].at):.0f} ms after the INVITE")
    expect(delay < 0.3, f"the first sound came {1000 * delay:.0f} ms after the ACK")


@case("sipp-pcma", "SIPp + RTP phone", "an offer of A-law alone is answered with A-law, sound both ways")
def a_law(stage):
    phone = stage.rtp_phone(payload_type=8)
    speech = sound.load(stage.voice("Wednesday the third of March would suit me well."))
    phone.say(speech)
    talk(stage, stage.monologue, phone, 6, scenario={"payload_types": (8,)})
    expect_steady_stream(phone, 6)
    heard = sound.load(stage.recording(stage.expect_end("completed")), channel=1)
    like = sound.likeness(speech, heard)
    expect(like > 0.8, f"the caller's voice arrived like it was sent by {like:.2f} only")
    expect(phone.voice_spans(), "the agent was not heard")
    stage.note(f"voice like what was sent: {like:.2f}")


@case("sipp-codec-order", "SIPp + RTP phone", "of several codecs the caller's first choice is taken")
def codec_order(stage):
    phone = stage.rtp_phone(payload_type=8)
    talk(stage, stage.desk, phone, 2, scenario={"payload_types": (8, 9, 0)})
    expect_steady_stream(phone, 2, least=0.9)


@case("sipp-late-offer", "SIPp + RTP phone", "an INVITE without SDP is answered with an offer; the answer in the ACK "
      "starts the sound")
def late_offer(stage):
    phone = stage.rtp_phone()
    scenario = stage.scenario(phone).invite(with_offer=False).receive_answer().ack(with_answer=True).pause(2).bye()
    call = stage.sipp(scenario, stage.desk)
    expect(call.wait(), call.summary())
    offer = call.received("SIP/2.0 200")[0].text
    expect("m=audio" in offer and "PCMU" in offer, "the 200 carries no offer")
    expect_steady_stream(phone, 2, least=0.9)
    stage.expect_end("completed", "caller_hangup")


@case("sipp-tcp", "SIPp + RTP phone", "the same over TCP", short=True)
def tcp(stage):
    phone = stage.rtp_phone()
    talk(stage, stage.desk, phone, 3, transport="t1")
    expect_steady_stream(phone, 3)
    expect(phone.voice_spans(), "the agent was not heard")
    stage.expect_end("completed", "caller_hangup")


@case("sipp-options", "SIPp", "OPTIONS is answered 200 with Allow, Accept and Supported", short=True)
def options(stage):
    call = stage.sipp(stage.scenario().options().receive(200), stage.desk)
    expect(call.wait(), call.summary())
    answer = call.received("SIP/2.0 200")[0]
    missing = [h for h in ("Allow", "Accept", "Supported") if answer.header(h) is None]
    expect(not missing, f"the answer has no {', '.join(missing)}")
    expect("INVITE" in answer.header("Allow"), f"Allow is {answer.header('Allow')}")


@case("sipp-twenty", "SIPp", "twenty calls that begin within two seconds are all answered and all closed")
def twenty(stage):
    call = stage.sipp(stage.scenario().answered_call().pause(4).bye(), stage.desk, calls=20, rate=10)
    expect(call.wait(), call.summary())
    new = stage.new_conversations()
    expect(len(new) == 20, f"{len(new)} conversations")
    # Recordings are brought to the disk before a record closes.
    deadline = time.monotonic() + 10
    while any(c["status"] not in ("completed", "failed") for c in stage.new_conversations()):
        expect(time.monotonic() < deadline, "not all records are closed 10 s after the last BYE")
        time.sleep(0.2)
