#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Does to the product what happens to it: kills, stops, cuts, restarts, full and failing disks, wrong clocks, a second
runner, a rewritten ledger, lost power. Then takes it up again and looks whether any step ran twice or was lost. Prints what was
tried (fault, what was done, engine, how often, wrong results) and the fault matrix with its bars. Every failure prints how
to repeat it."""

import argparse
import concurrent.futures
import queue
import signal
import sys
import threading
import time

import builds
import commands
import disks
import drifts
import edits
import failover
import kills
import lines
import odbc
import power
import records
import stops
import within
from bench import Bench
from engines import Mariadb, OdbcPostgres, OdbcSqlite, Postgres, RoughPostgres, Sqlite, Wrong
from matrix import Table
from shims import Shim
from trial import Trial

ROOMS = (within, failover, kills, stops, lines, odbc, builds, disks, commands, power, records, edits, drifts)
PATIENT = set().union(*(getattr(room, "PATIENT", ()) for room in ROOMS))

# Defects that the program has on purpose (SLUICE_BUG), and the trial that must find each.
SEEDED = [
    ("receipt-apart-from-work", Sqlite, kills.at_forward_point, "K10"),
    ("receipt-not-read", Sqlite, kills.at_forward_point, "K12"),
    ("mark-taken-for-receipt", Postgres, kills.at_forward_point, "K7a#4"),
    ("leftover-not-removed", Postgres, builds.in_a_concurrent_build, 0),
    ("cursor-before-batch", Sqlite, kills.at_forward_point, "K7b"),
    ("old-values-not-kept", Sqlite, kills.in_a_backfill, "K11#3"),
    ("guard-not-counted", Sqlite, kills.with_foreign_rows, "K4#6"),
    ("remnant-forgotten", Sqlite, kills.with_foreign_rows, "K12#7"),
    ("always-exact", Sqlite, kills.with_foreign_rows, "K4#6"),
    ("lease-for-everybody", Sqlite, stops.lease_not_stolen, 60),
    ("fence-not-held", Sqlite, stops.stopped_runner_then_back, "K5"),
    ("fence-not-taken", Sqlite, stops.stopped_runner_then_back, "K5"),
    ("lease-not-checked", Sqlite, stops.stopped_runner, "K13"),
    ("flags-not-off", Sqlite, kills.at_rollback_point, "K4"),
    ("exposure-not-counted", Sqlite, kills.at_forward_point, "K14#7"),
    ("chain-broken", Sqlite, kills.at_forward_point, "K1"),
    ("payload-not-hashed", Sqlite, records.tampered, "edit"),
    ("tail-not-anchored", Sqlite, records.tampered, "cut-tail"),
    ("ledger-not-synced", Sqlite, power.power_lost, "forward:1"),
    ("network-not-seen", Sqlite, power.on_network, 0x6969),
    ("certificate-not-asked-again", Sqlite, edits.permission_withdrawn, "2:400"),
    ("file-read-again", Sqlite, edits.edited, "text:1"),
    ("newer-format-written", Sqlite, edits.newer_ledger, "K13"),
    ("target-not-known-again", Sqlite, edits.other_target, "K5:forward"),
    ("drift-not-seen", Sqlite, drifts.drifted, "column"),
    ("pooler-not-seen", Postgres, failover.behind_a_pooler, "transaction:middle"),
    ("pooler-not-seen", Postgres, failover.behind_a_pooler_over_odbc, "session:options"),
    ("side-effects-not-seen", Postgres, drifts.hidden_effect, "table"),
    ("older-target-not-seen", Postgres, failover.failed_over_with_loss, "K14#2+K14#3"),
]


TRIES = 3
MOST_ROUNDS = 20

# Of --ci, which every change waits for: each point of the protocol on both engines, of all other trials one in so many,
# others with each seed. --bars and --night make all.
EACH = {(function, engine) for function in (kills.at_forward_point, kills.at_rollback_point) for engine in (Sqlite, Postgres)}
SHARE = 3
SHARE_OF_LONG = {kills.killed_in_turn: 10, kills.many_back_at_once: 5, kills.at_random: 6, commands.failing_command: 10, disks.disk: 6}


def find(seeded):
    """What a trial says of the defect that it must find; None: nothing. More than one thing keeps a runner that wakes up
    from going on (the news in the ledger, its lease, the fence); which of them is first is a matter of milliseconds, and a
    defect of one does not show behind another. So it may be tried more than once, and the table says how often it was."""
    bug, engine, function, argument = seeded
    Trial.seeded.bug = bug
    try:
        for tried in range(1, TRIES + 1):
            try:
                function(engine, argument)
            except Wrong as wrong:
                return (f"(try {tried}) " if tried > 1 else "") + " ".join(str(wrong).split())
    finally:
        Trial.seeded.bug = None
    return None


def find_seeded(workers):
    """The harness against defects that are known: each must be found, and by what it breaks."""
    missed = 0
    print(f"{'seeded defect':<28} {'engine':<12} found")
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        for (bug, engine, _, _), found in zip(SEEDED, pool.map(find, SEEDED)):
            is_found = found is not None and "never" not in found.split(":")[0]
            missed += not is_found
            print(f"{bug:<28} {engine.name:<12} {'yes: ' + found[:150] if is_found else 'NO' + (': ' + found if found else '')}", flush=True)
    print(f"{len(SEEDED) - missed} of {len(SEEDED)} seeded defects found")
    return missed


def work_off(jobs, table, workers):
    """Trials on the server that is ill-treated go one after the other, beside all others; those that do nothing but wait
    go beside the workers."""
    rough, patient, others = queue.SimpleQueue(), queue.SimpleQueue(), queue.SimpleQueue()
    for job in jobs:
        (rough if job[2] is RoughPostgres else patient if job[3] in PATIENT else others).put(job)

    def work(*queues):
        for jobs_of_one in queues:
            while True:
                try:
                    job = jobs_of_one.get_nowait()
                except queue.Empty:
                    break
                table.take(job)

    threads = [threading.Thread(target=work, args=(rough, others), daemon=True)]
    threads += [threading.Thread(target=work, args=(others,), daemon=True) for _ in range(workers - 1)]
    threads += [threading.Thread(target=work, args=(patient,), daemon=True) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def reach_bars(options, engines, table):
    """What --bars leaves open of the bars of --ci: the trials of those rows again, with another seed each time."""
    for again in range(1, MOST_ROUNDS):
        unmet = table.unmet()
        jobs = [job for job in made(engines, options.seed + again * 10_000, 40) if unmet & set(job[0].split()) and job[2] is not within.Process]
        jobs = of_row(options, jobs)
        if not jobs or table.failures:
            return
        rows = unmet & {fault for job in jobs for fault in job[0].split()}
        print(f"round {again + 1} for {', '.join(sorted(rows))}: {len(jobs)} trials", flush=True)
        work_off(jobs, table, options.workers)


def made(engines, seed, randoms):
    return [(fault, what, engine, function, argument) for room in ROOMS for engine in engines
            for fault, what, function, argument in room.jobs(engine, seed, randoms // 2 if engine is not RoughPostgres else 0)]


def of_row(options, jobs):
    return [job for job in jobs if not options.fault or options.fault in job[0].split()]


def shared_out(jobs, seed):
    groups = {}
    for job in jobs:
        if (job[3], job[2]) not in EACH:
            groups.setdefault(job[3], []).append(job)
    kept = [job for job in jobs if (job[3], job[2]) in EACH]
    for function, group in groups.items():
        share = SHARE_OF_LONG.get(function, SHARE)
        kept += group[seed % min(share, len(group))::share]
    return kept


def picked(options, engines):
    jobs = made(engines, options.seed, 20_000 if options.night else 80 if options.bars else 40 if options.ci else 20)
    if options.night:  # what has no seed of its own comes again: no two of them meet at one moment
        jobs += [job for job in jobs if job[3].__module__ in ("stops", "lines", "builds") or job[3] is disks.server_disk] * 29
    jobs = of_row(options, jobs)
    if options.ci and not options.fault and not options.only:
        jobs = shared_out(jobs, options.seed)
    if options.only:
        name, argument = options.only.split(":", 1)
        same = [job for job in jobs if job[3].__name__ == name]
        jobs = [job for job in same if str(job[4]) == argument]
        if not jobs and same:  # of another seed
            number = int(argument) if argument.lstrip("-").isdigit() else argument
            jobs = list({job[2]: (job[0], job[1], job[2], job[3], number) for job in same}.values())
    return jobs


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ci", action="store_true", help="every point of the protocol once and a share of all else, others with each seed: what fits into eight minutes of two cores")
    parser.add_argument("--seeded", action="store_true", help="the known defects alone; --ci and --night begin with them")
    parser.add_argument("--bars", action="store_true", help="all trials, and on until each bar of --ci that is a number is reached: an hour")
    parser.add_argument("--night", action="store_true", help="hours of it, to the bars of the night")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--engine", choices=["sqlite", "postgresql", "mariadb", "odbc", "process"])
    parser.add_argument("--fault", metavar="F18", help="one row of the fault matrix alone")
    parser.add_argument("--only", metavar="FUNCTION:ARGUMENT", help="repeat one failure as it was printed, for example at_random:26")
    parser.add_argument("--without-process", action="store_true", help="leave out the rows that test binaries try, because those run by themselves")
    parser.add_argument("--workers", type=int, default=3, help="some trials wait for a lease or a silent server")
    options = parser.parse_args()
    engines = [e for e in (Sqlite, Postgres, RoughPostgres, Mariadb, OdbcPostgres, OdbcSqlite, within.Process) if options.engine in (None, e.kind)]
    if options.without_process:
        engines = [engine for engine in engines if engine is not within.Process]
    jobs = picked(options, engines)
    is_seeded = options.seeded or ((options.ci or options.bars or options.night) and not options.only and not options.engine and not options.fault)
    if not jobs and not is_seeded:
        raise SystemExit("no trial has this name")
    clusters = set()
    if is_seeded or any(job[2] in (Postgres, OdbcPostgres) for job in jobs):
        clusters.add(Postgres.cluster)
    if not options.seeded and any(job[2] is Mariadb for job in jobs):
        clusters.add(Mariadb.cluster)
    if not options.seeded and any(job[2] is RoughPostgres for job in jobs):
        disks.prepare_server()
        clusters.add(RoughPostgres.cluster)
    missed, bars_missed, table = 0, 0, Table(options.seed)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the servers end with us
    try:
        for cluster in clusters:
            cluster.start()
        if is_seeded:
            missed = find_seeded(options.workers)
        if not options.seeded:
            work_off(jobs, table, options.workers)
            commands.say(table)
            power.say(table)
            if options.bars and not options.only:
                reach_bars(options, engines, table)
            bars_missed = table.print(options.night, is_seeded)
            if options.ci:
                print("A share of the trials, so most bars that are a number look unmet here: --bars takes them all.")
            if options.without_process:
                print("Without the rows that one process is enough for: their test binaries run by themselves, so some bars look unmet here.")
    finally:
        for cluster in clusters:
            cluster.stop()
        failover.Paired.end()
        Bench.close_all()
        Shim.remove()
    return 1 if table.failures or missed or (options.bars and bars_missed) else 0


if __name__ == "__main__":
    sys.exit(main())
