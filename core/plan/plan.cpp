// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/plan.h"

#include <algorithm>
#include <array>

namespace sluice {

namespace {

constexpr std::array<const char *, 5> kStageKinds { "compatibility", "additive", "forward", "resilience", "contract" };
// In the order of the variant: the index is the name.
constexpr std::array<const char *, std::variant_size_v<ProbeSpec>> kProbes { "row_count", "null_rate", "uniqueness", "freshness",
    "query_latency", "error_rate", "sql", "referential_integrity" };

QString readable(const QString &id)
{
    QString text = id;
    text.replace(u'-', u' ').replace(u'_', u' ');
    return text.left(1).toUpper() + text.mid(1);
}

} // namespace

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

QString probeName(const ProbeSpec &probe)
{
    return QLatin1String(kProbes[probe.index()]);
}

} // namespace sluice
