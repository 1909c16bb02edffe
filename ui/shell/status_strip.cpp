// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/status_strip.h"

#include "ui/shell/runner_pill.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/glyph_label.h"

#include <QHBoxLayout>
#include <QPainter>

namespace sluice {

StatusStrip::StatusStrip(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_dot(new GlyphLabel(theme, Glyph::Running, ColorRole::Muted, 14, this))
    , m_ledger(new ElidedLabel(theme, {}, FontRole::Small, ColorRole::Muted, this))
    , m_samples(new ElidedLabel(theme, {}, FontRole::Small, ColorRole::Muted, this))
    , m_running(new ElidedLabel(theme, {}, FontRole::Small, ColorRole::Muted, this))
    , m_clock(new ElidedLabel(theme, {}, FontRole::Small, ColorRole::Muted, this))
{
    setFixedHeight(28);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(metrics::kPage - 1, 1, metrics::kPage, 0);
    layout->setSpacing(0);
    layout->addWidget(m_dot);
    layout->addSpacing(3);
    layout->addWidget(m_ledger);
    layout->addSpacing(metrics::kPage);
    layout->addWidget(m_samples);
    layout->addSpacing(metrics::kPage);
    layout->addWidget(m_running);
    layout->addStretch(1);
    layout->addWidget(m_clock);
    m_samples->setTabularDigits(true);
    m_clock->setTabularDigits(true);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void StatusStrip::setState(const StatusStripState &state)
{
    const bool isSound = state.ledgerHealth == Health::Good || state.ledgerHealth == Health::None;
    m_dot->setGlyph(isSound ? Glyph::Running : Glyph::Hazard, healthRole(state.ledgerHealth));
    m_ledger->setText(state.ledger);
    m_ledger->setTone(isSound ? ColorRole::Muted : ColorRole::Watch);
    m_samples->setText(state.samples);
    m_samples->setTone(state.isStale ? ColorRole::Watch : ColorRole::Muted);
    m_samples->setVisible(!state.samples.isEmpty());
    m_running->setText(state.running);
    m_clock->setText(state.clock);
}

void StatusStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(ColorRole::Surface));
    painter.fillRect(QRect(0, 0, width(), 1), m_theme.color(ColorRole::Border));
}

} // namespace sluice
