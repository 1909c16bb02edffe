// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "quality/sample.h"

#include <memory>

namespace sluice {

struct SampleQuery {
    QString run; ///< empty: every run
    QString stage; ///< empty: every stage
    QString gate; ///< empty: every gate
    QDateTime since;
    QDateTime until;
    int limit = 100'000; ///< the newest ones
};

/// Samples beside the ledger, unchained: a second SQLite file with synchronous=NORMAL. One instance a thread.
/// Samples more than 90 days older than the newest one are removed as new ones arrive, so the file stays bounded.
/// Losing it loses charts, never a decision: verdicts and stage digests are in the ledger.
class SampleStore
{
public:
    /// Creates the file when there is none. Refused when a newer Sluice wrote it.
    static Result<std::unique_ptr<SampleStore>> open(const QString &file);
    ~SampleStore();
    /// All or none.
    Result<void> append(const QList<Sample> &samples);
    Result<QList<Sample>> read(const SampleQuery &query) const; ///< ascending by time
    /// SHA-256 over a stage's samples in the order of gate, tick and branch, stored in the ledger when the stage ends.
    Result<QString> digest(const QString &run, const QString &stage) const;

private:
    struct Private;
    explicit SampleStore(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace sluice
