"""What lies between the phone and the server: an address translator, and a line that loses packets."""

import time

from case import case, expect
from cases.matrix import SPEECH
from listening import recogniser, sound
from peers.network import LossyLine, Masquerade
from stage import GREETING

# The caller speaks when the greeting is over: speaking over it is another case.
LEAD = 6


def call_from(stage, server, place, **options):
    """A baresip at `place` hears the greeting and speaks; what it recorded."""
    phone = server.baresip(stage.voice(SPEECH, 8000, LEAD), place=place, **options)
    phone.dial(server.uri(server.desk))
    expect(phone.wait_for("CALL_ESTABLISHED", 15), "baresip's call was not established, see baresip/log")
    time.sleep(LEAD + 5)
    phone.hang_up()
    # BYE over a line that loses it is sent again.
    expect(phone.wait_for("CALL_CLOSED", 15), "baresip's call did not close")
    return sound.load(phone.recordings()[0], 16000)


@case("nat", "baresip in a private network", "a phone behind a router that translates addresses, whose SDP names an "
      "address that nobody reaches: requests and sound find their way back (RFC 3581, symmetric RTP)", short=True)
def nat(stage):
    net = Masquerade()
    stage.put_away(net.stop)
    server = stage.elsewhere(net.server)
    heard = recogniser.words_in(call_from(stage, server, net.phone))
    rate = recogniser.found_in(GREETING, heard)
    ended = server.expect_end("completed", "caller_hangup")
    like = sound.likeness(sound.load(stage.voice(SPEECH, 8000, LEAD)), sound.load(server.recording(ended), channel=1))
    stage.note(f"greeting's word error rate {rate:.2f}; caller's voice like what was sent: {like:.2f}")
    expect(rate <= 0.2, f"the greeting was heard as “{heard}”")
    expect(like > 0.7, f"the caller's voice arrived like it was sent by {like:.2f} only")


@case("losses", "baresip on a line that loses packets", "5 % of all packets lost, 40 to 70 ms of delay: the greeting "
      "is understood, the loss and a lower MOS stand in the record")
def losses(stage):
    line = LossyLine(stage.folder, loss=0.05, delay=40, jitter=30)
    stage.put_away(line.stop)
    server = stage.elsewhere(line.server)
    heard = recogniser.words_in(call_from(stage, server, line.phone))
    rate = recogniser.found_in(GREETING, heard)
    quality = server.expect_end("completed", "caller_hangup")["quality"]
    stage.note(f"greeting's word error rate {rate:.2f}; {quality['packets_lost']} packets lost, jitter "
               f"{quality['jitter_ms']:.0f} ms, MOS {quality['mos']:.2f}")
    expect(rate <= 0.35, f"the greeting was heard as “{heard}”")
    expect(10 <= quality["packets_lost"] <= 60, f"{quality['packets_lost']} packets of some 550 are counted as lost")
    expect(quality["mos"] < 4.2, f"MOS is {quality['mos']} at 5 % of loss")
