#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Kills the product at every point of the step protocol and at random, takes it up again, and looks whether any step
ran twice or was lost. Prints one table: fault, trials, wrong results. Every failure prints how to repeat it."""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(os.environ.get("SLUICE_BIN_DIR", ROOT / "build/dev/bin"))
PLAN_ID = "faults"
STEPS = ["make-table", "add-column", "fill", "make-index", "make-view", "route", "expose:all"]
# In the order in which a run meets them; the number is the how-manieth passing that is killed.
FORWARD_POINTS = ["K1", "K2", "K3", "K4", "K5", "K6", "K7a", "K7b", "K7c", "K8", "K9", "K10", "K11", "K12", "K13", "K14"]
# Where every DDL statement commits by itself, an undo has no transaction to be killed in.
ROLLBACK_POINTS_ALONE = ["K20", "K4", "K6", "K7a", "K7b", "K7c", "K8", "K12", "K21", "K22"]
ROLLBACK_POINTS = ["K20", "K3", "K4", "K6", "K7a", "K8", "K9", "K10", "K11", "K12", "K21", "K22"]
# The undo of add-column and of make-table, behind those of flags, exposure, route, view and index.
FOREIGN_POINTS = {
    "SQLite": [f"{point}#{n}" for point in ("K4", "K6", "K8", "K9", "K10", "K11", "K12") for n in (6, 7)] + ["K21#5", "K21#6"],
    # An index that is dropped concurrently passes the points of a transaction not at all.
    "PostgreSQL": [f"{point}#{n}" for point in ("K4", "K6", "K8", "K12") for n in (6, 7)]
    + [f"{point}#{n}" for point in ("K9", "K10", "K11") for n in (5, 6)] + ["K21#5", "K21#6"],
    # Every undo runs outside a transaction: into quarantine, counted, decided.
    "MariaDB": [f"{point}#{n}" for point in ("K6", "K8", "K12") for n in (6, 7)] + ["K21#5"],
}
# An index that is built concurrently: its statement is cut off before, and in a transaction of its own.
OUTSIDE_POINTS = {"SQLite": [], "PostgreSQL": ["K6#4", "K7a#4"], "MariaDB": ["K6#5", "K7a#6", "K8#6"]}
# From the intent of a backfill of an old column to its first batch, and with a batch behind it.
REFILL_POINTS = ["K3#2", "K4#2", "K5#2", "K7a#2", "K7c", "K11#3"]
REFILL_POINTS_ALONE = ["K4#2", "K7a#2", "K7b#2", "K11#3"] # the preparation is one statement
PASSINGS = {"K3": 3, "K4": 3, "K5": 2, "K6": 2, "K8": 4, "K12": 5}


class Wrong(Exception):
    """The product broke one of its promises."""


def tail(*texts):
    return " | ".join(text.strip()[-600:] for text in texts if text and text.strip())


def sh(arguments, **kwargs):
    try:
        return subprocess.run(arguments, capture_output=True, text=True, timeout=120, **kwargs)
    except subprocess.TimeoutExpired as late:
        # Bytes, even where text was asked for.
        said = tail(*(part.decode(errors="replace") for part in (late.stderr, late.stdout) if part))
        raise Wrong(f"{' '.join(arguments)} did not end within 120 s: {said}") from late


PLAN = """apiVersion: sluice/v1
kind: RolloutPlan
metadata: {id: faults, title: Fault rehearsal, reason: rehearsal, owner: data-platform}
target: {connection: warehouse, objects: [orders, daily]}
flags:
  - {name: daily_flag, serves: daily, legacy: daily_v1, candidate: daily_v2}
stages:
  - id: additive
    kind: additive
    steps:
      - {id: make-table, op: create_table, table: notes, columns: [{name: id, type: integer}, {name: body, type: text}], primary_key: [id]}
      - {id: add-column, op: add_column, table: orders, column: {name: currency, type: %(text)s}}
      - {id: fill, op: backfill, table: orders, set: {currency: "'EUR'"}, where: "currency is null", batch: 40}
      - {id: make-index, op: create_index, name: orders_currency, table: orders, columns: [currency]%(concurrently)s}
      - {id: make-view, op: create_view, view: daily_v2, sql: "select day, sum(amount) as amount from orders group by day"}
      - {id: route, op: install_flag, flag: daily_flag}
  - id: forward
    kind: forward
    exposure: [{cohort: all, hold: 1ms}]
rollback: {window: 1h, owner: "@on-call"}
"""

# A backfill of an old column in a stage of its own: no other undo takes its values along.
REFILL = """apiVersion: sluice/v1
kind: RolloutPlan
metadata: {id: faults, title: Fault rehearsal, reason: rehearsal, owner: data-platform}
target: {connection: warehouse, objects: [orders, daily]}
stages:
  - id: additive
    kind: additive
    steps:
      - {id: make-view, op: create_view, view: daily_v2, sql: "select day, sum(amount) as amount from orders group by day"}
  - id: refill
    kind: additive
    steps:
      - {id: refill, op: backfill, table: orders, set: {amount: "-amount"}, where: "amount > 0", batch: 40}
rollback: {window: 1h, owner: "@on-call"}
"""

SCHEMA = """create table orders (id integer primary key, day integer, amount integer);
create view daily as select day, sum(amount) as amount from orders group by day;
"""


class Sqlite:
    name = "SQLite"
    text = "text"
    concurrently = ""
    valid_indexes = "select count(*) from sqlite_master where type = 'index' and name = 'orders_currency'"

    def __init__(self, folder):
        self.file = folder / "warehouse.db"

    def prepare(self):
        import sqlite3

        with sqlite3.connect(self.file) as db:
            db.executescript(SCHEMA)
            db.executemany("insert into orders values (?,?,?)", [(i, i % 7, i * 3) for i in range(1, 101)])
        db.close()

    def connection(self):
        return ["--driver", "sqlite", "--database", str(self.file)]

    def rows(self, sql):
        import sqlite3

        db = sqlite3.connect(self.file, timeout=10)
        try:
            return [tuple(str(v) for v in row) for row in db.execute(sql.replace("sluice.", "sluice_")).fetchall()]
        finally:
            db.close()

    def write(self, sql):
        import sqlite3

        with sqlite3.connect(self.file, timeout=10) as db:
            db.execute(sql)
        db.close()

    def close(self):
        pass


class Postgres:
    name = "PostgreSQL"
    text = "text"
    concurrently = ", concurrently: true"
    valid_indexes = "select count(*) from pg_index join pg_class c on c.oid = indexrelid where relname = 'orders_currency' and indisvalid"
    building_indexes = "select count(*) from pg_index join pg_class c on c.oid = indexrelid where relname = 'orders_currency' and not indisvalid"
    port = 0
    folder = None
    lock = threading.Lock()
    counter = 0

    @classmethod
    def start(cls):
        import socket

        cls.folder = Path(tempfile.mkdtemp(prefix="sluice-faults-pg-"))
        binaries = next(Path("/usr/lib/postgresql").glob("15/bin"))
        if os.getuid() == 0:
            shutil.chown(cls.folder, "postgres")
        cls.prefix = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            cls.port = probe.getsockname()[1]
        data = cls.folder / "data"
        done = sh(cls.prefix + [str(binaries / "initdb"), "-D", str(data), "-A", "trust", "-U", "sluice", "--no-sync"], cwd="/")
        if done.returncode:
            raise SystemExit("initdb failed: " + done.stderr)
        cls.server = subprocess.Popen(
            cls.prefix + [str(binaries / "postgres"), "-D", str(data), "-p", str(cls.port), "-k", str(cls.folder), "-c", "listen_addresses=127.0.0.1"],
            cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while sh(["pg_isready", "-h", "127.0.0.1", "-p", str(cls.port)]).returncode:
            if time.monotonic() > deadline:
                raise SystemExit("the private PostgreSQL cluster did not start")

    @classmethod
    def stop(cls):
        if cls.folder:
            binaries = next(Path("/usr/lib/postgresql").glob("15/bin"))
            sh(cls.prefix + [str(binaries / "pg_ctl"), "-D", str(cls.folder / "data"), "-m", "immediate", "stop"], cwd="/")
            cls.server.wait(timeout=30)
            shutil.rmtree(cls.folder, ignore_errors=True)

    def __init__(self, folder):
        with Postgres.lock:
            Postgres.counter += 1
            self.database = f"faults_{Postgres.counter}"

    def psql(self, sql, database=None):
        done = sh(["psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", "sluice", "-d", database or self.database, "-XAtq", "-F", "\t",
                   "-v", "ON_ERROR_STOP=1", "-c", sql])
        if done.returncode:
            raise Wrong("psql: " + done.stderr.strip())
        return done.stdout

    def prepare(self):
        self.psql(f"create database {self.database}", "postgres")
        self.psql(SCHEMA)
        self.psql("insert into orders select i, i % 7, i * 3 from generate_series(1, 100) i")

    def connection(self):
        return ["--driver", "postgresql", "--host", "127.0.0.1", "--port", str(self.port), "--database", self.database, "--user", "sluice",
                "--no-password"]

    def rows(self, sql):
        return [tuple(line.split("\t")) for line in self.psql(sql).splitlines()]

    def write(self, sql):
        self.psql(sql)

    def close(self):
        self.psql(f"drop database {self.database} with (force)", "postgres")


class Mariadb:
    """A private server, whose commits are on the disk before they are answered; no service of the system is touched."""

    name = "MariaDB"
    concurrently = ""
    text = "varchar(9)"  # a whole text has no index there
    valid_indexes = "select count(*) from information_schema.statistics where table_schema = database() and index_name = 'orders_currency'"
    port = 0
    folder = None
    lock = threading.Lock()
    counter = 0

    @classmethod
    def start(cls):
        import socket

        cls.folder = Path(tempfile.mkdtemp(prefix="sluice-faults-maria-"))
        data = cls.folder / "data"
        data.mkdir()
        account = []
        if os.getuid() == 0:
            shutil.chown(cls.folder, "nobody")
            shutil.chown(data, "nobody")
            account = ["--user=nobody"]
        line = ["/usr/sbin/mariadbd", "--no-defaults", *account, f"--datadir={data}", f"--tmpdir={cls.folder}", "--lc-messages-dir=/usr/share/mysql",
                "--innodb-buffer-pool-size=32M", "--innodb-log-file-size=8M"]
        share = Path("/usr/share/mysql")
        tables = "create database mysql;\nuse mysql;\nset @auth_root_socket=NULL;\nset @skip_auth_anonymous=1;\n"
        tables += "".join((share / f"mysql_system_tables{part}.sql").read_text() for part in ("", "_data"))
        done = sh(line + ["--bootstrap"], input=tables)
        if done.returncode:
            raise SystemExit("mariadbd --bootstrap failed: " + done.stderr[-600:])
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            cls.port = probe.getsockname()[1]
        cls.server = subprocess.Popen(
            line + [f"--port={cls.port}", "--bind-address=127.0.0.1", f"--socket={cls.folder}/socket", f"--pid-file={cls.folder}/pid", "--skip-name-resolve"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while sh(cls.client("mysql") + ["-e", "select 1"]).returncode:
            if time.monotonic() > deadline or cls.server.poll() is not None:
                raise SystemExit("the private MariaDB server did not start")
            time.sleep(0.1)

    @classmethod
    def stop(cls):
        if cls.folder:
            cls.server.kill()
            cls.server.wait(timeout=30)
            shutil.rmtree(cls.folder, ignore_errors=True)

    @classmethod
    def client(cls, database):
        return ["mariadb", "--no-defaults", "-h", "127.0.0.1", "-P", str(cls.port), "-u", "root", "-BN", database]

    def __init__(self, folder):
        with Mariadb.lock:
            Mariadb.counter += 1
            self.database = f"faults_{Mariadb.counter}"

    def ask(self, sql, database=None):
        done = sh(self.client(database or self.database), input=sql)
        if done.returncode:
            raise Wrong("mariadb: " + done.stderr.strip())
        return done.stdout

    def prepare(self):
        self.ask(f"create database {self.database}", "mysql")
        self.ask(SCHEMA)
        self.ask("insert into orders select seq, seq % 7, seq * 3 from seq_1_to_100")

    def connection(self):
        return ["--driver", "mariadb", "--host", "127.0.0.1", "--port", str(self.port), "--database", self.database, "--user", "root", "--no-password"]

    def rows(self, sql):
        return [tuple(line.split("\t")) for line in self.ask(sql.replace("sluice.", "sluice_")).splitlines()]

    def write(self, sql):
        self.ask(sql)

    def close(self):
        self.ask(f"drop database {self.database}", "mysql")


class Trial:
    """One workspace on one fresh target."""

    bug = None  # the defect that is switched on, for --seeded

    def __init__(self, engine, plan=PLAN):
        self.folder = Path(tempfile.mkdtemp(prefix="sluice-faults-"))
        self.engine = engine(self.folder)
        self.engine.prepare()
        self.environment = dict(os.environ, XDG_STATE_HOME=str(self.folder / "state"), DBUS_SESSION_BUS_ADDRESS="disabled:")
        self.environment.pop("SLUICE_KILL_AT", None)
        if Trial.bug:
            self.environment["SLUICE_BUG"] = Trial.bug
        self.workspace = self.folder / "workspace"
        self.must("init", str(self.workspace))
        self.must("connection", "add", "warehouse", "--environment", "dev", *self.engine.connection())
        self.must("connection", "enrol", "warehouse")
        text = plan % {"concurrently": self.engine.concurrently, "text": self.engine.text} if plan is PLAN else plan
        (self.workspace / "plans" / "faults.yaml").write_text(text)

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind and not Trial.bug:
            self.tell()
        self.engine.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def tell(self):
        """What the ledger knows, for whoever looks into a wrong result."""
        try:
            done = sh(self.command("log", "--details", "--limit", "25"), env=self.environment)
            print(f"ledger of the wrong trial on {self.engine.name}:\n{done.stdout}{done.stderr}", flush=True)
        except Wrong as also:
            print(f"its ledger cannot be read: {also}", flush=True)

    def events(self, kind):
        import sqlite3

        db = sqlite3.connect(f"file:{self.workspace}/.sluice/ledger.db?mode=ro", uri=True, timeout=10)
        try:
            return db.execute("select count(*) from ledger_event where type = ?", (kind,)).fetchone()[0]
        finally:
            db.close()

    def command(self, *words):
        line = [str(BIN / "sluice"), *words]
        return line if words[0] == "init" else line + ["--workspace", str(self.workspace)]

    def must(self, *words):
        done = sh(self.command(*words), env=self.environment)
        if done.returncode:
            raise Wrong(f"sluice {' '.join(words)} ended with {done.returncode}: {tail(done.stderr, done.stdout)}")
        return done.stdout

    def killed(self, point, *words):
        done = sh(self.command(*words), env=dict(self.environment, SLUICE_KILL_AT=point))
        return done.returncode == -signal.SIGKILL

    def killed_after(self, seconds, *words):
        process = subprocess.Popen(self.command(*words), env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def state(self):
        status = json.loads(self.must("status", PLAN_ID, "--json"))
        return status["rollouts"][0]

    def finish_forward(self):
        self.must("run", PLAN_ID, "--exit-on-hold")
        self.check_forward()

    def check_forward(self):
        receipts = dict.fromkeys(STEPS, 0)
        for step, count in self.engine.rows("select step, count(*) from sluice.receipt where direction = 'forward' group by step"):
            receipts[step] = int(count)
        if any(count != 1 for count in receipts.values()):
            raise Wrong(f"receipts: {receipts}")
        filled = self.engine.rows("select count(*) from orders where currency = 'EUR'")
        if filled != [("100",)]:
            raise Wrong(f"backfilled rows: {filled}")
        if self.engine.rows(self.engine.valid_indexes) != [("1",)]:
            raise Wrong("the index is not there, or not valid")
        if self.engine.rows("select count(*) from notes") != [("0",)]:
            raise Wrong("the new table is not empty")
        self.must("log", "verify")

    def roll_back(self, result, to="start"):
        proof = json.loads(self.must("rollback", PLAN_ID, "--to", to, "--yes", "--reason", "fault rehearsal", "--json"))
        if proof["result"] != result:
            raise Wrong(f"rollback is {proof['result']}: {proof.get('exceptions')} {proof.get('differences')}")
        return proof

    def finish_rollback(self):
        self.roll_back("EXACT")
        self.check_back()

    def write_foreign_rows(self):
        """What somebody else wrote into the new table and the new column."""
        for sql in ("insert into notes (id, body) values (7, 'mine')", "update orders set currency = 'USD' where id = 7"):
            self.engine.write(sql)

    def check_remnants(self, proof):
        said = " ".join(proof["exceptions"])
        for remnant in ("notes", "currency"):
            if not any("sluice_q_" in line and remnant in line for line in proof["exceptions"]):
                raise Wrong(f"the quarantined {remnant} is not named: {said}")
        self.check_back()

    def check_back(self):
        try:
            self.engine.rows("select currency from orders limit 1")
        except Exception:
            pass
        else:
            raise Wrong("the column is still there")
        total = self.engine.rows("select sum(amount) from daily")
        if total != [("15150",)]:
            raise Wrong(f"the view gives {total}")
        self.must("log", "verify")


def at_forward_point(engine, point):
    with Trial(engine) as trial:
        if not trial.killed(point, "run", PLAN_ID):
            raise Wrong(f"point {point} was never reached")
        trial.finish_forward()
        trial.finish_rollback()


def at_rollback_point(engine, point):
    with Trial(engine) as trial:
        trial.finish_forward()
        arguments = ("rollback", PLAN_ID, "--to", "start", "--yes", "--reason", "fault rehearsal")
        if not trial.killed(point, *arguments):
            raise Wrong(f"point {point} was never reached")
        state = trial.state()["state"]
        if state not in ("rolled_back", "rolling_back", "observing", "verifying"):
            raise Wrong(f"state after the kill is {state}")
        if state == "rolled_back":
            trial.check_back()
        else:
            trial.finish_rollback()


def with_foreign_rows(engine, point):
    with Trial(engine) as trial:
        trial.finish_forward()
        trial.write_foreign_rows()
        if not trial.killed(point, "rollback", PLAN_ID, "--to", "start", "--yes", "--reason", "fault rehearsal"):
            raise Wrong(f"point {point} was never reached")
        trial.check_remnants(trial.roll_back("EXACT_EXCEPT"))


def in_a_backfill(engine, point):
    with Trial(engine, REFILL) as trial:
        if not trial.killed(point, "run", PLAN_ID):
            raise Wrong(f"point {point} was never reached")
        trial.roll_back("EXACT", to="additive")
        total = trial.engine.rows("select sum(amount) from daily_v2")
        if total != [("15150",)]:
            raise Wrong(f"the view gives {total}")
        trial.must("log", "verify")


def in_a_concurrent_build(engine, _):
    """Killed while its index waits for somebody else's transaction: the server finishes nothing that is wanted."""
    with Trial(engine) as trial:
        if not trial.killed("K7a#4", "run", PLAN_ID):
            raise Wrong("the index was never begun")
        line = ["psql", "-h", "127.0.0.1", "-p", str(engine.port), "-U", "sluice", "-d", trial.engine.database, "-XAtq"]
        other = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            other.stdin.write("begin; delete from orders where false; select 'open';\n")
            other.stdin.flush()
            other.stdout.readline()
            run = subprocess.Popen(trial.command("run", PLAN_ID), env=trial.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            deadline = time.monotonic() + 30
            while trial.engine.rows(engine.building_indexes) != [("1",)]:
                if time.monotonic() > deadline or run.poll() is not None:
                    run.kill()
                    raise Wrong("the index was never built")
            run.kill()
            run.wait()
            # The server's own process goes too, or it ends what nobody waits for as soon as it can.
            trial.engine.psql("select pg_terminate_backend(pid) from pg_stat_activity where query like 'CREATE INDEX CONCURRENTLY%'")
        finally:
            other.stdin.close()
            other.wait(timeout=30)
        trial.finish_forward()
        trial.finish_rollback()


def two_at_once(engine, _):
    """One carries the rollout out, the other one watches."""
    with Trial(engine) as trial:
        line = trial.command("run", PLAN_ID, "--exit-on-hold")
        runs = [subprocess.Popen(line, env=trial.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) for _ in range(2)]
        try:
            for run in runs:
                _, said = run.communicate(timeout=40)
                if run.returncode:
                    raise Wrong(f"one of two runs ended with {run.returncode}: {tail(said)}")
        except subprocess.TimeoutExpired as late:
            raise Wrong("two runs did not end within 40 s") from late
        finally:
            for run in runs:
                run.kill()
                run.communicate()
        if (took := trial.events("runner_took")) != 1:
            raise Wrong(f"{took} runners took the target")
        trial.check_forward()
        trial.finish_rollback()


def at_random(engine, seed):
    generator = random.Random(seed)
    with Trial(engine) as trial:
        for _ in range(generator.randint(1, 3)):
            trial.killed_after(generator.uniform(0.02, 1.2), "run", PLAN_ID)
        if trial.state()["state"] != "observing":
            trial.finish_forward()
        trial.check_forward()
        trial.killed_after(generator.uniform(0.02, 0.8), "rollback", PLAN_ID, "--to", "start", "--yes", "--reason", "fault rehearsal")
        if trial.state()["state"] != "rolled_back":
            trial.finish_rollback()
        trial.check_back()


def with_passing(point):
    return [point] + ([f"{point}#{PASSINGS[point]}"] if point in PASSINGS else [])


def jobs_on(engine, seed, randoms):
    """Fault, engine, function, argument of every trial."""
    jobs = [(f"kill at {point}, forward", engine, at_forward_point, p) for point in FORWARD_POINTS for p in with_passing(point)]
    jobs += [(f"kill at {point}, forward", engine, at_forward_point, point) for point in OUTSIDE_POINTS[engine.name]]
    jobs += [(f"kill at {point}, rollback", engine, at_rollback_point, point) for point in (ROLLBACK_POINTS_ALONE if engine is Mariadb else ROLLBACK_POINTS)]
    jobs += [(f"kill at {point}, foreign rows", engine, with_foreign_rows, point) for point in FOREIGN_POINTS[engine.name]]
    jobs += [(f"kill at {point}, backfill", engine, in_a_backfill, point) for point in (REFILL_POINTS_ALONE if engine is Mariadb else REFILL_POINTS)]
    jobs += [("two runs at once", engine, two_at_once, n) for n in range(3)]
    if engine is Postgres:
        jobs += [("kill in a concurrent build", engine, in_a_concurrent_build, 0)]
    return jobs + [("kill at random", engine, at_random, seed + i) for i in range(randoms)]


# Defects that the program has on purpose (SLUICE_BUG), and the trial that must find each.
SEEDED = [
    ("receipt-apart-from-work", Sqlite, at_forward_point, "K10"),
    ("receipt-not-read", Sqlite, at_forward_point, "K12"),
    ("mark-taken-for-receipt", Postgres, at_forward_point, "K7a#4"),
    ("leftover-not-removed", Postgres, in_a_concurrent_build, 0),
    ("cursor-before-batch", Sqlite, at_forward_point, "K7b"),
    ("old-values-not-kept", Sqlite, in_a_backfill, "K11#3"),
    ("guard-not-counted", Sqlite, with_foreign_rows, "K4#6"),
    ("remnant-forgotten", Sqlite, with_foreign_rows, "K12#7"),
    ("always-exact", Sqlite, with_foreign_rows, "K4#6"),
    ("lease-for-everybody", Sqlite, two_at_once, 0),
]


def find_seeded():
    """The harness against defects that are known: each must be found, and by what it breaks."""
    missed = 0
    print(f"{'seeded defect':<28} {'engine':<12} found")
    for bug, engine, function, argument in SEEDED:
        Trial.bug = bug
        try:
            function(engine, argument)
            found = None
        except Wrong as wrong:
            found = " ".join(str(wrong).split())
        finally:
            Trial.bug = None
        is_found = found is not None and "never" not in found.split(":")[0]
        missed += not is_found
        print(f"{bug:<28} {engine.name:<12} {'yes: ' + found[:150] if is_found else 'NO' + (': ' + found if found else '')}", flush=True)
    print(f"{len(SEEDED) - missed} of {len(SEEDED)} seeded defects found")
    return missed


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ci", action="store_true", help="every point once, 100 random kills")
    parser.add_argument("--seeded", action="store_true", help="the known defects alone; --ci and --night begin with them")
    parser.add_argument("--night", action="store_true", help="hours of random kills")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--engine", choices=["sqlite", "postgresql", "mariadb"])
    parser.add_argument("--only", metavar="FUNCTION:ARGUMENT", help="repeat one failure as it was printed, for example at_random:26")
    options = parser.parse_args()
    engines = [e for e in (Sqlite, Postgres, Mariadb) if options.engine in (None, e.name.lower())]
    randoms = 20_000 if options.night else 100 if options.ci else 20
    jobs = [job for engine in engines for job in jobs_on(engine, options.seed, randoms // len(engines))]
    if options.only:
        name, argument = options.only.split(":")
        jobs = [job for job in jobs if job[2].__name__ == name and str(job[3]) == argument]
        if not jobs and name == "at_random":
            jobs = [("kill at random", engine, at_random, int(argument)) for engine in engines]
    is_seeded = options.seeded or ((options.ci or options.night) and not options.only and not options.engine)
    servers = [e for e in (Postgres, Mariadb) if e in engines]
    for server in servers:
        server.start()
    missed = 0
    if is_seeded:
        try:
            missed = find_seeded()
        except BaseException:
            for server in servers:
                server.stop()
            raise
        if options.seeded:
            for server in servers:
                server.stop()
            return 1 if missed else 0
    results, failures, lock = {}, [], threading.Lock()
    queue = iter(jobs)

    def work():
        while True:
            with lock:
                job = next(queue, None)
            if job is None:
                return
            fault, engine, function, argument = job
            try:
                function(engine, argument)
                wrong = 0
            except Exception as problem:  # a harness error is a wrong result too: nothing may pass unseen
                wrong = 1
                with lock:
                    failures.append(f"{fault} on {engine.name}, --engine {engine.name.lower()} --only {function.__name__}:{argument}: {problem}")
            with lock:
                trials, bad = results.get((fault, engine.name), (0, 0))
                results[(fault, engine.name)] = (trials + 1, bad + wrong)

    try:
        workers = [threading.Thread(target=work) for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    finally:
        for server in servers:
            server.stop()
    print(f"{'fault':<28} {'engine':<12} {'trials':>6} {'wrong':>6}")
    for (fault, engine), (trials, bad) in results.items():
        print(f"{fault:<28} {engine:<12} {trials:>6} {bad:>6}")
    total = sum(t for t, _ in results.values())
    wrong = sum(b for _, b in results.values())
    print(f"{'total':<28} {'':<12} {total:>6} {wrong:>6}   seed {options.seed}")
    for failure in failures:
        print("WRONG", failure)
    return 1 if wrong or missed else 0


if __name__ == "__main__":
    sys.exit(main())
