// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/alarm_banner.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/glyph_label.h"
#include "ui/widgets/plain_label.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QMouseEvent>
#include <QPainter>

namespace sluice {

AlarmBanner::AlarmBanner(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_glyph(new GlyphLabel(theme, Glyph::Breach, ColorRole::Breach, 14, this))
    , m_word(new PlainLabel(theme, {}, FontRole::Strong, ColorRole::Breach, this))
    , m_sentence(new ElidedLabel(theme, {}, FontRole::Body, ColorRole::Text, this))
    , m_others(new PlainLabel(theme, {}, FontRole::Small, ColorRole::Muted, this))
    , m_show(new Button(theme, tr("Show checks"), ButtonKind::Normal, this))
    , m_judge(new Button(theme, tr("Judge…"), ButtonKind::Normal, this))
    , m_hold(new Button(theme, tr("Hold"), ButtonKind::Normal, this))
    , m_rollBack(new Button(theme, tr("Roll back…"), ButtonKind::Danger, this))
{
    setFixedHeight(40);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(metrics::kPage, 4, metrics::kPage, 5);
    layout->setSpacing(metrics::kGrid);
    layout->addWidget(m_glyph);
    layout->addWidget(m_word);
    layout->addSpacing(metrics::kHalf);
    layout->addWidget(m_sentence, 1);
    layout->addWidget(m_others);
    layout->addWidget(m_show);
    layout->addWidget(m_judge);
    layout->addWidget(m_hold);
    layout->addWidget(m_rollBack);
    connect(m_show, &Button::clicked, this, [this] { Q_EMIT subjectActivated(m_state.planId); });
    connect(m_judge, &Button::clicked, this, [this] { Q_EMIT judgementRequested(m_state.planId); });
    connect(m_hold, &Button::clicked, this, [this] { Q_EMIT holdRequested(m_state.run); });
    connect(m_rollBack, &Button::clicked, this, [this] { Q_EMIT rollbackRequested(m_state.planId); });
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    hide();
}

ColorRole AlarmBanner::role() const
{
    switch (m_state.level) {
    case AlarmBannerState::Level::Breach:
        return ColorRole::Breach;
    case AlarmBannerState::Level::Hold:
        return ColorRole::Watch;
    case AlarmBannerState::Level::Notice:
    case AlarmBannerState::Level::None:
        return ColorRole::Accent;
    }
    return ColorRole::Accent;
}

void AlarmBanner::setState(const AlarmBannerState &state)
{
    if (state == m_state)
        return;
    const bool isNews = state.level != m_state.level || state.planId != m_state.planId;
    m_state = state;
    const bool isBreach = state.level == AlarmBannerState::Level::Breach;
    const bool isHold = state.level == AlarmBannerState::Level::Hold;
    m_glyph->setGlyph(isBreach ? Glyph::Breach : !isHold ? Glyph::Info : state.isOfChecks ? Glyph::Unknown : Glyph::Held, role());
    m_word->setText(state.word);
    m_word->setTone(role());
    m_sentence->setText(state.sentence);
    m_others->setText(state.others > 0 ? tr("+%n more", nullptr, state.others) : QString());
    m_others->setVisible(state.others > 0);
    m_show->setVisible(state.isOfChecks);
    m_judge->setVisible(state.canJudge);
    m_hold->setVisible(state.canHold);
    m_rollBack->setVisible(state.canRollBack);
    m_rollBack->setKind(isBreach ? ButtonKind::Danger : ButtonKind::DangerOutline);
    setAccessibleName(state.word + u' ' + state.sentence);
    setVisible(state.level != AlarmBannerState::Level::None);
    if (isNews && isVisible()) {
        QAccessibleEvent alert(this, QAccessible::Alert);
        QAccessible::updateAccessibility(&alert);
    }
    update();
}

void AlarmBanner::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QColor color = m_theme.color(role());
    painter.fillRect(rect(), m_theme.tint(role(), m_theme.isDark() ? 0.16 : 0.1));
    painter.fillRect(QRect(0, height() - 1, width(), 1), color);
}

void AlarmBanner::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && rect().contains(event->position().toPoint()))
        Q_EMIT subjectActivated(m_state.planId);
}

} // namespace sluice
