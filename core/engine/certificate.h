// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/lock_trace.h"
#include "engine/rollback_proof.h"
#include "engine/route_plans.h"

namespace sluice {

/// One direction of a step on the clone; the slower one where it was made twice.
struct RehearsedEffect {
    Duration took { -1 }; ///< negative: not made
    qint64 rows = -1;
    QList<TakenLock> locks;
    bool areLocksKnown = false; ///< false for statements that run outside a transaction, whose locks are gone when they end
    friend bool operator==(const RehearsedEffect &, const RehearsedEffect &) = default;
};

/// From so many rehearsals on a percentile says something.
inline constexpr int kEnoughRehearsals = 5;
/// Estimates of the catalogue differ by less on equal tables.
inline constexpr double kSameSize = 1.1;

/// What something took over the rehearsals that a ledger holds, as expected on the target.
struct RehearsedTimes {
    int n = 0; ///< rehearsals that measured it, this one among them
    Duration p95 { -1 }; ///< negative: they were too few
    friend bool operator==(const RehearsedTimes &, const RehearsedTimes &) = default;
};

struct RehearsedStep {
    QString stage;
    QString step;
    QString op;
    QString summary;
    QString undoSummary;
    Reversibility reversibility = Reversibility::R0;
    QString digest; ///< of the resolved SQL, with the marks of runs made alike
    RehearsedEffect forward;
    RehearsedEffect undo;
    QString remnant; ///< what its undo left: "column sluice_q_… of mart.orders"
    double forwardScale = 1; ///< the target's rows over the clone's where they decide how long it takes
    double undoScale = 1;
    RehearsedTimes forwardTimes {};
    RehearsedTimes undoTimes {};
    friend bool operator==(const RehearsedStep &, const RehearsedStep &) = default;
};

struct RehearsedStage {
    QString id;
    Fingerprint base; ///< portable, when it began: what the target must show when it begins there
};

/// A rollback on the clone with its proof.
struct RehearsedReturn {
    QString to; ///< stage id; empty: the start
    RollbackProof proof;
    Duration took { 0 }; ///< verification included
    bool isDirect = false; ///< from the end at once, not stage by stage
};

/// What a rehearsal proved about one plan: a value, kept in the ledger as JSON. It speaks for the plan's digest and for
/// targets whose scope looks like its base, until it expires.
struct Certificate {
    QString id;
    QString plan;
    QString digest; ///< of the plan
    QString connection; ///< of the plan
    QString madeOn; ///< connection whose database was copied
    QString server; ///< "PostgreSQL 15.14"
    QString driver; ///< driverName() of the way to it; empty in certificates from before there was another than the engine's own
    RollbackResult result = RollbackResult::Failed; ///< Exact, ExactExcept or Failed
    QStringList reasons; ///< EXACT_EXCEPT: what remains; FAILED: why
    QList<RehearsedStage> stages; ///< those that were rehearsed, in order
    QList<RehearsedStep> steps;
    QList<RehearsedReturn> returns;
    QList<RoutedQuery> routes; ///< how readers of serving views fare; it never changes the result
    Duration forwardTime { 0 }; ///< measured, without bakes
    Duration backTime { -1 }; ///< measured, to the start, proof included; negative: not measured
    Duration readersBack { -1 }; ///< measured: flags off; negative: the plan has none
    RehearsedTimes forwardTimes; ///< of the whole
    RehearsedTimes backTimes;
    double scale = 1; ///< the target's rows over the clone's, of the table where that is most; the proof's reading grows by it
    bool isTargetAlike = false; ///< the target's scope was what the clone's was, when it was made
    QStringList targetDifferences; ///< how it was not
    QStringList newPartitions; ///< of the target's tables, which the clone's had not: listed, no difference
    QDateTime at;
    QDateTime validUntil;
    QString actor; ///< whoever the ledger says; set when it is read there
    qint64 seq = 0; ///< the same

    const RehearsedStage *stage(const QString &stageId) const;
    const RehearsedStep *step(const QString &stageId, const QString &stepId) const;
    /// Of this rehearsal alone, grown to the target's rows; negative: not measured.
    Duration measuredForward() const;
    Duration measuredBack() const;
    /// What it is expected to take on the target: the percentile where there is one, else what this rehearsal took.
    Duration expectedForward() const;
    std::optional<Duration> expectedBack() const;
    /// The longest of all locks, either way; none when no lock was seen.
    std::optional<TakenLock> longestLock() const;
};

/// Of one step, the same; negative: not made.
Duration measuredForward(const RehearsedStep &step);
Duration measuredUndo(const RehearsedStep &step);
Duration expectedUndo(const RehearsedStep &step);

/// "p95 of 7 rehearsals", "as this rehearsal took: a p95 is told from 5 on, there are 2"
QString timesText(const RehearsedTimes &times);

QJsonObject toJson(const Certificate &certificate);
/// LedgerCorrupt when what decides (digest, result, times) is missing.
Result<Certificate> certificateFromJson(const QJsonObject &json);

/// Why this certificate (null: there is none) does not let a stage begin now; empty: it does. base: the portable scope of
/// the target as it is; nullptr: not looked at, which leaves that question open.
QString certificateProblem(const Certificate *certificate, const QString &planId, const QString &stage,
    const ConnectionProfile &target, const Fingerprint *base, const QDateTime &now);

/// How statements reach a target: "postgresql", "odbc postgresql (PostgreSQL Unicode)". What was rehearsed one way is not
/// proven on another.
QString driverName(const ConnectionProfile &target);

/// Whether stages of a plan on this connection begin only with a certificate.
bool needsCertificate(const Plan &plan, const ConnectionProfile &profile);

/// "EXACT · 2 h ago on warehouse_copy": one line for lists.
QString certificateLine(const Certificate &certificate, const QDateTime &now);

} // namespace sluice
