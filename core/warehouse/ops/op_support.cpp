// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/ops/op_support.h"

#include "sql/sql_quoting.h"
#include "warehouse/dialect.h"
#include "warehouse/mariadb/mariadb_dialect.h"
#include "warehouse/postgresql/postgres_dialect.h"
#include "warehouse/sql_fragment.h"

#include <QSet>

#include <algorithm>
#include <array>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Read a clock, a session or chance, and are written with or without brackets.
constexpr std::array kUnsteady { "current_timestamp"_L1, "current_date"_L1, "current_time"_L1, "localtime"_L1,
    "localtimestamp"_L1, "utc_timestamp"_L1, "utc_date"_L1, "utc_time"_L1, "sysdate"_L1, "uuid"_L1, "rand"_L1,
    "curdate"_L1, "curtime"_L1, "connection_id"_L1, "current_user"_L1, "session_user"_L1, "user"_L1, "now"_L1,
    "statement_timestamp"_L1, "transaction_timestamp"_L1, "clock_timestamp"_L1, "timeofday"_L1, "random"_L1,
    "randomblob"_L1, "changes"_L1, "total_changes"_L1, "last_insert_rowid"_L1, "sluice_now"_L1 };

/// Words before a bracket that are syntax, not functions.
constexpr std::array kSyntax { "in"_L1, "and"_L1, "or"_L1, "not"_L1, "case"_L1, "when"_L1, "then"_L1, "else"_L1, "exists"_L1, "any"_L1,
    "all"_L1, "some"_L1, "array"_L1, "row"_L1, "cast"_L1, "coalesce"_L1, "nullif"_L1, "greatest"_L1, "least"_L1, "select"_L1, "from"_L1,
    "where"_L1, "values"_L1, "on"_L1, "using"_L1, "is"_L1, "between"_L1, "like"_L1, "over"_L1, "filter"_L1, "as"_L1, "by"_L1, "extract"_L1,
    "position"_L1, "substring"_L1, "trim"_L1, "overlay"_L1, "numeric"_L1, "decimal"_L1, "varchar"_L1, "char"_L1, "character"_L1,
    "varying"_L1, "timestamp"_L1, "time"_L1, "interval"_L1, "bit"_L1, "float"_L1, "join"_L1, "distinct"_L1, "limit"_L1 };

template <size_t N>
bool isAmong(const std::array<QLatin1String, N> &words, const QString &name)
{
    return std::any_of(words.begin(), words.end(), [&](QLatin1String word) { return name == word; });
}

/// SQLite's own functions that give the same for the same row; date functions read a clock when told 'now'.
Result<bool> areSteadyOnSqlite(const StepContext &context, const QStringList &functions, const QString &expression)
{
    static const QStringList dates { u"date"_s, u"time"_s, u"datetime"_s, u"julianday"_s, u"strftime"_s, u"unixepoch"_s };
    for (const QString &name : functions) {
        if (dates.contains(name) && expression.contains(u"now"_s, Qt::CaseInsensitive))
            return false;
    }
    if (functions.isEmpty())
        return true;
    QStringList names;
    for (const QString &name : functions)
        names.append(quoteLiteral(name));
    // flags 0x800: deterministic. Date functions are marked so although 'now' is not.
    SLUICE_TRY(const SqlRows rows,
        context.session.query(u"SELECT count(DISTINCT name) FROM pragma_function_list WHERE (flags & 2048) <> 0 AND name IN ("_s + names.join(u", "_s) + u')'));
    const auto isDate = [&](const QString &name) { return dates.contains(name); };
    const qint64 dateCount = std::count_if(functions.cbegin(), functions.cend(), isDate);
    return rows.scalar().toLongLong() + dateCount >= functions.size();
}

/// Functions of MariaDB that give the same for the same row, and stored ones that declare it.
Result<bool> areSteadyOnMariadb(const StepContext &context, const QStringList &functions)
{
    static const QStringList steady { u"upper"_s, u"lower"_s, u"ucase"_s, u"lcase"_s, u"concat"_s, u"concat_ws"_s,
        u"length"_s, u"char_length"_s, u"left"_s, u"right"_s, u"mid"_s, u"substr"_s, u"substring_index"_s, u"replace"_s,
        u"ltrim"_s, u"rtrim"_s, u"lpad"_s, u"rpad"_s, u"reverse"_s, u"repeat"_s, u"locate"_s, u"instr"_s, u"ifnull"_s,
        u"if"_s, u"nvl"_s, u"abs"_s, u"round"_s, u"floor"_s, u"ceil"_s, u"ceiling"_s, u"truncate"_s, u"mod"_s,
        u"sign"_s, u"power"_s, u"pow"_s, u"md5"_s, u"sha1"_s, u"sha2"_s, u"hex"_s, u"unhex"_s, u"crc32"_s, u"convert"_s,
        u"year"_s, u"month"_s, u"day"_s, u"quarter"_s, u"date"_s, u"date_add"_s, u"date_sub"_s, u"datediff"_s,
        u"last_day"_s, u"json_value"_s, u"json_extract"_s, u"elt"_s, u"field"_s };
    QStringList others;
    for (const QString &name : functions) {
        if (!steady.contains(name))
            others.append(quoteLiteral(name));
    }
    if (others.isEmpty())
        return true;
    SLUICE_TRY(const SqlRows rows,
        context.session.query(
            u"SELECT COUNT(DISTINCT LOWER(ROUTINE_NAME)) FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = "
            u"DATABASE()"
            " AND ROUTINE_TYPE = 'FUNCTION' AND IS_DETERMINISTIC = 'YES' AND LOWER(ROUTINE_NAME) IN ("_s
            + others.join(u", "_s) + u')'));
    return rows.scalar().toLongLong() == others.size();
}

Result<bool> areSteadyOnPostgres(const StepContext &context, const QStringList &functions)
{
    QStringList names;
    for (const QString &name : functions)
        names.append(quoteLiteral(name));
    if (names.isEmpty())
        return true;
    SLUICE_TRY(const SqlRows rows,
        context.session.query(u"SELECT count(DISTINCT lower(proname)) FILTER (WHERE NOT shaky) FROM (SELECT proname, bool_or(provolatile = 'v') AS shaky"
                              " FROM pg_catalog.pg_proc WHERE lower(proname) IN ("_s
            + names.join(u", "_s) + u") GROUP BY proname) f"_s));
    return rows.scalar().toLongLong() == functions.size();
}

} // namespace

QString quoted(const StepContext &context, const QString &identifier)
{
    return quoteIdentifier(context.engine(), identifier);
}

QString quoted(const StepContext &context, const RelationName &relation)
{
    return quoteRelation(context.engine(), relation);
}

tl::unexpected<Error> refuse(const StepContext &context, const QString &what, const QString &next)
{
    return fail(ErrorCode::Refused, what, u"step "_s + context.step.id, next);
}

Result<void> requirePostgres(const StepContext &context, const QString &sqliteReason, const QString &next)
{
    if (context.engine() == Engine::Postgresql)
        return {};
    if (context.engine() == Engine::Sqlite)
        return fail(ErrorCode::NotSupported, sqliteReason, u"step "_s + context.step.id, next);
    return fail(notSupportedOn(context.engine(), opName(context.step.body)));
}

Result<RelationFacts> requireTable(const StepContext &context, const RelationName &name)
{
    SLUICE_TRY(RelationFacts facts, describeRelation(context.session, name));
    if (facts.kind == RelationKind::Missing)
        return refuse(context, u"there is no table %1"_s.arg(facts.name.text()), u"check the name, and the connection of the plan"_s);
    if (facts.kind != RelationKind::Table && facts.kind != RelationKind::PartitionedTable)
        return refuse(context, u"%1 is not a table"_s.arg(facts.name.text()));
    return facts;
}

bool isSameColumn(const StepContext &context, const QString &a, const QString &b)
{
    return a.compare(b, context.engine() == Engine::Postgresql ? Qt::CaseSensitive : Qt::CaseInsensitive) == 0;
}

const ColumnFacts *findColumn(const StepContext &context, const RelationFacts &facts, const QString &name)
{
    const auto it = std::find_if(
        facts.columns.cbegin(), facts.columns.cend(), [&](const ColumnFacts &column) { return isSameColumn(context, column.name, name); });
    return it == facts.columns.cend() ? nullptr : &*it;
}

bool isSameRelation(const StepContext &context, const RelationName &a, const RelationName &b)
{
    if (context.engine() == Engine::Mariadb)
        return mariadbName(context.session, a) == mariadbName(context.session, b);
    return context.engine() == Engine::Sqlite ? a.name.compare(b.name, Qt::CaseInsensitive) == 0 : postgresName(a) == postgresName(b);
}

QList<const Step *> stepsBefore(const StepContext &context)
{
    QList<const Step *> before;
    for (const Stage &stage : context.plan.stages) {
        for (const Step &step : stage.steps) {
            if (step.id == context.step.id)
                return before;
            before.append(&step);
        }
    }
    return before;
}

const Step *stepThatAdded(const StepContext &context, const RelationName &table, const QString &column)
{
    for (const Step *step : stepsBefore(context)) {
        const auto *add = std::get_if<AddColumn>(&step->body);
        if (add && isSameRelation(context, add->table, table) && isSameColumn(context, add->column.name, column))
            return step;
    }
    return nullptr;
}

Result<bool> isRepeatable(const StepContext &context, const QString &expression, const QStringList &setColumns)
{
    for (const QString &column : setColumns) {
        if (mentionsName(context.engine(), expression, column))
            return false;
    }
    for (const QLatin1String word : kUnsteady) {
        if (mentionsName(context.engine(), expression, word))
            return false;
    }
    SLUICE_TRY(const bool isVolatile, callsVolatile(context, expression));
    return !isVolatile;
}

Result<bool> callsVolatile(const StepContext &context, const QString &expression)
{
    QStringList functions = calledFunctions(context.engine(), expression);
    functions.removeIf([](const QString &name) { return isAmong(kSyntax, name); });
    if (context.engine() == Engine::Mariadb) {
        SLUICE_TRY(const bool isKnown, areSteadyOnMariadb(context, functions));
        return !isKnown;
    }
    SLUICE_TRY(const bool steady,
        context.engine() == Engine::Sqlite ? areSteadyOnSqlite(context, functions, expression) : areSteadyOnPostgres(context, functions));
    return !steady;
}

QString identicalOfType(const QString &type, const QString &left, const QString &right)
{
    static const QSet<QString> plain { u"smallint"_s, u"integer"_s, u"bigint"_s, u"boolean"_s, u"date"_s, u"uuid"_s,
        u"timestamp with time zone"_s, u"timestamp without time zone"_s };
    if (plain.contains(type))
        return u"("_s + left + u" IS NOT DISTINCT FROM "_s + right + u')';
    if (type == u"text"_s || type.startsWith(u"character varying"_s)) // other collations may take different texts for equal
        return u"("_s + left + u" COLLATE \"C\" IS NOT DISTINCT FROM "_s + right + u" COLLATE \"C\")"_s;
    return identical(Engine::Postgresql, left, right);
}

QString identical(Engine engine, const QString &left, const QString &right)
{
    // The record image operator compares bytes: also json, xml and points, and 1.0 is not 1.00.
    if (engine == Engine::Postgresql)
        return u"(ROW("_s + left + u")::record OPERATOR(pg_catalog.*=) ROW("_s + right + u")::record)"_s;
    if (engine == Engine::Mariadb) // by value, and by the text of it: 'a' = 'A' in most collations
        return u"("_s + left + u" <=> "_s + right + u" AND CAST("_s + left + u" AS BINARY) <=> CAST("_s + right
            + u" AS BINARY))"_s;
    return u"(typeof("_s + left + u") = typeof("_s + right + u") AND "_s + left + u" COLLATE BINARY IS "_s + right + u')';
}

QString countRows(const StepContext &context, const RelationName &table, const QString &condition)
{
    return u"SELECT count(*) FROM "_s + quoted(context, table) + (condition.isEmpty() ? QString() : u" WHERE "_s + condition);
}

QString listRows(const StepContext &context, const RelationFacts &table, const QStringList &columns, const QString &condition)
{
    QStringList names = table.primaryKey;
    for (const QString &column : columns) {
        if (!names.contains(column))
            names.append(column);
    }
    for (QString &name : names)
        name = quoted(context, name);
    return u"SELECT "_s + (table.primaryKey.isEmpty() ? u"*"_s : names.join(u", "_s)) + u" FROM "_s + quoted(context, table.name)
        + (condition.isEmpty() ? QString() : u" WHERE "_s + condition);
}

QStringList guardLockOf(const StepContext &context, const RelationName &table)
{
    if (context.engine() != Engine::Postgresql)
        return {}; // the transaction itself keeps other writers out
    return { u"LOCK TABLE "_s + quoted(context, table) + u" IN SHARE ROW EXCLUSIVE MODE"_s };
}

QString catalogueLock(const StepContext &context, const RelationName &table)
{
    return context.engine() == Engine::Postgresql ? u"ACCESS EXCLUSIVE on %1, catalogue only"_s.arg(table.text())
                                                  : u"write lock on the database file, catalogue only"_s;
}

} // namespace sluice
