// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run_environment.h"

#include <memory>

namespace sluice {

/// Executes one run on a thread of its own until the run ends, is rolled back, the lease is lost or it is asked to
/// leave: takes lease and fence, settles what a predecessor left, then advances, judges gates, obeys commands from the
/// ledger (roll back outranks hold outranks the rest) and rolls back by itself on a breach that says so.
/// Created, started and destroyed on one thread; wake and requestStop from any.
class Runner
{
public:
    Runner(RunEnvironment environment, QString run);
    ~Runner(); ///< requestStop, then joins

    void start();
    /// A command was appended; look now. False when it has looked for the last time and leaves: start another one.
    bool wake();
    /// Leave: a running forward statement is cancelled, a rollback in flight is finished first.
    void requestStop();
    bool isFinished() const;
    /// Why it ended; meaningful once finished. LeaseHeld names who runs instead.
    Result<void> outcome() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace sluice
