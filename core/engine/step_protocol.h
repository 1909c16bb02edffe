// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/child_program.h"
#include "engine/lock_trace.h"
#include "warehouse/compiled_step.h"
#include "warehouse/fence.h"
#include "warehouse/fingerprint.h"
#include "warehouse/receipts.h"
#include "warehouse/target_identity.h"

#include <atomic>
#include <stop_token>

namespace sluice {

/// One effect to be made exactly once, forward or back, with everything the target must agree to first.
struct StepOrder {
    QString run;
    QString planDigest;
    CompiledStep step;
    Direction direction = Direction::Forward;
    int generation = 1;
    int attempt = 1;
    TargetIdentity identity; ///< the target must say the same of itself
    Fence fence; ///< mine
    QString lastDone; ///< step that the ledger knows as done last, of lastGeneration; empty: none yet
    int lastGeneration = 0;
    QString runner;
    QList<RelationName> scope; ///< of the fingerprint
    QString expectedFingerprint; ///< before the effect; empty: not compared (undo decides by its own verification)
    qint64 ledgerSeq = 0; ///< of the intent
    QString ledgerHead; ///< hex
    Duration lockTimeout { 300 };
    Duration maxLock { std::chrono::seconds(1) }; ///< longer nobody may wait for a forward step
    Duration statementTimeout { std::chrono::minutes(15) };
    int retries = 12; ///< on lock timeouts and deadlocks
    Duration budget { std::chrono::minutes(5) }; ///< for all retries together
    std::shared_ptr<LockTrace> trace; ///< told of every transaction; null: nobody asks
    std::optional<ProgramCall> program; ///< what the runner's list makes of the step's program in this direction
    bool mayLoseRows = false; ///< undo although the guard counts rows and there is no quarantine, or nothing counts: two people decided
    qint64 mostRowsLost = 0; ///< that they accepted, where the guard counts
};

enum class StepResult {
    Done, ///< committed now, receipt written
    Adopted, ///< the receipt was already there
    NotApplied, ///< certainly not, or of a backfill its committed batches alone; error says why
    Drift, ///< the schema is not the expected one; nothing was touched
    Unknown, ///< cannot be decided; evidence says what was seen
};

struct StepOutcome {
    StepResult result = StepResult::NotApplied;
    QString postFingerprint;
    qint64 rows = 0;
    qint64 guardRows = 0; ///< counted by the undo's guard
    bool wouldLose = false; ///< for NotApplied: more than what was accepted; guardRows says how much where it is counted
    QString remnant; ///< what a guarded undo left behind
    QString evidence; ///< for Unknown and Drift
    bool isFinal = false; ///< for Unknown: the target has been asked all it can tell, a person must look
    Fingerprint seen; ///< the schema after the effect, or as a drift found it; without detail where nobody looked
    Error error; ///< for NotApplied
    bool isGivenUp = false; ///< for NotApplied: others waited too long for it
    bool wasCutOff = false; ///< for NotApplied: nothing was wrong with it, whoever did it was ended in the middle
    qint64 keptRows = -1; ///< of a backfill that is NotApplied: in batches that it had committed; negative: not known
    qint64 keptBatches = -1;
    Duration took { 0 };
};

/// Progress of a running order, written by the executing thread, read by the engine loop.
struct StepProgress {
    std::atomic<qint64> rows { 0 };
    std::atomic<qint64> batches { 0 }; ///< committed
    std::atomic<qint64> retries { 0 };
};

/// Makes one effect in the target: identity, lock, receipt, fingerprint, fence, work, proof and receipt in one
/// transaction (DESIGN §4; reference: reliability-security §3.2, §3.3). Runs on the session's thread; blocks at most
/// statementTimeout a statement. A requested stop ends it between statements, the session's canceller inside one.
/// Never throws, never guesses: a lost connection around COMMIT is Unknown until settleStep decided it.
StepOutcome runStep(SqlSession &session, const StepOrder &order, std::stop_token stop, StepProgress &progress);

/// A backfill that never came to its preparation (it was still compiling, held by drift or a lock, or killed): there
/// are no old values to give back, and the statements that read them would fail for ever. With a cursor it did write
/// rows, and then their old values are lost.
Result<bool> hasNothingToUndo(SqlSession &session, const QString &run, const CompiledStep &step);

/// The one number that a guard gives.
Result<qint64> guardCount(SqlSession &session, const QString &guard, const QString &stepId);

/// The answer of a probe: one truth value, as any engine prints it.
Result<bool> probeHolds(SqlSession &session, const QString &probe);

/// After an Unknown outcome or a crash: wins the target's lock first, then reads the receipt and the probes. Done,
/// NotApplied or, when neither can be shown, Unknown.
StepOutcome settleStep(SqlSession &session, const StepOrder &order);

} // namespace sluice
