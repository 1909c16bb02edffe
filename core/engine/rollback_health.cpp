// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/rollback_health.h"

#include <QJsonArray>

#include <algorithm>
#include <array>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array<const char *, 4> kAnswers { "unknown", "healthy", "unhealthy", "unmeasured" };

bool has(const QList<GateHealth> &gates, HealthAnswer answer)
{
    return std::any_of(gates.cbegin(), gates.cend(), [&](const GateHealth &gate) { return gate.answer == answer; });
}

} // namespace

QString healthAnswerName(HealthAnswer answer) { return QLatin1String(kAnswers[static_cast<size_t>(answer)]); }

std::optional<HealthAnswer> healthAnswerFromName(const QString &name)
{
    for (size_t i = 0; i < kAnswers.size(); ++i) {
        if (name == QLatin1String(kAnswers[i]))
            return static_cast<HealthAnswer>(i);
    }
    return std::nullopt;
}

HealthAnswer worstOf(const QList<GateHealth> &gates)
{
    if (gates.isEmpty())
        return HealthAnswer::Unmeasured;
    if (has(gates, HealthAnswer::Unhealthy))
        return HealthAnswer::Unhealthy;
    return has(gates, HealthAnswer::Unknown) ? HealthAnswer::Unknown : HealthAnswer::Healthy;
}

HealthAnswer RollbackHealth::freshness() const
{
    QList<GateHealth> sources;
    std::copy_if(gates.cbegin(), gates.cend(), std::back_inserter(sources),
        [](const GateHealth &gate) { return gate.isFreshness; });
    return worstOf(sources);
}

QJsonObject toJson(const RollbackHealth &health)
{
    QJsonArray gates;
    for (const GateHealth &gate : health.gates) {
        gates.append(QJsonObject { { u"stage"_s, gate.stage }, { u"gate"_s, gate.gate }, { u"title"_s, gate.title },
            { u"freshness"_s, gate.isFreshness }, { u"good_ticks"_s, gate.goodTicks },
            { u"answer"_s, healthAnswerName(gate.answer) }, { u"why"_s, gate.why } });
    }
    return QJsonObject { { u"answer"_s, healthAnswerName(health.answer) },
        { u"freshness"_s, healthAnswerName(health.freshness()) }, { u"why"_s, health.why }, { u"gates"_s, gates },
        { u"at"_s, health.at.toString(Qt::ISODateWithMs) } };
}

RollbackHealth rollbackHealthFromJson(const QJsonObject &json)
{
    RollbackHealth health;
    // What cannot be read is unknown, never well.
    health.answer = healthAnswerFromName(json.value(u"answer"_s).toString()).value_or(HealthAnswer::Unknown);
    health.why = json.value(u"why"_s).toString();
    health.at = QDateTime::fromString(json.value(u"at"_s).toString(), Qt::ISODateWithMs);
    for (const QJsonValue value : json.value(u"gates"_s).toArray()) {
        const QJsonObject gate = value.toObject();
        health.gates.append(GateHealth { gate.value(u"stage"_s).toString(), gate.value(u"gate"_s).toString(),
            gate.value(u"title"_s).toString(), gate.value(u"freshness"_s).toBool(), gate.value(u"good_ticks"_s).toInt(),
            healthAnswerFromName(gate.value(u"answer"_s).toString()).value_or(HealthAnswer::Unknown),
            gate.value(u"why"_s).toString() });
    }
    return health;
}

} // namespace sluice
