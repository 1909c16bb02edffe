// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringList>

namespace sluice {

/// Of what dbt wrote about its last run: share of failed nodes, seconds that it took, age of a source's newest row.
enum class DbtMetric { ErrorRate, Latency, Freshness };
/// Reads a file beside the runner, not the target. Freshness reads sources.json, the others run_results.json.
struct DbtProbe
{
    DbtMetric metric = DbtMetric::ErrorRate;
    QString file; ///< relative to the workspace; may lie beside it
    QStringList nodes; ///< unique ids; empty: all of the file
    friend bool operator==(const DbtProbe &, const DbtProbe &) = default;
};

} // namespace sluice
