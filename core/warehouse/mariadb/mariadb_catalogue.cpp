// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sql_quoting.h"
#include "warehouse/mariadb/mariadb_dialect.h"
#include "warehouse/mariadb/mariadb_views.h"
#include "warehouse/own_tables.h"

#include <QHash>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kSystemSchemas = "('information_schema', 'mysql', 'performance_schema', 'sys')";

RelationKind kindOf(const QString &type, const QString &options)
{
    if (type == u"VIEW")
        return RelationKind::View;
    if (type != u"BASE TABLE" && type != u"SYSTEM VERSIONED")
        return RelationKind::Missing; // sequences and what later versions bring are no relations of a plan
    return options.contains(u"partitioned"_s) ? RelationKind::PartitionedTable : RelationKind::Table;
}

Result<QList<RelationFacts>> readRelations(SqlSession &session, const QString &condition)
{
    SLUICE_TRY(const SqlRows relations,
        queryAll(session,
            u"SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE, coalesce(CREATE_OPTIONS, ''), TABLE_ROWS, DATA_LENGTH + "
            u"INDEX_LENGTH"
            " FROM information_schema.TABLES WHERE "_s
                + condition + u" ORDER BY 1, 2"_s));
    SLUICE_TRY(const SqlRows columns,
        queryAll(session,
            u"SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE, COLUMN_DEFAULT, IS_GENERATED = "
            u"'ALWAYS'"
            " FROM information_schema.COLUMNS WHERE "_s
                + condition + u" ORDER BY ORDINAL_POSITION"_s));
    SLUICE_TRY(const SqlRows keys,
        queryAll(session,
            u"SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME FROM information_schema.STATISTICS WHERE INDEX_NAME = 'PRIMARY' AND "_s
                + condition + u" ORDER BY SEQ_IN_INDEX"_s));
    SLUICE_TRY(const SqlRows views,
        queryAll(session,
            u"SELECT TABLE_SCHEMA, TABLE_NAME, VIEW_DEFINITION FROM information_schema.VIEWS WHERE "_s + condition));
    QList<RelationFacts> all;
    QHash<RelationName, qsizetype> places;
    for (const QVariantList &row : relations.rows) {
        RelationFacts facts;
        facts.name = { row[0].toString(), row[1].toString() };
        facts.kind = kindOf(row[2].toString(), row[3].toString());
        facts.rowEstimate = row[4].isNull() ? -1 : row[4].toLongLong();
        facts.bytes = row[5].isNull() ? -1 : row[5].toLongLong();
        if (facts.kind == RelationKind::Missing)
            continue;
        places.insert(facts.name, all.size());
        all.append(facts);
    }
    const auto found = [&](const QVariantList &row) -> RelationFacts * {
        const auto place = places.constFind({ row[0].toString(), row[1].toString() });
        return place == places.cend() ? nullptr : &all[*place]; // else made between the two reads
    };
    for (const QVariantList &row : columns.rows) {
        const QString standard
            = row[5].isNull() || row[5].toString() == u"NULL" ? QString() : standardMariadbText(row[5].toString());
        if (RelationFacts *facts = found(row))
            facts->columns.append(
                { row[2].toString(), row[3].toString(), row[4].toString() == u"YES", standard, row[6].toBool() });
    }
    for (const QVariantList &row : keys.rows) {
        if (RelationFacts *facts = found(row))
            facts->primaryKey.append(row[2].toString());
    }
    for (const QVariantList &row : views.rows) {
        if (RelationFacts *facts = found(row))
            facts->viewQuery = standardMariadbText(row[2].toString());
    }
    return all;
}

} // namespace

MariadbDialect::MariadbDialect()
    : Dialect(Engine::Mariadb)
{
}

RelationName mariadbName(const SqlSession &session, const RelationName &relation)
{
    return relation.schema.isEmpty() ? RelationName { session.profile().database, relation.name } : relation;
}

QString isMariadbRelation(const RelationName &name, const QString &schemaColumn, const QString &nameColumn)
{
    const QString schema = quoteLiteral(name.schema);
    const QString relation = quoteLiteral(name.name);
    return u'(' + schemaColumn + u" = "_s + schema + u" AND "_s + nameColumn + u" = "_s + relation + u" AND BINARY "_s
        + schemaColumn + u" = "_s + schema + u" AND BINARY "_s + nameColumn + u" = "_s + relation + u')';
}

Result<RelationName> MariadbDialect::resolve(SqlSession &session, const RelationName &relation) const
{
    return mariadbName(session, relation);
}

Result<RelationFacts> MariadbDialect::describeRelation(SqlSession &session, const RelationName &relation) const
{
    const RelationName name = mariadbName(session, relation);
    SLUICE_TRY(QList<RelationFacts> found, readRelations(session, isMariadbRelation(name)));
    if (!found.isEmpty())
        return found.takeFirst();
    RelationFacts missing;
    missing.name = name;
    return missing;
}

Result<QList<RelationFacts>> MariadbDialect::listRelations(SqlSession &session) const
{
    SLUICE_TRY(QList<RelationFacts> all,
        readRelations(session, u"TABLE_SCHEMA = "_s + quoteLiteral(session.profile().database)));
    all.removeIf([](const RelationFacts &facts) { return isOwnRelation(Engine::Mariadb, facts.name); });
    return all;
}

Result<QList<ViewEdge>> MariadbDialect::viewDependencies(SqlSession &session) const
{
    SLUICE_TRY(const SqlRows known,
        queryAll(session,
            u"SELECT TABLE_SCHEMA, TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA NOT IN "_s
                + QLatin1String(kSystemSchemas)));
    QSet<RelationName> relations;
    for (const QVariantList &row : known.rows)
        relations.insert({ row[0].toString(), row[1].toString() });
    SLUICE_TRY(const SqlRows views,
        queryAll(session,
            u"SELECT TABLE_SCHEMA, TABLE_NAME, VIEW_DEFINITION FROM information_schema.VIEWS WHERE TABLE_SCHEMA NOT IN "_s
                + QLatin1String(kSystemSchemas) + u" ORDER BY 1, 2"_s));
    QList<ViewEdge> edges;
    for (const QVariantList &row : views.rows) {
        const RelationName view { row[0].toString(), row[1].toString() };
        if (isOwnRelation(Engine::Mariadb, view))
            continue;
        QList<RelationName> sources = mariadbSources(standardMariadbText(row[2].toString()));
        sources.removeIf([&](const RelationName &source) { return !relations.contains(source) || source == view; });
        for (const RelationName &source : sources)
            edges.append({ view, source, {} });
    }
    return edges;
}

} // namespace sluice
