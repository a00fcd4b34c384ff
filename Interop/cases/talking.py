"""A caller talks with the agent: both ends are judged by a recogniser that is not ours."""

import time

import numpy as np

from case import case, expect
from listening import recogniser, sound

QUESTION = "What are your opening hours?"


class Talk:
    """A SIPp call whose sound is an RTP phone that speaks when the far end is silent."""

    def __init__(self, stage, number):
        self.stage, self.phone = stage, stage.rtp_phone()
        self.call = stage.sipp(stage.scenario(self.phone).answered_call().talk_until_told(), number)
        self.answers = []  # milliseconds from the end of the caller's words to the agent's first sound
        expect(self.call.wait_for(lambda c: c.sent("ACK"), 15), self.call.summary())

    def wait_until_heard(self, seconds=10, after=0.0):
        """When the far end begins to speak later than `after`."""
        deadline = time.time() + seconds
        while time.time() < deadline:
            begun = [b for b, _ in self.phone.voice_spans() if b >= after]
            if begun:
                return begun[0]
            time.sleep(0.02)
        expect(False, f"the agent said nothing for {seconds} s")

    def wait_until_silent(self, pause=1.6, seconds=30):
        """When the far end, having spoken, was silent for `pause` seconds; the time of its last sound."""
        deadline = time.time() + seconds
        while time.time() < deadline:
            spans = self.phone.voice_spans()
            if spans and time.time() - spans[-1][1] > pause:
                return spans[-1][1]
            time.sleep(0.02)
        expect(False, f"the agent spoke on for {seconds} s")

    def say(self, text):
        """Speaks and returns when the words began and ended."""
        samples = sound.load(self.stage.voice(text))
        self.phone.say(samples)
        while self.phone.said_at is None or self.phone.is_speaking():
            time.sleep(0.01)
        loud = np.flatnonzero(np.abs(samples.astype(int)) > 500)
        return self.phone.said_at, self.phone.said_at + (loud[-1] - loud[0]) / 8000

    def ask(self, text):
        """Says it, waits for the answer to end, and returns the answer's words."""
        _, ended = self.say(text)
        answered = self.wait_until_heard(after=ended, seconds=15)
        self.answers.append(1000 * (answered - ended))
        self.wait_until_silent()
        return recogniser.words_in(self.heard_since(ended))

    def heard_since(self, at):
        """What came after `at`, at 16 kHz."""
        packets = [p.samples for p in self.phone.packets if p.at >= at]
        file = sound.save(self.stage.folder / f"heard-{len(self.answers)}.wav", np.concatenate(packets))
        return sound.load(file, 16000)

    def hang_up(self):
        self.call.finish()
        expect(self.call.wait(), self.call.summary())
        return self.stage.expect_end("completed", "caller_hangup")

    def user_text(self, conversation):
        return [m["content"] for m in self.stage.api.messages(conversation["id"]) if m["role"] == "user"]


@case("talk-question", "SIPp + RTP phone, Whisper", "a spoken question stands in the transcript and is answered from "
      "the agent's facts, with the stages' latencies in the messages", short=True, timed=True)
def question(stage):
    stage.needs_speech()
    talk = Talk(stage, stage.desk)
    talk.wait_until_silent()
    answer = talk.ask(QUESTION)
    ended = talk.hang_up()
    said = " ".join(talk.user_text(ended))
    rate = recogniser.word_error_rate(QUESTION, said)
    stage.note(f"question's word error rate {rate:.2f}, answer began {talk.answers[0]:.0f} ms after it, "
               f"heard as “{answer}”")
    expect(rate <= 0.2, f"the question stands in the transcript as “{said}”")
    words = recogniser.plain(answer)
    expect({"nine", "five"} <= set(words), f"the answer was heard as “{answer}”")
    spoken = [m for m in stage.api.messages(ended["id"]) if m["role"] == "assistant"][-1]
    expect(recogniser.word_error_rate(spoken["content"], answer) < 0.25,
           f"the transcript says “{spoken['content']}” and the caller heard “{answer}”")
    expect(spoken["latency_ms"]["total"] is not None, "the answer has no latency")


@case("talk-three-turns", "SIPp + RTP phone, Whisper", "three questions in one call; word error rate and delays over "
      "all", timed=True)
def three_turns(stage):
    stage.needs_speech()
    asked = [QUESTION, "How much does a cleaning cost?", "Is there parking near your office?"]
    talk = Talk(stage, stage.desk)
    talk.wait_until_silent()
    heard = [talk.ask(text) for text in asked]
    ended = talk.hang_up()
    rate = recogniser.word_error_rate(" ".join(asked), " ".join(talk.user_text(ended)))
    stage.note(f"word error rate {rate:.2f}, answers began after "
               + ", ".join(f"{delay:.0f}" for delay in talk.answers) + " ms")
    expect(rate <= 0.2, f"the transcript is {talk.user_text(ended)}")
    for text, word in zip(heard, ("nine", "ninety", "parking")):
        expect(word in recogniser.plain(text), f"“{word}” is missing in “{text}”")


@case("talk-interruption", "SIPp + RTP phone", "speaking over the agent silences it; the transcript keeps only what "
      "was heard", short=True, timed=True)
def interruption(stage):
    stage.needs_speech()
    talk = Talk(stage, stage.lecture)
    begun = talk.wait_until_heard()
    time.sleep(max(0, begun + 3 - time.time()))
    said_at, _ = talk.say("Wait, please stop, I have a question.")
    spans = talk.phone.voice_spans()
    over = [span for span in spans if span[0] < said_at < span[1]]
    expect(over, "the agent was not speaking when it was interrupted")
    silence = 1000 * (over[0][1] - said_at)
    stage.note(f"silent {silence:.0f} ms after the caller's first sound")
    expect(silence < 300, f"the agent spoke on for {silence:.0f} ms")
    ended = talk.hang_up()
    first = [m for m in stage.api.messages(ended["id"]) if m["role"] == "assistant"][0]
    expect(first["interrupted"] is True, "the message is not marked as interrupted")
    heard = recogniser.words_in(talk.heard_since(0))
    kept, written = len(recogniser.plain(heard)), len(recogniser.plain(first["content"]))
    expect(kept - 4 <= written <= kept + 2, f"the transcript keeps {written} words of {kept} that were heard")
    edge = sound.steepest_edge(talk.phone.heard())
    expect(edge < 1000, f"the sound stopped with a step of {edge}")
    stage.note(f"{written} words kept, about {kept} heard; steepest step at its ends {edge} of 32768")


@case("talk-goodbye", "SIPp + RTP phone", "a caller who says goodbye is bidden farewell and hung up: `agent_ended`",
      short=True, timed=True)
def goodbye(stage):
    stage.needs_speech()
    talk = Talk(stage, stage.desk)
    talk.wait_until_silent()
    _, said = talk.say("No, thank you, that is everything. Goodbye.")
    expect(talk.call.wait(), talk.call.summary())
    byes = talk.call.received("BYE")
    expect(byes, "the agent did not hang up")
    ended = stage.expect_end("completed", "agent_ended")
    farewell = [m for m in stage.api.messages(ended["id"]) if m["role"] == "assistant"][-1]
    expect(farewell["interrupted"] is False, "the farewell was cut off")
    words = recogniser.words_in(talk.heard_since(said))
    rate = recogniser.word_error_rate(farewell["content"], words)
    last = talk.phone.voice_spans()[-1][1]
    stage.note(f"“{words}” (word error rate {rate:.2f}), BYE {1000 * (byes[0].at - last):.0f} ms after the last sound")
    expect(rate <= 0.25, f"the transcript says “{farewell['content']}” and the caller heard “{words}”")


@case("talk-silence", "SIPp + RTP phone, Whisper", "a caller who says nothing is asked, then bidden goodbye: "
      "`inactivity_timeout`, never dead air", timed=True)
def silence(stage):
    stage.needs_speech()
    agent = stage.agent("Patient", first_message="Hello.", turn_handling={"inactivity_timeout_seconds": 8})
    talk = Talk(stage, stage.number("+14155550111", agent))
    stage.afterwards(lambda: stage.forget_number("+14155550111"))
    expect(talk.call.wait(), talk.call.summary())
    expect(talk.call.received("BYE"), "the agent did not hang up")
    stage.expect_end("completed", "inactivity_timeout")
    words = recogniser.words_in(talk.heard_since(0))
    expect(len(recogniser.plain(words)) > 4, f"all the caller heard was “{words}”")
    stage.note(f"heard “{words}”")
