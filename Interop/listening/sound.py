"""Wav files as arrays, voices for callers, and the likeness of two sounds."""

import subprocess
import wave

import numpy as np


def load(file, rate=8000, channel=None):
    """Samples at `rate`; `channel` (1 or 2) of a stereo file, else mixed down."""
    effects = ["remix", str(channel)] if channel else []
    raw = subprocess.run(
        ["sox", "-D", str(file), "-t", "raw", "-r", str(rate), "-b", "16", "-e", "signed"]
        + ([] if channel else ["-c", "1"]) + ["-", *effects], check=True, capture_output=True).stdout
    return np.frombuffer(raw, np.int16)


def save(file, samples, rate=8000):
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(np.asarray(samples, np.int16).tobytes())
    return file


def speak(text, file, rate=8000, lead=0.3, voice="rms"):
    """A caller's words by Debian's flite, as a mono wav, with `lead` seconds of silence before and 0.3 s after."""
    if not file.exists():
        raw = file.with_suffix(".raw.wav")
        subprocess.run(["flite", "-voice", voice, "-t", text, "-o", str(raw)], check=True)
        subprocess.run(
            ["sox", "-D", "-G", str(raw), "-r", str(rate), "-c", "1", "-b", "16", str(file), "gain", "-n", "-4", "pad",
             str(lead), "0.3"], check=True)
        raw.unlink()
    return file


def tone(hertz, seconds, rate=8000, level=0.3):
    return (np.sin(2 * np.pi * hertz * np.arange(int(rate * seconds)) / rate) * 32767 * level).astype(np.int16)


def seconds_of_tone(samples, hertz, rate=8000):
    """How long `hertz` sounds, in blocks of 20 ms in which it holds half of the energy."""
    size = rate // 50
    blocks = np.asarray(samples, float)[: len(samples) // size * size].reshape(-1, size)
    wave_ = np.exp(-2j * np.pi * hertz * np.arange(size) / rate)
    power = np.abs(blocks @ wave_) ** 2 * 2 / size**2
    energy = (blocks**2).mean(axis=1)
    return float(((power > 0.5 * energy) & (energy > 1e4)).sum()) * size / rate


def steepest_edge(samples, rate=8000):
    """The largest step between 20 ms of digital silence and the sound beside it, of 32,768: what is heard as a click."""
    silent = np.asarray(samples) == 0
    edges = np.flatnonzero(np.diff(silent.astype(int)))
    steepest, least = 0, rate // 50
    for begin, end in zip(edges, np.append(edges[1:], len(silent) - 1)):
        # From `begin` + 1 to `end` it is all silent, or all not.
        if silent[begin + 1] and end - begin >= least:
            beside = [samples[begin]] + ([samples[end + 1]] if end + 1 < len(samples) else [])
            steepest = max(steepest, *(abs(int(s)) for s in beside))
    return steepest


def likeness(sent, heard, rate=8000):
    """How well `heard` carries `sent`: the median, over voiced half seconds, of the best correlation near the place
    where the whole fits best. 1 is the same sound; unrelated speech stays below 0.4. A jitter buffer may slip between
    pieces.
    """
    sent, heard = np.asarray(sent, float), np.asarray(heard, float)
    if len(heard) < rate or len(sent) < rate:
        return 0.0
    offset = _best_offset(sent, heard)
    size, slack, scores = rate // 2, rate // 10, []
    for begin in range(0, len(sent) - size, size):
        piece = sent[begin : begin + size]
        if np.sqrt((piece**2).mean()) < 300:
            continue
        first = max(0, begin + offset - slack)
        window = heard[first : begin + offset + size + slack]
        if len(window) < size:
            scores.append(0.0)
            continue
        scores.append(_peak(piece, window))
    return float(np.median(scores)) if scores else 0.0


def _best_offset(sent, heard):
    size = 1 << (len(sent) + len(heard)).bit_length()
    spectrum = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(sent, size))
    at = int(np.argmax(np.abs(np.fft.irfft(spectrum, size))))
    return at if at < size // 2 else at - size


def _peak(piece, window):
    products = np.correlate(window, piece, "valid")
    squares = np.concatenate([[0.0], np.cumsum(window**2)])
    energy = squares[len(piece) :] - squares[: -len(piece)]
    return float(np.max(np.abs(products) / np.sqrt(energy * (piece**2).sum() + 1)))
