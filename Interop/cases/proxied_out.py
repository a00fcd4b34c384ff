"""Calls out by a proxy that stays in the path (outbound_proxy, Record-Route): the whole dialog goes by it."""

import time

from case import case, expect
from cases.dialogs import expect_held
from cases.outgoing import CALLED, line_out
from cases.matrix import SPEECH, expect_sound_both_ways
from cases.proxied import expect_routed
from listening import sound


def call_through(stage, transport):
    """A PJSIP phone that was called through Kamailio, to which the server speaks `transport`; the proxy; the call."""
    phone = stage.pjsua(stage.voice(SPEECH, 16000), user=CALLED)
    proxy = stage.kamailio(target=f"127.0.0.1:{phone.port}")
    by = f"127.0.0.1:{proxy.port + (transport == 'tls')}"
    agent = line_out(stage, f"127.0.0.1:{phone.port}", outbound_proxy=by, transport=transport)
    call = stage.place(agent, CALLED)
    expect(phone.wait_until("CONFIRMED", 10), "the call through Kamailio was not established, see kamailio/log")
    return phone, proxy, call


def register(transport, short):
    @case(f"out-kamailio-{transport}", "PJSIP, Kamailio", f"a call out over {transport.upper()} by an outbound_proxy "
          f"that record-routes and speaks UDP to the callee: sound both ways, our ACK and the callee's BYE go by it",
          short=short, timed=True)
    def callee_hangs_up(stage):
        phone, proxy, _ = call_through(stage, transport)
        time.sleep(4)
        phone.hang_up()
        expect(phone.wait_until("DISCONNECTED", 5), "the callee's BYE was not answered")
        phone.stop()
        expect_routed(phone, proxy, received="ACK", sent="BYE")
        expect_sound_both_ways(stage, sound.load(phone.recording), "PCMU")

    @case(f"out-kamailio-{transport}-agent-bye", "PJSIP, Kamailio", "our BYE goes by the proxy too")
    def agent_hangs_up(stage):
        phone, proxy, call = call_through(stage, transport)
        time.sleep(1)
        stage.api.post(f"/v1/conversations/{call}/end")
        expect(phone.wait_until("DISCONNECTED", 5), "our BYE did not reach the callee")
        phone.stop()
        expect_routed(phone, proxy, received="BYE")
        stage.expect_end("completed", "agent_ended")


for transport_ in ("udp", "tcp", "tls"):
    register(transport_, short=transport_ == "tcp")


@case("out-kamailio-hold", "PJSIP, Kamailio", "the callee holds and resumes through the proxy")
def hold(stage):
    phone, proxy, _ = call_through(stage, "udp")
    time.sleep(2)
    phone.hold()
    time.sleep(2)
    phone.resume()
    time.sleep(2)
    phone.hang_up()
    expect(phone.wait_until("DISCONNECTED", 5), "the callee's BYE was not answered")
    phone.stop()
    expect_routed(phone, proxy, sent="INVITE")
    expect_held(stage, stage.expect_end("completed", "caller_hangup"), 2)
