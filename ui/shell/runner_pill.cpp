// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/runner_pill.h"

#include "ui/models/text.h"

#include <QPainter>

namespace sluice {

namespace {

constexpr int kDot = 8;
constexpr int kPadding = 9;
constexpr int kBetween = 7;

QFont pillFont(const Theme &theme)
{
    QFont font = theme.font(FontRole::Small);
    font.setWeight(QFont::DemiBold);
    return font;
}

} // namespace

ColorRole healthRole(Health health)
{
    switch (health) {
    case Health::None:
        return ColorRole::Muted;
    case Health::Good:
        return ColorRole::Good;
    case Health::Watch:
    case Health::Bad:
        return ColorRole::Watch;
    }
    return ColorRole::Muted;
}

RunnerPill::RunnerPill(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void RunnerPill::setRunner(const QString &text, Health health)
{
    m_text = text;
    m_health = health;
    setAccessibleName(tr("Runner: %1").arg(text));
    setToolTip(plainToolTip(text));
    setVisible(!text.isEmpty());
    updateGeometry();
    update();
}

QSize RunnerPill::sizeHint() const
{
    return { QFontMetrics(pillFont(m_theme)).horizontalAdvance(m_text) + kDot + kBetween + 2 * kPadding + 2, 22 };
}

QSize RunnerPill::minimumSizeHint() const
{
    return { qMin(sizeHint().width(), 72), 22 };
}

void RunnerPill::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.setPen(m_theme.color(ColorRole::Border));
    painter.setBrush(m_theme.color(ColorRole::Surface));
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2);
    const bool isRightToLeft = layoutDirection() == Qt::RightToLeft;
    const qreal dotX = isRightToLeft ? width() - kPadding - kDot : kPadding;
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.color(healthRole(m_health)));
    const QRectF dot(dotX, (height() - kDot) / 2.0, kDot, kDot);
    if (m_health == Health::Good)
        painter.drawEllipse(dot);
    else
        m_theme.paintGlyph(&painter, m_health == Health::None ? Glyph::Pending : Glyph::Hazard, dot.adjusted(-2, -2, 2, 2), m_theme.color(healthRole(m_health)));
    painter.setPen(m_theme.color(ColorRole::Text));
    painter.setFont(pillFont(m_theme));
    const int room = width() - 2 * kPadding - kDot - kBetween;
    const int textX = isRightToLeft ? kPadding : kPadding + kDot + kBetween;
    painter.drawText(QRect(textX, 0, room + 1, height()), static_cast<int>(Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine),
        painter.fontMetrics().elidedText(m_text, Qt::ElideRight, room + 1));
}

} // namespace sluice
