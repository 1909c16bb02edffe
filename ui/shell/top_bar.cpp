// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/top_bar.h"

#include "ui/models/text.h"
#include "ui/shell/runner_pill.h"
#include "ui/shell/search_field.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/environment_badge.h"
#include "ui/widgets/plain_label.h"

#include <QHBoxLayout>
#include <QPainter>

namespace sluice {

using namespace Qt::StringLiterals;

TopBar::TopBar(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_workspace(new ElidedLabel(theme, {}, FontRole::Body, ColorRole::Muted, this))
    , m_environment(new EnvironmentBadge(theme, Environment::Dev, this))
    , m_target(new ElidedLabel(theme, {}, FontRole::Mono, ColorRole::Muted, this))
    , m_runner(new RunnerPill(theme, this))
{
    setFixedHeight(48);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(metrics::kPage, 0, metrics::kPage, 1);
    layout->setSpacing(metrics::kGap);
    auto *name = new PlainLabel(theme, u"Sluice"_s, FontRole::Heading, ColorRole::Text, this);
    QFont bold = theme.font(FontRole::Heading);
    bold.setWeight(QFont::Bold);
    name->setFont(bold);
    layout->addWidget(name);
    layout->addWidget(m_workspace);
    layout->addWidget(m_environment);
    layout->addWidget(m_target);
    layout->addWidget(m_runner);
    layout->addStretch(1);
    auto *search = new SearchField(theme, this);
    layout->addWidget(search);
    connect(search, &SearchField::clicked, this, &TopBar::searchRequested);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    setState({});
}

void TopBar::setState(const TopBarState &state)
{
    m_workspace->setText(state.workspace);
    m_environment->setVisible(state.environment.has_value());
    if (state.environment)
        m_environment->setEnvironment(*state.environment);
    m_target->setText(state.target);
    m_target->setVisible(!state.target.isEmpty());
    m_target->setToolTip(plainToolTip(state.targetDetail));
    m_runner->setRunner(state.runner, state.runnerHealth);
}

void TopBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(ColorRole::Surface));
    painter.fillRect(QRect(0, height() - 1, width(), 1), m_theme.color(ColorRole::Border));
}

} // namespace sluice
