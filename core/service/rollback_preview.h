// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "service/snapshot.h"
#include "sql/sql_session.h"

namespace sluice {

/// What a preview is made from, gathered by the service; values only.
struct PreviewInput {
    RunState state;
    std::shared_ptr<const PlanBundle> bundle;
    QString to;
    std::shared_ptr<const LineageGraph> lineage; ///< may be null
    std::optional<Lease> lease;
    std::optional<Duration> lastFlagsOff; ///< the last measured switch back of this run, else of any in this ledger
    std::optional<Certificate> certificate; ///< the newest of this version of the plan
    QDateTime now;
};

/// Resolves the rollback against the live target without changing anything: guards counted, drift, identity, locks,
/// rows that arrived. session: Catalogue role. What cannot be read is Unknown, with the reason as its value.
RollbackPreview previewRollback(SqlSession &session, const PreviewInput &input);

/// The same without a target: every light that needs one says why not.
RollbackPreview previewWithoutTarget(const PreviewInput &input, const Error &error);

} // namespace sluice
