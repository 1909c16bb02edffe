# SPDX-License-Identifier: Apache-2.0
"""The targets of the trials: a SQLite file, a database of a private PostgreSQL cluster, and one that may be ill-treated."""

import os
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time
from pathlib import Path

SCHEMA = """create table orders (id integer primary key, day integer, amount integer);
create view daily as select day, sum(amount) as amount from orders group by day;
"""


class Wrong(Exception):
    """The product broke one of its promises."""


def tail(*texts):
    return " | ".join(text.strip()[-600:] for text in texts if text and text.strip())


def sh(arguments, **kwargs):
    try:
        return subprocess.run(arguments, capture_output=True, text=True, timeout=60, **kwargs)
    except subprocess.TimeoutExpired as late:
        # Bytes, even where text was asked for.
        said = tail(*(part.decode(errors="replace") for part in (late.stderr, late.stdout) if part))
        raise Wrong(f"{' '.join(arguments)} did not end within 60 s: {said}") from late


class Sqlite:
    name = "SQLite"
    kind = "sqlite"
    concurrently = ""
    valid_indexes = "select count(*) from sqlite_master where type = 'index' and name = 'orders_currency'"

    def __init__(self, folder):
        self.file = folder / "warehouse.db"

    def prepare(self):
        with sqlite3.connect(self.file) as db:
            db.executescript(SCHEMA)
            db.executemany("insert into orders values (?,?,?)", [(i, i % 7, i * 3) for i in range(1, 101)])
        db.close()

    def connection(self, _port=None):
        return ["--driver", "sqlite", "--database", str(self.file)]

    def rows(self, sql):
        db = sqlite3.connect(self.file, timeout=10)
        try:
            return [tuple(str(v) for v in row) for row in db.execute(sql.replace("sluice.", "sluice_")).fetchall()]
        finally:
            db.close()

    def write(self, sql):
        with sqlite3.connect(self.file, timeout=10) as db:
            db.execute(sql)
        db.close()

    def close(self):
        pass


class Cluster:
    """A private PostgreSQL server in a temporary folder."""

    binaries = Path("/usr/lib/postgresql/15/bin")

    def __init__(self, environment=None):
        self.environment = dict(os.environ, **(environment or {}))
        self.folder = None

    def start(self):
        self.folder = Path(tempfile.mkdtemp(prefix="sluice-faults-pg-"))
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres")
        self.prefix = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        done = sh(self.prefix + [str(self.binaries / "initdb"), "-D", str(self.folder / "data"), "-A", "trust", "-U", "sluice", "--no-sync"], cwd="/")
        if done.returncode:
            raise SystemExit("initdb failed: " + done.stderr)
        self.up()

    def up(self):
        line = [str(self.binaries / "postgres"), "-D", str(self.folder / "data"), "-p", str(self.port), "-k", str(self.folder),
                "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=50"]
        self.server = subprocess.Popen(self.prefix + line, cwd="/", env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while sh(["pg_isready", "-h", "127.0.0.1", "-p", str(self.port)]).returncode:
            if time.monotonic() > deadline:
                raise SystemExit("the private PostgreSQL cluster did not start")

    def down(self):
        """As if somebody had pulled the plug of the server process: what was committed must be found again."""
        sh(self.prefix + [str(self.binaries / "pg_ctl"), "-D", str(self.folder / "data"), "-m", "immediate", "stop"], cwd="/")
        self.server.wait(timeout=30)

    def stop(self):
        if self.folder:
            self.down()
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder = None


class Postgres:
    name = "PostgreSQL"
    kind = "postgresql"
    concurrently = ", concurrently: true"
    valid_indexes = "select count(*) from pg_index join pg_class c on c.oid = indexrelid where relname = 'orders_currency' and indisvalid"
    building_indexes = "select count(*) from pg_index join pg_class c on c.oid = indexrelid where relname = 'orders_currency' and not indisvalid"
    cluster = Cluster()
    lock = threading.Lock()
    counter = 0

    def __init__(self, _folder):
        with Postgres.lock:
            Postgres.counter += 1
            self.database = f"faults_{Postgres.counter}"

    @property
    def port(self):
        return self.cluster.port

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

    def connection(self, port=None):
        return ["--driver", "postgresql", "--host", "127.0.0.1", "--port", str(port or self.port), "--database", self.database,
                "--user", "sluice", "--no-password"]

    def rows(self, sql):
        return [tuple(line.split("\t")) for line in self.psql(sql).splitlines()]

    def write(self, sql):
        self.psql(sql)

    def end_sessions(self, role):
        """Ends the runner's sessions of one kind on the server; how many there were."""
        return int(self.psql(f"select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity"
                             f" where datname = '{self.database}' and application_name like 'sluice:%:{role}'", "postgres"))

    def close(self):
        self.psql(f"drop database {self.database} with (force)", "postgres")


class RoughPostgres(Postgres):
    """On a cluster of its own that one trial after the other restarts or denies the disk."""

    cluster = Cluster()
    turn = threading.Lock()

    def prepare(self):
        RoughPostgres.turn.acquire()
        super().prepare()

    def close(self):
        try:
            super().close()
        finally:
            RoughPostgres.turn.release()
