// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/environment_badge.h"

#include <QPainter>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QFont badgeFont(const Theme &theme)
{
    QFont font = theme.font(FontRole::Tiny);
    font.setWeight(QFont::DemiBold);
    return font;
}

} // namespace

EnvironmentBadge::EnvironmentBadge(const Theme &theme, Environment environment, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_environment(environment)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    setEnvironment(environment);
}

void EnvironmentBadge::setEnvironment(Environment environment)
{
    m_environment = environment;
    setAccessibleName(tr("Environment %1").arg(word()));
    updateGeometry();
    update();
}

QString EnvironmentBadge::word() const
{
    switch (m_environment) {
    case Environment::Prod:
        return u"PROD"_s;
    case Environment::Staging:
        return u"STAGING"_s;
    case Environment::Dev:
        return u"DEV"_s;
    }
    return {};
}

QSize EnvironmentBadge::sizeHint() const
{
    return { QFontMetrics(badgeFont(m_theme)).horizontalAdvance(word()) + 18, 22 };
}

void EnvironmentBadge::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    const bool isProd = m_environment == Environment::Prod;
    const QColor ink = m_theme.color(m_environment == Environment::Staging ? ColorRole::Watch : ColorRole::Muted);
    painter.setPen(isProd ? m_theme.color(ColorRole::Text) : ink);
    painter.setBrush(isProd ? QBrush(m_theme.color(ColorRole::Text)) : QBrush(Qt::NoBrush));
    painter.drawRoundedRect(box, 4, 4);
    painter.setPen(isProd ? m_theme.color(ColorRole::Window) : ink);
    painter.setFont(badgeFont(m_theme));
    painter.drawText(rect(), static_cast<int>(Qt::AlignCenter), word());
}

} // namespace sluice
