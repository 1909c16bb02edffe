// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "service/lineage_reader.h"

#include "lineage/dbt_manifest.h"
#include "lineage/warehouse_lineage.h"

#include <QDir>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

Result<LineageGraph> readCatalogue(
    const ConnectionProfile &profile, const SessionFactory &sessions, const QDateTime &now)
{
    SLUICE_TRY(const auto session, sessions.open(profile, SessionRole::Catalogue));
    SLUICE_TRY(const QList<RelationFacts> relations, listRelations(*session));
    SLUICE_TRY(const QList<ViewEdge> edges, viewDependencies(*session));
    return warehouseLineage(profile.name, relations, edges, engineName(sqlEngine(profile)), now);
}

} // namespace

LineageReading readLineage(const Workspace &workspace, const SessionFactory &sessions, const QDateTime &now)
{
    LineageReading reading;
    QList<LineageGraph> graphs;
    QStringList problems;
    const auto add = [&](Result<LineageGraph> graph, const QString &source) {
        if (graph) {
            graphs.append(*std::move(graph));
            return;
        }
        Error error = graph.error();
        if (error.where.isEmpty())
            error.where = source;
        problems += u"%1 was not read: %2"_s.arg(source, error.what);
        reading.unread.append(std::move(error));
    };
    QStringList connections;
    for (const LineageSource &source : workspace.lineage) {
        if (source.kind == u"warehouse"_s)
            connections += source.path;
        else
            add(readDbtManifest(QDir(workspace.root).filePath(source.path)), source.path);
    }
    if (connections.isEmpty()) {
        for (const ConnectionProfile &profile : workspace.connections)
            connections += profile.name;
    }
    for (const QString &name : connections) {
        if (const ConnectionProfile *profile = workspace.connection(name))
            add(readCatalogue(*profile, sessions, now), name);
    }
    graphs.append(LineageGraph({}, {}, problems));
    reading.graph = std::make_shared<const LineageGraph>(LineageGraph::merged(graphs));
    return reading;
}

} // namespace sluice
