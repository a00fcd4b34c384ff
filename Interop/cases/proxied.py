"""Kamailio between the phone and the server, in the path of every request (Record-Route, RFC 3261 §16)."""

import re
import time

from case import case, expect
from cases.dialogs import expect_held
from cases.matrix import SPEECH, expect_sound_both_ways
from listening import sound


def dial_through(stage, transport, number=None):
    """A PJSIP phone that has called through the proxy, which speaks `transport` to the server; the proxy."""
    proxy = stage.kamailio(transport)
    phone = stage.pjsua(stage.voice(SPEECH, 16000))
    phone.dial(f"sip:{number or stage.monologue}@{proxy.address}")
    expect(phone.wait_until("CONFIRMED", 10), "the call through Kamailio was not established, see kamailio/log")
    return phone, proxy


def expect_routed(phone, proxy, sent=None, received=None):
    """The answers name the proxy in Record-Route; the phone's last request of the method `sent` went by it, and the
    server's of the method `received` came by it.
    """
    log = re.sub(r"\r", "", phone.messages())
    expect(f"Record-Route: <sip:{proxy.address}" in log, "the server's answers do not name the proxy in Record-Route")
    for method, direction, header in ((sent, "TX", "Route"), (received, "RX", "Via")):
        found = re.findall(rf"{direction} \d+ bytes Request msg {method}/.*?\n\n", log, re.DOTALL)
        expect(not method or found, f"the phone's log has no {direction} {method}")
        expect(not method or re.search(rf"^{header}: .*{re.escape(proxy.address)}", found[-1], re.MULTILINE),
               f"the {method} has no {header} of the proxy")


def register(transport, short):
    @case(f"kamailio-{transport}", "PJSIP, Kamailio", f"a proxy that record-routes and speaks {transport.upper()} to "
          f"the server: sound both ways, the phone's BYE finds its way", short=short, timed=True)
    def caller_hangs_up(stage):
        phone, proxy = dial_through(stage, transport)
        time.sleep(4)
        phone.hang_up()
        expect(phone.wait_until("DISCONNECTED", 5), "the phone's BYE was not answered")
        phone.stop()
        expect_routed(phone, proxy, sent="BYE")
        expect_sound_both_ways(stage, sound.load(phone.recording), "PCMU")

    @case(f"kamailio-{transport}-agent-bye", "PJSIP, Kamailio", "the server's BYE goes back along the recorded route")
    def agent_hangs_up(stage):
        phone, proxy = dial_through(stage, transport)
        time.sleep(1)
        stage.api.post(f"/v1/conversations/{stage.active()['id']}/end")
        expect(phone.wait_until("DISCONNECTED", 5), "the server's BYE did not reach the phone")
        phone.stop()
        expect_routed(phone, proxy, received="BYE")
        stage.expect_end("completed", "agent_ended")


for transport_ in ("udp", "tcp", "tls"):
    register(transport_, short=transport_ == "udp")


@case("kamailio-hold", "PJSIP, Kamailio", "hold and resume through the proxy: re-INVITEs along the route set")
def hold(stage):
    phone, proxy = dial_through(stage, "udp")
    time.sleep(2)
    phone.hold()
    time.sleep(2)
    phone.resume()
    time.sleep(2)
    phone.hang_up()
    expect(phone.wait_until("DISCONNECTED", 5), "the phone's BYE was not answered")
    phone.stop()
    expect_routed(phone, proxy, sent="INVITE")
    expect_held(stage, stage.expect_end("completed", "caller_hangup"), 2)
