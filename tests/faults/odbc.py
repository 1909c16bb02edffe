# SPDX-License-Identifier: Apache-2.0
"""The same targets by way of their ODBC drivers: what reaches the target's session is done to them there too."""

from builds import zombie
from engines import OdbcPostgres, OdbcSqlite
from kills import (FORWARD_POINTS, REFILL_POINTS, ROLLBACK_POINTS, at_forward_point, at_random, at_rollback_point, in_a_backfill, killed_in_turn,
                   with_foreign_rows)
from lines import cut_back, cut_forward, silent
from stops import STATEMENTS, STATEMENTS_BACK, session_ended, session_ended_back, stopped_runner

BRIEF = 20  # what --ci has time for; --bars and --night take all
FOREIGN = ["K6#6", "K8#7", "K12#6"]
STOPPED = ["K5#2", "K13"]
SILENCES = [("forward", "before", 1), ("forward", "after", 3), ("back", "after", 2)]
ALL_SILENCES = [("forward", when, n) for when in ("before", "after") for n in range(1, 7)] + [("back", when, n) for when in ("before", "after") for n in range(1, 4)]


def jobs(engine, seed, randoms):
    if engine not in (OdbcPostgres, OdbcSqlite):
        return []
    is_long = randoms > BRIEF
    found = [("F1", "kill, forward", at_forward_point, point) for point in FORWARD_POINTS]
    found += [("F44", "kill, rollback", at_rollback_point, point) for point in ROLLBACK_POINTS]
    found += [("F44", "kill, foreign rows", with_foreign_rows, point) for point in FOREIGN]
    found += [("F1", "kill, backfill", in_a_backfill, point) for point in REFILL_POINTS]
    found += [("F1 F3", "kills at random", at_random, seed + n) for n in range(max(1, randoms // 20))]
    found += [("F1 F2", "killed again and again, forward", killed_in_turn, f"forward:{part}:{seed}") for part in range(24 if is_long else 1)]
    found += [("F18", "stopped, taken over", stopped_runner, point) for point in STOPPED]
    return found + (on_a_server(is_long) if engine is OdbcPostgres else [])


def on_a_server(is_long):
    kinds = ("before", "answer", "after")
    found = [("F1", "kill, forward", at_forward_point, point) for point in ("K6#4", "K7a#4")]  # an index that is built concurrently
    found += [("F4", f"cut {kind}, forward", cut_forward, f"{kind}#{n}#4") for kind in kinds for n in range(1, 6 if is_long else 3)]
    found += [("F4 F44", f"cut {kind}, rollback", cut_back, f"{kind}#{n}#3") for kind in kinds for n in range(1, 4 if is_long else 2)]
    found += [("F5" if way == "forward" else "F5 F44", f"black hole, {way}", silent, f"{way}:silence-{when}#{n}#1")
              for way, when, n in (ALL_SILENCES if is_long else SILENCES)]
    every = 1 if is_long else 2
    found += [("F6", "session ended, forward", session_ended, point) for point in STATEMENTS[::every]]
    found += [("F6 F44", "session ended, rollback", session_ended_back, point) for point in STATEMENTS_BACK[::every]]
    return found + [("F8", "client dead, statement goes on", zombie, f"slow:{n / 20}") for n in range(12 if is_long else 2)]
