// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.h"
#include "base/relation_name.h"

#include <QJsonObject>
#include <QList>
#include <QMap>
#include <QStringList>

#include <optional>

namespace sluice {

/// How much is read at once; other numbers give the same answer. Rows are those of both sides.
struct DifferenceSizes
{
    qint64 refineAbove = 200'000; ///< rows in buckets that differ: these are summed once more instead of being read
    qint64 firstLot = 500; ///< rows, before it is known how long they are
    qint64 largestLot = 400'000;
    qint64 bytesPerLot = 96 * 1024 * 1024;
    qint64 mostBytes = 512 * 1024 * 1024; ///< of one side: a lot that turns out longer is read in parts
};

/// What to compare. A value.
struct DifferenceRequest
{
    RelationName legacy;
    RelationName candidate;
    QStringList key; ///< columns on both sides; empty: a row is known by all its values, so that nothing can be changed
    QStringList columns; ///< compared beside the key; empty: all
    QMap<QString, QByteArray> tolerances; ///< column -> greatest distance that counts as equal, plain decimal digits
    QString legacyOnly {}; ///< a condition, in its engine's SQL, of the rows that are compared; empty: all
    QString candidateOnly {};
    int samples = 20; ///< of each kind
    Duration settling { std::chrono::seconds(
        2) }; ///< between two servers: before differing rows are read again; 0: never
    DifferenceSizes sizes {};
    QStringList except {}; ///< not compared, though all are; columns of either side
};

/// How a column fared.
struct ColumnDifference
{
    QString name;
    QString legacyType; ///< as the engine prints it
    QString candidateType;
    bool isTypeDifferent = false; ///< says more or less than the other type can; the values were compared all the same
    bool isKey = false;
    qint64 changed = 0; ///< rows
    qint64 tolerated = 0; ///< rows that are not the same but within the tolerance
};

enum class DifferenceKind { Changed, Added, Removed, Duplicate };

/// One row, or for Duplicate one key, that shows a difference.
struct DifferenceSample
{
    struct Value
    {
        QString column;
        std::optional<QString> legacy; ///< nothing: NULL
        std::optional<QString> candidate;
    };
    DifferenceKind kind = DifferenceKind::Changed;
    bool isInLegacy = false; ///< Duplicate: which side holds it
    QList<std::optional<QString>> key; ///< in the order of the request; without a key all values of the row
    QList<Value> values; ///< Changed: those that changed
};

struct SideCounts
{
    qint64 legacy = 0;
    qint64 candidate = 0;
};

/// The answer: legacy rows are equal + changed + removed (+ moving), candidate rows equal + changed + added (+ moving).
/// A value; nothing in it is an estimate.
struct TableDifference
{
    SideCounts rows;
    qint64 equal = 0;
    qint64 changed = 0;
    qint64 added = 0;
    qint64 removed = 0;
    qint64 moving = 0; ///< rows that were being written while they were compared: neither equal nor different
    bool isConfirmed = true; ///< between two databases: every difference was read twice; false where there are too many
    SideCounts duplicates; ///< keys that several rows have
    SideCounts nullKeys; ///< rows with NULL in the key, matched by all their values
    QList<ColumnDifference> columns;
    QStringList onlyLegacy; ///< columns that the other side lacks
    QStringList onlyCandidate;
    QList<DifferenceSample> samples;

    /// Same rows, columns and types. Duplicate and NULL keys that are the same on both sides are no difference.
    bool isSame() const;
};

/// Body of `sluice diff --json`.
QJsonObject toJson(const DifferenceRequest &request, const TableDifference &difference);

} // namespace sluice
