// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/difference/difference_tally.h"

#include "sql/stable_hash.h"
#include "sql/value_text.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Differences that a client keeps in mind between two rounds: 16 bytes each and their places.
constexpr qsizetype kMostRemembered = 200'000;
/// A sample shows a value; it does not carry it.
constexpr qsizetype kMostCharacters = 1000;

std::optional<QString> valueOf(QByteArrayView field)
{
    const std::optional<QByteArray> text = framedText(field);
    if (!text)
        return std::nullopt;
    const QString value = QString::fromUtf8(*text);
    if (value.size() <= kMostCharacters)
        return value;
    return value.left(kMostCharacters) + u"… (%1 characters)"_s.arg(value.size());
}

QByteArray digestOf(const RowDifference &found)
{
    QByteArray both;
    appendText(both, found.legacy);
    appendText(both, found.candidate);
    return stableHash(both).hex();
}

} // namespace

DifferenceTally::DifferenceTally(const ColumnPairs &columns, int samples, bool isTwice)
    : m_columns(columns)
    , m_samples(samples)
    , m_isTwice(isTwice)
{
    beginSecondRound();
    m_isSecondRound = false;
}

void DifferenceTally::beginSecondRound()
{
    m_isSecondRound = true;
    m_counted = {};
    m_sampled.clear();
    m_movingInLegacy = 0;
    for (qsizetype i = 0; i < m_columns.pairs.size(); ++i) {
        const ColumnPair &pair = m_columns.pairs[i];
        m_counted.columns.append({ pair.legacy.name, pair.legacy.type, pair.candidate.type, pair.isTypeDifferent,
            i < m_columns.keyCount, 0, 0 });
    }
    m_counted.onlyLegacy = m_columns.onlyLegacy;
    m_counted.onlyCandidate = m_columns.onlyCandidate;
}

void DifferenceTally::add(const RowDifference &found)
{
    if (m_isSecondRound && !m_seen.contains(digestOf(found))) {
        ++m_counted.moving;
        m_movingInLegacy += found.legacy.isEmpty() ? 0 : 1;
        return;
    }
    if (m_isTwice && !m_isSecondRound && !m_isForgetful) {
        m_seen.insert(digestOf(found));
        m_isForgetful = m_seen.size() > kMostRemembered;
        if (m_isForgetful)
            m_seen.clear();
    }
    count(found);
}

void DifferenceTally::count(const RowDifference &found)
{
    switch (found.kind) {
    case DifferenceKind::Changed:
        ++m_counted.changed;
        break;
    case DifferenceKind::Added:
        ++m_counted.added;
        break;
    case DifferenceKind::Removed:
        ++m_counted.removed;
        break;
    case DifferenceKind::Duplicate:
        return;
    }
    for (const qsizetype column : found.columns)
        ++m_counted.columns[column].changed;
    if (!wantsSample(found.kind))
        return;
    DifferenceSample sample;
    sample.kind = found.kind;
    sample.isInLegacy = !found.legacy.isEmpty();
    const QList<QByteArrayView> before = fieldsOf(found.legacy);
    const QList<QByteArrayView> after = fieldsOf(found.candidate);
    const QList<QByteArrayView> &row = before.isEmpty() ? after : before;
    const auto isNull = [](QByteArrayView field) { return field.startsWith('n'); };
    const bool isWhole
        = m_columns.keyCount == 0 || std::any_of(row.cbegin(), row.cbegin() + m_columns.keyCount, isNull);
    for (qsizetype i = 0; i < (m_columns.keyCount == 0 ? row.size() : m_columns.keyCount); ++i)
        sample.key.append(valueOf(row[i]));
    if (found.kind == DifferenceKind::Changed) {
        for (const qsizetype i : found.columns)
            sample.values.append({ m_counted.columns[i].name, valueOf(before[i]), valueOf(after[i]) });
    } else if (isWhole) { // its key does not say which row it is
        for (qsizetype i = m_columns.keyCount; i < row.size() && m_columns.keyCount > 0; ++i)
            sample.values.append({ m_counted.columns[i].name, before.isEmpty() ? std::nullopt : valueOf(row[i]),
                after.isEmpty() ? std::nullopt : valueOf(row[i]) });
    }
    m_counted.samples.append(sample);
}

bool DifferenceTally::wantsSample(DifferenceKind kind) { return m_sampled[kind]++ < m_samples; }

void DifferenceTally::addTolerated(const QList<qint64> &rows)
{
    for (qsizetype i = 0; i < rows.size(); ++i)
        m_counted.columns[i].tolerated += rows[i];
}

void DifferenceTally::addRepeated(bool isInLegacy, const QList<QByteArray> &keyFrames)
{
    for (const QByteArray &frame : keyFrames) {
        DifferenceSample sample;
        sample.kind = DifferenceKind::Duplicate;
        sample.isInLegacy = isInLegacy;
        for (const QByteArrayView field : fieldsOf(frame))
            sample.key.append(valueOf(field));
        m_repeated.append(sample);
    }
}

TableDifference DifferenceTally::result(const SideCounts &rows, const SideCounts &nullKeys) const
{
    TableDifference result = m_counted;
    result.rows = rows;
    result.nullKeys = nullKeys;
    result.equal = std::max<qint64>(0, rows.legacy - result.changed - result.removed - m_movingInLegacy);
    result.isConfirmed = !m_isForgetful;
    result.samples += m_repeated;
    return result;
}

} // namespace sluice
