// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/calibration_view.h"

#include "communication/plain_text.h"
#include "ui/models/gate_text.h"
#include "ui/models/text.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text) { return QCoreApplication::translate("sluice::calibrationView", text); }

QString percent(double share) { return tr("%1 %").arg(QString::number(share * 100, 'g', 2)); }

QString stagesText(qint64 count) { return count == 1 ? tr("1 stage") : tr("%1 stages").arg(groupedNumber(count)); }
QString ticksText(qint64 count) { return count == 1 ? tr("1 tick") : tr("%1 ticks").arg(groupedNumber(count)); }

QString firedText(const GateCalibration &found)
{
    const ReplayTally &tally = found.tally;
    if (!found.unknown.isEmpty())
        return tr("unknown");
    QString text = tally.fired == 0
        ? tr("never in %1").arg(stagesText(tally.stages))
        : tr("in %1 of %2 (%3)").arg(groupedNumber(tally.fired), stagesText(tally.stages), percent(*tally.rate()));
    if (tally.held > 0)
        text += u", "_s + tr("held in %1").arg(groupedNumber(tally.held));
    return text;
}

QString limitsText(const Gate &gate)
{
    QStringList limits;
    for (const Limit &limit : gate.limits)
        limits += gateLimitText(gate, limit);
    if (gate.hardLimit)
        limits += gateHardLimitText(gate);
    return limits.join(u", "_s);
}

QString historyText(const GateCalibration &found)
{
    const GateHistory &history = found.history;
    QStringList parts;
    if (history.ticks > 0) {
        const QString rollouts
            = found.rollouts == 1 ? tr("1 rollout") : tr("%1 rollouts").arg(groupedNumber(found.rollouts));
        const QDateTime since = history.since.toUTC();
        const QDateTime until = history.until.toUTC();
        parts += tr("%1 of %2, %3 to %4 UTC")
                     .arg(ticksText(history.ticks), rollouts, since.toString(u"yyyy-MM-dd HH:mm"_s),
                         until.toString(since.date() == until.date() ? u"HH:mm"_s : u"yyyy-MM-dd HH:mm"_s));
    }
    if (history.rolledUp > 0)
        parts += tr("%1 stored samples are rolled up, each taken at its worst").arg(groupedNumber(history.rolledUp));
    if (history.withoutBaseline > 0)
        parts += tr("%1 left out without a baseline on record").arg(ticksText(history.withoutBaseline));
    if (history.unknownRuns > 0)
        parts += tr("%1 left out, of other targets or unknown rollouts").arg(groupedNumber(history.unknownRuns));
    return parts.join(u"; "_s);
}

QString restText(const ReplayTally &tally)
{
    return tally.restFired > 0 ? tr("It fired in a piece that is shorter than a stage: %1 of %2")
                                     .arg(groupedNumber(tally.restFired), ticksText(tally.restTicks))
                               : QString();
}

/// A rate that the history is too short to show is not shown to be small.
QString shortnessText(const GateCalibration &found)
{
    const double stages = static_cast<double>(found.tally.stages);
    if (found.tally.stages == 0 || stages * found.budget.alpha >= 1)
        return {};
    return tr("A rate of %1 would take %2 to show")
        .arg(percent(found.budget.alpha), stagesText(std::llround(std::ceil(1 / found.budget.alpha))));
}

QString leastText(const GateCalibration &found)
{
    QStringList limits;
    for (const LeastLimit &least : found.least)
        limits += singleLine(least.text, 80);
    return limits.isEmpty()
        ? QString()
        : tr("Least limit for at most %1 false alarms: %2").arg(percent(found.budget.alpha), limits.join(u", "_s));
}

QString decisionText(const DecisionTime &time)
{
    if (time.toPass <= 0)
        return {};
    const QString beyond = time.beyond ? tr("after %1").arg(ticksText(*time.beyond)) : tr("not within ten stages");
    return tr("Passes after %1; fires %2 when every tick is beyond").arg(ticksText(time.toPass), beyond);
}

} // namespace

CalibrationRow calibrationRow(const GateCalibration &found)
{
    const bool isUnknown = !found.unknown.isEmpty();
    CalibrationRow row;
    row.tone = found.isTooSensitive() ? CalibrationRow::Tone::TooSensitive
        : isUnknown                   ? CalibrationRow::Tone::Unknown
                                      : CalibrationRow::Tone::Fine;
    row.title = singleLine(gateTitle(found.gate), 80);
    row.stage = singleLine(found.stage, 80);
    row.fired = firedText(found);
    row.lines = { isUnknown ? tr("Unknown: %1").arg(singleLine(found.unknown, 300)) : QString(),
        limitsText(found.gate).isEmpty() ? QString() : tr("As stated: %1").arg(limitsText(found.gate)),
        historyText(found), restText(found.tally),
        found.tally.firstWhy.isEmpty() ? QString() : tr("First: %1").arg(whyLine(found.tally.firstWhy)),
        found.badSeries > 0 ? tr("Of %1 rolled back for it, it fires in %2")
                                  .arg(stagesText(found.badSeries), groupedNumber(found.caught))
                            : QString(),
        leastText(found), shortnessText(found), decisionText(found.decision) };
    row.lines.removeAll(QString());
    return row;
}

QString calibrationSummary(const QList<CalibrationRow> &rows)
{
    const auto count = [&](CalibrationRow::Tone tone) {
        return std::count_if(
            rows.cbegin(), rows.cend(), [tone](const CalibrationRow &row) { return row.tone == tone; });
    };
    if (rows.isEmpty())
        return tr("The plan has no gate");
    const auto sensitive = count(CalibrationRow::Tone::TooSensitive);
    const auto unknown = count(CalibrationRow::Tone::Unknown);
    QStringList parts;
    if (sensitive > 0)
        parts += tr("%1 of %2 gates would fire more often than they may").arg(sensitive).arg(rows.size());
    else if (unknown < rows.size())
        parts += tr("no gate would fire more often than it may");
    if (unknown > 0)
        parts += tr("%1 of %2 unknown").arg(unknown).arg(rows.size());
    return sentenceCase(parts.join(u", "_s));
}

} // namespace sluice
