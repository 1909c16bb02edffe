// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "scenario.h"
#include "service/local_service.h"
#include "warehouse_dump.h"

#include <QElapsedTimer>
#include <QTemporaryDir>

namespace sluice {

class PostgresCluster;

/// One scenario on one engine, carried by a real service: forward to its end, the writers' rows, and back to the start.
/// Beside it stands a twin of the warehouse that no rollout ever touched: to that the result is compared, row by row.
/// Never waits: advance() does what is due, so that many can be under way at once.
class ScenarioRun
{
public:
    /// cluster: the server, where the engine is PostgreSQL; none: the shared one.
    ScenarioRun(const Scenario &scenario, Engine engine, const Clock &clock, const PostgresCluster *cluster = nullptr);
    ~ScenarioRun();

    void start();
    void advance();
    const Scenario &scenario() const { return m_scenario; }
    bool isOver() const { return m_phase == Phase::Over; }
    /// What broke the promise; empty: nothing.
    const QStringList &problems() const { return m_problems; }
    /// "EXACT", and what it excepts.
    QString result() const { return m_result; }
    const QStringList &exceptions() const { return m_exceptions; }
    qint64 milliseconds() const { return m_took; }
    /// Of the steps that were done when everything had gone forward.
    Reversibility worstStep() const { return m_worstStep; }
    QString why() const;

private:
    enum class Phase { Waiting, Forward, AskedBack, Back, Over };

    void createWarehouses();
    void createWorkspaceFiles();
    void lint();
    void startService();
    void startRollout();
    void whenForward();
    void whenAskedBack();
    void acceptLoss(const RollbackWait &waiting);
    void whenBack();
    void askReaders(const QString &database, bool isAfter);
    void compareWithTwin();
    void matchPatterns(const QString &what, const QStringList &patterns, const QStringList &lines);
    void fail(const QString &problem); ///< ends it

    void run(const QString &database, const QString &script);
    std::unique_ptr<SqlSession> open(const QString &database) const;
    ConnectionProfile profile(const QString &database) const;
    RunState state() const;
    bool hasPassed() const;
    template <class T> bool isAnswered(const QFuture<Result<T>> &future, const QString &what);

    const Scenario m_scenario;
    const Engine m_engine;
    const Clock &m_clock;
    const PostgresCluster *m_cluster; ///< nullptr on other engines
    ScenarioPromise m_promise;
    qint64 m_accepted = 0; ///< entry that a second person said yes to
    QTemporaryDir m_folder;
    QString m_database; ///< name, or the file's path
    QString m_twin;
    std::unique_ptr<LocalService> m_service;
    QString m_run;
    bool m_isGivenWord = false; ///< that what cannot be taken back may begin
    QFuture<Result<void>> m_rollback;
    Phase m_phase = Phase::Waiting;
    QElapsedTimer m_watch;
    qint64 m_took = 0;
    Reversibility m_worstStep = Reversibility::R0;
    QString m_result;
    QStringList m_exceptions;
    QStringList m_problems;
};

} // namespace sluice
