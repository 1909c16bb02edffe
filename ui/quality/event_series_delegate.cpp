// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/quality/event_series_delegate.h"

#include "ui/quality/event_series_model.h"
#include "ui/widgets/row_ground.h"

#include <QPainter>

#include <cmath>

namespace sluice {

namespace {

constexpr int kPadding = 8;
constexpr int kHeight = 44;

} // namespace

EventSeriesDelegate::EventSeriesDelegate(const Theme &theme, const EventSeriesModel &model, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
    , m_model(model)
{
}

QSize EventSeriesDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const { return { 80, kHeight }; }

void EventSeriesDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    const QRect box = option.rect;
    paintRowGround(*painter, m_theme, option);
    const QRect inner = box.adjusted(kPadding, 0, -kPadding, 0);
    if (index.column() == EventSeriesModel::Around) {
        painter->setClipRect(box);
        paintLine(*painter, QRectF(inner).adjusted(0, 4, 0, -5), m_model.series(index.row()));
        painter->restore();
        return;
    }
    const bool isName = index.column() == EventSeriesModel::Name;
    const bool isLoud = index.column() == EventSeriesModel::Moved && index.data(EventSeriesModel::StrongRole).toBool();
    const QFont font = m_theme.font(isName ? FontRole::Body : FontRole::Mono);
    painter->setFont(font);
    painter->setPen(m_theme.color(isLoud ? ColorRole::Watch : isName ? ColorRole::Text : ColorRole::Muted));
    const Qt::Alignment alignment = QStyle::visualAlignment(option.direction, isName ? Qt::AlignLeft : Qt::AlignRight);
    painter->drawText(inner, int(alignment | Qt::AlignVCenter) | Qt::TextSingleLine,
        QFontMetrics(font).elidedText(index.data(Qt::DisplayRole).toString(), Qt::ElideRight, inner.width()));
    painter->restore();
}

void EventSeriesDelegate::paintLine(QPainter &painter, const QRectF &box, const CorrelatedSeries &series) const
{
    const EventWindow window = m_model.window();
    const MetricView view = series.samples.view(window.from(), window.to(), std::max(1, static_cast<int>(box.width())));
    const auto xOf = [&](double time) {
        return box.left()
            + (time - static_cast<double>(window.from())) / static_cast<double>(2 * window.reach) * box.width();
    };
    const double span = view.maximum > view.minimum ? view.maximum - view.minimum : 1;
    const double foot = view.maximum > view.minimum ? box.bottom() : box.center().y();
    const auto yOf = [&](double value) { return foot - (value - view.minimum) / span * box.height(); };
    for (const MetricGap &gap : view.gaps)
        painter.fillRect(QRectF(xOf(static_cast<double>(gap.from)), box.top(),
                             xOf(static_cast<double>(gap.to)) - xOf(static_cast<double>(gap.from)), box.height()),
            m_theme.tint(ColorRole::Watch, 0.16));
    const double event = std::round(xOf(static_cast<double>(window.at)));
    painter.fillRect(QRectF(event, box.top() - 4, 1, box.height() + 9), m_theme.color(ColorRole::Muted));
    if (series.move.before.n > 0)
        painter.fillRect(QRectF(box.left(), std::round(yOf(series.move.before.median)), event - box.left(), 1),
            m_theme.tint(ColorRole::Text, 0.35));
    if (series.move.after.n > 0)
        painter.fillRect(QRectF(event, std::round(yOf(series.move.after.median)), box.right() - event, 1),
            m_theme.tint(ColorRole::Text, 0.35));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_theme.color(ColorRole::Accent), 1));
    for (QList<QPointF> line : view.lines) {
        for (QPointF &point : line)
            point = { xOf(point.x()), yOf(point.y()) };
        painter.drawPolyline(line.constData(), static_cast<int>(line.size()));
    }
}

} // namespace sluice
