# SPDX-License-Identifier: Apache-2.0
"""F15, F16, F38: the power goes, the ledger's disk is another machine's, the memory is used up.

For F15 a run is written down call by call. What a loss of power leaves is made from it: everything up to the last sync of
a file, and of what came later a random part, writes torn at sectors. Names change in the order of a journal, and are
certain once their folder was synced."""

import json
import random
import re
import signal
import sqlite3
import struct
import subprocess
import threading
from pathlib import Path

from engines import Mariadb, Sqlite, Wrong, tail
from shims import FILE_SYSTEM, MANY, Shim
from trial import BACK, FORWARD, Trial

HEAD = struct.Struct("=cHHQI")
SECTOR = 512
LOSSES_A_RUN = 25
MEMORIES_A_RUN = 6
ENDS = (0, 1, 3, 4, 5, 127, -signal.SIGABRT)  # of a program that got no memory
QT_FAULT = re.compile(r"^segmentation fault in \S*/(?:libQt6\w+\.so|qt6/plugins/)", re.MULTILINE)
NETWORKS = [0x6969, 0x517B, 0xFF534D42, 0xFE534D42, 0x65735546, 0x01021997, 0x00C36400, 0x0BD00BD0, 0x47504653, 0x5346414F, 0x6B414653]


def entries(log, below):
    """kind, path, other path, offset, bytes of every change below a folder."""
    data, at, found = log.read_bytes(), 0, []
    while at < len(data):
        kind, path, other, offset, size = HEAD.unpack_from(data, at)
        at += HEAD.size
        names = data[at:at + path].decode(), data[at + path:at + path + other].decode()
        at += path + other
        if names[0].startswith(str(below)) and not names[0].endswith("-shm"):
            found.append((kind, *names, offset, data[at:at + size]))
        at += size
    return found


def contents(folder):
    """Every file as it is now; the index of a write-ahead log is shared memory, and gone."""
    return {str(path): path.read_bytes() for part in ("workspace", "state", "warehouse.db", "warehouse.db-wal")
            for path in ([folder / part] if (folder / part).is_file() else sorted((folder / part).rglob("*")))
            if path.is_file() and not path.name.endswith("-shm")}


def put(bytes_, at, data):
    if len(bytes_) < at:
        bytes_.extend(bytes(at - len(bytes_)))
    bytes_[at:at + len(data)] = data


class Disk:
    """What is on it after each change, and what may be."""

    def __init__(self, files):
        self.files = {path: bytearray(data) for path, data in files.items()}
        self.pending = {}  # by file: changes since its last sync
        self.names = []  # renames and removals since their folder's last sync
        self.fresh = set()  # files whose name is in no synced folder

    def do(self, entry):
        kind, path, other, _, _ = entry
        if kind == b"S":
            for change in self.pending.pop(path, []):
                self.change(change)
            self.fresh = {file for file in self.fresh if str(Path(file).parent) != path}
            self.settle_names(lambda name: str(Path(name[1]).parent) == path)
        elif kind in b"RU":
            self.names.append(entry)
            if kind == b"U":
                self.pending.pop(path, None)
        else:
            self.settle_names(lambda name: name[1] == path)  # a file of this name that is made anew
            if path not in self.files:
                self.files[path] = bytearray()
                self.fresh.add(path)
            self.pending.setdefault(path, []).append(entry)

    def settle_names(self, matches):
        """Up to the last that matches: a journal keeps them in order."""
        last = max((number for number, name in enumerate(self.names) if matches(name)), default=-1)
        for name in self.names[:last + 1]:
            self.rename(name)
        del self.names[:last + 1]

    def change(self, entry):
        kind, path, _, offset, data = entry
        if path not in self.files:
            return
        if kind == b"W":
            put(self.files[path], offset, data)
        else:
            file = self.files[path]
            del file[offset:]
            file.extend(bytes(offset - len(file)))

    def rename(self, entry):
        kind, path, other, _, _ = entry
        file = self.files.pop(path, None)
        if kind == b"R" and file is not None:
            self.files[other] = file

    def lost(self, generator):
        """What a loss of power now leaves."""
        left = Disk(self.files)
        often = generator.choice((0.0, 0.5, 0.5, 0.9, 1.0))
        for changes in self.pending.values():
            for kind, path, other, offset, data in changes:
                if kind == b"T":
                    if generator.random() < often:
                        left.change((kind, path, other, offset, data))
                    continue
                for begin in range(0, len(data), SECTOR):
                    if generator.random() < often:
                        left.change((kind, path, other, offset + begin, data[begin:begin + SECTOR]))
        for file in self.fresh:
            if generator.random() > often:
                left.files.pop(file, None)
        for name in self.names[:generator.randint(0, len(self.names))]:
            left.rename(name)
        return left.files


def write_back(folder, files):
    """In place: a target that is a file is known by its inode."""
    for path in contents(folder):
        if path not in files:
            Path(path).unlink()
    for shared in folder.rglob("*-shm"):
        shared.unlink()
    for path, data in files.items():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        with open(path, "r+b" if Path(path).exists() else "wb") as file:
            file.truncate()
            file.write(data)


def check_order(trial):
    """No effect in the target without its intent in the ledger: that one was acknowledged before."""
    db = sqlite3.connect(trial.workspace / ".sluice/ledger.db")
    try:
        intents = {json.loads(payload).get("step") for (payload,) in
                   db.execute("select payload from ledger_event where type in ('step_intent', 'undo_intent', 'rollback_intent')")}
        rolled = db.execute("select count(*) from ledger_event where type = 'rollback_intent'").fetchone()[0]
    finally:
        db.close()
    for step, direction in trial.engine.rows("select step, direction from sluice.receipt"):
        known = step in intents if not step.startswith("flags-") else rolled
        if not known:
            raise Wrong(f"{step} ({direction}) took effect, and the ledger lost its intent")


def power_lost(engine, argument):
    """Twenty-five losses of one run; each is looked at, and one in eight is carried to the end."""
    way, seed = argument.split(":")
    generator = random.Random(seed)
    with Shim() as shim, Trial(engine) as trial:
        if way == "back":
            trial.finish_forward()
        before, log = contents(trial.folder), trial.folder / "changes"
        log.unlink(missing_ok=True)
        trial.run(*(BACK if way == "back" else FORWARD), **shim.environment(log))
        changes = entries(log, trial.folder)
        if len(changes) < 100:
            raise Wrong(f"only {len(changes)} changes were ever seen")
        moments = sorted(generator.sample(range(len(changes)), LOSSES_A_RUN))
        disk, done = Disk(before), 0
        for number, moment in enumerate(moments):
            while done < moment:
                disk.do(changes[done])
                done += 1
            write_back(trial.folder, disk.lost(generator))
            try:
                check_loss(trial, way, number % 8 == 0)
            except Wrong as wrong:
                raise Wrong(f"power lost after change {moment} of {len(changes)}: {wrong}") from wrong
    return LOSSES_A_RUN


def check_loss(trial, way, to_the_end):
    verified = trial.run("log", "verify")
    if verified.returncode:
        raise Wrong(f"the ledger does not hold: {tail(verified.stdout, verified.stderr)}")
    check_order(trial)
    if not to_the_end:
        return
    if way == "forward":
        trial.settle_forward()
        trial.finish_rollback()
    else:
        trial.settle_rollback()


def on_network(engine, magic):
    """The ledger's folder is said to be on such a file system: nothing is begun."""
    with Shim() as shim, Trial(engine) as trial:
        shim.arm_calls(FILE_SYSTEM, magic - (1 << 32) if magic >= 1 << 31 else magic, "/workspace", 1, True)
        done = trial.run(*FORWARD, **shim.environment())
        struck, _ = shim.disarm()
        if not struck:
            raise Wrong("nobody ever asked which file system it is")
        if done.returncode == 0 or "network file system" not in done.stderr:
            raise Wrong(f"a ledger on a network file system was taken: {tail(done.stderr, done.stdout)}")
        if trial.engine.rows("select count(*) from sluice.receipt") != [("0",)]:
            raise Wrong("a step was run")


class Allocations:
    known = {}
    lock = threading.Lock()

    @classmethod
    def all(cls):
        return 2 * sum(cls.known.values())

    @classmethod
    def of(cls, engine, way):
        with cls.lock:
            if (engine, way) not in cls.known:
                with Shim() as shim, Trial(engine) as trial:
                    if way == "back":
                        trial.finish_forward()
                    shim.arm("no-memory", "", MANY, False)
                    trial.run(*(BACK if way == "back" else FORWARD), **shim.environment())
                    cls.known[engine, way] = MANY - shim.disarm()[1]
            return cls.known[engine, way]


def out_of_memory(engine, argument):
    """An allocation fails, once or from then on: the program may end at once, but neither hang nor go wild, and what it
    leaves is taken up as after a kill.

    Qt's own libraries are built without exceptions: their containers go on with the null that they got, and the kernel
    ends the program (Qt 6.4, QSqlRecord::append among others). That is an end as any other. In our code it is wrong."""
    way, often, seed = argument.split(":")
    generator = random.Random(seed)
    many = Allocations.of(engine, way)
    with Shim() as shim, Trial(engine) as trial:
        if way == "back":
            trial.finish_forward()
        for _ in range(MEMORIES_A_RUN):
            shim.arm("no-memory", "", generator.randint(1, many), often == "forever")
            line = trial.command(*(BACK if way == "back" else FORWARD))
            process = subprocess.Popen(line, env=dict(trial.environment, **shim.environment(), SLUICE_SHIM_FAULTS="1"), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace")
            try:
                _, said = process.communicate(timeout=60)
            except subprocess.TimeoutExpired as late:
                process.kill()
                process.communicate()
                raise Wrong("without memory the program did not end within 60 s") from late
            struck, left = shim.disarm()
            if process.returncode not in ENDS and not (process.returncode == -signal.SIGSEGV and QT_FAULT.search(said)):
                raise Wrong(f"without memory (allocation {left}) it ended with {process.returncode}: {tail(said)}")
        if way == "back":
            trial.check_readers()
            trial.settle_rollback()
        else:
            trial.settle_forward()
            trial.finish_rollback()
    return MEMORIES_A_RUN


def say(table):
    """What of F38 was enumerated."""
    enumerated, sampled = table.tried_in_process("F38"), table.tried_by(out_of_memory)
    table.say("F38", enumerated, f"each of {enumerated} allocations of a dozen operations of the core, until they are clean;"
              f" of whole rollouts {sampled} of {Allocations.all()}")


def jobs(engine, seed, randoms):
    if engine is Mariadb or engine.kind == "process":
        return []
    found = []
    if engine is Sqlite:
        runs = min((randoms + 1) // 2, 200)
        found += [("F15", f"power lost, {way}", power_lost, f"{way}:{seed + n}") for way in ("forward", "back") for n in range(runs)]
        found += [("F16", "on a network file system", on_network, magic) for magic in NETWORKS]
        found += [("F38", f"memory fails {often}, {way}", out_of_memory, f"{way}:{often}:{seed + n}")
                  for way in ("forward", "back") for often in ("once", "forever") for n in range(min(max(1, randoms // 8), 200))]
    return found
