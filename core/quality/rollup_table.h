// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "quality/sample_store.h"

/// Private to core/quality: the table of what old samples became, beside theirs.
namespace sluice {

class SqlSession;

Result<void> createRollups(SqlSession &session); ///< unless it is there

/// One pass, within the caller's transaction: raw samples older than they are kept become minutes, minutes hours, and
/// hours nothing. False: more is left than one pass takes.
Result<bool> rollUp(SqlSession &session, const SampleRetention &retention, const QDateTime &newest);

Result<QList<SampleRollup>> readRollups(SqlSession &session, const SampleQuery &query);

/// Branches as both tables write them.
QString branchText(Branch branch);
Branch branchOf(const QString &text);

} // namespace sluice
