# SPDX-License-Identifier: Apache-2.0
"""The targets of the trials: a SQLite file, a database of a private PostgreSQL or MariaDB server, and one that may be
ill-treated."""

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
        return subprocess.run(arguments, capture_output=True, text=True, timeout=120, **kwargs)
    except subprocess.TimeoutExpired as late:
        # Bytes, even where text was asked for.
        said = tail(*(part.decode(errors="replace") for part in (late.stderr, late.stdout) if part))
        raise Wrong(f"{' '.join(arguments)} did not end within 120 s: {said}") from late


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

    def __init__(self, **settings):
        self.environment = dict(os.environ)
        self.settings = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
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
                "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=50", *self.settings]
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
    text = "text"
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

    # With so few pages in memory, catalogues do not fit: every command writes to the disk, and finds it full.
    cluster = Cluster(shared_buffers="1MB", autovacuum="off")
    turn = threading.Lock()

    def prepare(self):
        RoughPostgres.turn.acquire()
        super().prepare()

    def close(self):
        try:
            super().close()
        finally:
            RoughPostgres.turn.release()


class MariadbServer:
    """A private MariaDB server in a temporary folder, whose commits are on the disk before they are answered."""

    share = Path("/usr/share/mysql")

    def __init__(self):
        self.folder = None

    def start(self):
        self.folder = Path(tempfile.mkdtemp(prefix="sluice-faults-maria-"))
        data = self.folder / "data"
        data.mkdir()
        account = []
        if os.getuid() == 0:
            shutil.chown(self.folder, "nobody")
            shutil.chown(data, "nobody")
            account = ["--user=nobody"]
        line = ["/usr/sbin/mariadbd", "--no-defaults", *account, f"--datadir={data}", f"--tmpdir={self.folder}",
                f"--lc-messages-dir={self.share}", "--innodb-buffer-pool-size=32M", "--innodb-log-file-size=8M"]
        tables = "create database mysql;\nuse mysql;\nset @auth_root_socket=NULL;\nset @skip_auth_anonymous=1;\n"
        tables += "".join((self.share / f"mysql_system_tables{part}.sql").read_text() for part in ("", "_data"))
        done = sh(line + ["--bootstrap"], input=tables)
        if done.returncode:
            raise SystemExit("mariadbd --bootstrap failed: " + done.stderr[-600:])
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.server = subprocess.Popen(
            line + [f"--port={self.port}", "--bind-address=127.0.0.1", f"--socket={self.folder}/socket", f"--pid-file={self.folder}/pid",
                    "--skip-name-resolve"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while sh(self.client("mysql") + ["-e", "select 1"]).returncode:
            if time.monotonic() > deadline or self.server.poll() is not None:
                raise SystemExit("the private MariaDB server did not start")
            time.sleep(0.1)

    def stop(self):
        if self.folder:
            self.server.kill()
            self.server.wait(timeout=30)
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder = None

    def client(self, database):
        return ["mariadb", "--no-defaults", "-h", "127.0.0.1", "-P", str(self.port), "-u", "root", "-BN", database]


class Mariadb:
    """Every DDL statement commits by itself there."""

    name = "MariaDB"
    kind = "mariadb"
    text = "varchar(9)"  # a whole text has no index there
    concurrently = ""
    valid_indexes = "select count(*) from information_schema.statistics where table_schema = database() and index_name = 'orders_currency'"
    cluster = MariadbServer()
    lock = threading.Lock()
    counter = 0

    def __init__(self, _folder):
        with Mariadb.lock:
            Mariadb.counter += 1
            self.database = f"faults_{Mariadb.counter}"

    def ask(self, sql, database=None):
        done = sh(self.cluster.client(database or self.database), input=sql)
        if done.returncode:
            raise Wrong("mariadb: " + done.stderr.strip())
        return done.stdout

    def prepare(self):
        self.ask(f"create database {self.database}", "mysql")
        self.ask(SCHEMA)
        self.ask("insert into orders select seq, seq % 7, seq * 3 from seq_1_to_100")

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
