// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/lineage/node_card.h"

#include "ui/lineage/impact_look.h"
#include "ui/models/lineage_text.h"
#include "ui/models/text.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/key_value_table.h"
#include "ui/widgets/plain_label.h"

#include <QScrollArea>
#include <QVBoxLayout>

namespace sluice {

using namespace Qt::StringLiterals;

NodeCard::NodeCard(const Theme &theme, QWidget *parent)
    : Card(theme, tr("Why"), parent)
{
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setProperty("frame", u"plain"_s);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setAccessibleName(tr("Reasons"));
    auto *content = new QWidget(scroll);
    setStyleProperty(content, "ground", u"surface"_s);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, metrics::kHalf, 0);
    column->setSpacing(metrics::kGrid);
    m_name = wrappedLabel(theme, {}, FontRole::Strong, ColorRole::Text, content);
    m_change = wrappedLabel(theme, {}, FontRole::Small, ColorRole::Muted, content);
    m_factors = new KeyValueTable(theme, content);
    m_path = wrappedLabel(theme, {}, FontRole::Small, ColorRole::Muted, content);
    m_facts = new KeyValueTable(theme, content);
    m_description = wrappedLabel(theme, {}, FontRole::Small, ColorRole::Muted, content);
    m_impact = new Button(theme, tr("Impact of this node"), ButtonKind::Normal, content);
    connect(m_impact, &Button::clicked, this, [this] { Q_EMIT impactRequested(m_key); });
    for (QWidget *widget : std::initializer_list<QWidget *> { m_name, m_change, m_factors, m_path, m_facts, m_description })
        column->addWidget(widget);
    column->addWidget(m_impact, 0, Qt::AlignLeft);
    column->addStretch(1);
    scroll->setWidget(content);
    body()->addWidget(scroll);
    show({}, -1, false);
}

void NodeCard::show(const LineageAnalysisPtr &analysis, int node, bool isSubject)
{
    const bool hasNode = analysis && node >= 0;
    for (QWidget *widget : std::initializer_list<QWidget *> { m_factors, m_path, m_facts, m_description, m_impact })
        widget->setVisible(hasNode);
    if (!hasNode) {
        setTitle(tr("Why"));
        m_name->setVisible(false);
        m_change->setText(tr("Select a node to read why it is at risk."));
        return;
    }
    const LineageNode &it = analysis->graph->nodes().at(node);
    m_key = it.key;
    m_name->setVisible(true);
    m_name->setText(nodeTitle(it));
    m_impact->setVisible(!isSubject);
    showRisk(*analysis, node);
    showFacts(*analysis, node);
}

void NodeCard::showRisk(const LineageAnalysis &analysis, int node)
{
    const Impact *impact = analysis.impact(node);
    const bool isAtRisk = impact != nullptr && impact->kind != ImpactKind::Untouched;
    m_factors->setVisible(isAtRisk);
    m_path->setVisible(isAtRisk && impact->path.size() > 1);
    if (!isAtRisk) {
        setTitle(tr("Untouched"));
        m_change->setText(impact == nullptr ? tr("No path leads here from what changes.") : singleLine(impact->change));
        return;
    }
    const StateLook look = impactLook(impact->kind);
    setTitle(impact->distance == 0 ? tr("Changed by the plan") : tr("Why %1").arg(riskText(impact->risk)));
    m_change->setText(impact->change.isEmpty() ? look.word : look.word + u": "_s + singleLine(impact->change));
    const QStringList names { tr("Severity"), tr("Reach"), tr("Criticality"), tr("Usage"), tr("Safeguards") };
    QList<KeyValueTable::Row> rows;
    for (qsizetype i = 0; i < std::min(names.size(), impact->reasons.size()); ++i)
        rows.append({ names.at(i), singleLine(impact->reasons.at(i), 120) });
    m_factors->setRows(rows);
    m_path->setText(pathText(*analysis.graph, impact->path));
}

void NodeCard::showFacts(const LineageAnalysis &analysis, int node)
{
    const LineageNode &it = analysis.graph->nodes().at(node);
    QList<KeyValueTable::Row> rows;
    const auto add = [&](const QString &key, const QString &value, bool isFixed = false) {
        if (!value.isEmpty())
            rows.append({ key, singleLine(value, 200), isFixed });
    };
    add(tr("Kind"), it.detail.isEmpty() || it.detail == nodeKindName(it.kind) ? nodeKindName(it.kind) : nodeKindName(it.kind) + u", "_s + it.detail);
    add(tr("Relation"), it.relation, true);
    rows.append({ tr("Owner"), ownerText(it), false, it.owner.isEmpty() ? ColorRole::Watch : ColorRole::Text });
    add(tr("Tests"), QString::number(it.tests));
    add(tr("Columns"), it.columns.isEmpty() ? tr("not known")
            : it.isInCatalogue              ? QString::number(it.columns.size())
                                            : tr("%1 documented").arg(it.columns.size()));
    add(tr("From"), it.origin);
    m_facts->setRows(rows);
    m_description->setText(singleLine(it.description, 400));
    m_description->setVisible(!it.description.isEmpty());
}

} // namespace sluice
