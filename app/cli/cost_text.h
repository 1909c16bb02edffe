// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/output.h"
#include "quality/probe_cost.h"

namespace sluice {

/// A few lines for one statement: which gates it answers, how often, what a run reads.
QString describeCost(const ProbeCost &cost, const Output &out);
/// One line for a table: what all of them read a day, and of how much.
QString describeCost(const TableCost &table, std::optional<double> budget, const Output &out);

/// Keys: gates, table, interval_ms, runs, rows, cost, unknown; null is unknown.
QJsonObject costJson(const ProbeCost &cost);
/// Keys: table, gates, statements_a_day, rows_a_day, within; null is unknown, or no budget to be within.
QJsonObject costJson(const TableCost &table, std::optional<double> budget);

} // namespace sluice
