// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "service/snapshot.h"

#include <QSet>

namespace sluice {

enum class AlertKind {
    Breach,
    NeedsPerson, ///< a breach that Sluice may not take back by itself
    RollbackBegan, ///< by a gate, not by a person: who pressed the button knows
    RolledBack, ///< and proven
    Stuck,
    WayBackLost,
    NeedsSecondPerson,
    CheckIll, ///< an alarm of a standing check begins
    CheckOver, ///< it is well again, or nobody asks for it any more
};

/// Something that somebody who looks elsewhere must hear of. Plain text, cleaned.
struct Alert
{
    AlertKind kind = AlertKind::Breach;
    QString key; ///< the same for the same thing, whenever it is looked at
    QString plan; ///< of a standing check: checksRun() of its domain
    QString title; ///< "orders-currency · Breach"
    QString text; ///< the one sentence that banner, charts and change log show too
    bool isUrgent = false; ///< stays until it is taken note of
};

/// All that stands in one rollout now, the oldest first.
QList<Alert> alertsOf(const RolloutView &rollout, const QDateTime &now);

/// Tells each alert once, and once that an alarm of a standing check is over. What stood already when a run was first
/// read is known as old and never told: at the start, and when a ledger that could not be read then answers. Lives as
/// long as the console; UI thread.
class AlertFeed
{
public:
    QList<Alert> news(const WorkspaceSnapshot &snapshot, const QDateTime &now);

private:
    void addChecks(const WorkspaceSnapshot &snapshot, QList<Alert> &news);

    QSet<QString> m_known; ///< keys
    QHash<QString, Verdict> m_ill; ///< standing checks with an alarm, by checkKey()
    QSet<QString> m_runs; ///< that were read before
    bool m_hasReadLedger = false;
};

} // namespace sluice
