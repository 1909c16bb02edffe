// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/timeline/edge_pointer.h"

#include <QStyledItemDelegate>

namespace sluice {

class TimelineModel;
class TimelineWindow;

/// Draws the rows of the timeline: names in the first column, the chart in the second.
class TimelineDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    TimelineDelegate(const Theme &theme, const TimelineModel &model, const TimelineWindow &window, QObject *parent = nullptr);
    void setSelected(const QString &plan, const QString &stage);
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    /// What the pointer is on, as plain lines; empty: nothing to say.
    QString toolTipAt(const QModelIndex &index, const QRect &row, QPoint position) const;
    /// Nothing of the row can be seen, and words at its edge say where it is.
    bool isElsewhere(const QModelIndex &index, const QRect &row) const;
    bool pointsElsewhere(const QModelIndex &index, const QRect &row, QPoint position) const; ///< on those words
    /// The stage whose bar is there on a plan row; empty: none.
    QString stageAt(const QModelIndex &index, const QRect &row, QPoint position) const;

private:
    QList<EdgePointer> pointersOf(const QModelIndex &index, const QRect &row) const;
    void paintName(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;
    const Theme &m_theme;
    const TimelineModel &m_model;
    const TimelineWindow &m_window;
    QString m_plan;
    QString m_stage;
};

} // namespace sluice
