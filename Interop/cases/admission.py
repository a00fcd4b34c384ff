"""Who may call, and what those hear who may not."""

from case import case, expect

STRANGER = "127.0.0.2"  # a source that no trunk lists


def refused(stage, number, statuses, address="127.0.0.1"):
    """Dials and expects one of `statuses`; the final answer."""
    # SIPp takes one answer a step: the ones that may not come are optional, and all lead to the ACK.
    scenario = stage.scenario().invite().receive(100, optional=True).receive(180, optional=True)
    for status in statuses[:-1]:
        scenario.receive(status, optional=True, goto="refused")
    scenario.receive(statuses[-1]).label("refused").ack_refusal().pause(0.2)
    call = stage.sipp(scenario, number, address=address)
    expect(call.wait(), call.summary())
    return [m for m in call.received("SIP/2.0") if int(m.start_line.split(" ")[1]) >= 300][0]


@case("sipp-wrong-number", "SIPp", "a number that nobody has is answered 404, and leaves no conversation", short=True)
def wrong_number(stage):
    refused(stage, "+14155550999", [404])
    new = [c for c in stage.api.conversations() if c["to_number"] == "+14155550999"]
    expect(not new, "a number of nobody made a conversation")


@case("sipp-no-agent", "SIPp", "a number without an agent is answered 480 with a Reason, and leaves a failed "
      "conversation", short=True)
def no_agent(stage):
    answer = refused(stage, stage.unbound, [480])
    expect(answer.header("Reason"), "the 480 has no Reason")
    stage.expect_end("failed")
    stage.note(f"Reason: {answer.header('Reason')}")


@case("sipp-number-forms", "SIPp", "the number is found without its plus and with the national prefix `00`")
def number_forms(stage):
    for form in (stage.desk.lstrip("+"), "00" + stage.desk.lstrip("+")):
        call = stage.sipp(stage.scenario().answered_call().pause(0.5).bye(), form, name=f"sipp-{form}")
        expect(call.wait(), f"{form}: {call.summary()}")


@case("sipp-stranger", "SIPp from 127.0.0.2", "a source that no trunk lists is refused with 403 and never rings",
      short=True)
def stranger(stage):
    answer = refused(stage, stage.desk, [401, 403], address=STRANGER)
    expect(" 403" in answer.start_line, f"the answer is {answer.start_line}")


def with_digest_trunk(stage):
    """A number that is reached by password, from anywhere."""
    trunk = stage.api.post("/v1/sip-trunks", {
        "name": "By password", "kind": "byoc", "direction": "inbound", "auth_username": "office",
        "auth_password": "correct horse battery"})["id"]
    stage.afterwards(lambda: stage.api.delete(f"/v1/sip-trunks/{trunk}?force=true"))
    agent = stage.agent("By password")
    number = stage.api.post("/v1/phone-numbers", {
        "e164": "+14155550110", "source": "byoc", "trunk_id": trunk, "agent_id": agent})
    stage.afterwards(lambda: stage.api.delete(f"/v1/phone-numbers/{number['id']}"))
    return number["e164"]


def challenged(stage):
    """INVITE, the challenge, and the INVITE again with the answer to it."""
    scenario = stage.scenario().invite()
    scenario.receive(100, optional=True).receive(407, optional=True, challenge=True, goto="challenged")
    return scenario.receive(401, challenge=True).label("challenged").ack_refusal().invite(headers=["[authentication]"])


@case("sipp-digest", "SIPp from 127.0.0.2", "the right password after a challenge is let in", short=True)
def digest(stage):
    number = with_digest_trunk(stage)
    call = stage.sipp(challenged(stage).receive_answer().ack().pause(1).bye(), number, address=STRANGER,
                      options=("-au", "office", "-ap", "correct horse battery"))
    expect(call.wait(), call.summary())
    stage.expect_end("completed", "caller_hangup")


@case("sipp-digest-wrong", "SIPp from 127.0.0.2", "the wrong password is refused, and nobody's phone rings", short=True)
def digest_wrong(stage):
    number = with_digest_trunk(stage)
    scenario = challenged(stage).receive(100, optional=True)
    for status in (401, 407):
        scenario.receive(status, optional=True, goto="refused")
    scenario.receive(403).label("refused").ack_refusal().pause(0.2)
    call = stage.sipp(scenario, number, address=STRANGER, options=("-au", "office", "-ap", "wrong"))
    expect(call.wait(), call.summary())
    expect(not call.received("SIP/2.0 180"), "it rang")
