# SPDX-License-Identifier: Apache-2.0
"""F14: one command after the other on a disk that fails at one call, and at the next one in the next run, until a run
meets no failure any more. Every write, sync, truncation, folder and name that a command makes below the trial's folder is
one of them: in the ledger, in the copies of runs, in anchors, exports and answers. Whole rollouts are sampled (disks.py)."""

import hashlib
import re
import shutil
import sqlite3
import struct
import subprocess
import tempfile
from datetime import datetime, timezone
from pathlib import Path

import disks
from engines import Sqlite, Wrong, sh, tail
from plans import PLAN_ID
from shims import Shim
from trial import Trial

# A sync that fails once is one of the calls of "broken" already; what differs is a disk that never syncs.
FAILURES = [("full", False), ("full", True), ("fills-up", False), ("fills-up", True), ("broken", False), ("broken", True), ("no-sync", True)]
MOST_CALLS = 2_000
# SQLite's index of its log: memory that is shared by way of a file and never read after a crash. One command tries it too.
INDEX = "-shm"
REASON = ("--reason", "fault rehearsal")
CHANGING = re.compile(rb"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{64}|\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?|\"seq\":\d+")


def same(data):
    """A file's content without what differs from one run to the next."""
    return CHANGING.sub(b"*", data)


class Command:
    """What is called, what must be there before, how one sees that it has done its work."""

    def __init__(self, words, prepare=(), event=None, answer=None, but=INDEX, lacks=None):
        """lacks: how it says that its entry is not in the ledger, where its work stands without."""
        self.words, self.before, self.event, self.answer, self.but, self.lacks = words, prepare, event, answer, but, lacks

    def prepare(self, trial):
        for how in self.before:
            how(trial)

    def line(self, trial):
        places = {"workspace": trial.workspace, "folder": trial.folder}
        return [word.format(**places) for word in self.words]


def forward(trial):
    trial.finish_forward()


def waiting(trial):
    """Started, and nobody carries it out."""
    trial.must("start", PLAN_ID)


def held(trial):
    trial.must("hold", PLAN_ID, *REASON)


def other_rows(trial):
    trial.write_foreign_rows()


def other_connection(trial):
    trial.must("connection", "add", "other", "--environment", "dev", "--driver", "sqlite", "--database", str(trial.folder / "other.db"))


EXPORTS = "{workspace}/exports"
COMMANDS = {
    "init": Command(["init", "{workspace}/another"]),
    "connection add": Command(["connection", "add", "other", "--environment", "dev", "--driver", "sqlite", "--database", "{folder}/other.db"],
                              event="connection_added", lacks="not recorded"),
    "connection remove": Command(["connection", "remove", "other"], [other_connection], event="connection_removed", lacks="not recorded"),
    "start": Command(["start", PLAN_ID], event="run_started"),
    "hold": Command(["hold", PLAN_ID, *REASON], [waiting], event="hold_added"),
    "resume": Command(["resume", PLAN_ID, *REASON], [waiting, held], event="hold_removed"),
    "log verify": Command(["log", "verify"], [waiting]),
    "log": Command(["log", "--details"], [forward], answer="log.txt", but=""),
    "log as CSV": Command(["log", "--details", "--format", "csv"], [forward], answer="log.csv"),
    "log as JSON": Command(["log", "--details", "--format", "json"], [forward], answer="log.json"),
    "log as Markdown": Command(["log", "--details", "--format", "md"], [forward], answer="log.md"),
    "log as HTML": Command(["log", "--details", "--format", "html"], [forward], answer="log.html"),
    "plan digest": Command(["plan", "digest", PLAN_ID], answer="digest.txt"),
    "undo script": Command(["rollback", PLAN_ID, "--to", "start", "--export-sql", EXPORTS], [forward]),
    "rows at risk": Command(["rollback", PLAN_ID, "--to", "start", "--export-rows", EXPORTS], [forward, other_rows]),
}

NIGHTLY = ("resume",)  # the same calls as those of a hold


def tree(trial):
    """Every file of the trial but the index of a log."""
    return {str(path): path.read_bytes() for part in ("workspace", "state") for path in sorted((trial.folder / part).rglob("*"))
            if path.is_file() and not path.name.endswith(INDEX)} | {
        str(path): path.read_bytes() for path in trial.folder.glob("*.db*") if not path.name.endswith(INDEX)}


def put_back(trial, files):
    """In place: a target that is a file is known by its inode."""
    for path in tree(trial).keys() - files.keys():
        Path(path).unlink()
    for shared in trial.folder.rglob("*" + INDEX):
        shared.unlink()
    for path, data in files.items():
        with open(path, "r+b" if Path(path).exists() else "wb") as file:
            file.truncate()
            file.write(data)


class Chain:
    """The entries of a ledger, read by somebody else than the product: from a copy, so that the next command finds the
    file as the last one left it."""

    def __init__(self, trial):
        self.entries = []
        with tempfile.TemporaryDirectory(prefix="sluice-faults-chain-") as folder:
            for end in ("", "-wal"):
                file = trial.workspace / f".sluice/ledger.db{end}"
                if file.exists():
                    shutil.copyfile(file, Path(folder) / file.name)
            if not (Path(folder) / "ledger.db").exists():
                return
            db = sqlite3.connect(Path(folder) / "ledger.db")
            try:
                if db.execute("select count(*) from sqlite_master where name = 'ledger_head'").fetchone() == (0,):
                    return
                self.entries = db.execute("select seq, type, at_ms, actor, run, payload, previous_hash, hash from ledger_event order by seq").fetchall()
                self.head = db.execute("select seq, hash from ledger_head").fetchall()
                problem = db.execute("pragma quick_check").fetchall()
            finally:
                db.close()
        if problem != [("ok",)]:
            raise Wrong(f"the ledger's file is damaged: {problem}")
        self.check()

    def check(self):
        before = bytes(32)
        for number, (seq, kind, at, actor, run, payload, previous, hash_) in enumerate(self.entries, 1):
            moment = datetime.fromtimestamp(at / 1000, timezone.utc)
            at_text = moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at % 1000:03}Z"
            fields = (str(seq).encode(), previous, kind.encode(), at_text.encode(), actor.encode(), run.encode(), payload)
            own = hashlib.sha256(b"sluice-ledger-v1" + b"".join(struct.pack("!Q", len(field)) + field for field in fields)).digest()
            if seq != number or previous != before or own != hash_:
                raise Wrong(f"the chain breaks at entry {seq}")
            before = hash_
        if self.entries and self.head != [(len(self.entries), before)]:
            raise Wrong(f"the head is {self.head[0][0]} of {len(self.entries)}")

    def count(self, kind):
        return sum(entry[1] == kind for entry in self.entries)

    def check_follows(self, earlier):
        if self.entries[:len(earlier.entries)] != earlier.entries:
            raise Wrong("what the ledger had acknowledged is not there any more")


def is_own(path):
    """Files with a form of their own, which says by itself what of it is whole."""
    return path.endswith((".db", "-wal", "-journal", ".intents", ".claim"))


def check_files(files, *allowed):
    """Every file under its own name is the old one or the new one, and there is nothing beside them."""
    for path, data in files.items():
        if not is_own(path) and same(data) not in [same(known[path]) for known in allowed if path in known]:
            raise Wrong(f"{path} is none of what it was and what it is to be: {data[:200]}")
    for path, data in files.items():
        if path.endswith(".intents"):
            for line in data.split(b"\n")[:-1]:  # a torn last line was never acknowledged
                if hashlib.sha256(line[65:]).hexdigest().encode() != line[:64]:
                    raise Wrong(f"{path} holds a line that its checksum does not fit")


class Run:
    """A command, again and again from the same beginning."""

    def __init__(self, trial, command):
        self.trial, self.command = trial, command
        command.prepare(trial)
        self.before, self.chain = tree(trial), Chain(trial)
        done = self.call({})
        if done.returncode:
            raise Wrong(f"without a failure it ended with {done.returncode}: {tail(done.stderr, done.stdout)}")
        self.after = tree(trial)
        if not self.is_done(self.after) or not self.is_recorded(""):
            raise Wrong("without a failure its work is not done")

    def call(self, environment):
        """Its answer goes into a file of the trial."""
        line, environment = self.trial.command(*self.command.line(self.trial)), dict(self.trial.environment, **environment)
        if not self.command.answer:
            return sh(line, env=environment)
        with open(self.trial.workspace / self.command.answer, "wb") as answer:
            return subprocess.run(line, env=dict(environment, SLUICE_SHIM_ANSWER="1"), stdout=answer, stderr=subprocess.PIPE, text=True, timeout=120)

    def is_recorded(self, said):
        return (not self.command.event or Chain(self.trial).count(self.command.event) > self.chain.count(self.command.event)
                or (self.command.lacks is not None and self.command.lacks in said))

    def is_done(self, files):
        """Whether everything is there that it says of itself; an anchor it does not speak of."""
        is_written = all(path in files and same(files[path]) == same(data) for path, data in self.after.items()
                         if not is_own(path) and "/anchors/" not in path)
        return is_written and (self.command.lacks is not None or self.is_recorded(""))

    def fail_at(self, shim, kind, nth, forever):
        """False when the run was over before the call that was to fail."""
        put_back(self.trial, self.before)
        shim.arm(kind, str(self.trial.folder) + "/", nth, forever, self.command.but)
        done = self.call(shim.environment())
        struck, _ = shim.disarm()
        if done.returncode not in (0, 1, 3, 4):
            raise Wrong(f"it ended with {done.returncode}: {tail(done.stderr)}")
        left = tree(self.trial)
        answer = str(self.trial.workspace / self.command.answer) if self.command.answer else None
        whole = {path: data for path, data in left.items() if path != answer or done.returncode == 0}
        check_files(whole, self.before, self.after)
        Chain(self.trial).check_follows(self.chain)
        is_done = self.is_done(left)
        if done.returncode == 0 and not (is_done and self.is_recorded(done.stderr)):
            raise Wrong(f"it said that all is well, and it is not: {tail(done.stderr)}")
        if not struck:
            return False
        if done.returncode:
            self.again(is_done, done)
        return True

    def again(self, was_done, first):
        """With a disk that works."""
        done = self.call({})
        if done.returncode not in ((0, 1, 2) if was_done else (0,)):  # it may say that nothing is left to do
            raise Wrong(f"the next try ended with {done.returncode}: {tail(done.stderr)}; after: {tail(first.stderr)}")
        left = tree(self.trial)
        check_files({path: data for path, data in left.items() if done.returncode == 0 or not path.endswith(self.command.answer or "/")}, self.before, self.after)
        Chain(self.trial).check_follows(self.chain)
        if not self.is_done(left):
            raise Wrong(f"the next try did not do it: {tail(done.stderr, done.stdout)}; after: {tail(first.stderr)}")


def failing_command(engine, argument):
    """command:kind:once|forever"""
    name, kind, often = argument.split(":")
    with Shim() as shim, Trial(engine) as trial:
        run = Run(trial, COMMANDS[name])
        for nth in range(1, MOST_CALLS):
            try:
                if not run.fail_at(shim, kind, nth, often == "forever"):
                    return nth - 1
            except Wrong as wrong:
                raise Wrong(f"call {nth}: {wrong}") from wrong
        raise Wrong(f"{MOST_CALLS} calls failed, and the command was never clean")


def jobs(engine, _seed, randoms):
    if engine is not Sqlite:
        return []
    return [("F14", f"{name}, {kind}", failing_command, f"{name}:{kind}:{'forever' if forever else 'once'}")
            for name, command in COMMANDS.items() if name not in NIGHTLY or randoms >= 1000
            for kind, forever in FAILURES if not (command.answer and kind == "no-sync")]  # what answers alone syncs nothing


def say(table):
    """What of F14 was enumerated."""
    enumerated = table.tried_by(failing_command)
    table.say("F14", enumerated, f"each of {enumerated} calls of {len(COMMANDS) - len(NIGHTLY)} commands, until they are clean;"
              f" of whole rollouts {table.tried_by(disks.disk)} of {disks.Counts.all()}")
