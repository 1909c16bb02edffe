// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/palette_model.h"

#include "ui/models/text.h"

namespace sluice {

using namespace Qt::StringLiterals;

void PaletteModel::setItems(const QList<PaletteItem> &items)
{
    if (items == m_items)
        return;
    // Each keystroke gives another list; nothing in it outlives the query, so a reset is the honest answer.
    beginResetModel();
    m_items = items;
    endResetModel();
}

const PaletteItem *PaletteModel::item(const QModelIndex &index) const
{
    return index.isValid() && index.row() < m_items.size() ? &m_items[index.row()] : nullptr;
}

int PaletteModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_items.size());
}

QVariant PaletteModel::data(const QModelIndex &index, int role) const
{
    const PaletteItem *found = item(index);
    if (!found)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return found->title;
    case Qt::ToolTipRole:
        return plainToolTip(found->blockers.join(u'\n'));
    case Qt::AccessibleTextRole: {
        QStringList parts { found->title, found->detail, found->key };
        parts += found->blockers;
        parts.removeAll(QString());
        return parts.join(u", "_s);
    }
    default:
        return {};
    }
}

} // namespace sluice
