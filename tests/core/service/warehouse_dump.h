// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sql/sql_session.h"

#include <QMap>
#include <QStringList>

namespace sluice {

class PostgresCluster;

/// Everything that is in a warehouse beside Sluice's own schema, read without a line of the product's fingerprint or
/// checksum: definitions (pg_dump, or the rows of the catalogue where the server is newer than it; sqlite_schema) and,
/// per table and view, the rows as sorted text, without columns in quarantine, which the definitions show.
struct WarehouseDump
{
    QStringList schema; ///< lines
    QMap<QString, QStringList> rows;
};

/// Both end the process when the warehouse cannot be read.
WarehouseDump dumpPostgres(const PostgresCluster &cluster, const QString &database);
WarehouseDump dumpSqlite(const QString &file);

/// "- line" for what is missing, "+ line" for what came; each as often as it does. Names in quarantine without the
/// run's mark.
QStringList schemaDifferences(const WarehouseDump &before, const WarehouseDump &now);
/// The same for rows: "mart.orders: - (1,2)". Relations that only one has are in the schema's differences.
QStringList rowDifferences(const WarehouseDump &before, const WarehouseDump &now);

} // namespace sluice
