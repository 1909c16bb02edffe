// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lineage/impact.h"

/// Words of the lineage page, its table and its export.
namespace sluice {

QString impactWord(ImpactKind kind); ///< "changes value"
QString riskText(double risk); ///< ".81", "1.0", "0"
/// What stands below a node's name, without the sign in front: "+ currency", "unknown · bi-team", "source".
QString nodeSubtitle(const LineageNode &node, const Impact *impact);
/// Owner of a consumer, or that it has none.
QString ownerText(const LineageNode &node);
/// Name of a node made safe to show.
QString nodeTitle(const LineageNode &node);
/// "mart.orders → mart.daily_revenue → Board report"
QString pathText(const LineageGraph &graph, const QList<int> &path);
/// A whole sentence for screen readers: name, what happens, owner, neighbours.
QString spokenNode(const LineageGraph &graph, int node, const Impact *impact);

} // namespace sluice
