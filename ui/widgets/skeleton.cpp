// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/skeleton.h"

#include <QPainter>

#include <cmath>

namespace sluice {

namespace {

constexpr int kFrameMs = 100;
constexpr int kQuietFrames = 2;

} // namespace

Skeleton::Skeleton(const Theme &theme, int rows, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_rows(rows)
{
    setAccessibleName(tr("Loading"));
    m_timer.setInterval(kFrameMs);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        ++m_frame;
        update();
    });
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Skeleton::showEvent(QShowEvent *event)
{
    m_frame = 0;
    m_timer.start();
    QWidget::showEvent(event);
}

void Skeleton::hideEvent(QHideEvent *event)
{
    m_timer.stop();
    QWidget::hideEvent(event);
}

void Skeleton::paintEvent(QPaintEvent *)
{
    if (m_frame < kQuietFrames)
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    for (int row = 0; row < m_rows; ++row) {
        const double breath = 0.5 + 0.5 * std::sin((m_frame - row * 2) * 0.35);
        painter.setBrush(mixed(m_theme.color(ColorRole::Grid), m_theme.color(ColorRole::Border), breath * 0.6));
        const int y = metrics::kPage + row * (metrics::kRow + metrics::kGrid);
        const int shortened = (row * 37) % 23;
        painter.drawRoundedRect(QRectF(metrics::kPage, y, (width() - 2 * metrics::kPage) * 0.22, 12), 4, 4);
        painter.drawRoundedRect(
            QRectF(metrics::kPage + width() * 0.28, y, (width() - 2 * metrics::kPage) * (0.5 - shortened * 0.01), 12), 4, 4);
    }
}

} // namespace sluice
