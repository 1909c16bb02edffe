// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ledger/ledger.h"
#include "sql/sql_session.h"

namespace sluice {

/// Walks the whole chain: numbers without gaps, each hash over its stored bytes, each previous hash, the head row, the
/// given anchors, the index that finds a run's entries (SQLite), and the stored plans. Stops at the first entry that is
/// wrong. Others may append meanwhile. A damaged file is a finding too; the error side is left to a lost session or a
/// cancelled call.
Result<LedgerReport> verifyChain(SqlSession &session, const QList<LedgerAnchor> &anchors);

} // namespace sluice
