// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/health_meter.h"
#include "service/local_service_private.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// What the collector is told once every stage is applied: more is never asked at a time.
QList<CollectorJob> allJobs(const Plan &plan, Engine engine)
{
    QList<CollectorJob> jobs;
    for (const Stage &stage : plan.stages) {
        for (const Gate &gate : stage.gates)
            jobs.append(CollectorJob {
                {}, stage.id, gate, isPairedGate(plan, stage, gate, engine == Engine::Postgresql), 0, {}, {} });
    }
    return jobs;
}

} // namespace

QFuture<Result<QList<ProbeCost>>> LocalService::probeCosts(const Plan &plan)
{
    using Answer = QList<ProbeCost>;
    auto promise = promised<Answer>();
    auto future = promise->future();
    const ConnectionProfile *profile = d->workspace.connection(plan.connection);
    if (!profile) {
        answer<Answer>(
            promise, fail(ErrorCode::NotFound, u"connection '%1' is not in sluice.yaml"_s.arg(plan.connection)));
        return future;
    }
    d->loadSecrets(plan.connection);
    d->ready([this, promise, profile = *profile, jobs = allJobs(plan, sqlEngine(*profile))] {
        const auto asked = d->catalogue(profile).submit<Answer>(
            {}, [jobs](SqlSession &session) { return sluice::probeCosts(session, jobs); });
        onFinished<Answer>(asked, this, [promise](const Result<Answer> &costs) { answer<Answer>(promise, costs); });
    });
    return future;
}

} // namespace sluice
