// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArrayView>

namespace sluice {

/// Whether two numbers lie no further apart than tolerance, all three as plain digits (plainNumber()), without
/// rounding: 1.0 and 1.1 are within 0.1. False where one is no such number ("NaN", "Infinity"). Pure.
bool isWithin(QByteArrayView a, QByteArrayView b, QByteArrayView tolerance);

} // namespace sluice
