// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.h"
#include "quality/sample.h"

namespace sluice {

/// Turns what a probe's statement returned into a classified sample: sampleClass, value, n, newest, detail; the rest is
/// the caller's. Pure. In order: wrong shape or type is ERROR, too few rows NO_DATA, a value that is no finite number
/// NAN, an absurd one or a newest row in the future ERROR, too old a newest row STALE; only what is left is GOOD.
/// clock: the target's time in epoch seconds when the row itself does not carry it.
Sample classifyRow(const Gate &gate, Engine engine, const SqlRows &rows, std::optional<double> clock, const QDateTime &now);

/// A time as a probe may return it: epoch seconds, or ISO text in UTC unless it states its offset.
std::optional<double> epochSeconds(const QVariant &value);

} // namespace sluice
