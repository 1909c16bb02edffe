// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/shared/simulator.h"

#include "app/shared/demo_sql.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr int kOrdersARound = 2;
constexpr int kRunsARound = 2;
/// In good times every so manieth loader run fails, so that the chart shows a rate and not a flat zero.
constexpr qint64 kHealthyFailure = 150;

struct ShopState {
    qint64 number = 0;
    bool hasCurrency = false;
};

Result<ShopState> readState(SqlSession &session)
{
    SLUICE_TRY(const SqlRows rows, session.query(demoSql(u"simulator/state.sql"_s)));
    if (rows.rows.isEmpty() || rows.rows[0].size() != 2)
        return fail(ErrorCode::NotFound, u"this is not the demo warehouse"_s);
    return ShopState { rows.rows[0][0].toLongLong() + 1, rows.rows[0][1].toInt() > 0 };
}

bool runFails(DemoFault fault, qint64 number)
{
    return fault == DemoFault::LoaderErrors ? number % 4 != 0 : number % kHealthyFailure == 0;
}

} // namespace

struct Simulator::Private {
    Opener opener;
    Duration interval;
    std::atomic<DemoFault> fault = DemoFault::None;

    mutable std::mutex mutex;
    std::condition_variable_any wake;
    Report report; ///< guarded by mutex
    std::jthread thread;

    void run(const std::stop_token &stop);
    Result<Report> round(SqlSession &session, qint64 &loaderRun);
    void note(const Result<Report> &done);
};

/// What one round added; nothing of it stays when any part failed.
Result<Simulator::Report> Simulator::Private::round(SqlSession &session, qint64 &loaderRun)
{
    Report added;
    const DemoFault now = fault.load();
    // Read under the write lock: nobody can add or drop the column between looking and inserting.
    SLUICE_TRY(const ShopState state, readState(session));
    SLUICE_CHECK(session.execute(demoSql(u"simulator/rates.sql"_s)));
    const QString order = demoSql(u"simulator/order.sql"_s)
                              .replace(u"{column}"_s, state.hasCurrency ? u", currency"_s : QString())
                              .replace(u"{value}"_s, state.hasCurrency ? u", k.currency"_s : QString());
    for (qint64 i = 0; now != DemoFault::StalledOrders && i < kOrdersARound; ++i) {
        QString one = order;
        SLUICE_CHECK(session.execute(one.replace(u"{number}"_s, QString::number(state.number + i))));
        SLUICE_CHECK(session.execute(demoSql(u"simulator/payment.sql"_s)));
        ++added.orders;
    }
    for (int i = 0; i < kRunsARound; ++i) {
        const bool failed = runFails(now, ++loaderRun);
        SLUICE_CHECK(session.execute(demoSql(u"simulator/job_run.sql"_s)
                                         .replace(u"{number}"_s, QString::number(loaderRun))
                                         .replace(u"{status}"_s, failed ? u"failed"_s : u"succeeded"_s)));
        ++added.loaderRuns;
        added.failedRuns += failed ? 1 : 0;
    }
    return added;
}

void Simulator::Private::note(const Result<Report> &done)
{
    const std::lock_guard lock(mutex);
    if (!done) {
        ++report.missedRounds;
        report.lastError = done.error().what;
        return;
    }
    report.orders += done->orders;
    report.loaderRuns += done->loaderRuns;
    report.failedRuns += done->failedRuns;
}

void Simulator::Private::run(const std::stop_token &stop)
{
    std::unique_ptr<SqlSession> session;
    qint64 loaderRun = 0;
    while (!stop.stop_requested()) {
        if (!session) {
            auto opened = opener();
            if (opened) {
                session = *std::move(opened);
                session->setStopToken(stop);
            } else {
                note(tl::make_unexpected(opened.error()));
            }
        }
        if (session) {
            Result<Report> done = session->begin().and_then([&] { return round(*session, loaderRun); });
            if (done) {
                if (auto committed = session->commit(); !committed)
                    done = tl::make_unexpected(committed.error());
            }
            if (!done)
                session->rollback();
            note(done);
            if (!session->isOpen())
                session.reset();
        }
        std::unique_lock lock(mutex);
        wake.wait_for(lock, stop, interval, [] { return false; });
    }
}

Simulator::Simulator(Opener opener, Duration interval)
    : d(std::make_unique<Private>())
{
    d->opener = std::move(opener);
    d->interval = interval;
}

Simulator::~Simulator()
{
    stop();
}

void Simulator::start()
{
    if (!d->thread.joinable())
        d->thread = std::jthread([priv = d.get()](const std::stop_token &stop) { priv->run(stop); });
}

void Simulator::stop()
{
    if (!d->thread.joinable())
        return;
    d->thread.request_stop();
    d->thread.join();
}

bool Simulator::isRunning() const
{
    return d->thread.joinable();
}

void Simulator::injectFault(DemoFault fault)
{
    d->fault = fault;
}

void Simulator::heal()
{
    d->fault = DemoFault::None;
}

DemoFault Simulator::fault() const
{
    return d->fault;
}

Simulator::Report Simulator::report() const
{
    const std::lock_guard lock(d->mutex);
    return d->report;
}

} // namespace sluice
