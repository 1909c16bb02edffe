// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace sluice {

/// One canonical line for a view definition as PostgreSQL prints it (search_path pinned to '').
/// A definition that is created again from its printed text prints differently although it means the same: nested AND
/// and OR lists become flat, a cast of ARRAY[…] moves to its elements, and columns of later UNION branches gain names.
/// The canonical form is the same before and after, so that a restored view compares equal. Pure.
QString canonicalPostgresView(const QString &definition);

/// One canonical line for a statement of sqlite_schema: comments and spacing gone, every identifier quoted, because
/// renaming a column back leaves its name quoted. Pure.
QString canonicalSqliteStatement(const QString &statement);

} // namespace sluice
