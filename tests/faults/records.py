# SPDX-License-Identifier: Apache-2.0
"""F23: somebody who can write the ledger's file rewrites it."""

import sqlite3

from engines import Sqlite, Wrong
from trial import PLAN_ID, Trial


def without_belts(db):
    for (name,) in db.execute("select name from sqlite_master where type = 'trigger'").fetchall():
        db.execute(f'drop trigger "{name}"')


def edit(db):
    changed = db.execute("update ledger_event set payload = cast(replace(cast(payload as text), 'add-column', 'add-colunm') as blob)"
                         " where type = 'step_done' and cast(payload as text) like '%add-column%'").rowcount
    if changed != 1:
        raise Wrong(f"there was never one entry to edit, but {changed}")


def reorder(db):
    for old, new in ((5, -1), (6, 5), (-1, 6)):
        db.execute("update ledger_event set seq = ? where seq = ?", (new, old))


def delete(db):
    db.execute("delete from ledger_event where seq = 7")


def cut_tail(db):
    """Whoever knows how the head is made leaves a shorter ledger that holds in itself."""
    last = db.execute("select max(seq) from ledger_event").fetchone()[0] - 3
    db.execute("delete from ledger_event where seq > ?", (last,))
    db.execute("update ledger_head set seq = ?, hash = (select hash from ledger_event where seq = ?)", (last, last))


TAMPERINGS = {"edit": edit, "reorder": reorder, "delete": delete, "cut-tail": cut_tail}


def tampered(engine, how):
    with Trial(engine) as trial:
        trial.finish_forward()  # verifies: this machine keeps an anchor
        db = sqlite3.connect(trial.workspace / ".sluice/ledger.db")
        without_belts(db)
        TAMPERINGS[how](db)
        db.commit()
        db.close()
        if trial.run("log", "verify").returncode != 1:
            raise Wrong("a ledger that was rewritten is said to hold")


def older_copy(engine, _):
    with Trial(engine) as trial:
        file = trial.workspace / ".sluice/ledger.db"
        if not trial.killed("K5#2", "run", PLAN_ID):
            raise Wrong("point K5#2 was never reached")
        old = sqlite3.connect(trial.folder / "old.db")
        live = sqlite3.connect(file)
        live.backup(old)
        live.close()
        trial.finish_forward()
        live = sqlite3.connect(file)
        old.backup(live)
        live.close()
        old.close()
        if trial.run("log", "verify").returncode != 1:
            raise Wrong("an older copy of the ledger is said to hold")


def jobs(engine, _seed, _randoms):
    if engine is not Sqlite:
        return []
    return [("F23", f"ledger: {how}", tampered, how) for how in TAMPERINGS] + [("F23", "ledger: older copy", older_copy, 0)]
