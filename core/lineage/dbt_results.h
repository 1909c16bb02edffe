// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QStringList>

#include <optional>

namespace sluice {

/// One entry of results: a node that dbt ran, or a source whose newest row it looked up.
struct DbtResult
{
    QString id; ///< "model.shop.orders", "source.shop.raw.orders"
    QString status; ///< as dbt writes it: "success", "runtime error"
    std::optional<double> seconds; ///< execution_time; NaN where the file says so, empty where it is no number
    QDateTime started; ///< the first of its timings, UTC; invalid: not stated
    QDateTime newestRow; ///< max_loaded_at, UTC
    QDateTime lookedAt; ///< snapshotted_at, UTC
    friend bool operator==(const DbtResult &, const DbtResult &) = default;
};

/// run_results.json or sources.json, read by key, so that any version from 1 on works. Times without an offset are UTC.
struct DbtResults
{
    enum class Kind { Runs, Sources };
    Kind kind = Kind::Runs;
    int version = 0;
    QDateTime generatedAt; ///< invalid: the file does not state it
    QDateTime startedAt; ///< of the whole call; invalid: unknown
    std::optional<double> elapsed; ///< seconds of the whole call, as DbtResult::seconds
    QList<DbtResult> results; ///< in the file's order
    QStringList repeated; ///< ids stated twice: which of them counts is unknown
};

/// Any thread; foreign errors stop here. Bounded: refuses files over 512 MiB and more than a million results.
/// InvalidWorkspace says what the file is instead, or where its JSON breaks; file is only for messages.
Result<DbtResults> parseDbtResults(const QByteArray &json, const QString &file);
/// NotFound, IoFailed, or as above.
Result<DbtResults> loadDbtResults(const QString &file);

} // namespace sluice
