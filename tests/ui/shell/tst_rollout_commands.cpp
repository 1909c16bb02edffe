// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/fake_service.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/navigator.h"
#include "ui/shell/rollout_commands.h"
#include "ui/window.h"

#include <QSignalSpy>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestRolloutCommands : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<FakeService> m_service;
    std::unique_ptr<FakePrompter> m_prompter;
    std::unique_ptr<Navigator> m_navigator;
    std::unique_ptr<RolloutCommands> m_commands;

private Q_SLOTS:
    void init()
    {
        m_service = std::make_unique<FakeService>();
        m_prompter = std::make_unique<FakePrompter>();
        m_navigator = std::make_unique<Navigator>();
        m_commands = std::make_unique<RolloutCommands>(*m_service, *m_prompter, *m_navigator);
    }

    void startAsksWhatWillHappenAndWhy()
    {
        QSignalSpy done(m_commands.get(), &RolloutCommands::done);
        m_commands->start(u"sessions-bigint"_s);
        QCOMPARE(m_prompter->asked, QStringList { u"Start sessions-bigint"_s });
        QCOMPARE(m_service->calls, QStringList { u"startRollout sessions-bigint: because"_s });
        QTRY_COMPARE(done.size(), 1);
        QCOMPARE(done.first().first().toString(), u"Started sessions-bigint"_s);
    }
    void aRefusedQuestionDoesNothing()
    {
        m_prompter->isAccepting = false;
        m_commands->start(u"sessions-bigint"_s);
        m_commands->resume(u"customer-split"_s);
        m_commands->cancel(u"customer-split"_s);
        QCOMPARE(m_prompter->asked.size(), 3);
        QVERIFY(m_service->calls.isEmpty());
    }
    void holdIsImmediateAndCanBeTakenBack()
    {
        QSignalSpy done(m_commands.get(), &RolloutCommands::done);
        m_commands->hold(u"orders-currency"_s);
        QVERIFY(m_prompter->asked.isEmpty());
        QCOMPARE(m_service->calls, QStringList { u"holdRollout r-0192: held in the console"_s });
        QTRY_COMPARE(done.size(), 1);
        QCOMPARE(done.first().value(1).toString(), u"rollout.resume"_s);
    }
    void resumeNeedsAReason()
    {
        m_commands->resume(u"customer-split"_s);
        QCOMPARE(m_service->calls, QStringList { u"resumeRollout r-0191: because"_s });
    }
    void failuresAreToldWithTheirError()
    {
        QSignalSpy failed(m_commands.get(), &RolloutCommands::failed);
        m_service->nextError = Error { ErrorCode::LedgerCorrupt, u"the ledger is broken"_s, {}, {}, {} };
        m_commands->hold(u"orders-currency"_s);
        QTRY_COMPARE(failed.size(), 1);
        QCOMPARE(failed.first().first().value<Error>().what, u"the ledger is broken"_s);
    }
    /// It takes a while: a second press meanwhile is no second rehearsal, and a failure is told as one.
    void rehearsesOnceAtATime()
    {
        QSignalSpy done(m_commands.get(), &RolloutCommands::done);
        QSignalSpy failed(m_commands.get(), &RolloutCommands::failed);
        m_service->certificate.result = RollbackResult::ExactExcept;
        m_service->isHeldBack = true;
        m_commands->rehearse(u"sessions-bigint"_s);
        m_commands->rehearse(u"sessions-bigint"_s);
        QCOMPARE(m_service->calls, QStringList { u"rehearse sessions-bigint"_s });
        m_service->answerAll();
        QTRY_COMPARE(done.size(), 2); // begun, and how it ended
        QVERIFY(done.last().first().toString().contains(u"EXACT_EXCEPT"_s));
        m_service->isHeldBack = false;
        m_service->certificate.result = RollbackResult::Failed;
        m_service->certificate.reasons = { u"back to the start: the schema is not as it was"_s };
        m_commands->rehearse(u"sessions-bigint"_s);
        QTRY_COMPARE(failed.size(), 1);
        QVERIFY(failed.first().first().value<Error>().what.contains(u"the schema is not as it was"_s));
    }
    void rollBackOpensTheSheet()
    {
        QSignalSpy requested(m_navigator.get(), &Navigator::rollbackRequested);
        m_commands->rollBack(u"orders-currency"_s);
        QCOMPARE(requested.value(0).value(0).toString(), u"orders-currency"_s);
        QVERIFY(m_service->calls.isEmpty());
    }
    void actionsKnowWhyTheyCannot_data()
    {
        QTest::addColumn<QString>("plan");
        QTest::addColumn<QStringList>("possible");
        QTest::newRow("nothing selected") << QString() << QStringList {};
        QTest::newRow("running") << u"orders-currency"_s << QStringList { u"rollout.hold"_s, u"rollout.rollback"_s };
        QTest::newRow("held by a person") << u"customer-split"_s << QStringList { u"rollout.resume"_s, u"rollout.rollback"_s };
        QTest::newRow("draft") << u"sessions-bigint"_s << QStringList { u"rollout.start"_s, u"rollout.rehearse"_s };
        QTest::newRow("taken back to a stage")
            << u"taken-back"_s << QStringList { u"rollout.start"_s, u"rollout.rehearse"_s, u"rollout.rollback"_s };
        QTest::newRow("being taken back") << u"going-back"_s << QStringList { u"rollout.rollback"_s };
        QTest::newRow("taken back to the start") << u"dedupe-payments"_s << QStringList { u"rollout.start"_s, u"rollout.rehearse"_s };
        QTest::newRow("unreadable") << u"invoices-rounding"_s << QStringList {};
    }
    void actionsKnowWhyTheyCannot()
    {
        QFETCH(QString, plan);
        QFETCH(QStringList, possible);
        Theme theme;
        ActionRegistry actions(theme);
        m_commands->registerActions(actions);
        WorkspaceSnapshot snapshot = cannedWorkspace();
        snapshot.rollouts.append({ snapshot.rollouts[0], snapshot.rollouts[0] });
        snapshot.rollouts[5].planId = u"taken-back"_s;
        snapshot.rollouts[5].state.phase = RunPhase::RolledBack;
        snapshot.rollouts[5].state.rollback.emplace();
        snapshot.rollouts[5].state.rollback->to = u"additive"_s;
        snapshot.rollouts[5].startBlockers.clear();
        snapshot.rollouts[6].planId = u"going-back"_s;
        snapshot.rollouts[6].state.phase = RunPhase::RollingBack;
        m_service->setSnapshot(snapshot);
        m_navigator->setPlan(plan);
        QStringList enabled;
        for (const QAction *action : actions.actions()) {
            if (action->isEnabled())
                enabled.append(ActionRegistry::idOf(action));
            else
                QVERIFY(!ActionRegistry::blockersOf(action).isEmpty());
        }
        QCOMPARE(enabled, possible);
    }
};

QTEST_MAIN(TestRolloutCommands)
#include "tst_rollout_commands.moc"
