// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "rollout_stand.h"

#include "engine/rollback_proof.h"
#include "ledger/sqlite_ledger.h"
#include "plan/workspace.h"

#include <QFile>
#include <QTest>

namespace sluice::bench {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kPlan = R"(apiVersion: sluice/v1
kind: RolloutPlan
metadata: {id: bench, title: Add currency to orders, reason: finance asks, owner: finance-data}
target: {connection: warehouse, objects: [mart.orders, mart.totals]}
flags:
  - {name: bench, serves: mart.totals, legacy: mart.totals_v1, candidate: mart.totals_v2}
stages:
  - id: compatibility
    kind: compatibility
    steps:
      - {id: currency, op: add_column, table: mart.orders, column: {name: currency, type: text}}
    gates:
      - {id: there, probe: sql, sql: SELECT amount FROM mart.totals WHERE id = 1, min: 0, interval: 100ms, warmup: 1, min_samples: 2}
  - id: additive
    kind: additive
    steps:
      - {id: fill, op: backfill, table: mart.orders, set: {currency: "CASE WHEN customer % 3 = 0 THEN 'CHF' ELSE 'EUR' END"}, where: currency is null, batch: 10000}
      - {id: by-currency, op: create_index, name: orders_currency, table: mart.orders, columns: [currency], concurrently: true}
      - {id: v2, op: create_view, view: mart.totals_v2, sql: "SELECT id, amount, CASE WHEN currency IS NULL THEN 'unknown' ELSE 'candidate' END AS source FROM mart.orders CROSS JOIN (VALUES (1)) AS one"}
      - {id: route, op: install_flag, flag: bench}
    gates:
      - {id: still-there, probe: sql, sql: SELECT amount FROM mart.totals WHERE id = 1, min: 0, interval: 100ms, warmup: 1, min_samples: 2}
  - id: forward
    kind: forward
    exposure: [{cohort: all, hold: 300ms}]
    gates:
      - {id: live, probe: sql, sql: SELECT amount FROM mart.totals WHERE id = 1, min: 0, interval: 100ms, warmup: 1, min_samples: 2}
  - id: resilience
    kind: resilience
    gates:
      - {id: after, probe: sql, sql: SELECT amount FROM mart.totals WHERE id = 1, min: 0, interval: 100ms, warmup: 1, min_samples: 2}
    bake: 200ms
rollback: {window: 1h, owner: finance-oncall, budget: {max_lock: 1s, max_duration: 2m}}
)";

template <class T> T orDie(Result<T> result, const char *what)
{
    if (!result)
        qFatal("%s: %s (%s)", what, qPrintable(result.error().what), qPrintable(result.error().where));
    if constexpr (!std::is_void_v<T>)
        return *std::move(result);
}

} // namespace

RolloutStand::RolloutStand(const PostgresCluster &cluster, const QString &database)
    : RolloutStand(cluster, database, kPlan)
{
}

RolloutStand::RolloutStand(const PostgresCluster &cluster, const QString &database, const QByteArray &plan)
{
    orDie(createWorkspace(m_folder.path(), u"bench"_s), "workspace");
    QFile file(m_folder.filePath(u"plans/bench.yaml"_s));
    if (!file.open(QIODevice::WriteOnly) || file.write(plan) < 0)
        qFatal("%s", qPrintable(file.errorString()));
    file.close();
    m_service = std::make_unique<LocalService>(
        orDie(openWorkspace(m_folder.path()), "workspace"), ServiceDependencies { &m_clock, nullptr, u"bench"_s });
    m_service->start();
    answer(m_service->addConnection(cluster.profile(database), Secret()), "connection");
    static_cast<void>(answer(m_service->enrolConnection(u"warehouse"_s), "enrolment"));
}

void RolloutStand::goForward()
{
    m_run = answer(m_service->startRollout(u"bench"_s, u"bench"_s), "start");
    waitFor([this] { return state().phase == RunPhase::Observing; }, "forward");
}

void RolloutStand::goUntilJudged(const QString &stage)
{
    m_run = answer(m_service->startRollout(u"bench"_s, u"bench"_s), "start");
    waitFor(
        [&] {
            const RunState now = state();
            const StageState *known = now.run == m_run ? now.stage(stage) : nullptr;
            return known && known->phase == StagePhase::Baking
                && std::any_of(known->verdicts.cbegin(), known->verdicts.cend(),
                    [](const VerdictRecord &record) { return record.goodTicks > 0; });
        },
        "judged");
}

void RolloutStand::waitForRollback()
{
    waitFor(
        [this] {
            const RunState now = state();
            return now.phase == RunPhase::RolledBack && now.rollback && now.rollback->ended.isValid();
        },
        "rolled back", true);
}

void RolloutStand::goBack()
{
    answer(m_service->rollBack(m_run, {}, u"bench"_s), "rollback");
    waitFor(
        [this] {
            return state().phase == RunPhase::RolledBack && state().rollback && state().rollback->ended.isValid();
        },
        "back");
}

RunState RolloutStand::state() const
{
    const SnapshotPtr snapshot = m_service->snapshot();
    const RolloutView *view = snapshot ? snapshot->rollout(u"bench"_s) : nullptr;
    return view ? view->state : RunState {};
}

template <class T> T RolloutStand::answer(const QFuture<Result<T>> &future, const char *what)
{
    waitFor([&] { return future.isFinished(); }, what);
    return orDie(future.result(), what);
}

void RolloutStand::waitFor(const std::function<bool()> &isReached, const char *what, bool mayBreach)
{
    const auto isOver = [&] {
        const RunState now = state();
        const bool isHeld = std::any_of(now.holds.cbegin(), now.holds.cend(),
            [mayBreach](const auto &hold) { return !mayBreach || hold.reason != HoldReason::Breach; });
        if (isHeld || now.phase == RunPhase::RollbackStuck)
            qFatal("%s: %s, %s", what, qPrintable(runPhaseName(now.phase)),
                qPrintable(now.holds.isEmpty() ? now.rollback ? now.rollback->stuckWhy : QString() : now.holds[0].why));
        if (const auto error = m_service->runnerError(m_run))
            qFatal("%s: %s", what, qPrintable(error->what));
        return isReached();
    };
    if (!QTest::qWaitFor(isOver, 3'600'000))
        qFatal("%s: not over within an hour", what);
}

QList<Event> RolloutStand::events() const
{
    const auto ledger
        = orDie(SqliteLedger::open(m_folder.filePath(u".sluice/ledger.db"_s), m_clock, u"bench"_s), "ledger");
    return orDie(ledger->readRun(m_run), "ledger");
}

QDateTime RolloutStand::momentOf(EventType type, const QString &step) const
{
    const QList<Event> all = events();
    for (auto it = all.crbegin(); it != all.crend(); ++it) {
        if (it->type == type && (step.isEmpty() || it->json()[u"step"_s].toString() == step))
            return it->at;
    }
    qFatal("the ledger has no such entry: %s", qPrintable(eventTypeName(type)));
}

QString RolloutStand::result() const
{
    const RunState now = state();
    return now.rollback ? rollbackResultName(now.rollback->result) : QString();
}

QByteArray RolloutStand::slowestUndo() const
{
    QString step;
    qint64 longest = -1;
    for (const Event &event : events()) {
        const QJsonObject entry = event.json();
        const qint64 took = entry[u"took_ms"_s].toInteger();
        if (event.type != EventType::UndoDone || took <= longest)
            continue;
        longest = took;
        step = entry[u"step"_s].toString();
    }
    return "the undo of '" + step.toUtf8() + "' took " + QByteArray::number(longest) + " ms of it";
}

QByteArray RolloutStand::timelineOfRollback() const
{
    const QDateTime intent = momentOf(EventType::RollbackIntent);
    QByteArray lines;
    for (const Event &event : events()) {
        if (event.at >= intent)
            lines += QByteArray::number(intent.msecsTo(event.at)) + " ms\t" + eventTypeName(event.type).toUtf8() + '\t'
                + event.json()[u"step"_s].toString().toUtf8() + '\n';
    }
    return lines;
}

} // namespace sluice::bench
