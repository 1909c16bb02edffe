// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/taken_baseline.h"

#include <QJsonArray>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

RelationName nameOf(const QJsonValue &json) { return RelationName::parse(json.toString()).value_or(RelationName {}); }

} // namespace

QJsonObject toJson(const TakenBaseline &baseline)
{
    QJsonObject json { { u"stage"_s, baseline.stage }, { u"gate"_s, baseline.gate }, { u"relation"_s, baseline.relation.text() },
        { u"live"_s, baseline.live.text() }, { u"copy"_s, baseline.copy.text() }, { u"key"_s, QJsonArray::fromStringList(baseline.key) },
        { u"rows"_s, static_cast<double>(baseline.rows) }, { u"keep_ms"_s, static_cast<double>(baseline.kept.keep.count()) },
        { u"max_rows"_s, baseline.kept.maxRows }, { u"at"_s, baseline.at.toUTC().toString(Qt::ISODateWithMs) } };
    if (!baseline.kept.where.isEmpty())
        json[u"where"_s] = baseline.kept.where;
    if (!baseline.kept.newerBy.isEmpty())
        json[u"newer_by"_s] = baseline.kept.newerBy;
    if (!baseline.mark.isEmpty())
        json[u"high_water"_s] = baseline.mark;
    return json;
}

std::optional<TakenBaseline> takenBaselineFromJson(const QJsonObject &json)
{
    TakenBaseline baseline;
    baseline.stage = json[u"stage"_s].toString();
    baseline.gate = json[u"gate"_s].toString();
    baseline.relation = nameOf(json[u"relation"_s]);
    baseline.live = nameOf(json[u"live"_s]);
    baseline.copy = nameOf(json[u"copy"_s]);
    if (baseline.gate.isEmpty() || baseline.relation.name.isEmpty() || baseline.live.name.isEmpty() || baseline.copy.name.isEmpty()
        || !json[u"rows"_s].isDouble())
        return std::nullopt;
    for (const QJsonValue column : json[u"key"_s].toArray())
        baseline.key.append(column.toString());
    baseline.rows = static_cast<qint64>(json[u"rows"_s].toDouble());
    baseline.kept.keep = Duration(static_cast<qint64>(json[u"keep_ms"_s].toDouble()));
    baseline.kept.maxRows = json[u"max_rows"_s].toInt(baseline.kept.maxRows);
    baseline.kept.where = json[u"where"_s].toString();
    baseline.kept.newerBy = json[u"newer_by"_s].toString();
    baseline.mark = json[u"high_water"_s].toString();
    baseline.at = QDateTime::fromString(json[u"at"_s].toString(), Qt::ISODateWithMs);
    return baseline;
}

} // namespace sluice
