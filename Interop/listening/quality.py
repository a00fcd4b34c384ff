"""How well speech came through, by PESQ and STOI: what was sent is found in the recording and compared with it."""

import dataclasses

import numpy as np


@dataclasses.dataclass(frozen=True)
class Score:
    """`pesq` is narrow band at 8 kHz (P.862.1) and wide band at 16 kHz (P.862.2)."""

    pesq: float
    stoi: float


def score(sent, heard, rate):
    """`rate` is 8000, or 16000 for wide band; other rates are not PESQ's."""
    from pesq import pesq
    from pystoi import stoi

    sent, heard = np.asarray(sent, float), np.asarray(heard, float)
    at = _place(sent, heard)
    padded = np.concatenate([np.zeros(max(0, -at)), heard[max(0, at):], np.zeros(len(sent))])[: len(sent)]
    if not np.abs(padded).max():
        return Score(1.0, 0.0)
    band = "wb" if rate == 16000 else "nb"
    return Score(float(pesq(rate, sent.astype(np.int16), padded.astype(np.int16), band)),
                 float(stoi(sent, padded, rate)))


def _place(sent, heard):
    """Where in `heard` the sound of `sent` begins, in samples; below 0 when its beginning is missing."""
    size = 1 << (len(sent) + len(heard)).bit_length()
    spectrum = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(sent, size))
    at = int(np.argmax(np.abs(np.fft.irfft(spectrum, size))))
    return at if at < size // 2 else at - size
