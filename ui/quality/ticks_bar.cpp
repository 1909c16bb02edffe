// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/quality/ticks_bar.h"

#include <QPainter>

namespace sluice {

namespace {

constexpr int kTicks = 3;
constexpr qreal kHeight = 5;
constexpr qreal kBetween = 2;

} // namespace

TicksBar::TicksBar(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setMaximumWidth(120);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void TicksBar::setTicks(int over, int looked)
{
    if (over == m_over && looked == m_looked)
        return;
    m_over = over;
    m_looked = looked;
    update();
}

void TicksBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const qreal width = (this->width() - kBetween * (kTicks - 1)) / kTicks;
    const QColor beyond = m_theme.color(m_over >= kTicks ? ColorRole::Breach : ColorRole::Watch);
    for (int i = 0; i < kTicks; ++i) {
        const int shown = layoutDirection() == Qt::RightToLeft ? kTicks - 1 - i : i;
        const QRectF box(shown * (width + kBetween), (height() - kHeight) / 2, width, kHeight);
        painter.setBrush(i < m_over ? beyond : m_theme.color(i < m_looked ? ColorRole::Border : ColorRole::Grid));
        painter.drawRoundedRect(box, kHeight / 2, kHeight / 2);
    }
}

} // namespace sluice
