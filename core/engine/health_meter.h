// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run_state.h"
#include "plan/plan.h"
#include "quality/collector.h"

namespace sluice {

/// Asks, after a rollback, the gates of the stages that still stand, and every freshness gate of the plan whose source
/// is there without the stages that went. Pure: samples in, a RollbackHealth out; the runner owns it and the clock.
class HealthMeter
{
public:
    HealthMeter(const Plan &plan, const RunState &state, bool canForceBranch);

    QList<CollectorJob> jobs(const QString &run) const;
    void feed(const Sample &sample);
    /// Every gate has answered; true at once when there is none.
    bool isDecided() const;
    /// As long as it may take; then what has not answered is unknown.
    Duration budget() const;
    /// whyUnfinished is told only for gates that have not answered.
    RollbackHealth health(const QDateTime &at, const QString &whyUnfinished) const;

private:
    struct Asked
    {
        QString stage;
        Gate gate;
        bool isPaired = false;
        GateJudge judge;
        std::optional<TakenBaseline> baseline {};
        int beyond = 0; ///< ticks in a row beyond a limit: here nothing is undone by it, so that a few are an answer
    };
    HealthAnswer answerOf(const Asked &asked) const;
    void ask(const Stage &stage, const Gate &gate, bool isPaired, const StageState &known);

    QDateTime m_since; ///< the end of the rollback: what was complete before says nothing about it
    QList<Asked> m_asked;
};

/// Whether the gates of a stage sample the legacy branch beside the candidate. A view that was replaced reads the same
/// branch for everybody, so one such flag leaves nothing to compare with.
bool isPairedStage(const Plan &plan, const Stage &stage, bool canForceBranch);
/// The same of one gate: what it reads has branches.
bool isPairedGate(const Plan &plan, const Stage &stage, const Gate &gate, bool canForceBranch);

/// Stages whose gates count now: applied, not undone, and not a compatibility stage whose question the exposure
/// answered.
QStringList watchedStages(const Plan &plan, const RunState &state);

} // namespace sluice
