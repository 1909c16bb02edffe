// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/workspace.h"

namespace sluice {

/// Folder of the workspace's own machine-local files, next to the ledger: this machine's copies of runs.
QString stateFolder(const Workspace &workspace);
QString sampleFile(const Workspace &workspace);

} // namespace sluice
