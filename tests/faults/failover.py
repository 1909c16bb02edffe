# SPDX-License-Identifier: Apache-2.0
"""F30, F31: something else answers for the server: a pooler, a replica, a replica that lagged and was promoted."""

import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from engines import Postgres, Wrong, over_odbc, tail
from lines import Line, Proxy
from servers import Cluster, free_port
from trial import BACK, FORWARD, PLAN_ID, Trial

# While the ledger and the target agree, and in the middle of a step.
REPLICA_POINTS = ["K2", "K3", "K4#2", "K5", "K6#2", "K7a", "K8", "K10", "K11", "K12", "K13", "K14", "K13#3", "K3#5"]
# Copied at the first, promoted at the second: what lies between is lost. Also rows alone, which no schema tells of.
LAGS = ["K14+K14#2", "K14#2+K14#3", "K7b+K14#3", "K14#2+K14#5", "K14#4+K14#5", "K14#5+K14#6"]


class Paired(Postgres):
    """A target whose server has a replica."""

    # Another trial's checkpoint may remove what a replica has not asked for yet: it would never follow.
    cluster = Cluster(fsync="off", wal_keep_size="1GB")
    replica = Cluster(fsync="off", hot_standby="on")
    turn = threading.Lock()

    @classmethod
    def begin(cls):
        with cls.turn:
            if not cls.cluster.folder:
                cls.cluster.start()
                cls.replica.copy_of(cls.cluster)

    @classmethod
    def end(cls):
        cls.replica.stop()
        cls.cluster.stop()


class PlainLine(Line):
    lines = []

    def __init__(self, proxy, client, server):
        PlainLine.lines.append(self)
        super().__init__(proxy, client, server)

    def from_client(self):
        while data := self.client.recv(65536):
            self.server.sendall(data)


class Switch(Proxy):
    """A name that leads to one server after the other."""

    def __init__(self, port):
        super().__init__(port, PlainLine)

    def lead_to(self, port):
        self.server_port = port
        for line in PlainLine.lines:
            if line.proxy is self:
                line.cut()


def follows(replica):
    """It has what the server has committed."""
    wanted = Paired.cluster.ask("select pg_current_wal_insert_lsn()")[0][0]
    # Committed last, so that what is wanted is sent at once; the end of a written page may lie in the middle of a record.
    Paired.cluster.ask("select txid_current()")
    deadline = time.monotonic() + 30
    while replica.ask(f"select pg_last_wal_replay_lsn() >= '{wanted}'::pg_lsn") != [("t",)]:
        if time.monotonic() > deadline:
            state = replica.ask("select pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn(), (select status from pg_stat_wal_receiver)")
            raise SystemExit(f"the replica does not follow: at {state}, and {wanted} is wanted")
        time.sleep(0.02)


def led_to_a_replica(_, point):
    """It can be read, and knows everything: yet nothing may be said of the target there."""
    Paired.begin()
    with Trial(Paired) as trial:
        switch = Switch(trial.engine.port)
        try:
            trial.bench.lead_through(switch.port)
            runner = trial.stopped(point, *FORWARD)
            receipts = trial.engine.rows("select count(*) from sluice.receipt")
            follows(Paired.replica)
            switch.lead_to(Paired.replica.port)
            code, said = runner.go_on()
            if code == 0:
                raise Wrong(f"a run came to its end on a replica: {said}")
            if trial.rollout()["holds"]:  # for the line that was lost: somebody says to go on
                trial.run("resume", PLAN_ID, "--reason", "fault rehearsal")
            if trial.run(*FORWARD).returncode == 0:
                raise Wrong("another run came to its end on a replica")
            now = trial.engine.rows("select count(*) from sluice.receipt")
            if int(now[0][0]) - int(receipts[0][0]) > 1:
                raise Wrong(f"receipts were {receipts}, and are {now}")
            switch.lead_to(trial.engine.port)
            trial.settle_forward()
            trial.finish_rollback()
        finally:
            switch.close()


def failed_over_with_loss(_, argument):
    """The replica that is the server now lacks what was committed last: no step is built upon that."""
    first, second = argument.split("+")
    Paired.begin()
    late = Cluster(fsync="off")
    with Trial(Paired) as trial:
        switch = Switch(trial.engine.port)
        try:
            trial.bench.lead_through(switch.port)
            runner = trial.stopped(f"{first},{second}", *FORWARD)
            late.copy_of(Paired.cluster)
            follows(late)
            late.call("pg_ctl", "-D", late.folder / "data", "promote", "-w")
            runner.wake()
            trial.wait_until_stopped(runner, second)
            switch.lead_to(late.port)
            receipts = late.ask("select count(*) from sluice.receipt", trial.engine.database)
            code, said = runner.go_on()
            if trial.rollout()["holds"]:
                trial.must("resume", PLAN_ID, "--reason", "fault rehearsal")
            again = trial.run(*FORWARD)
            if code == 0 or again.returncode == 0:
                raise Wrong(f"a run came to its end on a server that lost its last steps: {said} {tail(again.stderr)}")
            if not any(reason in again.stderr for reason in ("older than this rollout", "changed outside", "has no column", "there is no ")):
                raise Wrong(f"refused, and not for what is missing: {tail(again.stderr)}")
            if late.ask("select count(*) from sluice.receipt", trial.engine.database) != receipts:
                raise Wrong("a step was run on a server that lost the one before")
            switch.lead_to(trial.engine.port)
            trial.settle_forward()
            trial.finish_rollback()
        finally:
            switch.close()
            late.stop()


class Pooler:
    """PgBouncer before the server of the trials."""

    def __init__(self, mode, port, ignored="extra_float_digits,options"):
        self.folder = Path(tempfile.mkdtemp(prefix="sluice-faults-pool-"))
        self.port = free_port()
        (self.folder / "users").write_text('"sluice" ""\n')
        (self.folder / "ini").write_text(f"""[databases]
* = host=127.0.0.1 port={port} user=sluice
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {self.port}
unix_socket_dir =
auth_type = any
auth_file = {self.folder}/users
pool_mode = {mode}
ignore_startup_parameters = {ignored}
""")
        account = []
        if os.getuid() == 0:
            for path in (self.folder, self.folder / "users", self.folder / "ini"):
                shutil.chown(path, "postgres")
            account = ["runuser", "-u", "postgres", "--"]
        self.process = subprocess.Popen([*account, "/usr/sbin/pgbouncer", "-q", str(self.folder / "ini")], cwd="/",
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise SystemExit("PgBouncer did not start") from None
                time.sleep(0.02)

    def close(self):
        self.process.terminate()
        self.process.wait(timeout=30)
        shutil.rmtree(self.folder, ignore_errors=True)


def behind_a_pooler(engine, argument):
    """Refused at the door, in every mode; whoever began without it is not led astray by it, and can go on past it."""
    mode, when = argument.split(":")
    with Trial(engine) as trial:
        pooler = Pooler(mode, trial.engine.port)
        try:
            if when == "middle":
                trial.killed("K5#2", *FORWARD)
            if when == "back":
                trial.finish_forward()
            receipts = trial.engine.rows("select count(*) from sluice.receipt")
            trial.bench.lead_through(pooler.port)
            for words in (("connection", "test", "warehouse"), ("connection", "enrol", "warehouse"), BACK if when == "back" else FORWARD):
                done = trial.run(*words)
                if done.returncode == 0 or "pooler" not in done.stderr + done.stdout:
                    raise Wrong(f"{' '.join(words[:2])} went through a pooler: {done.returncode} {tail(done.stderr, done.stdout)}")
            if trial.engine.rows("select count(*) from sluice.receipt") != receipts:
                raise Wrong("a step was run through a pooler")
            trial.bench.lead_back(pooler.port)
            if when != "back":
                trial.settle_forward()
            trial.settle_rollback()
        finally:
            pooler.close()
    return 3


def behind_a_pooler_over_odbc(engine, argument):
    """ODBC names no process of the server; a pooler is known by what it keeps from the server, or refuses to hear."""
    mode, ignored = argument.split(":")
    with Trial(engine) as trial:
        pooler = Pooler(mode, trial.engine.port, ignored)
        try:
            for name, port in (("past", trial.engine.port), ("through", pooler.port)):
                trial.must("connection", "add", name, *over_odbc(trial.engine.connection(port), "postgresql"), "--environment", "dev")
            trial.must("connection", "test", "past")
            for verb in ("test", "enrol"):
                done = trial.run("connection", verb, "through")
                if done.returncode == 0 or "pooler" not in done.stderr + done.stdout:
                    raise Wrong(f"connection {verb} went through a pooler over ODBC: {done.returncode} {tail(done.stderr, done.stdout)}")
        finally:
            pooler.close()
    return 2


def jobs(engine, _seed, _randoms):
    if engine is not Postgres:
        return []
    found = [("F30", f"PgBouncer, {mode} pooling", behind_a_pooler, f"{mode}:{when}")
             for mode in ("transaction", "session") for when in ("begin", "middle", "back")]
    found += [("F30", "PgBouncer, over ODBC", behind_a_pooler_over_odbc, argument)
              for argument in ("transaction:options", "session:options", "transaction:extra_float_digits")]
    found += [("F31", "led to a replica", led_to_a_replica, point) for point in REPLICA_POINTS]
    return found + [("F31", "failed over, the last steps lost", failed_over_with_loss, lag) for lag in LAGS]
