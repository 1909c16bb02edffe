# SPDX-License-Identifier: Apache-2.0
"""Private servers in temporary folders, and how programs are run."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import wire


class Wrong(Exception):
    """The product broke one of its promises."""


def tail(*texts):
    return " | ".join(text.strip()[-600:] for text in texts if text and text.strip())


def sh(arguments, seconds=120, **kwargs):
    try:
        return subprocess.run(arguments, capture_output=True, text=True, timeout=seconds, **kwargs)
    except subprocess.TimeoutExpired as late:
        # Bytes, even where text was asked for.
        said = tail(*(part.decode(errors="replace") for part in (late.stderr, late.stdout) if part))
        raise Wrong(f"{' '.join(arguments)} did not end within {seconds} s: {said}") from late


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Cluster:
    """A private PostgreSQL server."""

    binaries = Path("/usr/lib/postgresql/15/bin")

    def __init__(self, **settings):
        self.environment = dict(os.environ)
        self.settings = settings
        self.folder = None
        self.prefix = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []

    def make_folder(self):
        self.folder = Path(tempfile.mkdtemp(prefix="sluice-faults-pg-"))
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres")
        self.port = free_port()

    def call(self, program, *arguments):
        done = sh(self.prefix + [str(self.binaries / program), *map(str, arguments)], cwd="/")
        if done.returncode:
            raise SystemExit(f"{program} failed: " + done.stderr)

    def start(self):
        self.make_folder()
        self.call("initdb", "-D", self.folder / "data", "-A", "trust", "-U", "sluice", "--no-sync")
        self.up()

    def copy_of(self, primary):
        """Follows the other server from now on, until it is promoted."""
        self.make_folder()
        self.call("pg_basebackup", "-D", self.folder / "data", "-h", "127.0.0.1", "-p", primary.port, "-U", "sluice",
                  "-R", "--checkpoint=fast", "--no-sync")
        self.up()

    def up(self):
        line = [str(self.binaries / "postgres"), "-D", str(self.folder / "data"), "-p", str(self.port), "-k", str(self.folder),
                "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=50"]
        line += [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
        self.server = subprocess.Popen(self.prefix + line, cwd="/", env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while not self.answers():
            if time.monotonic() > deadline or self.server.poll() is not None:
                raise SystemExit("the private PostgreSQL cluster did not start")
            time.sleep(0.02)

    def answers(self):
        try:
            return self.ask("select 1") == [("1",)]
        except wire.ServerError:
            return False

    def ask(self, sql, database="postgres"):
        with wire.Session(self.port, database) as session:
            return session.ask(sql)

    def down(self, how="immediate"):
        """immediate: as if somebody had pulled the plug of the server process; kill: its first process alone is gone."""
        if how == "kill":
            pid = int((self.folder / "data/postmaster.pid").read_text().split()[0])
            os.kill(pid, signal.SIGKILL)
        else:
            sh(self.prefix + [str(self.binaries / "pg_ctl"), "-D", str(self.folder / "data"), "-m", how, "stop"], cwd="/")
        self.server.wait(timeout=30)

    def stop(self):
        if self.folder:
            self.down()
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder = None


class MariadbServer:
    """A private MariaDB server."""

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
                f"--lc-messages-dir={self.share}", "--innodb-buffer-pool-size=32M", "--innodb-log-file-size=8M",
                "--innodb-flush-log-at-trx-commit=2"]
        tables = "create database mysql;\nuse mysql;\nset @auth_root_socket=NULL;\nset @skip_auth_anonymous=1;\n"
        tables += "".join((self.share / f"mysql_system_tables{part}.sql").read_text() for part in ("", "_data"))
        done = sh(line + ["--bootstrap"], input=tables)
        if done.returncode:
            raise SystemExit("mariadbd --bootstrap failed: " + done.stderr[-600:])
        self.port = free_port()
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
