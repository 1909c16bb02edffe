// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <optional>

namespace sluice {

/// A type of PostgreSQL as its catalogue keeps it.
struct PostgresType {
    QString name; ///< pg_type.typname
    int modifier = -1;
};

/// A change of type after which every value that was there before comes back to the bit.
struct TypeWidening {
    QString doesNotFit; ///< condition over the new column: its value has no place in the old type; empty: all have
    bool rewritesForward = true; ///< PostgreSQL writes the whole table anew
    bool rewritesBack = true;
};

/// nullopt for every other change: a text that happens to hold numbers, float to numeric, timestamp to timestamptz (the
/// zone decides) lose something on one of both ways. column: quoted, for the condition. Pure.
std::optional<TypeWidening> typeWidening(const PostgresType &from, const PostgresType &to, const QString &column);

} // namespace sluice
