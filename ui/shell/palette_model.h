// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme/glyph.h"

#include <QAbstractListModel>

#include <optional>

namespace sluice {

/// One line of the palette.
struct PaletteItem {
    enum class Kind { Action, Rollout, Page, LogEntry };
    Kind kind = Kind::Action;
    QString id; ///< action id, plan id, page id, ledger number
    QString title;
    QString detail; ///< group, state, who and when
    QString key; ///< "Ctrl+K"
    std::optional<Glyph> glyph;
    QStringList blockers; ///< not empty: shown, cannot be run
    QList<int> matched; ///< positions in title
    int score = 0;
    friend bool operator==(const PaletteItem &, const PaletteItem &) = default;
};

class PaletteModel : public QAbstractListModel
{
    Q_OBJECT

public:
    using QAbstractListModel::QAbstractListModel;
    void setItems(const QList<PaletteItem> &items);
    const PaletteItem *item(const QModelIndex &index) const;
    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    QList<PaletteItem> m_items;
};

} // namespace sluice
