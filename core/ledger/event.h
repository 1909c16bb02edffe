// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QDateTime>
#include <QJsonObject>
#include <QList>
#include <QString>

#include <optional>

namespace sluice {

/// What happened. The stored form is the name (eventTypeName), so the order here may change.
/// Payload keys are listed with each; "why" is a sentence for people, "actor" lives in the event itself.
enum class EventType {
    LedgerCreated, ///< {format}
    ConnectionAdded, ///< {connection, engine, environment}
    ConnectionChanged, ///< {connection, was, changed[] (keys of sluice.yaml), engine, environment}
    ConnectionRemoved, ///< {connection}
    TargetEnrolled, ///< {connection, identity}
    RunCreated, ///< {plan, digest, title, reason, owner, connection, target (uuid), objects[]}: VALIDATED
    RunStarted, ///< {why}: RUNNING; opens nothing in the target yet
    RunCancelled, ///< {why}: nothing was done yet
    RunnerTook, ///< {runner, epoch}
    RunnerLeft, ///< {runner, why}
    StageStarted, ///< {stage, attempt, fingerprint, checksums[], flags[], baseline_ms}: the state a rollback returns to
    StepIntent, ///< {stage, step, generation, attempt, compiled, pre}: appended before any effect
    StepDone, ///< {stage, step, generation, post, rows, took_ms, adopted}
    StepFailed, ///< {stage, step, generation, error, sqlstate, why}, and applied (false): certainly not applied; of a
                ///< backfill instead kept_rows and kept_batches of all its attempts, neither when they are not known
    StepUnknown, ///< {stage, step, generation, evidence}: a person is needed
    BackfillProgress, ///< {stage, step, rows, estimate}
    StageApplied, ///< {stage, fingerprint}: warm-up begins
    Exposed, ///< {stage, flag, cohort, on}
    GateVerdict, ///< {stage, gate, verdict, from, value, n, limit, rule, age_ms, tick, query_digest, why}: only changes
    SlicesJudged, ///< {stage, gate, settled_to, slices[{slice, digest, rows, differing, at, was{rows, differing, at}}], why}: only what is new
    GateWaived, ///< {id of the command, stage, gate, until, was (verdict), why, evidence}: it does not hold the rollout until then
    WaiverEnded, ///< {stage, gate, why}: it holds again
    BaselineTaken, ///< {stage, gate, relation, live, copy, key[], rows, where, newer_by, high_water, keep_ms, max_rows, at}: what legacy held when the rollout started
    BaselineDropped, ///< {stage, gate, relation, copy, why}: it was kept long enough
    BakeProgress, ///< {stage, baked_ms, good_ticks{gate: n}, exposure}: journaled good time
    GapSeen, ///< {stage, gap_ms}: the runner was away; warm-up restarts
    StagePassed, ///< {stage, verdicts}; judged[], waived[]: what people said of its gates
    StageBreached, ///< {stage, gate, why}
    HoldAdded, ///< {reason, why}
    HoldRemoved, ///< {reason, why}; where a person let a gate pass also {id of the command, stage, gate, judged}
    CommandRequested, ///< {command: hold|resume|rollback|flags_off|cancel|accept_loss|judge|waive, id, to, why, expected}: for the runner; a
                      ///< rollback may have override_window, accept_loss has request, accepts, losses[], judge has gate, verdict (pass|fail),
                      ///< waive has gate, evidence, until
    RollbackWaits, ///< {id (of the request), answers, to, why, asked_by, override_window, losses[], text, next}: another person
                   ///< must accept what it would lose before anything is undone
    RollbackIntent, ///< {id, to (stage id or "" for the start), why, trigger: person|gate, gate}; of one that two people
                    ///< decided request, asked_by, accepted_by
    FlagsOff, ///< {id, took_ms}: readers are back on the old path
    UndoIntent, ///< {id, stage, step, generation, statements[]}
    UndoDone, ///< {id, stage, step, generation, rows, took_ms, remnant, rows_lost (-1: nothing counts them)}
    UndoFailed, ///< {id, stage, step, error, why}
    RollbackVerified, ///< {id, to, result, fingerprint_before, fingerprint_after, differences[], tables[],
                      ///< exceptions[], took_ms, lost[], rows_lost, asked_by, accepted_by}
    RollbackStuck, ///< {id, why, blocker, next}
    RollbackHealth, ///< {id, answer, freshness, why, gates[], at}: after the proof, never part of it
    UndoOutlookChanged, ///< {state: possible|loses_rows|unknown|impossible, why, rows_lost, steps[]}: what a rollback would meet; only changes
    RunObserving, ///< {window_closes}: every stage passed
    RunSealed, ///< {stage, done}: the rollback window closed, and the run is over unless stage names a contract stage that is
               ///< left; done: that one has passed too
    RehearsalEnded, ///< a certificate, of a run on a clone: {id, plan, digest, result, base, stages[], steps[], returns[] …}
    CheckRaised, ///< {domain, gate, title, connection, verdict (breach|no_data|error), was, why, record}: of a standing check, outside
                 ///< runs; again only when the verdict is another
    CheckCleared, ///< {domain, gate, title, connection, was, since, why, ended}: it is healthy again, or (ended) nobody asks any more
    FeedbackGiven, ///< {dataset, text, about (seq)}
};

inline constexpr int kEventTypeCount = static_cast<int>(EventType::FeedbackGiven) + 1;

QString eventTypeName(EventType type); ///< "step_intent"
std::optional<EventType> eventTypeFromName(const QString &name);
QList<EventType> allEventTypes();
/// Intents, progress and housekeeping: shown in the change log only with details on.
bool isDetailEvent(EventType type);

/// One entry of the ledger. payload is the exact stored bytes (JSON object, UTF-8); hash covers every field.
struct Event {
    qint64 seq = 0; ///< 1, 2, 3 … without gaps
    EventType type = EventType::LedgerCreated;
    QDateTime at; ///< UTC, ms
    QString actor; ///< OS user, or what the database stamped
    QString run; ///< run id; empty for events outside a run
    QByteArray payload;
    QByteArray previousHash; ///< 32 bytes; zeros for the first
    QByteArray hash; ///< 32 bytes

    QJsonObject json() const; ///< payload parsed
};

/// The hashed fields of one event as the store holds them; views, so that a million can be checked without copies.
struct EventBytes {
    qint64 seq = 0;
    QByteArrayView previousHash;
    QByteArrayView type;
    qint64 atMs = 0; ///< since 1970, UTC
    QByteArrayView actor;
    QByteArrayView run;
    QByteArrayView payload;
};

/// SHA-256 over "sluice-ledger-v1" and the fields (sequence number in decimal, previous hash, type name, time as
/// yyyy-MM-ddTHH:mm:ss.zzzZ, actor, run, payload), each after its length as eight big-endian bytes.
/// scratch is reused between calls.
QByteArray eventHash(const EventBytes &event, QByteArray &scratch);
QByteArray eventHash(const Event &event);

} // namespace sluice
