// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sql_worker.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <pthread.h>
#include <thread>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

struct Task {
    std::stop_token stop;
    std::function<void(Result<SqlSession *>)> run;
};

} // namespace

struct SqlWorker::Private {
    Opener opener;
    std::mutex mutex;
    std::condition_variable_any arrived;
    std::deque<Task> queue;
    std::jthread thread; ///< last, so that it ends before what it uses

    void loop(const std::stop_token &closing);
    void runTask(std::unique_ptr<SqlSession> &session, const Task &task, const std::stop_token &closing);
};

void SqlWorker::Private::runTask(std::unique_ptr<SqlSession> &session, const Task &task, const std::stop_token &closing)
{
    if (task.stop.stop_requested() || closing.stop_requested()) {
        task.run(fail(ErrorCode::Cancelled, u"cancelled before it ran"_s));
        return;
    }
    if (session && !session->isOpen())
        session.reset();
    if (!session) {
        Result<std::unique_ptr<SqlSession>> opened = opener();
        if (!opened) {
            task.run(fail(opened.error()));
            return;
        }
        session = *std::move(opened);
    }
    // Either the caller's wish or the worker's own end stops the running statement.
    std::stop_source either;
    const std::stop_callback onStop(task.stop, [&either] { either.request_stop(); });
    const std::stop_callback onClose(closing, [&either] { either.request_stop(); });
    session->setStopToken(either.get_token());
    task.run(session.get());
    session->setStopToken({});
    if (session->isInTransaction())
        session->rollback(); // a job that left early must not leak its transaction into the next one
}

void SqlWorker::Private::loop(const std::stop_token &closing)
{
    std::unique_ptr<SqlSession> session;
    while (true) {
        Task task;
        {
            std::unique_lock lock(mutex);
            if (!arrived.wait(lock, closing, [this] { return !queue.empty(); }))
                break;
            task = std::move(queue.front());
            queue.pop_front();
        }
        runTask(session, task, closing);
    }
    std::deque<Task> rest;
    {
        const std::lock_guard lock(mutex);
        rest.swap(queue); // a waiting caller may post again from its answer
    }
    for (const Task &task : rest)
        task.run(fail(ErrorCode::Cancelled, u"cancelled before it ran"_s));
}

SqlWorker::SqlWorker(Opener opener, const QString &threadName)
    : d(std::make_unique<Private>())
{
    d->opener = std::move(opener);
    const QByteArray name = threadName.toUtf8().left(15); // the system's limit
    d->thread = std::jthread([data = d.get(), name](const std::stop_token &closing) {
        pthread_setname_np(pthread_self(), name.constData());
        data->loop(closing);
    });
}

SqlWorker::~SqlWorker() = default;

void SqlWorker::post(std::stop_token stop, std::function<void(Result<SqlSession *>)> task)
{
    {
        const std::lock_guard lock(d->mutex);
        d->queue.push_back({ std::move(stop), std::move(task) });
    }
    d->arrived.notify_one();
}

} // namespace sluice
