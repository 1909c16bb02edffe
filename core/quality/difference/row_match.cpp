// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/difference/row_match.h"

#include "quality/difference/decimal_distance.h"

#include <algorithm>
#include <array>

namespace sluice {

namespace {

struct Row
{
    QByteArrayView key;
    QByteArrayView frame;
};

using RowSpan = std::pair<std::vector<Row>::const_iterator, std::vector<Row>::const_iterator>;

/// What a row is known by: the fields of its key, or all where one of them is NULL.
QByteArrayView keyOf(QByteArrayView frame, qsizetype keyCount)
{
    qsizetype end = 0;
    for (qsizetype field = 0; field < keyCount; ++field) {
        if (frame[end] == 'n')
            return frame;
        end = frame.indexOf('|', end) + 1;
    }
    return keyCount == 0 ? frame : frame.first(end);
}

std::vector<Row> sortedRows(const FrameStore &store, qsizetype keyCount)
{
    std::vector<Row> rows(store.count());
    for (size_t i = 0; i < rows.size(); ++i) {
        rows[i].frame = store.frame(i);
        rows[i].key = keyOf(rows[i].frame, keyCount);
    }
    std::sort(rows.begin(), rows.end(), [](const Row &a, const Row &b) {
        const int order = a.key.compare(b.key);
        return order != 0 ? order < 0 : a.frame < b.frame;
    });
    return rows;
}

/// Those of one key that have no equal on the other side.
void dropEqual(const RowSpan &legacy, const RowSpan &candidate, std::vector<QByteArrayView> &before,
    std::vector<QByteArrayView> &after)
{
    auto left = legacy.first;
    auto right = candidate.first;
    while (left != legacy.second || right != candidate.second) {
        const int order = left == legacy.second ? 1
            : right == candidate.second         ? -1
                                                : left->frame.compare(right->frame);
        if (order < 0)
            before.push_back((left++)->frame);
        else if (order > 0)
            after.push_back((right++)->frame);
        else
            ++left, ++right;
    }
}

} // namespace

void FrameStore::add(QByteArrayView frame)
{
    m_bytes.append(frame);
    m_ends.push_back(m_bytes.size());
}

void FrameStore::clear()
{
    m_bytes.clear();
    m_ends.clear();
}

QByteArrayView FrameStore::frame(size_t at) const
{
    const qsizetype begin = at == 0 ? 0 : m_ends[at - 1];
    return QByteArrayView(m_bytes).sliced(begin, m_ends[at] - begin);
}

QList<QByteArrayView> fieldsOf(QByteArrayView frame)
{
    QList<QByteArrayView> fields;
    for (qsizetype begin = 0; begin < frame.size();) {
        const qsizetype end = frame.indexOf('|', begin);
        fields.append(frame.sliced(begin, end - begin));
        begin = end + 1;
    }
    return fields;
}

namespace {

/// Fills in the columns that differ, and counts those that the tolerance makes equal.
void compareFields(RowDifference &found, const MatchRules &rules, QList<qint64> &tolerated)
{
    const QList<QByteArrayView> before = fieldsOf(found.legacy);
    const QList<QByteArrayView> after = fieldsOf(found.candidate);
    for (qsizetype i = 0; i < rules.columns; ++i) {
        if (before[i] == after[i])
            continue;
        const QByteArray tolerance = rules.tolerances.value(i);
        const bool areValues = before[i].startsWith('v') && after[i].startsWith('v');
        if (!tolerance.isEmpty() && areValues && isWithin(before[i].sliced(1), after[i].sliced(1), tolerance))
            ++tolerated[i];
        else
            found.columns.append(i);
    }
}

/// Fields without a tolerance first, as text, then the others as numbers.
int compareByNumbers(QByteArrayView a, QByteArrayView b, const MatchRules &rules)
{
    const QList<QByteArrayView> left = fieldsOf(a);
    const QList<QByteArrayView> right = fieldsOf(b);
    for (const bool isNumber : { false, true }) {
        for (qsizetype i = 0; i < rules.columns; ++i) {
            if (rules.tolerances.value(i).isEmpty() == isNumber || left[i] == right[i])
                continue;
            const bool areValues = isNumber && left[i].startsWith('v') && right[i].startsWith('v');
            return areValues ? compareNumbers(left[i].sliced(1), right[i].sliced(1)) : left[i].compare(right[i]);
        }
    }
    return 0;
}

/// Brings rows of one key to an order in which those within the tolerance stand at the same place: "9.99" after "10"
/// in letters is before it in numbers, and what has no partner must not shift all behind it.
void alignByTolerance(std::vector<QByteArrayView> &before, std::vector<QByteArrayView> &after, const MatchRules &rules)
{
    const auto isSmaller = [&](QByteArrayView a, QByteArrayView b) { return compareByNumbers(a, b, rules) < 0; };
    std::sort(before.begin(), before.end(), isSmaller);
    std::sort(after.begin(), after.end(), isSmaller);
    std::array<std::vector<QByteArrayView>, 2> paired;
    std::array<std::vector<QByteArrayView>, 2> rest;
    auto a = before.cbegin();
    auto b = after.cbegin();
    while (a != before.cend() && b != after.cend()) {
        RowDifference found { DifferenceKind::Changed, *a, *b, {} };
        QList<qint64> ignored(rules.columns);
        compareFields(found, rules, ignored);
        if (found.columns.isEmpty()) {
            paired[0].push_back(*a++);
            paired[1].push_back(*b++);
        } else if (isSmaller(*a, *b)) {
            rest[0].push_back(*a++);
        } else {
            rest[1].push_back(*b++);
        }
    }
    rest[0].insert(rest[0].end(), a, before.cend());
    rest[1].insert(rest[1].end(), b, after.cend());
    before = std::move(paired[0]);
    after = std::move(paired[1]);
    before.insert(before.end(), rest[0].cbegin(), rest[0].cend());
    after.insert(after.end(), rest[1].cbegin(), rest[1].cend());
}

} // namespace

QList<qint64> matchRows(const FrameStore &legacy, const FrameStore &candidate, const MatchRules &rules,
    const std::function<void(const RowDifference &)> &report)
{
    QList<qint64> tolerated(rules.columns);
    const bool hasTolerance = std::any_of(rules.tolerances.cbegin(), rules.tolerances.cend(),
        [](const QByteArray &tolerance) { return !tolerance.isEmpty(); });
    const std::vector<Row> left = sortedRows(legacy, rules.keyCount);
    const std::vector<Row> right = sortedRows(candidate, rules.keyCount);
    auto a = left.cbegin();
    auto b = right.cbegin();
    while (a != left.cend() || b != right.cend()) {
        const QByteArrayView key
            = b == right.cend() || (a != left.cend() && a->key.compare(b->key) <= 0) ? a->key : b->key;
        const auto isOther = [&](const Row &row) { return row.key != key; };
        const RowSpan ofA { a, std::find_if(a, left.cend(), isOther) };
        const RowSpan ofB { b, std::find_if(b, right.cend(), isOther) };
        std::vector<QByteArrayView> before;
        std::vector<QByteArrayView> after;
        dropEqual(ofA, ofB, before, after);
        if (hasTolerance && before.size() + after.size() > 2 && !before.empty() && !after.empty())
            alignByTolerance(before, after, rules);
        for (size_t i = 0; i < std::max(before.size(), after.size()); ++i) {
            RowDifference found;
            found.legacy = i < before.size() ? before[i] : QByteArrayView();
            found.candidate = i < after.size() ? after[i] : QByteArrayView();
            found.kind = found.legacy.isEmpty() ? DifferenceKind::Added
                : found.candidate.isEmpty()     ? DifferenceKind::Removed
                                                : DifferenceKind::Changed;
            if (found.kind == DifferenceKind::Changed)
                compareFields(found, rules, tolerated);
            if (found.kind != DifferenceKind::Changed || !found.columns.isEmpty())
                report(found);
        }
        a = ofA.second;
        b = ofB.second;
    }
    return tolerated;
}

} // namespace sluice
