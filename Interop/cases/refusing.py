"""Calls out that nobody takes: what the far end answers stands in the conversation, and nobody goes on ringing."""

import hashlib
import re
import time

from case import case, expect
from cases.outgoing import CALLED, OURS, address, expect_wait, line_out
from peers.asterisk import PASSWORD

CHALLENGE = 'Proxy-Authenticate: Digest realm="callee",nonce="48c1a5",algorithm=MD5,qop="auth"'
# Asterisk asks whoever calls from this number for a password.
ASKED = "+14155550120"

# Status, phrase, headers, end_reason, a word of the explanation.
REFUSALS = [
    (302, "Moved Temporarily", ["Contact: <sip:+14155550699@127.0.0.9>"], "dial_failed", "127.0.0.9"),
    (403, "Forbidden", [], "dial_rejected", "does not allow"),
    (404, "Not Found", [], "dial_failed", "does not exist"),
    (480, "Temporarily Unavailable", [], "dial_no_answer", "not to be reached"),
    (486, "Busy Here", ['Reason: Q.850;cause=17;text="User busy"'], "dial_busy", "busy"),
    (488, "Not Acceptable Here", [], "dial_failed", "media"),
    (503, "Service Unavailable", ["Retry-After: 20"], "dial_failed", "congested"),
    (600, "Busy Everywhere", [], "dial_busy", "busy"),
    (603, "Decline", [], "dial_rejected", "declined"),
]


@case("out-refused", "SIPp", "calls out that are refused with 302, 403, 404, 480, 486, 488, 503, 600 and 603: each "
      "gets its ACK, and the conversation ends with a reason, the status, the phrase and what it means", short=True)
def refused(stage):
    found = []
    for status, phrase, headers, reason, word in REFUSALS:
        callee = stage.called_sipp(
            stage.called_scenario().ring(100, "Trying").refuse(status, phrase, headers), name=f"called-{status}")
        agent = line_out(stage, address(callee))
        call = stage.place(agent, CALLED, caller_id_number=OURS)
        ended = stage.expect_end("failed", reason)
        expect(ended["id"] == call, "another conversation began")
        stage.known.add(call)
        detail = ended["end_detail"] or {}
        expect(detail.get("sip_code") == status and detail.get("sip_reason") == phrase,
               f"end_detail of a {status} is {detail}")
        expect(word in (detail.get("explanation") or ""), f"{status} is explained as “{detail.get('explanation')}”")
        expect("cause=17" not in "".join(headers) or detail["carrier_code"] == "Q.850 17",
               f"carrier_code of a {status} is {detail['carrier_code']}")
        expect_wait(callee)
        found.append(f"{status} {reason}")
        stage.end()
    stage.note(", ".join(found))


@case("out-invite", "SIPp", "the INVITE of a call out names caller and called as the trunk wants them, and is "
      "answered: the record has both numbers, the ACK goes to the Contact", short=True)
def invite(stage):
    for form, header in (("plus", "p_asserted_identity"), ("no_plus", "remote_party_id"), ("plus", "from")):
        callee = stage.called_sipp(
            stage.called_scenario().ring().answer().receive_bye(10), name=f"called-{form}-{header}")
        agent = line_out(stage, address(callee), number_format=form, caller_id_header=header)
        call = stage.place(agent, CALLED, metadata={"ticket": 7})
        record = stage.active()
        expect(record["from_number"] == OURS and record["to_number"] == CALLED and record["direction"] == "outbound",
               f"the record is of a call from {record['from_number']} to {record['to_number']}")
        expect(record["metadata"] == {"ticket": 7}, f"metadata is {record['metadata']}")
        stage.api.post(f"/v1/conversations/{call}/end")
        expect_wait(callee)
        stage.expect_end("completed", "agent_ended")
        stage.known.add(call)
        message = callee.received("INVITE")[0]
        ours, theirs = (n if form == "plus" else n[1:] for n in (OURS, CALLED))
        expect(message.start_line.startswith(f"INVITE sip:{theirs}@{address(callee)}"), message.start_line)
        expect(f"<sip:{theirs}@" in message.header("To") and f"<sip:{ours}@" in message.header("From"),
               f"From and To are {message.header('From')} and {message.header('To')}")
        named = message.header({"p_asserted_identity": "P-Asserted-Identity", "remote_party_id": "Remote-Party-ID",
                                "from": "From"}[header])
        expect(ours in (named or ""), f"{header} says {named}")
        expect(callee.received("ACK")[0].start_line.startswith("ACK sip:callee@"), callee.received("ACK")[0].start_line)
        expect(len(callee.received("INVITE")) == 1, "the INVITE was sent again although it was answered")
        stage.end()


@case("out-unanswered", "SIPp", "a phone that rings for ever is cancelled at ringing_timeout_ms: CANCEL, 487, ACK, and "
      "dial_no_answer", short=True)
def unanswered(stage):
    callee = stage.called_sipp(stage.called_scenario().ring().receive_cancel(10))
    agent = line_out(stage, address(callee))
    stage.place(agent, CALLED, ringing_timeout_ms=3000)
    ended = stage.expect_end("failed", "dial_no_answer")
    expect(callee.wait_for(lambda c: len(c.received("ACK")) == 1, 3), callee.summary())
    expect_wait(callee)
    after = callee.received("CANCEL")[0].at - callee.received("INVITE")[0].at
    stage.note(f"CANCEL {after:.2f} s after the INVITE; “{ended['end_detail']['explanation']}”")
    expect(2.9 < after < 3.5, f"CANCEL came {after:.2f} s after the INVITE, and 3 s were asked for")
    why = ended["end_detail"]["explanation"]
    expect("3 s" in why, f"the explanation is “{why}”")


@case("out-cancelled-too-late", "SIPp", "the callee's 200 crosses our CANCEL: it is acknowledged and hung up, and "
      "nothing is said", short=True)
def cancelled_too_late(stage):
    callee = stage.called_sipp(stage.called_scenario().ring().answer_as_cancel_comes(10))
    agent = line_out(stage, address(callee))
    stage.place(agent, CALLED, ringing_timeout_ms=2000)
    stage.expect_end("failed", "dial_no_answer")
    expect(callee.wait_for(lambda c: c.received("BYE"), 5), f"no BYE came: {callee.summary()}")
    expect_wait(callee)
    expect(len(callee.received("ACK")) == 1, f"{len(callee.received('ACK'))} ACKs came")


@case("out-ended-while-ringing", "SIPp", "POST /end while it rings: CANCEL, and `cancelled`")
def ended_while_ringing(stage):
    callee = stage.called_sipp(stage.called_scenario().ring().receive_cancel(10))
    call = stage.place(line_out(stage, address(callee)), CALLED)
    expect(callee.wait_for(lambda c: c.sent("SIP/2.0 180"), 5), callee.summary())
    time.sleep(0.3)
    stage.api.post(f"/v1/conversations/{call}/end")
    stage.expect_end("failed", "cancelled")
    expect(callee.wait_for(lambda c: len(c.received("ACK")) == 1, 3), callee.summary())
    expect_wait(callee)


@case("out-digest", "SIPp, Asterisk", "407 by SIPp and 401 by Asterisk are answered with the trunk's password; a wrong "
      "one ends the call as dial_failed, with a sentence that says so", short=True)
def digest(stage):
    for password, right in (("correct horse", True), ("wrong", False)):
        scenario = stage.called_scenario().challenge([CHALLENGE])
        scenario = scenario.ring().answer().receive_bye(10) if right else scenario.challenge([CHALLENGE], again=False)
        callee = stage.called_sipp(scenario, name=f"called-{password.split()[0]}")
        agent = line_out(stage, address(callee), auth_username="office", auth_password=password)
        check_password(stage, stage.place(agent, CALLED), right)
        expect_wait(callee)
        expect_credentials(callee.received("INVITE")[1], password)
        stage.end()
    for password, right in ((PASSWORD, True), ("wrong", False)):
        agent = line_out(
            stage, stage.asterisk().address, ASKED, auth_username="trunkline", auth_password=password)
        check_password(stage, stage.place(agent, CALLED), right)
        stage.end()


def expect_credentials(invite, password):
    """The response of RFC 2617 §3.2.2, worked out here."""
    given = dict(re.findall(r'(\w+)="?([^",]*)"?', invite.header("Proxy-Authorization")))

    def hashed(*parts):
        return hashlib.md5(":".join(parts).encode()).hexdigest()

    due = hashed(hashed("office", "callee", password), given["nonce"], given["nc"], given["cnonce"], given["qop"],
                 hashed("INVITE", given["uri"]))
    expect(given["response"] == due and given["nonce"] == "48c1a5", f"the credentials are {given}")
    expect(given["uri"] == invite.start_line.split(" ")[1], f"uri is {given['uri']}")


def check_password(stage, call, right):
    if right:
        stage.active()
        stage.api.post(f"/v1/conversations/{call}/end")
        stage.expect_end("completed", "agent_ended")
    else:
        ended = stage.expect_end("failed", "dial_failed")
        why = ended["end_detail"]["explanation"]
        expect("auth_password" in why, f"the explanation is “{why}”")
    stage.known.add(call)
