// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run_state.h"
#include "plan/plan.h"

#include <optional>

/// What a state looks like, decided once: pages, palette and messages show the same word, sign and colour for the
/// same thing. The values are semantic; ui/widgets/state_look gives them glyph and colour.
namespace sluice {

enum class RolloutLook {
    Unreadable, ///< the plan file has problems
    Draft,
    Scheduled,
    Running,
    Held,
    Breached,
    Observing,
    Sealed,
    Cancelled,
    RollingBack,
    Verifying,
    RolledBack,
    Stuck,
};
enum class StageLook { Pending, Running, Held, Breached, Unknown, Passed, Undoing, RolledBack, Stuck };

/// A breach outranks other reasons to hold; holds matter only while a run could otherwise go on.
RolloutLook rolloutLook(const RunState &state);
StageLook stageLook(const StageState *stage, const RunState &run); ///< nullptr: the ledger does not know it yet

QString rolloutWord(RolloutLook look); ///< "Held"
QString stageWord(StageLook look);
QString stageKindWord(StageKind kind); ///< "Forward"
QString holdWord(HoldReason reason); ///< "no data"
/// Sealed, cancelled or rolled back: nothing is judged any more, though somebody may start it again.
bool isOver(const RunState &run);

/// What a gate says. Of a run that is over, what it was still gathering will never be said.
struct GateStanding {
    std::optional<Verdict> verdict; ///< none: not judged
    bool isOver = false;
    friend bool operator==(const GateStanding &, const GateStanding &) = default;
};

QString verdictWord(Verdict verdict); ///< "healthy"
QString standingWord(const GateStanding &gate); ///< "healthy", "not judged yet", "no verdict"
QString rollbackResultWord(RollbackResult result); ///< "EXACT"
/// Every reason, in words and joined: "breach · no data".
QString holdsText(const QList<Hold> &holds);

/// The stage state by id; nullptr when the ledger does not know it yet.
const StageState *findStage(const RunState &run, const QString &stageId);

} // namespace sluice
