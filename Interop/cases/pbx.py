"""Asterisk as the other end, and as the PBX between a phone and the server."""

import time

from case import case, expect
from cases.dialogs import expect_held
from listening import sound
from peers.asterisk import PASSWORD

SPEECH = "Wednesday the third of March would suit me well."


def expect_digits(stage, wanted):
    ended = stage.expect_end("completed", "caller_hangup")
    expect(stage.digits(ended) == wanted, f"the events hold the digits “{stage.digits(ended)}”")
    return ended


@case("asterisk-keys", "Asterisk", "its telephone-event digits stand in the events of the conversation, once each",
      short=True)
def keys(stage):
    stage.asterisk().call(stage.monologue, "to-udp-rtp-PCMU", "keys", keys="159#")
    stage.ended(20)
    expect_digits(stage, "159#")


def phone_behind(stage, pbx, **options):
    """A phone that is an extension of the PBX, and how it dials the server through it."""
    account = f";auth_user=alice;auth_pass={PASSWORD}"
    phone = stage.baresip(stage.voice(SPEECH), user="alice", account=account, **options)
    phone.dial(f"sip:{stage.monologue}@{pbx.address}")
    expect(phone.wait_for("CALL_ESTABLISHED", 10), "the call through Asterisk was not established, see baresip/log")
    return phone


@case("asterisk-behind", "baresip behind Asterisk", "a phone's call through a PBX: sound both ways, and its digits")
def behind(stage):
    phone = phone_behind(stage, stage.asterisk())
    time.sleep(4)
    phone.press("42")
    time.sleep(0.5)
    phone.hang_up()
    expect(phone.wait_for("CALL_CLOSED", 5), "the phone's call did not close")
    phone.stop()
    recording = stage.recording(expect_digits(stage, "42"))
    to_agent = sound.likeness(sound.load(stage.voice(SPEECH)), sound.load(recording, channel=1))
    to_caller = sound.likeness(sound.load(phone.recordings()[0]), sound.load(recording, channel=2))
    stage.note(f"caller to agent {to_agent:.2f}, agent to caller {to_caller:.2f}")
    expect(to_agent > 0.7 and to_caller > 0.7, f"sound was like what was sent by {to_agent:.2f} and {to_caller:.2f}")


@case("asterisk-hold", "baresip behind Asterisk", "a phone of the PBX holds and resumes: Asterisk passes both on, "
      "sound pauses and flows again")
def hold(stage):
    phone = phone_behind(stage, stage.asterisk())
    time.sleep(2)
    phone.hold()
    time.sleep(2)
    phone.resume()
    time.sleep(2)
    phone.hang_up()
    expect(phone.wait_for("CALL_CLOSED", 5), "the phone's call did not close")
    expect_held(stage, stage.expect_end("completed", "caller_hangup"), 2)


@case("asterisk-keys-inband", "Asterisk", "digits that it sends as tones in the sound stand in the events, once each")
def keys_in_band(stage):
    stage.asterisk().call(stage.monologue, "to-inband", "keys", keys="3690")
    stage.ended(20)
    expect_digits(stage, "3690")


@case("asterisk-keys-info", "Asterisk", "digits that it sends in SIP INFO (application/dtmf-relay) stand in the events")
def keys_by_info(stage):
    stage.asterisk().call(stage.monologue, "to-info", "keys", keys="740*")
    stage.ended(20)
    expect_digits(stage, "740*")
