"""A case: a sentence about what a caller meets, and the function that tries it."""

import dataclasses
from typing import Callable


class Failed(Exception):
    """What was expected and did not happen."""


class Skipped(Exception):
    """Why a case cannot run on this machine."""


@dataclasses.dataclass(frozen=True)
class Case:
    name: str
    peer: str
    checks: str
    short: bool
    timed: bool
    run: Callable
    cell: tuple | None = None  # (peer, transport, rtp or srtp, codec) of a case of the matrix


registry: list[Case] = []


def case(name, peer, checks, short=False, timed=False, cell=None):
    """Registers a case. `short` ones also run in CI; `timed` ones hang on how fast the machine is just then, and are
    tried once more before they fail; those with a `cell` make up the matrix.
    """

    def register(function):
        registry.append(Case(name, peer, checks, short, timed, function, cell))
        return function

    return register


def expect(condition, sentence):
    """Fails the case with `sentence`, which says what was wrong."""
    if not condition:
        raise Failed(sentence)
