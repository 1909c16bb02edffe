// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "communication/log_view.h"
#include "communication/runbook.h"
#include "engine/certificate.h"
#include "engine/run_state.h"
#include "ledger/ledger.h"
#include "lineage/impact.h"
#include "plan/plan_bundle.h"
#include "plan/workspace.h"
#include "policy/lint.h"
#include "quality/sample.h"
#include "service/check_alarms.h"

#include <memory>

/// What the service hands to pages and commands: immutable values, shared by pointer, safe on any thread.
namespace sluice {

enum class AlarmLevel { Notice, Hold, Breach };

struct Alarm {
    AlarmLevel level = AlarmLevel::Notice;
    QString plan; ///< of a standing check: checksRun() of its domain
    QString run; ///< empty of a standing check
    QString text; ///< one sentence
    QDateTime since;
    bool canRollBack = false;
    bool isAboutWayBack = false; ///< nothing holds the rollout; what a rollback would meet changed
};

/// One plan file with what the ledger knows of it.
struct RolloutView {
    QString planId;
    QString title;
    QString owner;
    QString file; ///< empty when only the ledger knows it
    std::shared_ptr<const PlanBundle> bundle; ///< of the run when there is one, else of the file; null when unreadable
    QList<PlanFinding> problems; ///< why the file cannot be read
    bool fileDiffersFromRun = false;
    RunState state; ///< phase Draft when never started; the newest run otherwise
    QList<RunState> earlier; ///< finished runs of the same plan, newest first
    QStringList startBlockers; ///< every reason why Start is not possible now; empty: possible
    QStringList advanceBlockers; ///< every reason why the next stage does not begin yet
    bool needsCertificate = false; ///< its stages begin only with one
    std::optional<Certificate> certificate; ///< the newest of this version of the plan, else of another one
    QString certificateProblem; ///< why it does not let the next stage begin; empty: it does, as far as the ledger tells
    QString nextAction; ///< "Start", "Expose to all", "Begin Forward" …
    bool hasRunner = false; ///< somebody carries the run out now; without, its gates are watched by nobody
    QMap<QString, Sample> latest; ///< newest sample by "stage/gate", the candidate's side of a pair
};

struct ConnectionView {
    ConnectionProfile profile;
    bool isReachable = false;
    bool isChecked = false; ///< false: not looked at yet
    QString problem; ///< empty when fine
    std::optional<Error> error; ///< all of problem: code, place, what to do
    QString version; ///< of the server, as it says itself; empty when not reached
    std::optional<TargetIdentity> identity;
    std::optional<Lease> lease;
    QDateTime checkedAt;
};

struct WorkspaceSnapshot {
    Workspace workspace;
    QList<RolloutView> rollouts; ///< plan files first, by name
    QList<ConnectionView> connections;
    QList<Alarm> alarms; ///< of rollouts worst first, then of standing checks; what is only told comes last
    QList<StandingChecks> checks; ///< of the files in checks/ that can be read
    CheckAlarms checkAlarms; ///< of standing checks that are not well
    CheckEnds checkEnds; ///< of those that are over
    LedgerHead ledgerHead;
    std::optional<LedgerReport> ledgerReport; ///< of the last verification
    QString ledgerProblem; ///< empty when readable
    std::optional<Error> ledgerError; ///< all of ledgerProblem: code, place, what to do
    QString runner; ///< who runs now, for the top bar; empty: nobody
    QString person; ///< as whom the ledger records what is decided here
    bool runnerIsMe = false;
    QDateTime at;

    const RolloutView *rollout(const QString &planId) const;
};
using SnapshotPtr = std::shared_ptr<const WorkspaceSnapshot>;

/// One line of the rollback sheet's readiness column.
struct ReadinessLight {
    enum class State { Ok, Warning, Blocked, Unknown, Checking };
    State state = State::Checking;
    QString name; ///< "Target identity"
    QString value; ///< "3f9c…a1"
};

struct RollbackStepView {
    QString stage;
    QString step;
    QString summary; ///< "Restore view mart.daily_revenue"
    QString lock; ///< "ACCESS EXCLUSIVE, catalogue only" / "no lock"
    QString estimate; ///< "~0.1 s"; empty when never measured
    QStringList sql;
    qint64 rowsLost = -1; ///< guard count; -1 unknown
    QString keeps; ///< "its 12 408 values stay in quarantine"
    QStringList sample; ///< the first rows that the guard counted, a line each
    bool hasMoreRows = false; ///< than the sample shows
};

/// What the second person says yes to: this request, as this entry of the ledger tells of it, with what they saw.
struct LossAcceptance
{
    QString request;
    qint64 accepts = 0;
    QString to; ///< stage id; empty: the start
    QList<StepLoss> losses;
};

/// Everything the sheet shows before the button; recomputed in the background while a run has effects.
struct RollbackPreview {
    QString run;
    QString planId;
    QString to; ///< stage id, empty: the start
    QString toTitle;
    QStringList choices; ///< stage ids one can go back to, empty string = the start
    QString why;
    QList<RollbackStepView> steps;
    QString readersBackIn; ///< "~0.1 s"
    QString undoneIn; ///< "~3 s", "at least 2 s" while a part was never measured
    qint64 rowsLost = 0; ///< sum over steps; -1 unknown
    QList<StepLoss> losses; ///< that another person must accept
    bool isLate = false; ///< the window is closed, which another person must accept
    std::optional<RollbackWait> waiting; ///< of this run, wherever it goes
    qint64 rowsArrived = -1; ///< since the stage began, preserved
    QStringList affected; ///< "2 views", "3 dashboards"
    QList<ReadinessLight> lights;
    Runbook runbook;
    QString message; ///< the initial message, filled
    bool isAllowed = false;
    QStringList blockers;
    QDateTime at;
};

} // namespace sluice
