// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArrayView>

namespace sluice {

/// Whether two numbers lie no further apart than tolerance, all three as plain digits (plainNumber()), without
/// rounding: 1.0 and 1.1 are within 0.1. False where one is no such number ("NaN", "Infinity"). Pure.
bool isWithin(QByteArrayView a, QByteArrayView b, QByteArrayView tolerance);

/// Below 0 where a is the smaller number, 0 where they are equal, else above. What is no such number comes after all
/// numbers, in the order of its bytes. Pure.
int compareNumbers(QByteArrayView a, QByteArrayView b);

} // namespace sluice
