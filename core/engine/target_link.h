// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run_environment.h"
#include "sql/sql_worker.h"

namespace sluice {

/// The runner's two hands in the target: steps (plan SQL) and control (receipts, fence, proofs), each a thread with
/// one connection. Owned by the runner.
class TargetLink
{
public:
    explicit TargetLink(const RunEnvironment &environment);
    SqlWorker &steps() { return m_steps; }
    SqlWorker &control() { return m_control; }

private:
    SqlWorker m_steps;
    SqlWorker m_control;
};

} // namespace sluice
