// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ledger/event.h"
#include "ledger/ledger.h"

namespace sluice {

/// The ledger of cannedWorkspace, newest first, chained by real hashes, ending at #18 204.
QList<Event> cannedLog(const QDateTime &now);
/// What a service would answer to this query over these events.
QList<Event> matchingLog(const QList<Event> &events, const LogQuery &query);

} // namespace sluice
