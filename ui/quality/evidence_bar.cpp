// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/quality/evidence_bar.h"

#include <QPainter>

#include <algorithm>

namespace sluice {

namespace {

constexpr qreal kHeight = 5;
constexpr double kWatch = 0.5;

} // namespace

ColorRole evidenceRole(double share)
{
    return share >= 1 ? ColorRole::Breach : share >= kWatch ? ColorRole::Watch : ColorRole::Good;
}

EvidenceBar::EvidenceBar(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setMaximumWidth(120);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void EvidenceBar::setEvidence(double share)
{
    const double shown = std::clamp(share, 0.0, 1.0);
    if (qFuzzyCompare(shown + 1, m_share + 1))
        return;
    m_share = shown;
    update();
}

void EvidenceBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    QRectF track(0, (height() - kHeight) / 2, width(), kHeight);
    painter.setBrush(m_theme.color(ColorRole::Grid));
    painter.drawRoundedRect(track, kHeight / 2, kHeight / 2);
    if (m_share <= 0)
        return;
    const qreal length = std::max(kHeight, m_share * track.width()); // a little shows as a dot
    QRectF filled = track;
    if (layoutDirection() == Qt::RightToLeft)
        filled.setLeft(track.right() - length);
    else
        filled.setWidth(length);
    painter.setBrush(m_theme.color(evidenceRole(m_share)));
    painter.drawRoundedRect(filled, kHeight / 2, kHeight / 2);
}

} // namespace sluice
