// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme/theme.h"

#include <QStyledItemDelegate>

namespace sluice {

class EventSeriesModel;
struct CorrelatedSeries;

/// Paints a row of the series around an event; the line of each stands over the same time.
class EventSeriesDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    EventSeriesDelegate(const Theme &theme, const EventSeriesModel &model, QObject *parent = nullptr);

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintLine(QPainter &painter, const QRectF &box, const CorrelatedSeries &series) const;

    const Theme &m_theme;
    const EventSeriesModel &m_model;
};

} // namespace sluice
