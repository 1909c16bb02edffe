// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "lineage/lineage_graph.h"

#include "lineage/lineage_closure.h"
#include "lineage/relation_identity.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr int kAmbiguous = -2;
constexpr QChar kFoldedMark = u'\x1'; ///< keeps folded spellings apart from exact ones; no name holds it

/// The value under a key, put there first when the key is new.
int &slotOf(QHash<QString, int> &index, const QString &key, int fresh)
{
    const auto position = index.find(key);
    return position != index.end() ? position.value() : index.insert(key, fresh).value();
}

void noteFolded(QHash<QString, int> &index, const QString &text, int node)
{
    if (text.isEmpty())
        return;
    int &slot = slotOf(index, text.toCaseFolded(), node);
    if (slot != node)
        slot = kAmbiguous;
}

QList<int> distances(const LineageGraph &graph, const QList<int> &starts, LineageClosure::Direction direction)
{
    LineageClosure closure(graph);
    QList<int> result(graph.size(), -1);
    for (int node : closure.reach(starts, direction))
        result[node] = closure.distance(node);
    return result;
}

/// Number of single-character edits between two short texts, cut off at limit.
int editDistance(const QString &a, const QString &b, int limit)
{
    if (std::abs(a.size() - b.size()) > limit)
        return limit + 1;
    std::vector<int> row(size_t(b.size()) + 1);
    for (size_t j = 0; j < row.size(); ++j)
        row[j] = int(j);
    for (qsizetype i = 0; i < a.size(); ++i) {
        int diagonal = row[0];
        row[0] = int(i) + 1;
        for (size_t j = 1; j < row.size(); ++j) {
            const int substituted = diagonal + (a[i] == b[qsizetype(j) - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({ substituted, row[j] + 1, row[j - 1] + 1 });
        }
    }
    return row.back();
}

} // namespace

QString nodeKindName(NodeKind kind)
{
    switch (kind) {
    case NodeKind::Source: return u"source"_s;
    case NodeKind::Table: return u"table"_s;
    case NodeKind::View: return u"view"_s;
    case NodeKind::Model: return u"model"_s;
    case NodeKind::Seed: return u"seed"_s;
    case NodeKind::Snapshot: return u"snapshot"_s;
    case NodeKind::Exposure: return u"exposure"_s;
    case NodeKind::Metric: return u"metric"_s;
    case NodeKind::Job: return u"job"_s;
    case NodeKind::Test: return u"test"_s;
    case NodeKind::Other: return u"other"_s;
    }
    return {};
}

LineageGraph::LineageGraph(QList<LineageNode> nodes, QList<LineageEdge> edges, QStringList problems)
    : m_nodes(std::move(nodes))
    , m_edges(std::move(edges))
    , m_problems(std::move(problems))
{
    buildAdjacency();
    buildIndex();
}

void LineageGraph::buildAdjacency()
{
    const int count = size();
    qsizetype outside = 0;
    m_edges.removeIf([&](const LineageEdge &edge) {
        const bool isOutside = edge.from < 0 || edge.to < 0 || edge.from >= count || edge.to >= count;
        outside += isOutside ? 1 : 0;
        return isOutside || edge.from == edge.to;
    });
    if (outside > 0)
        m_problems.append(u"%1 edges end at no node and are left out"_s.arg(outside));
    const auto sameEnds = [](const LineageEdge &a, const LineageEdge &b) {
        return a.from == b.from && a.to == b.to && a.basis == b.basis && a.fromColumn == b.fromColumn && a.toColumn == b.toColumn;
    };
    std::stable_sort(m_edges.begin(), m_edges.end(), [](const LineageEdge &a, const LineageEdge &b) {
        return std::tie(a.from, a.to, a.basis, a.fromColumn, a.toColumn) < std::tie(b.from, b.to, b.basis, b.fromColumn, b.toColumn);
    });
    m_edges.erase(std::unique(m_edges.begin(), m_edges.end(), sameEnds), m_edges.end());

    const auto slots = size_t(count) + 1;
    m_downOffsets.assign(slots, 0);
    m_upOffsets.assign(slots, 0);
    m_downTargets.clear();
    m_downEdges.clear();
    const QList<LineageEdge> &all = m_edges;
    for (int e = 0; e < all.size(); ++e) {
        const LineageEdge &edge = all[e];
        if (e > 0 && all[e - 1].from == edge.from && all[e - 1].to == edge.to)
            continue;
        m_downTargets.push_back(edge.to);
        m_downEdges.push_back(e);
        ++m_downOffsets[size_t(edge.from) + 1];
        ++m_upOffsets[size_t(edge.to) + 1];
    }
    m_downEdges.push_back(int(all.size()));
    std::partial_sum(m_downOffsets.begin(), m_downOffsets.end(), m_downOffsets.begin());
    std::partial_sum(m_upOffsets.begin(), m_upOffsets.end(), m_upOffsets.begin());
    m_upTargets.assign(m_downTargets.size(), 0);
    std::vector<int> next = m_upOffsets;
    for (int from = 0; from < count; ++from) {
        for (int to : downstream(from))
            m_upTargets[size_t(next[size_t(to)]++)] = from;
    }
}

void LineageGraph::buildIndex()
{
    m_byKey.reserve(m_nodes.size() * 2);
    for (int node = 0; node < size(); ++node) {
        const LineageNode &it = m_nodes.at(node);
        if (slotOf(m_byKey, it.key, node) != node)
            m_problems.append(u"two nodes are called '%1'"_s.arg(it.key));
    }
    const auto noteRelation = [this](const QString &identity, int node) {
        int &slot = slotOf(m_byRelation, identity, node);
        if (slot != node)
            slot = kAmbiguous;
    };
    for (int node = 0; node < size(); ++node) {
        const LineageNode &it = m_nodes.at(node);
        if (!it.id.isEmpty())
            slotOf(m_byKey, it.id, node);
        noteFolded(m_byFolded, it.key, node);
        noteFolded(m_byFolded, it.id, node);
        noteFolded(m_byFolded, it.name, node);
        if (it.relation.isEmpty())
            continue;
        noteFolded(m_byFolded, it.relation, node);
        noteFolded(m_byFolded, it.relation.section(u'.', -1), node);
        noteRelation(it.relation, node);
        if (caseRuleOf(it.platform) == CaseRule::Insensitive)
            noteRelation(kFoldedMark + it.relation.toCaseFolded(), node);
    }
}

int LineageGraph::indexOf(const QString &key) const
{
    const int byKey = m_byKey.value(key, -1);
    return byKey >= 0 ? byKey : std::max(-1, m_byRelation.value(key, -1));
}

int LineageGraph::indexOf(const RelationName &relation) const
{
    QStringList spellings { relation.text() };
    if (relation.schema.isEmpty()) {
        for (const QString &schema : defaultSchemas())
            spellings.append(RelationName { schema, relation.name }.text());
    } else if (defaultSchemas().contains(relation.schema)) {
        spellings.append(RelationName { {}, relation.name }.text());
    }
    for (const QString &spelling : std::as_const(spellings)) {
        if (const int exact = m_byRelation.value(spelling, -1); exact != -1)
            return std::max(-1, exact);
        if (const int folded = m_byRelation.value(kFoldedMark + spelling.toCaseFolded(), -1); folded != -1)
            return std::max(-1, folded);
    }
    return -1;
}

Result<int> LineageGraph::find(const QString &text) const
{
    if (const int exact = indexOf(text); exact >= 0)
        return exact;
    const QString folded = text.trimmed().toCaseFolded();
    const int found = m_byFolded.value(folded, -1);
    if (found >= 0)
        return found;
    if (found == kAmbiguous) {
        QStringList keys;
        for (const LineageNode &node : m_nodes) {
            const QStringList spellings { node.key, node.id, node.name, node.relation, node.relation.section(u'.', -1) };
            if (spellings.contains(folded, Qt::CaseInsensitive))
                keys.append(node.key);
        }
        return fail(ErrorCode::Usage, u"'%1' may be any of %2 nodes"_s.arg(text).arg(keys.size()), {},
            u"name one of: %1"_s.arg(keys.mid(0, 8).join(u", "_s)));
    }
    const QStringList close = nearest(folded);
    return fail(ErrorCode::NotFound, u"nothing in the lineage is called '%1'"_s.arg(text), {},
        close.isEmpty() ? u"load a manifest with 'sluice lineage load FILE', or check the connection"_s
                        : u"did you mean %1?"_s.arg(close.join(u" or "_s)));
}

QStringList LineageGraph::nearest(const QString &text) const
{
    std::multimap<int, QString> ranked;
    QStringList contained;
    const int limit = std::max(2, int(text.size()) / 4);
    for (const LineageNode &node : m_nodes) {
        int best = limit + 1;
        for (const QString &spelling : { node.key, node.name, node.relation.section(u'.', -1) })
            best = std::min(best, editDistance(text, spelling.toCaseFolded(), limit));
        if (best <= limit)
            ranked.emplace(best, node.key);
    }
    // Nothing is one slip away: then what the text is a part of.
    for (int node = 0; ranked.empty() && text.size() >= 3 && node < size(); ++node) {
        const LineageNode &it = m_nodes.at(node);
        if (it.key.contains(text, Qt::CaseInsensitive) || it.name.contains(text, Qt::CaseInsensitive))
            contained.append(it.key);
    }
    QStringList result = contained.mid(0, 3);
    for (auto it = ranked.cbegin(); it != ranked.cend() && result.size() < 3; ++it)
        result.append(it->second);
    return result;
}

std::span<const int> LineageGraph::downstream(int node) const
{
    const int *targets = m_downTargets.data();
    return { targets + m_downOffsets[size_t(node)], targets + m_downOffsets[size_t(node) + 1] };
}

std::span<const int> LineageGraph::upstream(int node) const
{
    const int *targets = m_upTargets.data();
    return { targets + m_upOffsets[size_t(node)], targets + m_upOffsets[size_t(node) + 1] };
}

std::span<const LineageEdge> LineageGraph::edgesBetween(int from, int to) const
{
    const std::span<const int> targets = downstream(from);
    const auto position = std::lower_bound(targets.begin(), targets.end(), to);
    if (position == targets.end() || *position != to)
        return {};
    const auto slot = size_t(m_downOffsets[size_t(from)] + (position - targets.begin()));
    return { m_edges.constData() + m_downEdges[slot], m_edges.constData() + m_downEdges[slot + 1] };
}

QList<int> LineageGraph::downstreamDistances(const QList<int> &starts) const
{
    return distances(*this, starts, LineageClosure::Direction::Downstream);
}

QList<int> LineageGraph::upstreamDistances(const QList<int> &starts) const
{
    return distances(*this, starts, LineageClosure::Direction::Upstream);
}

} // namespace sluice
