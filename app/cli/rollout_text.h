// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/command.h"

#include <functional>

namespace sluice {

/// The plan id that an argument means: itself, or the file name of a path to plans/<id>.yaml.
QString planIdOf(const QString &argument);

/// NotFound, with the plans that there are.
Error unknownPlan(const WorkspaceSnapshot &snapshot, const QString &id);

/// Calls then with the first snapshot of the session's service; on an unreadable ledger it fails the session instead.
void withSnapshot(CliSession &session, std::function<void(LocalService &, SnapshotPtr)> then);

/// Calls then with the plan's newest run; a plan without one fails the session with what to do.
void withRun(CliSession &session, const QString &plan, std::function<void(LocalService &, SnapshotPtr, RolloutView)> then);

/// Ends the session with the future's error, or calls then with its value.
template <class T, class F>
void whenDone(const QFuture<Result<T>> &future, CliSession &session, F then);

/// One paragraph of a rollout for people: state, stage, holds, gates, next action.
QString describeRollout(const RolloutView &view, const Output &out);
/// The same as an entry of sluice.status/1.
QJsonObject rolloutJson(const RolloutView &view);

/// The proof of a finished rollback as text and as the body of sluice.rollback/1, with its health.
QString describeProof(const RollbackState &rollback, const Output &out);
QString describeHealth(const RollbackState &rollback, const Output &out);
QJsonObject proofJson(const RolloutView &view);

} // namespace sluice

#include "base/async.h"

template <class T, class F>
void sluice::whenDone(const QFuture<sluice::Result<T>> &future, CliSession &session, F then)
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
