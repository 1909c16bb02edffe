// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/postgresql/postgres_columns.h"

#include "sql/sql_quoting.h"
#include "warehouse/own_tables.h"
#include "warehouse/postgresql/postgres_settings.h"
#include "warehouse/trial.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

const RelationName kTrial { u"sluice"_s, u"trial"_s };

constexpr auto kDefaultText = "(SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_catalog.pg_attrdef d WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum)";

Result<PrintedExpression> readDefault(SqlSession &session, const RelationName &table, const QString &column)
{
    const QString sql = u"SELECT coalesce("_s + QLatin1String(kDefaultText) + u", '')"_s + postgresColumnSql(table, column);
    PrintedExpression printed;
    SLUICE_TRY(printed.plain, queryText(session, sql));
    SLUICE_TRY(const PinnedSettings pinned, PinnedSettings::pin(session));
    SLUICE_TRY(printed.qualified, queryText(session, sql));
    return printed;
}

} // namespace

QString PrintedExpression::literals() const
{
    return quoteLiteral(qualified) + (plain == qualified ? QString() : u", "_s + quoteLiteral(plain));
}

QString postgresColumnSql(const RelationName &table, const QString &column)
{
    return u" FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
           " WHERE n.nspname = "_s
        + quoteLiteral(table.schema) + u" AND c.relname = "_s + quoteLiteral(table.name) + u" AND a.attname = "_s + quoteLiteral(column)
        + u" AND a.attnum > 0 AND NOT a.attisdropped"_s;
}

Result<PostgresColumnState> readPostgresColumn(SqlSession &session, const RelationName &table, const QString &column)
{
    PostgresColumnState state;
    {
        SLUICE_TRY(const PinnedSettings pinned, PinnedSettings::pin(session));
        SLUICE_TRY(const SqlRows rows,
            session.query(u"SELECT format_type(a.atttypid, a.atttypmod), (SELECT t.typname FROM pg_catalog.pg_type t WHERE t.oid = a.atttypid), a.atttypmod,"
                          " a.attnotnull, a.attidentity <> '', a.attgenerated <> '', a.attinhcount > 0,"
                          " EXISTS (SELECT FROM pg_catalog.pg_type t WHERE t.oid = a.atttypid AND (t.typstorage <> a.attstorage OR t.typcollation <> a.attcollation))"
                          " OR a.attcompression <> ''"_s
                + postgresColumnSql(table, column)));
        if (rows.rows.isEmpty())
            return fail(ErrorCode::Refused, u"%1 has no column %2"_s.arg(table.text(), column), session.profile().name);
        const QVariantList &row = rows.rows[0];
        state.type = row[0].toString();
        state.typeName = row[1].toString();
        state.modifier = row[2].toInt();
        state.notNull = row[3].toBool();
        state.isIdentity = row[4].toBool();
        state.isGenerated = row[5].toBool();
        state.isInherited = row[6].toBool();
        state.hasOwnStorage = row[7].toBool();
    }
    SLUICE_TRY(state.defaultExpression, readDefault(session, table, column));
    return state;
}

Result<TriedColumn> tryPostgresColumn(SqlSession &session, const QString &type, const QString &defaultExpression)
{
    if (session.isInTransaction())
        return fail(ErrorCode::Usage, u"a step is compiled outside a transaction"_s, session.profile().name);
    SLUICE_CHECK(session.begin());
    const Trial trial(session);
    QString create = u"CREATE TABLE "_s + quoteRelation(Engine::Postgresql, kTrial) + u" (value "_s + type;
    if (!defaultExpression.isEmpty())
        create += u" DEFAULT ("_s + defaultExpression + u"\n)"_s;
    // The cast first: serial is no type, and what it brings along nobody asked for here.
    for (const QString &statement : { QString(u"SELECT CAST(NULL AS "_s + type + u')'), QString(create + u')') }) {
        if (auto done = session.execute(statement); !done) {
            Error error = std::move(done).error();
            if (error.code == ErrorCode::SqlFailed) {
                error.code = ErrorCode::Refused;
                error.what = u"PostgreSQL refuses the definition: "_s + error.what;
                error.next = u"name a type that the server has, and a default that fits it"_s;
            }
            return fail(std::move(error));
        }
    }
    TriedColumn tried;
    SLUICE_TRY(tried.defaultExpression, readDefault(session, kTrial, u"value"_s));
    SLUICE_TRY(const PinnedSettings pinned, PinnedSettings::pin(session));
    SLUICE_TRY(const SqlRows rows,
        session.query(u"SELECT format_type(a.atttypid, a.atttypmod), (SELECT t.typname FROM pg_catalog.pg_type t WHERE t.oid = a.atttypid), a.atttypmod"_s
            + postgresColumnSql(kTrial, u"value"_s)));
    tried.type = rows.rows[0][0].toString();
    tried.typeName = rows.rows[0][1].toString();
    tried.modifier = rows.rows[0][2].toInt();
    return tried;
}

QString defaultIsSql(const RelationName &table, const QString &column, const PrintedExpression &expected)
{
    const QString text = u"coalesce("_s + QLatin1String(kDefaultText) + u", '')"_s;
    return u"EXISTS (SELECT"_s + postgresColumnSql(table, column) + u" AND "_s + text + u" IN ("_s + expected.literals() + u"))"_s;
}

} // namespace sluice
