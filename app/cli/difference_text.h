// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/output.h"
#include "quality/difference/compare_tables.h"

namespace sluice {

/// The answer of `sluice diff` for people: counts, columns that changed, what makes the tables hard to compare,
/// samples.
QString describeDifference(const DifferenceRequest &request, const TableDifference &difference, const Output &out);

/// A line for whoever waits: "Reading orders: 1 200 000 of about 5 000 000 rows, 640 000 a second, 6 s left". elapsed:
/// since this phase began; expected: how long the same took on the other side, 0 when nobody knows.
QString progressText(
    const DifferenceProgress &progress, const DifferenceRequest &request, Duration elapsed, Duration expected);

} // namespace sluice
