// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/postgres_cluster.h"

#include <QDateTime>

#include <atomic>
#include <mutex>
#include <thread>

namespace sluice::bench {

/// Others at work on a warehouse: two readers of the serving view and two writers of the table, some 200 short
/// statements a second each, until it is destroyed. Every statement's time is kept.
class QueryLoad
{
public:
    QueryLoad(const PostgresCluster &cluster, const QString &database, qint64 rows);
    ~QueryLoad();
    QueryLoad(const QueryLoad &) = delete;
    QueryLoad &operator=(const QueryLoad &) = delete;

    struct Answer
    {
        QDateTime began; ///< UTC
        double milliseconds = 0;
        bool isWrite = false;
    };
    /// Those that began in this time; milliseconds. Nothing in it ends the process: nothing was measured.
    std::vector<double> times(const QDateTime &from, const QDateTime &until, bool writesOnly) const;
    /// Statements that failed so far, and the latest reason.
    int failures() const { return m_failures; }
    QString lastFailure() const;

private:
    void work(const PostgresCluster &cluster, const QString &database, qint64 rows, bool writes);

    mutable std::mutex m_mutex;
    std::vector<Answer> m_answers;
    QString m_lastFailure;
    std::atomic<int> m_failures { 0 };
    std::atomic<bool> m_stop { false };
    std::vector<std::thread> m_threads;
};

/// A reader who keeps the table for three seconds: its transaction has read a row of it and stays open.
class SlowReader
{
public:
    SlowReader(const PostgresCluster &cluster, const QString &database); ///< returns when it holds the table
    ~SlowReader(); ///< waits for its end

private:
    std::atomic<bool> m_holds { false };
    std::thread m_thread;
};

} // namespace sluice::bench
