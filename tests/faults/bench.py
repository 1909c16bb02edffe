# SPDX-License-Identifier: Apache-2.0
"""A target that is enrolled and a workspace that knows it, made once and given to one trial after the other."""

import os
import shutil
import tempfile
import threading
from pathlib import Path

from servers import Wrong, sh, tail

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(os.environ.get("SLUICE_BIN_DIR", ROOT / "build/dev/bin"))
ABSENT = ("SLUICE_KILL_AT", "SLUICE_STOP_AT", "SLUICE_CLOCK_SKEW", "SLUICE_SHIM", "SLUICE_SHIM_LOG", "SLUICE_BUG", "LD_PRELOAD")


class Bench:
    idle = {}  # by engine
    all = []
    lock = threading.Lock()

    def __init__(self, engine, bug=None):
        self.folder = Path(tempfile.mkdtemp(prefix="sluice-faults-"))
        self.workspace = self.folder / "workspace"
        self.bug = bug
        self.port = None
        self.engine = engine(self.folder)
        self.engine.prepare()
        try:
            self.call("init", str(self.workspace))
            self.call("connection", "add", "warehouse", "--environment", "dev", *self.engine.connection())
            self.enrol()
        except Wrong:
            self.close()
            raise

    @classmethod
    def take(cls, engine):
        """One as it was when it was made."""
        with cls.lock:
            idle = cls.idle.setdefault(engine, [])
            bench = idle.pop() if idle else None
        if not bench:
            bench = cls(engine)
            bench.keep()
            with cls.lock:
                cls.all.append(bench)
            return bench
        bench.restore()
        return bench

    def give(self):
        with self.lock:
            self.idle[type(self.engine)].append(self)

    @classmethod
    def close_all(cls):
        for bench in cls.all:
            shutil.rmtree(bench.folder, ignore_errors=True)

    def environment(self):
        environment = dict(os.environ, XDG_STATE_HOME=str(self.folder / "state"), DBUS_SESSION_BUS_ADDRESS="disabled:")
        for name in ABSENT:
            environment.pop(name, None)
        if self.bug:
            environment["SLUICE_BUG"] = self.bug
        return environment

    def command(self, *words):
        line = [str(BIN / "sluice"), *words]
        return line if words[0] == "init" else line + ["--workspace", str(self.workspace)]

    def call(self, *words):
        done = sh(self.command(*words), env=self.environment())
        if done.returncode:
            raise Wrong(f"sluice {' '.join(words)} ended with {done.returncode}: {tail(done.stderr, done.stdout)}")

    def enrol(self):
        """Busy is an answer there: trials on one server make their databases beside each other."""
        for _ in range(5):
            if sh(self.command("connection", "enrol", "warehouse"), env=self.environment()).returncode == 0:
                return
        self.call("connection", "enrol", "warehouse")

    def keep(self):
        self.engine.keep()
        kept = self.folder / "kept"
        kept.mkdir()
        for name in ("workspace", "state"):
            if (self.folder / name).exists():
                shutil.copytree(self.folder / name, kept / name)

    def restore(self):
        self.engine.restore()
        for name in ("workspace", "state"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
            if (self.folder / "kept" / name).exists():
                shutil.copytree(self.folder / "kept" / name, self.folder / name)

    def lead_through(self, port):
        """To the same server by another door."""
        file = self.workspace / "sluice.yaml"
        text = file.read_text()
        there = f"port: {self.engine.port}"
        if there not in text:
            raise Wrong(f"sluice.yaml does not say {there}: {text}")
        file.write_text(text.replace(there, f"port: {port}"))

    def lead_back(self, port):
        file = self.workspace / "sluice.yaml"
        file.write_text(file.read_text().replace(f"port: {port}", f"port: {self.engine.port}"))

    def close(self):
        self.engine.close()
        shutil.rmtree(self.folder, ignore_errors=True)
