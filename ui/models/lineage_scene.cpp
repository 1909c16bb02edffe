// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/lineage_scene.h"

#include "lineage/layered_layout.h"
#include "ui/models/lineage_text.h"
#include "ui/models/text.h"

#include <QCoreApplication>

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

LineageAnalysisPtr analysisOf(std::shared_ptr<const LineageGraph> graph, QList<Impact> impacts, const QString &subject)
{
    auto analysis = std::make_shared<LineageAnalysis>();
    analysis->summary = summarise(*graph, impacts);
    for (int i = 0; i < impacts.size(); ++i)
        analysis->impactOf.insert(impacts.at(i).node, i);
    analysis->graph = std::move(graph);
    analysis->impacts = std::move(impacts);
    analysis->subject = subject;
    return analysis;
}

/// Decides which nodes are seen.
class SceneChoice
{
public:
    SceneChoice(const LineageAnalysis &analysis, const LineageFilter &filter)
        : m_analysis(analysis)
        , m_graph(*analysis.graph)
        , m_filter(filter)
        , m_isShown(size_t(m_graph.size()), false)
    {
    }
    QList<int> choose(int &deepest, int &depth);
    bool isShown(int node) const { return m_isShown[size_t(node)]; }

private:
    void walk(int depth);
    int readableDepth(int deepest) const;
    bool isAffected(int node) const
    {
        const Impact *impact = m_analysis.impact(node);
        return impact != nullptr && (impact->kind != ImpactKind::Untouched || impact->distance == 0);
    }
    void show(int node) { m_isShown[size_t(node)] = true; }
    void keepOwner();
    void addNeighbours();

    const LineageAnalysis &m_analysis;
    const LineageGraph &m_graph;
    const LineageFilter &m_filter;
    std::vector<bool> m_isShown;
};

/// Breadth first from what changes, not past folded nodes, not beyond depth.
void SceneChoice::walk(int depth)
{
    std::vector<int> hops(size_t(m_graph.size()), -1);
    std::vector<int> queue;
    for (const Impact &impact : m_analysis.impacts) {
        if (impact.distance == 0) {
            hops[size_t(impact.node)] = 0;
            queue.push_back(impact.node);
        }
    }
    for (size_t head = 0; head < queue.size(); ++head) {
        const int node = queue[head];
        show(node);
        if (hops[size_t(node)] >= depth || m_filter.folded.contains(m_graph.nodes().at(node).key))
            continue;
        for (int next : m_graph.downstream(node)) {
            if (hops[size_t(next)] >= 0 || !isAffected(next))
                continue;
            hops[size_t(next)] = hops[size_t(node)] + 1;
            queue.push_back(next);
        }
    }
}

int SceneChoice::readableDepth(int deepest) const
{
    QList<int> perDepth(deepest + 1, 0);
    for (const Impact &impact : m_analysis.impacts)
        perDepth[impact.distance] += isAffected(impact.node) ? 1 : 0;
    int count = perDepth.first();
    int depth = 0;
    while (depth < deepest && (depth == 0 || count + perDepth[depth + 1] <= scene::kReadable))
        count += perDepth[++depth];
    return depth;
}

void SceneChoice::keepOwner()
{
    std::vector<bool> isKept(m_isShown.size(), false);
    for (const Impact &impact : m_analysis.impacts) {
        if (impact.distance > 0 && m_graph.nodes().at(impact.node).owner != *m_filter.owner)
            continue;
        for (int node : impact.path)
            isKept[size_t(node)] = m_isShown[size_t(node)];
    }
    m_isShown = std::move(isKept);
}

/// What the changed objects read, one hop, and the neighbours of expanded nodes.
void SceneChoice::addNeighbours()
{
    QList<int> shown;
    for (const Impact &impact : m_analysis.impacts) {
        if (impact.distance == 0 && isShown(impact.node)) {
            const std::span<const int> before = m_graph.upstream(impact.node);
            if (before.size() <= 8) // more would bury what changes; they are one key away
                shown.append(QList<int>(before.begin(), before.end()));
        }
    }
    for (const QString &key : m_filter.expanded) {
        const int node = m_graph.indexOf(key);
        if (node < 0)
            continue;
        shown.append(node);
        for (int next : m_graph.downstream(node))
            shown.append(next);
        for (int before : m_graph.upstream(node))
            shown.append(before);
    }
    for (int node : std::as_const(shown))
        show(node);
}

QList<int> SceneChoice::choose(int &deepest, int &depth)
{
    deepest = 0;
    for (const Impact &impact : m_analysis.impacts)
        deepest = std::max(deepest, impact.distance);
    depth = m_filter.depth > 0 ? std::min(m_filter.depth, deepest) : readableDepth(deepest);
    if (m_filter.showsAll) {
        std::fill(m_isShown.begin(), m_isShown.end(), true);
    } else {
        walk(depth);
        if (m_filter.owner)
            keepOwner();
        addNeighbours();
    }
    QList<int> nodes;
    for (int node = 0; node < m_graph.size(); ++node) {
        if (isShown(node))
            nodes.append(node);
    }
    return nodes;
}

QStringList shownColumns(const LineageNode &node)
{
    QStringList columns;
    for (const QString &column : node.columns.mid(0, scene::kMaxColumns))
        columns.append(singleLine(column, 60));
    const qsizetype more = node.columns.size() - columns.size();
    if (more > 0)
        columns.append(QCoreApplication::translate("sluice::lineage", "… and %n more", nullptr, int(more)));
    else if (columns.isEmpty())
        columns.append(QCoreApplication::translate("sluice::lineage", "columns are not known"));
    return columns;
}

SceneNode sceneNode(const LineageAnalysis &analysis, int node, const SceneChoice &choice)
{
    const LineageGraph &graph = *analysis.graph;
    const LineageNode &it = graph.nodes().at(node);
    const Impact *impact = analysis.impact(node);
    SceneNode made;
    made.node = node;
    made.key = it.key;
    made.title = nodeTitle(it);
    made.subtitle = nodeSubtitle(it, impact);
    made.kind = impact == nullptr ? ImpactKind::Untouched : impact->kind;
    made.isUnowned = impact != nullptr && impact->distance > 0 && made.kind != ImpactKind::Untouched && it.owner.isEmpty();
    for (int before : graph.upstream(node))
        made.hiddenBefore += choice.isShown(before) ? 0 : 1;
    for (int after : graph.downstream(node))
        made.hiddenAfter += choice.isShown(after) ? 0 : 1;
    return made;
}

QRectF boundsOf(const QList<QPointF> &points)
{
    QRectF bounds(points.first(), QSizeF(1, 1));
    for (const QPointF &point : points) {
        bounds.setLeft(std::min(bounds.left(), point.x()));
        bounds.setRight(std::max(bounds.right(), point.x()));
        bounds.setTop(std::min(bounds.top(), point.y() - 1));
        bounds.setBottom(std::max(bounds.bottom(), point.y() + 1));
    }
    return bounds;
}

} // namespace

LineageAnalysisPtr analysePlan(const std::shared_ptr<const LineageGraph> &graph, const Plan &plan)
{
    auto whole = std::make_shared<const LineageGraph>(graphWithPlan(*graph, plan));
    QList<Impact> impacts = impactOfPlan(*whole, plan);
    return analysisOf(std::move(whole), std::move(impacts), plan.metadata.id);
}

Result<LineageAnalysisPtr> analyseNode(const std::shared_ptr<const LineageGraph> &graph, const QString &nodeOrColumn)
{
    SLUICE_TRY(QList<Impact> impacts, impactOfNode(*graph, nodeOrColumn));
    return analysisOf(graph, std::move(impacts), nodeOrColumn);
}

LineageScenePtr buildScene(const LineageAnalysisPtr &analysis, const LineageFilter &filter)
{
    auto result = std::make_shared<LineageScene>();
    const LineageGraph &graph = *analysis->graph;
    SceneChoice choice(*analysis, filter);
    const QList<int> nodes = choice.choose(result->deepest, result->depth);
    result->analysis = analysis;
    result->hidden = graph.size() - int(nodes.size());

    LayoutOptions options;
    options.nodeSize = QSizeF(scene::kNodeWidth, scene::kNodeHeight);
    options.layerGap = 60;
    options.nodeGap = 18;
    for (int node : nodes) {
        SceneNode made = sceneNode(*analysis, node, choice);
        if (filter.open.contains(made.key)) {
            made.columns = shownColumns(graph.nodes().at(node));
            options.heights.insert(node, scene::kNodeHeight + 6 + scene::kColumnHeight * double(made.columns.size()));
        }
        result->byKey.insert(made.key, int(result->nodes.size()));
        result->nodes.append(std::move(made));
    }
    const GraphLayout layout = layeredLayout(graph, nodes, options);
    QHash<int, int> sceneIndex;
    for (int i = 0; i < layout.nodes.size(); ++i) {
        result->nodes[i].box = layout.nodes.at(i).box;
        result->nodes[i].layer = layout.nodes.at(i).layer;
        sceneIndex.insert(layout.nodes.at(i).node, i);
    }
    for (const LayoutEdge &edge : layout.edges) {
        SceneEdge made { sceneIndex.value(edge.from), sceneIndex.value(edge.to), edge.points, boundsOf(edge.points) };
        made.isTurned = edge.isTurned;
        const Impact *source = analysis->impact(edge.from);
        if (source != nullptr && source->kind != ImpactKind::Untouched)
            made.kind = result->nodes.at(made.to).kind;
        result->edges.append(std::move(made));
    }
    // What matters is painted last: over lines that carry nothing.
    std::stable_sort(result->edges.begin(), result->edges.end(), [](const SceneEdge &a, const SceneEdge &b) {
        return (a.kind != ImpactKind::Untouched) < (b.kind != ImpactKind::Untouched);
    });
    result->bounds = layout.bounds;
    return result;
}

} // namespace sluice
