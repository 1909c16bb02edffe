// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/rail.h"

#include "ui/shell/rail_button.h"

#include <QKeyEvent>
#include <QPainter>
#include <QVBoxLayout>

namespace sluice {

namespace {

constexpr int kWide = 176;
constexpr int kNarrow = 56;

} // namespace

Rail::Rail(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_layout(new QVBoxLayout(this))
{
    setFixedWidth(kWide);
    setAccessibleName(tr("Pages"));
    m_layout->setContentsMargins(metrics::kGrid, metrics::kGrid, metrics::kGrid + 1, metrics::kGrid);
    m_layout->setSpacing(0);
    m_layout->addStretch();
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Rail::addPage(const QString &id, const QString &title, int number)
{
    auto *button = new RailButton(m_theme, id, title, number, this);
    m_layout->insertWidget(m_layout->count() - 1, button);
    m_buttons.append(button);
    connect(button, &RailButton::clicked, this, [this, id] { Q_EMIT pageRequested(id); });
}

void Rail::setCurrent(const QString &id)
{
    for (RailButton *button : m_buttons)
        button->setChecked(button->id() == id);
}

void Rail::setCompact(bool isCompact)
{
    if (isCompact == m_isCompact)
        return;
    m_isCompact = isCompact;
    setFixedWidth(isCompact ? kNarrow : kWide);
    for (RailButton *button : m_buttons)
        button->setCompact(isCompact);
}

void Rail::keyPressEvent(QKeyEvent *event)
{
    const int step = event->key() == Qt::Key_Down ? 1 : event->key() == Qt::Key_Up ? -1 : 0;
    for (qsizetype i = 0; step != 0 && i < m_buttons.size(); ++i) {
        if (!m_buttons[i]->hasFocus())
            continue;
        m_buttons[(i + step + m_buttons.size()) % m_buttons.size()]->setFocus(Qt::TabFocusReason);
        return;
    }
    QWidget::keyPressEvent(event);
}

void Rail::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(ColorRole::Surface));
    const int x = layoutDirection() == Qt::RightToLeft ? 0 : width() - 1;
    painter.fillRect(QRect(x, 0, 1, height()), m_theme.color(ColorRole::Border));
}

} // namespace sluice
