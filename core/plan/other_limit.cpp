// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/other_limit.h"

#include "plan/limit_value.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

tl::unexpected<Error> refused(const Gate &gate, const QString &why, const QString &next = {})
{
    return fail(ErrorCode::Usage, u"gate '%1' %2"_s.arg(gate.id, why), {}, next);
}

/// The word of it that a person may use. An age has always been called 'max' here too.
QString nameOf(const Gate &gate, const Limit &limit)
{
    const QString key = limitKey(gate.probe, limit.side);
    return key == u"max_age"_s ? u"max"_s : key;
}

/// The keys that the gate has, for messages.
QString keysOf(const Gate &gate)
{
    QStringList keys;
    for (const Limit &limit : gate.limits)
        keys += nameOf(gate, limit);
    if (gate.hardLimit)
        keys += u"hard_limit"_s;
    return keys.join(u", "_s);
}

/// Index of the limit that a key means; -1: none.
qsizetype indexOf(const Gate &gate, const QString &key)
{
    const bool isHighest = key == u"max"_s || key == u"limit"_s || key == u"max_age"_s;
    for (qsizetype i = 0; i < gate.limits.size(); ++i) {
        const Limit &limit = gate.limits[i];
        if (key.isEmpty() || (isHighest && limit.side == LimitSide::AtMost) || nameOf(gate, limit) == key)
            return i;
    }
    return -1;
}

/// What the plan's reader refuses as well.
Result<void> checkTogether(const Gate &gate)
{
    const QList<Limit> &limits = gate.limits;
    if (limits.size() == 2 && limits[0].relativeToBaseline == limits[1].relativeToBaseline
        && limits[0].value < limits[1].value)
        return refused(gate, u"would have a 'min' above its 'max': no value could pass"_s);
    if (!gate.hardLimit || limits.isEmpty())
        return {};
    const Limit &limit = limits.first();
    if (limit.side == LimitSide::AtMost ? *gate.hardLimit < limit.value : *gate.hardLimit > limit.value)
        return refused(gate, u"would have a 'hard_limit' stricter than its limit"_s);
    return {};
}

} // namespace

Result<Gate> withOtherLimit(const Gate &gate, const QString &key, const QString &value)
{
    const LimitUnit unit = limitUnit(gate.probe);
    const std::optional<LimitValue> parsed = parseLimit(value, false, unit);
    if (!parsed)
        return refused(gate, u"cannot have the limit '%1'"_s.arg(value), u"write %1"_s.arg(expectedLimit(unit)));
    Gate other = gate;
    const bool isHard = key == u"hard_limit"_s || (key.isEmpty() && gate.limits.isEmpty());
    if (isHard) {
        const bool isFactor = !gate.limits.isEmpty() && gate.limits.first().relativeToBaseline;
        if (!gate.hardLimit)
            return refused(gate, u"has no hard limit"_s, u"it has: %1"_s.arg(keysOf(gate)));
        if (parsed->isFactor != isFactor)
            return refused(
                gate, u"has a hard limit in the manner of its limit: both are factors of the baseline, or both not"_s);
        other.hardLimit = parsed->value;
        SLUICE_CHECK(checkTogether(other));
        return other;
    }
    if (key.isEmpty() && gate.limits.size() > 1)
        return refused(gate, u"has two limits"_s, u"say which: %1.max=… or %1.min=…"_s.arg(gate.id));
    const qsizetype index = indexOf(gate, key);
    if (index < 0)
        return refused(gate, u"has no '%1'"_s.arg(key), u"it has: %1"_s.arg(keysOf(gate)));
    Limit &limit = other.limits[index];
    if (gate.hardLimit && parsed->isFactor != limit.relativeToBaseline)
        return refused(
            gate, u"has a hard limit in the manner of its limit: both are factors of the baseline, or both not"_s);
    limit = { limit.side, parsed->value, parsed->isFactor, limitText(*parsed, unit) };
    SLUICE_CHECK(checkTogether(other));
    return other;
}

} // namespace sluice
