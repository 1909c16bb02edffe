// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/replay_table_model.h"

#include "ui/models/text.h"

namespace sluice {

using namespace Qt::StringLiterals;

void ReplayTableModel::setRows(const QList<ReplayRow> &rows)
{
    if (rows == m_rows)
        return;
    beginResetModel();
    m_rows = rows;
    endResetModel();
}

const ReplayRow *ReplayTableModel::row(const QModelIndex &index) const
{
    return index.isValid() && index.row() < m_rows.size() ? &m_rows[index.row()] : nullptr;
}

int ReplayTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ReplayTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(ColumnCount);
}

QString ReplayTableModel::text(const ReplayRow &row, int column)
{
    switch (column) {
    case Query:
        return row.name;
    case Legacy:
        return row.legacy;
    case Candidate:
        return row.candidate;
    case Factor:
        return row.factor;
    case VerdictColumn:
        return row.verdict;
    case Losses:
        return row.losses;
    default:
        return {};
    }
}

QVariant ReplayTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const ReplayRow &row = m_rows[index.row()];
    const bool isNumber = index.column() == Legacy || index.column() == Candidate || index.column() == Factor;
    switch (role) {
    case Qt::DisplayRole:
        return text(row, index.column());
    case Qt::AccessibleTextRole:
        return index.column() == Query ? QVariant(tr("%1, %2").arg(row.name, row.verdict))
                                       : QVariant(text(row, index.column()));
    case Qt::ToolTipRole:
        return plainToolTip(index.column() == Query ? singleLine(row.sql.simplified(), 600) : row.details.join(u'\n'));
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter | (isNumber ? Qt::AlignRight : Qt::AlignLeft));
    case ToneRole:
        return static_cast<int>(row.tone);
    default:
        return {};
    }
}

QVariant ReplayTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(
            Qt::AlignVCenter | (section >= Legacy && section <= Factor ? Qt::AlignRight : Qt::AlignLeft));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Query:
        return tr("Query");
    case Legacy:
        return tr("Legacy");
    case Candidate:
        return tr("Candidate");
    case Factor:
        return tr("Factor");
    case VerdictColumn:
        return tr("Verdict");
    case Losses:
        return tr("Its plan loses");
    default:
        return {};
    }
}

} // namespace sluice
