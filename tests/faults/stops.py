# SPDX-License-Identifier: Apache-2.0
"""F6, F7, F17, F18, F42: a runner stands still at a point of its protocol while something happens around it.
Nothing here waits for luck: the runner stops itself at the point, and goes on when the fault is done."""

import time

from engines import Mariadb, Postgres, RoughPostgres, Sqlite, Wrong
from trial import BACK, PLAN_ID, Trial

DAY = 24 * 3600
# A stopped runner keeps what it holds. In SQLite that is the file while it is in a transaction, and nobody gets past
# it; the server ends the session of a runner that was taken over, so there every point counts.
OUTSIDE = ["K2", "K3", "K4#2", "K5#2", "K13", "K14", "K3#4", "K5#5"]
INSIDE = ["K6", "K7a", "K8#2", "K10", "K11#3", "K12#2"]
STOPPED = {"SQLite": OUTSIDE, "PostgreSQL": OUTSIDE + INSIDE}
# A step that was not done yet, then rolled back over: what the old runner would still do must not happen.
STOPPED_THEN_BACK = {"SQLite": ["K5", "K5#2", "K5#5"], "PostgreSQL": ["K3#2", "K5", "K8#2", "K11#3"]}
STATEMENTS = ["K3#2", "K4", "K5", "K6", "K7a", "K7b", "K8", "K9", "K10", "K11", "K12", "K7a#4", "K6#4", "K8#4", "K13"]
STATEMENTS_BACK = ["K3#2", "K4#2", "K6", "K7a#2", "K8", "K9", "K10#2", "K11", "K12", "K21"]
# Where every DDL statement commits by itself.
STATEMENTS_ALONE = ["K4", "K6", "K7a", "K7b", "K8", "K11", "K12", "K13"]
STATEMENTS_BACK_ALONE = ["K4", "K6", "K7a", "K8", "K12", "K21"]
RESTARTS = ["K2", "K4", "K7b", "K8", "K11", "K11#3", "K12", "K7a#4", "K13"]
RESTARTS_BACK = ["K4", "K8", "K11", "K12", "K21"]


def late(trial):
    """A clock on which the lease of whoever stands still has run out."""
    return trial.clocks(monotonic=20, wall=20)


def check_took(trial, runners):
    if (took := trial.events("runner_took")) != runners:
        raise Wrong(f"{took} runners took the target instead of {runners}")


def check_silence(trial, before):
    """A runner that was taken over says nothing any more."""
    said = trial.ledger_rows("select seq, type, payload from ledger_event where seq > ?", before)
    if said:
        raise Wrong(f"a runner that was taken over wrote to the ledger: {said[:3]}")


def head(trial):
    return trial.ledger_rows("select max(seq) from ledger_event")[0][0]


def stopped_runner(engine, point):
    """Another one takes over and ends the rollout; then the old one wakes up in the middle of its step."""
    with Trial(engine) as trial:
        old = trial.stopped(point, "run", PLAN_ID, "--exit-on-hold")
        done = trial.run("run", PLAN_ID, "--exit-on-hold", **late(trial))
        if done.returncode:
            raise Wrong(f"a runner whose lease ran out was not taken over: {done.stderr.strip()}")
        check_took(trial, 2)
        trial.check_forward()
        before = head(trial)
        old.go_on()
        check_silence(trial, before)
        trial.check_forward()
        trial.finish_rollback()


def stopped_runner_then_back(engine, point):
    """Another one takes the rollout back; then the old one wakes up and would go on forward. No time has passed for it (a
    machine that was suspended), so it does not ask for its lease first: the fence alone is in its way."""
    with Trial(engine) as trial:
        old = trial.stopped(point, "run", PLAN_ID, "--exit-on-hold", **trial.clocks(of="old"))
        stood_still = time.monotonic()
        done = trial.run(*BACK, **late(trial))
        if done.returncode:
            raise Wrong(f"a rollback did not get past a stopped runner: {done.stderr.strip()}")
        trial.check_back()
        before = head(trial)
        trial.clocks(monotonic=stood_still - time.monotonic() - 1, of="old")
        old.go_on()
        check_silence(trial, before)
        trial.check_back()


def both_in_the_middle(engine, point):
    """The old one wakes up while the new one is in a step itself."""
    with Trial(engine) as trial:
        old = trial.stopped(point, "run", PLAN_ID, "--exit-on-hold")
        new = trial.stopped("K5#2", "run", PLAN_ID, "--exit-on-hold", **late(trial))
        old.wake()
        old.wait_for("Watching")
        code, said = new.go_on()
        if code:
            raise Wrong(f"the newer runner did not come to its end: {said}")
        old.go_on()
        check_took(trial, 2)
        trial.check_forward()
        trial.finish_rollback()


def lease_not_stolen(engine, seconds):
    """The wall clock of a second runner is wrong: no reason to take a lease that has not run out. On its monotonic clock
    it never does, however slow this machine is."""
    with Trial(engine) as trial:
        old = trial.stopped("K5", "run", PLAN_ID, "--exit-on-hold")
        second = trial.begun("run", PLAN_ID, "--exit-on-hold", **trial.clocks(wall=seconds, monotonic=-3600))
        second.wait_for("Watching")
        check_took(trial, 1)
        code, said = old.go_on()
        if code:
            raise Wrong(f"the runner that has the lease did not come to its end: {said}")
        code, said = second.go_on()
        if code:
            raise Wrong(f"the one that watched did not come to its end: {said}")
        check_took(trial, 1)
        trial.check_forward()
        trial.finish_rollback()


def soak_not_shortened(engine, argument):
    """The clock jumps while readers look at the candidate: they look no shorter for it."""
    clock, seconds = argument.split("=")
    with Trial(engine, change=lambda text: text.replace("hold: 1ms", "hold: 2s")) as trial:
        trial.environment.update(trial.clocks())
        old = trial.stopped("K14#7", "run", PLAN_ID, "--exit-on-hold")
        began = time.monotonic()
        trial.clocks(**{clock: int(seconds)})
        code, said = old.go_on()
        took = time.monotonic() - began
        if code:
            raise Wrong(f"the run did not come to its end: {said}")
        if took < 2:
            raise Wrong(f"a hold of 2 s took {took:.2f} s")
        trial.check_forward()
        trial.finish_rollback()


def forward_over(engine, point, disturb):
    """Disturbed while the runner stands still at a point, forward."""
    with Trial(engine) as trial:
        old = trial.stopped(point, "run", PLAN_ID, "--exit-on-hold")
        disturb(trial, old)
        old.go_on()
        trial.settle_forward()
        trial.finish_rollback()


def back_over(engine, point, disturb):
    with Trial(engine) as trial:
        trial.finish_forward()
        old = trial.stopped(point, *BACK)
        disturb(trial, old)
        old.go_on()
        trial.check_readers()
        trial.settle_rollback()


def end_sessions(trial, _):
    """Somebody ends the session on the server, at a statement of the step."""
    if not trial.engine.end_sessions("steps"):
        raise Wrong("there was no session to end")


def ask_to_leave(_, runner):
    """A person logs out, or the machine goes down: SIGTERM in the middle of a step."""
    runner.process.terminate()


def restart_server(trial, _):
    trial.engine.cluster.down()
    trial.engine.cluster.up()


def session_ended(engine, point):
    forward_over(engine, point, end_sessions)


def session_ended_back(engine, point):
    back_over(engine, point, end_sessions)


def asked_to_leave(engine, point):
    forward_over(engine, point, ask_to_leave)


def asked_to_leave_back(engine, point):
    back_over(engine, point, ask_to_leave)


def server_restarted(engine, point):
    forward_over(engine, point, restart_server)


def server_restarted_back(engine, point):
    back_over(engine, point, restart_server)


def jobs(engine, _seed, _randoms):
    if engine is Mariadb:
        return [("F6", "session ended, forward", session_ended, point) for point in STATEMENTS_ALONE] + [
            ("F6", "session ended, rollback", session_ended_back, point) for point in STATEMENTS_BACK_ALONE]
    found = [("F18", "stopped, taken over", stopped_runner, point) for point in STOPPED[engine.name]]
    found += [("F18", "stopped, rolled back over", stopped_runner_then_back, point) for point in STOPPED_THEN_BACK[engine.name]]
    found += [("F18", "stopped, both in a step", both_in_the_middle, point) for point in ("K3", "K5")]
    found += [("F39", "SIGTERM, forward", asked_to_leave, point) for point in ("K2", "K5#2", "K7a", "K7b", "K10", "K12#2", "K14#7")]
    found += [("F39", "SIGTERM, rollback", asked_to_leave_back, point) for point in ("K20", "K4#2", "K10", "K12", "K21")]
    if engine is Sqlite:  # the clocks are the program's, whatever the target is
        found += [("F17", "wall clock, lease", lease_not_stolen, n) for n in (-DAY, 1, 60, DAY, 3650 * DAY)]
        found += [("F17", "wall clock, soak", soak_not_shortened, f"wall={n}") for n in (-3650 * DAY, -DAY, -1, 3600, DAY, 3650 * DAY)]
        found += [("F42", "asleep, soak", soak_not_shortened, f"monotonic={n}") for n in (6, 60, 3600)]
    if engine is Postgres:
        found += [("F6", "session ended, forward", session_ended, point) for point in STATEMENTS]
        found += [("F6", "session ended, rollback", session_ended_back, point) for point in STATEMENTS_BACK]
    if engine is RoughPostgres:
        return [("F7", "server restarted, forward", server_restarted, point) for point in RESTARTS] + [
            ("F7", "server restarted, rollback", server_restarted_back, point) for point in RESTARTS_BACK]
    return found
