// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/certificate.h"
#include "engine/run_seat.h"

namespace sluice {

/// What the effects of all passes took, by step; written while they run.
struct RehearsalMeasures {
    QHash<QString, RehearsedEffect> forward;
    QHash<QString, RehearsedEffect> undo;
    QHash<QString, QString> remnants;
    Duration readersBack { -1 };

    void note(const StepOrder &order, const StepOutcome &outcome);
};

/// One run on the clone, by the drivers that carry a real one, with a ledger that nobody else sees: bakes and gates are
/// left out of its plan. On the thread of the rehearsal.
class RehearsalPass
{
public:
    struct Setup {
        RunEnvironment environment; ///< of the clone; its plan is thinned
        Ledger *ledger = nullptr;
        TargetIdentity identity;
        QStringList standing; ///< stages that the clone holds already
        std::stop_token stop;
        RehearsalMeasures *measures = nullptr;
    };

    static Result<std::unique_ptr<RehearsalPass>> begin(Setup setup);
    ~RehearsalPass();

    /// Until this stage has passed. Why it cannot be; empty: it has.
    Result<QString> forward(const QString &until);
    Result<RehearsedReturn> back(const QString &to);
    const RunState &state() const;

private:
    explicit RehearsalPass(Setup setup);
    Result<void> open();
    Result<void> stand(const QString &stage);

    struct Private;
    std::unique_ptr<Private> d;
};

/// A program would change the warehouse that its own configuration names, and nobody does things by hand for a clone.
bool isOutside(const Step &step);

/// The plan without what is waited for (gates, bakes, holds of cohorts) and what happens outside. Everything that it touches or its raw SQL writes is
/// protected, because on a clone nobody else writes.
Plan thinnedPlan(Plan plan, Engine engine);

} // namespace sluice
