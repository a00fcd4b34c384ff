"""Runs the cases: `python -m runner [--short] [--server PROGRAM] [--list] [CASE…]`."""

import argparse
import pathlib
import re
import shutil
import sys
import time
import traceback

from case import Failed, Skipped, registry
from stage import Stage
import cases  # noqa: F401  (importing the package registers every case)

ROOT = pathlib.Path(__file__).resolve().parent.parent


def arguments():
    parser = argparse.ArgumentParser(description="Calls a Trunkline server with real peers.")
    parser.add_argument("names", nargs="*", metavar="CASE", help="a case, or the beginning of its name")
    parser.add_argument("--short", action="store_true", help="only the cases that CI runs")
    parser.add_argument("--server", default=ROOT / ".build/release/trunkline", type=pathlib.Path)
    parser.add_argument("--list", action="store_true", help="print the table of cases and stop")
    parser.add_argument("--port", type=int, default=15560, help="first of the private ports (about 300 are used)")
    return parser.parse_args()


def table():
    """The cases; those of the matrix as one grid, in which `CI` marks what CI runs."""
    lines = ["| case | peer | what is checked | CI |", "|---|---|---|---|"]
    lines += [f"| `{c.name}` | {c.peer} | {c.checks} | {'yes' if c.short else ''} |" for c in registry if not c.cell]
    return "\n".join([*lines, "", *grid({c.cell: "CI" if c.short else "yes" for c in registry if c.cell})])


def grid(texts):
    """A table of the matrix: a line for each peer, transport and kind of media, a column for each codec."""
    codecs = list(dict.fromkeys(cell[3] for cell in texts))
    lines = [f"| peer | transport | media | {' | '.join(codecs)} |", "|---" * (3 + len(codecs)) + "|"]
    for row in dict.fromkeys(cell[:3] for cell in texts):
        lines.append("| " + " | ".join([row[0], row[1].upper(), row[2].upper()]
                                       + [texts.get((*row, codec), "") for codec in codecs]) + " |")
    return lines


def report(results):
    """The results in the form of the README: `results` is (case, outcome, text, seconds)."""
    lines = ["| case | result | measured |", "|---|---|---|"]
    lines += [f"| `{c.name}` | {outcome} in {seconds:.1f} s | {text} |"
              for c, outcome, text, seconds in results if not c.cell]
    # A cell shows its two figures alone: caller to agent, agent to caller.
    cells = {c.cell: " / ".join(re.findall(r"\d\.\d\d", text)) if outcome == "passed" else outcome
             for c, outcome, text, _ in results if c.cell}
    return "\n".join([*lines, "", *(grid(cells) if cells else [])]) + "\n"


def chosen(options):
    if options.names:
        exact = {c.name for c in registry} & set(options.names)
        beginnings = tuple(set(options.names) - exact)
        return [c for c in registry if c.name in exact or c.name.startswith(beginnings)]
    return [c for c in registry if c.short or not options.short]


def main():
    options = arguments()
    if options.list:
        print(table())
        return 0
    selection = chosen(options)
    if not selection:
        print(f"no case is called {' '.join(options.names)}; --list shows them")
        return 2
    work = ROOT / "Interop/work/run"
    shutil.rmtree(work, ignore_errors=True)
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    results, tables, begun = [], [], time.monotonic()
    stage = Stage(options.server.resolve(), work, options.port)
    try:
        stage.open()
        for chosen_case in selection:
            outcome, text, seconds = attempt(stage, chosen_case, chosen_case.name)
            if outcome == "failed" and chosen_case.timed:
                print(f"again   {chosen_case.name:24}{seconds:6.1f} s  {text}", flush=True)
                outcome, text, seconds = attempt(stage, chosen_case, chosen_case.name + "-again")
            tables += ["", *stage.table] if stage.table else []
            print("\n".join(stage.table) + "\n" if stage.table else "", end="", flush=True)
            counts[outcome] += 1
            results.append((chosen_case, outcome, text, seconds))
            print(f"{outcome:8}{chosen_case.name:24}{seconds:6.1f} s  {text}", flush=True)
    finally:
        stage.close()
    (work / "report.md").write_text(report(results) + "\n".join([*tables, ""]))
    print(f"{(time.monotonic() - begun) / 60:.0f} minutes; tables for the README in {work / 'report.md'}")
    print("{passed} passed, {failed} failed, {skipped} skipped".format(**counts))
    return 1 if counts["failed"] or not counts["passed"] else 0


def attempt(stage, chosen_case, folder):
    begun = time.monotonic()
    stage.begin(folder)
    try:
        chosen_case.run(stage)
        outcome, text = "passed", "; ".join(stage.notes)
    except Skipped as reason:
        outcome, text = "skipped", str(reason)
    except Failed as reason:
        outcome, text = "failed", f"{reason} (see {stage.folder})"
    except Exception as error:  # a peer that broke is a failed case, not the end of the run
        (stage.folder / "traceback.txt").write_text(traceback.format_exc())
        outcome, text = "failed", f"{type(error).__name__}: {error} (see {stage.folder})"
    finally:
        stage.end()
    return outcome, text, time.monotonic() - begun


if __name__ == "__main__":
    sys.exit(main())
