"""Session timers (RFC 4028): who refreshes, and what the other does."""

import time

import numpy as np

from case import case, expect
from cases.matrix import SPEECH
from listening import sound

# Half of the shortest interval that the RFC allows, and what the machine may be late by.
HALF, SLACK = 45, 8


@case("session-refresh", "SIPp, Asterisk, PJSIP", "an interval of 90 s: the server refreshes a caller that asks it to, "
      "and accepts the refreshes of Asterisk and PJSIP; all three calls live on")
def refresh(stage):
    asked = stage.scenario(stage.rtp_phone()).invite(
        headers=["Supported: timer", "Session-Expires: 90;refresher=uas", "Min-SE: 90"])
    asked.receive_answer().ack().receive_refresh(HALF + SLACK).pause(2).bye()
    sipp = stage.sipp(asked, stage.monologue)
    pbx = stage.asterisk()
    # An echo would be a caller who goes on talking with the agent.
    silence = sound.save(stage.folder / "silence.wav", np.zeros(16000 * (HALF + SLACK)), 16000)
    pbx.call(stage.monologue, "to-timers", "talk", speech=silence)
    phone = stage.pjsua(stage.voice(SPEECH, 16000), timer=True)
    phone.dial(stage.uri(stage.monologue))
    expect(phone.wait_until("CONFIRMED", 10), "PJSIP's call was not established, see pjsua/log")
    expect(sipp.wait(), sipp.summary())
    accepted = [m for m in sipp.received("SIP/2.0 200") if "INVITE" in (m.header("CSeq") or "")][0]
    expect("refresher=uas" in (accepted.header("Session-Expires") or ""),
           f"Session-Expires of the answer is {accepted.header('Session-Expires')}")
    refreshed = next(m for m in sipp.messages() if not m.sent and m.start_line.startswith(("INVITE", "UPDATE")))
    stage.note(f"{refreshed.start_line.split()[0]} {refreshed.at - accepted.at:.0f} s after the answer")
    time.sleep(SLACK / 2)
    log = phone.messages()
    expect(log.count("RX ") and ("200/UPDATE" in log or log.count("Response msg 200/INVITE") > 2),
           "PJSIP's refresh was not answered 200, see pjsua/log")
    expect(not phone.wait_for("state", 0.1, state="DISCONNECTED"), "PJSIP's call ended")
    phone.hang_up()
    deadline = time.monotonic() + 20
    while any(c["status"] == "active" for c in stage.new_conversations()) and time.monotonic() < deadline:
        time.sleep(0.5)
    ends = sorted((c["end_reason"] or c["status"]) for c in stage.new_conversations())
    expect(ends == ["caller_hangup"] * 3, f"the calls ended as {', '.join(ends)}")
