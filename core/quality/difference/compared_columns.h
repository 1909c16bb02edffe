// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "quality/difference/table_difference.h"
#include "warehouse/catalogue.h"

namespace sluice {

/// What a column holds, whatever its engine calls it.
enum class ValueClass {
    Integer,
    Decimal,
    Float,
    Boolean,
    Text,
    Bytes,
    Date,
    Time,
    Timestamp,
    Instant, ///< a timestamp with a time zone
    Json, ///< PostgreSQL's two; elsewhere JSON is text
    Any, ///< SQLite without a type
    Other, ///< what only its own engine can write down
};

/// What a pair of values is written as for the comparison.
enum class ValueForm { Number, Text, Bytes, Date, Time, Timestamp, Any, Own };

/// One side of a column.
struct ComparedColumn
{
    QString name;
    QString type; ///< as printed
    QString baseType; ///< of a domain what it is made of, without lengths
    ValueClass holds = ValueClass::Other;
    bool nullable = true;
};

/// A column of both sides.
struct ColumnPair
{
    ComparedColumn legacy;
    ComparedColumn candidate;
    ValueForm form = ValueForm::Text;
    bool isTypeDifferent = false;
};

/// What one side has.
struct DescribedSide
{
    Engine engine = Engine::Sqlite;
    RelationName relation;
    QString place; ///< of the connection, for refusals
    QList<ComparedColumn> columns;
    QStringList primaryKey;
    qint64 rowEstimate = -1;
    QString version; ///< of the server
    QString encoding; ///< PostgreSQL: of the database
};

/// All that is compared, the key first.
struct ColumnPairs
{
    QList<ColumnPair> pairs;
    qsizetype keyCount = 0;
    QStringList onlyLegacy;
    QStringList onlyCandidate;

    /// By the legacy's name, exact before another case of it; -1: none.
    qsizetype indexOf(const QString &name) const;
};

/// Reads the catalogue. NotFound for a missing relation; NotSupported for an engine whose values Sluice cannot write
/// down.
Result<DescribedSide> describeSide(SqlSession &session, const RelationName &relation);

/// Pairs columns by name. Usage for a key, column or tolerance that does not fit, NotSupported for a column that two
/// engines write each its own way. Pure.
Result<ColumnPairs> pairColumns(
    const DescribedSide &legacy, const DescribedSide &candidate, const DifferenceRequest &request);

/// By the type as the engine prints it. Pure.
ValueClass valueClass(Engine engine, const QString &type);

} // namespace sluice
