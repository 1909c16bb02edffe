// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/mariadb/mariadb_copy.h"

#include "base/kill_point.h"
#include "sql/mariadb_pins.h"
#include "sql/sql_quoting.h"
#include "warehouse/catalogue.h"
#include "warehouse/checksum.h"
#include "warehouse/fingerprint.h"
#include "warehouse/mariadb/mariadb_content.h"
#include "warehouse/own_tables.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kEngine = Engine::Mariadb;
constexpr qsizetype kMostLines = 6;

/// Under the settings of whoever wrote it: a backslash, a double quote and a date mean what they meant there.
QString settingsOf(const MariadbDefinition &definition)
{
    QStringList settings { u"sql_mode = "_s + quoteLiteral(definition.sqlMode) };
    settings.append(
        u"character_set_client = "_s + quoteLiteral(definition.charset.isEmpty() ? u"utf8mb4"_s : definition.charset));
    settings.append(definition.collation.isEmpty() ? u"collation_connection = @@collation_database"_s
                                                   : u"collation_connection = "_s + quoteLiteral(definition.collation));
    settings.append(
        u"time_zone = "_s + quoteLiteral(definition.timeZone.isEmpty() ? u"+00:00"_s : definition.timeZone));
    return u"SET "_s + settings.join(u", "_s);
}

/// Keys lead to tables that come later, and around; rows are taken as they are, whatever was checked when they came.
Result<void> loosen(SqlSession &clone)
{
    SLUICE_CHECK(clone.execute(
        u"SET foreign_key_checks = 0, check_constraint_checks = 0, innodb_strict_mode = 0, idle_transaction_timeout = 0, system_versioning_insert_history = 1"_s));
    return {};
}

Result<void> make(SqlSession &clone, const MariadbDefinition &definition, QString &settings)
{
    const QString wanted = settingsOf(definition);
    if (std::exchange(settings, wanted) != wanted)
        SLUICE_CHECK(clone.execute(wanted));
    if (const auto made = clone.execute(definition.text); !made) {
        Error error = made.error();
        error.what = u"the copy of %1 cannot be made: %2"_s.arg(definition.title(), error.what);
        return fail(error);
    }
    return {};
}

QString historyOf(const MariadbDefinition &table) { return table.hasHistory ? u" FOR SYSTEM_TIME ALL"_s : QString(); }

QString copySql(const MariadbDefinition &table, const MariadbSurvey &survey)
{
    QStringList columns;
    for (const QString &column : table.columns)
        columns.append(quoteIdentifier(kEngine, column));
    const QString list = columns.join(u", "_s);
    return u"INSERT INTO "_s + quoteRelation(kEngine, { survey.to, table.name })
        + (list.isEmpty() ? QString() : u" ("_s + list + u')') + u" SELECT "_s + (list.isEmpty() ? u"*"_s : list)
        + u" FROM "_s + quoteRelation(kEngine, { survey.from, table.name }) + historyOf(table);
}

Result<void> copyRows(SqlSession &clone, const MariadbSurvey &survey)
{
    // A key of 0 is a key, and a date that is none stays what it is.
    SLUICE_CHECK(clone.execute(
        u"SET NAMES utf8mb4, sql_mode = 'ALLOW_INVALID_DATES,NO_AUTO_VALUE_ON_ZERO', time_zone = '+00:00'"_s));
    for (const MariadbDefinition &table : survey.clone) {
        if (!table.hasRows())
            continue;
        if (const auto copied = clone.execute(copySql(table, survey)); !copied) {
            Error error = copied.error();
            error.what = u"the rows of %1 cannot be copied: %2"_s.arg(table.title(), error.what);
            return fail(error);
        }
    }
    return {};
}

/// "table a is missing", "view b is another"; empty: they are equal.
QStringList definitionDifferences(const QList<MariadbDefinition> &wanted, const QList<MariadbDefinition> &found)
{
    QStringList differences;
    const auto like = [](const QList<MariadbDefinition> &list, const MariadbDefinition &one) {
        const auto it = std::find_if(list.cbegin(), list.cend(),
            [&](const MariadbDefinition &other) { return other.kind == one.kind && other.name == one.name; });
        return it == list.cend() ? nullptr : &*it;
    };
    for (const MariadbDefinition &one : wanted) {
        const MariadbDefinition *other = like(found, one);
        if (!other)
            differences.append(one.title() + u" is missing"_s);
        else if (*other != one)
            differences.append(u"%1 is another: %2 instead of %3"_s.arg(
                one.title(), other->text.simplified().left(300), one.text.simplified().left(300)));
    }
    for (const MariadbDefinition &one : found) {
        if (!like(wanted, one))
            differences.append(one.title() + u" was not there"_s);
    }
    return differences;
}

/// The sums of a table, or the one row that a sequence is.
Result<QStringList> contentOf(SqlSession &session, const MariadbDefinition &table)
{
    const RelationName name { session.profile().database, table.name };
    QStringList content;
    if (table.kind == MariadbDefinition::Kind::Sequence) {
        SLUICE_TRY(const SqlRows rows, queryAll(session, u"SELECT * FROM "_s + quoteRelation(kEngine, name)));
        for (const QVariant &value : rows.rows.value(0))
            content.append(value.toString());
        return content;
    }
    if (table.hasHistory) {
        SLUICE_TRY(const RelationFacts facts, describeRelation(session, name));
        QList<ColumnFacts> columns;
        for (const QString &column : table.columns) {
            const ColumnFacts *known = facts.column(column); // hidden times are not listed
            columns.append(known ? *known : ColumnFacts { column });
        }
        SLUICE_TRY(const QString history, queryText(session, mariadbContent(name, columns, historyOf(table))));
        return QStringList { history };
    }
    SLUICE_TRY(const TableChecksum checksum, takeChecksum(session, name));
    content = { QString::number(checksum.rows + checksum.arrivedSince), checksum.rowSum };
    for (auto it = checksum.columnSums.cbegin(); it != checksum.columnSums.cend(); ++it)
        content.append(it.key() + u'=' + it.value());
    return content;
}

Result<QStringList> contentDifferences(SqlSession &source, SqlSession &clone, const MariadbSurvey &survey)
{
    QStringList differences;
    for (const MariadbDefinition &table : survey.clone) {
        if (!table.hasRows())
            continue;
        SLUICE_TRY(const QStringList wanted, contentOf(source, table));
        SLUICE_TRY(const QStringList found, contentOf(clone, table));
        if (wanted != found)
            differences.append(
                u"%1 has other rows, %2 instead of %3"_s.arg(table.title(), found.value(0), wanted.value(0)));
    }
    return differences;
}

Result<QStringList> schemaDifferences(SqlSession &source, SqlSession &clone)
{
    Fingerprint prints[2];
    for (int side = 0; side < 2; ++side) {
        SqlSession &session = side == 0 ? source : clone;
        SLUICE_TRY(const QList<RelationFacts> relations, listRelations(session));
        QList<RelationName> names;
        for (const RelationFacts &facts : relations)
            names.append(facts.name);
        SLUICE_TRY(const Fingerprint print, takeFingerprint(session, names));
        prints[side] = portableForm(print);
    }
    return fingerprintDifferences(prints[0], prints[1]);
}

QString shown(const QStringList &differences)
{
    const qsizetype more = differences.size() - kMostLines;
    return differences.mid(0, kMostLines).join(u"; "_s) + (more > 0 ? u"; and %1 more"_s.arg(more) : QString());
}

Error changed(const SqlSession &source, const MariadbSurvey &survey, const QStringList &differences)
{
    return Error { ErrorCode::Busy, u"%1 was changed while it was copied: %2"_s.arg(survey.from, shown(differences)),
        u"connection "_s + source.profile().name, u"keep this copy free of writers while a rehearsal begins"_s, {} };
}

Error another(const SqlSession &source, const MariadbSurvey &survey, const QStringList &differences)
{
    return Error { ErrorCode::Internal,
        u"the copy of %1 is not what it was made of: %2"_s.arg(survey.from, shown(differences)),
        u"connection "_s + source.profile().name, u"rehearse on a copy of the database without what is named"_s, {} };
}

} // namespace

Result<void> copyMariadb(SqlSession &clone, const MariadbSurvey &survey)
{
    SLUICE_CHECK(loosen(clone));
    QString settings;
    bool hasRows = false;
    for (const MariadbDefinition &definition : survey.clone) {
        if (!definition.hasRows() && !std::exchange(hasRows, true)) {
            SLUICE_CHECK(copyRows(clone, survey)); // before anything could react to them
            SLUICE_KILL_POINT("K32");
            settings.clear();
        }
        SLUICE_CHECK(make(clone, definition, settings));
    }
    if (!hasRows)
        SLUICE_CHECK(copyRows(clone, survey));
    SLUICE_CHECK(clone.execute(u"SET "_s + mariadbPins().join(u", "_s)));
    return {};
}

Result<void> proveMariadbCopy(SqlSession &source, SqlSession &clone, const MariadbSurvey &survey)
{
    SLUICE_CHECK(prepareDefinitionReader(clone));
    SLUICE_TRY(const QList<MariadbDefinition> made, readMariadbDefinitions(clone));
    SLUICE_TRY(const QList<MariadbDefinition> now, readMariadbDefinitions(source));
    if (const QStringList lines = definitionDifferences(survey.source, now); !lines.isEmpty())
        return fail(changed(source, survey, lines));
    if (const QStringList lines = definitionDifferences(survey.clone, made); !lines.isEmpty())
        return fail(another(source, survey, lines));
    SLUICE_TRY(const QStringList content, contentDifferences(source, clone, survey));
    if (!content.isEmpty())
        return fail(changed(source, survey, content));
    source.rollback(); // what a fingerprint may not read would end the snapshot as an error
    SLUICE_TRY(const QStringList schema, schemaDifferences(source, clone));
    if (!schema.isEmpty())
        return fail(another(source, survey, schema));
    return {};
}

} // namespace sluice
