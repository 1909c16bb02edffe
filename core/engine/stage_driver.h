// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run_seat.h"
#include "quality/taken_baseline.h"

namespace sluice {

/// Carries one stage forward, one action a call: start (drift check, proofs of the state to return to), steps,
/// warm-up, exposures, pass. Records everything; on failure it adds a hold and returns. Runner's thread.
class StageDriver
{
public:
    explicit StageDriver(RunSeat &seat);
    /// Does the next possible action of nextAction, if any. True: something was done, call again.
    Result<bool> advance();
    /// Settles steps whose intent has no outcome (after a crash).
    Result<void> reconcile();
    /// Lifts the hold of a step that a person does, once its check says that it is done.
    Result<void> lookAtHand();

private:
    bool mayGoOn() const;
    /// Why the stage may not begin on this schema for want of a certificate; empty: it may.
    Result<QStringList> partitionsSinceRehearsal(const Stage &stage, const Fingerprint &now) const;
    Result<QString> certificateLack(const Stage &stage, const Fingerprint &now) const;
    QString driftText(const Fingerprint &now) const;
    Result<void> startStage(int index);
    /// Of the gates whose limits are factors of what there was before, by gate; a baseline that cannot be had is an error.
    Result<QJsonObject> measureBaselines(const Stage &stage);
    /// Keeps the rows that gates will compare with, before the first stage begins: what is not on record yet.
    Result<void> takeBaselines();
    Result<TakenBaseline> takeBaseline(const Stage &stage, const Gate &gate);
    Result<void> applyStep(int stage, int step);
    Result<bool> isTicked(const CompiledStep &step);
    /// Whether the person's part is done; else it is held for it.
    Result<bool> askHand(const CompiledStep &step);
    Result<void> expose(int stage, int exposure);
    Result<void> finishApplying(int stage);
    Result<void> passStage(int stage);
    Result<void> observe();
    /// Runs one compiled step forward: intent, effect, outcome. False: it was held or stopped.
    Result<bool> run(const QString &stage, const CompiledStep &step, std::optional<Duration> lockTimeout, std::optional<Duration> statementTimeout);
    Result<void> recordOutcome(const QString &stage, const CompiledStep &step, int generation, const StepOutcome &outcome);
    Result<void> hold(HoldReason reason, const QString &why);

    RunSeat &m_seat;
};

} // namespace sluice
