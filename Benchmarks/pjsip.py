"""PJSIP's parser, out of the module that its Python package consists of: Debian has no PJSIP library."""

import pathlib
import subprocess
import sys
import sysconfig

HERE = pathlib.Path(__file__).resolve().parent
INTEROP = HERE.parent / "Interop"
MODULE = "pjsua2/_pjsua2*.so"
OWN = HERE / "results/pjsip"


def environment():
    """What the bench is told: where the module is, and the library of the Python that it is for; nothing without."""
    module = installed() or (install() and installed())
    return {"BENCH_PJSIP": str(module), "BENCH_PYTHON": sysconfig.get_config_var("INSTSONAME")} if module else {}


def installed():
    """The module that `make interop` installed, or this; only one for the Python that runs this has its library here."""
    tag = sysconfig.get_config_var("SOABI")
    folders = [*INTEROP.glob("work/venv/lib/python*/site-packages"), OWN]
    return next((m for folder in folders for m in folder.glob(MODULE) if tag in m.name), None)


def install():
    wanted = next(line for line in (INTEROP / "requirements.txt").read_text().splitlines() if line.startswith("pjsua2"))
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--target", OWN,
         wanted], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return done.returncode == 0
