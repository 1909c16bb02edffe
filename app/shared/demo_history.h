// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "plan/workspace.h"
#include "warehouse/target_identity.h"

#include <QDateTime>

namespace sluice {

/// Writes what three earlier rollouts would have left behind, in the order and with the times in which it would have
/// happened: ledger entries through the ledger itself, samples in the sample store, verdicts by the real judge.
/// session: reads the warehouse, whose present schema is what the rollouts ended with.
Result<void> writeDemoHistory(const Workspace &workspace, SqlSession &session, const TargetIdentity &identity, const QDateTime &now);

} // namespace sluice
