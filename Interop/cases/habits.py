"""What carriers and PBXs do otherwise than the textbook: each case is a habit that broke somebody's calls."""

import numpy as np

from case import case, expect
from cases.answering import expect_steady_stream, talk
from listening import sound


@case("sipp-moved", "SIPp + two RTP phones", "a re-INVITE with another port takes the sound along: the old port falls "
      "silent, the new one hears on", short=True)
def moved(stage):
    first, second = stage.rtp_phone(), stage.rtp_phone()
    scenario = stage.scenario(first).answered_call().pause(2).move(second.port)
    scenario.receive(100, optional=True).receive(200).ack().pause(2).bye()
    call = stage.sipp(scenario, stage.monologue)
    expect(call.wait(), call.summary())
    answered = [m for m in call.received("SIP/2.0 200") if "m=audio" in m.text][1].at
    expect(not [p for p in first.packets if p.at > answered + 0.3], "the old port still hears")
    expect(len(second.between(answered, answered + 2)) > 80, f"{len(second.packets)} packets came to the new port")
    stage.expect_end("completed", "caller_hangup")


@case("sipp-hold-forms", "SIPp + RTP phone", "`inactive` and the address 0.0.0.0 hold a call as `sendonly` does, and a "
      "re-INVITE resumes it")
def hold_forms(stage):
    phone = stage.rtp_phone()
    scenario = stage.scenario(phone).answered_call().pause(1)
    for direction, address in (("inactive", None), ("sendrecv", None), ("sendrecv", "0.0.0.0"), ("sendrecv", None)):
        scenario.reinvite(direction, address).receive(100, optional=True).receive(200).ack().pause(1.5)
    call = stage.sipp(scenario.bye(), stage.monologue)
    expect(call.wait(), call.summary())
    at = [m.at for m in call.received("SIP/2.0 200") if "m=audio" in m.text]
    counts = [len(phone.between(begin + 0.2, end)) for begin, end in zip(at[1:], [*at[2:], at[4] + 1.5])]
    stage.note(f"packets while inactive, resumed, 0.0.0.0, resumed: {', '.join(map(str, counts))}")
    expect(counts[0] <= 2 and counts[2] <= 2, f"{counts[0]} and {counts[2]} packets came during the holds")
    expect(counts[1] > 50 and counts[3] > 50, f"{counts[1]} and {counts[3]} packets came after them")
    answers = [m.text for m in call.received("SIP/2.0 200") if "m=audio" in m.text]
    expect("a=inactive" in answers[1], "inactive was not answered inactive")


@case("sipp-require", "SIPp", "an extension that nobody knows, in Require, is refused with 420 that names it")
def require(stage):
    scenario = stage.scenario().invite(headers=["Require: flying-carpet"]).receive(100, optional=True)
    call = stage.sipp(scenario.receive(420).ack_refusal().pause(0.2), stage.desk)
    expect(call.wait(), call.summary())
    answer = call.received("SIP/2.0 420")[0]
    expect(answer.header("Unsupported") == "flying-carpet", f"Unsupported is {answer.header('Unsupported')}")


@case("sipp-update", "SIPp + RTP phone", "UPDATE without an offer is answered 200; with one it holds and resumes")
def update(stage):
    phone = stage.rtp_phone()
    scenario = stage.scenario(phone).answered_call().pause(1).update().receive(200).pause(0.5)
    scenario.update(direction="sendonly").receive(200).pause(1.5).update(direction="sendrecv").receive(200).pause(1.5)
    call = stage.sipp(scenario.bye(), stage.monologue)
    expect(call.wait(), call.summary())
    held, resumed = [m for m in call.received("SIP/2.0 200") if "UPDATE" in m.header("CSeq") and "m=audio" in m.text]
    expect("a=recvonly" in held.text, "the hold was not answered recvonly")
    during, after = phone.between(held.at + 0.2, resumed.at), phone.between(resumed.at + 0.2, resumed.at + 1.5)
    expect(len(during) <= 2 and len(after) > 50, f"{len(during)} packets came during the hold, {len(after)} after it")
    stage.expect_end("completed", "caller_hangup")


@case("sipp-sparse-sdp", "SIPp + RTP phone", "static payload types without rtpmap, c= in the media alone, two rates of "
      "telephone-event: PCMU, and digits at 8000", short=True)
def sparse(stage):
    phone = stage.rtp_phone()
    phone.dial("73")
    scenario = stage.scenario(phone).invite(media=[
        f"m=audio {phone.port} RTP/AVP 0 8 100 101", "c=IN IP4 [local_ip]", "a=rtpmap:100 telephone-event/48000",
        "a=rtpmap:101 telephone-event/8000/1"])
    call = stage.sipp(scenario.receive_answer().ack().pause(3).bye(), stage.monologue)
    expect(call.wait(), call.summary())
    expect_steady_stream(phone, 3)
    ended = stage.expect_end("completed", "caller_hangup")
    expect(stage.digits(ended) == "73", f"the events hold the digits “{stage.digits(ended)}”")


@case("sipp-rejected-media", "SIPp + RTP phone", "video and T.38 beside the audio are rejected in their places, and "
      "the audio is answered")
def rejected_media(stage):
    phone = stage.rtp_phone()
    scenario = stage.scenario(phone).invite(media=[
        "c=IN IP4 [local_ip]", "m=image 40000 udptl t38", "a=T38FaxVersion:0", f"m=audio {phone.port} RTP/AVP 0",
        "m=video 40002 RTP/AVP 96", "a=rtpmap:96 VP8/90000"])
    call = stage.sipp(scenario.receive_answer().ack().pause(2).bye(), stage.monologue)
    expect(call.wait(), call.summary())
    lines = [line.split()[:2] for line in call.received("SIP/2.0 200")[0].text.split("\n") if line.startswith("m=")]
    expect([line[0] for line in lines] == ["m=image", "m=audio", "m=video"], f"the media of the answer are {lines}")
    expect(lines[0][1] == lines[2][1] == "0" and lines[1][1] != "0", f"the ports of the answer are {lines}")
    expect_steady_stream(phone, 2, least=0.9)


@case("sipp-long-headers", "SIPp", "an INVITE of 9 kB over UDP is answered as any other")
def long_headers(stage):
    headers = [f"X-Carrier-{n}: {'trunk group ' * 60}" for n in range(12)]
    scenario = stage.scenario().invite(headers=headers).receive_answer().ack().pause(0.5).bye()
    call = stage.sipp(scenario, stage.desk)
    expect(call.wait(), call.summary())
    stage.expect_end("completed", "caller_hangup")


@case("sipp-two-proxies", "SIPp", "with two Record-Route headers the server's BYE carries both as Route, in order")
def two_proxies(stage):
    # Both are SIPp itself, so that the requests come here.
    routes = ["<sip:[local_ip]:[local_port];lr;hop=outer>", "<sip:[local_ip]:[local_port];lr;hop=inner>"]
    scenario = stage.scenario().invite(headers=[f"Record-Route: {r}" for r in routes])
    call = stage.sipp(scenario.receive_answer().ack().receive_bye(10), stage.desk)
    expect(call.wait_for(lambda c: c.sent("ACK"), 10), call.summary())
    stage.api.post(f"/v1/conversations/{stage.active()['id']}/end")
    expect(call.wait(), call.summary())
    bye = call.received("BYE")[0].text
    route = " ".join(line for line in bye.split("\n") if line.lower().startswith("route:"))
    expect(0 <= route.find("hop=outer") < route.find("hop=inner"), f"the BYE's Route is {route}")


@case("sipp-new-source", "SIPp + two RTP phones", "a new SSRC, sequence and timestamp in the middle of a call, as "
      "after a transfer inside a PBX: the voice goes on", short=True)
def new_source(stage):
    phone = stage.rtp_phone()
    speech = sound.load(stage.voice("Wednesday the third of March would suit me well."))
    call = stage.sipp(stage.scenario(phone).answered_call().pause(6).bye(), stage.monologue)
    expect(call.wait_for(lambda _: phone.far_end, 10), "no RTP came")
    phone.restart(source=0x0BADCAFE, sequence=65530, timestamp=4_294_960_000)
    phone.say(speech)
    expect(call.wait(), call.summary())
    heard = sound.load(stage.recording(stage.expect_end("completed", "caller_hangup")), channel=1)
    like = sound.likeness(speech, heard)
    stage.note(f"voice like what was sent: {like:.2f}")
    expect(like > 0.8, f"the voice of the new source arrived like it was sent by {like:.2f} only")


@case("sipp-silence-suppression", "SIPp + RTP phone", "a caller whose phone sends nothing while nobody speaks (DTX): "
      "the words after the gap are whole")
def silence_suppression(stage):
    phone = stage.rtp_phone()
    phone.suppresses_silence = True
    speech = sound.load(stage.voice("Wednesday the third of March would suit me well.", lead=2))
    phone.say(np.concatenate([speech, speech]))
    talk(stage, stage.monologue, phone, 11)
    heard = sound.load(stage.recording(stage.expect_end("completed", "caller_hangup")), channel=1)
    like = sound.likeness(speech, heard)
    stage.note(f"voice like what was sent: {like:.2f}, {phone.sent} packets sent in 11 s")
    expect(phone.sent < 450, f"the phone sent {phone.sent} packets, which is no silence suppression")
    expect(like > 0.8, f"the voice arrived like it was sent by {like:.2f} only")



@case("sipp-prack", "SIPp", "a caller that requires 100rel gets a reliable 180 with RSeq, and its PRACK is answered",
      short=True)
def prack(stage):
    scenario = stage.scenario().invite(headers=["Require: 100rel", "Supported: 100rel"]).receive(100, optional=True)
    scenario.receive_reliable(180).prack().receive(200, keep_route=True).ack(sequence=1).pause(0.5).bye()
    call = stage.sipp(scenario, stage.desk)
    expect(call.wait(), call.summary())
    stage.expect_end("completed", "caller_hangup")


def register_websocket(transport, option):
    secure = "secure " if transport == "wss" else ""

    @case(f"sipp-{transport}", "SIPp + RTP phone", f"a call over {secure}WebSocket (RFC 7118)", short=bool(secure))
    def websocket(stage):
        phone = stage.rtp_phone()
        talk(stage, stage.desk, phone, 3, transport=option, server=stage.server.addresses[transport])
        expect_steady_stream(phone, 3)
        stage.expect_end("completed", "caller_hangup")


register_websocket("ws", "w1")
register_websocket("wss", "x1")


@case("sipp-info", "SIPp + RTP phone", "digits in SIP INFO, as application/dtmf-relay and as application/dtmf, stand "
      "in the events")
def info(stage):
    phone = stage.rtp_phone()
    scenario = stage.scenario(phone).answered_call().pause(0.5)
    scenario.info("application/dtmf-relay", "Signal=4\nDuration=160\n").pause(0.3)
    scenario.info("application/dtmf-relay", "Signal= #\nDuration= 160\n").pause(0.3).info("application/dtmf", "2")
    call = stage.sipp(scenario.pause(0.5).bye(), stage.monologue)
    expect(call.wait(), call.summary())
    ended = stage.expect_end("completed", "caller_hangup")
    expect(stage.digits(ended) == "4#2", f"the events hold the digits “{stage.digits(ended)}”")
