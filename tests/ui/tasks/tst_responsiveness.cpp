// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/workspace.h"
#include "support/postgres_cluster.h"
#include "support/verify.h"
#include "ui/shell/navigator.h"
#include "ui/shell/page_stack.h"
#include "ui/tasks/loop_meter.h"
#include "ui/tasks/real_console.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QTestEventLoop>

#include <limits>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

constexpr double kMostGapMs = 50;

// Steps that the server takes five seconds for, then a probe that takes as long, again and again.
const char *const kPlan = R"PLAN(apiVersion: sluice/v1
kind: RolloutPlan
metadata: {id: slow, title: A slow server, reason: to see whether the window waits for it, owner: platform}
target: {connection: warehouse, objects: [public.orders]}
defaults: {statement_timeout: 1m}
stages:
  - id: additive
    kind: additive
    steps:
      - {id: slow-1, op: sql, sql: "SELECT 1 FROM pg_sleep(5)", rollback: "SELECT 1", touches: [public.orders], reversibility: R0}
      - {id: slow-2, op: sql, sql: "SELECT 1 FROM pg_sleep(5)", rollback: "SELECT 1", touches: [public.orders], reversibility: R0}
      - {id: slow-3, op: sql, sql: "SELECT 1 FROM pg_sleep(5)", rollback: "SELECT 1", touches: [public.orders], reversibility: R0}
    gates:
      - {id: slow-count, probe: sql, sql: "SELECT 0 FROM pg_sleep(5)", max: 0, interval: 5500ms, timeout: 20s, warmup: 1, min_samples: 1}
    bake: 10m
rollback: {window: 1h, owner: "@platform-oncall", budget: {max_lock: 1s, max_duration: 1m}}
)PLAN";

} // namespace

/// Nothing ever blocks the UI thread: while the target takes five seconds for a statement, the window's event loop
/// comes round at least every 50 ms, with the window shown, repainted and its pages visited.
class TestResponsiveness : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::unique_ptr<PostgresCluster> m_cluster;
    std::unique_ptr<RealConsole> m_console;

    /// As a person's window is: everything drawn again many times a second, whether it changed or not.
    struct Repainting
    {
        explicit Repainting(QWidget &window)
        {
            QObject::connect(&timer, &QTimer::timeout, &window, [&window] { window.update(); });
            timer.start(100);
        }
        QTimer timer;
    };
    /// Seconds for which the server has been at this statement; -1: it is not.
    double runningFor(const QString &statement) const
    {
        const auto session = m_cluster->open(u"shop"_s);
        const auto rows = session
            ? (*session)->query(
                u"SELECT max(extract(epoch FROM clock_timestamp() - query_start)) FROM pg_stat_activity"
                " WHERE state = 'active' AND query LIKE '%%1 FROM pg_sleep(5)%' AND pid <> pg_backend_pid()"_s.arg(
                    statement))
            : Result<SqlRows>(tl::make_unexpected(session.error()));
        return rows && !rows->scalar().isNull() ? rows->scalar().toDouble() : -1;
    }
    LoopMeter::Gap measured(const QString &page, const QString &statement);

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void theMeterSeesABlockedLoop();
    void theMeterForgivesAStarvedMachine();
    void aStatementOfFiveSecondsIsNotFelt();
};

void TestResponsiveness::initTestCase()
{
    auto cluster = PostgresCluster::create();
    VERIFY_OK(cluster);
    m_cluster = *std::move(cluster);
    VERIFY_OK(m_cluster->createDatabase(u"shop"_s));
    {
        const auto session = m_cluster->open(u"shop"_s);
        VERIFY_OK(session);
        VERIFY_OK((*session)->execute(u"CREATE TABLE public.orders (id bigint PRIMARY KEY)"_s));
    }
    VERIFY_OK(createWorkspace(m_folder.path(), u"warehouse"_s));
    QFile plan(m_folder.filePath(u"plans/slow.yaml"_s));
    QVERIFY(plan.open(QIODevice::WriteOnly));
    plan.write(kPlan);
    plan.close();
    const auto opened = openWorkspace(m_folder.path());
    VERIFY_OK(opened);
    m_console = std::make_unique<RealConsole>(*opened, m_folder.filePath(u"session.ini"_s));
    QVERIFY(QTest::qWaitForWindowExposed(m_console->window.get()));
    ConnectionProfile profile = m_cluster->profile(u"shop"_s);
    profile.name = u"warehouse"_s;
    const auto added = m_console->service->addConnection(profile, Secret());
    QTRY_VERIFY_WITH_TIMEOUT(added.isFinished(), 20'000);
    VERIFY_OK(added.result());
    const auto enrolled = m_console->service->enrolConnection(u"warehouse"_s);
    QTRY_VERIFY_WITH_TIMEOUT(enrolled.isFinished(), 20'000);
    VERIFY_OK(enrolled.result());
}

void TestResponsiveness::cleanupTestCase()
{
    m_console.reset();
    m_cluster.reset();
}

void TestResponsiveness::theMeterSeesABlockedLoop()
{
    LoopMeter meter;
    meter.begin();
    QTRY_VERIFY(meter.ticks() > 5);
    // Asleep in a system call, as a query on the wrong thread would be: no processor is asked for, none is missed.
    QMutex mutex;
    QWaitCondition nobody;
    mutex.lock();
    nobody.wait(&mutex, QDeadlineTimer(150, Qt::PreciseTimer));
    mutex.unlock();
    meter.end();
    QVERIFY2(meter.worst().ownMs > 100, qPrintable(meter.report()));
    QVERIFY2(meter.worst().ownMs > kMostGapMs, "the limit below would not tell");
}

void TestResponsiveness::theMeterForgivesAStarvedMachine()
{
    // More threads than processors, each busy all the time: this one has to wait for its turn.
    std::atomic<bool> isOver { false };
    std::vector<std::thread> busy;
    for (unsigned i = 0; i < 6 * std::max(1U, std::thread::hardware_concurrency()); ++i) {
        busy.emplace_back([&isOver] {
            while (!isOver) { }
        });
    }
    // What a hypervisor takes away is nowhere told, so the best of three counts: a meter that did not forgive would be
    // over the limit each time.
    double best = std::numeric_limits<double>::max();
    for (int i = 0; i < 3 && best >= kMostGapMs; ++i) {
        LoopMeter meter;
        meter.begin();
        QTestEventLoop loop;
        loop.enterLoopMSecs(2'000);
        meter.end();
        qInfo("starved: %s", qPrintable(meter.report()));
        if (meter.ticks() > 5)
            best = std::min<double>(best, meter.worst().ownMs);
    }
    isOver = true;
    for (std::thread &one : busy)
        one.join();
    QVERIFY2(best < kMostGapMs, "see the reports above");
}

/// The worst gap while the statement runs, from its first second to its fifth.
LoopMeter::Gap TestResponsiveness::measured(const QString &page, const QString &statement)
{
    LoopMeter meter;
    const auto hasJustBegun = [&] {
        const double seconds = runningFor(statement);
        return seconds >= 0 && seconds < 1;
    };
    if (!QTest::qWaitFor(hasJustBegun, 40'000)) {
        qWarning("%s was not seen to run", qPrintable(statement));
        return { 0, 1e9, 1e9 };
    }
    const Repainting repainting(*m_console->window);
    QTestEventLoop loop; // QTRY and qWaitFor lay themselves to sleep between two rounds
    meter.begin();
    loop.enterLoopMSecs(3'200);
    meter.end();
    const bool wasBusy = runningFor(statement) > 3; // asked afterwards: this waits for its answer
    qInfo("%s: %s", qPrintable(page), qPrintable(meter.report()));
    return wasBusy && meter.ticks() > 30 ? meter.worst() : LoopMeter::Gap { 0, 1e9, 1e9 };
}

void TestResponsiveness::aStatementOfFiveSecondsIsNotFelt()
{
    MainWindow &window = *m_console->window;
    // Pages are made when first shown, once; that is not what is measured here.
    for (const auto &factory : window.pages().factories())
        window.navigator().open(factory->id(), u"slow"_s);
    const auto started = m_console->service->startRollout(u"slow"_s, u"test"_s);
    QTRY_VERIFY_WITH_TIMEOUT(started.isFinished(), 20'000);
    VERIFY_OK(started.result());
    for (const auto &[page, statement] :
        { std::pair(u"timeline"_s, u"SELECT 1"_s), std::pair(u"quality"_s, u"SELECT 0"_s) }) {
        window.navigator().open(page);
        QTRY_COMPARE(window.pages().currentId(), page);
        // A window that waits for its server does so every time. What both witnesses missed (a neighbour who takes the
        // caches, a host that takes the whole machine away) does not come three times.
        LoopMeter::Gap best { 0, 1e9, 1e9 };
        for (int round = 0; round < 3 && best.ownMs >= kMostGapMs; ++round) {
            const LoopMeter::Gap gap = measured(page, statement);
            best = gap.ownMs < best.ownMs ? gap : best;
        }
        QVERIFY2(best.ownMs < kMostGapMs, qPrintable(u"%1: %2 ms"_s.arg(page, QString::number(best.ownMs))));
    }
}

QTEST_MAIN(TestResponsiveness)
#include "tst_responsiveness.moc"
