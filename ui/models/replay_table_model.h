// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/replay_view.h"

#include <QAbstractTableModel>

namespace sluice {

/// The queries of one replay. Colours and signs are the delegate's.
class ReplayTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Query, Legacy, Candidate, Factor, VerdictColumn, Losses, ColumnCount };
    enum Role { ToneRole = Qt::UserRole + 1 };

    using QAbstractTableModel::QAbstractTableModel;

    void setRows(const QList<ReplayRow> &rows);
    const ReplayRow *row(const QModelIndex &index) const; ///< nullptr: none

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    static QString text(const ReplayRow &row, int column);
    QList<ReplayRow> m_rows;
};

} // namespace sluice
