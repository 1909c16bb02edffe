# SPDX-License-Identifier: Apache-2.0
"""F6, F7, F17, F18, F20, F33, F39, F42: a runner stands still at a point of its protocol while something happens around it.
Nothing here waits for luck: the runner stops itself at the point, and goes on when the fault is done."""

import random
import signal
import time

from engines import Mariadb, Postgres, RoughPostgres, Sqlite, Wrong
from trial import BACK, FORWARD, PLAN_ID, Trial

DAY = 24 * 3600
# A stopped runner keeps what it holds. In SQLite that is the file while it is in a transaction, and nobody gets past
# it; the server ends the session of a runner that was taken over, so there every point counts.
OUTSIDE = ["K1#2", "K2", "K2#3", "K3", "K3#4", "K3#6", "K4#2", "K4#5", "K5#2", "K5#3", "K5#5", "K13", "K13#2", "K13#4", "K14", "K14#3", "K14#6"]
INSIDE = ["K6", "K7a", "K8#2", "K9", "K10", "K11#3", "K12#2"]
STOPPED = {"SQLite": OUTSIDE, "PostgreSQL": OUTSIDE + INSIDE}
# A step that was not done yet, then rolled back over: what the old runner would still do must not happen.
STOPPED_THEN_BACK = {"SQLite": ["K5", "K5#2", "K5#5"], "PostgreSQL": ["K3#2", "K5", "K8#2", "K11#3"]}
STATEMENTS = ["K3#2", "K4", "K5", "K6", "K7a", "K7b", "K8", "K9", "K10", "K11", "K12", "K7a#4", "K6#4", "K8#4", "K13"]
STATEMENTS_BACK = ["K3#2", "K4#2", "K6", "K7a#2", "K8", "K9", "K10#2", "K11", "K12", "K21"]
# Where every DDL statement commits by itself.
STATEMENTS_ALONE = ["K4", "K6", "K7a", "K7b", "K8", "K11", "K12", "K13"]
STATEMENTS_BACK_ALONE = ["K4", "K6", "K7a", "K8", "K12", "K21"]
RESTARTS = ["K2:fast", "K4:immediate", "K7b:kill", "K8:immediate", "K11:kill", "K11#3:fast", "K12:immediate", "K7a#4:kill", "K13:immediate"]
RESTARTS_BACK = ["K4:fast", "K8:kill", "K11:immediate", "K12:kill", "K21:fast"]
ASLEEP = ["K2", "K3", "K4", "K5", "K6", "K7a", "K7b", "K8", "K9", "K10", "K11", "K12", "K13", "K14", "K3#3", "K8#3", "K11#3", "K12#4", "K5#5", "K14#6"]
ASKED_TO_LEAVE = ["K1", "K2", "K3", "K4", "K5", "K6", "K7a", "K7b", "K7c", "K8", "K9", "K10", "K11", "K12", "K13", "K14", "K5#2", "K12#2", "K14#7"]
ASKED_TO_LEAVE_BACK = ["K20", "K3", "K4", "K6", "K7a", "K8", "K9", "K10", "K11", "K12", "K21", "K22"]
# An agent stands still there, and a console rolls back meanwhile.
AGENT_POINTS = ["K1#3", "K2#3", "K3", "K4", "K5", "K6", "K7a", "K8", "K9", "K10", "K11", "K12", "K13", "K14", "K11#3", "K14#7"]


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
        old = trial.stopped(point, *FORWARD)
        done = trial.run(*FORWARD, **late(trial))
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
        old = trial.stopped(point, *FORWARD, **trial.clocks(of="old"))
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
        old = trial.stopped(point, *FORWARD)
        new = trial.stopped("K5#2", *FORWARD, **late(trial))
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
        old = trial.stopped("K5", *FORWARD)
        second = trial.begun(*FORWARD, **trial.clocks(wall=seconds, monotonic=-3600))
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
        old = trial.stopped("K14#7", *FORWARD)
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
        old = trial.stopped(point, *FORWARD)
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


def ask_to_leave(point, runner):
    """A person logs out, or the machine goes down, in the middle of a step."""
    runner.process.send_signal(signal.SIGHUP if len(point) % 2 else signal.SIGTERM)


def restart_server(trial, how):
    trial.engine.cluster.down(how)
    trial.engine.cluster.up()


def session_ended(engine, point):
    forward_over(engine, point, end_sessions)


def session_ended_back(engine, point):
    back_over(engine, point, end_sessions)


def asked_to_leave(engine, point):
    forward_over(engine, point, lambda _, runner: ask_to_leave(point, runner))


def asked_to_leave_back(engine, point):
    back_over(engine, point, lambda _, runner: ask_to_leave(point, runner))


def server_restarted(engine, argument):
    point, how = argument.split(":")
    forward_over(engine, point, lambda trial, _: restart_server(trial, how))


def server_restarted_back(engine, argument):
    point, how = argument.split(":")
    back_over(engine, point, lambda trial, _: restart_server(trial, how))


def fell_asleep(engine, point):
    """The lid was closed in the middle of a step, and nobody took over: whoever wakes up does not trust its lease."""
    with Trial(engine) as trial:
        runner = trial.stopped(point, *FORWARD, **trial.clocks(of="old"))
        trial.clocks(wall=DAY, monotonic=DAY, of="old")
        runner.go_on()
        trial.settle_forward()
        trial.finish_rollback()


def seen_by_looking(engine, point):
    """Nobody tells a watcher of news: it looks, and knows within five seconds."""
    with Trial(engine) as trial:
        runner = trial.stopped(point, *FORWARD)
        watcher = trial.begun(*FORWARD)
        watcher.wait_for("Watching")
        person = trial.begun("hold", PLAN_ID, "--reason", "fault rehearsal")
        person.wait_for_event(trial, "command_requested")
        runner.wake()
        person.wait_for_event(trial, "hold_added")
        began = time.monotonic()
        watcher.go_on()
        took = time.monotonic() - began
        if took > 5:
            raise Wrong(f"a watcher saw the hold after {took:.1f} s")
        runner.go_on()
        person.go_on()
        trial.settle_forward()
        trial.finish_rollback()


def agent_and_console(engine, point):
    """The agent is in a step when somebody presses Roll back: one of both does it, once, and the agent says nothing of
    its own any more."""
    with Trial(engine) as trial:
        agent = trial.begun("agent", SLUICE_STOP_AT=point)
        agent.wait_for("agent of workspace")
        trial.must("start", PLAN_ID)
        trial.wait_until_stopped(agent, point)
        console = trial.begun(*BACK, "--json")
        console.wait_for_event(trial, "command_requested")
        agent.wake()
        code, said = console.go_on()
        if code:
            raise Wrong(f"the console was not told that it is back: {code} {said}")
        for kind in ("rollback_intent", "rollback_verified"):
            if trial.events(kind) != 1:
                raise Wrong(f"{trial.events(kind)} entries {kind}: {said}")
        agent.process.terminate()
        agent.go_on()
        trial.settle_rollback()


def jobs(engine, seed, _randoms):
    if engine is Mariadb:
        return [("F6", "session ended, forward", session_ended, point) for point in STATEMENTS_ALONE] + [
            ("F6 F44", "session ended, rollback", session_ended_back, point) for point in STATEMENTS_BACK_ALONE]
    if engine is RoughPostgres:
        return [("F7", "server restarted, forward", server_restarted, point) for point in RESTARTS] + [
            ("F7 F44", "server restarted, rollback", server_restarted_back, point) for point in RESTARTS_BACK]
    if engine not in (Sqlite, Postgres):
        return []
    found = [("F18", "stopped, taken over", stopped_runner, point) for point in STOPPED[engine.name]]
    found += [("F18", "stopped, rolled back over", stopped_runner_then_back, point) for point in STOPPED_THEN_BACK[engine.name]]
    found += [("F18", "stopped, both in a step", both_in_the_middle, point) for point in ("K3", "K5")]
    found += [("F39", "asked to leave, forward", asked_to_leave, point) for point in ASKED_TO_LEAVE]
    found += [("F39", "asked to leave, rollback", asked_to_leave_back, point) for point in ASKED_TO_LEAVE_BACK]
    found += [("F42", "asleep in a step", fell_asleep, point) for point in (ASLEEP[::2] if engine is Sqlite else ASLEEP[1::2])]
    found += [("F20", "agent and console", agent_and_console, point) for point in AGENT_POINTS]
    found += [("F33", "watcher looks by itself", seen_by_looking, point) for point in ("K5", "K14#2")]
    if engine is Sqlite:  # the clocks are the program's, whatever the target is
        generator = random.Random(seed)
        now = int(time.time())
        jumps = [-3650 * DAY, -DAY, -3600, -1, 1, 60, 3600, DAY, 3650 * DAY]
        jumps += [-now, 2**31 - now]  # a machine without a battery, and where 32 bits end
        jumps += [generator.randint(-10 * DAY, 10 * DAY) for _ in range(10)]
        found += [("F17", "wall clock, lease", lease_not_stolen, n) for n in jumps]
        found += [("F17", "wall clock, soak", soak_not_shortened, f"wall={n}") for n in jumps]
        found += [("F17 F42", "asleep, soak", soak_not_shortened, f"monotonic={n}") for n in (6, 60, 3600)]
    if engine is Postgres:
        found += [("F6", "session ended, forward", session_ended, point) for point in STATEMENTS]
        found += [("F6 F44", "session ended, rollback", session_ended_back, point) for point in STATEMENTS_BACK]
    return found


PATIENT = {soak_not_shortened}
