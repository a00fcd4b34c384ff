"""Speech quality by two measures that nobody here wrote, beside the same path through Asterisk.

PESQ (ITU-T P.862: up to about 4.5 for narrow band, 4.6 for wide band) and STOI (up to 1). Both compare a recording
with what was sent. The path is a baresip that calls in one codec: what it says is recorded at the far end, and what
the far end says, by baresip. Asterisk is given the same words by the same voices.
"""

import time

from case import case, expect
from listening import quality, sound
from peers.asterisk import PASSWORD

SPEECH = ("I would like to book a table for two people tonight at seven o'clock. "
          "Wednesday the third of March would suit me well.")
SECONDS = 9
RATES = {"PCMU": 8000, "PCMA": 8000, "G722": 16000, "opus": 48000}  # of what is given to baresip
BANDS = {"PCMU": 8000, "PCMA": 8000, "G722": 16000, "opus": 16000}  # of PESQ
# A path through the server may score less than the same path through Asterisk by this much: what two calls through one
# and the same path differ by.
PESQ_SLACK, STOI_SLACK = 0.25, 0.03


def through_server(stage, codec, speech):
    """(what baresip heard, what the agent's side sent, what the agent's side heard), at the band's rate."""
    rate = BANDS[codec]
    phone = stage.baresip(speech, codec=codec, name=f"to-server-{codec}")
    phone.dial(stage.uri(stage.monologue))
    heard = recorded(phone, rate)
    ended = stage.expect_end("completed", "caller_hangup")
    file = stage.api.save(f"/v1/conversations/{ended['id']}/recording", stage.folder / f"server-{codec}.wav")
    stage.known.add(ended["id"])
    return heard, sound.load(file, rate, channel=2), sound.load(file, rate, channel=1)


def through_asterisk(stage, codec, speech, said):
    """The same with Asterisk at the far end, which says `said`."""
    pbx, rate = stage.asterisk(), BANDS[codec]
    name = f"desk-{codec.lower()}"
    pbx.sound(sound.save(stage.folder / f"{name}.wav", said, 16000))
    phone = stage.baresip(speech, codec=codec, user="alice", account=f";auth_user=alice;auth_pass={PASSWORD}",
                          name=f"to-asterisk-{codec}")
    phone.dial(f"sip:601-{codec.lower()}@{pbx.address}")
    heard = recorded(phone, rate)
    time.sleep(0.5)
    return heard, sound.load(pbx.recording(pbx.folder / f"heard/601-{codec.lower()}"), rate)


def recorded(phone, rate):
    expect(phone.wait_for("CALL_ESTABLISHED", 10), f"baresip's call was not established, see {phone.folder}/log")
    time.sleep(SECONDS)
    phone.hang_up()
    expect(phone.wait_for("CALL_CLOSED", 5), "baresip's call did not close")
    phone.stop()
    return sound.load(phone.recordings()[0], rate)


@case("speech-quality", "baresip, Asterisk", "PESQ and STOI of each codec, both ways, are those of the same path "
      "through Asterisk", timed=True)
def speech_quality(stage):
    problems = []
    stage.tabulate("codec", "path", "PESQ", "PESQ through Asterisk", "STOI", "STOI through Asterisk")
    for codec, rate in BANDS.items():
        speech = stage.voice(SPEECH, RATES[codec])
        heard, sent, arrived = through_server(stage, codec, speech)
        # The agent's first words, at the rate that Asterisk plays.
        said = sound.load(stage.folder / f"server-{codec}.wav", 16000, channel=2)[: 16000 * 7]
        their_heard, their_arrived = through_asterisk(stage, codec, speech, said)
        original = sound.load(speech, rate)
        ours = {"to the agent": quality.score(original, arrived, rate),
                "to the caller": quality.score(sent[: rate * 7], heard, rate)}
        theirs = {"to the agent": quality.score(original, their_arrived, rate),
                  "to the caller": quality.score(sound.load(stage.folder / f"desk-{codec.lower()}.wav", rate),
                                                 their_heard, rate)}
        for way, our in ours.items():
            their = theirs[way]
            stage.tabulate(codec, way, f"{our.pesq:.2f}", f"{their.pesq:.2f}", f"{our.stoi:.3f}", f"{their.stoi:.3f}")
            if our.pesq < their.pesq - PESQ_SLACK or our.stoi < their.stoi - STOI_SLACK:
                problems.append(f"{codec} {way}")
    expect(not problems, f"worse than through Asterisk: {', '.join(problems)}; see the table")
