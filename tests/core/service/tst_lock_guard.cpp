// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "rollout_bed.h"
#include "warehouse/fence.h"
#include "warehouse/held_locks.h"

#include <QElapsedTimer>
#include <QTest>

#include <thread>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

/// An index whose every row takes its time, so that its build keeps writers out for six seconds.
const QString kSlowIndex = uR"plan(apiVersion: sluice/v1
kind: RolloutPlan
metadata: {id: totals, title: Slow, reason: test, owner: crm-data}
target: {connection: warehouse, objects: [@orders]}
stages:
  - id: additive
    kind: additive
    steps:
      - {id: index, op: sql, sql: "CREATE INDEX slow_id ON @orders (slow(id))", rollback: DROP INDEX IF EXISTS public.slow_id, touches: [@orders], reversibility: R0}
    gates:
      - {id: rows, probe: row_count, table: @orders, min: 1, interval: 100ms, warmup: 1, min_samples: 2}
    bake: 100ms
rollback: {window: 1h, owner: crm-oncall, budget: {max_lock: §}}
)plan"_s;

void makeSlow(const RolloutBed &bed)
{
    bed.database().run(u"CREATE FUNCTION public.slow(n integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS"
                       " $$ BEGIN PERFORM pg_sleep(0.1); RETURN n; END $$;"
                       "INSERT INTO public.orders SELECT i, i FROM generate_series(4, 60) i"_s);
}

/// Of somebody who waits as long as it takes.
std::unique_ptr<SqlSession> patientSession(const TestDatabase &database)
{
    auto session = database.open();
    if (!session->setTimeouts(std::chrono::minutes(1), std::chrono::minutes(1)))
        qFatal("no timeouts");
    return session;
}

/// Somebody's application: one write after the other, the longest of which counts.
class Writer
{
public:
    explicit Writer(const RolloutBed &bed)
        : m_thread([this, &bed](const std::stop_token &stop) {
            const auto session = patientSession(bed.database());
            while (!stop.stop_requested()) {
                QElapsedTimer since;
                since.start();
                (void)session->execute(u"UPDATE public.orders SET amount = amount WHERE id = 1"_s);
                m_longest = std::max<qint64>(m_longest.load(), since.elapsed());
                m_writes.fetch_add(1);
            }
        })
    {
    }
    qint64 longest() const { return m_longest.load(); }
    int writes() const { return m_writes.load(); }

private:
    std::atomic<qint64> m_longest { 0 };
    std::atomic<int> m_writes { 0 };
    std::jthread m_thread;
};

} // namespace

/// lock_timeout bounds how long a step waits; this is about how long others wait for it.
class LockGuardTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whoeverWaitsIsCounted()
    {
        TestDatabase database(Engine::Postgresql);
        const auto control = database.open(SessionRole::Control);
        database.run(u"CREATE TABLE t (n int)"_s);
        const QString tag = sessionTag(u"me"_s, SessionRole::Steps);
        SessionOptions options;
        options.applicationName = tag;
        const auto holder = database.open(SessionRole::Steps, options);
        VERIFY_OK(holder->begin());
        VERIFY_OK(holder->execute(u"LOCK TABLE t IN SHARE ROW EXCLUSIVE MODE"_s));
        VERIFY_OK(queueBehind(*control, tag));
        QCOMPARE(queueBehind(*control, tag)->waiters, 0);
        std::vector<std::jthread> waiting;
        for (int i = 0; i < 3; ++i) {
            waiting.emplace_back([&database] {
                const auto session = patientSession(database);
                (void)session->execute(u"INSERT INTO t VALUES (1)"_s);
            });
        }
        QTRY_COMPARE(queueBehind(*control, tag)->waiters, 3);
        QTRY_VERIFY(queueBehind(*control, tag)->longest >= Duration(300));
        QCOMPARE(queueBehind(*control, u"sluice:nobody:steps"_s)->waiters, 0);
        holder->rollback();
        QTRY_COMPARE(queueBehind(*control, tag)->waiters, 0);
    }

    void aStepThatHoldsOthersUpIsGivenUp()
    {
        RolloutBed bed(Engine::Postgresql);
        bed.usePlan(QString(kSlowIndex).replace(u"§"_s, u"500ms"_s));
        makeSlow(bed);
        bed.start();
        const Writer writer(bed);
        TRY(bed.state().isHeldBy(HoldReason::Failure));
        const QString why = bed.state().holds.first().why;
        QVERIFY2(why.contains(u"it was given up, another session waited"_s), qPrintable(why));
        // Three tries, and each let go long before it was through.
        QVERIFY2(writer.longest() < 3'000, qPrintable(QString::number(writer.longest())));
        QCOMPARE(bed.database().value(u"SELECT count(*) FROM pg_class WHERE relname = 'slow_id'"_s).toInt(), 0);
    }

    void nobodyWaitsNobodyGivesUp()
    {
        RolloutBed bed(Engine::Postgresql);
        bed.usePlan(QString(kSlowIndex).replace(u"§"_s, u"500ms"_s));
        makeSlow(bed);
        bed.start();
        TRY(bed.state().phase == RunPhase::Observing);
        QCOMPARE(bed.database().value(u"SELECT count(*) FROM pg_class WHERE relname = 'slow_id'"_s).toInt(), 1);
    }

    /// Whoever says so lets others wait longer.
    void theBudgetOfThePlanCounts()
    {
        RolloutBed bed(Engine::Postgresql);
        bed.usePlan(QString(kSlowIndex).replace(u"§"_s, u"1m"_s));
        makeSlow(bed);
        bed.start();
        const Writer writer(bed);
        TRY(bed.state().phase == RunPhase::Observing);
    }
};

QTEST_GUILESS_MAIN(LockGuardTest)
#include "tst_lock_guard.moc"
