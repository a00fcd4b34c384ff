"""Who registers with whom: Asterisk with the server, and the server with Asterisk (RFC 3261 §10)."""

import time

from case import case, expect
from cases.matrix import SPEECH
from listening import sound
from peers.asterisk import PASSWORD


@case("asterisk-registers", "Asterisk", "a PBX registers with the server by the password of a trunk, and calls through "
      "it; its registration stands in the trunk's status", short=True)
def asterisk_registers(stage):
    trunk, _ = stage.trunk_for("+14155550130", direction="inbound", auth_username="pbx", auth_password=PASSWORD)
    pbx = stage.own_asterisk(registrar=(stage.server.address, "pbx", PASSWORD))
    stage.trunk_status(trunk, 15, reachable=True)
    expect("Registered" in pbx.command("pjsip show registrations"), "Asterisk does not say that it is registered")
    heard = stage.folder / "heard"
    pbx.call("+14155550130", "to-udp-rtp-PCMU", speech=stage.voice(SPEECH, 16000), heard=heard)
    ended = stage.ended(20)
    like = sound.likeness(sound.load(pbx.recording(heard)), sound.load(stage.recording(ended), channel=2))
    stage.note(f"agent to caller {like:.2f}")
    expect(like > 0.75, f"the agent's voice arrived like it was sent by {like:.2f} only")


@case("asterisk-provides", "Asterisk", "a trunk with `register` registers with Asterisk and is `registered`; Asterisk "
      "calls its number at the Contact; without the trunk the Contact is gone", short=True)
def asterisk_provides(stage):
    pbx = stage.asterisk()
    trunk, _ = stage.trunk_for(
        "+14155550131", direction="both", sip_address=pbx.address, register=True, auth_username="trunkline",
        auth_password=PASSWORD)
    stage.trunk_status(trunk, 10, registration="registered")
    contacts = pbx.command("pjsip show contacts")
    expect("trunkline/sip:" in contacts, f"Asterisk knows no Contact of the trunk: {contacts}")
    heard = stage.folder / "heard"
    pbx.call(f"sip:+14155550131@{stage.server.address}", "trunkline", speech=stage.voice(SPEECH, 16000), heard=heard,
             to_contact=True)
    ended = stage.ended(20)
    like = sound.likeness(sound.load(pbx.recording(heard)), sound.load(stage.recording(ended), channel=2))
    stage.note(f"agent to caller {like:.2f}")
    expect(like > 0.75, f"the agent's voice arrived like it was sent by {like:.2f} only")
    stage.api.delete(f"/v1/sip-trunks/{trunk}?force=true")
    deadline = time.monotonic() + 5
    while "trunkline/sip:" in pbx.command("pjsip show contacts"):
        expect(time.monotonic() < deadline, "5 s after the trunk's end Asterisk still has its Contact")
        time.sleep(0.3)


@case("asterisk-provides-wrong", "Asterisk", "the wrong password: the registration is `failed`, and the status says "
      "why")
def asterisk_refuses(stage):
    pbx = stage.asterisk()
    trunk, _ = stage.trunk_for(
        "+14155550132", direction="both", sip_address=pbx.address, register=True, auth_username="trunkline",
        auth_password="wrong")
    status = stage.trunk_status(trunk, 10, registration="failed")
    expect(status["last_error"], "the status does not say why")
    stage.note(f"last_error: {status['last_error']}")


@case("pjsua-registers", "PJSIP", "a softphone registers with the server and calls by its password")
def pjsua_registers(stage):
    trunk, _ = stage.trunk_for("+14155550133", direction="inbound", auth_username="desk", auth_password=PASSWORD)
    phone = stage.pjsua(stage.voice(SPEECH, 16000), user="desk", registrar=stage.server.address, password=PASSWORD)
    expect(phone.wait_for("registered", 10), "PJSIP did not register, see pjsua/log")
    stage.trunk_status(trunk, 5, reachable=True)
    phone.dial(stage.uri("+14155550133"))
    expect(phone.wait_until("CONFIRMED", 10), "PJSIP's call was not established, see pjsua/log")
    time.sleep(3)
    phone.hang_up()
    expect(phone.wait_until("DISCONNECTED", 5), "PJSIP's call did not close")
    stage.expect_end("completed", "caller_hangup")
