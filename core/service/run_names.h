// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "communication/log_view.h"
#include "service/snapshot.h"

namespace sluice {

/// The names of every run in the snapshot, by run: from its plan, and from its verdicts where the plan has changed
/// since.
QHash<QString, RunNames> runNames(const WorkspaceSnapshot &snapshot);

} // namespace sluice
