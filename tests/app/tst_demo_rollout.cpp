// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/shared/demo_workspace.h"
#include "secrets/memory_store.h"
#include "service/local_service.h"

#include "support/verify.h"

#include <QElapsedTimer>
#include <QTemporaryDir>

using namespace sluice;
using namespace Qt::StringLiterals;

/// The demo's own story, end to end on real components: with the fault a gate trips in the third stage and the rollout
/// is taken back by itself; without it all four stages pass.
class TestDemoRollout : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void faultInForwardIsTakenBackExactly();
    void withoutAFaultEveryStagePasses();

private:
    void note(const QString &what) const;
    void startRollout();
    RunState state() const;
    StagePhase stage(const QString &id) const;
    QByteArray holds() const;

    SystemClock m_clock;
    MemoryStore m_secrets;
    QElapsedTimer m_timer;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::optional<Workspace> m_workspace;
    std::unique_ptr<Simulator> m_simulator;
    std::unique_ptr<LocalService> m_service;
};

void TestDemoRollout::initTestCase()
{
    m_timer.start();
}

void TestDemoRollout::init()
{
    m_timer.restart();
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
    const auto made = createDemoWorkspace(m_folder->filePath(u"shop"_s), m_clock, [this](const QString &what) { note(what); });
    VERIFY_OK(made);
    m_workspace = *made;
    m_simulator = demoSimulator(*m_workspace);
    m_simulator->start();
    m_service = std::make_unique<LocalService>(*m_workspace, ServiceDependencies { &m_clock, &m_secrets, u"test"_s });
    QObject::connect(m_service.get(), &Service::progress, this, [this](const QString &, const QString &line) { note(line); });
    m_service->start();
}

void TestDemoRollout::cleanup()
{
    m_service.reset();
    m_simulator.reset();
    m_folder.reset();
}

void TestDemoRollout::note(const QString &what) const
{
    qInfo("%6.1f s  %s", static_cast<double>(m_timer.elapsed()) / 1000.0, qPrintable(what));
}

void TestDemoRollout::startRollout()
{
    const auto started = m_service->startRollout(demoPlanId(), u"Quarter close"_s);
    QTRY_VERIFY_WITH_TIMEOUT(started.isFinished(), 30'000);
    VERIFY_OK(started.result());
}

RunState TestDemoRollout::state() const
{
    const SnapshotPtr snapshot = m_service->snapshot();
    const RolloutView *view = snapshot ? snapshot->rollout(demoPlanId()) : nullptr;
    return view ? view->state : RunState {};
}

StagePhase TestDemoRollout::stage(const QString &id) const
{
    const RunState now = state();
    return now.stage(id) ? now.stage(id)->phase : StagePhase::Pending;
}

/// Why it stands still, for a failed check.
QByteArray TestDemoRollout::holds() const
{
    QString text = runPhaseName(state().phase);
    for (const Hold &hold : state().holds)
        text += u"; "_s + hold.why;
    return text.toUtf8();
}

void TestDemoRollout::faultInForwardIsTakenBackExactly()
{
    startRollout();
    QVERIFY2(QTest::qWaitFor([&] { return stage(u"forward"_s) == StagePhase::Baking || !state().holds.isEmpty(); }, 150'000), holds().constData());
    QVERIFY2(state().holds.isEmpty(), holds().constData());
    QCOMPARE(stage(u"additive"_s), StagePhase::Passed);
    note(u"fault injected"_s);
    m_simulator->injectFault(DemoFault::LoaderErrors);
    QVERIFY2(QTest::qWaitFor([&] { return state().phase == RunPhase::RolledBack || state().phase == RunPhase::RollbackStuck; }, 90'000), holds().constData());
    const RunState ended = state();
    QVERIFY(ended.rollback);
    QCOMPARE(rollbackResultName(ended.rollback->result), u"EXACT"_s);
    QCOMPARE(ended.rollback->to, u"additive"_s);
    QCOMPARE(ended.rollback->trigger, u"gate"_s);
    QVERIFY2(ended.rollback->why.contains(u"Loader errors breached"_s), qPrintable(ended.rollback->why));
    // The whole story, building included, has a budget of three minutes on two cores.
    QVERIFY2(m_timer.elapsed() < 180'000, qPrintable(QString::number(m_timer.elapsed())));
}

void TestDemoRollout::withoutAFaultEveryStagePasses()
{
    startRollout();
    QVERIFY2(QTest::qWaitFor([&] { return state().phase == RunPhase::Observing || !state().holds.isEmpty() || state().rollback; }, 240'000), holds().constData());
    QVERIFY2(state().phase == RunPhase::Observing, holds().constData());
    for (const QString &id : { u"compatibility"_s, u"additive"_s, u"forward"_s, u"resilience"_s })
        QCOMPARE(stage(id), StagePhase::Passed);
    note(u"every stage passed"_s);
}

QTEST_GUILESS_MAIN(TestDemoRollout)
#include "tst_demo_rollout.moc"
