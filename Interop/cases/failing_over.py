"""Two trunks of one workspace: when the second is called, and when it never is."""

import socket
import threading
import time

from case import case, expect
from cases.outgoing import CALLED, OURS, address, expect_wait, line_out, second_way, types_of


# The greeting is made before anybody is rung; a silent trunk is left after 6 s.
SOON = 5


def two_ways(stage, first, **fields):
    """A number on a trunk to `first`, host:port, and a second trunk to a SIPp that answers; the agent and the SIPp."""
    answering = stage.called_sipp(stage.called_scenario().ring().answer().receive_bye(20), name="second")
    agent = line_out(stage, first, **fields)
    return agent, answering, second_way(stage, address(answering))


def expect_second(stage, agent, answering, trunk, least, most):
    """A call goes by the second trunk, and its INVITE comes there so many seconds after the order."""
    begun = time.time()
    call = stage.place(agent, CALLED, caller_id_number=OURS)
    expect(answering.wait_for(lambda c: c.received("ACK"), most + 5), f"second trunk: {answering.summary()}")
    after = answering.received("INVITE")[0].at - begun
    record = stage.active()
    stage.note(f"the second trunk's INVITE after {after:.2f} s")
    expect(record["trunk_id"] == trunk, "the record does not name the second trunk")
    expect(least <= after <= most, f"the second trunk was called after {after:.2f} s")
    stage.api.post(f"/v1/conversations/{call}/end")
    ended = stage.expect_end("completed", "agent_ended")
    expect_wait(answering)
    expect(types_of(stage, ended).count("call.dialling") == 2, f"the events are {types_of(stage, ended)}")


@case("out-second-after-503", "two SIPp", "the first trunk answers 503: the second is called at once", short=True)
def after_503(stage):
    failing = stage.called_sipp(stage.called_scenario().ring(100, "Trying").refuse(503, "Service Unavailable"))
    expect_second(stage, *two_ways(stage, address(failing)), 0, SOON)
    expect_wait(failing)


@case("out-second-after-silence", "a socket, SIPp", "nothing comes back from the first trunk: the second is called "
      "6 s after it, and the first is sent no CANCEL")
def after_silence(stage):
    port, heard = stage.port(), []
    hole = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    hole.bind(("127.0.0.1", port))
    stage.put_away(hole.close)

    def listen():
        while True:
            try:
                heard.append((time.time(), hole.recv(65536).decode(errors="replace").split(" ", 1)[0]))
            except OSError:
                return

    threading.Thread(target=listen, daemon=True).start()
    agent, answering, trunk = two_ways(stage, f"127.0.0.1:{port}")
    expect_second(stage, agent, answering, trunk, 5.9, 12)
    invites = [at for at, method in heard if method == "INVITE"]
    after = answering.received("INVITE")[0].at - invites[0]
    stage.note(f"{after:.2f} s after the first, which was sent {len(invites)} times")
    expect(5.9 < after < 6.6, f"the second trunk was called {after:.2f} s after the first")
    expect(not any(method == "CANCEL" for _, method in heard), "a CANCEL was sent although nothing had come back")


@case("out-late-answer", "two SIPp", "the first trunk's 200 comes after the second was called: it is acknowledged and "
      "hung up, and the second call goes on")
def late_answer(stage):
    late = stage.called_sipp(stage.called_scenario().pause(7.5).answer().receive_bye(5), name="late")
    agent, answering, _ = two_ways(stage, address(late))
    call = stage.place(agent, CALLED)
    expect(answering.wait_for(lambda c: c.received("ACK"), 12), f"second trunk: {answering.summary()}")
    expect(late.wait_for(lambda c: c.received("BYE"), 8), f"the late 200 was not hung up: {late.summary()}")
    expect_wait(late)
    record = stage.active()
    expect(record["status"] == "active", f"the conversation is {record['status']}")
    stage.api.post(f"/v1/conversations/{call}/end")
    stage.expect_end("completed", "agent_ended")
    expect_wait(answering)


@case("out-second-after-tcp-refused", "SIPp", "nobody takes the first trunk's TCP connection: the second is called at "
      "once", short=True)
def after_tcp_refused(stage):
    expect_second(stage, *two_ways(stage, f"127.0.0.1:{stage.port()}", transport="tcp"), 0, SOON)


@case("out-second-after-certificate", "two SIPp", "the first trunk shows a certificate that nobody trusts: it is sent "
      "no INVITE, and the second is called")
def after_certificate(stage):
    stranger = stage.called_sipp(
        stage.called_scenario().answer().receive_bye(5), name="stranger", transport="l1", identity=None)
    expect_second(stage, *two_ways(stage, address(stranger), transport="tls"), 0, SOON)
    expect(not stranger.received("INVITE"), "the INVITE went to a stranger")


@case("out-second-when-full", "two SIPp", "the first trunk has all the calls it may have (max_concurrent_calls): the "
      "next call goes by the second")
def when_full(stage):
    first = stage.called_sipp(stage.called_scenario().ring().answer().receive_bye(30), name="first")
    agent, answering, trunk = two_ways(stage, address(first), max_concurrent_calls=1)
    taken = stage.place(agent, CALLED)
    stage.active()
    stage.known.add(taken)
    call = stage.place(agent, CALLED)
    expect(stage.active()["trunk_id"] == trunk, "the second call did not go by the second trunk")
    for each in (call, taken):
        stage.api.post(f"/v1/conversations/{each}/end")
    stage.expect_end("completed", "agent_ended")
    expect(len(first.received("INVITE")) == 1, "the full trunk was called")
    for each in (first, answering):
        expect_wait(each)


def expect_no_second(stage, scenario, reason, name):
    refusing = stage.called_sipp(scenario, name=name)
    agent, answering, _ = two_ways(stage, address(refusing))
    call = stage.place(agent, CALLED)
    stage.expect_end("failed", reason)
    time.sleep(0.5)
    expect(not answering.received("INVITE"), f"{name}: the second trunk was called")
    expect_wait(refusing)
    stage.known.add(call)
    stage.end()


@case("out-declined-once", "two SIPp", "whoever is busy (486), declines (603), or rang before the 503, is not called "
      "by the second trunk", short=True)
def declined(stage):
    expect_no_second(stage, stage.called_scenario().ring().refuse(486, "Busy Here"), "dial_busy", "busy")
    expect_no_second(stage, stage.called_scenario().refuse(603, "Decline"), "dial_rejected", "decline")
    expect_no_second(
        stage, stage.called_scenario().ring().pause(0.5).refuse(503, "Service Unavailable"), "dial_failed", "rang")
    expect_no_second(
        stage, stage.called_scenario().refuse(500, "Server Error", ["Reason: Q.850;cause=17"]), "dial_busy", "gateway")
