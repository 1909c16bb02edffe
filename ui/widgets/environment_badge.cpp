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

QString wordOf(Environment environment)
{
    switch (environment) {
    case Environment::Prod:
        return u"PROD"_s;
    case Environment::Staging:
        return u"STAGING"_s;
    case Environment::Dev:
        return u"DEV"_s;
    }
    return {};
}

void draw(QPainter *painter, const Theme &theme, Environment environment, const QRect &room)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(room).adjusted(0.5, 0.5, -0.5, -0.5);
    const bool isProd = environment == Environment::Prod;
    const QColor ink = theme.color(environment == Environment::Staging ? ColorRole::Watch : ColorRole::Muted);
    painter->setPen(isProd ? theme.color(ColorRole::Text) : ink);
    painter->setBrush(isProd ? QBrush(theme.color(ColorRole::Text)) : QBrush(Qt::NoBrush));
    painter->drawRoundedRect(box, 4, 4);
    painter->setPen(isProd ? theme.color(ColorRole::Window) : ink);
    painter->setFont(badgeFont(theme));
    painter->drawText(room, static_cast<int>(Qt::AlignCenter), wordOf(environment));
    painter->restore();
}

QSize sizeOf(const Theme &theme, Environment environment)
{
    return { QFontMetrics(badgeFont(theme)).horizontalAdvance(wordOf(environment)) + 18, 22 };
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
    setAccessibleName(tr("Environment %1").arg(wordOf(environment)));
    updateGeometry();
    update();
}

QSize EnvironmentBadge::sizeHint() const
{
    return sizeOf(m_theme, m_environment);
}

void EnvironmentBadge::paint(QPainter *painter, const Theme &theme, Environment environment, const QRect &room, bool isRightToLeft)
{
    QRect box(QPoint(), sizeOf(theme, environment));
    box.moveCenter(room.center());
    if (isRightToLeft)
        box.moveRight(room.right());
    else
        box.moveLeft(room.left());
    draw(painter, theme, environment, box);
}

void EnvironmentBadge::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    draw(&painter, m_theme, m_environment, rect());
}

} // namespace sluice
