// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/calibration_text.h"

#include "communication/plain_text.h"
#include "quality/metric_text.h"

#include <QJsonArray>

#include <cmath>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString percent(double share) { return QString::number(share * 100, 'g', 2) + u" %"_s; }

QString times(qint64 count, const QString &one, const QString &many)
{
    return groupedDigits(count) + u' ' + (count == 1 ? one : many);
}

QString limitsText(const Gate &gate)
{
    QStringList limits;
    for (const Limit &limit : gate.limits)
        limits += (limit.side == LimitSide::AtMost ? u"limit "_s : u"at least "_s) + limit.text;
    if (gate.hardLimit)
        limits += u"hard limit "_s + metricLimitText(probeName(gate.probe), *gate.hardLimit);
    return limits.join(u", "_s);
}

QString historyText(const GateHistory &history, qint64 rollouts)
{
    QStringList parts;
    if (history.ticks > 0)
        parts += u"%1 of %2, %3 to %4"_s.arg(times(history.ticks, u"tick"_s, u"ticks"_s),
            times(rollouts, u"rollout"_s, u"rollouts"_s), history.since.toString(u"yyyy-MM-dd HH:mm"_s),
            history.until.toString(u"yyyy-MM-dd HH:mm 'UTC'"_s));
    if (history.rolledUp > 0)
        parts += u"%1 of what was stored are rolled up, each taken at its worst"_s.arg(groupedDigits(history.rolledUp));
    if (history.withoutBaseline > 0)
        parts += u"%1 left out without a baseline on record"_s.arg(groupedDigits(history.withoutBaseline));
    if (history.unknownRuns > 0)
        parts += u"%1 left out, of other targets or unknown rollouts"_s.arg(groupedDigits(history.unknownRuns));
    return parts.isEmpty() ? u"none"_s : parts.join(u"; "_s);
}

/// "fired in 3 of 202 stages (1.5 %), held in 1"
QString tallyText(const GateCalibration &found)
{
    const ReplayTally &tally = found.tally;
    QString text = u"fired in %1 of %2"_s.arg(groupedDigits(tally.fired), times(tally.stages, u"stage"_s, u"stages"_s));
    if (tally.fired > 0)
        text += u" (%1)"_s.arg(percent(*tally.rate()));
    text += u", held in %1"_s.arg(groupedDigits(tally.held));
    if (tally.restFired > 0)
        text += u"; and %1 in what is left over, %2"_s.arg(
            times(tally.restFired, u"time"_s, u"times"_s), times(tally.restTicks, u"tick"_s, u"ticks"_s));
    return text;
}

QString replayLine(const QString &lead, const GateCalibration &found, const Output &out)
{
    const QString limits = limitsText(found.gate);
    const QString head = u"    %1%2: "_s.arg(lead, limits.isEmpty() ? QString() : u", "_s + limits);
    if (!found.unknown.isEmpty()) {
        const QString fired = found.tally.restFired > 0
            ? u"; it fired %1 in %2"_s.arg(times(found.tally.restFired, u"time"_s, u"times"_s),
                times(found.tally.restTicks, u"tick"_s, u"ticks"_s))
            : QString();
        return head + out.watch(u"unknown"_s) + u", "_s + plainLine(found.unknown) + fired;
    }
    return head + (found.isTooSensitive() ? out.breach(tallyText(found)) : tallyText(found));
}

QStringList leastLines(const GateCalibration &found)
{
    QStringList lines;
    for (const LeastLimit &least : found.least)
        lines += u"    least limit for at most %1 false alarms: %2"_s.arg(percent(found.budget.alpha), least.text);
    // A rate that the history is too short to show is not shown to be small.
    if (!found.least.isEmpty() && static_cast<double>(found.tally.stages) * found.budget.alpha < 1)
        lines += u"      (none in %1; a rate of %2 would take %3 to show)"_s.arg(
            times(found.tally.stages, u"stage"_s, u"stages"_s), percent(found.budget.alpha),
            groupedDigits(std::llround(std::ceil(1 / found.budget.alpha))));
    return lines;
}

QString decisionLine(const DecisionTime &time)
{
    if (time.toPass <= 0)
        return {};
    const auto after = [](std::optional<qint64> ticks) {
        return ticks ? u"after %1"_s.arg(times(*ticks, u"tick"_s, u"ticks"_s)) : u"not within ten stages"_s;
    };
    QString line = u"    decides: passes after %1, fires %2 when every tick is beyond"_s.arg(
        times(time.toPass, u"tick"_s, u"ticks"_s), after(time.beyond));
    if (time.twice)
        line += u", %1 at twice what is allowed"_s.arg(after(time.twice));
    return line;
}

QJsonValue orNull(std::optional<double> value) { return value ? QJsonValue(*value) : QJsonValue(QJsonValue::Null); }

QJsonValue ticksOrNull(std::optional<qint64> ticks)
{
    return ticks ? QJsonValue(*ticks) : QJsonValue(QJsonValue::Null);
}

QString sideName(LimitSide side) { return side == LimitSide::AtMost ? u"max"_s : u"min"_s; }

QJsonArray limitsJson(const Gate &gate)
{
    QJsonArray limits;
    for (const Limit &limit : gate.limits)
        limits.append(QJsonObject { { u"side"_s, sideName(limit.side) }, { u"value"_s, limit.value },
            { u"relative_to_baseline"_s, limit.relativeToBaseline }, { u"text"_s, limit.text } });
    return limits;
}

QJsonObject replayJson(const GateCalibration &found)
{
    const ReplayTally &tally = found.tally;
    const bool isKnown = found.unknown.isEmpty();
    return QJsonObject { { u"limits"_s, limitsJson(found.gate) }, { u"hard_limit"_s, orNull(found.gate.hardLimit) },
        { u"stages"_s, tally.stages }, { u"passed"_s, tally.passed() }, { u"fired"_s, tally.fired },
        { u"held"_s, tally.held }, { u"rate"_s, orNull(isKnown ? tally.rate() : std::nullopt) },
        { u"mean_ticks"_s,
            orNull(tally.stages > 0
                    ? std::optional(static_cast<double>(tally.ticks) / static_cast<double>(tally.stages))
                    : std::nullopt) },
        { u"rest_ticks"_s, tally.restTicks }, { u"rest_fired"_s, tally.restFired }, { u"first_why"_s, tally.firstWhy },
        { u"rolled_back_stages"_s, found.badSeries }, { u"caught"_s, found.caught },
        { u"too_sensitive"_s, found.isTooSensitive() },
        { u"ticks_to_pass"_s,
            ticksOrNull(found.decision.toPass > 0 ? std::optional(found.decision.toPass) : std::nullopt) },
        { u"ticks_to_fire"_s, ticksOrNull(found.decision.beyond) },
        { u"ticks_to_fire_at_twice"_s, ticksOrNull(found.decision.twice) } };
}

} // namespace

QString describeCalibration(
    const GateCalibration &stated, const std::optional<GateCalibration> &other, const Output &out)
{
    QStringList lines { u"  ◆ %1 (%2)"_s.arg(out.bold(stated.gate.id), stated.stage) };
    lines += u"    history: "_s + historyText(stated.history, stated.rollouts);
    lines += replayLine(u"as stated"_s, stated, out);
    if (other)
        lines += replayLine(u"what if"_s, *other, out);
    const GateCalibration &shown = other ? *other : stated;
    if (!shown.tally.firstWhy.isEmpty())
        lines += u"      first: "_s + plainLine(shown.tally.firstWhy);
    if (shown.badSeries > 0)
        lines += u"    of %1 rolled back for it, it fires in %2"_s.arg(
            times(shown.badSeries, u"stage"_s, u"stages"_s), groupedDigits(shown.caught));
    lines += leastLines(stated);
    if (const QString decision = decisionLine(shown.decision); !decision.isEmpty())
        lines += decision;
    return lines.join(u'\n');
}

QJsonObject calibrationJson(const GateCalibration &stated, const std::optional<GateCalibration> &other)
{
    const GateHistory &history = stated.history;
    const auto time = [](const QDateTime &at) {
        return at.isValid() ? QJsonValue(at.toUTC().toString(Qt::ISODateWithMs)) : QJsonValue(QJsonValue::Null);
    };
    QJsonArray least;
    for (const LeastLimit &limit : stated.least)
        least.append(QJsonObject { { u"side"_s, sideName(limit.side) }, { u"value"_s, limit.value },
            { u"relative_to_baseline"_s, limit.relativeToBaseline }, { u"text"_s, limit.text } });
    return QJsonObject { { u"gate"_s, stated.gate.id }, { u"stage"_s, stated.stage },
        { u"alpha"_s, stated.budget.alpha }, { u"stage_ticks"_s, stated.stageTicks }, { u"unknown"_s, stated.unknown },
        { u"history"_s,
            QJsonObject { { u"ticks"_s, history.ticks }, { u"rollouts"_s, stated.rollouts },
                { u"since"_s, time(history.since) }, { u"until"_s, time(history.until) },
                { u"rolled_up"_s, history.rolledUp }, { u"without_baseline"_s, history.withoutBaseline },
                { u"elsewhere"_s, history.unknownRuns } } },
        { u"stated"_s, replayJson(stated) },
        { u"what_if"_s, other ? QJsonValue(replayJson(*other)) : QJsonValue(QJsonValue::Null) },
        { u"least"_s, least } };
}

} // namespace sluice
