// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "service/local_service_private.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// People wait for what runs there: a load on top of theirs is somebody's decision, not a default.
Result<void> checkPeak(const ConnectionProfile &target, const ReplayOrder &order)
{
    if (order.peak <= 0 || target.environment != Environment::Prod || !order.connection.isEmpty())
        return {};
    return fail(ErrorCode::Refused, u"a peak load on production is not made by default"_s, target.name,
        u"name a clone or a replica with --connection, or this connection itself"_s);
}

} // namespace

QFuture<Result<Replay>> LocalService::replayWorkload(const ReplayOrder &order, const ReplayWatcher &watcher)
{
    auto promise = promised<Replay>();
    auto future = promise->future();
    const Result<PlanBundle> bundle = readPlanOf(d->workspace, order.planId);
    if (!bundle) {
        answer<Replay>(promise, fail(bundle.error()));
        return future;
    }
    const QString own = bundle->plan.connection;
    for (const QString &name : { own, order.connection.isEmpty() ? own : order.connection }) {
        if (!d->workspace.connection(name)) {
            answer<Replay>(promise, fail(ErrorCode::NotFound, u"connection '%1' is not in sluice.yaml"_s.arg(name)));
            return future;
        }
        d->loadSecrets(name);
    }
    const ConnectionProfile counted = *d->workspace.connection(own);
    const ConnectionProfile target = *d->workspace.connection(order.connection.isEmpty() ? own : order.connection);
    if (const Result<void> allowed = checkPeak(target, order); !allowed) {
        answer<Replay>(promise, fail(allowed.error()));
        return future;
    }
    d->ready([this, promise, counted, target, plan = bundle->plan, order, stop = d->replays->token(), watcher] {
        d->replays->replay(counted, target, plan, order, stop, watcher, promise);
    });
    return future;
}

void LocalService::stopReplay() { d->replays->stop(); }

} // namespace sluice
