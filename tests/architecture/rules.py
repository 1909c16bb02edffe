#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Rules of the house that a compiler cannot see. Usage: rules.py ROOT; prints each breach, exits 1 when there is one."""

import re
import sys
from pathlib import Path

# Floors from ARCHITECTURE: a folder of core includes its own and lower floors only.
FLOORS = {
    "base": 0, "plan": 1, "sql": 1, "secrets": 1, "warehouse": 2, "ledger": 2, "lineage": 2, "quality": 3,
    "policy": 4, "engine": 5, "communication": 6, "service": 7,
}
# On one storey nobody knows the neighbours, but for these.
NEIGHBOURS = {("lineage", "warehouse")}
# A library's header may be included by these folders alone.
KEEPERS = [
    (r"<(QtSql/|QSql|libpq|mysql|mysqld_error|errmsg|pg_query|sql\.h|sqlext|sqlite3|sqlucode|postgres)", ["core/sql"]),
    (r"<yaml-cpp", ["core/plan"]),
    (r"<simdjson", ["core/lineage"]),
    (r"<qt6keychain", ["core/secrets"]),
]
GUI_HEADERS = re.compile(r"<(QtGui|QtWidgets|QtCharts|QWidget|QPainter|QPixmap|QColor|QIcon|QFont|QGraphics|QChart|QLabel|QMainWindow|QApplication)")
UI_FORBIDDEN = re.compile(r'"(sql/|ledger/sqlite|warehouse/(postgresql|sqlite|dialect|ops)|service/local_service)')
BANNED = [
    (r"\bQEventLoop\b|\bprocessEvents\s*\(|BlockingQueuedConnection", "nested event loops and blocking connections are forbidden", ["core", "ui", "app"]),
    (r"class\s+\w+\s*(final)?\s*:\s*public\s+QThread", "QThread is not subclassed", ["core", "ui", "app"]),
    (r"\bescapeIdentifier\s*\(|driver\(\)->record\(|primaryIndex\(", "Qt's SQL helpers are injectable", ["core", "ui", "app"]),
    (r"QDateTime::currentDateTime|QDateTime::currentMSecsSinceEpoch|std::chrono::system_clock", "time comes from Clock", ["core"]),
    (r"\bQSKIP\b|QEXPECT_FAIL", "no test is skipped", ["tests"]),
    (r"\bqWait\s*\(|\bQTest::qSleep|std::this_thread::sleep|QThread::(m|u)?sleep", "no sleeps", ["core", "ui", "app", "tests"]),
    (r"QSettings\b.*/dev/", "settings are saved by renaming, which replaces a device; use a temporary file", ["core", "ui", "app"]),
    (r"YAML::Load", "yaml-cpp's loader drops and hangs; the event parser is used", ["core", "ui", "app"]),
]
ALLOWED = {
    ("core/base/clock.cpp", "time comes from Clock"),
    ("core/sql/sqlite_functions.cpp", "time comes from Clock"), # the database's own now()
    ("tests/support/shared_data.h", "no test is skipped"), # shared data may be absent, except in CI
}
TOP_LEVEL = {
    "CMakeLists.txt", "CMakePresets.json", "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "app", "core",
    "packaging", "resources", "tests", "translations", "ui",
}
SOURCES = {".cpp", ".h"}
HARD_LIMITS = {".cpp": 600, ".h": 320}


def sources(root: Path, *folders: str):
    for folder in folders:
        yield from sorted(p for p in (root / folder).rglob("*") if p.suffix in SOURCES and "build" not in p.parts)


def includes(path: Path):
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        match = re.match(r'\s*#\s*include\s+(["<][^">]+[">])', line)
        if match:
            yield number, match.group(1)


def layering(root: Path):
    for path in sources(root, "core"):
        room = path.relative_to(root / "core").parts[0]
        for number, target in includes(path):
            place = f"{path.relative_to(root)}:{number}"
            if GUI_HEADERS.match(target):
                yield f"{place}: core never sees GUI headers: {target}"
            if target.startswith('"'):
                other = target.strip('"').split("/")[0]
                if other in ("ui", "app"):
                    yield f"{place}: core never sees {other}: {target}"
                if other not in FLOORS or other == room:
                    continue
                upward = FLOORS[other] > FLOORS[room]
                sideways = FLOORS[other] == FLOORS[room] and (room, other) not in NEIGHBOURS
                if upward or sideways:
                    yield f"{place}: {room} (floor {FLOORS[room]}) may not include {other} (floor {FLOORS[other]})"
    for path in sources(root, "ui"):
        for number, target in includes(path):
            if UI_FORBIDDEN.match(target) or target.startswith('"app/'):
                yield f"{path.relative_to(root)}:{number}: ui never sees {target}"


def keepers(root: Path):
    for path in sources(root, "core", "ui", "app"):
        relative = path.relative_to(root).as_posix()
        for number, target in includes(path):
            for pattern, folders in KEEPERS:
                if re.match(pattern, target) and not any(relative.startswith(f + "/") for f in folders):
                    yield f"{relative}:{number}: only {', '.join(folders)} sees {target}"


def banned(root: Path):
    for pattern, why, folders in BANNED:
        for path in sources(root, *folders):
            relative = path.relative_to(root).as_posix()
            if (relative, why) in ALLOWED:
                continue
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                code = line.split("//")[0]
                if re.search(pattern, code):
                    yield f"{relative}:{number}: {why}"


def shape(root: Path):
    for entry in root.iterdir():
        if not entry.name.startswith(".") and entry.name not in TOP_LEVEL | {"build"}:
            yield f"{entry.name}: the top level does not know it"
    for path in sources(root, "core", "ui", "app", "tests"):
        text = path.read_text(encoding="utf-8")
        relative = path.relative_to(root).as_posix()
        if "SPDX-License-Identifier: Apache-2.0" not in text[:200]:
            yield f"{relative}: no licence header"
        if not re.fullmatch(r"[a-z0-9_]+", path.stem):
            yield f"{relative}: file names are snake_case"
        lines = text.count("\n")
        if lines > HARD_LIMITS[path.suffix]:
            yield f"{relative}: {lines} lines, look for the second thing in it (limit {HARD_LIMITS[path.suffix]})"
        if path.suffix == ".h" and "#pragma once" not in text:
            yield f"{relative}: no #pragma once"


def links(root: Path):
    for room, floor in FLOORS.items():
        text = (root / "core" / room / "CMakeLists.txt").read_text(encoding="utf-8")
        for other in re.findall(r"\bsluice_([a-z]+)\b", text):
            if other not in FLOORS or other == room:
                continue
            sideways = FLOORS[other] == floor and (room, other) not in NEIGHBOURS
            if FLOORS[other] > floor or sideways:
                yield f"core/{room}/CMakeLists.txt: links {other}, which is not below it"


def main() -> int:
    if len(sys.argv) != 2 or not (Path(sys.argv[1]) / "core").is_dir():
        print("usage: rules.py ROOT (the folder that holds core, ui, app and tests)", file=sys.stderr)
        return 2
    root = Path(sys.argv[1]).resolve()
    breaches = [b for rule in (layering, keepers, banned, shape, links) for b in rule(root)]
    for breach in breaches:
        print(breach)
    print(f"{len(breaches)} breaches")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
