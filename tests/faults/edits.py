# SPDX-License-Identifier: Apache-2.0
"""F21, F22, F40, F41, F43: permission is withdrawn, files are edited, the ledger is newer or half made, the name of the
connection leads somewhere else. What was started is what runs, or nothing."""

import os
import random
import shutil
import sqlite3

from bench import Bench
from engines import Postgres, Sqlite, Wrong, tail
from trial import BACK, FORWARD, PLAN_ID, Trial

DAY = 24 * 3600
EDITS_A_RUN = 10
# Before anything of a step is committed: the same step comes again, with other files around it.
EARLY = ["K1", "K2", "K3", "K4", "K5", "K6", "K7a", "K8", "K9", "K10", "K11"]
LATE = ["K12", "K13", "K14"]


def other_text(trial):
    text = trial.plan_file.read_text()
    return text.replace("'EUR'", "'USD'").replace("orders_currency", "orders_other")


def rewrite(trial):
    trial.plan_file.write_text(other_text(trial))


def remove(trial):
    trial.plan_file.unlink()


def spoil(trial):
    trial.plan_file.write_text("apiVersion: [")


def link_away(trial):
    """The name leads to another file now."""
    elsewhere = trial.folder / "elsewhere.yaml"
    elsewhere.write_text(other_text(trial))
    trial.plan_file.unlink()
    trial.plan_file.symlink_to(elsewhere)


def other_folder(trial):
    """The folder is another one, which holds another plan of this name."""
    plans = trial.workspace / "plans"
    text = other_text(trial)
    shutil.rmtree(trial.workspace / "plans.old", ignore_errors=True)
    plans.rename(trial.workspace / "plans.old")
    plans.mkdir()
    trial.plan_file.write_text(text)


def other_sql(trial):
    (trial.workspace / "sql" / "daily_v2.sql").write_text("select day, 2 * sum(amount) as amount from orders group by day")


def quietly(trial):
    """Of the same size and the same time as before: nothing but its bytes tells."""
    before = trial.plan_file.stat()
    trial.plan_file.write_text(trial.plan_file.read_text().replace("'EUR'", "'USD'"))
    os.utime(trial.plan_file, ns=(before.st_atime_ns, before.st_mtime_ns))


EDITS = {"quiet": quietly, "text": rewrite, "removed": remove, "spoilt": spoil, "link": link_away, "folder": other_folder, "sql": other_sql}


def from_file(text):
    return text.replace('sql: "select day, sum(amount) as amount from orders group by day"', "sql_file: sql/daily_v2.sql")


def edited(engine, argument):
    """Killed, edited, taken up, again and again: either refused or what was started."""
    how, seed = argument.split(":")
    generator = random.Random(seed)
    with Trial(engine) as trial:
        (trial.workspace / "sql").mkdir(exist_ok=True)
        (trial.workspace / "sql" / "daily_v2.sql").write_text("select day, sum(amount) as amount from orders group by day")
        original = from_file(trial.plan_file.read_text())
        trial.plan_file.write_text(original)
        for number in range(EDITS_A_RUN):
            if not trial.killed(generator.choice(EARLY if number % 3 else LATE), *FORWARD) and number == 0:
                raise Wrong("the run was never cut off")
            if trial.plan_file.is_symlink() or not trial.plan_file.exists():
                trial.plan_file.unlink(missing_ok=True)
            trial.plan_file.write_text(original)
            EDITS[how](trial)
        trial.settle_forward()
        total = trial.engine.rows("select sum(amount) from daily_v2")
        if total != [("15150",)]:
            raise Wrong(f"the candidate is not what was started: it gives {total}")
        trial.finish_rollback()
    return EDITS_A_RUN


def certified(text):
    return text.replace("rollback: {window", "certificate: required\nrollback: {window")


def in_stages(text):
    """Each step a stage of its own, so that permission is asked for before each."""
    head, steps = text.split("  - id: additive\n    kind: additive\n    steps:\n")
    lines, rest = steps.split("  - id: forward\n")
    stages = "".join(f"  - id: s{n}\n    kind: additive\n    steps:\n{line}\n" for n, line in enumerate(lines.splitlines()))
    return certified(head + stages + "  - id: forward\n" + rest)


def rehearse(trial, refused=False):
    done = trial.run("rehearse", PLAN_ID)
    if (done.returncode != 0) != refused:
        raise Wrong(f"the rehearsal ended with {done.returncode}: {tail(done.stderr, done.stdout)}")


def check_refused(trial, runner, late):
    """The certificate runs out while the runner stands still between two stages: not one statement more, by anybody."""
    receipts = trial.engine.rows("select count(*) from sluice.receipt")
    trial.clocks(wall=late, of="old")
    code, said = runner.go_on()
    if code == 0 or trial.rollout()["holds"] == [] or "certificate" not in said:
        raise Wrong(f"went on without a certificate: {code} {said}")
    if trial.run(*FORWARD, **trial.clocks(wall=late)).returncode == 0:
        raise Wrong("another runner went on without a certificate")
    if trial.engine.rows("select count(*) from sluice.receipt") != receipts:
        raise Wrong("a step was run without a certificate")


def permission_withdrawn(engine, argument):
    """At several stages of one rollout, one after the other; in between its clock is right again, and it goes on."""
    stages, days = (int(part) for part in str(argument).split(":"))
    with Trial(engine, change=in_stages) as trial:
        rehearse(trial)
        for _ in range(stages):
            runner = trial.stopped("K14", *FORWARD, **trial.clocks(of="old"))
            check_refused(trial, runner, days * DAY)
            trial.must("resume", PLAN_ID, "--reason", "fault rehearsal")
        trial.settle_forward()
        trial.finish_rollback()
    return 2 * stages


def start_without(engine, how):
    """Nothing begins on a permission that is not there, or that this version cannot check."""
    changes = {
        "never": certified,
        "approvals": lambda text: text + "approvals: {quorum: 2}\n",
        "of a stage": lambda text: text.replace("    kind: additive\n", "    kind: additive\n    approvals: {quorum: 2}\n"),
        "of a step": lambda text: text.replace("op: create_table,", "op: create_table, approvals: {quorum: 2},"),
        "expired": certified,
        "other plan": certified,
    }
    with Trial(engine, change=changes[how]) as trial:
        more = {}
        if how == "expired":
            rehearse(trial)
            more = trial.clocks(wall=400 * DAY)
        if how == "other plan":
            rehearse(trial)
            trial.plan_file.write_text(trial.plan_file.read_text().replace("batch: 40", "batch: 41"))
        if trial.run(*FORWARD, **more).returncode == 0:
            raise Wrong("a rollout began without its permission")
        if trial.engine.rows("select count(*) from sluice.receipt") != [("0",)]:
            raise Wrong("a step was run without its permission")


def newer_ledger(engine, point):
    """Another console was updated: this version reads, and writes nothing."""
    with Trial(engine) as trial:
        trial.killed(point, *FORWARD)
        file = trial.workspace / ".sluice/ledger.db"
        db = sqlite3.connect(file)
        (format_,) = db.execute("select value from ledger_meta where key = 'format'").fetchone()
        db.execute("update ledger_meta set value = ? where key = 'format'", (str(int(format_) + 1),))
        db.commit()
        entries = trial.ledger_rows("select count(*) from ledger_event")
        receipts = trial.engine.rows("select count(*) from sluice.receipt")
        for words in (FORWARD, ("hold", PLAN_ID, "--reason", "x"), ("start", PLAN_ID)):
            if trial.run(*words).returncode == 0:
                raise Wrong(f"{words[0]} was done with a ledger of a newer version")
        for words in (("log",), ("status", PLAN_ID), ("log", "verify")):
            done = trial.run(*words)
            if done.returncode not in (0, 1) or not done.stdout:
                raise Wrong(f"{words[0]} cannot read a ledger of a newer version: {tail(done.stderr)}")
        if trial.ledger_rows("select count(*) from ledger_event") != entries or trial.engine.rows("select count(*) from sluice.receipt") != receipts:
            raise Wrong("a ledger of a newer version was written")
        db.execute("update ledger_meta set value = ? where key = 'format'", (format_,))
        db.commit()
        db.close()
        trial.finish_forward()
        trial.finish_rollback()
    return 6


def ledger_cut_off(engine, point):
    """Killed while the ledger is made: the next one makes it whole."""
    with Trial(engine) as trial:
        for file in (trial.workspace / ".sluice").glob("ledger.db*"):
            file.unlink()
        shutil.rmtree(trial.folder / "state", ignore_errors=True)
        if not trial.killed(point, *FORWARD):
            raise Wrong(f"point {point} was never reached")
        trial.finish_forward()
        trial.finish_rollback()


def enrolment_cut_off(engine, seed):
    """Killed while a target is enrolled: it is enrolled or not, and comes to it again."""
    generator = random.Random(seed)
    kills = 0
    with Trial(engine) as trial:
        forget(trial.engine)
        for _ in range(6):
            kills += trial.killed_after(generator.uniform(0.02, 0.25), "connection", "enrol", "warehouse")
        trial.bench.enrol()
        trial.finish_forward()
        trial.finish_rollback()
    return max(1, kills)


def forget(engine):
    if engine.kind == "sqlite":
        for (name,) in engine.rows("select name from sqlite_master where type = 'table' and name like 'sluice\\_%' escape '\\'"):
            engine.write(f"drop table {name}")
    else:
        engine.write("drop schema sluice cascade")


def other_target(engine, argument):
    """The profile leads to a target that looks the same and is enrolled, but is another."""
    point, back = argument.split(":")
    other = Bench.take(engine)
    try:
        with Trial(engine) as trial:
            trial.killed(point, *FORWARD)
            file = trial.workspace / "sluice.yaml"
            mine = file.read_text()
            here, there = ((str(trial.engine.file), str(other.engine.file)) if engine is Sqlite else (trial.engine.database, other.engine.database))
            if here not in mine:
                raise Wrong(f"sluice.yaml does not say {here}")
            file.write_text(mine.replace(here, there))
            done = trial.run(*(BACK if back == "back" else FORWARD))
            if done.returncode == 0:
                raise Wrong("another target was taken for the one that the run was started on")
            if other.engine.rows("select count(*) from sluice.receipt") != [("0",)] or other.engine.rows("select count(*) from daily") != [("7",)]:
                raise Wrong("another target was written")
            file.write_text(mine)
            if back == "back":
                trial.settle_rollback()
            else:
                trial.settle_forward()
                trial.finish_rollback()
    finally:
        other.give()


def jobs(engine, seed, randoms):
    if engine not in (Sqlite, Postgres):
        return []
    many = min(max(1, randoms // 10), 20) if engine is Sqlite else 1
    found = [("F22", f"plan edited: {how}", edited, f"{how}:{seed + n}") for how in EDITS for n in range(many)]
    found += [("F43", "another target of this name", other_target, argument) for argument in ("K5:forward", "K5#2:forward", "K13:back", "K14#7:back")]
    found += [("F41", "enrolment cut off", enrolment_cut_off, seed + n) for n in range(2)]
    if engine is Sqlite:
        found += [("F21", "certificate expires between stages", permission_withdrawn, f"6:{days}") for days in (400, 31)]
        found += [("F21", "permission that is not there", start_without, how)
                  for how in ("never", "approvals", "of a stage", "of a step", "expired", "other plan")]
        found += [("F40", "ledger of a newer version", newer_ledger, point) for point in ("K2", "K5#2", "K13")]
        found += [("F41", "ledger cut off while it is made", ledger_cut_off, f"ledger.migrate.{point}") for point in ("before", "middle", "after")]
    return found


