// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "service/replay_order.h"

namespace sluice {

/// Files of queries for a replay, in this order. Blocks. IoFailed or NotFound for one that cannot be read, Usage for
/// what is no UTF-8 text or more than 8 MiB together.
Result<QList<WorkloadFile>> readWorkloadFiles(const QStringList &names);

} // namespace sluice
