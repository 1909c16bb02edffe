// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/plan.h"

#include <algorithm>
#include <array>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array<const char *, 5> kStageKinds { "compatibility", "additive", "forward", "resilience", "contract" };
// In the order of the variant: the index is the name.
constexpr std::array<const char *, std::variant_size_v<ProbeSpec>> kProbes { "row_count", "null_rate", "uniqueness", "freshness",
    "query_latency", "error_rate", "sql", "referential_integrity", "volume", "late_rows", "schema_drift", "distribution", "system",
    "mapping", "feedback", "tests", "fidelity", "dbt" };

QString readable(const QString &id)
{
    QString text = id;
    text.replace(u'-', u' ').replace(u'_', u' ');
    return text.left(1).toUpper() + text.mid(1);
}

} // namespace

QString flagRouteName(FlagRoute route)
{
    return route == FlagRoute::Replace ? u"replace"_s : u"function"_s;
}

const Flag *Plan::flag(const QString &name) const
{
    const auto it = std::find_if(flags.cbegin(), flags.cend(), [&](const Flag &flag) { return flag.name == name; });
    return it == flags.cend() ? nullptr : &*it;
}

int Plan::stageIndex(const QString &id) const
{
    const auto it = std::find_if(stages.cbegin(), stages.cend(), [&](const Stage &stage) { return stage.id == id; });
    return it == stages.cend() ? -1 : static_cast<int>(it - stages.cbegin());
}

QString stageKindName(StageKind kind)
{
    return QLatin1String(kStageKinds[static_cast<size_t>(kind)]);
}

std::optional<StageKind> stageKindFromName(const QString &name)
{
    for (size_t i = 0; i < kStageKinds.size(); ++i) {
        if (name == QLatin1String(kStageKinds[i]))
            return static_cast<StageKind>(i);
    }
    return std::nullopt;
}

QString stageTitle(const Stage &stage)
{
    return stage.title.isEmpty() ? readable(stage.id) : stage.title;
}

QString gateTitle(const Gate &gate)
{
    return gate.title.isEmpty() ? readable(gate.id) : gate.title;
}

QString probeWord(const ProbeSpec &probe)
{
    return QLatin1String(kProbes[probe.index()]);
}

QString probeName(const ProbeSpec &probe)
{
    if (const auto *dbt = std::get_if<DbtProbe>(&probe))
        return u"dbt."_s + dbtMetricNames()[static_cast<qsizetype>(dbt->metric)];
    if (const auto *fidelity = std::get_if<FidelityProbe>(&probe); fidelity && fidelity->countsRows)
        return u"fidelity.rows"_s;
    const auto *system = std::get_if<SystemProbe>(&probe);
    return system ? u"system."_s + systemMetricNames()[static_cast<qsizetype>(system->metric)] : probeWord(probe);
}

const QStringList &timeBucketNames()
{
    static const QStringList names { u"minute"_s, u"hour"_s, u"day"_s, u"week"_s, u"month"_s };
    return names;
}

const QStringList &distributionBinNames()
{
    static const QStringList names { u"deciles"_s, u"categories"_s };
    return names;
}

const QStringList &systemMetricNames()
{
    static const QStringList names { u"waiting_locks"_s, u"longest_query"_s, u"connections"_s };
    return names;
}

const QStringList &partnerCountNames()
{
    static const QStringList names { u"exactly_one"_s, u"at_least_one"_s };
    return names;
}

const QStringList &dbtMetricNames()
{
    static const QStringList names { u"error_rate"_s, u"latency"_s, u"freshness"_s };
    return names;
}

bool readsFile(const ProbeSpec &probe) { return std::holds_alternative<DbtProbe>(probe); }

const QStringList &schemaAspects()
{
    static const QStringList names { u"columns"_s, u"types"_s, u"nullability"_s, u"defaults"_s, u"order"_s };
    return names;
}

} // namespace sluice
