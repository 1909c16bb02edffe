// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/lineage_text.h"

#include "ui/models/text.h"

#include <QCoreApplication>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text, int n = -1)
{
    return QCoreApplication::translate("sluice::lineage", text, nullptr, n);
}

QString kindWord(const LineageNode &node)
{
    switch (node.kind) {
    case NodeKind::Source: return tr("source");
    case NodeKind::Table: return tr("table");
    case NodeKind::View: return tr("view");
    case NodeKind::Model: return node.detail.isEmpty() ? tr("model") : singleLine(node.detail, 30);
    case NodeKind::Seed: return tr("seed");
    case NodeKind::Snapshot: return tr("snapshot");
    case NodeKind::Exposure: return node.detail.isEmpty() ? tr("exposure") : singleLine(node.detail, 30);
    case NodeKind::Metric: return tr("metric");
    case NodeKind::Job: return tr("job");
    case NodeKind::Test: return tr("test");
    case NodeKind::Other: return tr("other");
    }
    return {};
}

} // namespace

QString impactWord(ImpactKind kind)
{
    switch (kind) {
    case ImpactKind::Changed: return tr("changed");
    case ImpactKind::Breaks: return tr("breaks");
    case ImpactKind::ChangesValue: return tr("changes value");
    case ImpactKind::SeesNull: return tr("sees NULL");
    case ImpactKind::Unknown: return tr("unknown");
    case ImpactKind::Untouched: return tr("untouched");
    }
    return {};
}

QString riskText(double risk)
{
    if (risk <= 0)
        return u"0"_s;
    const QString text = QString::number(risk, 'f', 2);
    if (text == "0.00"_L1)
        return u"<.01"_s;
    return text.startsWith(u'0') ? text.mid(1) : text;
}

QString ownerText(const LineageNode &node)
{
    return node.owner.isEmpty() ? tr("no owner") : singleLine(node.owner, 80);
}

QString nodeTitle(const LineageNode &node)
{
    return singleLine(node.name.isEmpty() ? node.key : node.name, 120);
}

QString nodeSubtitle(const LineageNode &node, const Impact *impact)
{
    if (impact == nullptr || impact->kind == ImpactKind::Untouched)
        return kindWord(node);
    if (impact->kind == ImpactKind::Changed)
        return impact->change.isEmpty() ? impactWord(impact->kind) : singleLine(impact->change, 80);
    const QString word = impactWord(impact->kind);
    if (node.kind == NodeKind::Exposure || node.kind == NodeKind::Job)
        return word + u" · "_s + ownerText(node);
    return node.owner.isEmpty() ? word + u" · "_s + kindWord(node) : word + u" · "_s + ownerText(node);
}

QString pathText(const LineageGraph &graph, const QList<int> &path)
{
    QStringList names;
    for (int node : path)
        names.append(nodeTitle(graph.nodes().at(node)));
    return names.join(u" → "_s);
}

QString spokenNode(const LineageGraph &graph, int node, const Impact *impact)
{
    const LineageNode &it = graph.nodes().at(node);
    QStringList parts { nodeTitle(it), nodeSubtitle(it, impact) };
    if (impact != nullptr && impact->distance > 0)
        parts.append(tr("risk %1").arg(riskText(impact->risk)));
    parts.append(ownerText(it));
    parts.append(tr("reads %1").arg(graph.upstream(node).size()));
    parts.append(tr("read by %1").arg(graph.downstream(node).size()));
    return parts.join(u", "_s);
}

} // namespace sluice
