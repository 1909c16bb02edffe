// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <QHashFunctions>
#include <QString>

#include <compare>

namespace sluice {

/// A relation as a plan writes it: "schema.name" or "name". Parts are kept apart; SQL is only ever built by a dialect,
/// which quotes each part. A value; hashable and ordered by schema, then name.
struct RelationName {
    QString schema; ///< empty: the engine's default (public on PostgreSQL, main on SQLite)
    QString name;

    /// Splits at the single dot outside double quotes; quoted parts may hold dots and doubled quotes.
    /// InvalidPlan for empty parts, more than two parts, NUL, or a part over 63 bytes of UTF-8.
    static Result<RelationName> parse(const QString &text);
    /// The form that parse reads back: parts are quoted only where they need it.
    QString text() const;

    friend bool operator==(const RelationName &, const RelationName &) = default;
    friend bool operator<(const RelationName &a, const RelationName &b)
    {
        return a.schema != b.schema ? a.schema < b.schema : a.name < b.name;
    }
};

inline size_t qHash(const RelationName &relation, size_t seed = 0)
{
    return qHashMulti(seed, relation.schema, relation.name);
}

} // namespace sluice
