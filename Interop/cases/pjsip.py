"""PJSIP: what a full dialog stack asks for beyond a plain call."""

import time

from case import case, expect
from cases.matrix import SPEECH, expect_sound_both_ways
from cases.pbx import expect_digits, expect_held
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
