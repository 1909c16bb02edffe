// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.h"
#include "quality/sample.h"

namespace sluice {

/// The SQL that samples one metric on one engine: one statement, one row: value, n, newest (epoch seconds or NULL).
/// Latency runs the plan's query itself and takes the time instead.
struct ProbeQuery {
    QString sql;
    bool isTimed = false; ///< query_latency: execution of the whole result, milliseconds
    QString digest; ///< SHA-256 of sql
};

Result<ProbeQuery> compileProbe(Engine engine, const Gate &gate);

/// Runs it on a Probe session (read-only, capped, gate.timeout) and classifies. Never fails: a failure is a sample of
/// class Error. Fills everything but run, stage, tick.
Sample runProbe(SqlSession &session, const Gate &gate, const ProbeQuery &query, Branch branch, const QDateTime &now);

} // namespace sluice
