// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/difference/table_difference.h"

#include <QJsonArray>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString kindName(DifferenceKind kind)
{
    switch (kind) {
    case DifferenceKind::Changed:
        return u"changed"_s;
    case DifferenceKind::Added:
        return u"added"_s;
    case DifferenceKind::Removed:
        return u"removed"_s;
    case DifferenceKind::Duplicate:
        return u"duplicate"_s;
    }
    return {};
}

QJsonValue valueJson(const std::optional<QString> &value)
{
    return value ? QJsonValue(*value) : QJsonValue(QJsonValue::Null);
}

QJsonObject countsJson(const SideCounts &counts)
{
    return { { u"legacy"_s, counts.legacy }, { u"candidate"_s, counts.candidate } };
}

QJsonObject sampleJson(const DifferenceSample &sample)
{
    QJsonArray key;
    for (const std::optional<QString> &part : sample.key)
        key.append(valueJson(part));
    QJsonObject json { { u"kind"_s, kindName(sample.kind) }, { u"key"_s, key } };
    if (sample.kind == DifferenceKind::Duplicate)
        json[u"side"_s] = sample.isInLegacy ? u"legacy"_s : u"candidate"_s;
    if (sample.values.isEmpty())
        return json;
    QJsonArray values;
    for (const DifferenceSample::Value &value : sample.values) {
        QJsonObject entry { { u"column"_s, value.column } };
        if (sample.kind != DifferenceKind::Added)
            entry[u"legacy"_s] = valueJson(value.legacy);
        if (sample.kind != DifferenceKind::Removed)
            entry[u"candidate"_s] = valueJson(value.candidate);
        values.append(entry);
    }
    json[u"values"_s] = values;
    return json;
}

} // namespace

bool TableDifference::isSame() const
{
    const auto isOfAnotherType = [](const ColumnDifference &column) { return column.isTypeDifferent; };
    return changed + added + removed + moving == 0 && onlyLegacy.isEmpty() && onlyCandidate.isEmpty()
        && std::none_of(columns.cbegin(), columns.cend(), isOfAnotherType);
}

QJsonObject toJson(const DifferenceRequest &request, const TableDifference &difference)
{
    QJsonArray columns;
    for (const ColumnDifference &column : difference.columns) {
        columns.append(
            QJsonObject { { u"name"_s, column.name }, { u"key"_s, column.isKey }, { u"changed"_s, column.changed },
                { u"tolerated"_s, column.tolerated }, { u"legacy_type"_s, column.legacyType },
                { u"candidate_type"_s, column.candidateType }, { u"type_differs"_s, column.isTypeDifferent } });
    }
    QJsonArray samples;
    for (const DifferenceSample &sample : difference.samples)
        samples.append(sampleJson(sample));
    return { { u"legacy"_s, request.legacy.text() }, { u"candidate"_s, request.candidate.text() },
        { u"same"_s, difference.isSame() }, { u"key"_s, QJsonArray::fromStringList(request.key) },
        { u"rows"_s, countsJson(difference.rows) }, { u"equal"_s, difference.equal },
        { u"changed"_s, difference.changed }, { u"added"_s, difference.added }, { u"removed"_s, difference.removed },
        { u"moving"_s, difference.moving }, { u"confirmed"_s, difference.isConfirmed },
        { u"duplicates"_s, countsJson(difference.duplicates) }, { u"null_keys"_s, countsJson(difference.nullKeys) },
        { u"columns"_s, columns }, { u"only_legacy"_s, QJsonArray::fromStringList(difference.onlyLegacy) },
        { u"only_candidate"_s, QJsonArray::fromStringList(difference.onlyCandidate) }, { u"samples"_s, samples } };
}

} // namespace sluice
