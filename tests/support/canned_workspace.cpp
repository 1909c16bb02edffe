// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/canned_workspace.h"

#include <algorithm>
#include <cmath>

namespace sluice {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

RelationName relation(const QString &schema, const QString &name)
{
    return { schema, name };
}

Gate gate(const QString &id, const QString &title, const ProbeSpec &probe, double limit, const QString &text, bool isRelative = false)
{
    Gate made;
    made.id = id;
    made.title = title;
    made.probe = probe;
    made.limits = { { LimitSide::AtMost, limit, isRelative, text } };
    return made;
}

VerdictRecord verdict(const Gate &gate, Verdict verdict, double value, const QString &valueText, const QDateTime &now)
{
    VerdictRecord record;
    record.gate = gate.id;
    record.title = gate.title;
    record.probe = probeName(gate.probe);
    record.verdict = verdict;
    record.value = value;
    record.hasValue = true;
    record.valueText = valueText;
    record.limit = gate.limits.first().value;
    record.limitText = u"limit "_s + gate.limits.first().text;
    record.n = 118;
    record.tick = 118;
    record.at = now.addSecs(-2);
    record.age = 2s;
    record.evidence = verdict == Verdict::Breach ? 1 : 0.04;
    record.boundary = 12'000;
    record.rule = u"evidence %1 %"_s.arg(record.evidence * 100);
    record.goodTicks = 118;
    record.minSamples = gate.minSamples;
    return record;
}

StageState stageState(const QString &id, StagePhase phase, const QDateTime &started, const QDateTime &ended)
{
    StageState state;
    state.id = id;
    state.phase = phase;
    state.attempt = 1;
    state.started = started;
    state.applied = started.addSecs(90);
    state.ended = ended;
    return state;
}

StepState step(const QString &id, const QDateTime &at, qint64 tookMs, qint64 rows = -1)
{
    StepState state;
    state.id = id;
    state.phase = StepPhase::Done;
    state.started = at;
    state.ended = at.addMSecs(tookMs);
    state.rows = rows;
    return state;
}

std::shared_ptr<const PlanBundle> bundleOf(const Plan &plan, const QString &digest)
{
    auto bundle = std::make_shared<PlanBundle>();
    bundle->plan = plan;
    bundle->digest = digest;
    bundle->file = u"plans/"_s + plan.metadata.id + u".yaml"_s;
    return bundle;
}

RunState runOf(const Plan &plan, const QString &run, RunPhase phase)
{
    RunState state;
    state.run = run;
    state.plan = plan.metadata.id;
    state.title = plan.metadata.title;
    state.owner = plan.metadata.owner;
    state.connection = plan.connection;
    state.phase = phase;
    state.actor = u"operator-1"_s;
    state.reason = plan.metadata.reason;
    state.runner = u"agent on ops-2"_s;
    state.epoch = 7;
    return state;
}

RolloutView view(const Plan &plan, const RunState &state)
{
    RolloutView made;
    made.planId = plan.metadata.id;
    made.title = plan.metadata.title;
    made.owner = plan.metadata.owner;
    made.file = u"/srv/analytics-warehouse/plans/"_s + plan.metadata.id + u".yaml"_s;
    made.bundle = bundleOf(plan, u"9c41e07d5b2f6a3388d1"_s);
    made.state = state;
    return made;
}

/// A shorter plan for the other rollouts.
Plan smallPlan(const QString &id, const QString &title, const QString &owner, const RelationName &table)
{
    Plan plan = cannedPlan();
    plan.metadata.id = id;
    plan.metadata.title = title;
    plan.metadata.owner = owner;
    plan.metadata.milestone.reset();
    plan.objects = { table };
    plan.stages.resize(3);
    return plan;
}

RolloutView ordersCurrency(CannedMood mood, const QDateTime &now)
{
    const Plan plan = cannedPlan();
    RunState run = runOf(plan, u"r-0192"_s, RunPhase::Running);
    run.created = now.addDays(-5).addSecs(-3'600);
    run.started = now.addDays(-4).addSecs(-6'000);
    run.firstEffect = run.started.addSecs(4);
    const QDateTime second = run.started.addDays(1).addSecs(22'000);
    const QDateTime third = now.addSecs(-13 * 3'600 - 720);
    StageState compatibility = stageState(u"compatibility"_s, StagePhase::Passed, run.started, second);
    compatibility.steps = { step(u"currency-column"_s, run.started, 42) };
    StageState additive = stageState(u"additive"_s, StagePhase::Passed, second, third);
    additive.steps = { step(u"fill"_s, second, 84'000, 1'204'331), step(u"v2"_s, second.addSecs(90), 61),
        step(u"route"_s, second.addSecs(95), 38) };
    StageState forward = stageState(u"forward"_s, StagePhase::Baking, third, {});
    forward.steps = { step(u"expose:pilot_analysts"_s, third, 3) };
    forward.exposure = 1;
    forward.baked = 13h + 10min;
    const QList<Gate> &gates = plan.stages[2].gates;
    const bool isBreach = mood == CannedMood::Breach;
    forward.verdicts[u"latency"_s] = isBreach ? verdict(gates[0], Verdict::Breach, 1.31, u"1.31×"_s, now)
                                              : verdict(gates[0], Verdict::Healthy, 1.04, u"1.04×"_s, now);
    forward.verdicts[u"errors"_s] = verdict(gates[1], Verdict::Healthy, 0.0003, u"0.03 %"_s, now);
    forward.verdicts[u"fresh"_s] = verdict(gates[2], Verdict::Healthy, 360, u"6 m"_s, now);
    forward.verdicts[u"same-totals"_s] = verdict(gates[3], Verdict::Healthy, 0, u"0 of 731"_s, now);
    if (isBreach) {
        forward.phase = StagePhase::Breached;
        forward.breachGate = u"latency"_s;
        run.holds = { { HoldReason::Breach, u"Latency p95 1.31× baseline against 1.2×, evidence 100 %, n 118, data 2 s old"_s,
            u"gate"_s, now.addSecs(-20) } };
    }
    run.stages = { compatibility, additive, forward };
    run.currentStage = u"forward"_s;
    run.lastSeq = 18'204;
    RolloutView made = view(plan, run);
    made.nextAction = u"Expose to all"_s;
    made.advanceBlockers = isBreach
        ? QStringList { u"Latency p95 breached: 1.31× baseline against 1.2×"_s, u"1 h 12 m of bake left"_s }
        : QStringList { u"1 h 12 m of bake left"_s, u"Gate Errors has 8 of 10 good samples"_s };
    made.startBlockers = { u"orders-currency is already running"_s };
    return made;
}

RolloutView customerSplit(const QDateTime &now)
{
    const Plan plan = smallPlan(u"customer-split"_s, u"Split customers by legal entity"_s, u"crm"_s, relation(u"mart"_s, u"customers"_s));
    RunState run = runOf(plan, u"r-0191"_s, RunPhase::Running);
    run.created = run.started = now.addDays(-2).addSecs(-44'000);
    run.firstEffect = run.started.addSecs(3);
    run.stages = { stageState(u"compatibility"_s, StagePhase::Passed, run.started, run.started.addSecs(118'000)),
        stageState(u"additive"_s, StagePhase::Baking, run.started.addSecs(121'000), {}) };
    run.stages[1].baked = 11h;
    VerdictRecord missing = verdict(plan.stages[1].gates[0], Verdict::NoData, 0, {}, now);
    missing.hasValue = false;
    missing.detail = u"The query gave no row in the last three ticks"_s;
    run.stages[1].verdicts[missing.gate] = missing;
    run.currentStage = u"additive"_s;
    run.holds = { { HoldReason::NoData, u"No nulls: no data for 3 ticks"_s, u"gate"_s, now.addSecs(-1'900) },
        { HoldReason::Operator, u"Waiting for the CRM release"_s, u"operator-2"_s, now.addSecs(-1'200) } };
    RolloutView made = view(plan, run);
    made.nextAction = u"Begin Forward"_s;
    made.advanceBlockers = { u"Held by operator-2: Waiting for the CRM release"_s, u"No nulls: no data for 3 ticks"_s, u"13 h of bake left"_s };
    made.startBlockers = { u"customer-split is already running"_s };
    return made;
}

RolloutView dedupePayments(const QDateTime &now)
{
    const Plan plan = smallPlan(u"dedupe-payments"_s, u"Drop duplicate payments"_s, u"finance-data"_s, relation(u"mart"_s, u"payments"_s));
    RunState run = runOf(plan, u"r-0190"_s, RunPhase::RolledBack);
    run.created = run.started = now.addDays(-5).addSecs(-50'000);
    run.firstEffect = run.started.addSecs(3);
    const QDateTime second = run.started.addSecs(86'000);
    const QDateTime third = second.addSecs(70'000);
    run.ended = third.addSecs(60'000);
    run.stages = { stageState(u"compatibility"_s, StagePhase::Passed, run.started, second),
        stageState(u"additive"_s, StagePhase::Passed, second, third), stageState(u"forward"_s, StagePhase::Undone, third, run.ended) };
    RollbackState rollback;
    rollback.id = u"b-3"_s;
    rollback.to = u"additive"_s;
    rollback.why = u"Error rate 0.9 % against 0.2 %, evidence 100 %"_s;
    rollback.actor = u"gate"_s;
    rollback.trigger = u"gate"_s;
    rollback.requested = run.ended.addSecs(-2);
    rollback.flagsOff = run.ended.addMSecs(-1'900);
    rollback.ended = run.ended;
    rollback.result = RollbackResult::Exact;
    run.rollback = rollback;
    RolloutView made = view(plan, run);
    made.nextAction = u"Start"_s;
    return made;
}

QList<ConnectionView> connections(const QDateTime &now)
{
    ConnectionView warehouse;
    warehouse.profile = { u"warehouse"_s, Engine::Postgresql, u"db-7.internal"_s, 5432, u"analytics"_s, u"sluice_runner"_s,
        u"verify-full"_s, u"sluice_probe"_s, Environment::Prod };
    warehouse.isChecked = warehouse.isReachable = true;
    warehouse.identity = TargetIdentity { u"3f9c2b7e-41d0-4a52-9f7e-0d6f5c1e77a1"_s, Environment::Prod, u"7316122873391034437"_s,
        u"16412"_s, u"analytics"_s };
    warehouse.lease = Lease { warehouse.identity->uuid, u"agent on ops-2"_s, 7, now.addSecs(-86'400), now.addSecs(11) };
    warehouse.checkedAt = now.addSecs(-8);
    ConnectionView staging;
    staging.profile = { u"staging"_s, Engine::Postgresql, u"db-3.internal"_s, 5432, u"analytics"_s, u"sluice_runner"_s,
        u"verify-full"_s, {}, Environment::Staging };
    staging.isChecked = true;
    staging.problem = u"Connection refused by db-3.internal:5432"_s;
    staging.checkedAt = now.addSecs(-8);
    ConnectionView local;
    local.profile.name = u"scratch"_s;
    local.profile.database = u"scratch.db"_s;
    return { warehouse, staging, local };
}

} // namespace

QDateTime cannedNow()
{
    return QDateTime(QDate(2026, 11, 22), QTime(12, 58, 3), Qt::UTC);
}

Plan cannedPlan()
{
    const RelationName orders = relation(u"mart"_s, u"orders"_s);
    const RelationName revenue = relation(u"mart"_s, u"daily_revenue"_s);
    const Gate nulls = gate(u"no-nulls"_s, u"No nulls in currency"_s, NullRateProbe { orders, u"currency"_s, {} }, 0.001, u"0.1 %"_s);
    const Gate totals = gate(u"same-totals"_s, u"Totals mismatch"_s, SqlProbe { { u"select 0, 731"_s, {} } }, 0, u"0"_s);
    const Gate latency
        = gate(u"latency"_s, u"Latency p95"_s, QueryLatencyProbe { { u"select * from mart.daily_revenue"_s, {} } }, 1.2, u"1.2×"_s, true);
    Gate errors = gate(u"errors"_s, u"Error rate"_s,
        ErrorRateProbe { relation(u"ops"_s, u"job_runs"_s), u"status = 'failed'"_s, u"finished_at"_s, 1h }, 0.002, u"0.2 %"_s);
    errors.hardLimit = 0.05;
    const Gate fresh = gate(u"fresh"_s, u"Freshness"_s, FreshnessProbe { orders, u"loaded_at"_s }, 900, u"15 m"_s);

    Plan plan;
    plan.metadata = { u"orders-currency"_s, u"Add currency to orders and restate revenue"_s,
        u"Finance reports in three currencies from January"_s, u"finance-data"_s, u"FIN-4821"_s, Milestone { u"Board report"_s, QDate(2026, 11, 23) },
        {}, { { u"Matches the finance control total within 0.01 %"_s, u"same-totals"_s } },
        { { u"Payments without a country get no currency"_s, u"Nightly fill job"_s, u"no-nulls"_s } } };
    plan.connection = u"warehouse"_s;
    plan.objects = { orders, revenue };
    plan.flags = { { u"orders_currency"_s, revenue, relation(u"mart"_s, u"daily_revenue_v1"_s), relation(u"mart"_s, u"daily_revenue_v2"_s) } };
    Backfill fill { orders, { { u"currency"_s, u"ref.currency_of(country)"_s } }, u"currency is null"_s, {}, 20'000, 0ms };
    plan.stages = {
        { u"compatibility"_s, StageKind::Compatibility, {}, { { u"currency-column"_s, AddColumn { orders, { u"currency"_s, u"text"_s } }, {}, {} } },
            {}, { totals }, 12h, BreachAction::Hold },
        { u"additive"_s, StageKind::Additive, {},
            { { u"fill"_s, fill, {}, {} }, { u"v2"_s, CreateView { plan.flags[0].candidate, { u"select day, currency, sum(amount) from mart.orders group by 1, 2"_s, {} } }, {}, {} },
                { u"route"_s, InstallFlag { u"orders_currency"_s }, {}, {} } },
            {}, { nulls, totals }, 24h, BreachAction::Hold },
        { u"forward"_s, StageKind::Forward, {}, {}, { { u"pilot_analysts"_s, 4h }, { u"all"_s, 20h } },
            { latency, errors, fresh, totals }, 14h + 22min, BreachAction::Rollback },
        { u"resilience"_s, StageKind::Resilience, {}, {}, {}, { fresh }, 24h, BreachAction::Hold },
    };
    plan.rollback = { 72h, u"@finance-oncall"_s, u"runbooks/orders-currency.md"_s, 1s, 5min };
    plan.communication = { { u"bi-team"_s, u"finance"_s }, { u"webhook:data-changes"_s }, { u"finance-data"_s, u"data-platform"_s } };
    return plan;
}

WorkspaceSnapshot cannedWorkspace(CannedMood mood, const QDateTime &now)
{
    WorkspaceSnapshot snapshot;
    snapshot.workspace.root = u"/srv/analytics-warehouse"_s;
    snapshot.workspace.name = u"analytics-warehouse"_s;
    snapshot.workspace.id = u"5b0c8f0e-7a43-4b7e-8f43-0f6d7f1f2a10"_s;
    snapshot.connections = connections(now);
    for (const ConnectionView &connection : snapshot.connections)
        snapshot.workspace.connections.append(connection.profile);

    const Plan draft = smallPlan(u"sessions-bigint"_s, u"Widen session ids to bigint"_s, u"web"_s, relation(u"mart"_s, u"sessions"_s));
    RunState never;
    never.plan = draft.metadata.id;
    RolloutView sessions = view(draft, never);
    sessions.nextAction = u"Start"_s;

    RolloutView broken;
    broken.planId = u"invoices-rounding"_s;
    broken.title = u"invoices-rounding"_s;
    broken.file = u"/srv/analytics-warehouse/plans/invoices-rounding.yaml"_s;
    broken.problems = { { u"plans/invoices-rounding.yaml"_s, 14, 7, u"unknown key 'intervall'; did you mean 'interval'?"_s, u"stages[0].gates[0].intervall"_s },
        { u"plans/invoices-rounding.yaml"_s, 31, 3, u"a forward stage needs at least one gate"_s, u"stages[2]"_s } };
    broken.startBlockers = { u"The plan file cannot be read: 2 problems"_s };

    snapshot.rollouts = { ordersCurrency(mood, now), customerSplit(now), sessions, dedupePayments(now), broken };
    if (mood == CannedMood::Breach) {
        snapshot.alarms.append({ AlarmLevel::Breach, u"orders-currency"_s, u"r-0192"_s,
            u"Forward · latency p95 1.31× against 1.2×, evidence 100 %"_s, now.addSecs(-20), true });
    }
    snapshot.alarms.append(
        { AlarmLevel::Hold, u"customer-split"_s, u"r-0191"_s, u"Additive · no data for 3 ticks · held by operator-2"_s, now.addSecs(-1'900), true });
    snapshot.ledgerHead.seq = 18'204;
    snapshot.ledgerReport = LedgerReport { true, 18'204, 0, {} };
    snapshot.runner = u"agent on ops-2"_s;
    snapshot.at = now.addSecs(-2);
    return snapshot;
}

RollbackPreview cannedPreview(const QDateTime &now)
{
    RollbackPreview preview;
    preview.run = u"r-0192"_s;
    preview.planId = u"orders-currency"_s;
    preview.to = u"additive"_s;
    preview.toTitle = u"Additive"_s;
    preview.choices = { u"additive"_s, u"compatibility"_s, QString() };
    preview.why = u"Latency p95 1.31× baseline against 1.2×, evidence 100 %, n 118, data 2 s old"_s;
    preview.steps = {
        { u"forward"_s, u"expose:pilot_analysts"_s, u"Flag orders_currency off"_s, u"no lock"_s, u"~0.1 s"_s, { u"update sluice.flags set …"_s }, 0, {} },
        { u"additive"_s, u"route"_s, u"Restore view mart.daily_revenue"_s, u"ACCESS EXCLUSIVE, 4 ms"_s, u"~0.1 s"_s, { u"create or replace view …"_s }, 0, {} },
        { u"compatibility"_s, u"currency-column"_s, u"Keep column currency (quarantine)"_s, u"ACCESS EXCLUSIVE, 2 ms"_s, u"~0.1 s"_s, { u"alter table …"_s }, 0,
            u"its 12 408 values stay in quarantine"_s,
            { u"order_id 200117, currency CHF"_s, u"order_id 200118, currency CHF"_s, u"order_id 200131, currency NOK"_s }, true },
        { {}, {}, u"Verify schema and 3 tables"_s, u"no lock"_s, u"~1.6 s"_s, {}, 0, {} },
    };
    preview.readersBackIn = u"~0.1 s"_s;
    preview.undoneIn = u"~2 s"_s;
    preview.rowsLost = 0;
    preview.rowsArrived = 12'408;
    preview.affected = { u"2 views"_s, u"3 dashboards"_s, u"1 job"_s };
    using State = ReadinessLight::State;
    preview.lights = { { State::Ok, u"Window"_s, u"71 h left"_s }, { State::Ok, u"Target identity"_s, u"3f9c…a1"_s },
        { State::Ok, u"Privileges"_s, {} }, { State::Ok, u"Snapshot checksummed"_s, u"4 m ago"_s }, { State::Ok, u"No drift"_s, u"8 s ago"_s },
        { State::Warning, u"Lock conflict"_s, u"1 reader, 12 s"_s } };
    preview.runbook = { u"Orders currency"_s,
        { { u"Commander named"_s, u"you"_s, true }, { u"Loader paused by flag"_s, u"data-platform"_s, true },
            { u"bi-team told"_s, u"finance-data"_s, false }, { u"Freshness of 3 dashboards"_s, u"bi-team"_s, false } },
        { { u"initial"_s, u"We are rolling back “{{title}}” after {{why}}."_s } } };
    preview.message = u"We are rolling back “Add currency to orders” after query latency rose at 12:57 UTC. Revenue dashboards return to the previous version now. Next update 13:20 UTC."_s;
    preview.isAllowed = true;
    preview.at = now;
    return preview;
}

QList<Sample> cannedSamples(const QString &gate, CannedMood mood, const QDateTime &now)
{
    constexpr int kTicks = 240;
    QList<Sample> samples;
    for (int i = 0; i < kTicks; ++i) {
        Sample sample;
        sample.run = u"r-0192"_s;
        sample.stage = u"forward"_s;
        sample.gate = gate;
        sample.tick = i;
        sample.at = now.addSecs(-2 - 30 * (kTicks - 1 - i));
        sample.sampleClass = SampleClass::Good;
        sample.n = 118;
        const double wave = 0.04 * std::sin(i * 0.4) + 0.02 * std::sin(i * 1.7);
        double base = 1.0 + wave;
        if (gate == u"latency"_s && mood == CannedMood::Breach && i > 180)
            base += 0.33 * (i - 180) / 59.0;
        sample.value = gate == u"errors"_s ? 0.0003 * base : gate == u"fresh"_s ? 360 * base : gate == u"latency"_s ? 240 * base : 0;
        if (gate == u"fresh"_s && i > 120 && i < 145) {
            sample.sampleClass = SampleClass::NoData;
            sample.value = 0;
            sample.n = 0;
            sample.detail = u"no rows"_s;
        }
        sample.tookMs = 12;
        samples.append(sample);
    }
    return samples;
}

QString hostileText()
{
    return u"<b>bold</b><img src=x> %1 %2 &amp; \u202Eevil\u202C \u05E9\u05DC\u05D5\u05DD عربى\nsecond line\t"_s
        + u"very-long-name-without-any-blank-"_s.repeated(12);
}

WorkspaceSnapshot hostileWorkspace(const QDateTime &now)
{
    WorkspaceSnapshot snapshot = cannedWorkspace(CannedMood::Breach, now);
    const QString hostile = hostileText();
    snapshot.workspace.name = hostile;
    snapshot.runner = hostile;
    snapshot.ledgerProblem = hostile;
    for (Alarm &alarm : snapshot.alarms)
        alarm.text = hostile;
    for (ConnectionView &connection : snapshot.connections) {
        connection.profile.database = connection.profile.host = connection.profile.user = hostile;
        if (!connection.problem.isEmpty())
            connection.problem = hostile;
    }
    for (RolloutView &rollout : snapshot.rollouts) {
        rollout.title = rollout.owner = hostile;
        rollout.nextAction = hostile;
        for (QStringList *list : { &rollout.startBlockers, &rollout.advanceBlockers })
            list->fill(hostile);
        for (PlanFinding &problem : rollout.problems)
            problem.text = hostile;
        for (Hold &hold : rollout.state.holds)
            hold.why = hold.actor = hostile;
        for (StageState &stage : rollout.state.stages) {
            for (VerdictRecord &record : stage.verdicts)
                record.title = record.valueText = record.limitText = hostile;
        }
        if (rollout.bundle) {
            auto bundle = std::make_shared<PlanBundle>(*rollout.bundle);
            bundle->plan.metadata.title = bundle->plan.metadata.reason = hostile;
            for (Stage &stage : bundle->plan.stages)
                stage.title = hostile;
            rollout.bundle = bundle;
        }
    }
    return snapshot;
}

} // namespace sluice
