// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/difference/compared_columns.h"

#include "sql/sql_quoting.h"

#include <QRegularExpression>

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

ValueClass postgresClass(const QString &type)
{
    static const QHash<QString, ValueClass> known { { u"smallint"_s, ValueClass::Integer },
        { u"integer"_s, ValueClass::Integer }, { u"bigint"_s, ValueClass::Integer }, { u"oid"_s, ValueClass::Integer },
        { u"numeric"_s, ValueClass::Decimal }, { u"real"_s, ValueClass::Float },
        { u"double precision"_s, ValueClass::Float }, { u"boolean"_s, ValueClass::Boolean },
        { u"text"_s, ValueClass::Text }, { u"character varying"_s, ValueClass::Text },
        { u"character"_s, ValueClass::Text }, { u"\"char\""_s, ValueClass::Text }, { u"name"_s, ValueClass::Text },
        { u"citext"_s, ValueClass::Text }, { u"uuid"_s, ValueClass::Text }, { u"enum"_s, ValueClass::Text },
        { u"bytea"_s, ValueClass::Bytes }, { u"date"_s, ValueClass::Date },
        { u"time without time zone"_s, ValueClass::Time }, { u"timestamp without time zone"_s, ValueClass::Timestamp },
        { u"timestamp with time zone"_s, ValueClass::Instant }, { u"json"_s, ValueClass::Json },
        { u"jsonb"_s, ValueClass::Json } };
    static const QRegularExpression length(u"\\(\\d+(,-?\\d+)?\\)"_s);
    QString bare = type;
    return known.value(bare.remove(length), ValueClass::Other);
}

ValueClass mariadbClass(const QString &type)
{
    static const QHash<QString, ValueClass> known { { u"tinyint"_s, ValueClass::Integer },
        { u"smallint"_s, ValueClass::Integer }, { u"mediumint"_s, ValueClass::Integer },
        { u"int"_s, ValueClass::Integer }, { u"bigint"_s, ValueClass::Integer }, { u"year"_s, ValueClass::Integer },
        { u"bit"_s, ValueClass::Integer }, { u"decimal"_s, ValueClass::Decimal }, { u"float"_s, ValueClass::Float },
        { u"double"_s, ValueClass::Float }, { u"char"_s, ValueClass::Text }, { u"varchar"_s, ValueClass::Text },
        { u"tinytext"_s, ValueClass::Text }, { u"text"_s, ValueClass::Text }, { u"mediumtext"_s, ValueClass::Text },
        { u"longtext"_s, ValueClass::Text }, { u"enum"_s, ValueClass::Text }, { u"set"_s, ValueClass::Text },
        { u"uuid"_s, ValueClass::Text }, { u"inet4"_s, ValueClass::Text }, { u"inet6"_s, ValueClass::Text },
        { u"binary"_s, ValueClass::Bytes }, { u"varbinary"_s, ValueClass::Bytes }, { u"tinyblob"_s, ValueClass::Bytes },
        { u"blob"_s, ValueClass::Bytes }, { u"mediumblob"_s, ValueClass::Bytes }, { u"longblob"_s, ValueClass::Bytes },
        { u"date"_s, ValueClass::Date }, { u"time"_s, ValueClass::Time }, { u"datetime"_s, ValueClass::Timestamp },
        { u"timestamp"_s, ValueClass::Instant } };
    static const QRegularExpression word(u"^[a-z0-9]+"_s);
    if (type.startsWith(u"tinyint(1)"_s) || type.startsWith(u"bit(1)"_s))
        return ValueClass::Boolean;
    return known.value(word.match(type).captured(), ValueClass::Other);
}

/// SQLite has no types but preferences; a name that says more than its rules of affinity do is believed.
ValueClass sqliteClass(const QString &type)
{
    static const QList<std::pair<QString, ValueClass>> parts { { u"TIMESTAMP"_s, ValueClass::Timestamp },
        { u"DATETIME"_s, ValueClass::Timestamp }, { u"DATE"_s, ValueClass::Date }, { u"TIME"_s, ValueClass::Time },
        { u"BOOL"_s, ValueClass::Boolean }, { u"INT"_s, ValueClass::Integer }, { u"CHAR"_s, ValueClass::Text },
        { u"CLOB"_s, ValueClass::Text }, { u"TEXT"_s, ValueClass::Text }, { u"BLOB"_s, ValueClass::Bytes },
        { u"BINARY"_s, ValueClass::Bytes }, { u"BYTEA"_s, ValueClass::Bytes }, { u"UUID"_s, ValueClass::Text },
        { u"JSON"_s, ValueClass::Text }, { u"REAL"_s, ValueClass::Float }, { u"FLOA"_s, ValueClass::Float },
        { u"DOUB"_s, ValueClass::Float }, { u"DEC"_s, ValueClass::Decimal }, { u"NUM"_s, ValueClass::Decimal } };
    for (const auto &[part, holds] : parts) {
        if (type.contains(part, Qt::CaseInsensitive))
            return holds;
    }
    return ValueClass::Any;
}

bool isNumber(ValueClass holds)
{
    return holds == ValueClass::Integer || holds == ValueClass::Decimal || holds == ValueClass::Float
        || holds == ValueClass::Boolean;
}

bool isMoment(ValueClass holds)
{
    return holds == ValueClass::Date || holds == ValueClass::Timestamp || holds == ValueClass::Instant;
}

ValueForm formOf(ValueClass holds)
{
    switch (holds) {
    case ValueClass::Integer:
    case ValueClass::Decimal:
    case ValueClass::Float:
    case ValueClass::Boolean:
        return ValueForm::Number;
    case ValueClass::Text:
        return ValueForm::Text;
    case ValueClass::Bytes:
        return ValueForm::Bytes;
    case ValueClass::Date:
        return ValueForm::Date;
    case ValueClass::Time:
        return ValueForm::Time;
    case ValueClass::Timestamp:
    case ValueClass::Instant:
        return ValueForm::Timestamp;
    case ValueClass::Any:
        return ValueForm::Any;
    case ValueClass::Json:
    case ValueClass::Other:
        return ValueForm::Own;
    }
    return ValueForm::Own;
}

/// SQLite keeps exact numbers and moments in text columns: what the other side says of them counts.
bool takesTheOthersForm(Engine engine, ValueClass holds, Engine other)
{
    return engine == Engine::Sqlite
        && (holds == ValueClass::Any || (holds == ValueClass::Text && other != Engine::Sqlite));
}

/// Nothing where no text of one can be that of the other.
std::optional<ValueForm> commonForm(Engine a, ValueClass legacy, Engine b, ValueClass candidate)
{
    const bool isForeign = a != b && (formOf(legacy) == ValueForm::Own || formOf(candidate) == ValueForm::Own);
    if (isForeign && legacy != ValueClass::Text && candidate != ValueClass::Text)
        return std::nullopt;
    if (formOf(legacy) == formOf(candidate))
        return formOf(legacy);
    if (isMoment(legacy) && isMoment(candidate))
        return ValueForm::Timestamp;
    if (takesTheOthersForm(a, legacy, b) && !isForeign)
        return formOf(candidate);
    if (takesTheOthersForm(b, candidate, a) && !isForeign)
        return formOf(legacy);
    return ValueForm::Text;
}

/// Within one engine every letter of a type counts; between two only what it can hold.
bool differInType(Engine a, const ComparedColumn &legacy, Engine b, const ComparedColumn &candidate)
{
    if (a == b)
        return legacy.type.compare(candidate.type, a == Engine::Sqlite ? Qt::CaseInsensitive : Qt::CaseSensitive) != 0;
    if (legacy.holds == candidate.holds || legacy.holds == ValueClass::Any || candidate.holds == ValueClass::Any)
        return false;
    const bool hasSqlite = a == Engine::Sqlite || b == Engine::Sqlite;
    return !(hasSqlite && formOf(legacy.holds) == formOf(candidate.holds)
        && isMoment(legacy.holds)); // it knows no time zones
}

/// By its exact name, or by the only one that is the same but for its case: engines fold names each its own way.
const ComparedColumn *find(const DescribedSide &side, const QString &name)
{
    const ComparedColumn *found = nullptr;
    int spellings = 0;
    for (const ComparedColumn &column : side.columns) {
        if (column.name == name)
            return &column;
        if (column.name.compare(name, Qt::CaseInsensitive) == 0) {
            found = &column;
            ++spellings;
        }
    }
    return spellings == 1 ? found : nullptr;
}

/// What a column of one side is on the other. Where one side tells "a" from "A", only exact names are a pair.
const ComparedColumn *partner(const DescribedSide &own, const QString &name, const DescribedSide &other)
{
    const ComparedColumn *found = find(other, name);
    if (!found || found->name == name)
        return found;
    const auto isSpelling
        = [&](const ComparedColumn &column) { return column.name.compare(name, Qt::CaseInsensitive) == 0; };
    return std::count_if(own.columns.cbegin(), own.columns.cend(), isSpelling) == 1 ? found : nullptr;
}

Result<ColumnPair> pairOf(
    const DescribedSide &legacy, const DescribedSide &candidate, const QString &name, const QString &role)
{
    const ComparedColumn *left = find(legacy, name);
    const ComparedColumn *right = find(candidate, name);
    const bool arePartners = left && right && partner(legacy, left->name, candidate) == right;
    if (!arePartners) {
        const DescribedSide &side = left && (!right || left->name == name) ? candidate : legacy;
        return fail(ErrorCode::Usage, u"%1 has no column '%2', which is %3"_s.arg(side.relation.text(), name, role),
            side.place);
    }
    const auto form = commonForm(legacy.engine, left->holds, candidate.engine, right->holds);
    if (!form) {
        return fail(ErrorCode::NotSupported,
            u"column '%1' is %2 on one side and %3 on the other, which the two engines write each its own way"_s.arg(
                name, left->type, right->type),
            legacy.relation.text(), u"name the columns to compare with --columns, without this one"_s);
    }
    return ColumnPair { *left, *right, *form, differInType(legacy.engine, *left, candidate.engine, *right) };
}

Result<void> checkTolerances(const ColumnPairs &columns, const DifferenceRequest &request)
{
    for (auto it = request.tolerances.cbegin(); it != request.tolerances.cend(); ++it) {
        const qsizetype at = columns.indexOf(it.key());
        if (at < 0)
            return fail(ErrorCode::Usage, u"the tolerance names column '%1', which is not compared"_s.arg(it.key()));
        const ColumnPair *found = &columns.pairs[at];
        if (found->form != ValueForm::Number || !isNumber(found->legacy.holds))
            return fail(ErrorCode::Usage,
                u"column '%1' (%2) is no number, so that it has no tolerance"_s.arg(it.key(), found->legacy.type));
        if (at < columns.keyCount || columns.keyCount == 0)
            return fail(
                ErrorCode::Usage, u"rows are matched by column '%1', so that it has no tolerance"_s.arg(it.key()));
    }
    return {};
}

/// Of every column what its domain, where it is one, is made of.
Result<QHash<QString, QString>> postgresBaseTypes(SqlSession &session, const RelationName &relation)
{
    SLUICE_TRY(const SqlRows rows,
        session.query(u"SELECT a.attname, (WITH RECURSIVE d(t) AS (SELECT a.atttypid UNION ALL SELECT p.typbasetype "
                      u"FROM pg_catalog.pg_type p JOIN d"
                      " ON p.oid = d.t WHERE p.typtype = 'd') SELECT CASE p.typtype WHEN 'e' THEN 'enum' ELSE "
                      "format_type(d.t, NULL) END"
                      " FROM d JOIN pg_catalog.pg_type p ON p.oid = d.t WHERE p.typtype <> 'd')"
                      " FROM pg_catalog.pg_attribute a WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attrelid = "_s
            + quoteLiteral(quoteRelation(Engine::Postgresql, relation)) + u"::regclass"_s));
    QHash<QString, QString> types;
    for (const QVariantList &row : rows.rows)
        types.insert(row[0].toString(), row[1].toString());
    return types;
}

/// Whether the request leaves this column out. Where "a" and "A" are two, leaving out one compares the other.
bool isExcepted(const DescribedSide &side, const QString &name, const DifferenceRequest &request)
{
    return request.except.contains(name, side.engine == Engine::Postgresql ? Qt::CaseSensitive : Qt::CaseInsensitive);
}

/// A misspelt one would leave in what is to be left out, or nothing at all.
Result<void> checkExcept(const DescribedSide &legacy, const DescribedSide &candidate, const DifferenceRequest &request)
{
    for (const QString &name : request.except) {
        const auto isIt = [&](const DescribedSide &side) {
            return std::any_of(side.columns.cbegin(), side.columns.cend(), [&](const ComparedColumn &column) {
                return name.compare(
                           column.name, side.engine == Engine::Postgresql ? Qt::CaseSensitive : Qt::CaseInsensitive)
                    == 0;
            });
        };
        if (!isIt(legacy) && !isIt(candidate))
            return fail(ErrorCode::Usage,
                u"neither %1 nor %2 has a column '%3', which is to be left out"_s.arg(
                    legacy.relation.text(), candidate.relation.text(), name),
                legacy.place);
    }
    return {};
}

} // namespace

qsizetype ColumnPairs::indexOf(const QString &name) const
{
    qsizetype folded = -1;
    for (qsizetype i = 0; i < pairs.size(); ++i) {
        if (pairs[i].legacy.name == name)
            return i;
        if (pairs[i].legacy.name.compare(name, Qt::CaseInsensitive) == 0)
            folded = i;
    }
    return folded;
}

ValueClass valueClass(Engine engine, const QString &type)
{
    switch (engine) {
    case Engine::Sqlite:
        return sqliteClass(type);
    case Engine::Postgresql:
        return postgresClass(type);
    case Engine::Mariadb:
        return mariadbClass(type.toLower());
    case Engine::Odbc:
        return ValueClass::Other;
    }
    return ValueClass::Other;
}

Result<DescribedSide> describeSide(SqlSession &session, const RelationName &relation)
{
    const QString place = u"connection "_s + session.profile().name;
    if (session.profile().engine == Engine::Odbc)
        return fail(ErrorCode::NotSupported, u"differences are not found over ODBC yet"_s, place,
            u"use a connection of the engine's own driver"_s);
    SLUICE_TRY(const RelationFacts facts, describeRelation(session, relation));
    if (facts.kind == RelationKind::Missing)
        return fail(ErrorCode::NotFound, u"there is no relation %1"_s.arg(relation.text()), place);
    DescribedSide side { session.engine(), facts.name, place, {}, facts.primaryKey, facts.rowEstimate,
        session.serverVersion(), {} };
    QHash<QString, QString> baseTypes;
    if (side.engine == Engine::Postgresql) {
        SLUICE_TRY(baseTypes, postgresBaseTypes(session, facts.name));
        SLUICE_TRY(const SqlRows encoding, session.query(u"SHOW server_encoding"_s));
        side.encoding = encoding.scalar().toString();
    }
    for (const ColumnFacts &column : facts.columns) {
        const QString base = baseTypes.value(column.name, column.type);
        side.columns.append({ column.name, column.type, base, valueClass(side.engine, base), column.nullable });
    }
    return side;
}

Result<ColumnPairs> pairColumns(
    const DescribedSide &legacy, const DescribedSide &candidate, const DifferenceRequest &request)
{
    ColumnPairs columns;
    QStringList taken;
    for (const QString &name : request.key) {
        SLUICE_TRY(const ColumnPair pair, pairOf(legacy, candidate, name, u"part of the key"_s));
        if (taken.contains(pair.legacy.name))
            return fail(ErrorCode::Usage, u"the key names column '%1' twice"_s.arg(name));
        columns.pairs.append(pair);
        taken += pair.legacy.name;
    }
    columns.keyCount = taken.size();
    QStringList wanted = request.columns;
    if (wanted.isEmpty()) {
        SLUICE_CHECK(checkExcept(legacy, candidate, request));
        for (const ComparedColumn &column : legacy.columns) {
            if (!partner(legacy, column.name, candidate))
                columns.onlyLegacy += column.name;
            else if (!isExcepted(legacy, column.name, request))
                wanted += column.name;
        }
        for (const ComparedColumn &column : candidate.columns) {
            if (!partner(candidate, column.name, legacy))
                columns.onlyCandidate += column.name;
        }
    }
    for (const QString &name : wanted) {
        SLUICE_TRY(const ColumnPair pair, pairOf(legacy, candidate, name, u"to be compared"_s));
        if (taken.contains(pair.legacy.name))
            continue;
        columns.pairs.append(pair);
        taken += pair.legacy.name;
    }
    if (columns.pairs.isEmpty())
        return fail(ErrorCode::Usage,
            u"%1 and %2 have no column in common"_s.arg(legacy.relation.text(), candidate.relation.text()));
    SLUICE_CHECK(checkTolerances(columns, request));
    return columns;
}

} // namespace sluice
