// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/gate_baseline.h"

#include <QJsonArray>

#include <algorithm>
#include <cmath>

namespace sluice {

using namespace Qt::StringLiterals;

QJsonObject toJson(const GateBaseline &baseline)
{
    QJsonArray runs;
    for (const double run : baseline.runs)
        runs.append(run);
    return { { u"value"_s, baseline.value }, { u"runs"_s, runs }, { u"query_digest"_s, baseline.queryDigest },
        { u"at"_s, baseline.at.toUTC().toString(Qt::ISODateWithMs) } };
}

std::optional<GateBaseline> gateBaselineFromJson(const QJsonObject &json)
{
    if (!json[u"value"_s].isDouble() || !std::isfinite(json[u"value"_s].toDouble()))
        return std::nullopt;
    GateBaseline baseline;
    baseline.value = json[u"value"_s].toDouble();
    for (const QJsonValue run : json[u"runs"_s].toArray())
        baseline.runs.append(run.toDouble());
    baseline.queryDigest = json[u"query_digest"_s].toString();
    baseline.at = QDateTime::fromString(json[u"at"_s].toString(), Qt::ISODateWithMs);
    return baseline;
}

bool needsBaseline(const Gate &gate, bool isPaired)
{
    return !isPaired && std::any_of(gate.limits.cbegin(), gate.limits.cend(), [](const Limit &limit) {
        return limit.relativeToBaseline;
    });
}

} // namespace sluice
