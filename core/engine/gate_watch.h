// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "engine/run_state.h"
#include "ledger/ledger.h"
#include "plan/plan.h"
#include "quality/collector.h"

namespace sluice {

/// Watches every gate of every applied stage and says what follows: verdict changes, bake progress, holds to set or
/// lift, breaches. Owns the collector and the judges; used on the runner's thread. Decides nothing by itself.
class GateWatch
{
public:
    GateWatch(const Plan &plan, const QString &run, const Clock &clock, Collector::Opener opener, bool canForceBranch,
        QString folder = {}); ///< folder: what files that gates name are relative to
    ~GateWatch();

    struct Breach {
        QString stage;
        QString gate;
        BreachAction action = BreachAction::Hold;
        QString why;
    };
    struct Findings {
        QList<Sample> samples; ///< to be stored
        QList<NewEvent> events; ///< to be recorded, in order
        QList<Breach> breaches; ///< new ones
        QString noDataWhy; ///< not empty: a gate that holds on it has no data now
        QString errorWhy;
        QString undecidedWhy; ///< not empty: a gate's verdict is left to a person now
        bool rollBackForNoData = false;
    };

    /// Starts or extends the collection to the stages that are applied in state; stops it when none is left. A gate that
    /// is watched for the first time goes on from its verdict on record: a breach stays latched, an outage lasts until
    /// data comes, anything better must be seen anew.
    void follow(const RunState &state);
    /// Judges what arrived since the last call. Never blocks.
    Findings poll(const RunState &state);
    /// The loop was away longer than two ticks: warm-up restarts, nothing is replayed.
    void restartWarmup();
    /// A person said that a gate has breached: from now on it has, as if it had found out by itself.
    void latch(const QString &stage, const VerdictRecord &record);
    /// A person judged the breaches: the judges of these gates start afresh.
    void forgetBreaches(const RunState &state);
    /// Breaches that were on record when the watch began and that nobody has judged since.
    QList<Breach> standingBreaches() const;
    void stop();

private:
    struct Watched;
    std::unique_ptr<Watched> watch(const Stage &stage, const Gate &gate, const RunState &state) const;
    void judge(Watched &watched, const Sample &sample, const RunState &state, Findings &findings);
    void bake(const RunState &state, Findings &findings);

    const Plan &m_plan;
    const QString m_run;
    const Clock &m_clock;
    const bool m_canForceBranch;
    const QString m_folder;
    Collector m_collector;
    std::vector<std::unique_ptr<Watched>> m_watched;
    QStringList m_following; ///< stage ids
    int m_exposure = -1; ///< of the current stage, to restart good ticks with each cohort
    QString m_bakingStage;
    Duration m_bakedAwake { 0 }; ///< for stages without gates: time in which somebody looked
    Duration m_lastBakeLook { 0 };
    Duration m_lastRecorded { 0 };
};

} // namespace sluice
