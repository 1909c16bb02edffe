// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "lineage/impact_flow.h"

#include <deque>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

int rank(ImpactKind kind)
{
    switch (kind) {
    case ImpactKind::Changed: return 5;
    case ImpactKind::Breaks: return 4;
    case ImpactKind::Unknown: return 3;
    case ImpactKind::SeesNull: return 2;
    case ImpactKind::ChangesValue: return 1;
    case ImpactKind::Untouched: return 0;
    }
    return 0;
}

/// What the readers of a column are told when this happens to it.
ImpactKind kindOf(ChangeEffect effect)
{
    switch (effect) {
    case ChangeEffect::None: return ImpactKind::Untouched;
    case ChangeEffect::AddsColumn: return ImpactKind::ChangesValue;
    case ChangeEffect::AddsNullable: return ImpactKind::SeesNull;
    case ChangeEffect::ChangesColumn: return ImpactKind::ChangesValue;
    case ChangeEffect::ChangesRelation: return ImpactKind::ChangesValue;
    case ChangeEffect::Opaque: return ImpactKind::Unknown;
    case ChangeEffect::RemovesColumn: return ImpactKind::Breaks;
    }
    return ImpactKind::Unknown;
}

QString sentence(const QString &column, ImpactKind kind)
{
    const QString what = column.isEmpty() ? u"it"_s : column;
    switch (kind) {
    case ImpactKind::Breaks: return u"reads %1, which goes away"_s.arg(what);
    case ImpactKind::ChangesValue: return u"reads %1, whose values change"_s.arg(what);
    case ImpactKind::SeesNull: return u"reads %1, which is NULL until filled"_s.arg(what);
    case ImpactKind::Unknown: return u"reads %1, whose change is not known"_s.arg(what);
    case ImpactKind::Changed:
    case ImpactKind::Untouched: break;
    }
    return {};
}

ImpactKind &slotOf(QHash<QString, ImpactKind> &columns, const QString &column)
{
    const QString folded = column.toCaseFolded();
    const auto position = columns.find(folded);
    return position != columns.end() ? position.value() : columns.insert(folded, ImpactKind::Untouched).value();
}

void raise(ImpactKind &into, ImpactKind kind, bool &hasNews)
{
    if (rank(kind) <= rank(into))
        return;
    into = kind;
    hasNews = true;
}

} // namespace

ImpactKind worse(ImpactKind a, ImpactKind b)
{
    return rank(a) >= rank(b) ? a : b;
}

ImpactFlow::ImpactFlow(const LineageGraph &graph)
    : m_graph(graph)
    , m_nodes(size_t(graph.size()))
{
}

void ImpactFlow::start(int node, const QString &column, ChangeEffect effect, const QString &words)
{
    NodeChange &change = m_nodes[size_t(node)];
    if (!change.isStart)
        m_starts.push_back(node);
    change.isStart = change.isReached = true;
    change.kind = ImpactKind::Changed;
    if (!words.isEmpty() && !change.words.contains(words))
        change.words.append(words);
    ImpactKind &slot = column.isEmpty() ? change.whole : slotOf(change.columns, column);
    slot = worse(slot, kindOf(effect));
}

void ImpactFlow::startUnknown(int node, const QString &column)
{
    start(node, column, ChangeEffect::Opaque, column.isEmpty() ? QString() : u"column %1"_s.arg(column));
}

void ImpactFlow::affect(int node, const QString &column, ImpactKind kind, const QString &words, bool &hasNews)
{
    NodeChange &change = m_nodes[size_t(node)];
    if (kind == ImpactKind::Untouched)
        return;
    if (!change.isStart) {
        raise(change.kind, kind, hasNews);
        if (!words.isEmpty() && change.words.size() < 4 && !change.words.contains(words))
            change.words.append(words);
    }
    if (!column.isEmpty()) {
        raise(slotOf(change.columns, column), kind, hasNews);
    } else { // it reads the column; which of its own columns carry it on is not recorded
        raise(change.whole, ImpactKind::Unknown, hasNews);
    }
}

bool ImpactFlow::transfer(int from, int to)
{
    bool hasNews = !m_nodes[size_t(to)].isReached;
    m_nodes[size_t(to)].isReached = true;
    const NodeChange source = m_nodes[size_t(from)];
    const std::span<const LineageEdge> edges = m_graph.edgesBetween(from, to);
    const bool knowsColumns = std::any_of(edges.begin(), edges.end(), [](const LineageEdge &edge) { return !edge.fromColumn.isEmpty(); })
        && std::none_of(edges.begin(), edges.end(),
            [](const LineageEdge &edge) { return edge.basis == EdgeBasis::Catalogue && edge.fromColumn.isEmpty(); });
    if (!knowsColumns) {
        ImpactKind any = source.whole;
        for (ImpactKind kind : source.columns)
            any = worse(any, kind);
        if (any != ImpactKind::Untouched)
            affect(to, {}, ImpactKind::Unknown, {}, hasNews);
        return hasNews;
    }
    for (const LineageEdge &edge : edges) {
        if (edge.fromColumn.isEmpty())
            continue;
        const ImpactKind column = source.columns.value(edge.fromColumn.toCaseFolded(), ImpactKind::Untouched);
        const ImpactKind kind = worse(column, source.whole);
        affect(to, edge.toColumn, kind, sentence(edge.fromColumn, kind), hasNews);
    }
    return hasNews;
}

void ImpactFlow::run()
{
    std::deque<int> queue(m_starts.begin(), m_starts.end());
    std::vector<bool> isQueued(m_nodes.size(), false);
    for (int start : m_starts)
        isQueued[size_t(start)] = true;
    while (!queue.empty()) {
        const int node = queue.front();
        queue.pop_front();
        isQueued[size_t(node)] = false;
        for (int next : m_graph.downstream(node)) {
            if (transfer(node, next) && !isQueued[size_t(next)]) {
                isQueued[size_t(next)] = true;
                queue.push_back(next);
            }
        }
    }
}

} // namespace sluice
