// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/command.h"
#include "base/async.h"

#include <functional>

namespace sluice {

/// The plan that an argument means: an id, or a path to its file, from here or from the workspace. NotFound lists the
/// plans that there are.
Result<QString> planIdOf(const WorkspaceSnapshot &snapshot, const QString &argument);

/// The plan that an argument means as its file is now: an id, or the path of a .yaml.
Result<PlanBundle> planNamed(const Workspace &workspace, const QString &argument);

/// What --reason says, trimmed, or fallback where it was not given. Usage for an empty one: a reason that says nothing
/// is worse than none, for it looks like one.
Result<QString> reasonOf(const QCommandLineParser &parser, const QString &fallback = {});

/// What a command cannot do without.
enum class Needs {
    Ledger, ///< it only reads: nobody is asked for a password, no warehouse is waited for
    LedgerAndTargets,
    Targets, ///< the ledger can be out of reach: what this machine knows of its rollouts will do
};

/// Calls then with the first snapshot of the session's service; where the ledger must be read and cannot, it fails the
/// session instead.
void withSnapshot(CliSession &session, std::function<void(LocalService &, SnapshotPtr)> then, Needs needs = Needs::LedgerAndTargets);

/// Calls then with the plan's newest run; a plan without one fails the session with what to do.
void withRun(CliSession &session, const QString &plan, std::function<void(LocalService &, SnapshotPtr, RolloutView)> then,
    Needs needs = Needs::LedgerAndTargets);

/// Ends the session with the future's error, or calls then with its value.
template <class T, class F>
void whenDone(const QFuture<Result<T>> &future, CliSession &session, F then)
{
    onFinished<T>(future, &session, [&session, then](const Result<T> &result) {
        if (!result)
            return session.fail(result.error());
        if constexpr (std::is_void_v<T>)
            then();
        else
            then(*result);
    });
}

} // namespace sluice
