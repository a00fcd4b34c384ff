"""Keys dialled after the answer, before the agent's first word: how they travel, and when."""

import re

from case import case, expect
from cases.outgoing import CALLED, OURS, address, expect_wait, line_out
from listening.keypad import keys_in
from peers.rtp_phone import EVENT

KEYS = "1ww2"
GAP, SLACK = 1.0, 0.03
# Asterisk speaks Opus alone with whoever calls from this number.
OPUS = "+14155550124"


def expect_gap(stage, name, gap):
    stage.note(f"{name}: {1000 * gap:.0f} ms between the keys")
    expect(abs(gap - GAP) <= SLACK, f"{name}: {1000 * gap:.1f} ms lie between the end of 1 and the beginning of 2")


def press(stage, scenario, mode, keys=KEYS, **fields):
    """A SIPp is called and keys are dialled; it hangs up 3 s after the answer."""
    callee = stage.called_sipp(scenario)
    agent = line_out(stage, address(callee), dtmf_mode=mode)
    stage.place(agent, CALLED, dtmf_prefix=keys, **fields)
    expect(callee.wait_for(lambda c: c.received("ACK"), 10), callee.summary())
    stage.ended(20)
    expect_wait(callee)
    return callee


def events_of(phone):
    """(key, timestamp, length in timestamp units, arrival of its first packet, of the first that ends it) each."""
    found = {}
    for packet in phone.packets:
        if packet.payload_type == EVENT:
            event, flags = packet.payload[0], packet.payload[1]
            length = int.from_bytes(packet.payload[2:4])
            key = found.setdefault(packet.timestamp, ["0123456789*#ABCD"[event], packet.timestamp, 0, packet.at, None])
            key[2] = max(key[2], length)
            key[4] = key[4] or (packet.at if flags & 0x80 else None)
    return list(found.values())


@case("out-keys-events", "SIPp + RTP phone", "1ww2 as telephone-events: 1 and 2 once each, a second between them by "
      "the stream's own clock and by the wall's, and the agent speaks after them", short=True, timed=True)
def by_events(stage):
    phone = stage.rtp_phone()
    press(stage, stage.called_scenario(phone).ring().answer().pause(3.5).bye(), "rfc4733")
    events = events_of(phone)
    expect([e[0] for e in events] == ["1", "2"], f"the events are {[e[0] for e in events]}")
    (_, began, length, _, ended), (_, next_began, _, arrived, _) = events
    expect(0.08 <= length / 8000 <= 0.12, f"the key 1 lasts {length / 8000:.3f} s")
    expect_gap(stage, "by timestamps", (next_began - began - length) / 8000)
    expect_gap(stage, "by arrival", arrived - ended)
    expect_speech_after(phone, arrived)


def expect_speech_after(phone, at):
    spans = phone.voice_spans()
    expect(spans and spans[-1][1] > at, "the agent said nothing after the keys")
    expect(all(begin > at for begin, _ in spans), "the agent spoke before the keys were dialled")


@case("out-keys-info", "SIPp + RTP phone", "1ww2 by INFO: two requests with application/dtmf-relay, a second between "
      "them", short=True, timed=True)
def by_info(stage):
    phone = stage.rtp_phone()
    scenario = stage.called_scenario(phone).ring().answer().receive_keys(2, 5).pause(1.5).bye()
    callee = press(stage, scenario, "info")
    requests = callee.received("INFO")
    expect(len(requests) == 2, f"{len(requests)} INFO came")
    bodies = [re.search(r"Signal= ?(\S)\s+Duration= ?(\d+)", r.text) for r in requests]
    expect(all(bodies) and [b.group(1) for b in bodies] == ["1", "2"], requests[0].text)
    expect("application/dtmf-relay" in requests[0].header("Content-Type"), requests[0].text)
    expect_gap(stage, "by arrival", requests[1].at - requests[0].at - int(bodies[0].group(2)) / 1000)
    expect_speech_after(phone, requests[1].at)


@case("out-keys-inband", "SIPp + RTP phone", "1ww2 as tones in the sound, and by `auto` to a callee that takes no "
      "events: a second between them", timed=True)
def in_band(stage):
    for mode in ("inband", "auto"):
        phone = stage.rtp_phone()
        scenario = stage.called_scenario(phone, events=mode == "inband").ring().answer().pause(3.5).bye()
        press(stage, scenario, mode)
        keys = keys_in(phone.heard())
        expect([k[0] for k in keys] == ["1", "2"], f"{mode}: the sound holds the keys {[k[0] for k in keys]}")
        expect(not events_of(phone), f"{mode}: events were sent too")
        expect_gap(stage, mode, keys[1][1] - keys[0][2])
        stage.known.add(stage.conversation()["id"])
        stage.end()


@case("out-keys-read", "Asterisk", "Asterisk's Read() takes 1ww2W34 as events, as INFO and as tones: each key once, in "
      "order",
      timed=True)
def read(stage):
    for mode, number in (
            ("rfc4733", OURS), ("rfc4733", OPUS), ("info", "+14155550122"), ("inband", "+14155550121")):
        pbx = stage.asterisk()
        agent = line_out(stage, pbx.address, number, dtmf_mode=mode)
        call = stage.place(agent, "+14155550604", dtmf_prefix="1ww2W34")
        said = pbx.wait_for("UserEvent", 15, UserEvent="Keys")
        expect(said, f"{mode}: Asterisk read no keys")
        stage.note(f"{mode}{' beside Opus' if number == OPUS else ''}: {said['Keys']}")
        expect(said["Keys"] == "1234", f"{mode}: Asterisk read “{said['Keys']}”")
        stage.ended(10)
        stage.known.add(call)
        stage.end()
