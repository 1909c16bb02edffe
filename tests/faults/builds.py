# SPDX-License-Identifier: Apache-2.0
"""F8 to F11: statements that go on without their client, queues behind a lock, deadlocks, concurrent builds that fail."""

import time

from engines import Mariadb, Postgres, Wrong
from trial import BACK, FORWARD, Trial

# A step that was ended passes its points again.
DEADLOCKS = ["K7a+K7a#3+K7a#5", "K7a#2", "K8+K8#3+K8#5", "K8#2+K8#4", "K9+K9#3+K9#5+K9#7", "K9#2+K9#4+K9#6"]
HELD = "begin; delete from orders where 1 = 0"  # a transaction that a build waits for
FAULTS = {"kill": "the runner", "end": "its session on the server"}


def wait_until(what, condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise Wrong(f"{what}: never within {seconds} s")
        time.sleep(0.01)


def is_building(trial):
    return trial.engine.rows(trial.engine.building_indexes) == [("1",)]


def end_builds(trial):
    """The server's own process goes too, or it ends what nobody waits for as soon as it can."""
    trial.engine.ask("select pg_terminate_backend(pid) from pg_stat_activity where query like 'CREATE %INDEX CONCURRENTLY%'"
                     " and datname = current_database() and pid <> pg_backend_pid()")


def in_a_concurrent_build(engine, number):
    """Killed while its index waits for somebody else's transaction: the server finishes nothing that is wanted."""
    with Trial(engine) as trial, trial.engine.session() as other:
        if not trial.killed("K7a#4", *FORWARD):
            raise Wrong("the index was never begun")
        other.ask(HELD)
        for _ in range(1 + number % 3):
            runner = trial.begun(*FORWARD)
            wait_until("the index is built", lambda: is_building(trial) or runner.process.poll() is not None)
            runner.end()
            end_builds(trial)
        other.ask("rollback")
        trial.settle_forward()
        trial.finish_rollback()
    return 1 + number % 3


def with_duplicates(engine, _):
    """A unique index on rows that are not: the build fails, what it left goes, and it comes again when they are mended."""
    unique = lambda text: text.replace("columns: [currency]", "columns: [currency, id], unique: true")  # noqa: E731
    with Trial(engine, change=unique) as trial:
        runner = trial.stopped("K7a#4", *FORWARD)
        trial.engine.write("alter table orders drop constraint orders_pkey")
        trial.engine.write("insert into orders (id, day, amount, currency) values (1, 1, 0, 'EUR')")
        code, said = runner.go_on()
        if code == 0 or is_building(trial):
            raise Wrong(f"a build that failed left its index or no word: {code} {said}")
        trial.engine.write("delete from orders where id = 1 and amount = 0")
        trial.engine.write("alter table orders add primary key (id)")
        trial.settle_forward()
        trial.finish_rollback()


def back_in_a_concurrent_build(engine, number):
    """A build waits for somebody's transaction, and a rollback for the build: neither for ever."""
    with Trial(engine) as trial, trial.engine.session() as other:
        if not trial.killed("K7a#4", *FORWARD):
            raise Wrong("the index was never begun")
        other.ask(HELD)
        runner = trial.begun(*FORWARD)
        wait_until("the index is built", lambda: is_building(trial) or runner.process.poll() is not None)
        waiter = trial.begun(*BACK) if number % 2 else trial.begun(*FORWARD)
        if not number % 2:
            waiter.wait_for("Watching")
        other.ask("rollback")
        runner.go_on()
        waiter.go_on()
        if not number % 2:
            trial.check_forward()
        trial.settle_rollback()


def lock_crosswise(trial, other):
    """Somebody else has what the step wants next, which is its receipt's table, and wants what every step has: the row of
    the fence."""
    other.ask("begin; set local deadlock_timeout = '10s'; lock table sluice.receipt in access exclusive mode")
    other.send("update sluice.fence set runner = runner; rollback")
    wait_until("somebody waits", lambda: trial.engine.rows(
        "select count(*) from pg_locks l join pg_database d on d.oid = l.database where not granted and datname = current_database()") != [("0",)]
        or trial.engine.rows("select count(*) from pg_locks where not granted and locktype in ('tuple', 'transactionid')") != [("0",)])


def deadlocked(engine, argument):
    """One of both is ended, and it is tried again: in one step after the other of a rollout."""
    points = argument.split("+")
    patient = lambda text: text.replace("rollback: {window", "defaults: {lock_timeout: 5s}\nrollback: {window")  # noqa: E731
    with Trial(engine, change=patient) as trial, trial.engine.session() as other:
        runner = trial.begun(*FORWARD, SLUICE_STOP_AT=",".join(points))
        for point in points:
            trial.wait_until_stopped(runner, point)
            lock_crosswise(trial, other)
            runner.wake()
            other.answer()
        code, said = runner.go_on()
        if code:
            raise Wrong(f"a deadlock was not outlived: {said}")
        trial.check_forward()
        trial.finish_rollback()
    return len(points)


def readers_wait(engine, _):
    """An ALTER TABLE queues behind an idle transaction, and readers behind it: no longer than its lock timeout."""
    limit, slack, reads = 300, 100, 100
    with Trial(engine) as trial, trial.engine.session() as idle, trial.engine.session() as reader:
        runner = trial.stopped("K7a#2", *FORWARD)
        idle.ask("begin; select count(*) from orders")
        runner.wake()
        waits = []
        for _ in range(reads):
            # Counted on the server: a statement begins before it waits for the table.
            waits.append(float(reader.ask("select extract(epoch from clock_timestamp() - statement_timestamp()) * 1000 from orders limit 1")[0][0]))
            time.sleep(0.03)
        idle.ask("rollback")
        runner.go_on()
        if max(waits) < 50:
            raise Wrong("no reader ever waited: nothing was tried")
        if max(waits) > limit + slack:
            raise Wrong(f"a reader waited {max(waits):.0f} ms behind a lock timeout of {limit} ms")
        trial.settle_forward()
        trial.finish_rollback()
    return reads


def zombie(engine, argument):
    """The client is dead, its statement goes on, and the next runner is there at once: the statement is waited for or
    ended, and never done twice."""
    kind, held = argument.split(":")
    slow = lambda text: text.replace("\"'EUR'\"", "\"'EUR' || left(pg_sleep(0.05)::text, 0)\"")  # noqa: E731
    with Trial(engine, change=slow if kind == "slow" else None) as trial:
        if kind == "slow":
            busy = "select count(*) from pg_stat_activity where state = 'active' and query like '%pg_sleep%' and datname = current_database() and pid <> pg_backend_pid()"
        elif engine is Mariadb:
            trial.engine.hold("begin; select count(*) from orders; ")
            busy = "select count(*) from information_schema.processlist where db = database() and state like '%metadata lock%'"
        runner = trial.begun(*FORWARD)
        wait_until("the statement runs", lambda: trial.engine.rows(busy) != [("0",)] or runner.process.poll() is not None)
        time.sleep(float(held))
        runner.end()
        next_one = trial.begun(*FORWARD)
        if engine is Mariadb:
            time.sleep(float(held))
            trial.engine.let_go()
        code, said = next_one.go_on()
        trial.settle_forward()
        trial.finish_rollback()


def jobs(engine, seed, randoms):
    if engine is Mariadb:
        return [("F8", "client dead, statement goes on", zombie, f"locked:{n / 20}") for n in range(8)]
    if engine is not Postgres:
        return []
    found = [("F8", "client dead, statement goes on", zombie, f"slow:{n / 20}") for n in range(12)]
    found += [("F9", "readers behind a lock", readers_wait, 0)]
    found += [("F10", "deadlock", deadlocked, points) for points in DEADLOCKS]
    found += [("F10", "others in a concurrent build", back_in_a_concurrent_build, n) for n in range(6)]
    found += [("F11", "killed in a concurrent build", in_a_concurrent_build, n) for n in range(6)]
    return found + [("F11", "duplicates in a unique build", with_duplicates, n) for n in range(8)]
