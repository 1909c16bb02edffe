// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ledger/ledger.h"
#include "plan/workspace.h"
#include "service/session_factory.h"

namespace sluice {

/// Folder of the workspace's own machine-local files, next to the ledger: this machine's copies of runs.
QString stateFolder(const Workspace &workspace);
QString sampleFile(const Workspace &workspace);

/// Where the ledger is, as errors and the anchors of this machine call it: the file, or "postgresql://host:port/database".
QString ledgerPlace(const Workspace &workspace);

/// The workspace's ledger. A file is made when there is none yet, and its entries bear the name of the system's user; in
/// a database it must be there, and entries bear the login. IoFailed when it is gone although this machine carried
/// rollouts that it records: a new one would silently begin a new history.
Result<std::unique_ptr<Ledger>> openLedgerOf(const Workspace &workspace, const std::shared_ptr<const SessionFactory> &sessions, const Clock &clock);

} // namespace sluice
