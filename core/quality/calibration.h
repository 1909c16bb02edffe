// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "quality/gate_replay.h"

namespace sluice {

/// The least limit (of a floor the highest) under which a history gives no more false alarms than α allows.
struct LeastLimit
{
    LimitSide side = LimitSide::AtMost;
    bool relativeToBaseline = false;
    double value = 0;
    QString text; ///< "12.3 m", "1.31× baseline"
};

/// How long a limit takes to be decided by. In ticks that are judged, so after the warm-up.
struct DecisionTime
{
    qint64 toPass = 0; ///< the stage's planned ticks
    std::optional<qint64> beyond; ///< to fire when every tick is beyond; empty: not within ten stages
    std::optional<qint64> twice; ///< of a share: when it is twice what is allowed
};

/// What a replay of its stored history says about one gate. A value.
struct GateCalibration
{
    QString stage;
    Gate gate; ///< as replayed: with another limit where one was asked for
    GuardBudget budget; ///< its α is what the false alarms are held against
    qint64 stageTicks = 0;
    GateHistory history; ///< without its series
    qint64 rollouts = 0; ///< that the history comes from
    ReplayTally tally;
    qint64 badSeries = 0; ///< stages that were rolled back for this gate
    qint64 caught = 0; ///< of them that it would fire in now
    QList<LeastLimit> least; ///< one a limit that a value was found for
    DecisionTime decision;
    QString unknown; ///< why its false alarms are unknown; empty: they are known

    bool isTooSensitive() const; ///< it fired more often than α allows
};

/// Without the least limits: what a limit that is being tried out has time for.
GateCalibration replayStored(const Stage &stage, const Gate &gate, bool isPaired, const GateHistory &history);
GateCalibration calibrate(const Stage &stage, const Gate &gate, bool isPaired, const GateHistory &history);

} // namespace sluice
