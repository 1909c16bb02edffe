// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/runner.h"

#include "engine/run_loop.h"

#include <thread>

namespace sluice {

struct Runner::Private {
    RunEnvironment environment;
    QString run;
    RunnerSignals signal;
    std::atomic<bool> isFinished { false };
    Result<void> outcome;
    std::thread thread;
};

Runner::Runner(RunEnvironment environment, QString run)
    : d(std::make_unique<Private>())
{
    d->environment = std::move(environment);
    d->run = std::move(run);
}

Runner::~Runner()
{
    requestStop();
    if (d->thread.joinable())
        d->thread.join();
}

void Runner::start()
{
    Q_ASSERT(!d->thread.joinable());
    if (d->signal.leave.load()) { // asked to leave before it began
        d->isFinished.store(true, std::memory_order_release);
        return;
    }
    d->thread = std::thread([this] {
        for (bool again = true; again;) {
            RunLoop loop(d->environment, d->run, d->signal);
            d->outcome = loop.execute();
            d->signal.stopListening();
            again = loop.leave() && d->outcome && d->signal.listenAgain();
        }
        d->isFinished.store(true, std::memory_order_release);
        if (d->environment.changed)
            d->environment.changed();
    });
}

bool Runner::wake()
{
    return d->signal.call();
}

void Runner::requestStop()
{
    d->signal.leave.store(true);
    wake();
}

bool Runner::isFinished() const
{
    return d->isFinished.load(std::memory_order_acquire);
}

Result<void> Runner::outcome() const
{
    return isFinished() ? d->outcome : Result<void>();
}

} // namespace sluice
