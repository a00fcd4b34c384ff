"""What happens inside a call: hold, digits, an end that the API asks for."""

import datetime
import time

from case import case, expect
from cases.answering import expect_steady_stream


@case("sipp-hold", "SIPp + RTP phone", "a re-INVITE with `sendonly` is answered `recvonly` and silences the stream; "
      "`sendrecv` brings it back; the version in o= grows", short=True)
def hold(stage):
    phone = stage.rtp_phone()
    scenario = stage.scenario(phone).answered_call().pause(2)
    scenario.reinvite("sendonly").receive(100, optional=True).receive(200).ack().pause(2)
    scenario.reinvite("sendrecv").receive(100, optional=True).receive(200).ack().pause(2).bye()
    call = stage.sipp(scenario, stage.monologue)
    expect(call.wait(), call.summary())
    answers = [m for m in call.received("SIP/2.0 200") if "m=audio" in m.text]
    expect(len(answers) == 3, f"{len(answers)} answers with SDP")
    expect("a=recvonly" in answers[1].text, "the hold was not answered recvonly")
    expect("a=recvonly" not in answers[2].text, "the call stays on hold")
    versions = [int(next(line for line in a.text.split("\n") if line.startswith("o=")).split()[2]) for a in answers]
    expect(versions[0] < versions[1] < versions[2], f"versions in o= are {versions}")
    held = phone.between(answers[1].at + 0.2, answers[2].at)
    resumed = phone.between(answers[2].at + 0.2, answers[2].at + 2)
    expect(len(held) <= 2, f"{len(held)} packets came during the hold")
    expect(len(resumed) > 80, f"{len(resumed)} packets came in 1.8 s after the hold")
    stage.expect_end("completed", "caller_hangup")


def expect_held(stage, ended, seconds):
    """The events tell of a hold of some `seconds`, and no sound was sent while it lasted."""
    events = stage.api.events(ended["id"])
    at = {e["type"]: datetime.datetime.fromisoformat(e["at"]).timestamp() for e in events}
    expect("call.held" in at and "call.resumed" in at, f"the events are {[e['type'] for e in events]}")
    sent = next(e["detail"]["packets_sent"] for e in events if e["type"] == "media.statistics")
    held = at["call.resumed"] - at["call.held"]
    # Of a call out there is no word of the ACK: it was ours.
    begun = at.get("call.confirmed") or at["call.answered"]
    wanted = (at["call.hung_up"] - begun - held) * 50
    stage.note(f"{sent} packets sent, {wanted:.0f} due; {held:.1f} s of hold")
    expect(held > seconds - 0.5, f"the events tell of {held:.1f} s of hold")
    expect(abs(sent - wanted) < 40, f"{sent} packets were sent where {wanted:.0f} were due")


@case("sipp-digits", "SIPp + RTP phone", "telephone-event digits stand in the events of the conversation, once each",
      short=True)
def digits(stage):
    phone = stage.rtp_phone()
    phone.dial("1200#")
    call = stage.sipp(stage.scenario(phone).answered_call().pause(4).bye(), stage.monologue)
    expect(call.wait(), call.summary())
    ended = stage.expect_end("completed", "caller_hangup")
    expect(stage.digits(ended) == "1200#", f"the events hold the digits “{stage.digits(ended)}”")


@case("api-end", "SIPp", "POST /end hangs up with BYE, may be repeated, and closes the record", short=True)
def end(stage):
    call = stage.sipp(stage.scenario().answered_call().receive_bye(15), stage.desk)
    expect(call.wait_for(lambda c: c.sent("ACK"), 10), call.summary())
    conversation = stage.active()["id"]
    for _ in range(2):
        stage.api.post(f"/v1/conversations/{conversation}/end")
    expect(call.wait(), call.summary())
    ended = stage.expect_end("completed")
    expect(ended["end_reason"], "the record has no end_reason")
    stage.note(f"end_reason {ended['end_reason']}")


@case("sipp-no-media", "SIPp", "a caller whose sound never comes is hung up after a while, as `media_timeout`")
def no_media(stage):
    call = stage.sipp(stage.scenario().answered_call().receive_bye(90), stage.desk)
    begun = time.monotonic()
    expect(call.wait(), call.summary())
    ended = stage.expect_end("completed", "media_timeout", "inactivity_timeout")
    stage.note(f"{ended['end_reason']} after {time.monotonic() - begun:.0f} s")


@case("sipp-long-call", "SIPp + RTP phone", "a minute of call: no packet missing, none more than the clock allows")
def long_call(stage):
    phone = stage.rtp_phone()
    call = stage.sipp(stage.scenario(phone).answered_call().pause(60).bye(), stage.monologue)
    expect(call.wait(), call.summary())
    expect_steady_stream(phone, 60, least=0.99)
    first, last = phone.packets[0], phone.packets[-1]
    sound = ((last.timestamp - first.timestamp) & 0xFFFFFFFF) / 8000
    drift = abs(sound - (last.at - first.at))
    expect(drift < 0.1, f"{sound:.2f} s of sound came in {last.at - first.at:.2f} s")
    stage.note(f"drift over a minute {1000 * drift:.0f} ms")
