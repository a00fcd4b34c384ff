"""What the network does to a call: messages lost, late, torn and hostile."""

import pathlib
import random
import socket

from case import case, expect

TORTURE = pathlib.Path(__file__).resolve().parents[2] / "Packages/VoiceWire/Tests/SIPTests/Torture"


@case("sipp-cancel", "SIPp", "CANCEL before the 200 is answered 200, the INVITE 487; the conversation is failed, "
      "`cancelled`", short=True)
def cancel(stage):
    # The answer may overtake the CANCEL: then the call is up, and only another try can show the case.
    for attempt in range(5):
        scenario = stage.scenario().invite().receive(100).cancel()
        scenario.receive(180, optional=True).receive(200).receive(487).ack_refusal().pause(0.2)
        call = stage.sipp(scenario, stage.desk, name=f"sipp-{attempt}", seconds=10)
        if call.wait():
            break
        answered = [m for m in call.received("SIP/2.0 200") if "INVITE" in (m.header("CSeq") or "")]
        expect(answered, call.summary())
    else:
        expect(False, "five calls were answered before the CANCEL came")
    stage.expect_end("failed", "cancelled")


@case("sipp-lost-200", "SIPp", "a 200 that is not acknowledged comes again, unchanged, until the late ACK", short=True)
def lost_200(stage):
    call = stage.sipp(stage.scenario().invite().receive_answer().pause(2.5).ack().pause(1.5).bye(), stage.desk)
    expect(call.wait(), call.summary())
    invited = [m for m in call.received("SIP/2.0 200") if "INVITE" in m.header("CSeq")]
    acknowledged = call.sent("ACK")[0].at
    before = [m.at for m in invited if m.at < acknowledged]
    # T1 is 0.5 s: copies at 0.5 and 1.5 s.
    expect(len(before) >= 3, f"{len(before)} copies of the 200 in 2.5 s")
    expect(len({m.text for m in invited}) == 1, "the copies differ")
    expect(not [m for m in invited if m.at > acknowledged + 0.5], "the 200 still came after the ACK")
    stage.expect_end("completed", "caller_hangup")
    stage.note("copies after " + ", ".join(f"{at - before[0]:.2f} s" for at in before[1:]))


@case("sipp-lost-ack", "SIPp", "an ACK that never comes: the 200 is repeated for 32 s, then BYE; the record is closed")
def lost_ack(stage):
    call = stage.sipp(stage.scenario().invite().receive_answer().receive_bye(45), stage.desk)
    expect(call.wait(), call.summary())
    begun = call.received("SIP/2.0 200")[0].at
    after = call.received("BYE")[0].at - begun
    expect(30 < after < 36, f"the BYE came after {after:.1f} s")
    ended = stage.ended()
    stage.note(f"BYE after {after:.1f} s, {ended['status']} with {ended['end_reason']}")


@case("sipp-retransmission", "SIPp", "an INVITE that comes again after its 200 gets the same 200, and makes no second "
      "call")
def retransmission(stage):
    call = stage.sipp(stage.scenario().answered_call().pause(3).bye(), stage.desk)
    expect(call.wait_for(lambda c: c.sent("ACK"), 10), call.summary())
    invite = call.sent("INVITE")[0].text.rstrip("\n").replace("\n", "\r\n") + "\r\n"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        out.sendto(invite.encode(), ("127.0.0.1", stage.server.sip))
    expect(call.wait(), call.summary())
    stage.expect_end("completed", "caller_hangup")
    new = stage.new_conversations()
    expect(len(new) == 1, f"{len(new)} conversations")


@case("garbage", "datagrams and TCP", "RFC 4475's messages whole, torn and with flipped bits, noise, and slow TCP: the "
      "server lives, and the next call is answered", short=True)
def garbage(stage):
    chance = random.Random(4475)
    messages = [f.read_bytes() for f in sorted(TORTURE.glob("*.dat"))]
    address = ("127.0.0.1", stage.server.sip)
    count = 0
    # From an address that no trunk lists, so that nothing of it may become a call.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        out.bind(("127.0.0.2", 0))
        for message in messages:
            variants = [message, message[: chance.randrange(len(message))], message[chance.randrange(len(message)) :]]
            for _ in range(20):
                flipped = bytearray(message)
                for _ in range(chance.randrange(1, 8)):
                    flipped[chance.randrange(len(flipped))] = chance.randrange(256)
                variants.append(bytes(flipped))
            variants.append(chance.randbytes(chance.randrange(1, 1400)))
            for variant in variants:
                out.sendto(variant[:65000], address)
                count += 1
    with socket.create_connection(address, timeout=2) as slow:
        slow.sendall(b"INVITE sip:x@y SIP/2.0\r\nContent-Length: 99999999999999999999\r\n\r\n" + b"A" * 5000)
        slow.close()
    with socket.create_connection(address, timeout=2) as half:
        half.sendall(messages[0][:100])
        call = stage.sipp(stage.scenario().answered_call().pause(1).bye(), stage.desk)
        expect(call.wait(), call.summary())
    expect(stage.server.is_running(), "the server died")
    stage.expect_end("completed", "caller_hangup")
    stage.note(f"{count} hostile datagrams")


@case("garbage-media", "SIPp + RTP phone", "noise, torn RTP and another source's packets during a call change nothing "
      "in what is heard")
def garbage_media(stage):
    phone = stage.rtp_phone()
    chance = random.Random(3550)
    call = stage.sipp(stage.scenario(phone).answered_call().pause(4).bye(), stage.monologue)
    expect(call.wait_for(lambda _: phone.far_end, 10), "no RTP came")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        for size in range(0, 300):
            out.sendto(chance.randbytes(size), phone.far_end)
            out.sendto(b"\x80\x00" + chance.randbytes(size), phone.far_end)
            out.sendto(b"\x80\xc8" + chance.randbytes(size), (phone.far_end[0], phone.far_end[1] + 1))
    expect(call.wait(), call.summary())
    expect(stage.server.is_running(), "the server died")
    expect(phone.lost() == 0 and len(phone.packets) > 180, f"{len(phone.packets)} packets came in 4 s of call")
    stage.expect_end("completed", "caller_hangup")
