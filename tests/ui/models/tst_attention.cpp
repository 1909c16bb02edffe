// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/canned_workspace.h"
#include "ui/models/attention.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestAttention : public QObject
{
    Q_OBJECT

    static RolloutView rolloutIn(
        const QString &id, RunPhase phase, const QDateTime &ended = {}, std::optional<HoldReason> hold = {})
    {
        const WorkspaceSnapshot canned = cannedWorkspace();
        RolloutView view;
        view.planId = id;
        view.file = id + u".yaml"_s;
        view.bundle = canned.rollouts.first().bundle;
        view.state.phase = phase;
        view.state.ended = ended;
        if (hold) {
            Hold held;
            held.reason = *hold;
            view.state.holds.append(held);
        }
        return view;
    }

    static QStringList idsInOrder(const QList<RolloutView> &rollouts)
    {
        QStringList ids;
        for (const qsizetype at : byAttention(rollouts, cannedNow()))
            ids.append(rollouts[at].planId);
        return ids;
    }

private Q_SLOTS:
    void theRuleFromBreachToHistory()
    {
        RolloutView blocked = rolloutIn(u"blocked"_s, RunPhase::Draft);
        blocked.startBlockers.append(u"no approval"_s);
        // Given in the order of the alphabet, as the snapshot has them.
        const QList<RolloutView> rollouts { blocked, rolloutIn(u"breach"_s, RunPhase::Running, {}, HoldReason::Breach),
            rolloutIn(u"held"_s, RunPhase::Running, {}, HoldReason::NoData),
            rolloutIn(u"lately"_s, RunPhase::RolledBack, cannedNow().addSecs(-60)),
            rolloutIn(u"long ago"_s, RunPhase::RolledBack, cannedNow().addDays(-30)),
            rolloutIn(u"observing"_s, RunPhase::Observing), rolloutIn(u"ready"_s, RunPhase::Draft),
            rolloutIn(u"rolling back"_s, RunPhase::RollingBack), rolloutIn(u"running"_s, RunPhase::Running),
            rolloutIn(u"sealed"_s, RunPhase::Sealed, cannedNow().addDays(-2)),
            rolloutIn(u"stuck"_s, RunPhase::RollbackStuck) };
        QCOMPARE(idsInOrder(rollouts),
            (QStringList { u"breach"_s, u"stuck"_s, u"held"_s, u"rolling back"_s, u"observing"_s, u"running"_s,
                u"lately"_s, u"ready"_s, u"blocked"_s, u"sealed"_s, u"long ago"_s }));
    }
    void aRollbackStopsBeingNews()
    {
        const RolloutView fresh = rolloutIn(u"a"_s, RunPhase::RolledBack, cannedNow().addDays(-2));
        QCOMPARE(attentionOf(fresh, cannedNow()), Attention::RolledBackLately);
        QCOMPARE(attentionOf(fresh, cannedNow().addDays(2)), Attention::Over);
    }
    void equalsKeepTheirOrder()
    {
        QCOMPARE(idsInOrder({ rolloutIn(u"b"_s, RunPhase::Running), rolloutIn(u"a"_s, RunPhase::Running) }),
            (QStringList { u"b"_s, u"a"_s }));
    }
    void aWorkspaceOpensOnWhatNeedsSomebody()
    {
        QCOMPARE(planInNeed(cannedWorkspace(CannedMood::Breach), cannedNow()), u"orders-currency"_s);
        QCOMPARE(planInNeed(cannedWorkspace(CannedMood::Calm), cannedNow()), u"customer-split"_s);
        QCOMPARE(planInNeed(WorkspaceSnapshot {}, cannedNow()), QString());
    }
};

QTEST_GUILESS_MAIN(TestAttention)
#include "tst_attention.moc"
