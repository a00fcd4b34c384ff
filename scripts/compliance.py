#!/usr/bin/env python3
"""Writes docs/compliance.md from the names of the tests: `compliance.py`, or `compliance.py --check` for `make lint`.

A test states a rule in its name and says whose rule it is: `.rfc(3261, "17.1.1.2")`, `.lesson(42)`, or a name that
begins with "lesson 42:". A trait of a suite holds for every test in it that names no section of the same RFC.
"""

import collections
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/compliance.md"
DATA = ROOT / "scripts/compliance"
FOLDERS = ("Packages", "Tests")

RFC = re.compile(r'\.rfc\(\s*(\d+)\s*(?:,\s*"([^"]*)")?\s*\)')
LESSON = re.compile(r"\.lesson\(\s*(\d+)\s*\)")
NAMED_LESSON = re.compile(r"^lessons? ([\d, and]+): ")
FUNCTION = re.compile(r"func\s+(?:`([^`]+)`|(\w+))")

Rule = collections.namedtuple("Rule", "sentence file")


def arguments(text, start):
    """What stands between the parentheses that begin at `start`, strings and nesting respected; empty without any."""
    if start >= len(text) or text[start] != "(":
        return "", start
    depth, index, in_string = 0, start, False
    while index < len(text):
        character = text[index]
        if in_string:
            if character == "\\":
                index += 1
            elif character == '"':
                in_string = False
        elif character == '"':
            in_string = True
        elif character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
            if depth == 0:
                return text[start + 1:index], index + 1
        index += 1
    return text[start + 1:], len(text)


def tests(text):
    """The tests of a file: sentence, arguments of @Test, arguments of the @Suite before it."""
    suite = ""
    for found in re.finditer(r"@(Suite|Test)\b", text):
        traits, end = arguments(text, found.end())
        if found.group(1) == "Suite":
            suite = traits
            continue
        function = FUNCTION.search(text, end)
        if function:
            yield function.group(1) or spaced(function.group(2)), traits, suite


def spaced(name):
    """`anUnansweredInvite` as "an unanswered invite"."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).lower()


def collect():
    """Rules by RFC and section, and by lesson."""
    sections, lessons = collections.defaultdict(list), collections.defaultdict(list)
    for folder in FOLDERS:
        for file in sorted((ROOT / folder).rglob("*Tests/**/*.swift")):
            if ".build" in file.parts:
                continue
            for sentence, traits, suite in tests(file.read_text()):
                rule = Rule(sentence, short(file))
                own = RFC.findall(traits)
                inherited = [r for r in RFC.findall(suite) if r[0] not in {number for number, _ in own}]
                for number, section in dict.fromkeys(own + inherited):
                    sections[int(number), section].append(rule)
                numbers = LESSON.findall(traits)
                named = NAMED_LESSON.match(sentence)
                numbers += re.findall(r"\d+", named.group(1)) if named else []
                for number in dict.fromkeys(map(int, numbers)):
                    lessons[number].append(rule)
    return sections, lessons


def short(file):
    """Packages/VoiceWire/Tests/SIPTests/Dialogs/DialogTests.swift as SIPTests/Dialogs/DialogTests."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return "/".join(parts[len(parts) - parts[::-1].index("Tests"):])


def data(name):
    """The lines of a file of tab separated fields, by the number that begins them."""
    lines = (DATA / name).read_text().splitlines()
    rows = [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]
    return {int(row[0]): row[1:] for row in rows}


def interop_cases():
    text = "".join(f.read_text() for f in sorted((ROOT / "Interop/cases").glob("*.py")))
    return set(re.findall(r'@case\(\s*"([^"]+)"', text))


def ordered(section):
    """3.10 after 3.9, and A.3 after the numbers."""
    return [(0, int(p), "") if p.isdigit() else (1, 0, p) for p in re.split(r"[.\s]", section) if p]


def cell(text):
    return text.replace("|", "\\|")


def page():
    sections, tested = collect()
    titles, lessons, cases = data("rfcs.tsv"), data("lessons.tsv"), interop_cases()
    unknown = sorted(set(tested) - set(lessons))
    if unknown:
        sys.exit(f"tests name lessons that scripts/compliance/lessons.tsv does not have: {unknown}")
    numbers = sorted({number for number, _ in sections})
    count = sum(len(rules) for rules in sections.values())
    lines = [
        "# Compliance", "",
        "Written by `make compliance` from the names of the tests; do not edit. A rule stands here because a test states",
        "it, and `make test` runs them all.", "",
        f"{count} rules of {len(numbers)} RFCs; {covered(lessons, tested)} of {len(lessons)} lessons from the field.", "",
        "## RFCs", ""]
    for number in numbers:
        title = titles.get(number, [""])[0]
        lines += [f"### RFC {number}{', ' + title if title else ''}", "", "| section | rule | test |", "|---|---|---|"]
        for section in sorted((s for n, s in sections if n == number), key=ordered):
            for sentence, file in sections[number, section]:
                lines.append(f"| {section or 'all'} | {cell(sentence)} | `{file}` |")
        lines.append("")
    lines += [
        "## Lessons from the field", "",
        "What bridges between SIP and voice agents had to learn from carriers and PBXs. Each is a test, or a case of",
        "`make interop`, or has a reason why it cannot apply.", "", "| | rule | proved by |", "|---|---|---|"]
    for number, (statement, *rest) in sorted(lessons.items()):
        lines.append(f"| {number} | {cell(statement)} | {cell(proof(number, tested, rest, cases))} |")
    return "\n".join(lines) + "\n"


def covered(lessons, tested):
    return sum(1 for number, (_, *rest) in lessons.items() if number in tested or rest)


def proof(number, tested, rest, cases):
    parts = [f"{NAMED_LESSON.sub('', sentence)} (`{file}`)" for sentence, file in tested.get(number, [])]
    for extra in rest:
        kind, _, text = extra.partition(": ")
        if kind == "case":
            names = [name.strip() for name in text.split(",")]
            missing = [name for name in names if name not in cases]
            if missing:
                sys.exit(f"lesson {number} names interop cases that do not exist: {', '.join(missing)}")
            parts.append("interop " + ", ".join(f"`{name}`" for name in names))
        elif kind == "not":
            parts.append("cannot apply: " + text)
        else:
            sys.exit(f"lesson {number} in scripts/compliance/lessons.tsv: write `case: …` or `not: …`, not `{extra}`")
    return "; ".join(parts) or "**nothing yet**"


def main():
    text = page()
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(text)
        return
    if not PAGE.exists() or PAGE.read_text() != text:
        sys.exit("docs/compliance.md does not say what the tests say: run `make compliance` and commit it")


if __name__ == "__main__":
    main()
