// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.h"
#include "quality/sample.h"

#include <QHash>
#include <QMap>

namespace sluice {

/// What is on record of one past run, as far as a replay of its samples needs it. A value.
struct RunPast
{
    struct StagePast
    {
        QDateTime started; ///< its last attempt
        QMap<QString, double> baselines; ///< by gate, of that attempt
        QString breachGate; ///< that breached and that nobody let pass
    };
    QMap<QString, StagePast> stages;
    QDateTime rolledBack; ///< when it was asked for; invalid: never
};

/// One tick as it was stored, with the legacy side where the gate compares two branches.
struct HistoryTick
{
    Sample sample;
    std::optional<Sample> legacy;
};

/// The ticks of one stage of one run, in order of time.
struct HistorySeries
{
    QString run;
    QString stage;
    std::optional<double> baseline; ///< where a limit is a factor of one
    bool wasBad = false; ///< the gate breached in it and it was rolled back: no false alarm
    QList<HistoryTick> ticks;
};

/// Everything that was ever stored of what a gate measures, on the target of its plan. A value.
struct GateHistory
{
    QList<HistorySeries> series;
    qint64 ticks = 0; ///< in series
    qint64 rolledUp = 0; ///< of the samples given, those that stand in for a roll-up, each at its worst
    qint64 unknownRuns = 0; ///< samples of other targets, or of runs that the ledger does not know: left out
    qint64 withoutBaseline = 0; ///< ticks left out, because none is on record for them
    QDateTime since; ///< first and last tick of the series, UTC; invalid without any
    QDateTime until;
};

/// samples: those that the gate's query gave, ascending by time; runs: of the gate's target. Pure.
GateHistory gateHistory(
    const Gate &gate, bool isPaired, const QList<Sample> &samples, const QHash<QString, RunPast> &runs);

} // namespace sluice
