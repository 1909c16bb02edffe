// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ledger/ledger.h"
#include "plan/workspace.h"

namespace sluice {

/// Folder of the workspace's own machine-local files, next to the ledger: this machine's copies of runs.
QString stateFolder(const Workspace &workspace);
QString sampleFile(const Workspace &workspace);

/// The workspace's ledger, made when there is none yet; entries bear the name of the system's user. IoFailed when it is
/// gone although this machine carried rollouts that it records: a new one would silently begin a new history.
Result<std::unique_ptr<Ledger>> openLedgerOf(const Workspace &workspace, const Clock &clock);

} // namespace sluice
