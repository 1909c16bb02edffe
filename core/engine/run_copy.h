// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run_state.h"
#include "ledger/intent_file.h"
#include "ledger/ledger.h"

namespace sluice {

/// A rollback that somebody asked for while the ledger could not be written.
struct RollbackOrder {
    QString id;
    QString to; ///< stage id; empty: the start
    QString why;
    QString actor;
};

/// One run as this machine knows it, in a file beside the ledger: the plan's stored bytes, the entries that the ledger
/// numbered, intents, entries that it does not have yet, and rollbacks asked for while it was away. With the target it
/// is all that a rollback needs. One instance a thread; several processes may write to one file.
class RunCopy
{
public:
    struct Content {
        QByteArray canonical; ///< of the plan; empty: this machine never carried the run
        QString runbook;
        QList<Event> events; ///< as the ledger numbered them
        QList<NewEvent> kept; ///< owed to the ledger, in order
        std::optional<NewEvent> intent; ///< the last one whose entry was never seen: it may have had its effect
        QList<RollbackOrder> orders; ///< not taken yet
        /// Everything folded; entries that are owed get the numbers that follow. NotFound without any entry.
        Result<RunState> state() const;
    };

    static Result<RunCopy> open(const QString &folder, const QString &run);
    /// Runs with a file in the folder.
    static QStringList runs(const QString &folder);

    Result<Content> read() const;
    /// Once a run; what a rollback resolves its steps from.
    Result<void> writePlan(const QByteArray &canonical, const QString &runbook);
    /// What the ledger has; those that the file holds already are left out.
    Result<void> copy(const QList<Event> &events);
    /// Room on the disk for everything that a rollback of what is recorded so far must write. DiskFull: nothing more
    /// may begin, because nothing could take it back.
    Result<void> keepRoomForRollback();
    void giveRoomBack() { m_file.giveRoomBack(); } ///< the run is over
    /// Durable on return, as the three below.
    Result<void> writeIntent(const NewEvent &intent);
    Result<void> keep(const NewEvent &event);
    /// The ledger has all that was kept.
    Result<void> settle();
    Result<void> order(const RollbackOrder &order);
    Result<void> takeOrder(const QString &id);
    qint64 size() const { return m_file.size(); } ///< bytes; grows with every entry
    bool hasNews(); ///< somebody else wrote since the last call; true at the first

private:
    explicit RunCopy(IntentFile file);
    Result<void> write(const QString &kind, const QJsonObject &body, IntentFile::Durability durability = IntentFile::Durability::Synced);

    IntentFile m_file;
    qint64 m_copied = -1; ///< newest entry in the file; negative: not looked at yet
    qint64 m_others = -1; ///< bytes that others wrote, when it was last looked at
};

/// An entry as the ledger would number it next, for folding alone. keptAt in its payload says when it happened.
Event provisionalEvent(const NewEvent &wanted, qint64 seq);

} // namespace sluice
