#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Looks after translations/*.ts. Usage: check.py current LUPDATE ROOT | check.py complete ROOT

current: the messages are those of the sources. complete: no translation has lost a placeholder or its source, and how
many are unfinished; English plurals may not be unfinished at all, because without them "%n" reads wrongly for one."""

import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path

FILES = ("sluice_de.ts", "sluice_en.ts")


def messages(path: Path):
    for context in ElementTree.parse(path).getroot().iter("context"):
        name = context.findtext("name")
        for message in context.iter("message"):
            key = (name, message.findtext("source") or "", message.findtext("comment") or "", message.get("numerus") == "yes")
            yield key, message.find("translation")


def current(lupdate: str, root: Path) -> int:
    faults = 0
    with tempfile.TemporaryDirectory() as scratch:
        for name in FILES:
            shutil.copy(root / "translations" / name, scratch)
        subprocess.run([root / "translations" / "update", lupdate, root, scratch], check=True)
        for name in FILES:
            tracked = {key for key, _ in messages(root / "translations" / name)}
            fresh = {key for key, _ in messages(Path(scratch) / name)}
            for sign, keys in (("missing", fresh - tracked), ("gone from the sources", tracked - fresh)):
                for key in sorted(keys):
                    print(f"{name}: {sign}: {key[0]}: {key[1]!r}")
                    faults += 1
    if faults:
        print("run: cmake --build build/dev --target lupdate, then translate what is new")
    return 1 if faults else 0


def problems(name: str, key, translation):
    context, source, _, numerus = key
    if translation.get("type") in ("vanished", "obsolete"):
        yield "its source is gone"
    unfinished = translation.get("type") == "unfinished"
    forms = [form.text or "" for form in translation.iter("numerusform")] if numerus else [translation.text or ""]
    if numerus and len(forms) != 2:
        yield f"{len(forms)} plural forms where the language has 2"
    for form in forms:
        if not form:
            if not unfinished:
                yield "a finished translation is empty"
            continue
        if Counter(re.findall(r"%(?:L?\d+|n)", form)) != Counter(re.findall(r"%(?:L?\d+|n)", source)):
            yield f"placeholders differ: {form!r}"
        if source.endswith("\u2026") != form.endswith("\u2026"):
            yield f"one opens a dialog, the other does not: {form!r}"
    if unfinished and name == "sluice_en.ts":
        yield "an English plural is unfinished"


def complete(root: Path) -> int:
    faults = 0
    for name in FILES:
        total = unfinished = 0
        for key, translation in messages(root / "translations" / name):
            total += 1
            unfinished += translation.get("type") == "unfinished"
            for problem in problems(name, key, translation):
                print(f"{name}: {key[0]}: {key[1]!r}: {problem}")
                faults += 1
        print(f"{name}: {total} messages, {unfinished} unfinished")
        if total == 0:
            faults += 1
    return 1 if faults else 0


def main() -> int:
    arguments = sys.argv[1:]
    if len(arguments) == 3 and arguments[0] == "current":
        return current(arguments[1], Path(arguments[2]).resolve())
    if len(arguments) == 2 and arguments[0] == "complete":
        return complete(Path(arguments[1]).resolve())
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
