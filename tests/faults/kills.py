# SPDX-License-Identifier: Apache-2.0
"""F1 to F3, F8, F11, F19, F44: killed at every point of the protocol and at random, forward and back."""

import random
import subprocess

from engines import Mariadb, Postgres, Sqlite, Wrong, tail
from trial import BACK, FORWARD, PLAN_ID, REFILL, STAGED, Trial

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
# Of the ledger and of this machine's own record of the run.
RECORD_POINTS = ["ledger.append.before", "ledger.append.after", "intent.append.before", "intent.append.after"]
PAIRS_A_TRIAL = 16
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


def circuit(points, seed):
    """Every ordered pair once, each beginning where the last one ended (Hierholzer)."""
    generator = random.Random(seed)
    left = {point: generator.sample(points, len(points)) for point in points}
    way, path = [points[0]], []
    while way:
        if left[way[-1]]:
            way.append(left[way[-1]].pop())
        else:
            path.append(way.pop())
    return path[::-1]


def killed_in_turn(engine, argument):
    """Each kill hits whoever settles what the last one left: ordered pairs of points. What a rollout has behind it is met
    again in the next one; a pair that no rollout meets (the second point lies before the first alone) kills once."""
    way, part, seed = argument.split(":")
    points = (FORWARD_POINTS + RECORD_POINTS) if way == "forward" else (ROLLBACK_POINTS + RECORD_POINTS)
    words = FORWARD if way == "forward" else BACK
    begin = int(part) * PAIRS_A_TRIAL
    path = circuit(points, int(seed))[begin:begin + PAIRS_A_TRIAL + 1]
    pairs = 0
    while len(path) > 1:
        with Trial(engine) as trial:
            if way == "back":
                trial.finish_forward()
            if not trial.killed(path[0], *words):
                raise Wrong(f"point {path[0]} was never reached")
            done = 1
            while done < len(path) and trial.killed(path[done], *words):
                done += 1
            pairs += done - 1
            # The one that was not met now may be met in a fresh rollout, unless this was one.
            path = path[done - 1:] if done > 1 else path[1:]
            if way == "forward":
                trial.settle_forward()
                trial.finish_rollback()
            else:
                trial.check_readers()
                trial.settle_rollback()
    return max(pairs, 1)


def in_a_backfill(engine, point):
    with Trial(engine, REFILL) as trial:
        if not trial.killed(point, "run", PLAN_ID):
            raise Wrong(f"point {point} was never reached")
        trial.roll_back("EXACT", to="additive")
        total = trial.engine.rows("select sum(amount) from daily_v2")
        if total != [("15150",)]:
            raise Wrong(f"the view gives {total}")
        trial.must("log", "verify")


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


def many_back_at_once(engine, argument):
    """Several people press Roll back in one moment: one rollback, and all are told how it ended. Then further down."""
    many = int(argument.split(":")[0])
    with Trial(engine, STAGED) as trial:
        trial.must(*FORWARD)
        targets = [f"s{n}" for n in range(7, 0, -1)] + ["start"]
        for races, to in enumerate(targets, 1):
            words = ("rollback", PLAN_ID, "--to", to, "--yes", "--reason", "fault rehearsal")
            presses = [trial.begun(*words, "--json") for _ in range(many)]
            ends = [press.go_on() for press in presses]
            if not any(code == 0 for code, _ in ends):
                raise Wrong(f"nobody was told that it is back at {to}: {ends}")
            for kind in ("rollback_intent", "rollback_verified"):
                if trial.events(kind) != races:
                    raise Wrong(f"{trial.events(kind)} entries {kind} after {races} races: {ends}")
        trial.check_back()
    return len(targets)


def at_random(engine, seed):
    generator = random.Random(seed)
    kills = 0
    with Trial(engine) as trial:
        for _ in range(8):
            if not trial.killed_after(generator.uniform(0.02, 0.5), *FORWARD):
                break
            kills += 1
        trial.settle_forward()
        for _ in range(5):
            if not trial.killed_after(generator.uniform(0.02, 0.5), *BACK):
                break
            kills += 1
        trial.check_readers()
        trial.settle_rollback()
    return max(kills, 1)


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
    found += [("F19", "rollbacks at once", many_back_at_once, f"{n}:{again}")
              for n in (2, 3, 4, 8, 16) for again in range(min(max(1, randoms // 20), 100) if n < 8 and not is_alone else 1)]
    if engine is not Mariadb:
        parts = [(way, part) for way, points in (("forward", FORWARD_POINTS), ("back", ROLLBACK_POINTS))
                 for part in range((len(points) + len(RECORD_POINTS)) ** 2 // PAIRS_A_TRIAL)]
        found += [("F1 F2" if way == "forward" else "F1 F2 F44", f"killed again and again, {way}", killed_in_turn, f"{way}:{part}:{seed}")
                  for way, part in parts]
    return found + [("F1 F3", "kills at random", at_random, seed + i) for i in range(randoms)]
