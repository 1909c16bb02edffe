// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/remote_rows.h"

#include "sql/sql_quoting.h"
#include "warehouse/dialect.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString postgresSql(const RelationName &table)
{
    return u"WITH RECURSIVE tree(oid) AS (SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON "
           u"n.oid = c.relnamespace"
           " WHERE n.nspname = "_s
        + quoteLiteral(table.schema) + u" AND c.relname = "_s + quoteLiteral(table.name)
        + u" UNION SELECT i.inhrelid FROM tree JOIN pg_catalog.pg_inherits i ON i.inhparent = tree.oid)"
          " SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) || ' on server ' || quote_ident(s.srvname) "
          "FROM tree"
          " JOIN pg_catalog.pg_foreign_table f ON f.ftrelid = tree.oid JOIN pg_catalog.pg_foreign_server s ON s.oid = "
          "f.ftserver"
          " JOIN pg_catalog.pg_class c ON c.oid = tree.oid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace ORDER BY 1"_s;
}

QString mariadbSql(const RelationName &table)
{
    return u"SELECT concat(table_name, ' by the engine ', engine) FROM information_schema.tables WHERE table_schema = "_s
        + (table.schema.isEmpty() ? u"database()"_s : quoteLiteral(table.schema)) + u" AND table_name = "_s
        + quoteLiteral(table.name) + u" AND upper(engine) IN ('SPIDER', 'FEDERATED', 'CONNECT', 'S3')"_s;
}

} // namespace

Result<QStringList> remoteRows(SqlSession &session, const RelationName &table)
{
    if (session.engine() != Engine::Postgresql && session.engine() != Engine::Mariadb)
        return QStringList();
    SLUICE_TRY(const RelationName name, dialectFor(session.engine()).resolve(session, table));
    SLUICE_TRY(const SqlRows rows,
        session.query(session.engine() == Engine::Postgresql ? postgresSql(name) : mariadbSql(name)));
    QStringList places;
    for (const QVariantList &row : rows.rows)
        places.append(row[0].toString());
    return places;
}

} // namespace sluice
