// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/certificate_book.h"
#include "engine/run_state.h"
#include "ledger/ledger.h"
#include "plan/plan_bundle.h"
#include "plan/workspace.h"
#include "service/session_factory.h"

namespace sluice {

/// Every reason why a plan cannot be started now, from values alone; empty: it can. others: all runs of the ledger.
QStringList startBlockers(const PlanBundle &bundle, const Workspace &workspace, const QList<RunState> &others);

/// Why its first stage would not begin for want of a certificate; empty: it would, or nobody asks for one. base: the
/// target's scope in portable form; nullptr: not looked at.
QString certificateBlocker(
    const PlanBundle &bundle, const Workspace &workspace, const CertificateBook &book, const Fingerprint *base, const QDateTime &now);

/// Reads and validates the plan file, verifies the target, stores the bundle and records the run as created and
/// started. Returns the run id. Nothing in the target is touched. Refused joins every blocker. Checks and records under
/// the target's lease, taken as `starter`, so that of two consoles that press start at once one is told of the other.
Result<QString> startRun(
    Ledger &ledger, const Workspace &workspace, const SessionFactory &sessions, const QString &planId, const QString &why, const QString &starter,
    const QDateTime &now);

/// All runs of the ledger, folded, oldest first. A run that cannot be folded is LedgerCorrupt.
Result<QList<RunState>> allRuns(Ledger &ledger);

} // namespace sluice
