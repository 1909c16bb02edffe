// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/action_registry.h"
#include "ui/shell/judgement_commands.h"
#include "ui/shell/navigator.h"
#include "ui/waiting_workspace.h"
#include "ui/window.h"

#include <QSignalSpy>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestJudgementCommands : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<FakeService> m_service;
    std::unique_ptr<FakePrompter> m_prompter;
    std::unique_ptr<Navigator> m_navigator;
    std::unique_ptr<JudgementCommands> m_commands;
    const QString m_plan = u"orders-currency"_s;

    static WorkspaceSnapshot later(WorkspaceSnapshot snapshot)
    {
        snapshot.rollouts[0].state.lastSeq += 2;
        return snapshot;
    }

private Q_SLOTS:
    void init()
    {
        m_service = std::make_unique<FakeService>();
        m_service->setSnapshot(waitingWorkspace());
        m_prompter = std::make_unique<FakePrompter>();
        m_navigator = std::make_unique<Navigator>();
        m_commands = std::make_unique<JudgementCommands>(*m_service, *m_prompter, *m_navigator);
    }

    /// Recorded is not carried out: it is told when the runner has taken it.
    void aPassIsToldWhenItCounts()
    {
        QSignalSpy done(m_commands.get(), &JudgementCommands::done);
        m_commands->judge(m_plan);
        QCOMPARE(m_service->calls, QStringList { u"judgeGate r-0192 latency pass: because"_s });
        QTRY_COMPARE(done.size(), 1);
        QVERIFY(done.last().first().toString().contains(u"the runner carries it out"_s));
        m_service->setSnapshot(saidWorkspace(true));
        QCOMPARE(done.size(), 1);
        WorkspaceSnapshot carried = later(saidWorkspace(true));
        carried.rollouts[0].state.commands.clear();
        carried.rollouts[0].state.stages.last().judgements.insert(
            u"latency"_s, GateJudgement { u"latency"_s, {}, {}, {}, 0 });
        m_service->setSnapshot(carried);
        QCOMPARE(done.size(), 2);
        QVERIFY(done.last().first().toString().endsWith(u"passes on your word"_s));
        m_service->setSnapshot(carried);
        QCOMPARE(done.size(), 2); // once
    }
    void aNoIsToldAsABreach()
    {
        QSignalSpy done(m_commands.get(), &JudgementCommands::done);
        m_prompter->passes = false;
        m_commands->judge(m_plan, u"latency"_s);
        QCOMPARE(m_service->calls, QStringList { u"judgeGate r-0192 latency fail: because"_s });
        QTRY_COMPARE(done.size(), 1);
        WorkspaceSnapshot carried = later(saidWorkspace(false));
        carried.rollouts[0].state.commands.clear();
        carried.rollouts[0].state.stages.last().breachGate = u"latency"_s;
        m_service->setSnapshot(carried);
        QCOMPARE(done.size(), 2);
        QVERIFY(done.last().first().toString().endsWith(u"has failed on your word"_s));
    }
    void whatTheRunnerDoesNotTakeIsAFailure()
    {
        QSignalSpy done(m_commands.get(), &JudgementCommands::done);
        QSignalSpy failed(m_commands.get(), &JudgementCommands::failed);
        m_commands->judge(m_plan);
        QTRY_COMPARE(done.size(), 1);
        WorkspaceSnapshot refused = later(saidWorkspace(true));
        refused.rollouts[0].state.commands.clear();
        refused.rollouts[0].state.holds.append(
            Hold { HoldReason::Operator, u"Latency has changed since it was judged"_s, {}, {}, 0, false });
        m_service->setSnapshot(refused);
        QCOMPARE(failed.size(), 1);
        QCOMPARE(failed.first().first().value<Error>().what, u"Latency has changed since it was judged"_s);
        QCOMPARE(done.size(), 1);
    }
    void whatTheServiceRefusesIsTold()
    {
        QSignalSpy failed(m_commands.get(), &JudgementCommands::failed);
        m_service->nextError = Error { ErrorCode::Refused, u"Latency p95 was judged already"_s, {}, {}, {} };
        m_commands->judge(m_plan);
        QTRY_COMPARE(failed.size(), 1);
        QCOMPARE(failed.first().first().value<Error>().what, u"Latency p95 was judged already"_s);
    }
    void aGateThatDoesNotWaitIsNotAskedAbout()
    {
        QSignalSpy failed(m_commands.get(), &JudgementCommands::failed);
        m_commands->judge(m_plan, u"fresh"_s);
        QVERIFY(m_prompter->asked.isEmpty() && m_service->calls.isEmpty());
        QCOMPARE(failed.size(), 1);
        QVERIFY(failed.first().first().value<Error>().what.contains(u"healthy"_s));
    }
    void aClosedQuestionSaysNothing()
    {
        m_prompter->isAccepting = false;
        m_commands->judge(m_plan);
        QCOMPARE(m_prompter->asked.size(), 1);
        QVERIFY(m_service->calls.isEmpty());
    }
    void theActionKnowsWhyItCannot()
    {
        Theme theme;
        ActionRegistry actions(theme);
        m_commands->registerActions(actions);
        QVERIFY(!ActionRegistry::blockersOf(actions.action(u"rollout.judge"_s)).isEmpty()); // no plan
        m_navigator->setPlan(m_plan);
        QVERIFY(actions.action(u"rollout.judge"_s)->isEnabled());
        m_service->setSnapshot(cannedWorkspace());
        QVERIFY(!actions.action(u"rollout.judge"_s)->isEnabled());
        m_navigator->requestJudgement(m_plan, u"latency"_s);
        QVERIFY(m_prompter->asked.isEmpty());
        m_service->setSnapshot(waitingWorkspace());
        m_navigator->requestJudgement(m_plan, u"latency"_s);
        QCOMPARE(m_prompter->asked.size(), 1);
    }
};

QTEST_MAIN(TestJudgementCommands)
#include "tst_judgement_commands.moc"
