// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/shared/demo_warehouse.h"
#include "app/shared/demo_workspace.h"
#include "plan/plan_bundle.h"
#include "quality/gate_judge.h"
#include "quality/probe.h"

#include "support/verify.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestSimulator : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void ordersComeIn();
    void stopsPromptly();
    void waitsForNobody();
    void followsTheCurrencyColumn();
    void surviesAMissingWarehouse();
    void healthyGatesStayHealthy();
    void loaderErrorsBreach();
    void stalledOrdersBreach();
    void healingBringsGoodSamples();

private:
    std::unique_ptr<SqlSession> open(SessionRole role) const;
    qint64 number(const QString &sql) const;
    Verdict judgedFor(const Gate &gate, int ticks, Duration atMost);
    Sample sampleOf(const Gate &gate);

    QTemporaryDir m_made;
    std::unique_ptr<QTemporaryDir> m_folder;
    Workspace m_workspace;
    std::unique_ptr<Simulator> m_simulator;
};

namespace {

/// The gates of the demo plan's forward stage, as its file states them.
Gate errorsGate()
{
    Gate gate;
    gate.id = u"errors"_s;
    gate.probe = ErrorRateProbe { { {}, u"job_runs"_s }, u"status = 'failed'"_s, u"finished_at"_s, 20s };
    gate.limits = { Limit { LimitSide::AtMost, 0.05, false, {} } };
    gate.hardLimit = 0.5;
    gate.minRows = 20;
    gate.warmup = 2;
    gate.minSamples = 8;
    return gate;
}

Gate freshGate(double seconds)
{
    Gate gate;
    gate.id = u"fresh"_s;
    gate.probe = FreshnessProbe { { {}, u"orders"_s }, u"loaded_at"_s };
    gate.limits = { Limit { LimitSide::AtMost, seconds, false, {} } };
    gate.warmup = 2;
    gate.minSamples = 8;
    return gate;
}

} // namespace

void TestSimulator::initTestCase()
{
    QVERIFY(m_made.isValid());
    VERIFY_OK(buildDemoWarehouse(m_made.filePath(u"warehouse.db"_s), SystemClock().nowUtc()));
}

void TestSimulator::init()
{
    m_simulator.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(QFile::copy(m_made.filePath(u"warehouse.db"_s), m_folder->filePath(u"warehouse.db"_s)));
    m_workspace = {};
    m_workspace.root = m_folder->path();
    m_simulator = demoSimulator(m_workspace, 30ms);
}

std::unique_ptr<SqlSession> TestSimulator::open(SessionRole role) const
{
    ConnectionProfile profile;
    profile.name = u"warehouse"_s;
    profile.database = u"warehouse.db"_s;
    auto session = SqlSession::open(profile, m_workspace.root, role, {});
    if (!session)
        qFatal("%s", qPrintable(session.error().what));
    return *std::move(session);
}

qint64 TestSimulator::number(const QString &sql) const
{
    const auto rows = open(SessionRole::Control)->query(sql);
    if (!rows)
        qFatal("%s", qPrintable(rows.error().what));
    return rows->scalar().toLongLong();
}

Sample TestSimulator::sampleOf(const Gate &gate)
{
    const auto session = open(SessionRole::Probe);
    const auto query = compileProbe(Engine::Sqlite, gate);
    if (!query)
        qFatal("%s", qPrintable(query.error().what));
    return runProbe(*session, gate, *query, Branch::Live, SystemClock().nowUtc());
}

/// Samples the gate again and again until it breached, or so many ticks were judged.
Verdict TestSimulator::judgedFor(const Gate &gate, int ticks, Duration atMost)
{
    GateJudge judge(gate, false, {});
    qint64 tick = 0;
    const bool ended = QTest::qWaitFor(
        [&] {
            Sample sample = sampleOf(gate);
            sample.tick = tick++;
            judge.feed(sample);
            return judge.current().verdict == Verdict::Breach || judge.current().goodTicks >= ticks;
        },
        static_cast<int>(atMost.count()));
    qInfo("%s", qPrintable(whySentence(judge.current())));
    return ended ? judge.current().verdict : Verdict::Inconclusive;
}

void TestSimulator::ordersComeIn()
{
    const qint64 orders = number(u"SELECT count(*) FROM orders"_s);
    const qint64 payments = number(u"SELECT count(*) FROM payments"_s);
    const qint64 runs = number(u"SELECT count(*) FROM job_runs"_s);
    m_simulator->start();
    m_simulator->start(); // no second thread
    QTRY_VERIFY(m_simulator->report().orders >= 10);
    m_simulator->stop();
    const Simulator::Report report = m_simulator->report();
    QCOMPARE(number(u"SELECT count(*) FROM orders"_s), orders + report.orders);
    QCOMPARE(number(u"SELECT count(*) FROM payments"_s), payments + report.orders);
    QCOMPARE(number(u"SELECT count(*) FROM job_runs"_s), runs + report.loaderRuns);
    QCOMPARE(report.failedRuns, 0);
    QVERIFY(number(u"SELECT count(*) FROM orders WHERE loaded_at >= datetime('now', '-60 seconds') AND ordered_on = date('now')"_s) > 0);
    QCOMPARE(number(u"SELECT count(*) FROM pragma_foreign_key_check"_s), 0);
    QVERIFY(!m_simulator->isRunning());
}

void TestSimulator::stopsPromptly()
{
    auto locker = open(SessionRole::Control);
    VERIFY_OK(locker->begin()); // it waits for the lock when told to stop
    m_simulator->start();
    QTRY_VERIFY(m_simulator->report().missedRounds > 0);
    QElapsedTimer timer;
    timer.start();
    m_simulator->stop();
    QVERIFY2(timer.elapsed() < 2'000, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(m_simulator->report().orders, 0);
}

void TestSimulator::waitsForNobody()
{
    auto locker = open(SessionRole::Control);
    VERIFY_OK(locker->begin());
    m_simulator->start();
    QTRY_VERIFY(m_simulator->report().missedRounds >= 2);
    QVERIFY(!m_simulator->report().lastError.isEmpty());
    locker->rollback();
    QTRY_VERIFY(m_simulator->report().orders > 0);
    // And nobody waits long for it: a writer gets in between rounds.
    QElapsedTimer timer;
    timer.start();
    VERIFY_OK(locker->begin());
    VERIFY_OK(locker->commit());
    QVERIFY2(timer.elapsed() < 300, qPrintable(QString::number(timer.elapsed())));
}

void TestSimulator::followsTheCurrencyColumn()
{
    m_simulator->start();
    QTRY_VERIFY(m_simulator->report().orders > 0);
    auto session = open(SessionRole::Control);
    VERIFY_OK(session->setTimeouts(10s, 5s));
    VERIFY_OK(session->execute(u"ALTER TABLE orders ADD COLUMN currency text"_s));
    const qint64 last = number(u"SELECT max(order_id) FROM orders"_s);
    const QString later = u"SELECT count(*) FROM orders WHERE order_id > %1 AND currency "_s.arg(last);
    QTRY_VERIFY(number(later + u"IS NOT NULL"_s) >= 4);
    QVERIFY(number(later + u"IS NULL"_s) <= 2); // the round that ran when the column came
    QCOMPARE(number(u"SELECT count(*) FROM orders AS o JOIN countries AS c USING (country) WHERE o.currency <> c.currency"_s), 0);
    VERIFY_OK(session->execute(u"ALTER TABLE orders DROP COLUMN currency"_s));
    const qint64 before = m_simulator->report().orders;
    QTRY_VERIFY(m_simulator->report().orders > before + 4);
}

void TestSimulator::surviesAMissingWarehouse()
{
    Workspace nowhere;
    nowhere.root = m_folder->filePath(u"nowhere"_s);
    const auto simulator = demoSimulator(nowhere, 20ms);
    simulator->start();
    QTRY_VERIFY(simulator->report().missedRounds >= 2);
    simulator->stop();
    QVERIFY(!simulator->report().lastError.isEmpty());
}

void TestSimulator::healthyGatesStayHealthy()
{
    m_simulator->start();
    QTRY_VERIFY_WITH_TIMEOUT(m_simulator->report().loaderRuns >= 300, 30'000);
    QCOMPARE(judgedFor(errorsGate(), 20, 20s), Verdict::Healthy);
    QCOMPARE(judgedFor(freshGate(20), 20, 20s), Verdict::Healthy);
    QVERIFY(m_simulator->report().failedRuns >= 2); // the chart is no flat zero
}

void TestSimulator::loaderErrorsBreach()
{
    m_simulator->start();
    QTRY_VERIFY_WITH_TIMEOUT(m_simulator->report().loaderRuns >= 60, 20'000);
    m_simulator->injectFault(DemoFault::LoaderErrors);
    QCOMPARE(m_simulator->fault(), DemoFault::LoaderErrors);
    QCOMPARE(judgedFor(errorsGate(), 2'000, 30s), Verdict::Breach);
    const qint64 orders = m_simulator->report().orders;
    QTRY_VERIFY(m_simulator->report().orders > orders); // orders go on
}

void TestSimulator::stalledOrdersBreach()
{
    m_simulator->start();
    QTRY_VERIFY(m_simulator->report().orders > 0);
    QCOMPARE(judgedFor(freshGate(2), 10, 20s), Verdict::Healthy);
    m_simulator->injectFault(DemoFault::StalledOrders);
    QCOMPARE(judgedFor(freshGate(2), 2'000, 30s), Verdict::Breach);
    const qint64 runs = m_simulator->report().loaderRuns;
    QTRY_VERIFY(m_simulator->report().loaderRuns > runs); // loaders go on
}

void TestSimulator::healingBringsGoodSamples()
{
    m_simulator->injectFault(DemoFault::StalledOrders);
    m_simulator->start();
    const Gate gate = freshGate(2);
    QTRY_VERIFY_WITH_TIMEOUT(sampleOf(gate).value > 2, 20'000);
    m_simulator->heal();
    QCOMPARE(m_simulator->fault(), DemoFault::None);
    QTRY_VERIFY(sampleOf(gate).value < 2);
}

QTEST_GUILESS_MAIN(TestSimulator)
#include "tst_simulator.moc"
