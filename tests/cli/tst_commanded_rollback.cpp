// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "cli_bench.h"
#include "service/agent.h"
#include "service/local_service.h"

#include <QTest>

using namespace sluice;
using namespace sluice::test;
using namespace Qt::StringLiterals;

/// A console that pressed a rollback which another process carries finishes it when that one is gone.
class CommandedRollbackTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void whoPressedTooFinishesIt();
    void whoDidNotPressLeavesItAlone();

private:
    const RolloutView *view() const { return m_service->snapshot() ? m_service->snapshot()->rollout(u"small"_s) : nullptr; }
    bool isCarriedByNobody() const { return view() && view()->state.phase == RunPhase::RollingBack && !view()->hasRunner; }

    SystemClock m_clock;
    std::unique_ptr<CliBench> m_bench;
    std::unique_ptr<QProcess> m_first; ///< stops in the middle of its rollback
    std::unique_ptr<LocalService> m_service;
    QString m_run;
};

void CommandedRollbackTest::init()
{
    m_service.reset();
    m_bench = std::make_unique<CliBench>();
    m_bench->initSmall();
    m_bench->writePlan(u"small"_s, [](QByteArray &text) {
        text.replace("{window: 1h, owner: \"@on-call\"}", "{window: 1h, owner: \"@on-call\", budget: {max_lock: 60s, max_duration: 90s}}");
    });
    m_bench->must({ u"run"_s, u"small"_s, u"--until"_s, u"add"_s });
    m_bench->environment().insert(u"SLUICE_STOP_AT"_s, u"K21"_s);
    m_first = m_bench->start({ u"rollback"_s, u"small"_s, u"--to"_s, u"start"_s, u"--yes"_s, u"--reason"_s, u"wrong"_s });
    m_bench->environment().remove(u"SLUICE_STOP_AT"_s);
    qputenv("XDG_STATE_HOME", m_bench->environment().value(u"XDG_STATE_HOME"_s).toLocal8Bit());
    const auto workspace = openWorkspace(m_bench->workspace());
    QVERIFY2(workspace, workspace ? "" : qPrintable(workspace.error().what));
    m_service = std::make_unique<LocalService>(*workspace, ServiceDependencies { &m_clock, nullptr, u"console"_s });
    m_service->start();
    QTRY_VERIFY_WITH_TIMEOUT(view() && view()->state.phase == RunPhase::RollingBack, 30'000);
    m_run = view()->state.run;
}

void CommandedRollbackTest::whoPressedTooFinishesIt()
{
    Agent agent(*m_service, m_clock, Agent::Scope::CommandedRollbacks);
    agent.start();
    const auto pressed = m_service->rollBack(m_run, u"start"_s, u"wrong"_s);
    QTRY_VERIFY_WITH_TIMEOUT(pressed.isFinished() && pressed.result(), 30'000);
    QTRY_VERIFY_WITH_TIMEOUT(m_service->runnerError(m_run).has_value(), 30'000);
    QCOMPARE(m_service->runnerError(m_run)->code, ErrorCode::LeaseHeld);
    m_first->kill();
    QVERIFY(m_first->waitForFinished());
    QTRY_VERIFY_WITH_TIMEOUT(view()->state.phase == RunPhase::RolledBack, 60'000);
    QCOMPARE(view()->state.rollback->result, RollbackResult::Exact);
}

/// Nor does it take up anything else: that is an agent's work.
void CommandedRollbackTest::whoDidNotPressLeavesItAlone()
{
    m_first->kill();
    QVERIFY(m_first->waitForFinished());
    QTRY_VERIFY_WITH_TIMEOUT(isCarriedByNobody(), 30'000);
    Agent agent(*m_service, m_clock, Agent::Scope::CommandedRollbacks);
    agent.start(); // looks at once
    const auto after = m_service->countLog({}); // behind whatever that look asked of the ledger
    QTRY_VERIFY_WITH_TIMEOUT(after.isFinished(), 30'000);
    QVERIFY(!m_service->wasTakenUp(m_run));
    QCOMPARE(agent.carried(), QStringList());
    Agent everybodys(*m_service, m_clock);
    everybodys.start();
    QTRY_VERIFY_WITH_TIMEOUT(view()->state.phase == RunPhase::RolledBack, 60'000);
}

QTEST_GUILESS_MAIN(CommandedRollbackTest)

#include "tst_commanded_rollback.moc"
