// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "warehouse/catalogue.h"

namespace sluice {

/// Expression over a row: 32 characters that differ when a bit of one of these columns does.
QString mariadbRowDigest(const QList<ColumnFacts> &columns);

/// A query of one text, "rows:sum:sum", that is another when a row was added, changed or removed. of: "" or which rows
/// of a table with a history.
QString mariadbContent(const RelationName &table, const QList<ColumnFacts> &columns, const QString &of = {});

} // namespace sluice
