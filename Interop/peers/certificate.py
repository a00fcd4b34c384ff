"""A certificate of a peer's own, for one name or address, made by openssl."""

import dataclasses
import pathlib
import subprocess


@dataclasses.dataclass(frozen=True)
class Certificate:
    """PEM files: `chain` is the certificate alone, `both` the key and the certificate."""

    chain: pathlib.Path
    key: pathlib.Path
    both: pathlib.Path


def self_signed(folder, name="peer", address="127.0.0.1"):
    """Made once a folder."""
    made = Certificate(folder / f"{name}.pem", folder / f"{name}.key", folder / f"{name}-both.pem")
    if not made.both.exists():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
             "30", "-subj", f"/CN={address}", "-addext", f"subjectAltName=IP:{address}", "-keyout", made.key, "-out",
             made.chain], check=True, capture_output=True)
        made.both.write_text(made.key.read_text() + made.chain.read_text())
    return made
