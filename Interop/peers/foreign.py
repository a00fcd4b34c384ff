"""Programs of another Debian suite, unpacked by suite.sh: that suite's loader and libraries, this machine's files."""

import os
import pathlib

from case import Skipped

CACHE = pathlib.Path(os.environ.get("TRUNKLINE_INTEROP_CACHE")
                     or pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
                     / "trunkline-interop")


class Suite:
    """The unpacked packages of one suite."""

    def __init__(self, name):
        self.name, self.root = name, CACHE / name

    def has(self, program):
        return (self.root / program.lstrip("/")).exists()

    def find(self, pattern):
        """The first file or folder below the suite's root that fits; None when there is none."""
        return next(iter(sorted(self.root.glob(pattern))), None)

    def command(self, program):
        """The words that run it: the loader takes libraries from the suite, so that nothing of it is installed."""
        loader = self.find("usr/lib64/ld-linux*.so*") or self.find("usr/lib/ld-linux*.so*") or self.find(
            "lib64/ld-linux*.so*")
        folders = [str(f) for f in sorted(self.root.glob("usr/lib/*-linux-gnu"))] + [str(self.root / "usr/lib")]
        folders += [f"{folders[0]}/pulseaudio"]
        return [str(loader), "--library-path", ":".join(folders), str(self.root / program.lstrip("/"))]


def first_with(program, *names):
    """The first of these suites that holds `program`; skips the case when none does."""
    for suite in map(Suite, names):
        if suite.has(program):
            return suite
    raise Skipped(f"{program} was unpacked from no Debian suite ({' or '.join(names)}): see {CACHE}/*.log, "
                  f"and run Interop/install.sh again when the mirror has it")
