// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/own_tables.h"
#include "warehouse/postgresql/postgres_dialect.h"
#include "warehouse/postgresql/postgres_prepared.h"
#include "warehouse/postgresql/postgres_settings.h"

#include "sql/sql_quoting.h"

#include <QHash>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Schemas of the engine and of Sluice; temporary schemas belong to other sessions.
constexpr auto kUserSchemas = "n.nspname NOT IN ('pg_catalog', 'information_schema', 'sluice') AND n.nspname !~ '^pg_(toast|temp)'";

RelationKind kindOf(const QString &relkind)
{
    switch (relkind.isEmpty() ? u' ' : relkind[0].unicode()) {
    case u'r':
        return RelationKind::Table;
    case u'p':
        return RelationKind::PartitionedTable;
    case u'v':
        return RelationKind::View;
    case u'm':
        return RelationKind::MaterializedView;
    case u'f':
        return RelationKind::ForeignTable;
    default:
        return RelationKind::Missing;
    }
}

QString relationsSql(const QString &condition)
{
    return u"SELECT c.oid, n.nspname, c.relname, c.relkind::text, c.reltuples::bigint, pg_total_relation_size(c.oid),"
           " CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END"
           " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
           " WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND "_s
        + condition + u" ORDER BY n.nspname, c.relname"_s;
}

QString columnsSql(const QString &condition)
{
    return u"SELECT c.oid, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attgenerated <> '',"
           " (SELECT array_position(i.indkey::int2[], a.attnum) FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid AND i.indisprimary)"
           " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
           " JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
           " LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum"
           " WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND "_s
        + condition + u" ORDER BY c.oid, a.attnum"_s;
}

struct Described {
    RelationFacts facts;
    QMap<int, QString> primaryKey; ///< place in the key -> column
};

Result<QList<RelationFacts>> readRelations(SqlSession &session, const QString &condition)
{
    SLUICE_TRY(const PinnedSettings pinned, PinnedSettings::pin(session));
    SLUICE_TRY(const SqlRows relations, queryAll(session, relationsSql(condition)));
    SLUICE_TRY(const SqlRows columns, queryAll(session, columnsSql(condition)));
    QHash<qint64, Described> byOid;
    QList<qint64> order;
    for (const QVariantList &row : relations.rows) {
        RelationFacts facts;
        facts.name = { row[1].toString(), row[2].toString() };
        facts.kind = kindOf(row[3].toString());
        facts.rowEstimate = row[4].toLongLong();
        facts.bytes = row[5].isNull() ? -1 : row[5].toLongLong();
        facts.viewQuery = row[6].toString();
        order.append(row[0].toLongLong());
        byOid.insert(order.constLast(), { facts, {} });
    }
    for (const QVariantList &row : columns.rows) {
        const auto found = byOid.find(row[0].toLongLong());
        if (found == byOid.end())
            continue; // made between the two reads
        const bool generated = row[5].toBool();
        found->facts.columns.append({ row[1].toString(), row[2].toString(), !row[3].toBool(), row[4].toString(), generated });
        if (!row[6].isNull())
            found->primaryKey.insert(row[6].toInt(), row[1].toString());
    }
    QList<RelationFacts> all;
    for (const qint64 oid : order) {
        Described described = byOid.take(oid);
        described.facts.primaryKey = described.primaryKey.values();
        all.append(described.facts);
    }
    return all;
}

} // namespace

PostgresDialect::PostgresDialect()
    : Dialect(Engine::Postgresql)
{
}

RelationName postgresName(const RelationName &relation)
{
    return relation.schema.isEmpty() ? RelationName { u"public"_s, relation.name } : relation;
}

Result<RelationName> PostgresDialect::resolve(SqlSession &, const RelationName &relation) const
{
    return postgresName(relation);
}

Result<RelationFacts> PostgresDialect::describeRelation(SqlSession &session, const RelationName &relation) const
{
    const RelationName name = postgresName(relation);
    SLUICE_TRY(QList<RelationFacts> found,
        readRelations(session, u"n.nspname = "_s + quoteLiteral(name.schema) + u" AND c.relname = "_s + quoteLiteral(name.name)));
    if (!found.isEmpty())
        return found.takeFirst();
    RelationFacts missing;
    missing.name = name;
    return missing;
}

Result<QList<RelationFacts>> PostgresDialect::listRelations(SqlSession &session) const
{
    return readRelations(session, QLatin1String(kUserSchemas));
}

Result<QList<ViewEdge>> PostgresDialect::viewDependencies(SqlSession &session) const
{
    // pg_depend holds one row a column, and one for the relation as a whole where no column is named.
    SLUICE_TRY(const SqlRows rows,
        queryPrepared(session, { {},
            u"SELECT DISTINCT vn.nspname, v.relname, sn.nspname, s.relname, coalesce(a.attname, '')"
            " FROM pg_catalog.pg_depend d"
            " JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid JOIN pg_catalog.pg_class v ON v.oid = r.ev_class"
            " JOIN pg_catalog.pg_namespace vn ON vn.oid = v.relnamespace"
            " JOIN pg_catalog.pg_class s ON s.oid = d.refobjid JOIN pg_catalog.pg_namespace sn ON sn.oid = s.relnamespace"
            " LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = s.oid AND a.attnum = d.refobjsubid AND d.refobjsubid > 0"
            " WHERE d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.refclassid = 'pg_catalog.pg_class'::regclass"
            " AND r.rulename = '_RETURN' AND v.relkind IN ('v', 'm') AND s.relkind IN ('r', 'p', 'v', 'm', 'f') AND s.oid <> v.oid"
            " AND vn.nspname NOT IN ('pg_catalog', 'information_schema', 'sluice') AND sn.nspname NOT IN ('pg_catalog', 'information_schema')"
            " ORDER BY 1, 2, 3, 4, 5"_s }));
    QList<ViewEdge> edges;
    for (const QVariantList &row : rows.rows)
        edges.append({ { row[0].toString(), row[1].toString() }, { row[2].toString(), row[3].toString() }, row[4].toString() });
    return edges;
}

} // namespace sluice
