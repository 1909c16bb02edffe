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

QStringList postgresDefinitions(const QString &database)
{
    QProcess dump;
    dump.start(PostgresCluster::binaryFolder() + u"/pg_dump"_s,
        { u"--schema-only"_s, u"--exclude-schema=sluice"_s, u"-h"_s, u"127.0.0.1"_s, u"-p"_s,
            QString::number(PostgresCluster::shared().port()), u"-U"_s, u"postgres"_s, database });
    if (!dump.waitForFinished(60'000) || dump.exitCode() != 0)
        qFatal("pg_dump: %s", dump.readAllStandardError().constData());
    return QString::fromUtf8(dump.readAllStandardOutput())
        .split(u'\n', Qt::SkipEmptyParts)
        .filter(QRegularExpression(u"^(?!--|\\\\)"_s));
}

WarehouseDump dumpPostgres(const QString &database)
{
    WarehouseDump dump;
    dump.schema = postgresDefinitions(database);
    const auto session = PostgresCluster::shared().open(database);
    if (!session)
        qFatal("dump: %s", qPrintable(session.error().what));
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

WarehouseDump dumpWarehouse(Engine engine, const QString &database)
{
    return engine == Engine::Postgresql ? dumpPostgres(database) : dumpSqlite(database);
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
