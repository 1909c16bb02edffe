// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/collector.h"

#include "quality/collector_lane.h"
#include "quality/scan_groups.h"

#include <thread>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Samples nobody takes must not eat the memory; the newest are the ones that matter.
constexpr qsizetype kMostWaiting = 100'000;

} // namespace

struct Collector::Private {
    Opener opener;
    const Clock &clock;
    int connections = 2;

    std::mutex mutex;
    QList<Sample> waiting; ///< guarded by mutex

    struct Worker {
        std::unique_ptr<CollectorLane> lane;
        std::jthread thread;
    };
    std::vector<Worker> workers;

    void accept(QList<Sample> &&samples)
    {
        const std::lock_guard lock(mutex);
        waiting.append(std::move(samples));
        if (waiting.size() > kMostWaiting)
            waiting.remove(0, waiting.size() - kMostWaiting);
    }
};

Collector::Collector(Opener opener, const Clock &clock, int connections)
    : d(new Private { std::move(opener), clock, std::max(1, connections), {}, {}, {} })
{
}

Collector::~Collector()
{
    stop();
}

void Collector::start(const QList<CollectorJob> &jobs)
{
    stop();
    const QList<QList<CollectorJob>> groups = scanGroups(jobs);
    const auto lanes = std::min<qsizetype>(d->connections, groups.size());
    for (qsizetype i = 0; i < lanes; ++i) {
        auto lane = std::make_unique<CollectorLane>(d->opener, d->clock, u"sluice probe %1"_s.arg(i + 1),
            [priv = d.get()](QList<Sample> &&samples) { priv->accept(std::move(samples)); });
        d->workers.push_back({ std::move(lane), {} });
    }
    const Duration start = d->clock.monotonic();
    for (qsizetype i = 0; i < groups.size(); ++i)
        d->workers[static_cast<size_t>(i % lanes)].lane->add(groups[i], start);
    for (Private::Worker &worker : d->workers)
        worker.thread = std::jthread([lane = worker.lane.get()](const std::stop_token &stop) { lane->run(stop); });
}

void Collector::stop()
{
    for (Private::Worker &worker : d->workers)
        worker.thread.request_stop();
    // Joining one by one is as fast as the slowest: all were told first.
    d->workers.clear();
}

QList<Sample> Collector::take()
{
    const std::lock_guard lock(d->mutex);
    return std::exchange(d->waiting, {});
}

} // namespace sluice
