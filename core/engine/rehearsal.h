// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/certificate.h"
#include "engine/run_environment.h"
#include "warehouse/clone.h"

namespace sluice {

/// One rehearsal: which plan, for which target, on a copy of what.
struct RehearsalOrder {
    PlanBundle bundle;
    ConnectionProfile target; ///< the plan's; read only
    ConnectionProfile source; ///< what is copied: the target itself on SQLite, an idle copy on PostgreSQL and MariaDB
    QString workspaceRoot;
    QString until; ///< last stage; empty: all
    QStringList standing; ///< stages that a running rollout has passed on the target: a copy that looks like it begins after them
    QString runner; ///< unique name of this process
    const Clock *clock = nullptr;
    std::function<Result<std::unique_ptr<SqlSession>>(const ConnectionProfile &, SessionRole, const SessionOptions &)> open;
    std::function<qint64(const QString &folder)> freeBytes; ///< see CloneOrder
    std::function<void(const QString &line)> say; ///< for people; may be empty
    std::stop_token stop;
};

/// Carries the plan forward and back on a clone, with the drivers and the step protocol of a real rollout, and proves what
/// is there afterwards: stage by stage down to the start, once more at once where that takes another way. Blocks for as
/// long as that takes; the clone is gone on return. A plan that fails is a certificate that says FAILED; an error means that
/// nothing was shown: no clone could be made, the disk is too full, somebody stopped it.
Result<Certificate> rehearse(const RehearsalOrder &order);

/// What a plan on this connection is rehearsed on; Refused with what to write into sluice.yaml where nothing is named.
Result<ConnectionProfile> rehearsalSource(const ConnectionProfile &target, const ConnectionProfile *named);

} // namespace sluice
