"""Whole softphones, without a screen: what they record of the greeting is read by a recogniser that is not ours."""

import time

from case import case, expect
from cases.dialogs import expect_held
from listening import recogniser, sound
from stage import GREETING

# The caller speaks when the greeting is over: speaking over it is another case.
LEAD = 6
SPEECH = "Wednesday the third of March would suit me well."


def expect_greeting(stage, recording, limit=0.2):
    """The greeting's words stand in the recording."""
    heard = recogniser.words_in(recording)
    rate = recogniser.found_in(GREETING, heard)
    stage.note(f"greeting's word error rate {rate:.2f}")
    expect(rate <= limit, f"the greeting was heard as “{heard}”")


def expect_caller_heard(stage, speech, limit=0.7):
    """The caller's voice stands in the server's recording."""
    ended = stage.expect_end("completed", "caller_hangup")
    like = sound.likeness(sound.load(speech), sound.load(stage.recording(ended), channel=1))
    stage.note(f"caller's voice like what was sent: {like:.2f}")
    expect(like > limit, f"the caller's voice arrived like it was sent by {like:.2f} only")


def baresip_call(stage, transport):
    speech = stage.voice(SPEECH, 8000, LEAD)
    phone = stage.baresip(speech, transport=transport)
    phone.dial(stage.uri(stage.desk, transport))
    expect(phone.wait_for("CALL_ESTABLISHED", 10), "baresip's call was not established, see baresip/log")
    time.sleep(LEAD + 5)
    phone.hang_up()
    expect(phone.wait_for("CALL_CLOSED", 5), "baresip's call did not close")
    expect_greeting(stage, phone.recordings()[0])
    expect_caller_heard(stage, speech)


@case("baresip-udp", "baresip", "a call over UDP: the greeting's words are heard, the caller's voice arrives",
      short=True)
def baresip_udp(stage):
    baresip_call(stage, "udp")


@case("baresip-tcp-words", "baresip", "the same over TCP")
def baresip_tcp(stage):
    baresip_call(stage, "tcp")


@case("baresip-hold", "baresip", "hold and resume by baresip's own re-INVITEs: sound pauses and flows again, its "
      "digits arrive")
def baresip_hold(stage):
    phone = stage.baresip(stage.voice(SPEECH))
    phone.dial(stage.uri(stage.monologue))
    expect(phone.wait_for("CALL_ESTABLISHED", 10), "baresip's call was not established, see baresip/log")
    time.sleep(2)
    phone.hold()
    time.sleep(2)
    phone.resume()
    time.sleep(3)
    phone.press("42")
    time.sleep(1)
    phone.hang_up()
    expect(phone.wait_for("CALL_CLOSED", 5), "baresip's call did not close")
    ended = stage.expect_end("completed", "caller_hangup")
    expect(stage.digits(ended) == "42", f"the events hold the digits “{stage.digits(ended)}”")
    # baresip 1.0 does not start its player again after a hold, so what it heard then is in no recording of its own.
    expect_held(stage, ended, 2)


def linphone_call(stage, transport):
    speech = stage.voice(SPEECH, 8000, LEAD)
    phone = stage.linphone(speech)
    phone.dial(stage.uri(stage.desk, transport))
    expect(phone.wait_for("streams established", 15), "Linphone's call was not established, see linphone/log")
    time.sleep(LEAD + 5)
    phone.hang_up()
    phone.wait_for("ended (", 5)
    phone.stop()
    expect_greeting(stage, phone.recording)
    expect_caller_heard(stage, speech)


@case("linphone-udp", "Linphone", "a call over UDP: the greeting's words are heard, the caller's voice arrives",
      short=True)
def linphone_udp(stage):
    linphone_call(stage, "udp")


@case("linphone-tcp-words", "Linphone", "the same over TCP")
def linphone_tcp(stage):
    linphone_call(stage, "tcp")


@case("linphone-hold", "Linphone", "hold and resume by Linphone's own re-INVITEs: sound pauses and flows again, its "
      "digits arrive")
def linphone_hold(stage):
    phone = stage.linphone(stage.voice(SPEECH))
    phone.dial(stage.uri(stage.monologue))
    expect(phone.wait_for("streams established", 15), "Linphone's call was not established, see linphone/log")
    time.sleep(2)
    phone.hold()
    time.sleep(2)
    phone.resume()
    time.sleep(2)
    phone.press("36")
    time.sleep(1)
    phone.hang_up()
    phone.wait_for("ended (", 5)
    ended = stage.expect_end("completed", "caller_hangup")
    expect(stage.digits(ended) == "36", f"the events hold the digits “{stage.digits(ended)}”")
    expect_held(stage, ended, 2)
