# SPDX-License-Identifier: Apache-2.0
"""F24 to F26: others change the schema while a rollout goes on, what it keeps to come back, or what its own steps do."""

from engines import Postgres, Sqlite, Wrong, tail
from trial import BACK, FORWARD, REFILL, Trial

# Of a touched table or view, each by itself.
DRIFTS = {
    "SQLite": {
        "column": "alter table orders add column note text",
        "index": "create index foreign_index on orders (day)",
        "trigger": "create trigger foreign_trigger after insert on orders begin select 1; end",
        "rename": "alter table orders rename column day to date",
    },
    "PostgreSQL": {
        "column": "alter table orders add column note text",
        "default": "alter table orders alter amount set default 7",
        "not null": "alter table orders alter day set not null",
        "index": "create index foreign_index on orders (day)",
        "check": "alter table orders add constraint positive check (amount >= 0) not valid",
        "trigger": "create function public.nothing() returns trigger language plpgsql as 'begin return new; end';"
                   "create trigger foreign_trigger before insert on orders for each row execute function public.nothing()",
        "view": "create or replace view daily as select day, sum(amount) as amount from orders where day > 0 group by day",
        "comment": "comment on column orders.day is 'what it was'",
        "grant": "grant select on orders to public",
        "row security": "alter table orders enable row level security",
    },
}
KEPT = {  # done to the rows that a backfill put aside
    "dropped": "drop table {}",
    "emptied": "delete from {}",
    "overwritten": "update {} set sluice_old_1 = 0",
    "keys": "update {} set sluice_key_1 = sluice_key_1 + 1000",
}


def drifted(engine, what):
    """Between two steps: the next one is not run, and nothing of it is there."""
    with Trial(engine) as trial:
        runner = trial.stopped("K14", *FORWARD)
        trial.engine.write(DRIFTS[engine.name][what])
        receipts = trial.engine.rows("select count(*) from sluice.receipt")
        code, said = runner.go_on()
        holds = " ".join(hold["reason"] for hold in trial.rollout()["holds"])
        if code == 0 or "drift" not in holds:
            raise Wrong(f"'{what}' was not seen: {code} {holds} {said}")
        if trial.engine.rows("select count(*) from sluice.receipt") != receipts:
            raise Wrong(f"a step was run on a schema that had drifted by '{what}'")


def saved_table(trial):
    if trial.engine.kind == "sqlite":
        found = trial.engine.rows("select name from sqlite_master where type = 'table' and name like '%saved%'")
    else:
        found = trial.engine.rows("select oid::regclass::text from pg_class where relnamespace = 'sluice'::regnamespace and relkind = 'r' and relname like '%saved%'")
    if len(found) != 1:
        raise Wrong(f"there was never one table of old values: {found}")
    return found[0][0]


def kept_values_changed(engine, what):
    """What is to be given back was touched: the rollback says so, by name, and never that it was exact."""
    with Trial(engine, REFILL) as trial:
        trial.must(*FORWARD)
        trial.engine.write(KEPT[what].format(saved_table(trial)))
        done = trial.run(*BACK, "--json")
        rollout = trial.rollout()
        said = tail(done.stderr, done.stdout)
        if '"result": "EXACT"' in done.stdout or '"EXACT"' in str(rollout.get("rollback")):
            raise Wrong(f"EXACT, and the kept values were {what}: {said}")
        if done.returncode == 0 or not any(word in said for word in ("old values", "orders", "checksum")):
            raise Wrong(f"the kept values were {what}, and nobody is told: {done.returncode} {said}")
        trial.must("log", "verify")


def hidden_effect(engine, what):
    """A step does more than it says, by a trigger of the server: the difference is told, and a rollback that leaves it
    is not exact."""
    effects = {
        "index": "if not exists (select from pg_class where relname = 'hidden') then create index hidden on public.orders (day); end if",
        "comment": "comment on table public.orders is 'seen by the trigger'",
        "grant": "grant select on public.orders to public",
        "table": "create table if not exists public.hidden (id int)",
    }
    with Trial(engine) as trial:
        trial.engine.write(f"""create function public.hide() returns event_trigger language plpgsql as $$
            begin
                if current_setting('hide.busy', true) = 'on' then return; end if;
                perform set_config('hide.busy', 'on', false);
                {effects[what]};
                perform set_config('hide.busy', '', false);
            end $$;
            create event trigger hidden_effect on ddl_command_end when tag in ('ALTER TABLE') execute function public.hide()""")
        try:
            trial.settle_forward()
            log = trial.must("log", "--details", "--limit", "200")
            done = trial.run(*BACK, "--json")
            is_exact = '"result":"EXACT"' in done.stdout.replace(" ", "")
        finally:
            trial.engine.write("drop event trigger if exists hidden_effect")
        if is_exact:
            raise Wrong(f"EXACT, and the hidden {what} stays")
        if "hidden" not in log + done.stdout and what in ("index", "table"):
            raise Wrong(f"the hidden {what} is named nowhere: {tail(done.stdout)}")


def jobs(engine, _seed, _randoms):
    if engine not in (Sqlite, Postgres):
        return []
    found = [("F25", "drift between steps", drifted, what) for what in DRIFTS[engine.name]]
    found += [("F24", f"kept values {what}", kept_values_changed, what) for what in KEPT]
    if engine is Postgres:
        found += [("F26", "hidden effect of a step", hidden_effect, what) for what in ("index", "comment", "grant", "table")]
    return found


