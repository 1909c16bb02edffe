# SPDX-License-Identifier: Apache-2.0
"""F1 to F3, F8, F11, F19, F44: killed at every point of the protocol and at random, forward and back."""

import random
import subprocess
import time

from engines import Mariadb, Postgres, Sqlite, Wrong, tail
from trial import BACK, PLAN_ID, REFILL, Trial

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
REFILL_POINTS_ALONE = ["K4#2", "K7a#2", "K7b#2", "K11#3"]  # the preparation is one statement
PASSINGS = {"K3": 3, "K4": 3, "K5": 2, "K6": 2, "K8": 4, "K12": 5, "K13": 7, "K14": 7}


def at_forward_point(engine, point):
    with Trial(engine) as trial:
        if not trial.killed(point, "run", PLAN_ID):
            raise Wrong(f"point {point} was never reached")
        trial.finish_forward()
        trial.finish_rollback()


def at_rollback_point(engine, point):
    with Trial(engine) as trial:
        trial.finish_forward()
        if not trial.killed(point, *BACK):
            raise Wrong(f"point {point} was never reached")
        trial.check_readers()
        state = trial.state()
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
        if not trial.killed(point, *BACK):
            raise Wrong(f"point {point} was never reached")
        trial.check_readers()
        trial.check_remnants(trial.roll_back("EXACT_EXCEPT"))


def killed_twice(engine, points):
    """The second kill hits whoever settles what the first one left; a point that is not on that way kills nobody."""
    first, second = points.split("+")
    with Trial(engine) as trial:
        if not trial.killed(first, "run", PLAN_ID):
            raise Wrong(f"point {first} was never reached")
        trial.killed(second, "run", PLAN_ID)
        trial.finish_forward()
        trial.killed(first, *BACK)
        trial.killed(second, *BACK)
        trial.check_readers()
        trial.settle_rollback()


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
        line = ["psql", "-h", "127.0.0.1", "-p", str(engine.cluster.port), "-U", "sluice", "-d", trial.engine.database, "-XAtq"]
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


def many_back_at_once(engine, many):
    """Several people press Roll back in one moment: one rollback, and all are told how it ended."""
    with Trial(engine) as trial:
        trial.finish_forward()
        presses = [trial.begun(*BACK, "--json") for _ in range(many)]
        ends = [press.go_on() for press in presses]
        if not any(code == 0 for code, _ in ends):
            raise Wrong(f"nobody was told that it is back: {ends}")
        for kind in ("rollback_intent", "rollback_verified"):
            if trial.events(kind) != 1:
                raise Wrong(f"{trial.events(kind)} entries {kind}: {ends}")
        trial.check_back()


def at_random(engine, seed):
    generator = random.Random(seed)
    with Trial(engine) as trial:
        for _ in range(generator.randint(1, 3)):
            trial.killed_after(generator.uniform(0.02, 1.2), "run", PLAN_ID)
        if trial.state() != "observing":
            trial.finish_forward()
        trial.check_forward()
        trial.killed_after(generator.uniform(0.02, 0.8), *BACK)
        trial.check_readers()
        if trial.state() != "rolled_back":
            trial.finish_rollback()
        trial.check_back()

def with_passing(point):
    return [point] + ([f"{point}#{PASSINGS[point]}"] if point in PASSINGS else [])


def jobs(engine, seed, randoms):
    """Fault, what is done, engine, function, argument of every trial."""
    name = engine.name
    if engine not in (Sqlite, Postgres, Mariadb):
        return []
    is_alone = engine is Mariadb
    found = [("F1", "kill, forward", at_forward_point, p) for point in FORWARD_POINTS for p in with_passing(point)]
    found += [("F1", "kill, forward", at_forward_point, point) for point in OUTSIDE_POINTS[name]]
    found += [("F44", "kill, rollback", at_rollback_point, point)
              for point in (ROLLBACK_POINTS_ALONE if is_alone else ROLLBACK_POINTS)]
    found += [("F44", "kill, foreign rows", with_foreign_rows, point) for point in FOREIGN_POINTS[name]]
    found += [("F1", "kill, backfill", in_a_backfill, point)
              for point in (REFILL_POINTS_ALONE if is_alone else REFILL_POINTS)]
    found += [("F19", "two runners at once", two_at_once, n) for n in range(3)]
    found += [("F19", "rollbacks at once", many_back_at_once, n) for n in (2, 4, 8)]
    if engine is Postgres:
        found += [("F11", "kill in a concurrent build", in_a_concurrent_build, 0)]
    pairs = [f"{first}+{second}" for first in FORWARD_POINTS for second in FORWARD_POINTS]
    found += [("F2", "killed again", killed_twice, pair) for pair in random.Random(seed).sample(pairs, min(len(pairs), max(8, randoms // 3)))]
    return found + [("F2 F3", "kills at random", at_random, seed + i) for i in range(randoms)]
