// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/connection_profile.h"
#include "base/relation_name.h"
#include "base/result.h"

namespace sluice {

/// A reading query of production, as a file or the engine's statistics hold it.
struct WorkloadQuery
{
    QString name; ///< "nightly.sql:3", "query 4711"
    QString sql;
    qint64 calls = 0; ///< 0: nobody counted
    double totalMs = 0; ///< of all calls
    friend bool operator==(const WorkloadQuery &, const WorkloadQuery &) = default;
};

/// The statements of a text; a comment "-- name: X" before one names it. Pure.
QList<WorkloadQuery> workloadOfText(Engine engine, const QString &text, const QString &file);

/// Why a query cannot be run as it stands; empty: it can. Values that were never recorded are not made up, and only
/// one reading statement is run. Pure.
QString whyNotReplayable(Engine engine, const QString &sql);

/// The query with relation read in the place of view. Refused where the text does not say for certain that a name is
/// the view: behind anything but FROM and JOIN it could be a column. A query without the view stays as it is. Pure.
Result<QString> readInstead(Engine engine, const QString &sql, const RelationName &view, const RelationName &relation);

} // namespace sluice
