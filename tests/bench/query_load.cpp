// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "query_load.h"

#include "base/pause.h"
#include "bench_table.h"

#include <random>

namespace sluice::bench {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

std::unique_ptr<SqlSession> openOrDie(const PostgresCluster &cluster, const QString &database)
{
    auto session = cluster.open(database);
    if (!session)
        qFatal("%s", qPrintable(session.error().what));
    // Others have no such patience as a step: they wait for as long as it takes. Nor do they bear our name.
    if (const auto patient = (*session)->query(u"SELECT set_config('lock_timeout', '0', false), set_config('application_name', 'load', false)"_s);
        !patient)
        qFatal("%s", qPrintable(patient.error().what));
    return *std::move(session);
}

} // namespace

QueryLoad::QueryLoad(const PostgresCluster &cluster, const QString &database, qint64 rows)
{
    for (int i = 0; i < 4; ++i)
        m_threads.emplace_back([this, &cluster, database, rows, i] { work(cluster, database, rows, i < 2); });
}

QueryLoad::~QueryLoad()
{
    m_stop = true;
    for (std::thread &thread : m_threads)
        thread.join();
}

void QueryLoad::work(const PostgresCluster &cluster, const QString &database, qint64 rows, bool writes)
{
    const auto session = openOrDie(cluster, database);
    std::mt19937_64 random(std::hash<std::thread::id> {}(std::this_thread::get_id()));
    std::uniform_int_distribution<qint64> anyRow(1, rows);
    while (!m_stop) {
        const QString id = QString::number(anyRow(random));
        Answer answer { QDateTime::currentDateTimeUtc(), 0, writes };
        const Stopwatch time;
        const auto done = session->query(writes ? u"UPDATE mart.orders SET note = 'seen' WHERE id = "_s + id
                                                : u"SELECT amount FROM mart.totals WHERE id = "_s + id);
        answer.milliseconds = time.seconds() * 1'000;
        {
            const std::scoped_lock lock(m_mutex);
            if (done)
                m_answers.push_back(answer);
            else
                m_lastFailure = done.error().what;
        }
        if (!done)
            ++m_failures;
        sluice::pauseFor(5ms);
    }
}

std::vector<double> QueryLoad::times(const QDateTime &from, const QDateTime &until, bool writesOnly) const
{
    const std::scoped_lock lock(m_mutex);
    std::vector<double> list;
    for (const Answer &answer : m_answers) {
        const bool overlaps = answer.began <= until && answer.began.addMSecs(qint64(answer.milliseconds)) >= from;
        if (overlaps && (answer.isWrite || !writesOnly))
            list.push_back(answer.milliseconds);
    }
    if (list.empty())
        qFatal("nobody asked anything meanwhile");
    return list;
}

QString QueryLoad::lastFailure() const
{
    const std::scoped_lock lock(m_mutex);
    return m_lastFailure;
}

SlowReader::SlowReader(const PostgresCluster &cluster, const QString &database)
    : m_thread([this, &cluster, database] {
        const auto session = openOrDie(cluster, database);
        const auto must = [](const auto &done) {
            if (!done)
                qFatal("%s", qPrintable(done.error().what));
        };
        must(session->begin());
        must(session->query(u"SELECT id FROM mart.orders LIMIT 1"_s));
        m_holds = true;
        m_holds.notify_all();
        must(session->query(u"SELECT pg_sleep(3)"_s));
        must(session->commit());
    })
{
    m_holds.wait(false);
}

SlowReader::~SlowReader() { m_thread.join(); }

} // namespace sluice::bench
