// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lineage/lineage_graph.h"
#include "plan/workspace.h"
#include "service/session_factory.h"

#include <memory>

namespace sluice {

/// Every lineage source of a workspace in one graph. What could not be read is missing from the graph, named among
/// its problems, and kept as errors: an answer from such a graph is not the whole answer.
struct LineageReading
{
    std::shared_ptr<const LineageGraph> graph; ///< never null
    QList<Error> unread;
};

/// Reads files and catalogues, so it blocks: on a worker's thread. Without a `warehouse` source every connection
/// counts.
LineageReading readLineage(const Workspace &workspace, const SessionFactory &sessions, const QDateTime &now);

} // namespace sluice
