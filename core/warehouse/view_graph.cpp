// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/view_graph.h"

#include <QHash>
#include <QSet>

#include <algorithm>
#include <functional>

namespace sluice {

QList<RelationName> viewsReading(const QList<ViewEdge> &edges, const QList<RelationName> &roots)
{
    QHash<RelationName, QSet<RelationName>> readers;
    QHash<RelationName, QSet<RelationName>> sources;
    for (const ViewEdge &edge : edges) {
        readers[edge.source].insert(edge.view);
        sources[edge.view].insert(edge.source);
    }
    QSet<RelationName> reached;
    QList<RelationName> queue = roots;
    while (!queue.isEmpty()) {
        const RelationName at = queue.takeLast();
        for (const RelationName &reader : readers.value(at)) {
            if (!reached.contains(reader)) {
                reached.insert(reader);
                queue.append(reader);
            }
        }
    }
    for (const RelationName &root : roots)
        reached.remove(root);
    QList<RelationName> names(reached.cbegin(), reached.cend());
    std::sort(names.begin(), names.end()); // ties in one fixed order
    QList<RelationName> ordered;
    QSet<RelationName> placed;
    const std::function<void(const RelationName &)> place = [&](const RelationName &name) {
        if (!reached.contains(name) || placed.contains(name))
            return;
        placed.insert(name); // before its sources: engines allow no cycle, a corrupt catalogue must not recurse for ever
        QList<RelationName> below(sources[name].cbegin(), sources[name].cend());
        std::sort(below.begin(), below.end());
        for (const RelationName &source : below)
            place(source);
        ordered.append(name);
    };
    for (const RelationName &name : names)
        place(name);
    return ordered;
}

} // namespace sluice
