"""What the cases of calls out share: a number that may call by a trunk to somewhere, and the callee as SIPp."""

import time

from case import expect

OURS = "+14155550140"
CALLED = "+14155550601"
HELLO = "Hello, this is Maple Dental. How can I help you?"


def line_out(stage, address, number=OURS, agent=None, **fields):
    """A number of ours on a trunk to `address`, host:port; the id of the agent who calls with it."""
    fields = {"direction": "both", "sip_address": address, "transport": "udp"} | fields
    return stage.trunk_for(number, agent=agent, **fields)[1]


def second_way(stage, address, **fields):
    """Another trunk of the workspace, which calls may go by when the number's own fails."""
    body = {"name": f"By {address}", "kind": "byoc", "direction": "outbound", "sip_address": address,
            "transport": "udp"} | fields
    trunk = stage.api.post("/v1/sip-trunks", body)["id"]
    stage.afterwards(lambda: stage.api.remove(f"/v1/sip-trunks/{trunk}?force=true"))
    return trunk


def receptionist(stage, **fields):
    """An agent who says hello, answers questions and hangs up."""
    return stage.agent("Receptionist", first_message=HELLO, **fields)


def address(call):
    return f"{call.address}:{call.port}"


def expect_wait(call):
    expect(call.wait(), call.summary())


def types_of(stage, conversation):
    return [e["type"] for e in stage.api.events(conversation["id"])]


def sleep_until_said(stage, conversation, messages, seconds=25):
    """Waits until the agent has said so many things to the end."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        said = [m for m in stage.api.messages(conversation["id"]) if m["role"] == "assistant" and m["ended_at"]]
        if len(said) >= messages:
            return said
        time.sleep(0.2)
    expect(False, f"the agent did not say {messages} things within {seconds} s")
