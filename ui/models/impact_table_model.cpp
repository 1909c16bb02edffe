// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/impact_table_model.h"

#include "ui/models/lineage_text.h"
#include "ui/models/text.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

void ImpactTableModel::setAnalysis(LineageAnalysisPtr analysis, const std::optional<QString> &owner)
{
    QList<Row> rows;
    for (const Impact &impact : analysis ? analysis->impacts : QList<Impact>()) {
        const LineageNode &node = analysis->graph->nodes().at(impact.node);
        if (impact.distance == 0 || impact.kind == ImpactKind::Untouched || (owner && node.owner != *owner))
            continue;
        rows.append({ node.key, nodeTitle(node), ownerText(node), impact.kind, impact.risk, impact.distance, node.owner.isEmpty(),
            plainToolTip(nodeTitle(node) + u" · "_s + singleLine(impact.why)) });
    }
    const auto sameKey = [](const Row &a, const Row &b) { return a.key == b.key; };
    if (!std::equal(rows.cbegin(), rows.cend(), m_rows.cbegin(), m_rows.cend(), sameKey)) {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
        return;
    }
    for (int row = 0; row < int(rows.size()); ++row) {
        if (m_rows.at(row) == rows.at(row))
            continue;
        m_rows[row] = rows.at(row);
        Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
    }
}

int ImpactTableModel::rowOf(const QString &key) const
{
    const auto it = std::find_if(m_rows.cbegin(), m_rows.cend(), [&](const Row &row) { return row.key == key; });
    return it == m_rows.cend() ? -1 : int(it - m_rows.cbegin());
}

QString ImpactTableModel::keyAt(int row) const
{
    return row >= 0 && row < m_rows.size() ? m_rows.at(row).key : QString();
}

int ImpactTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int ImpactTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant ImpactTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == Name ? row.name : index.column() == Risk ? riskText(row.risk) : row.owner;
    case Qt::ToolTipRole: return row.toolTip;
    case Qt::AccessibleTextRole:
        return index.column() == Name ? tr("%1, %2").arg(row.name, impactWord(row.kind))
            : index.column() == Risk  ? tr("risk %1").arg(riskText(row.risk))
                                      : row.owner;
    case Qt::TextAlignmentRole: return QVariant::fromValue(Qt::AlignVCenter | (index.column() == Risk ? Qt::AlignRight : Qt::AlignLeft));
    case KeyRole: return row.key;
    case KindRole: return int(row.kind);
    case RiskRole: return row.risk;
    case UnownedRole: return row.isUnowned;
    case DistanceRole: return row.distance;
    default: return {};
    }
}

QVariant ImpactTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name: return tr("Consumer");
    case Risk: return tr("Risk");
    case Owner: return tr("Owner");
    default: return {};
    }
}

} // namespace sluice
