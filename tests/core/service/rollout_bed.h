// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "service/local_service.h"
#include "support/test_database.h"
#include "support/verify.h"

namespace sluice {

/// A small warehouse on one engine and a workspace with one plan on it, carried out by a real service: orders, a view
/// over them that readers use, and a candidate behind a flag. Gates tick ten times a second.
class RolloutBed
{
public:
    explicit RolloutBed(const TestTarget &target, const QString &gateInterval = QStringLiteral("100ms"));

    /// program: part of the runner's name, so that two services of one process are two runners.
    ~RolloutBed();

    /// Before start: the target is production; where its engine needs one, an idle copy to rehearse on is beside it.
    void makeProduction() { m_isProduction = true; }
    /// Before the first service: the ledger is in a database of this connection, and asked as rarely while it is heard of.
    void keepLedgerIn(ConnectionProfile profile, Duration askEvery);
    /// Before the first service: how often its runners ask what a rollback would meet.
    void lookAtUndoEvery(Duration every) { m_lookAtUndoEvery = every; }
    /// Before start: other words in the plan.
    void replaceInPlan(const QString &from, const QString &to);
    std::unique_ptr<LocalService> newService(const QString &program = QStringLiteral("test")) const;
    /// Starts a service, connects and enrols the target.
    void connect();
    /// The same, and starts the rollout; the run's id.
    QString start();
    /// Another plan instead, id "totals"; @ before a relation stands for the schema. Before start.
    void usePlan(QString text);
    /// A further plan beside it. @ as above.
    void addPlan(const QString &id, QString text);
    /// The same, but the runner leaves when this stage has passed.
    QString startUntil(const QString &stage);
    /// The same, but an operator's hold is there before anything is done.
    QString startHeld(const QString &why);

    LocalService &service() { return *m_service; }
    /// Ends this process's part, as a closed console does, and takes the run up again.
    void restart(const QString &run);
    /// The bed's ledger file as somebody else's, who is another user of this machine.
    std::unique_ptr<Ledger> ledgerAs(const QString &actor) const;
    /// Nobody can write to the ledger file as long as this lives.
    std::unique_ptr<SqlSession> keepLedgerBusy() const;
    /// Another user says yes to the rollback that waits now, to so many rows of each counted step.
    void acceptAs(const QString &actor, std::optional<qint64> rows = {}) const;
    void close() { m_service.reset(); }
    void open();
    RunState state() const;
    /// Phase, stage, holds and the runner's error, for a failed check.
    QByteArray why() const;
    /// What a reader of the view sees: "legacy" or "candidate".
    QString readersSee() const
    {
        return m_database.value(QStringLiteral("SELECT min(source) FROM %1totals").arg(m_prefix)).toString();
    }
    const TestDatabase &database() const { return m_database; }
    Engine engine() const { return m_database.engine(); } ///< whose SQL it speaks

private:
    QString plan(const QString &gateInterval) const;
    void makeCopy();
    void writePlan(const QString &text, const QString &id = QStringLiteral("totals")) const;

    TestDatabase m_database;
    const QString m_prefix; ///< "public." where relations have a schema
    QTemporaryDir m_folder;
    SystemClock m_clock;
    std::unique_ptr<LocalService> m_service;
    QString m_run;
    bool m_isProduction = false;
    std::optional<Duration> m_askLedgerEvery;
    std::optional<Duration> m_lookAtUndoEvery;
    QString m_script; ///< what the warehouse was made by
    QString m_copy; ///< database that rehearsals copy
};

} // namespace sluice

/// Waits for it on a RolloutBed named bed, and says what that is at when it does not come.
#define TRY(condition) QTRY_VERIFY2_WITH_TIMEOUT(condition, bed.why().constData(), 60'000)
