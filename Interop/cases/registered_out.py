"""Calls to phones that registered with the server: they go where the REGISTER came from, and not to sip_address."""

import time

from case import case, expect
from cases.matrix import SPEECH
from cases.outgoing import CALLED
from listening import sound
from peers.asterisk import PASSWORD


def registered_trunk(stage, number):
    """A trunk of phones that register as `desk`; nothing is at its sip_address. Its id and the agent's."""
    return stage.trunk_for(number, direction="both", sip_address=f"127.0.0.1:{stage.port()}", transport="udp",
                           auth_username="desk", auth_password=PASSWORD)


@case("out-registered", "PJSIP", "a softphone that registered over UDP or over TCP is called at its Contact, in the "
      "connection that it made", short=True)
def registered(stage):
    for transport in ("udp", "tcp"):
        trunk, agent = registered_trunk(stage, "+14155550143")
        registrar = stage.server.address + ("" if transport == "udp" else ";transport=tcp")
        phone = stage.pjsua(stage.voice(SPEECH, 16000), user="desk", registrar=registrar, password=PASSWORD,
                            name=f"pjsua-{transport}")
        expect(phone.wait_for("registered", 10), "PJSIP did not register, see its log")
        stage.trunk_status(trunk, 5, reachable=True)
        call = stage.place(agent, CALLED)
        expect(phone.wait_until("CONFIRMED", 10), f"PJSIP was not called over {transport}, see its log")
        time.sleep(4)
        phone.hang_up()
        expect(phone.wait_until("DISCONNECTED", 5), "PJSIP's call did not close")
        expect(f"Via: SIP/2.0/{transport.upper()} {stage.server.address}" in phone.messages(),
               f"the INVITE did not come over {transport}")
        phone.stop()
        ended = stage.expect_end("completed", "caller_hangup")
        like = sound.likeness(sound.load(phone.recording), sound.load(stage.recording(ended), channel=2))
        stage.note(f"{transport}: agent to callee {like:.2f}")
        expect(like > 0.75, f"the agent's voice arrived like it was sent by {like:.2f} only")
        stage.known.add(call)
        stage.end()
