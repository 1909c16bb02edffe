// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/timeline/timeline_header.h"

#include "ui/models/timeline_model.h"
#include "ui/timeline/timeline_window.h"

#include <QPainter>
#include <QStyle>

namespace sluice {

namespace {

constexpr int kHeight = 34;
constexpr int kBadgeHeight = 14;

} // namespace

TimelineHeader::TimelineHeader(const Theme &theme, TimelineWindow &window, QWidget *parent)
    : QHeaderView(Qt::Horizontal, parent)
    , m_theme(theme)
    , m_window(window)
{
    setSectionsMovable(false);
    setSectionsClickable(false);
    setHighlightSections(false);
    setMinimumSectionSize(120);
    connect(&window, &TimelineWindow::changed, viewport(), qOverload<>(&QWidget::update));
    connect(&theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

QSize TimelineHeader::sizeHint() const
{
    return { 100, kHeight };
}

void TimelineHeader::paintSection(QPainter *painter, const QRect &rect, int section) const
{
    painter->save();
    painter->fillRect(rect, m_theme.color(ColorRole::Surface));
    if (section == TimelineModel::ChartColumn) {
        paintAxis(painter, rect);
    } else {
        painter->setFont(m_theme.font(FontRole::Tiny));
        painter->setPen(m_theme.color(ColorRole::Muted));
        painter->drawText(rect.adjusted(12, 0, -10, -8), static_cast<int>(QStyle::visualAlignment(layoutDirection(), Qt::AlignTrailing) | Qt::AlignVCenter | Qt::TextSingleLine),
            utcOffsetText(m_window.now()));
    }
    painter->restore();
}

void TimelineHeader::paintAxis(QPainter *painter, const QRect &rect) const
{
    painter->setClipRect(rect);
    painter->setFont(m_theme.font(FontRole::Tiny));
    const QFontMetrics metrics = painter->fontMetrics();
    const QList<AxisTick> ticks = m_window.scale().ticks(rect.width());
    for (qsizetype i = 0; i < ticks.size(); ++i) {
        const AxisTick &tick = ticks[i];
        int x = rect.left() + static_cast<int>(tick.x);
        if (tick.x < 0) {
            // The moment before the view begins names the first stretch, where its word has room.
            const double next = i + 1 < ticks.size() ? ticks[i + 1].x : rect.width();
            if (next < metrics.horizontalAdvance(tick.label) + 12)
                continue;
            x = rect.left();
        }
        if (x + 4 + metrics.horizontalAdvance(tick.label) > rect.right())
            continue; // half a time is no time
        painter->setPen(m_theme.color(tick.isMajor ? ColorRole::Text : ColorRole::Muted));
        painter->drawText(QRect(x + 4, rect.top(), metrics.horizontalAdvance(tick.label) + 4, rect.height() - 8),
            static_cast<int>(Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine), tick.label);
    }
    const double now = m_window.scale().x(m_window.now());
    if (now < 0 || now > rect.width())
        return;
    const QString word = tr("now");
    const int width = metrics.horizontalAdvance(word) + 12;
    const int left = qBound(rect.left(), rect.left() + static_cast<int>(now) - width / 2, rect.right() - width + 1);
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(m_theme.fill(ColorRole::Accent));
    const QRect badge(left, rect.bottom() - kBadgeHeight + 1, width, kBadgeHeight);
    painter->drawRoundedRect(badge, 3, 3);
    painter->setPen(m_theme.onFill(ColorRole::Accent));
    painter->drawText(badge, static_cast<int>(Qt::AlignCenter | Qt::TextSingleLine), word);
}

} // namespace sluice
