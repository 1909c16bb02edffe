// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lineage/lineage_graph.h"

namespace sluice {

/// dbt manifest.json, any published version (v1 to v12): parsed by key, unknown keys ignored. Streams with simdjson.
/// InvalidWorkspace with the reason for files that are no manifest or older than v1.
Result<LineageGraph> readDbtManifest(const QString &file);

} // namespace sluice
