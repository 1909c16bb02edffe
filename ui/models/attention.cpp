// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/attention.h"

#include "ui/models/look.h"

#include <algorithm>
#include <numeric>

namespace sluice {

namespace {

/// When it became what it is; the runs of an imported ledger may lack any of them.
QDateTime endOf(const RunState &run)
{
    if (run.rollback && run.rollback->ended.isValid())
        return run.rollback->ended;
    return run.ended.isValid() ? run.ended : run.observing.isValid() ? run.observing : run.started;
}

} // namespace

Attention attentionOf(const RolloutView &rollout, const QDateTime &now)
{
    switch (rolloutLook(rollout.state)) {
    case RolloutLook::Breached:
    case RolloutLook::Stuck:
        return Attention::Alarm;
    case RolloutLook::Held:
        return Attention::Held;
    case RolloutLook::RollingBack:
    case RolloutLook::Verifying:
        return Attention::RollingBack;
    case RolloutLook::Running:
    case RolloutLook::Observing:
        return Attention::Running;
    case RolloutLook::RolledBack: {
        const QDateTime end = endOf(rollout.state);
        return end.isValid() && end.addSecs(std::chrono::seconds(kLately).count()) >= now ? Attention::RolledBackLately
                                                                                          : Attention::Over;
    }
    case RolloutLook::Draft:
    case RolloutLook::Scheduled:
    case RolloutLook::Unreadable:
        return rollout.bundle && rollout.startBlockers.isEmpty() ? Attention::Ready : Attention::Waiting;
    case RolloutLook::Sealed:
    case RolloutLook::Cancelled:
        return Attention::Over;
    }
    return Attention::Over;
}

QList<qsizetype> byAttention(const QList<RolloutView> &rollouts, const QDateTime &now)
{
    QList<qsizetype> order(rollouts.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](qsizetype a, qsizetype b) {
        const Attention first = attentionOf(rollouts[a], now);
        const Attention second = attentionOf(rollouts[b], now);
        if (first != second)
            return first < second;
        const bool isPast = first == Attention::Over || first == Attention::RolledBackLately;
        // Only what no longer moves is ordered by time: a list must not stir while somebody reads it.
        return isPast && endOf(rollouts[a].state) > endOf(rollouts[b].state);
    });
    return order;
}

QString planInNeed(const WorkspaceSnapshot &snapshot, const QDateTime &now)
{
    return snapshot.rollouts.isEmpty() ? QString()
                                       : snapshot.rollouts[byAttention(snapshot.rollouts, now).first()].planId;
}

} // namespace sluice
