// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <optional>

namespace sluice {

/// A change of type on MariaDB after which every value that was there before comes back to the bit, and whose way back
/// the server itself refuses as long as a value does not fit: nothing can slip in between the count and the change.
struct MariadbWidening
{
    QString doesNotFit; ///< condition over the new column: its value has no place in the old type
};

struct MariadbType
{
    QString name; ///< as the server prints it: "int(11) unsigned", "varchar(20)"
    qint64 octets = -1; ///< of a text at most
};

/// nullopt for every other change. Where a value would be cut or rounded silently on the way back, it is none:
/// decimals, texts without a length, dates; and texts whose length takes two bytes to keep after one, of which MariaDB
/// cuts trailing spaces. column: quoted, for the condition. Pure.
std::optional<MariadbWidening> mariadbWidening(const MariadbType &from, const MariadbType &to, const QString &column);

} // namespace sluice
