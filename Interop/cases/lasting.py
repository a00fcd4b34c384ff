"""What happens within calls that we placed: refreshes, hold by the callee, transfers, and a hundred at once."""

import concurrent.futures
import time

from case import case, expect
from cases.dialogs import expect_held
from cases.matrix import SPEECH
from cases.outgoing import CALLED, HELLO, OURS, address, expect_wait, line_out, sleep_until_said
from cases.refreshing import HALF, SLACK
from cases.transfers import LEAD, WISH

PACE, CALLS = 20, 100


@case("out-session-refresh", "SIPp, PJSIP", "session timers of calls that we placed (RFC 4028): we refresh a callee "
      "that wants 90 s and us to refresh, and accept the refreshes of one that does it itself and PJSIP's; "
      "all three calls live on")
def refresh(stage):
    def answered(refresher):
        return stage.called_scenario(stage.rtp_phone()).ring().answer(
            [f"Session-Expires: 90;refresher={refresher}", "Require: timer"])

    asks = stage.called_sipp(answered("uac").receive_refresh(HALF + SLACK).pause(1).bye(), name="asks")
    refreshes = stage.called_sipp(answered("uas").pause(HALF).update().pause(SLACK).bye(), name="refreshes")
    phone = stage.pjsua(stage.voice(SPEECH, 16000), timer=True)
    places = [(address(asks), OURS), (address(refreshes), "+14155550141"), (f"127.0.0.1:{phone.port}", "+14155550142")]
    for place, number in places:
        stage.place(line_out(stage, place, number), CALLED, caller_id_number=number)
    expect(phone.wait_until("CONFIRMED", 10), "PJSIP's call was not established, see pjsua/log")
    phone.command("update")
    for callee in (asks, refreshes):
        expect(callee.wait_for(lambda c: c.sent("BYE"), HALF + 4 * SLACK), callee.summary())
        expect_wait(callee)
    came = next(m for m in asks.messages() if not m.sent and m.start_line.startswith(("INVITE", "UPDATE"))
                and "tag=" in m.header("To"))
    stage.note(f"{came.start_line.split()[0]} {came.at - asks.received('ACK')[0].at:.0f} s after the ACK")
    accepted = next(m for m in refreshes.received("SIP/2.0 200") if "UPDATE" in m.header("CSeq"))
    expect("refresher=uac" in accepted.header("Session-Expires"), accepted.text)
    expect("200/UPDATE" in phone.messages(), "PJSIP's UPDATE was not answered 200, see pjsua/log")
    phone.hang_up()
    expect(phone.wait_until("DISCONNECTED", 5), "PJSIP's call did not close")
    time.sleep(1)
    ends = [c["end_reason"] for c in stage.new_conversations()]
    expect(ends == ["caller_hangup"] * 3, f"the calls ended as {ends}")


@case("out-session-too-small", "SIPp", "a callee that wants longer sessions (422 with Min-SE) is called again with as "
      "much")
def too_small(stage):
    callee = stage.called_sipp(
        stage.called_scenario().too_small(3600).ring().answer(["Session-Expires: 3600;refresher=uas", "Require: timer"])
        .pause(1).bye())
    stage.place(line_out(stage, address(callee)), CALLED)
    stage.expect_end("completed", "caller_hangup")
    expect_wait(callee)
    first, second = callee.received("INVITE")
    expect(second.header("Session-Expires").startswith("3600") and second.header("Min-SE") == "3600",
           f"the second INVITE says {second.header('Session-Expires')}, Min-SE {second.header('Min-SE')}")
    stage.note(f"{first.header('Session-Expires')}, then {second.header('Session-Expires')}")


def held(stage, phone, established, closed):
    """The callee holds for 2 s, resumes, and hangs up."""
    stage.place(line_out(stage, f"127.0.0.1:{phone.port}"), CALLED)
    expect(established(), "the call was not established, see the phone's log")
    stage.active()
    time.sleep(2)
    phone.hold()
    time.sleep(2)
    phone.resume()
    time.sleep(2)
    phone.hang_up()
    closed()
    expect_held(stage, stage.expect_end("completed", "caller_hangup"), 2)


@case("out-hold-baresip", "baresip", "the callee holds and resumes a call that we placed, and hangs up")
def hold_by_baresip(stage):
    phone = stage.baresip(stage.voice(SPEECH), user=CALLED)
    held(stage, phone, lambda: phone.wait_for("CALL_ESTABLISHED", 10), lambda: phone.wait_for("CALL_CLOSED", 5))


@case("out-hold-linphone", "Linphone", "the same")
def hold_by_linphone(stage):
    phone = stage.linphone(stage.voice(SPEECH), answers=True)
    held(stage, phone, lambda: phone.wait_for("streams established", 15), lambda: phone.wait_for("ended (", 5))


@case("out-hold-pjsua", "PJSIP", "the same")
def hold_by_pjsua(stage):
    phone = stage.pjsua(stage.voice(SPEECH, 16000))
    held(stage, phone, lambda: phone.wait_until("CONFIRMED", 10), lambda: phone.wait_until("DISCONNECTED", 5))


def ask_for_operator(stage, extension):
    """A PJSIP callee asks for the operator, who is `extension` of Asterisk's desk; the phone, once it was referred."""
    stage.needs_speech()
    target = f"sip:+14155550{extension}@{stage.asterisk().address}"
    agent = stage.agent("Operator out", first_message=HELLO, tools=[
        {"type": "system", "name": "transfer_to_number", "config": {"transfers": [
            {"sip_uri": target, "condition": "The caller wants the operator."}]}}])
    phone = stage.pjsua(stage.voice(WISH, 16000, LEAD))
    stage.place(line_out(stage, f"127.0.0.1:{phone.port}", agent=agent), CALLED)
    expect(phone.wait_until("CONFIRMED", 10), "PJSIP's call was not established, see pjsua/log")
    referred = phone.wait_for("refer", 25)
    expect(referred and target in referred["to"], f"the REFER was {referred}, see pjsua/log")
    return phone


@case("out-transfer", "PJSIP, Asterisk", "a callee who asks for the operator is sent there by REFER: PJSIP's new call "
      "is answered by Asterisk, and the conversation ends as `transferred`", timed=True)
def transfer(stage):
    phone = ask_for_operator(stage, "602")
    expect(phone.wait_until("CONFIRMED", 10), "PJSIP's call to Asterisk was not established, see pjsua/log")
    stage.expect_end("completed", "transferred")


@case("out-transfer-busy", "PJSIP, Asterisk", "the operator is busy: the agent is there again, and the call goes on",
      timed=True)
def transfer_to_busy(stage):
    phone = ask_for_operator(stage, "605")
    said = sleep_until_said(stage, stage.active(), 3)
    stage.note(f"the agent said “{said[-1]['content']}”")
    phone.hang_up()
    stage.expect_end("completed", "caller_hangup")


@case("out-hundred", "SIPp", f"{CALLS} calls out at once on a trunk of {PACE} calls a second: no second sees more, all "
      "are answered, and all are completed", timed=True)
def hundred(stage):
    callee = stage.called_sipp(stage.called_scenario().ring().answer().pause(2).bye())
    # Greetings are made before anybody is rung, all at once; an engine takes 64 of them, so these callees speak first.
    agent = stage.agent("Crowd", first_message=None)
    line_out(stage, address(callee), agent=agent, max_calls_per_second=PACE)
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        calls = set(pool.map(lambda _: stage.place(agent, CALLED), range(CALLS)))
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        ended = [c for c in stage.new_conversations() if c["status"] in ("completed", "failed")]
        if len(ended) == CALLS:
            break
        time.sleep(0.5)
    reasons = {c["end_reason"] for c in ended}
    expect(len(ended) == CALLS and {c["id"] for c in ended} == calls, f"{len(ended)} of {CALLS} calls ended")
    expect(reasons == {"caller_hangup"}, f"they ended as {reasons}")
    expect_wait(callee)
    first = {}
    for message in callee.received("INVITE"):
        first.setdefault(message.header("Call-ID"), message.at)
    times = sorted(first.values())
    most = max(sum(begin <= t < begin + 1 for t in times) for begin in times)
    stage.note(f"{CALLS} INVITEs in {times[-1] - times[0]:.2f} s, at most {most} in one second")
    # Two that are a second apart by the pace may come in one second by the wire.
    expect(most <= PACE + 1, f"{most} INVITEs came in one second")
