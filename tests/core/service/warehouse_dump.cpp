// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse_dump.h"

#include "support/postgres_cluster.h"

#include <QFileInfo>
#include <QProcess>
#include <QRegularExpression>

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QList<QVariantList> ask(SqlSession &session, const QString &sql)
{
    const ReadLimits all { 1'000'000, 64 * 1024 * 1024 };
    const auto rows = session.query(sql, all);
    if (!rows)
        qFatal("dump: %s: %s", qPrintable(sql), qPrintable(rows.error().what));
    return rows->rows;
}

QStringList firstColumn(const QList<QVariantList> &rows)
{
    QStringList list;
    for (const QVariantList &row : rows)
        list.append(row[0].toString());
    return list;
}

QStringList postgresDefinitions(const PostgresCluster &cluster, const QString &database)
{
    QProcess dump;
    dump.start(PostgresCluster::binaryFolder() + u"/pg_dump"_s,
        { u"--schema-only"_s, u"--exclude-schema=sluice"_s, u"-h"_s, u"127.0.0.1"_s, u"-p"_s,
            QString::number(cluster.port()), u"-U"_s, u"postgres"_s, database });
    if (!dump.waitForFinished(60'000) || dump.exitCode() != 0)
        qFatal("pg_dump: %s", dump.readAllStandardError().constData());
    return QString::fromUtf8(dump.readAllStandardOutput())
        .split(u'\n', Qt::SkipEmptyParts)
        .filter(QRegularExpression(u"^(?!--|\\\\)"_s));
}

/// Whatever the catalogue holds of relations, as the server prints its own rows: so a version's new columns take part
/// without being known here. Left out: numbers of objects, files and transactions, statistics, and what another line
/// says.
QStringList catalogueRows(SqlSession &session)
{
    const QStringList sources {
        u"SELECT c.oid, 'class', to_jsonb(c) FROM rel c"_s,
        u"SELECT a.attrelid, 'column ' || a.attname || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), ''), "
        u"to_jsonb(a) FROM pg_attribute a"
        " LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum WHERE a.attnum > 0 AND NOT a.attisdropped"_s,
        u"SELECT k.conrelid, pg_get_constraintdef(k.oid), to_jsonb(k) FROM pg_constraint k"_s,
        u"SELECT i.indrelid, pg_get_indexdef(i.indexrelid), to_jsonb(i) FROM pg_index i"_s,
        u"SELECT t.tgrelid, pg_get_triggerdef(t.oid), to_jsonb(t) FROM pg_trigger t WHERE NOT t.tgisinternal"_s,
        u"SELECT p.polrelid, concat_ws(' ', 'policy', pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid), p.polroles::regrole[]), to_jsonb(p) FROM pg_policy p"_s,
        u"SELECT c.oid, pg_get_viewdef(c.oid), '{}' FROM rel c WHERE c.relkind IN ('v', 'm')"_s,
        u"SELECT d.objoid, 'comment ' || d.objsubid || ' ' || d.description, '{}' FROM pg_description d WHERE d.classoid = 'pg_class'::regclass"_s,
    };
    const QString passing
        = u"'^(oid|.*(relid|relfilenode|relpages|reltuples|relallvisible|relallfrozen|frozenxid|minmxid|relrewrite|"
          u"relhasindex|relchecks|relnatts"
          "|attnum|attcacheoff|indexrelid|indkey|conkey|conindid|conpfeqop|conbin|tgfoid|relnamespace|reltype|"
          "reltoastrelid|relpartbound"
          "|atthasmissing|attmissingval|polqual|polwithcheck|polroles|indexprs|indpred|indcheckxmin|oid))$'"_s;
    return firstColumn(ask(session,
        u"WITH rel AS (SELECT c.* FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'sluice') AND n.nspname !~ '^pg_toast' AND "
        "c.relname !~ '^sluice_q_')"
        " SELECT rel.oid::regclass || ' ' || said.about || ' ' || (SELECT string_agg(e.key || '=' || e.value, ' ' "
        "ORDER BY e.key)"
        " FROM jsonb_each_text(said.line) e WHERE e.key !~ "_s
            + passing + u") FROM rel JOIN ("_s + sources.join(u" UNION ALL "_s)
            + u") said(oid, about, line) ON said.oid = rel.oid"_s));
}

/// Sorted lists in, "- " and "+ " out.
QStringList differences(QStringList before, QStringList now)
{
    std::sort(before.begin(), before.end());
    std::sort(now.begin(), now.end());
    QStringList gone, came, list;
    std::set_difference(before.cbegin(), before.cend(), now.cbegin(), now.cend(), std::back_inserter(gone));
    std::set_difference(now.cbegin(), now.cend(), before.cbegin(), before.cend(), std::back_inserter(came));
    for (const QString &line : std::as_const(gone))
        list.append(u"- "_s + line);
    for (const QString &line : std::as_const(came))
        list.append(u"+ "_s + line);
    return list;
}

QStringList withoutMarks(const QStringList &lines)
{
    static const QRegularExpression mark(u"sluice_q_[0-9a-f]{8}_"_s);
    QStringList list = lines;
    return list.replaceInStrings(mark, u"sluice_q_RUN_"_s);
}

} // namespace

WarehouseDump dumpPostgres(const PostgresCluster &cluster, const QString &database)
{
    const auto session = cluster.open(database);
    if (!session)
        qFatal("dump: %s", qPrintable(session.error().what));
    WarehouseDump dump;
    dump.schema = cluster.version() == 0 ? postgresDefinitions(cluster, database) : catalogueRows(**session);
    const auto relations = ask(**session,
        u"SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname), string_agg(quote_ident(a.attname), ', ' "
        u"ORDER BY a.attnum)"
        " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND "
        "a.attnum > 0 AND NOT a.attisdropped"
        " WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S') AND n.nspname NOT IN ('pg_catalog', 'information_schema', "
        "'sluice') AND n.nspname !~ '^pg_toast'"
        " AND a.attname !~ '^sluice_q_' GROUP BY 1"_s);
    for (const QVariantList &relation : relations) {
        dump.rows.insert(relation[0].toString(),
            firstColumn(ask(**session,
                u"SELECT row(%1)::text COLLATE \"C\" FROM %2 ORDER BY 1"_s.arg(
                    relation[1].toString(), relation[0].toString()))));
    }
    return dump;
}

WarehouseDump dumpSqlite(const QString &file)
{
    WarehouseDump dump;
    ConnectionProfile profile;
    profile.engine = Engine::Sqlite;
    profile.database = file;
    const auto session = SqlSession::open(profile, QFileInfo(file).absolutePath(), SessionRole::Control,
        {}); // not openFile, which would leave a journal of its own
    if (!session)
        qFatal("dump: %s", qPrintable(session.error().what));
    const QString own
        = u"name NOT GLOB 'sluice_[^q]*' AND name NOT GLOB 'sqlite_*' AND tbl_name NOT GLOB 'sluice_[^q]*'"_s;
    for (const QString &sql : firstColumn(ask(
             **session, u"SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND %1 ORDER BY type, name"_s.arg(own))))
        dump.schema += sql.split(u'\n');
    for (const QString &relation :
        firstColumn(ask(**session, u"SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND "_s + own))) {
        const QStringList columns = firstColumn(ask(**session,
            u"SELECT 'quote(\"' || replace(name, '\"', '\"\"') || '\")' FROM pragma_table_xinfo('%1') WHERE name NOT GLOB 'sluice_q_*'"_s
                .arg(QString(relation).replace(u'\'', u"''"_s))));
        dump.rows.insert(relation,
            firstColumn(ask(**session,
                u"SELECT %1 AS r FROM \"%2\" ORDER BY r"_s.arg(
                    columns.join(u" || ',' || "_s), QString(relation).replace(u'"', u"\"\""_s)))));
    }
    return dump;
}

QStringList schemaDifferences(const WarehouseDump &before, const WarehouseDump &now)
{
    return differences(before.schema, withoutMarks(now.schema));
}

QStringList rowDifferences(const WarehouseDump &before, const WarehouseDump &now)
{
    QStringList list;
    for (auto it = before.rows.cbegin(); it != before.rows.cend(); ++it) {
        if (!now.rows.contains(it.key())) {
            list.append(it.key() + u": gone"_s);
            continue;
        }
        for (const QString &line : differences(it.value(), now.rows[it.key()]))
            list.append(it.key() + u": "_s + line);
    }
    for (auto it = now.rows.cbegin(); it != now.rows.cend(); ++it) {
        if (!before.rows.contains(it.key()))
            list += withoutMarks({ it.key() + u": came with %1 rows"_s.arg(it.value().size()) });
    }
    return list;
}

} // namespace sluice
