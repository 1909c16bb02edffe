// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "service/agent_duty.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

const QDateTime kNow = QDateTime::fromMSecsSinceEpoch(1'790'000'000'000, Qt::UTC);

RolloutView view(const QString &plan, RunPhase phase, const QString &target, int minutesAgo = 0)
{
    RolloutView rollout;
    rollout.planId = plan;
    rollout.state.run = u"run-"_s + plan;
    rollout.state.plan = plan;
    rollout.state.target = target;
    rollout.state.phase = phase;
    rollout.state.created = kNow.addSecs(-60 * minutesAgo);
    return rollout;
}

RolloutView asked(RolloutView rollout)
{
    PendingCommand command;
    command.command = u"rollback"_s;
    rollout.state.commands.append(command);
    return rollout;
}

QStringList plansOf(const QList<RolloutView> &rollouts)
{
    WorkspaceSnapshot snapshot;
    snapshot.rollouts = rollouts;
    QStringList plans;
    for (const Duty &duty : dutiesOf(snapshot))
        plans.append(duty.plan);
    return plans;
}

} // namespace

/// Which rollouts should have a runner, and which of those on one target gets it.
class AgentDutyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void phases_data()
    {
        QTest::addColumn<RunPhase>("phase");
        QTest::addColumn<bool>("isDuty");
        QTest::addColumn<bool>("isDutyWhenAsked");
        QTest::newRow("draft") << RunPhase::Draft << false << false;
        QTest::newRow("started, nobody ran it yet") << RunPhase::Validated << true << true;
        QTest::newRow("running") << RunPhase::Running << true << true;
        QTest::newRow("observing") << RunPhase::Observing << true << true;
        QTest::newRow("rolling back") << RunPhase::RollingBack << true << true;
        QTest::newRow("verifying") << RunPhase::Verifying << true << true;
        QTest::newRow("rolled back") << RunPhase::RolledBack << false << true;
        QTest::newRow("stuck") << RunPhase::RollbackStuck << false << true;
        QTest::newRow("sealed") << RunPhase::Sealed << false << false;
        QTest::newRow("cancelled") << RunPhase::Cancelled << false << false;
    }
    void phases()
    {
        QFETCH(RunPhase, phase);
        QFETCH(bool, isDuty);
        QFETCH(bool, isDutyWhenAsked);
        const RolloutView rollout = view(u"a"_s, phase, u"t"_s);
        QCOMPARE(plansOf({ rollout }).size(), isDuty ? 1 : 0);
        QCOMPARE(plansOf({ asked(rollout) }).size(), isDutyWhenAsked ? 1 : 0);
    }

    void oneATarget()
    {
        const RolloutView watched = view(u"watched"_s, RunPhase::Observing, u"t"_s, 1);
        const RolloutView older = view(u"older"_s, RunPhase::Observing, u"t"_s, 9);
        const RolloutView goes = view(u"goes"_s, RunPhase::Running, u"t"_s, 5);
        const RolloutView back = asked(view(u"back"_s, RunPhase::Observing, u"t"_s, 99));
        QCOMPARE(plansOf({ older, watched }), QStringList { u"watched"_s });
        QCOMPARE(plansOf({ watched, goes, older }), QStringList { u"goes"_s });
        QCOMPARE(plansOf({ watched, goes, back }), QStringList { u"back"_s }); // back outranks forward
        const QStringList both = plansOf({ goes, view(u"there"_s, RunPhase::Observing, u"u"_s) });
        QCOMPARE(both, (QStringList { u"goes"_s, u"there"_s }));
    }

    void whatWasNeverStartedIsNobodysDuty()
    {
        RolloutView plan = view(u"a"_s, RunPhase::Running, u"t"_s);
        plan.state.run.clear();
        QCOMPARE(plansOf({ plan }), QStringList());
    }

    void whoCarriesItIsSaid()
    {
        WorkspaceSnapshot snapshot;
        snapshot.rollouts = { view(u"a"_s, RunPhase::Running, u"t"_s) };
        snapshot.rollouts[0].hasRunner = true;
        QVERIFY(dutiesOf(snapshot).first().isCarried);
    }
};

QTEST_GUILESS_MAIN(AgentDutyTest)
#include "tst_agent_duty.moc"
