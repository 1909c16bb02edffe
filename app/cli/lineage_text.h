// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/output.h"
#include "lineage/dbt_manifest.h"
#include "lineage/impact.h"

#include <QJsonArray>

namespace sluice {

/// What an artefact holds: version, who wrote it, nodes by kind, checks, and what was read around.
QString describeArtefact(const DbtManifest &manifest, const LineageGraph &graph, const Output &out);
QJsonObject artefactJson(const DbtManifest &manifest, const LineageGraph &graph);

/// One node with its neighbours, and where each edge comes from.
QString describeNode(const LineageGraph &graph, int node, const Output &out);
QJsonObject nodeJson(const LineageGraph &graph, int node); ///< body of sluice.lineage.show/1

/// Everything downstream, the node itself first. column is empty for the node as a whole.
QString describeImpact(
    const LineageGraph &graph, const QList<Impact> &impacts, const QString &column, const Output &out);
QJsonObject impactJson(const LineageGraph &graph, const QList<Impact> &impacts,
    const QString &column); ///< body of sluice.lineage.impact/1

} // namespace sluice
