// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sql/sql_session.h"

#include <QFuture>
#include <QPromise>

#include <functional>
#include <memory>
#include <stop_token>

namespace sluice {

/// One thread, one connection, one queue: jobs in, values out, in order. The session opens on the first job and again
/// after a loss. Thread-safe to post to. The destructor cancels the running statement, drops the queue, joins.
class SqlWorker
{
public:
    using Opener = std::function<Result<std::unique_ptr<SqlSession>>()>; ///< called on the worker's thread
    explicit SqlWorker(Opener opener, const QString &threadName);
    ~SqlWorker();

    /// Runs job on the worker; a requested stop before it starts gives Cancelled, during it cancels the statement.
    template <class T>
    QFuture<Result<T>> submit(std::stop_token stop, std::function<Result<T>(SqlSession &)> job)
    {
        auto promise = std::make_shared<QPromise<Result<T>>>();
        promise->start();
        QFuture<Result<T>> future = promise->future();
        post(stop, [promise, job = std::move(job)](Result<SqlSession *> session) {
            promise->addResult(session ? job(**session) : Result<T>(tl::make_unexpected(session.error())));
            promise->finish();
        });
        return future;
    }

private:
    void post(std::stop_token stop, std::function<void(Result<SqlSession *>)> task);
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace sluice
