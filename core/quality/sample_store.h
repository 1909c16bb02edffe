// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "quality/sample_rollup.h"

#include <memory>

namespace sluice {

struct SampleQuery {
    QString run; ///< empty: every run
    QString stage; ///< empty: every stage
    QString gate; ///< empty: every gate
    QString queryDigest; ///< what was asked; empty: everything
    QDateTime since;
    QDateTime until;
    int limit = 100'000; ///< the newest ones; what was rolled up counts as one
    bool withRollups = true; ///< what has been rolled up stands in for what is gone; false: only what is there itself
};

/// Samples beside the ledger, unchained: a second SQLite file with synchronous=NORMAL. One instance a thread.
/// As new ones arrive old samples become one row a minute, later one an hour, and are removed in the end, so the file
/// stays bounded. Losing it loses charts, never a decision: verdicts are in the ledger.
class SampleStore
{
public:
    /// Creates the file when there is none. Refused when a newer Sluice wrote it.
    static Result<std::unique_ptr<SampleStore>> open(const QString &file, const SampleRetention &retention = {});
    ~SampleStore();
    /// All or none.
    Result<void> append(const QList<Sample> &samples);
    Result<QList<Sample>> read(const SampleQuery &query) const; ///< ascending by time
    /// Minutes and hours, ascending by their beginning; those that end within the query's time.
    Result<QList<SampleRollup>> readRollups(const SampleQuery &query) const;
    /// SHA-256 over a stage's samples in the order of gate, tick and branch. NotFound once some of them were rolled up.
    Result<QString> digest(const QString &run, const QString &stage) const;

private:
    struct Private;
    explicit SampleStore(std::unique_ptr<Private> d);
    Result<QList<Sample>> withRollups(QList<Sample> samples, const SampleQuery &query) const;
    std::unique_ptr<Private> d;
};

} // namespace sluice
