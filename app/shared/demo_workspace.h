// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/shared/simulator.h"
#include "base/clock.h"
#include "plan/workspace.h"

#include <functional>
#include <stop_token>

namespace sluice {

/// Told what is being made, in a few words; called on the caller's thread.
using DemoProgress = std::function<void(const QString &what)>;

/// Creates a workspace to try everything with: sluice.yaml, plans, SQL, runbooks and a dbt manifest, an enrolled SQLite
/// warehouse, a ledger with three finished rollouts (one rolled back) and the plan orders-currency ready to start.
/// Takes seconds: not for the UI thread; a requested stop ends it between two of its parts with Cancelled, and takes what
/// was made away. AlreadyExists, and nothing touched, when any of its files is there already.
Result<Workspace> createDemoWorkspace(const QString &dir, const Clock &clock, const DemoProgress &progress = {}, const std::stop_token &stop = {});

/// True for a workspace that createDemoWorkspace made: the console offers the simulator there.
bool isDemoWorkspace(const Workspace &workspace);

/// The plan that waits to be started.
QString demoPlanId();

/// A simulator for the workspace's warehouse, not yet started.
std::unique_ptr<Simulator> demoSimulator(const Workspace &workspace, Duration interval = Duration(300));

} // namespace sluice
