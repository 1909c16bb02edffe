// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.h"
#include "quality/sample.h"
#include "quality/slice_book.h"
#include "sql/sql_session.h"

/// Private to core/quality: the probe fidelity where it has slices.
namespace sluice {

/// Compares both relations slice by slice of time in one snapshot, within the gate's timeout: one scan of each side, then
/// in detail only slices that differ and are not in the book as they are now. The value is the worst share of a slice,
/// or where rows are counted all that differ.
/// Slices younger than the gate's settling time are left for later; without any other the sample is unsettled. What the
/// time, or the number of slices, does not allow to compare is `uncompared`; the next call goes on with it. The book
/// learns what was judged, and the sample carries what is new in it.
Sample compareSlices(SqlSession &session, const Gate &gate, SliceBook &book, const QDateTime &now);

/// "2026-03", "2026-03-02", "the week of 2026-03-02", or that its rows have no time.
QString sliceName(TimeBucket bucket, qint64 start);

} // namespace sluice
