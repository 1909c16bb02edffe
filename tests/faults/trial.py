# SPDX-License-Identifier: Apache-2.0
"""One workspace on one target as new, what is done to it, and what must hold afterwards."""

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import threading
import time

from begun import Begun
from bench import Bench
from plans import BACK, FORWARD, PLAN, PLAN_ID, REFILL, STAGED, STEPS
from servers import Wrong, sh, tail

__all__ = ["BACK", "FORWARD", "PLAN", "PLAN_ID", "REFILL", "STAGED", "STEPS", "Trial"]


class Trial:
    seeded = threading.local()  # .bug: the defect that is switched on for this thread's trials

    def __init__(self, engine, plan=PLAN, port=None, change=None):
        self.bug = getattr(Trial.seeded, "bug", None)
        # With a defect nothing is taken over that was made without it.
        self.bench = Bench(engine, self.bug) if self.bug else Bench.take(engine)
        self.engine = self.bench.engine
        self.folder = self.bench.folder
        self.workspace = self.bench.workspace
        self.environment = self.bench.environment()
        self.ended = contextlib.ExitStack()
        if port:
            self.bench.lead_through(port)
        text = plan % {"concurrently": self.engine.concurrently, "text": self.engine.text} if plan is PLAN else plan
        self.plan_file = self.workspace / "plans" / "faults.yaml"
        self.plan_file.write_text(change(text) if change else text)

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self.ended.close()
        if kind and not self.bug:
            self.tell()
        if self.bug:
            self.bench.close()
        elif not kind:  # what a wrong one left may be more than is put back
            self.bench.give()

    def tell(self):
        """What the ledger knows, for whoever looks into a wrong result."""
        try:
            done = sh(self.command("log", "--details", "--limit", "25"), env=self.environment)
            print(f"ledger of the wrong trial on {self.engine.name}:\n{done.stdout}{done.stderr}", flush=True)
        except Wrong as also:
            print(f"its ledger cannot be read: {also}", flush=True)

    def ledger_rows(self, sql, *values):
        db = sqlite3.connect(f"file:{self.workspace}/.sluice/ledger.db?mode=ro", uri=True, timeout=10)
        try:
            return db.execute(sql, values).fetchall()
        finally:
            db.close()

    def events(self, kind):
        return self.ledger_rows("select count(*) from ledger_event where type = ?", kind)[0][0]

    def command(self, *words):
        return self.bench.command(*words)

    def run(self, *words, **more):
        """What came of it; a crash or an inner error is wrong whatever was done to the program."""
        done = sh(self.command(*words), env=dict(self.environment, **more))
        if done.returncode not in (0, 1, 3, 4):
            raise Wrong(f"sluice {' '.join(words)} ended with {done.returncode}: {tail(done.stderr, done.stdout)}")
        return done

    def must(self, *words):
        done = sh(self.command(*words), env=self.environment)
        if done.returncode:
            raise Wrong(f"sluice {' '.join(words)} ended with {done.returncode}: {tail(done.stderr, done.stdout)}")
        return done.stdout

    def killed(self, point, *words):
        done = sh(self.command(*words), env=dict(self.environment, SLUICE_KILL_AT=point))
        return done.returncode == -signal.SIGKILL

    def killed_after(self, seconds, *words):
        """Whether it had not ended by itself."""
        process = subprocess.Popen(self.command(*words), env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(timeout=seconds)
            return False
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return True

    def begun(self, *words, **more):
        process = subprocess.Popen(self.command(*words), env=dict(self.environment, **more), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        begun = Begun(process)
        self.ended.callback(begun.end)
        return begun

    def stopped(self, point, *words, **more):
        """Runs until point and stands still there. A point that is never reached is a trial that says nothing."""
        stopped = self.begun(*words, SLUICE_STOP_AT=point, **more)
        self.wait_until_stopped(stopped, point)
        return stopped

    def wait_until_stopped(self, begun, point):
        process = begun.process
        deadline = time.monotonic() + 60
        while not os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT | os.WNOHANG):
            if time.monotonic() > deadline:
                raise Wrong(f"point {point} was never reached within 60 s")
            time.sleep(0.005)
        if process.poll() is not None:
            raise Wrong(f"point {point} was never reached: {tail(*process.communicate())}")

    def clocks(self, wall=0, monotonic=0, of="all"):
        """Clocks that are wrong by so many seconds from now on, for programs that are given this environment."""
        file = self.folder / f"clocks-{of}"
        fresh = file.with_suffix(".new")
        fresh.write_text(f"{round(wall * 1000)} {round(monotonic * 1000)}\n")
        fresh.rename(file)
        return {"SLUICE_CLOCK_SKEW": str(file)}

    def rollout(self):
        return json.loads(self.must("status", PLAN_ID, "--json"))["rollouts"][0]

    def state(self):
        return self.rollout()["state"]

    def finish_forward(self):
        self.must("run", PLAN_ID, "--exit-on-hold")
        self.check_forward()

    def settle_forward(self):
        """After a fault that a person may have to answer: a failed step holds, and whoever removed the cause resumes."""
        for _ in range(16):
            done = self.run(*FORWARD)
            if done.returncode == 0:
                return self.check_forward()
            if self.rollout()["holds"]:
                self.must("resume", PLAN_ID, "--reason", "fault rehearsal")
        raise Wrong(f"the rollout does not come to its end: {tail(done.stderr, done.stdout)}")

    def check_forward(self):
        receipts = {step: int(count) for step, count in
                    self.engine.rows("select step, count(*) from sluice.receipt where direction = 'forward' group by step")}
        if receipts != dict.fromkeys(STEPS, 1):
            raise Wrong(f"receipts: {receipts}")
        filled = self.engine.rows("select count(*) from orders where currency = 'EUR'")
        if filled != [("100",)]:
            raise Wrong(f"backfilled rows: {filled}")
        if self.engine.rows(self.engine.valid_indexes) != [("1",)]:
            raise Wrong("the index is not there, or not valid")
        if self.engine.rows("select count(*) from notes") != [("0",)]:
            raise Wrong("the new table is not empty")
        done = dict(self.ledger_rows("select json_extract(cast(payload as text), '$.step'), count(*) from ledger_event where type = 'step_done' group by 1"))
        if done != dict.fromkeys(STEPS, 1):
            raise Wrong(f"recorded as done: {done}")
        self.must("log", "verify")

    def roll_back(self, result, to="start"):
        proof = json.loads(self.must("rollback", PLAN_ID, "--to", to, "--yes", "--reason", "fault rehearsal", "--json"))
        if proof["result"] != result:
            raise Wrong(f"rollback is {proof['result']}: {proof.get('exceptions')} {proof.get('differences')}")
        return proof

    def finish_rollback(self):
        self.roll_back("EXACT")
        self.check_back()

    def settle_rollback(self):
        """After a fault: rolled back, or a second attempt converges."""
        for _ in range(8):
            if self.state() == "rolled_back":
                return self.check_back()
            done = self.run(*BACK)
        if self.state() != "rolled_back":
            raise Wrong(f"the rollback does not come to its end: {tail(done.stderr, done.stdout)}")
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

    def check_readers(self):
        """Once the ledger says that readers are back on the old path, no flag is on."""
        if self.events("flags_off") and self.engine.rows("select count(*) from sluice.flag where is_on") != [("0",)]:
            raise Wrong("readers are said to be back, and a flag is on")

    def check_back(self):
        for what, sql in (("column", "select currency from orders limit 1"), ("table", "select * from notes limit 1")):
            try:
                self.engine.rows(sql)
            except Exception:
                continue
            raise Wrong(f"the {what} is still there")
        total = self.engine.rows("select sum(amount) from daily")
        if total != [("15150",)]:
            raise Wrong(f"the view gives {total}")
        self.must("log", "verify")
