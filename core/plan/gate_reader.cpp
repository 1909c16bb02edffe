// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/limit_value.h"
#include "plan/nearest_word.h"
#include "plan/probe_reader.h"
#include "plan/read_context.h"
#include "plan/unbuilt_words.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

std::optional<LimitValue> readLimit(MappingReader &reader, QLatin1String key, LimitUnit unit)
{
    const YamlNode *node = reader.node(key);
    if (!node)
        return std::nullopt;
    const std::optional<LimitValue> limit
        = node->kind == YamlNode::Kind::Scalar ? parseLimit(node->text, node->isQuoted, unit) : std::nullopt;
    if (!limit)
        reader.expected(key, *node, expectedLimit(unit));
    return limit;
}

Limit makeLimit(LimitSide side, const LimitValue &value, LimitUnit unit)
{
    return { side, value.value, value.isFactor, limitText(value, unit) };
}

/// hard_limit stands on the side of the only limit and is written in its manner, so that one number is compared with both.
void readHardLimit(MappingReader &reader, Gate &gate, LimitUnit unit)
{
    const std::optional<LimitValue> hard = readLimit(reader, "hard_limit"_L1, unit);
    if (!hard || gate.limits.isEmpty())
        return;
    const Limit &limit = gate.limits.first();
    if (gate.limits.size() > 1)
        reader.add("hard_limit"_L1, u"%1 has 'hard_limit' beside two limits; it belongs to one"_s.arg(reader.subject()));
    else if (hard->isFactor != limit.relativeToBaseline)
        reader.add("hard_limit"_L1, u"'hard_limit' of %1 and its limit must both be factors of the baseline, or both not"_s.arg(reader.subject()));
    else if (limit.side == LimitSide::AtMost ? hard->value < limit.value : hard->value > limit.value)
        reader.add("hard_limit"_L1, u"'hard_limit' of %1 is stricter than its limit %2"_s.arg(reader.subject(), limit.text));
    gate.hardLimit = hard->value;
}

/// A unique key has no duplicates, a foreign key no orphans, a mapping no gaps, the same schema and the same rows no
/// differences, and a test holds: such a gate needs no limit.
bool allowsNoneByItself(const ProbeSpec &probe)
{
    return std::holds_alternative<UniquenessProbe>(probe) || std::holds_alternative<ReferentialIntegrityProbe>(probe)
        || std::holds_alternative<SchemaDriftProbe>(probe) || std::holds_alternative<MappingProbe>(probe)
        || std::holds_alternative<TestsProbe>(probe) || std::holds_alternative<FidelityProbe>(probe);
}

/// A file stays when nobody writes it any more: how old it may be must be said. Nothing keeps an earlier one.
void checkFileLimits(MappingReader &reader, const Gate &gate)
{
    reader.node("max_age"_L1, Need::Required);
    if (std::any_of(gate.limits.cbegin(), gate.limits.cend(), [](const Limit &limit) { return limit.relativeToBaseline; }))
        reader.findings().add(reader.path(),
            u"%1 compares with a baseline, and no earlier results of dbt are kept; write %2"_s.arg(reader.subject(),
                limitUnit(gate.probe) == LimitUnit::Share ? u"a share from 0 to 1"_s : u"a duration such as 15m"_s));
}

/// Rows and not their share: one number that both kinds of limit would judge is none.
void readMismatches(MappingReader &reader, Gate &gate)
{
    for (const QLatin1String share : { "max"_L1, "limit"_L1, "min"_L1 }) {
        if (reader.node(share))
            reader.add(share, u"'%1' of %2 is a share of the rows, and 'max_mismatch' a number of them; write one of them"_s.arg(
                share, reader.subject()));
    }
    if (const std::optional<LimitValue> most = readLimit(reader, "max_mismatch"_L1, LimitUnit::Mismatches))
        gate.limits.append(makeLimit(LimitSide::AtMost, *most, LimitUnit::Mismatches));
    readHardLimit(reader, gate, LimitUnit::Mismatches);
    gate.maxAge = reader.duration("max_age"_L1);
}

void readLimits(MappingReader &reader, Gate &gate)
{
    const LimitUnit unit = limitUnit(gate.probe);
    if (std::holds_alternative<FreshnessProbe>(gate.probe)) {
        if (const std::optional<LimitValue> age = readLimit(reader, "max_age"_L1, unit))
            gate.limits.append(makeLimit(LimitSide::AtMost, *age, unit));
        else if (!reader.has("max_age"_L1))
            reader.node("max_age"_L1, Need::Required);
        readHardLimit(reader, gate, unit);
        return;
    }
    if (unit == LimitUnit::Mismatches) {
        readMismatches(reader, gate);
        return;
    }
    const std::optional<LimitValue> most = readLimit(reader, "max"_L1, unit);
    const std::optional<LimitValue> limit = readLimit(reader, "limit"_L1, unit);
    const std::optional<LimitValue> least = isFromNothing(unit) ? std::nullopt : readLimit(reader, "min"_L1, unit);
    if (reader.has("max"_L1) && reader.has("limit"_L1))
        reader.add("limit"_L1, u"'limit' and 'max' of %1 say the same; write one of them"_s.arg(reader.subject()));
    if (most || limit)
        gate.limits.append(makeLimit(LimitSide::AtMost, most ? *most : *limit, unit));
    if (least)
        gate.limits.append(makeLimit(LimitSide::AtLeast, *least, unit));
    const bool isStated = reader.has("max"_L1) || reader.has("limit"_L1) || reader.has("min"_L1);
    if (!isStated && allowsNoneByItself(gate.probe))
        gate.limits.append(makeLimit(LimitSide::AtMost, {}, unit));
    else if (!isStated)
        reader.findings().add(reader.path(), u"%1 states no limit; write %2 as %3"_s.arg(reader.subject(),
            isFromNothing(unit) ? u"'max' or 'limit'"_s : u"'max', 'min' or 'limit'"_s, expectedLimit(unit)));
    if (gate.limits.size() == 2 && gate.limits[0].relativeToBaseline == gate.limits[1].relativeToBaseline
        && gate.limits[0].value < gate.limits[1].value)
        reader.add("min"_L1, u"'min' of %1 is above its 'max': no value could pass"_s.arg(reader.subject()));
    readHardLimit(reader, gate, unit);
    gate.maxAge = reader.duration("max_age"_L1);
    if (std::holds_alternative<DbtProbe>(gate.probe))
        checkFileLimits(reader, gate);
}

BreachAction breachAction(const QString &word)
{
    return word == "rollback"_L1 ? BreachAction::Rollback : word == "report"_L1 ? BreachAction::Report : BreachAction::Hold;
}

NoDataAction noDataAction(const QString &word)
{
    return word == "rollback"_L1 ? NoDataAction::Rollback : word == "report"_L1 ? NoDataAction::Report : NoDataAction::Hold;
}

void readJudging(MappingReader &reader, Gate &gate, BreachAction onBreach)
{
    const QStringList actions { u"rollback"_s, u"hold"_s, u"report"_s };
    gate.interval = reader.duration("interval"_L1, gate.interval);
    gate.warmup = reader.integer("warmup"_L1, gate.warmup, 0, 10'000);
    gate.minSamples = reader.integer("min_samples"_L1, gate.minSamples, 1, 1'000'000);
    gate.minRows = reader.integer("min_rows"_L1, gate.minRows, 0, 1'000'000'000);
    gate.timeout = reader.duration("timeout"_L1, gate.timeout);
    gate.emptyMeansZero = reader.choice("empty_means"_L1, { u"zero"_s, u"no_data"_s }, u"no_data"_s) == "zero"_L1;
    gate.onBreach = reader.has("on_breach"_L1) ? breachAction(reader.choice("on_breach"_L1, actions, u"hold"_s)) : onBreach;
    gate.onNoData = noDataAction(reader.choice("on_no_data"_L1, actions, u"hold"_s));
}

} // namespace

std::optional<Gate> readGate(const YamlNode &node, const QString &path, BreachAction onBreach, ReadContext &context)
{
    MappingReader reader(node, path, u"a gate"_s, context.findings);
    if (!reader.isMapping())
        return std::nullopt;
    Gate gate;
    gate.id = reader.identifier("id"_L1);
    if (!gate.id.isEmpty())
        reader.setSubject(u"gate "_s + quotedForMessage(gate.id));
    gate.title = reader.text("title"_L1);
    const QString name = reader.text("probe"_L1, Need::Required);
    if (!probeNames().contains(name)) {
        context.unreadGates.insert(gate.id);
        if (!name.isEmpty())
            reader.add("probe"_L1, u"unknown probe %1 in %2%3"_s.arg(quotedForMessage(name), reader.subject(), wordHint(name, probeNames())));
        return std::nullopt;
    }
    gate.probe = readProbe(name, reader, context);
    readLimits(reader, gate);
    readJudging(reader, gate, onBreach);
    reader.refuseKeys(unbuiltGateKeys());
    reader.finish();
    return gate;
}

} // namespace sluice
