"""The agent puts the caller through by REFER (RFC 3515): PJSIP goes where it is sent, and tells how that went."""

import time

from case import case, expect

# The caller speaks when the greeting is over.
LEAD = 5
WISH = "Please put me through to the operator."


def ask_for_operator(stage, extension, number):
    """A PJSIP caller asks for the operator, who is `extension` of Asterisk's desk; the phone, once it was referred."""
    stage.needs_speech()
    pbx = stage.asterisk()
    target = f"sip:+14155550{extension}@{pbx.address}"
    agent = stage.agent(f"Operator {extension}", first_message="Hello. How can I help you?", tools=[
        {"type": "system", "name": "end_call"},
        {"type": "system", "name": "transfer_to_number", "config": {"transfers": [
            {"sip_uri": target, "condition": "The caller wants the operator."}]}}])
    stage.number(number, agent)
    stage.afterwards(lambda: stage.forget_number(number))
    phone = stage.pjsua(stage.voice(WISH, 16000, LEAD))
    phone.dial(stage.uri(number))
    expect(phone.wait_until("CONFIRMED", 10), "PJSIP's call was not established, see pjsua/log")
    referred = phone.wait_for("refer", 25)
    expect(referred, "no REFER came, see pjsua/log")
    expect(target in referred["to"], f"the REFER sends the caller to {referred['to']}")
    return phone


@case("transfer", "PJSIP, Asterisk", "a caller who asks for the operator is sent there by REFER: PJSIP's new call is "
      "answered by Asterisk, and the conversation ends as `transferred`", short=True, timed=True)
def transfer(stage):
    phone = ask_for_operator(stage, "602", "+14155550112")
    expect(phone.wait_until("CONFIRMED", 10), "PJSIP's call to Asterisk was not established, see pjsua/log")
    stage.expect_end("completed", "transferred")


@case("transfer-busy", "PJSIP, Asterisk", "the operator is busy, as PJSIP's NOTIFY tells: the agent is there again, "
      "and the call goes on", timed=True)
def busy(stage):
    phone = ask_for_operator(stage, "605", "+14155550113")
    time.sleep(4)
    record = stage.active()
    expect(record["status"] == "active", f"the conversation is {record['status']}")
    said = [m["content"] for m in stage.api.messages(record["id"]) if m["role"] == "assistant"]
    stage.note(f"the agent said “{said[-1]}”")
    expect(len(said) > 1, "the agent said nothing after the failed transfer")
    phone.hang_up()
    stage.expect_end("completed", "caller_hangup")
