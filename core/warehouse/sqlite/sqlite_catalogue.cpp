// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/own_tables.h"
#include "warehouse/sqlite/sqlite_dialect.h"
#include "warehouse/sqlite/sqlite_schema.h"

#include "sql/sql_quoting.h"

#include <QHash>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kUserObjects = "m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";

struct Described {
    RelationFacts facts;
    QMap<int, QString> primaryKey;
};

/// Largest rowid: close to the number of rows, found without a scan. -1 where there is none.
Result<qint64> estimateRows(SqlSession &session, const QString &name)
{
    SLUICE_TRY(const SqlRows kind,
        session.query(u"SELECT type = 'table' AND wr = 0 FROM pragma_table_list WHERE schema = 'main' AND name = "_s + quoteLiteral(name)));
    if (!kind.scalar().toBool())
        return -1;
    SLUICE_TRY(const SqlRows rows, session.query(u"SELECT max(_rowid_) FROM "_s + quoteIdentifier(Engine::Sqlite, name)));
    return rows.scalar().isValid() ? rows.scalar().toLongLong() : 0;
}

Result<QList<RelationFacts>> readRelations(SqlSession &session, const QString &condition)
{
    SLUICE_TRY(const SqlRows objects, queryAll(session, u"SELECT m.name, m.type, m.sql FROM sqlite_schema m WHERE "_s + condition + u" ORDER BY m.name"_s));
    // ncol is 0 for a view that cannot be read; asking for its columns would be an error.
    SLUICE_TRY(const SqlRows columns,
        queryAll(session,
            u"SELECT m.name, x.name, x.type, x.\"notnull\", x.dflt_value, x.hidden, x.pk FROM sqlite_schema m CROSS JOIN pragma_table_list l"
            " CROSS JOIN pragma_table_xinfo(CASE WHEN l.ncol > 0 THEN m.name END) x WHERE "_s
                + condition + u" AND l.schema = 'main' AND l.name = m.name AND x.hidden <> 1 ORDER BY m.name, x.cid"_s));
    QHash<QString, Described> byName;
    QStringList order;
    for (const QVariantList &row : objects.rows) {
        RelationFacts facts;
        facts.name = { {}, row[0].toString() };
        facts.kind = row[1].toString() == u"view" ? RelationKind::View : RelationKind::Table;
        if (facts.kind == RelationKind::View)
            facts.viewQuery = sqliteViewQuery(row[2].toString());
        order.append(facts.name.name);
        byName.insert(facts.name.name, { facts, {} });
    }
    for (const QVariantList &row : columns.rows) {
        Described &described = byName[row[0].toString()];
        const bool generated = row[5].toInt() >= 2;
        const bool nullable = row[3].toInt() == 0;
        described.facts.columns.append({ row[1].toString(), row[2].toString(), nullable, row[4].toString(), generated });
        if (row[6].toInt() > 0)
            described.primaryKey.insert(row[6].toInt(), row[1].toString());
    }
    QList<RelationFacts> all;
    for (const QString &name : order) {
        Described described = byName.take(name);
        described.facts.primaryKey = described.primaryKey.values();
        if (described.facts.kind == RelationKind::Table) {
            SLUICE_TRY(described.facts.rowEstimate, estimateRows(session, name));
        }
        all.append(described.facts);
    }
    return all;
}

} // namespace

SqliteDialect::SqliteDialect()
    : Dialect(Engine::Sqlite)
{
}

Result<RelationName> SqliteDialect::resolve(SqlSession &session, const RelationName &relation) const
{
    if (!isMainSchema(relation))
        return relation;
    SLUICE_TRY(const SqlRows rows,
        session.query(u"SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name = "_s + quoteLiteral(relation.name)
            + u" COLLATE NOCASE"_s));
    return RelationName { {}, rows.rows.isEmpty() ? relation.name : rows.scalar().toString() };
}

Result<RelationFacts> SqliteDialect::describeRelation(SqlSession &session, const RelationName &relation) const
{
    RelationFacts missing;
    missing.name = relation;
    if (!isMainSchema(relation))
        return missing;
    missing.name.schema.clear();
    SLUICE_TRY(QList<RelationFacts> found,
        readRelations(session, QLatin1String(kUserObjects) + u" AND m.name = "_s + quoteLiteral(relation.name) + u" COLLATE NOCASE"_s));
    return found.isEmpty() ? missing : found.takeFirst();
}

Result<QList<RelationFacts>> SqliteDialect::listRelations(SqlSession &session) const
{
    SLUICE_TRY(QList<RelationFacts> all, readRelations(session, QLatin1String(kUserObjects)));
    all.removeIf([](const RelationFacts &facts) { return isOwnRelation(Engine::Sqlite, facts.name); });
    return all;
}

Result<QList<ViewEdge>> SqliteDialect::viewDependencies(SqlSession &session) const
{
    SLUICE_TRY(const SqlRows rows,
        queryAll(session, u"SELECT m.type, m.name, m.sql FROM sqlite_schema m WHERE "_s + QLatin1String(kUserObjects) + u" ORDER BY m.name"_s));
    QHash<QString, QString> known; // lower case -> as spelled
    for (const QVariantList &row : rows.rows)
        known.insert(row[1].toString().toLower(), row[1].toString());
    QList<ViewEdge> edges;
    for (const QVariantList &row : rows.rows) {
        if (row[0].toString() != u"view")
            continue;
        QStringList sources;
        for (const QString &name : sqliteSources(sqliteViewQuery(row[2].toString()))) {
            const auto source = known.constFind(name.toLower());
            if (source != known.cend() && *source != row[1].toString() && !sources.contains(*source))
                sources.append(*source);
        }
        sources.sort();
        for (const QString &source : sources)
            edges.append(ViewEdge { { {}, row[1].toString() }, { {}, source }, {} });
    }
    return edges;
}

} // namespace sluice
