// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/postgresql/postgres_views.h"

#include "sql/sql_quoting.h"
#include "warehouse/own_tables.h"
#include "warehouse/postgresql/postgres_settings.h"
#include "warehouse/trial.h"

#include <QCryptographicHash>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kEngine = Engine::Postgresql;

QString relationCondition(const RelationName &name)
{
    return u"n.nspname = "_s + quoteLiteral(name.schema) + u" AND c.relname = "_s + quoteLiteral(name.name);
}

constexpr auto kFromRelation = " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace";

Result<QList<PostgresColumn>> readColumns(SqlSession &session, const RelationName &name)
{
    SLUICE_TRY(const PinnedSettings pinned, PinnedSettings::pin(session));
    SLUICE_TRY(const SqlRows rows,
        queryAll(session,
            u"SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.atttypmod, a.attcollation::regcollation::text"_s
                + QLatin1String(kFromRelation)
                + u" JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped WHERE "_s
                + relationCondition(name) + u" ORDER BY a.attnum"_s));
    QList<PostgresColumn> columns;
    for (const QVariantList &row : rows.rows)
        columns.append({ row[0].toString(), row[1].toString(), row[2].toInt(), row[3].toString() });
    return columns;
}

Result<QList<RelationName>> readSources(SqlSession &session, const RelationName &view)
{
    SLUICE_TRY(const SqlRows rows,
        queryAll(session,
            u"WITH RECURSIVE source(oid) AS (SELECT c.oid"_s + QLatin1String(kFromRelation) + u" WHERE "_s + relationCondition(view)
                + u" UNION SELECT d.refobjid FROM source JOIN pg_catalog.pg_rewrite r ON r.ev_class = source.oid"
                  " JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.objid = r.oid"
                  " AND d.refclassid = 'pg_catalog.pg_class'::regclass)"
                  " SELECT n.nspname, c.relname FROM source JOIN pg_catalog.pg_class c ON c.oid = source.oid"
                  " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace ORDER BY 1, 2"_s));
    QList<RelationName> sources;
    for (const QVariantList &row : rows.rows) {
        const RelationName source { row[0].toString(), row[1].toString() };
        if (source != view)
            sources.append(source);
    }
    return sources;
}

Error refusedTrial(Error error)
{
    if (error.code == ErrorCode::SqlFailed) {
        error.code = ErrorCode::Refused;
        error.what = u"PostgreSQL refuses the definition: "_s + error.what;
    }
    return error;
}

} // namespace

Result<PostgresView> readPostgresView(SqlSession &session, const RelationName &name)
{
    PostgresView view;
    view.name = name;
    {
        SLUICE_TRY(const PinnedSettings pinned, PinnedSettings::pin(session));
        SLUICE_TRY(const SqlRows rows,
            session.query(u"SELECT c.relkind::text, pg_get_userbyid(c.relowner), pg_get_viewdef(c.oid),"
                          " pg_relation_is_updatable(c.oid, true) & (4 | 8 | 16) <> 0 OR EXISTS (SELECT FROM pg_catalog.pg_rewrite r"
                          " WHERE r.ev_class = c.oid AND r.rulename <> '_RETURN') OR EXISTS (SELECT FROM pg_catalog.pg_trigger t WHERE t.tgrelid = c.oid)"_s
                + QLatin1String(kFromRelation) + u" WHERE "_s + relationCondition(name)));
        if (rows.rows.isEmpty() || rows.rows[0][0].toString() != u"v") {
            const QString what = rows.rows.isEmpty() ? u"there is no view %1"_s : u"%1 is not a view"_s;
            return fail(ErrorCode::Refused, what.arg(name.text()), session.profile().name);
        }
        view.owner = rows.rows[0][1].toString();
        view.definition = rows.rows[0][2].toString().trimmed();
        view.isWritable = rows.rows[0][3].toBool();
        if (view.definition.endsWith(u';'))
            view.definition.chop(1);
    }
    SLUICE_TRY(const SqlRows options,
        session.query(u"SELECT unnest(c.reloptions)"_s + QLatin1String(kFromRelation) + u" WHERE "_s + relationCondition(name)));
    for (const QVariantList &row : options.rows)
        view.options.append(row[0].toString());
    SLUICE_TRY(view.columns, readColumns(session, name));
    return view;
}

Result<TriedView> tryPostgresView(SqlSession &session, const QString &query, const QStringList &prepare)
{
    if (session.isInTransaction())
        return fail(ErrorCode::Usage, u"a step is compiled outside a transaction"_s, session.profile().name);
    const RelationName trialName { u"sluice"_s, u"trial"_s };
    SLUICE_CHECK(session.begin());
    const Trial trial(session);
    QStringList statements = prepare;
    statements.append(u"CREATE VIEW "_s + quoteRelation(kEngine, trialName) + u" AS "_s + query);
    for (const QString &statement : statements) {
        if (auto done = session.execute(statement); !done)
            return fail(refusedTrial(std::move(done).error()));
    }
    TriedView tried;
    SLUICE_TRY(tried.definition, queryText(session, u"SELECT sluice.view_text('sluice.trial')"_s));
    tried.definition = tried.definition.trimmed();
    if (tried.definition.endsWith(u';'))
        tried.definition.chop(1);
    SLUICE_TRY(tried.columns, readColumns(session, trialName));
    SLUICE_TRY(tried.reads, readSources(session, trialName));
    return tried;
}

QString viewOptionsSql(const QStringList &options)
{
    QStringList parts;
    for (const QString &option : options) {
        const qsizetype equals = option.indexOf(u'=');
        parts.append(quoteIdentifier(kEngine, option.left(equals)) + u'=' + quoteLiteral(option.mid(equals + 1)));
    }
    return parts.isEmpty() ? QString() : u" WITH ("_s + parts.join(u", "_s) + u')';
}

QString replaceViewSql(const RelationName &name, const QStringList &options, const QString &query)
{
    return u"CREATE OR REPLACE VIEW "_s + quoteRelation(kEngine, name) + viewOptionsSql(options) + u" AS "_s + query;
}

Result<QStringList> copyReadGrantsSql(SqlSession &session, const PostgresView &original, const RelationName &copy)
{
    // Whose session compiles is who will run the step, so ownership is moved only where that is somebody else.
    SLUICE_TRY(const SqlRows rows,
        queryAll(session,
            u"SELECT coalesce('(' || quote_ident(g.attname) || ')', ''), CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(x.grantee)) END,"
            " x.is_grantable, current_user FROM (SELECT c.relowner, NULL::name AS attname, c.relacl AS list"_s
                + QLatin1String(kFromRelation) + u" WHERE "_s + relationCondition(original.name)
                + u" UNION ALL SELECT c.relowner, a.attname, a.attacl"_s + QLatin1String(kFromRelation)
                + u" JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped WHERE "_s + relationCondition(original.name)
                + u") g CROSS JOIN LATERAL aclexplode(g.list) x WHERE x.privilege_type = 'SELECT' AND x.grantee <> g.relowner ORDER BY 1, 2"_s));
    SLUICE_TRY(const QString me, queryText(session, u"SELECT current_user"_s));
    QStringList statements;
    if (me != original.owner)
        statements.append(u"ALTER VIEW "_s + quoteRelation(kEngine, copy) + u" OWNER TO "_s + quoteIdentifier(kEngine, original.owner));
    for (const QVariantList &row : rows.rows) {
        statements.append(u"GRANT SELECT "_s + row[0].toString() + u" ON "_s + quoteRelation(kEngine, copy) + u" TO "_s + row[1].toString()
            + (row[2].toBool() ? u" WITH GRANT OPTION"_s : QString()));
    }
    return statements;
}

QString viewPrintsSql(const RelationName &name, const QStringList &definitions)
{
    QStringList digests;
    for (const QString &definition : definitions)
        digests.append(quoteLiteral(QString::fromLatin1(QCryptographicHash::hash(definition.toUtf8(), QCryptographicHash::Md5).toHex())));
    digests.removeDuplicates();
    return u"EXISTS (SELECT"_s + QLatin1String(kFromRelation) + u" WHERE "_s + relationCondition(name)
        + u" AND c.relkind = 'v' AND md5(convert_to(rtrim(btrim(sluice.view_text(c.oid), E' \\n'), ';'), 'UTF8')) IN ("_s + digests.join(u", "_s) + u"))"_s;
}

QString nameIsFreeSql(const RelationName &name)
{
    return u"NOT EXISTS (SELECT"_s + QLatin1String(kFromRelation) + u" WHERE "_s + relationCondition(name) + u')';
}

QString columnDifference(const QList<PostgresColumn> &expected, const QList<PostgresColumn> &offered)
{
    for (qsizetype i = 0; i < std::max(expected.size(), offered.size()); ++i) {
        if (i >= offered.size())
            return u"column %1 is missing"_s.arg(expected[i].name);
        if (i >= expected.size())
            return u"column %1 is not in the view"_s.arg(offered[i].name);
        if (expected[i] != offered[i]) {
            const auto shown = [](const PostgresColumn &column) {
                return column.name + u' ' + column.type + (column.collation == u"-" ? QString() : u" collate "_s + column.collation);
            };
            return u"column %1 is %2 instead of %3"_s.arg(i + 1).arg(shown(offered[i]), shown(expected[i]));
        }
    }
    return {};
}

} // namespace sluice
