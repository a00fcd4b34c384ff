"""Keys in a sound, and when each was pressed: the pairs of tones of ITU-T Q.23."""

import numpy as np

_LOW, _HIGH = (697, 770, 852, 941), (1209, 1336, 1477, 1633)
_KEYS = ("123A", "456B", "789C", "*0#D")
_STEP, _WINDOW = 0.002, 0.02


def keys_in(samples, rate=8000):
    """(key, when it begins, when it ends) of each, in seconds of the sound."""
    samples = np.asarray(samples, float)
    size, step = int(rate * _WINDOW), int(rate * _STEP)
    found = []
    for begin in range(0, len(samples) - size, step):
        key = _key_of(samples[begin : begin + size], rate)
        # A window counts for its middle.
        at = (begin + size / 2) / rate
        if key and found and found[-1][0] == key and at - found[-1][2] < 0.02:
            found[-1][2] = at
        elif key:
            found.append([key, at, at])
    return [tuple(key) for key in found if key[2] - key[1] > 0.03]


def _key_of(piece, rate):
    """The key whose two tones hold most of the energy; None when none does."""
    energy = (piece**2).mean()
    if energy < 1e4:
        return None
    turns = np.exp(-2j * np.pi * np.outer(_LOW + _HIGH, np.arange(len(piece))) / rate)
    power = np.abs(turns @ piece) ** 2 * 2 / len(piece) ** 2
    low, high = int(power[:4].argmax()), int(power[4:].argmax())
    both = power[low] + power[4 + high]
    return _KEYS[low][high] if both > 0.6 * energy and min(power[low], power[4 + high]) > 0.1 * energy else None
