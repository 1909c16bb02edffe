// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lineage/lineage_graph.h"

#include <memory>

namespace sluice {

/// What lies around orders-currency: sources, orders, daily_revenue, three dashboards, one job, an unowned consumer.
std::shared_ptr<const LineageGraph> cannedLineage();

} // namespace sluice
