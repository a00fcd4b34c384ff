"""The habits of who is called: answers from two phones, without a description, or taken back at once."""

import time

from case import case, expect
from cases.matrix import SPEECH
from cases.outgoing import CALLED, address, expect_wait, line_out, second_way, types_of
from listening import sound


def end(stage, call, callee):
    stage.api.post(f"/v1/conversations/{call}/end")
    expect_wait(callee)
    stage.expect_end("completed", "agent_ended")


@case("out-forked", "two PJSIP, Kamailio", "a proxy rings two phones, and both answer at once: both get their ACK, one "
      "the BYE, and the agent talks with the other", short=True)
def forked(stage):
    phones = [stage.pjsua(stage.voice(SPEECH, 16000), user=CALLED, name=f"pjsua-{n}") for n in (1, 2)]
    places = [f"127.0.0.1:{phone.port}" for phone in phones]
    proxy = stage.kamailio(target=places[0], fork=places[1])
    call = stage.place(line_out(stage, places[0], outbound_proxy=proxy.address), CALLED)
    for phone in phones:
        expect(phone.wait_until("CONFIRMED", 10), f"a phone got no ACK, see {phone.folder}/log")
    time.sleep(4)
    left = [phone for phone in phones if not phone.wait_until("DISCONNECTED", 0.1)]
    expect(len(left) == 1, f"{len(left)} of two phones are still in the call")
    left[0].hang_up()
    ended = stage.expect_end("completed", "caller_hangup")
    expect(ended["id"] == call, "another conversation began")
    left[0].stop()
    like = sound.likeness(sound.load(left[0].recording), sound.load(stage.recording(ended), channel=2))
    stage.note(f"agent to callee {like:.2f}")
    expect(like > 0.75, f"the agent's voice arrived like it was sent by {like:.2f} only")


@case("out-slow-to-ring", "two SIPp", "a callee that says 100 and rings after 8 s keeps the call, although a second "
      "trunk stands by; one that says 100 and no more is cancelled as dial_no_answer", timed=True)
def slow_to_ring(stage):
    slow = stage.called_sipp(
        stage.called_scenario().ring(100, "Trying").pause(8).ring().answer().receive_bye(5), name="slow")
    standby = stage.called_sipp(stage.called_scenario().answer().receive_bye(5), name="standby")
    agent = line_out(stage, address(slow))
    second_way(stage, address(standby))
    call = stage.place(agent, CALLED)
    expect(slow.wait_for(lambda c: c.received("ACK"), 12), f"the first trunk lost the call: {slow.summary()}")
    expect(not standby.received("INVITE"), "the second trunk was called beside it")
    end(stage, call, slow)
    stage.known.add(call)
    stage.end()
    callee = stage.called_sipp(stage.called_scenario().ring(100, "Trying").receive_cancel(10))
    stage.place(line_out(stage, address(callee)), CALLED, ringing_timeout_ms=2000)
    ended = stage.expect_end("failed", "dial_no_answer")
    stage.note(f"“{ended['end_detail']['explanation']}”")
    expect(callee.wait_for(lambda c: c.received("ACK"), 3), callee.summary())
    expect_wait(callee)


@case("out-provisionals", "SIPp", "100, 180, 181, 182, 183 without a description and 180 again, then the answer: the "
      "call is answered as any")
def provisionals(stage):
    scenario = stage.called_scenario().ring(100, "Trying").ring()
    for status, phrase in (
            (181, "Call Is Being Forwarded"), (182, "Queued"), (183, "Session Progress"), (180, "Ringing")):
        scenario.pause(0.2).ring(status, phrase)
    callee = stage.called_sipp(scenario.answer().receive_bye(10))
    call = stage.place(line_out(stage, address(callee)), CALLED)
    expect(callee.wait_for(lambda c: c.received("ACK"), 8), callee.summary())
    expect("call.ringing" in types_of(stage, stage.active()), f"the events are {types_of(stage, stage.active())}")
    end(stage, call, callee)


@case("out-answer-without-sdp", "SIPp", "a 200 without a description after none before is acknowledged and hung up, "
      "and the conversation fails with a reason")
def answer_without_sdp(stage):
    callee = stage.called_sipp(stage.called_scenario().ring().answer_without_sdp().receive_bye(5))
    stage.place(line_out(stage, address(callee)), CALLED)
    ended = stage.expect_end("failed", "dial_failed")
    expect_wait(callee)
    stage.note(f"“{ended['end_detail']['explanation']}”")


@case("out-answer-before", "SIPp + RTP phone", "the description comes in a 183 and not again in the 200 (RFC 3261 "
      "§13.2.1): the early one holds, and the greeting is heard")
def answer_before(stage):
    phone = stage.rtp_phone()
    scenario = stage.called_scenario(phone).play_before_the_answer().pause(0.5).answer_without_sdp().receive_bye(10)
    callee = stage.called_sipp(scenario)
    call = stage.place(line_out(stage, address(callee)), CALLED)
    stage.active()
    time.sleep(2)
    end(stage, call, callee)
    expect(phone.voice_spans(), "the agent was not heard")


@case("out-bye-at-once", "SIPp", "a callee that hangs up as soon as it has answered, with a Reason: the conversation "
      "is over, and says so")
def bye_at_once(stage):
    callee = stage.called_sipp(
        stage.called_scenario().ring().answer().bye(["Reason: Q.850;cause=16;text=\"Normal call clearing\""]))
    stage.place(line_out(stage, address(callee)), CALLED)
    ended = stage.expect_end("completed", "caller_hangup")
    expect_wait(callee)
    stage.note(f"{ended['end_detail']}")


@case("out-connection-broken", "SIPp", "the callee's TCP connection breaks while it talks: POST /end closes the "
      "call all the same")
def connection_broken(stage):
    callee = stage.called_sipp(stage.called_scenario(stage.rtp_phone()).ring().answer().pause(60), transport="t1")
    call = stage.place(line_out(stage, address(callee), transport="tcp"), CALLED)
    expect(callee.wait_for(lambda c: c.received("ACK"), 8), callee.summary())
    callee.stop()
    time.sleep(1)
    stage.api.post(f"/v1/conversations/{call}/end")
    stage.expect_end("completed", "agent_ended")
