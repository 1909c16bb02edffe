// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.h"
#include "quality/sample.h"
#include "quality/slice_book.h"
#include "quality/taken_baseline.h"
#include "sql/sql_session.h"

/// Private to core/quality: the probe fidelity.
namespace sluice {

/// Compares both relations in one snapshot of the session, all of it within the gate's timeout, and classifies. Too slow
/// is ERROR; more rows than the budget are NO_DATA, never a part of them. book: of a gate with slices, see compareSlices(). taken: of a gate at a baseline; without
/// it, or with one that does not hold what was kept, the sample is ERROR.
Sample runComparison(SqlSession &session, const Gate &gate, const QDateTime &now, SliceBook *book = nullptr,
    const TakenBaseline *taken = nullptr);

} // namespace sluice
