# SPDX-License-Identifier: Apache-2.0
"""The rollouts that are carried forward and back while something happens to them."""

PLAN_ID = "faults"
STEPS = ["make-table", "add-column", "fill", "make-index", "make-view", "route", "expose:all"]
FORWARD = ("run", PLAN_ID, "--exit-on-hold")
BACK = ("rollback", PLAN_ID, "--to", "start", "--yes", "--reason", "fault rehearsal")

PLAN = """apiVersion: sluice/v1
kind: RolloutPlan
metadata: {id: faults, title: Fault rehearsal, reason: rehearsal, owner: data-platform}
target: {connection: warehouse, objects: [orders, daily]}
flags:
  - {name: daily_flag, serves: daily, legacy: daily_v1, candidate: daily_v2}
stages:
  - id: additive
    kind: additive
    steps:
      - {id: make-table, op: create_table, table: notes, columns: [{name: id, type: integer}, {name: body, type: text}], primary_key: [id]}
      - {id: add-column, op: add_column, table: orders, column: {name: currency, type: %(text)s}}
      - {id: fill, op: backfill, table: orders, set: {currency: "'EUR'"}, where: "currency is null", batch: 40, nice: 0}
      - {id: make-index, op: create_index, name: orders_currency, table: orders, columns: [currency]%(concurrently)s}
      - {id: make-view, op: create_view, view: daily_v2, sql: "select day, sum(amount) as amount from orders group by day"}
      - {id: route, op: install_flag, flag: daily_flag}
  - id: forward
    kind: forward
    exposure: [{cohort: all, hold: 1ms}]
rollback: {window: 1h, owner: "@on-call"}
"""

# A backfill of an old column in a stage of its own: no other undo takes its values along.
REFILL = """apiVersion: sluice/v1
kind: RolloutPlan
metadata: {id: faults, title: Fault rehearsal, reason: rehearsal, owner: data-platform}
target: {connection: warehouse, objects: [orders, daily]}
stages:
  - id: additive
    kind: additive
    steps:
      - {id: make-view, op: create_view, view: daily_v2, sql: "select day, sum(amount) as amount from orders group by day"}
  - id: refill
    kind: additive
    steps:
      - {id: refill, op: backfill, table: orders, set: {amount: "-amount"}, where: "amount > 0", batch: 40, nice: 0}
rollback: {window: 1h, owner: "@on-call"}
"""

# Many stages that cost little, to be taken back one after the other.
STAGED = """apiVersion: sluice/v1
kind: RolloutPlan
metadata: {id: faults, title: Fault rehearsal, reason: rehearsal, owner: data-platform}
target: {connection: warehouse, objects: [orders, daily]}
stages:
""" + "".join(f"""  - id: s{n}
    kind: additive
    steps:
      - {{id: add{n}, op: add_column, table: orders, column: {{name: extra{n}, type: integer}}}}
""" for n in range(1, 9)) + """rollback: {window: 1h, owner: "@on-call"}
"""
