// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/duration.h"
#include "base/result.h"
#include "ledger/event.h"

#include <QList>
#include <QStringList>

#include <functional>
#include <memory>

namespace sluice {

class SqlSession;
struct SessionOptions;

/// What a caller wants recorded. Keys and values of warehouse rows must not be in it: entries can never be erased, so
/// the payload holds their digest at most and the caller keeps the rows where they can be deleted.
struct NewEvent {
    EventType type = EventType::LedgerCreated;
    QString run;
    QJsonObject payload; ///< at most 8 MiB as JSON
};

struct LedgerHead {
    qint64 seq = 0;
    QByteArray hash; ///< 32 bytes
};

/// The right to run against one target; expires unless renewed.
struct Lease {
    QString target; ///< target uuid
    QString runner; ///< "console on host, pid 4711"; unique a process
    qint64 epoch = 0;
    QDateTime acquired;
    QDateTime expires;
    bool isMine(const QString &me) const { return runner == me; }
};

struct LedgerReport {
    bool ok = false;
    qint64 verified = 0; ///< events whose chain holds
    qint64 firstBad = 0; ///< 0: none
    QString problem; ///< "entry 214: hash differs from its content", "tail cut: anchor says 300, ledger ends at 280"
};

/// Where a head was seen outside the ledger (a target's receipt, this machine's anchor file).
struct LedgerAnchor {
    QString source;
    qint64 seq = 0;
    QByteArray hash;
};

struct LogQuery {
    QString text; ///< full-text: every word, each as a prefix, without case and accents
    QString dataset;
    QString actor;
    QString run;
    QString plan;
    QList<EventType> types; ///< empty: the readable ones (isDetailEvent is false)
    QDateTime since;
    QDateTime until; ///< "at": the world up to then
    qint64 beforeSeq = 0; ///< paging: older than this; 0: from the head
    int limit = 200;
};

/// Append-only record; one instance a thread (each opens its own connection). Every append is durable on return.
/// Failures: DiskFull, ReadOnly, Busy, LedgerCorrupt, LeaseHeld when the given lease is no longer mine, NotSupported on
/// writing when the ledger has a newer format. A failed call changes nothing; OutcomeUnknown says that it may have.
class Ledger
{
public:
    virtual ~Ledger() = default;

    /// How long calls wait while another process has the ledger, before Busy; 15 s at first. A rollback does not wait.
    virtual void setPatience(Duration) { }

    /// Appends all or none, in one transaction. With a lease, its epoch is checked in the same transaction, and so is what
    /// a command was decided on: Refused when somebody decided something else since the entry it calls "expected", which
    /// hold and rollback never are. A rollback asked for while one is open joins that one: nothing is appended, and the
    /// event returned is the first press.
    virtual Result<QList<Event>> append(const QList<NewEvent> &events, const Lease *lease = nullptr) = 0;
    virtual Result<LedgerHead> head() = 0;
    /// Ascending from afterSeq + 1.
    virtual Result<QList<Event>> read(qint64 afterSeq, int limit = 10'000) = 0;
    virtual Result<QList<Event>> readRun(const QString &run) = 0;
    /// Newest first.
    virtual Result<QList<Event>> search(const LogQuery &query) = 0;
    virtual Result<qint64> count(const LogQuery &query) = 0;

    /// The stored bundle of a plan by digest; NotFound when unknown. Content-addressed, verified on reading.
    virtual Result<void> storePlan(const QString &digest, const QByteArray &canonical, const QString &runbook) = 0;
    virtual Result<std::pair<QByteArray, QString>> plan(const QString &digest) = 0;

    /// Acquires when free or expired; LeaseHeld names the holder. epoch grows with every acquisition.
    virtual Result<Lease> acquireLease(const QString &target, const QString &runner, Duration ttl) = 0;
    /// Takes over a lease that is still exactly `seen` although it has not expired, for a Roll back that its runner
    /// does not acknowledge. The old epoch can append no more; the target must be fenced as well.
    virtual Result<Lease> seizeLease(const Lease &seen, const QString &runner, Duration ttl) = 0;
    virtual Result<Lease> renewLease(const Lease &lease, Duration ttl) = 0;
    virtual Result<void> releaseLease(const Lease &lease) = 0;
    /// Who runs the target now; nobody when the lease is free, expired or its process is gone.
    virtual Result<std::optional<Lease>> currentLease(const QString &target) = 0;

    /// Checks every entry, the head, the order of runs and the given anchors; a finding is a report, not an error.
    virtual Result<LedgerReport> verify(const QList<LedgerAnchor> &anchors = {}) = 0;
    /// Makes the search index and the indexes of SQL anew from the entries.
    virtual Result<void> rebuildIndexes() = 0;
};

/// Opens (or creates) a SQLite ledger. Refuses network file systems, world-writable folders, files that are no ledger.
/// A newer format is opened for reading when it allows that, else NotSupported. The first opening writes LedgerCreated.
/// For a user who may not write file and folder it opens for reading alone, and every writing call is ReadOnly.
/// clock must outlive the ledger.
Result<std::unique_ptr<Ledger>> openSqliteLedger(const QString &file, const Clock &clock, const QString &actor);

/// Opens the ledger in a PostgreSQL database, which must be there ('sluice ledger init'): the actor is the login, the
/// time the server's. openSession is called again whenever the connection was lost; place names the ledger in errors.
/// NotEnrolled without a ledger in the database, Refused for a login without a role on it.
Result<std::unique_ptr<Ledger>> openPostgresLedger(
    std::function<Result<std::unique_ptr<SqlSession>>(const SessionOptions &options)> openSession, const QString &place);

/// Whose head an anchor keeps. Two marks, because each of them alone can be exchanged: a ledger put in the place of
/// another still lies in the same workspace, and a workspace that was given a new id still holds the same ledger. Only
/// where both are new is it another record: a workspace made again in the same folder.
struct LedgerIdentity {
    QString file; ///< or "postgresql://host:port/database"
    QString workspace; ///< id in sluice.yaml
    QByteArray firstHash; ///< of entry 1, which no two ledgers share; empty when it cannot be read
};

/// The head this machine saw last, kept outside the ledger ($XDG_STATE_HOME/sluice/anchors, 0600); used by log verify.
/// LedgerCorrupt when this machine saw a later head, or another entry at this number: an anchor never moves back, and
/// none is ever removed.
Result<void> writeLocalAnchor(const LedgerIdentity &ledger, const LedgerHead &head);
/// Every head that this machine saw of the ledger; one that verifies must hold them all.
QList<LedgerAnchor> localAnchors(const LedgerIdentity &ledger);

} // namespace sluice
