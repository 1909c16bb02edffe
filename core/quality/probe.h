// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "quality/gate_baseline.h"
#include "quality/sample.h"
#include "quality/slice_book.h"
#include "quality/taken_baseline.h"

namespace sluice {

/// The SQL that samples one metric on one engine: one statement, one row: value, n, newest (epoch seconds or NULL), the
/// target's clock where there is a newest, and how many rows were set apart. Latency runs the plan's query itself and
/// takes the time instead.
///
/// Values: row_count rows that meet `where` (n: all rows) · null_rate share of NULLs · uniqueness share of rows that
/// repeat an earlier key (0: unique; NULL keys count as equal) · freshness seconds since the newest row, by the
/// target's own clock in the same row · error_rate share of failed rows within the window · query_latency milliseconds
/// of one execution · referential_integrity share of whole keys without a parent (n: whole keys; NULL in a key sets its row
/// apart) · volume rows of the last complete bucket
/// (newest: its end; max_age is judged by the newest row) · late_rows rows of the window whose bucket was closed when they
/// arrived (n: those whose bucket is known) · schema_drift differences (n: columns; one row a column) · distribution PSI
/// (n: rows; one row a bin) · mapping share of rows without a partner, or with several where one is asked for · feedback share of negative answers within
/// the window (n: answers of which it is known) · tests share
/// of those that fail (n: tests; one statement and one row each) · fidelity share of rows that differ, or their number (n: rows of either side,
/// those of one key once; many statements in one snapshot) · system see SystemMetric (n: 1) · sql whatever its first column says.
struct ProbeQuery {
    QString sql; ///< fidelity: what is compared, in words
    QStringList tests; ///< tests: a statement each, in the plan's order; sql is all of them
    bool isTimed = false; ///< query_latency: execution of the whole result, milliseconds
    QString digest; ///< SHA-256 of sql
};

/// InvalidPlan when plan text makes it anything else than one reading statement; NotSupported where no engine's SQL is known.
Result<ProbeQuery> compileProbe(Engine engine, const Gate &gate);
/// For that connection: over ODBC in the SQL of the engine behind the driver. NotSupported by name where a service is unproven.
Result<ProbeQuery> compileProbe(const ConnectionProfile &profile, const Gate &gate);

/// Runs it once on a Probe session (read-only, capped, gate.timeout) and classifies. Never fails: a failure is a sample
/// of class Error. Fills everything but run, stage, tick. A branch other than Live is forced for this run alone. book: what
/// is known of the slices of a gate that has them; without one all of them are compared anew. taken: what a gate at a
/// baseline compares with; without one its sample is ERROR.
///
/// Latency on PostgreSQL is the execution time of EXPLAIN (ANALYZE, TIMING OFF): the server runs the very plan of the
/// plain statement, parallel workers included, to its last row and throws the rows away. count(*) over the query lets
/// the planner drop columns and sorting, a cursor plans for a fast first row and loses parallelism, and fetching
/// measures the network. On SQLite the rows are stepped through inside the session.
Sample runProbe(SqlSession &session, const Gate &gate, const ProbeQuery &query, Branch branch, const QDateTime &now,
    SliceBook *book = nullptr, const TakenBaseline *taken = nullptr);

/// The reference for a limit relative to the baseline where legacy and candidate cannot be measured side by side: the
/// median of a few runs before the change, for latency the same p95 that the gate will compare. Fails when a run gives
/// no good value: a baseline is never guessed. Fails when it is not above 0: no factor of that is a limit.
Result<GateBaseline> measureBaseline(SqlSession &session, const Gate &gate, const QDateTime &now);

} // namespace sluice
