// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/postgres_cluster.h"

namespace sluice {

/// mart.sales over three PostgreSQL servers: the hub has one partition itself, the other two are foreign tables of the
/// servers north and south. Beside it mart.daily and mart.weekly, views over all of it. It stands in template1 of the
/// hub, so that every database made there has it, and all of them read the same rows of the other two. Failures end the
/// process.
class ShardedSales
{
public:
    /// rows: of each region, on thirty days.
    explicit ShardedSales(int rows);

    PostgresCluster &hub() { return *m_hub; }
    /// What a server has of it, beyond the reach of the hub: number and sum.
    QString content(const QString &region) const;

private:
    std::unique_ptr<PostgresCluster> m_hub, m_north, m_south;
};

} // namespace sluice
