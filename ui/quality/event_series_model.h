// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/event_correlation.h"

#include <QAbstractTableModel>

namespace sluice {

/// The series around an event as a table, what moved most first. Holds one answer of correlate.
class EventSeriesModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, Around, Before, After, Moved, ColumnCount };
    enum Role { StrongRole = Qt::UserRole + 1 }; ///< it moved by more than noise does

    using QAbstractTableModel::QAbstractTableModel;

    void setSeries(
        const QList<CorrelatedSeries> &series, const EventWindow &window, const QHash<QString, QString> &stageTitles);
    const CorrelatedSeries &series(int row) const { return m_series[row]; }
    const EventWindow &window() const { return m_window; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString name(const CorrelatedSeries &series) const;
    static QString side(const CorrelatedSeries &series, const SideOfEvent &side);
    static QString moved(const SeriesMove &move);
    QString sentence(const CorrelatedSeries &series) const;

    QList<CorrelatedSeries> m_series;
    EventWindow m_window;
    QHash<QString, QString> m_stageTitles; ///< by id
};

} // namespace sluice
