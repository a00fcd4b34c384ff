"""PJSIP: what a full dialog stack asks for beyond a plain call."""

import re
import time

from case import case, expect
from cases.dialogs import expect_held
from cases.matrix import SPEECH, expect_sound_both_ways
from cases.pbx import expect_digits
from listening import sound


def call(stage, number=None, late_offer=False, **options):
    phone = stage.pjsua(stage.voice(SPEECH, 16000), **options)
    phone.dial(stage.uri(number or stage.monologue), late_offer)
    expect(phone.wait_until("CONFIRMED", 10), "PJSIP's call was not established, see pjsua/log")
    return phone


def hang_up(phone):
    phone.hang_up()
    expect(phone.wait_until("DISCONNECTED", 5), "PJSIP's call did not close")
    phone.stop()


@case("pjsua-hold", "PJSIP", "hold and resume by PJSIP's own re-INVITEs: sound pauses and flows again")
def hold(stage):
    phone = call(stage)
    time.sleep(2)
    phone.hold()
    time.sleep(2)
    phone.resume()
    time.sleep(2)
    hang_up(phone)
    expect_held(stage, stage.expect_end("completed", "caller_hangup"), 2)


@case("pjsua-keys", "PJSIP", "its telephone-event digits stand in the events of the conversation, once each")
def keys(stage):
    phone = call(stage)
    time.sleep(0.5)
    phone.press("2580*")
    time.sleep(2.5)
    hang_up(phone)
    expect_digits(stage, "2580*")


@case("pjsua-late-offer", "PJSIP", "an INVITE without SDP: PJSIP answers the server's offer in its ACK, sound both "
      "ways", short=True, timed=True)
def late_offer(stage):
    phone = call(stage, late_offer=True)
    time.sleep(4)
    hang_up(phone)
    expect_sound_both_ways(stage, sound.load(phone.recording), "PCMU")


@case("pjsua-prack", "PJSIP", "PJSIP requires 100rel: the ringing is sent reliably, and its PRACK answered")
def prack(stage):
    phone = call(stage, prack=True)
    time.sleep(1)
    hang_up(phone)
    log = phone.messages()
    expect("RSeq:" in log, "no provisional answer was reliable")
    expect(re.search(r"RX \d+ bytes Response msg 200/PRACK", log), "PRACK was not answered 200, see pjsua/log")
    stage.expect_end("completed", "caller_hangup")



@case("pjsua-codec-change", "PJSIP", "a re-INVITE that offers G.722 alone in a call in A-law: the sound changes over "
      "and goes on, both ways", short=True)
def codec_change(stage):
    phone = call(stage, codec="PCMA")
    time.sleep(1)
    phone.command("codec", "G722")
    expect(phone.wait_for("stream", 5, codec="G722"), "the codec did not change, see pjsua/log")
    time.sleep(4)
    hang_up(phone)
    expect_sound_both_ways(stage, sound.load(phone.recording), "G722", least=0.6)



@case("pjsua-refers", "PJSIP", "a caller that asks the server to call somebody else is refused, and the call goes on")
def refers(stage):
    phone = call(stage)
    time.sleep(1)
    phone.command("transfer", f"sip:+14155550199@{stage.server.address}")
    answer = phone.wait_for("transfer_status", 10)
    expect(answer and answer["status"] >= 300, f"the answer to REFER is {answer}")
    stage.note(f"REFER answered {answer['status']}")
    time.sleep(1)
    expect(not phone.wait_for("state", 0.1, state="DISCONNECTED"), "the call ended")
    hang_up(phone)
    stage.expect_end("completed", "caller_hangup")


@case("pjsua-tls-verified", "PJSIP", "a phone that checks certificates: the one that the server made for itself is "
      "accepted where it is trusted, and refused where it is not")
def tls_verified(stage):
    for trust, name in ((stage.server.certificate, "knows"), (stage.certificate.chain, "knows-another")):
        phone = stage.pjsua(stage.voice(SPEECH, 16000), transport="tls", trust=str(trust), name=f"pjsua-{name}")
        phone.dial(stage.uri(stage.desk, "tls"))
        established = phone.wait_until("CONFIRMED", 8 if name == "knows" else 3)
        if name == "knows":
            expect(established, "PJSIP's call was not established, see pjsua-knows/log")
            time.sleep(0.5)
            hang_up(phone)
            stage.expect_end("completed", "caller_hangup")
        else:
            expect(not established, "a certificate that the phone does not trust was accepted")
            expect("SSL" in phone.messages(), "the phone does not complain of the certificate")


@case("pjsua-keys-info", "PJSIP", "digits in SIP INFO stand in the events of the conversation")
def keys_by_info(stage):
    phone = call(stage)
    time.sleep(0.5)
    phone.command("press_info", "1590#")
    time.sleep(2)
    hang_up(phone)
    expect_digits(stage, "1590#")
