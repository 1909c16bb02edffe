// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.h"
#include "quality/sample.h"
#include "sql/sql_session.h"

namespace sluice {

/// What the statement of distribution returned, one row a bin and side, as a classified sample: value the population
/// stability index, n the rows of the table. Pure. NO_DATA where so few rows could show a shift of the limit's size by
/// chance, so that whatever is judged beyond the limit is also significant (chi-square, p < 0.001). NO_DATA as well where
/// two edges of the deciles are equal: a shift within such a bin would not be seen. Values below the baseline's smallest
/// and above its largest are bins of their own.
Sample classifyBins(const Gate &gate, const SqlRows &rows);

/// Sum of (q - p) ln(q / p) over the bins, shares below 1e-4 raised to it. Both lists are as long.
double populationStability(const QList<qint64> &baseline, const QList<qint64> &current);
/// The value that chi-square with so many degrees of freedom exceeds with a probability of 0.001 (Wilson-Hilferty, on
/// the safe side for few).
double chiSquareBeyond(int degrees);

} // namespace sluice
