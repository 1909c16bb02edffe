// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <QDateTime>

namespace sluice {

/// Builds the embedded shop warehouse: two years of orders up to now, customers, payments, products, exchange rates,
/// loader runs, indexes and the views that dashboards read. The same moment gives the same rows. Takes seconds.
/// Made beside the final name and renamed when whole, so a broken attempt leaves no half warehouse. AlreadyExists when
/// the file is there.
Result<void> buildDemoWarehouse(const QString &file, const QDateTime &now);

} // namespace sluice
