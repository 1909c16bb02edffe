// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/replay_values.h"

namespace sluice {

struct WorkloadFile
{
    QString name; ///< for messages
    QString text;
};

/// Which queries to replay for a plan, and where.
struct ReplayOrder
{
    QString planId;
    QString connection; ///< where they run: a clone or a replica; empty: the plan's own
    QList<WorkloadFile> files; ///< empty: what the plan's own connection counted of its queries
    double peak = 0; ///< how many times the usual number of queries at once; 0: no peak-load check
    ReplayOptions options; ///< atOnce comes from peak
};

} // namespace sluice
