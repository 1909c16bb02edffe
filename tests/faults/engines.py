# SPDX-License-Identifier: Apache-2.0
"""The targets of the trials: a SQLite file, a database of a private PostgreSQL or MariaDB server, and one that may be
ill-treated. Each is prepared once and put back to that moment for the next trial, which is cheaper than a new one."""

import sqlite3
import subprocess
import threading
from pathlib import Path

import wire
from servers import Cluster, MariadbServer, Wrong, sh, tail

__all__ = ["Mariadb", "OdbcPostgres", "OdbcSqlite", "Postgres", "RoughPostgres", "Sqlite", "Wrong", "sh", "tail"]

SCHEMA = """create table orders (id integer primary key, day integer, amount integer);
create view daily as select day, sum(amount) as amount from orders group by day;
"""
KEPT = ("identity", "fence")  # the own tables that an enrolment fills


class Sqlite:
    name = "SQLite"
    kind = "sqlite"
    text = "text"
    concurrently = ""
    valid_indexes = "select count(*) from sqlite_master where type = 'index' and name = 'orders_currency'"

    def __init__(self, folder):
        self.file = folder / "warehouse.db"

    def prepare(self):
        with sqlite3.connect(self.file) as db:
            db.executescript(SCHEMA)
            db.executemany("insert into orders values (?,?,?)", [(i, i % 7, i * 3) for i in range(1, 101)])
        db.close()

    def logs(self):
        return [Path(f"{self.file}{end}") for end in ("-wal", "-shm")]

    def keep(self):
        """What it is now, to come back to."""
        with sqlite3.connect(self.file) as db:
            db.execute("pragma wal_checkpoint(truncate)")
        db.close()
        self.kept = self.file.read_bytes()

    def restore(self):
        """Into the same file: it is known by its inode."""
        for log in self.logs():
            log.unlink(missing_ok=True)
        with open(self.file, "r+b") as file:
            file.truncate()
            file.write(self.kept)

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


class Postgres:
    name = "PostgreSQL"
    kind = "postgresql"
    text = "text"
    concurrently = ", concurrently: true"
    valid_indexes = "select count(*) from pg_index join pg_class c on c.oid = indexrelid where relname = 'orders_currency' and indisvalid"
    building_indexes = "select count(*) from pg_index join pg_class c on c.oid = indexrelid where relname = 'orders_currency' and not indisvalid"
    # Nothing here takes the machine down, so nothing that was written is lost; whoever restarts has the rough one.
    cluster = Cluster(fsync="off", deadlock_timeout="100ms")
    lock = threading.Lock()
    counter = 0

    def __init__(self, _folder):
        with Postgres.lock:
            Postgres.counter += 1
            self.database = f"faults_{Postgres.counter}"

    @property
    def port(self):
        return self.cluster.port

    def ask(self, sql, database=None):
        try:
            return self.cluster.ask(sql, database or self.database)
        except wire.ServerError as error:
            raise Wrong(f"server: {error}") from error

    def session(self):
        """A connection of somebody else."""
        return wire.Session(self.port, self.database)

    def prepare(self):
        self.ask(f"create database {self.database}", "postgres")
        self.fill()

    def fill(self):
        self.ask(SCHEMA + "insert into orders select i, i % 7, i * 3 from generate_series(1, 100) i")

    def keep(self):
        self.own = [name for (name,) in self.ask("select relname from pg_class where relnamespace = 'sluice'::regnamespace and relkind = 'r'")]

    def restore(self):
        self.ask("select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()")
        names = ", ".join(f"'{name}'" for name in self.own)
        self.ask(f"""drop schema if exists public cascade; create schema public;
            do $$ declare extra regclass; begin
              for extra in select oid from pg_class where relnamespace = 'sluice'::regnamespace and relkind = 'r' and relname not in ({names}) loop
                execute format('drop table %s cascade', extra);
              end loop;
            end $$;
            update sluice.fence set epoch = 0, runner = '';""" + "".join(f"delete from sluice.{name};" for name in self.own if name not in KEPT))
        self.fill()

    def connection(self, port=None):
        return ["--driver", "postgresql", "--host", "127.0.0.1", "--port", str(port or self.port), "--database", self.database,
                "--user", "sluice", "--no-password"]

    def rows(self, sql):
        return self.ask(sql)

    def write(self, sql):
        self.ask(sql)

    def end_sessions(self, role):
        """Ends the runner's sessions of one kind on the server; how many there were."""
        return int(self.ask(f"select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity"
                            f" where datname = '{self.database}' and application_name like 'sluice:%:{role}'", "postgres")[0][0])

    def close(self):
        self.ask(f"drop database {self.database} with (force)", "postgres")


def over_odbc(words, service):
    """The same target by another driver."""
    words[words.index("--driver") + 1] = "odbc"
    return words + ["--service", service]


class OdbcPostgres(Postgres):
    name = "PG over ODBC"
    kind = "odbc"

    def connection(self, port=None):
        return over_odbc(super().connection(port), "postgresql")


class OdbcSqlite(Sqlite):
    name = "SQLite, ODBC"
    kind = "odbc"

    def connection(self, port=None):
        return over_odbc(super().connection(port), "sqlite")


class RoughPostgres(Postgres):
    """On a cluster of its own that one trial after the other restarts or denies the disk."""

    # With so few pages in memory, catalogues do not fit: every command writes to the disk, and finds it full.
    cluster = Cluster(shared_buffers="1MB", autovacuum="off")


class Mariadb:
    """Every DDL statement commits by itself there."""

    name = "MariaDB"
    kind = "mariadb"
    text = "varchar(9)"  # a whole text has no index there
    concurrently = ""
    valid_indexes = "select count(*) from information_schema.statistics where table_schema = database() and index_name = 'orders_currency'"
    tables = "select table_name, table_type from information_schema.tables where table_schema = database() order by table_type desc"
    cluster = MariadbServer()
    lock = threading.Lock()
    counter = 0

    def __init__(self, _folder):
        with Mariadb.lock:
            Mariadb.counter += 1
            self.database = f"faults_{Mariadb.counter}"

    @property
    def port(self):
        return self.cluster.port

    def hold(self, sql):
        """Somebody else's session, which keeps what it holds until it lets go."""
        self.other = subprocess.Popen(self.cluster.client(self.database) + ["--unbuffered"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.other.stdin.write(sql + "\n")
        self.other.stdin.flush()
        self.other.stdout.readline()

    def let_go(self):
        self.other.stdin.close()
        self.other.wait(timeout=30)

    def ask(self, sql, database=None):
        done = sh(self.cluster.client(database or self.database), input=sql)
        if done.returncode:
            raise Wrong("mariadb: " + done.stderr.strip())
        return done.stdout

    def prepare(self):
        self.ask(f"create database {self.database}", "mysql")
        self.fill()

    def fill(self):
        self.ask(SCHEMA + "insert into orders select seq, seq % 7, seq * 3 from seq_1_to_100")

    def keep(self):
        self.own = [name for name, _ in self.rows(self.tables) if name.startswith("sluice_")]

    def restore(self):
        self.end_sessions(None)
        gone = [f"drop {'view' if kind == 'VIEW' else 'table'} `{name}`;" for name, kind in self.rows(self.tables) if name not in self.own]
        gone += [f"delete from {name};" for name in self.own if name.removeprefix("sluice_") not in KEPT]
        self.ask("".join(gone) + "update sluice_fence set epoch = 0, runner = '';")
        self.fill()

    def connection(self, port=None):
        return ["--driver", "mariadb", "--host", "127.0.0.1", "--port", str(port or self.cluster.port), "--database", self.database,
                "--user", "root", "--no-password"]

    def rows(self, sql):
        return [tuple(line.split("\t")) for line in self.ask(sql.replace("sluice.", "sluice_")).splitlines()]

    def write(self, sql):
        self.ask(sql)

    def end_sessions(self, _role):
        """Ends every session that the runner has in the database; how many there were."""
        ids = self.ask(f"select id from information_schema.processlist where db = '{self.database}'", "mysql").split()
        for number in ids:
            sh(self.cluster.client("mysql"), input=f"kill connection {number}")  # one that went by itself is no matter
        return len(ids)

    def close(self):
        self.ask(f"drop database {self.database}", "mysql")
