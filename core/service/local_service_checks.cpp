// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "service/local_service_private.h"

namespace sluice {

using namespace Qt::StringLiterals;

void LocalService::carryChecks()
{
    d->ready([this] {
        if (d->standing)
            return;
        const auto say = [self = d.get()](const QString &about, const QString &line) {
            self->toService([self, about, line] { Q_EMIT self->q->progress(about, line); });
        };
        const auto sampled = [self = d.get()](const QString &run) {
            self->toService([self, run] { Q_EMIT self->q->samplesArrived(run); });
        };
        d->standing = std::make_unique<StandingWatch>(
            StandingWatch::Environment { d->workspace, d->sessions, d->deps.clock, d->me, say, sampled });
    });
}

QFuture<Result<ChecksStanding>> LocalService::checksStanding()
{
    return d->onLedger<ChecksStanding>(
        [workspace = d->workspace, clock = d->deps.clock](LedgerRoom &room) -> Result<ChecksStanding> {
            SLUICE_TRY(Ledger *const open, room.ledger());
            SLUICE_TRY(const SampleStore *const samples, room.samples());
            return readChecksStanding(workspace, *open, samples, clock->nowUtc());
        });
}

QFuture<Result<ChecksStanding>> LocalService::lookAtChecks(const QString &domain)
{
    auto promise = promised<ChecksStanding>();
    auto future = promise->future();
    d->ready([this, promise, domain] {
        d->readerThread.post(
            [promise, domain, workspace = d->workspace, sessions = d->sessions, clock = d->deps.clock] {
                const auto open = [sessions](const ConnectionProfile &profile, const QString &name) {
                    SessionOptions options;
                    options.applicationName = name;
                    return sessions->open(profile, SessionRole::Probe, options);
                };
                answer<ChecksStanding>(promise, sluice::lookAtChecks(workspace, domain, open, *clock));
            });
    });
    return future;
}

} // namespace sluice
