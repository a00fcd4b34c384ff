"""`make bench`: runs the benchmarks, prints one table, writes results/latest.json.

    run.py BENCH [--quick] [--server PROGRAM] [--port N] [--asterisk]

BENCH is the built executable of this package.
"""

import argparse
import collections
import datetime
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time

import asterisk
import load
import pjsip

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
TORTURE = ROOT / "Packages/VoiceWire/Tests/SIPTests/Torture"


def arguments():
    parser = argparse.ArgumentParser(description="Measures Trunkline beside its peers.")
    parser.add_argument("bench", type=pathlib.Path)
    parser.add_argument("--quick", action="store_true", help="within a minute, with wider spreads")
    parser.add_argument("--server", type=pathlib.Path, help="the trunkline program to call")
    parser.add_argument("--asterisk", action="store_true", help="call a private Asterisk too, where there is one")
    parser.add_argument("--port", type=int, default=22_000, help="first of the private ports (about 500 are used)")
    return parser.parse_args()


def measured(options, peers):
    """The rows of the executable, with the samples of each contender in microseconds."""
    rounds, milliseconds = (5, 25) if options.quick else (11, 100)
    done = subprocess.run(
        [options.bench, TORTURE, str(rounds), str(milliseconds)], capture_output=True, text=True, check=False,
        env=os.environ | peers | {"BENCH_PORT": str(options.port + 400)})
    if done.returncode:
        sys.exit(f"bench ended with status {done.returncode}: {done.stderr[-2000:]}")
    rows = collections.OrderedDict()
    for line in done.stdout.splitlines():
        sample = json.loads(line)
        row = rows.setdefault((sample["group"], sample["title"]), {
            "group": sample["group"], "title": sample["title"], "unit": sample["unit"], "samples": {}})
        row["samples"].setdefault(sample["who"], []).append(sample["microseconds"])
    return list(rows.values())


def server(options):
    """The program to call, or nothing where none is built."""
    candidates = [options.server] if options.server else [
        ROOT / ".build/release/trunkline", ROOT / ".build/debug/trunkline"]
    return next((c.resolve() for c in candidates if os.access(c, os.X_OK)), None)


def summed_up(row):
    """A row with its medians and spreads instead of samples, and how Trunkline compares."""
    if "samples" in row:
        row["figures"] = []
        for who, samples in row.pop("samples").items():
            low, middle, high = quartiles(samples)
            row["figures"].append({
                "who": who, "microseconds": round(middle, 3), "per_second": round(1e6 / middle, 1) if middle else None,
                "low": round(low, 3), "high": round(high, 3), "rounds": len(samples)})
    ours = next((f for f in row["figures"] if f["who"] == "Trunkline"), None)
    for figure in row["figures"]:
        if ours and figure is not ours:
            key = "microseconds" if "microseconds" in figure else "value"
            figure["trunkline_ratio"] = round(ours[key] / figure[key], 3) if figure[key] else None
    return row


def quartiles(samples):
    if len(samples) < 2:
        return samples[0], samples[0], samples[0]
    low, middle, high = statistics.quantiles(samples, n=4, method="inclusive")
    return low, middle, high


def table(rows):
    lines = [("", "", "median", "", "middle half", "Trunkline is")]
    for row in rows:
        for index, figure in enumerate(row["figures"]):
            lines.append((
                f"{row['group']}: {row['title']}" if index == 0 else "", figure["who"], *cells(row, figure)))
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in lines)


def cells(row, figure):
    ratio = figure.get("trunkline_ratio")
    if "value" in figure:
        times = "" if ratio is None else f"× {ratio:.2f}"
        return f"{figure['value']:g} {row['unit']}", "", figure.get("note", ""), times
    compared = "" if ratio is None else f"{ratio:.2f} × slower" if ratio >= 1 else f"{1 / ratio:.2f} × faster"
    return (f"{figure['microseconds']:.2f} µs/{row['unit']}", f"{figure['per_second']:,.0f}/s",
            f"{figure['low']:.2f} to {figure['high']:.2f}", compared)


def machine():
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "?")
    return {"processors": os.cpu_count(), "model": model, "load_before": os.getloadavg()[0]}


def main():
    options = arguments()
    begun = time.monotonic()
    about = machine()
    peers = pjsip.environment()
    rows = measured(options, peers)
    program = server(options)
    notes = [] if peers else ["PJSIP was not measured: its Python package could not be installed."]
    if program is None:
        notes.append("The running server was not measured: no trunkline is built. `make release`, or TRUNKLINE=program.")
    elif not shutil.which("sipp"):
        notes.append("The running server was not measured: sipp is not installed (sip-tester).")
    else:
        kind = "debug" if "/debug/" in str(program) else "release"
        notes.append(f"The running server is {program} ({kind} build).")
        with_asterisk = options.asterisk and asterisk.installed() is not None
        if options.asterisk and not with_asterisk:
            notes.append("Asterisk was not called: none is installed, and none unpacked by `make interop`.")
        rows += load.run(program, options.quick, options.port, HERE / "results/run", with_asterisk)
    rows = [summed_up(row) for row in rows]
    print(table(rows))
    for note in notes:
        print(note)
    seconds = time.monotonic() - begun
    results = HERE / "results"
    results.mkdir(exist_ok=True)
    (results / "latest.json").write_text(json.dumps({
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"), "machine": about,
        "quick": options.quick, "seconds": round(seconds, 1), "notes": notes, "rows": rows}, indent=2) + "\n")
    print(f"{len(rows)} comparisons in {seconds:.0f} s; written to {(results / 'latest.json').relative_to(ROOT)}")


if __name__ == "__main__":
    main()
