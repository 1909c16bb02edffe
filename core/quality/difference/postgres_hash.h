// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "quality/difference/compared_columns.h"

namespace sluice {

/// PostgreSQL's hash of a row, 64 bits, from its own hashes of values where they are sound, else from a value's text
/// (value_sql.h). Same rows, by that text, have the same hash on both sides, whatever a collation calls equal; two rows
/// that differ share one by chance alone, 2^-64. Both sides must be of one major version and encoding. Pure.

/// Hash of one value, never NULL. at: the column's place, so that a value is another one in another column.
QString postgresHashSql(const ComparedColumn &column, ValueForm form, const ComparedColumn &other, qsizetype at);

/// Hash of all of these. Values are joined by XOR, each hashed by a seed of its column's own; the mix at the end is
/// what makes sums over rows sound, as without it two rows could exchange values unnoticed.
QString postgresRowHashSql(const QStringList &values);

} // namespace sluice
