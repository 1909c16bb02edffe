// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/rollback_health.h"
#include "engine/rollback_loss.h"
#include "engine/undo_outlook.h"
#include "ledger/event.h"
#include "quality/gate_baseline.h"
#include "quality/gate_judge.h"
#include "quality/slice_book.h"
#include "quality/taken_baseline.h"
#include "warehouse/target_identity.h"

#include <QJsonArray>
#include <QMap>

namespace sluice {

enum class RunPhase {
    Draft, ///< only a file, nothing in the ledger
    Validated,
    Running,
    Observing,
    Sealed,
    Cancelled,
    RollingBack,
    Verifying,
    RolledBack,
    RollbackStuck,
};
QString runPhaseName(RunPhase phase); ///< "rolling_back"

enum class StagePhase { Pending, Applying, OutcomeUnknown, Warmup, Baking, Judged, Passed, Breached, Undoing, Undone, UndoStuck };
QString stagePhaseName(StagePhase phase);

/// Held is not a state but a set of reasons; a run advances only when the set is empty.
enum class HoldReason { Operator, Breach, NoData, Error, Inconclusive, Drift, RunnerLost, LedgerLost, Gap, Failure, Certificate, Manual, Approval };
QString holdReasonName(HoldReason reason);
std::optional<HoldReason> holdReasonFromName(const QString &name);

enum class RollbackResult { None, Exact, ExactExcept, Failed, Unknown };
QString rollbackResultName(RollbackResult result); ///< "EXACT_EXCEPT"
std::optional<RollbackResult> rollbackResultFromName(const QString &name);

struct Hold {
    HoldReason reason = HoldReason::Operator;
    QString why;
    QString actor;
    QDateTime since;
    qint64 seq = 0; ///< ledger entry that set it
    bool needsPerson = false; ///< a breach that Sluice may not take back by itself
};

enum class StepPhase { Pending, Intended, Done, Failed, Unknown, UndoIntended, Undone };

struct StepState {
    QString id;
    StepPhase phase = StepPhase::Pending;
    int generation = 0;
    int attempt = 0;
    QJsonObject compiled; ///< of the latest intent: undo uses these bytes
    QString preFingerprint;
    QString postFingerprint;
    QDateTime started;
    QDateTime ended;
    Duration took { -1 }; ///< forward, of the attempt that succeeded; negative: not measured
    qint64 rows = -1; ///< backfill progress or affected rows
    qint64 rowEstimate = -1;
    qint64 keptRows = -1; ///< of a backfill that failed: in the batches of all its attempts; negative: not known
    qint64 keptBatches = -1;
    QString why; ///< failure or evidence
    QString remnant;
    qint64 rowsLost = 0; ///< by its undo, with two people's word; negative: nothing counted them
    /// Done, or it cannot be excluded: intended, unknown, or a backfill that failed after some of its batches.
    bool mayHaveEffect() const;
};

/// A person let a gate pass whose verdict was left to them: for this attempt of its stage and this exposure, and until
/// the gate has worse to say.
struct GateJudgement {
    QString gate;
    QString why;
    QString actor;
    QDateTime at;
    qint64 seq = 0; ///< ledger entry that asked for it
};

/// A person let a gate not hold the rollout for a time, because its data is missing, failing or inconclusive: for this
/// attempt of its stage, and until it breaches.
struct GateWaiver {
    QString gate;
    QString why;
    QString evidence;
    QString actor; ///< who asked for it
    QDateTime at;
    QDateTime until;
    Verdict was = Verdict::NoData; ///< what the gate said when it was waived
    qint64 seq = 0; ///< ledger entry that asked for it
};

struct StageState {
    QString id;
    StagePhase phase = StagePhase::Pending;
    int attempt = 0;
    QString fingerprint; ///< scope, when the stage began: what a rollback to before it must give back
    QJsonObject fingerprintDetail;
    QJsonArray checksums; ///< per protected table, when the stage began
    Duration baselineTook { -1 }; ///< taking fingerprint and checksums, which a rollback to before it does again; negative: not measured
    QJsonArray flags;
    QString appliedFingerprint; ///< when its last step was done; what a later drift is measured against
    QList<StepState> steps; ///< in order of their first intent, exposures included
    int exposure = 0; ///< cohorts switched on so far
    int sentBack = 0; ///< exposures that were done and taken back since: they do not count as shown
    QMap<QString, VerdictRecord> verdicts; ///< by gate: the latest
    QMap<QString, GateBaseline> baselines; ///< by gate: measured before this attempt of the stage, where a limit asks for one
    QMap<QString, GateJudgement> judgements; ///< by gate
    QMap<QString, GateWaiver> waivers; ///< by gate
    QMap<QString, SliceBook> slices; ///< by gate: of those that judge slices of time
    Duration baked { 0 }; ///< good time since the last exposure, or since the stage was applied
    Duration bakedEarlier { 0 }; ///< good time under earlier exposures of this stage
    QMap<QString, int> goodTicks;
    QDateTime started, applied, ended;
    QString breachGate;

    const StepState *step(const QString &stepId) const;
};

struct RollbackState {
    QString id;
    QString to; ///< stage whose end state is restored; empty: the start
    QString why;
    QString actor;
    QString trigger;
    QString request; ///< command that asked for it; a gate's has none
    QString askedBy;
    QString acceptedBy; ///< another person, where it loses rows or the window was closed; empty: nobody had to
    QList<StepLoss> accepted; ///< what may be lost
    QDateTime requested, flagsOff, ended;
    RollbackResult result = RollbackResult::None;
    QJsonObject proof; ///< payload of RollbackVerified
    QString stuckWhy, stuckNext;
    std::optional<RollbackHealth> health; ///< empty: not told (yet)
};

/// A rollback that a person asked for and that another one must accept, because it loses rows or comes too late.
struct RollbackWait
{
    QString id; ///< of the request
    QString to; ///< stage id; empty: the start
    QString why; ///< of who asked
    QString askedBy;
    bool overridesWindow = false;
    QList<StepLoss> losses;
    QString text; ///< one sentence: who asked and what must be accepted
    QString next; ///< how another person accepts, how it is withdrawn
    QDateTime asked; ///< first
    QDateTime since;
    qint64 seq = 0; ///< ledger entry that an acceptance names
};

/// What a person said about a gate, and what they said it about: as it was on record then.
struct AskedJudgement {
    QString gate;
    bool passes = false;
    QString stage; ///< the current one
    int attempt = 0;
    int exposure = 0;
    Duration baked { 0 };
    std::optional<Verdict> saw; ///< empty: the gate had none
};

/// What a person asked to be waived, and what was on record of it then.
struct AskedWaiver {
    QString gate;
    QString evidence;
    QDateTime until;
    QString stage; ///< the gate's; empty: no stage has it on record
    int attempt = 0;
    std::optional<Verdict> saw; ///< empty: the gate had none
};

struct PendingCommand {
    QString id;
    QString command;
    QString to;
    QString why;
    QString actor;
    qint64 seq = 0;
    qint64 expected = 0; ///< newest entry of the run that whoever gave it had seen
    QDateTime at;
    bool overridesWindow = false; ///< of a rollback: also when the window is closed
    QString request; ///< of an acceptance: the rollback it is for
    qint64 accepts = 0; ///< and the entry that said what is lost
    QList<StepLoss> losses; ///< that were seen
    std::optional<AskedJudgement> judgement; ///< of judge
    std::optional<AskedWaiver> waiver {}; ///< of waive
};

/// Where one run stands: a pure fold over its ledger events, comparable and replayable at any sequence number.
struct RunState {
    QString run;
    QString plan;
    QString title;
    QString owner;
    QString digest;
    QString connection;
    QString target; ///< uuid
    TargetIdentity identity;
    RunPhase phase = RunPhase::Draft;
    QString actor; ///< who started it
    QString reason;
    QList<Hold> holds;
    QList<StageState> stages; ///< as the plan orders them, from StageStarted on
    QMap<QString, TakenBaseline> keptBaselines; ///< by gate: what its legacy relation held when the rollout started
    QString currentStage;
    QString expectedFingerprint; ///< of the scope, after the last recorded effect; empty before the first stage
    QList<PendingCommand> commands; ///< not yet carried out
    std::optional<RollbackState> rollback; ///< the latest
    std::optional<RollbackWait> waiting; ///< asked for, not begun
    std::optional<UndoOutlook> outlook; ///< what a rollback would meet, when it ever was other than possible since the last one
    int generation = 1; ///< grows with every rollback
    QString runner;
    qint64 epoch = 0;
    QDateTime created, started, firstEffect, observing, ended;
    QDateTime windowCloses; ///< set with RunObserving; stays when a contract stage follows
    qint64 lastSeq = 0;

    const StageState *stage(const QString &id) const;
    StageState *stage(const QString &id);
    std::optional<TakenBaseline> keptBaseline(const QString &gate) const;
    bool isTerminal() const; ///< Sealed, Cancelled
    bool isRollingBack() const; ///< begun and not ended: RollingBack, Verifying, RollbackStuck
    bool isHeldBy(HoldReason wanted) const;
    bool isAskedToRollBack() const; ///< by a command, or a second person's word, that nobody has begun to carry out
    bool isWantedLate() const; ///< sealed, and to be taken back all the same: asked for so, or accepted
    bool isAcceptance(const PendingCommand &command) const; ///< of what waits now, by another person than who asked
    bool hasEffects() const; ///< anything to undo
    bool isWindowClosed(const QDateTime &now) const { return windowCloses.isValid() && windowCloses <= now; }
};

/// One event further. Events must come in order; an event that cannot follow is LedgerCorrupt with its number.
Result<RunState> fold(RunState state, const Event &event);
/// From nothing through all; stops at the first error.
Result<RunState> foldAll(const QList<Event> &events);

} // namespace sluice
