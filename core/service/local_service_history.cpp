// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "service/local_service_private.h"
#include "service/plan_calibration.h"

// What was stored of a gate, for whoever replays it.
namespace sluice {

using namespace Qt::StringLiterals;

QFuture<Result<GatePast>> LocalService::gatePast(const Plan &plan, const QString &stage, const QString &gate)
{
    using Pasts = QHash<QString, RunPast>;
    auto promise = promised<GatePast>();
    auto future = promise->future();
    const ConnectionProfile *profile = d->workspace.connection(plan.connection);
    if (!profile) {
        answer<GatePast>(
            promise, fail(ErrorCode::NotFound, u"connection '%1' is not in sluice.yaml"_s.arg(plan.connection)));
        return future;
    }
    const auto pasts
        = d->onLedger<Pasts>([connection = plan.connection](LedgerRoom &room) { return room.pastOf(connection); });
    onFinished<Pasts>(pasts, this, [this, promise, plan, stage, gate, profile = *profile](const Result<Pasts> &known) {
        if (!known)
            return answer<GatePast>(promise, tl::make_unexpected(known.error()));
        d->readerThread.post([promise, plan, stage, gate, profile, known = *known, file = sampleFile(d->workspace)] {
            answer<GatePast>(promise, sluice::gatePast(plan, stage, gate, profile, known, file));
        });
    });
    return future;
}

} // namespace sluice
