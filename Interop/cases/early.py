"""Before the callee answers: announcements, reliable ringing, and an agent who waits with his first word."""

import datetime

from case import case, expect
from cases.outgoing import CALLED, HELLO, OURS, address, expect_wait, line_out, receptionist, types_of
from cases.softphones import SPEECH
from listening import recogniser, sound

# Asterisk sends provisional answers reliably to whoever calls from this number.
RELIABLE = "+14155550126"


def at(text):
    return datetime.datetime.fromisoformat(text).timestamp()


def expect_said_after_answer(stage, ended):
    """The agent began to speak after the answer, and heard nothing of what was said before it."""
    events = {e["type"]: at(e["at"]) for e in stage.api.events(ended["id"])}
    said = stage.api.messages(ended["id"])
    expect(said and at(said[0]["started_at"]) >= events["call.answered"] - 0.05, "the agent spoke before the answer")
    expect([m["role"] for m in said] == ["assistant"], f"the transcript is {[m['content'] for m in said]}")
    return events


@case("out-early-media", "Asterisk", "Progress() and an announcement before Answer(): 183 with a description, the "
      "greeting comes after the answer, whole, and the announcement is no turn of the callee's", short=True, timed=True)
def announcement(stage):
    stage.needs_speech()
    pbx = stage.asterisk()
    pbx.sound(stage.voice(SPEECH, 16000), "desk")
    call = stage.place(line_out(stage, pbx.address, agent=receptionist(stage)), "+14155550610")
    record = stage.active(15)
    expect(record["id"] == call, "another conversation began")
    ended = stage.ended(20)
    events = expect_said_after_answer(stage, ended)
    expect("call.progress" in events, f"the events are {types_of(stage, ended)}")
    expect(events["call.answered"] - events["call.progress"] > 2,
           "the call was answered before the announcement was over")
    heard = recogniser.words_in(pbx.recording(pbx.folder / "heard/610"))
    rate = recogniser.found_in(HELLO, heard)
    stage.note(f"answered {events['call.answered'] - events['call.progress']:.1f} s after the 183, greeting's word "
               f"error rate {rate:.2f}")
    expect(rate <= 0.2, f"the greeting was heard as “{heard}”")
    early = next(e for e in stage.api.events(ended["id"]) if e["type"] == "call.progress")
    expect(early["detail"] == {"sip_code": 183, "early_media": True}, f"the event is {early['detail']}")


@case("out-early-other-port", "SIPp + two RTP phones", "the announcement comes from one port and the answer names "
      "another, as of a gateway behind a carrier: the greeting goes to the answer's, and no voice goes out before it")
def other_port(stage):
    announcing, answering = stage.rtp_phone(), stage.rtp_phone()
    answering.restart(source=0x0BADCAFE, sequence=20000, timestamp=900000)
    speech = sound.load(stage.voice(SPEECH))
    scenario = stage.called_scenario(announcing).play_before_the_answer().pause(2)
    scenario.media_port = answering.port
    callee = stage.called_sipp(scenario.answer().pause(5).bye())
    answering.say(speech)
    stage.place(line_out(stage, address(callee)), CALLED)
    ended = stage.ended(20)
    expect_wait(callee)
    answered = callee.sent("SIP/2.0 200 OK")[-2 if callee.received("BYE") else -1].at
    expect(not announcing.voice_spans(), "the agent's voice went to the announcement's port")
    spans = answering.voice_spans()
    expect(spans and spans[0][0] >= answered - 0.05, "the agent did not wait for the answer")
    like = sound.likeness(answering.heard(), sound.load(stage.recording(ended), channel=2))
    to_agent = sound.likeness(speech, sound.load(stage.recording(ended), channel=1))
    stage.note(f"callee to agent {to_agent:.2f}, agent to callee {like:.2f}; first sound "
               f"{1000 * (spans[0][0] - answered):.0f} ms after the 200")
    expect(like > 0.75 and to_agent > 0.75, f"sound was like what was sent by {to_agent:.2f} and {like:.2f}")


@case("out-prack", "SIPp, PJSIP, Asterisk", "reliable provisional answers get their PRACK: a 180 of SIPp and of PJSIP, "
      "a 183 of Asterisk with a description (RFC 3262)", short=True)
def prack(stage):
    callee = stage.called_sipp(stage.called_scenario().ring_reliably(71).answer().receive_bye(10))
    end_after(stage, stage.place(line_out(stage, address(callee)), CALLED))
    expect_wait(callee)
    expect(callee.received("PRACK")[0].header("RAck") == "71 1 INVITE", callee.received("PRACK")[0].text)
    stage.end()

    phone = stage.pjsua(stage.voice(SPEECH, 16000), prack=True, answers=False)
    call = stage.place(line_out(stage, f"127.0.0.1:{phone.port}"), CALLED)
    expect(phone.wait_for("incoming", 10), "PJSIP was not called, see pjsua/log")
    for status in (180, 200):
        phone.command("answer", status)
        expect(status == 180 or phone.wait_until("CONFIRMED", 5), "PJSIP's call was not established, see pjsua/log")
    end_after(stage, call)
    phone.stop()
    expect("Request msg PRACK" in phone.messages() and "RSeq:" in phone.messages(), "PJSIP got no PRACK, see pjsua/log")
    stage.end()

    pbx = stage.asterisk()
    pbx.sound(stage.voice(SPEECH, 16000), "desk")
    call = stage.place(line_out(stage, pbx.address, RELIABLE), "+14155550610")
    stage.active(15)
    messages = [str(e["detail"]) for e in stage.api.events(call) if e["type"].startswith("sip.")]
    expect(any("PRACK" in m for m in messages), "Asterisk's 183 got no PRACK")
    end_after(stage, call)


def end_after(stage, call):
    """Hangs up once it is answered."""
    stage.active(10)
    stage.api.post(f"/v1/conversations/{call}/end")
    stage.expect_end("completed", "agent_ended")
    stage.known.add(call)
