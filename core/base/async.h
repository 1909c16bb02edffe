// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <QFuture>
#include <QFutureWatcher>
#include <QObject>
#include <QPromise>
#include <QThread>
#include <QThreadPool>

#include <memory>
#include <type_traits>

namespace sluice {

/// Calls handler on receiver's thread when the future ends; never after receiver died. Qt 6.4's own
/// QFuture::then(context, …) asserts when the context dies first, hence this.
template <class T, class F>
void onFinished(const QFuture<Result<T>> &future, QObject *receiver, F handler)
{
    Q_ASSERT(receiver && receiver->thread() == QThread::currentThread());
    auto *watcher = new QFutureWatcher<Result<T>>(receiver);
    QObject::connect(watcher, &QFutureWatcherBase::finished, receiver, [watcher, handler = std::move(handler)]() mutable {
        watcher->deleteLater();
        if (watcher->future().resultCount() == 0)
            handler(Result<T>(fail(ErrorCode::Cancelled, QStringLiteral("no result"))));
        else
            handler(watcher->result());
    });
    watcher->setFuture(future); // after connect, or a fast result is missed
}

/// Runs work on a pool thread; its result comes through the future.
template <class F>
auto onPool(F work) -> QFuture<std::invoke_result_t<F>>
{
    auto promise = std::make_shared<QPromise<std::invoke_result_t<F>>>();
    promise->start();
    auto future = promise->future();
    QThreadPool::globalInstance()->start([promise, work = std::move(work)]() mutable {
        promise->addResult(work());
        promise->finish();
    });
    return future;
}

} // namespace sluice
