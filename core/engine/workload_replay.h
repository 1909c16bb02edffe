// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "engine/replay_values.h"
#include "plan/plan.h"
#include "sql/sql_session.h"

#include <QJsonObject>

#include <stop_token>

namespace sluice {

using ReplayOpener = std::function<Result<std::unique_ptr<SqlSession>>()>; ///< Probe role; called on several threads

/// Runs the queries that read the plan's switched views on the legacy and on the candidate in turns, then, when asked,
/// all of them in several sessions at once. Reads only; its sessions are closed when it returns. Cancelled when stop was
/// requested; Refused when the plan switches nothing or a branch is not there.
Result<Replay> replayWorkload(const ReplayOpener &open, const Plan &plan, const QList<WorkloadQuery> &queries,
    const ReplayOptions &options, const Clock &clock, std::stop_token stop, const ReplayWatcher &watcher = {});

QJsonObject toJson(const Replay &replay, const ReplayOptions &options);

} // namespace sluice
