// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/own_tables.h"
#include "warehouse/postgresql/postgres_dialect.h"
#include "warehouse/postgresql/postgres_fingerprint_sql.h"
#include "warehouse/postgresql/postgres_prepared.h"
#include "warehouse/postgresql/postgres_settings.h"
#include "warehouse/view_text.h"

#include "sql/sql_quoting.h"

#include <QHash>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

Result<QHash<RelationName, QString>> oidsOf(SqlSession &session, const QList<RelationName> &scope)
{
    QStringList pairs;
    for (const RelationName &name : scope)
        pairs.append(u'(' + quoteLiteral(name.schema) + u", "_s + quoteLiteral(name.name) + u')');
    QHash<RelationName, QString> oids;
    if (pairs.isEmpty())
        return oids;
    SLUICE_TRY(const SqlRows rows,
        queryAll(session,
            u"SELECT n.nspname, c.relname, c.oid::text FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND (n.nspname, c.relname) IN ("_s
                + pairs.join(u", "_s) + u')'));
    for (const QVariantList &row : rows.rows)
        oids.insert({ row[0].toString(), row[1].toString() }, row[2].toString());
    return oids;
}

/// Of every partitioned table in the scope, down to the last level.
Result<QStringList> partitionsOf(SqlSession &session, const QString &oids)
{
    SLUICE_TRY(const SqlRows rows,
        queryPrepared(session, { u"oid[]"_s,
            u"SELECT pn.nspname, p.relname, cn.nspname, c.relname FROM pg_catalog.pg_class p JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace"
            " CROSS JOIN LATERAL pg_catalog.pg_partition_tree(p.oid) t JOIN pg_catalog.pg_class c ON c.oid = t.relid AND t.level > 0"
            " JOIN pg_catalog.pg_namespace cn ON cn.oid = c.relnamespace WHERE p.relkind = 'p' AND p.oid = ANY ($1)"_s }, oids));
    QStringList partitions;
    for (const QVariantList &row : rows.rows)
        partitions += RelationName { row[0].toString(), row[1].toString() }.text() + u": "_s + RelationName { row[2].toString(), row[3].toString() }.text();
    partitions.sort();
    return partitions;
}

} // namespace

Result<Fingerprint> PostgresDialect::readRecords(SqlSession &session, const QList<RelationName> &scope) const
{
    using Key = QHash<RelationName, QString>;
    SLUICE_TRY(const PinnedSettings pinned, PinnedSettings::pin(session));
    SLUICE_TRY(const Key oids, oidsOf(session, scope));
    Fingerprint fingerprint;
    for (const RelationName &name : scope) {
        if (!oids.contains(name))
            fingerprint.records[u"relation "_s + name.text()] = { u"absent"_s };
    }
    const QString all = u"'{"_s + QStringList(oids.values()).join(u',') + u"}'"_s;
    SLUICE_TRY(fingerprint.partitions, partitionsOf(session, all));
    SLUICE_TRY(const SqlRows rows, queryPrepared(session, { u"oid[]"_s, postgresRecordsSql() }, all));
    const QString definition = u"definition "_s;
    for (const QVariantList &row : rows.rows) {
        const QString kind = row[0].toString();
        const QString name = row[2].toString();
        // A function's name carries its arguments and a schema has no schema: neither is a relation's name.
        const bool isRelation = kind != u"function" && kind != u"schema";
        const QString place = isRelation ? RelationName { row[1].toString(), name }.text()
            : kind == u"schema"          ? RelationName { {}, name }.text()
                                         : RelationName { {}, row[1].toString() }.text() + u'.' + name;
        QString line = row[3].toString();
        if (kind.endsWith(u"view") && line.startsWith(definition))
            line = definition + canonicalPostgresView(line.mid(definition.size()));
        fingerprint.records[kind + u' ' + place].append(line);
    }
    return fingerprint;
}

} // namespace sluice
