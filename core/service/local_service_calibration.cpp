// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "service/local_service_private.h"

namespace sluice {

using namespace Qt::StringLiterals;

QFuture<Result<QList<GateCalibration>>> LocalService::calibrate(const Plan &plan, const CalibrationWatcher &watcher)
{
    using Answer = QList<GateCalibration>;
    using Pasts = QHash<QString, RunPast>;
    auto promise = promised<Answer>();
    auto future = promise->future();
    const ConnectionProfile *profile = d->workspace.connection(plan.connection);
    if (!profile) {
        answer<Answer>(
            promise, fail(ErrorCode::NotFound, u"connection '%1' is not in sluice.yaml"_s.arg(plan.connection)));
        return future;
    }
    const auto pasts
        = d->onLedger<Pasts>([connection = plan.connection](LedgerRoom &room) { return room.pastOf(connection); });
    onFinished<Pasts>(pasts, this,
        [this, promise, plan, profile = *profile, stop = d->calibrations->token(), watcher](
            const Result<Pasts> &known) {
            if (!known)
                return answer<Answer>(promise, tl::make_unexpected(known.error()));
            d->calibrations->calibrate(plan, profile, *known, sampleFile(d->workspace), stop, watcher, promise);
        });
    return future;
}

void LocalService::stopCalibration() { d->calibrations->stop(); }

} // namespace sluice
