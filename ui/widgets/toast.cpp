// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/toast.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/glyph_label.h"

#include <QAccessible>
#include <QAction>
#include <QEvent>
#include <QHBoxLayout>

namespace sluice {

namespace {

constexpr int kShownMs = 6'000;
constexpr int kWidest = 560;
constexpr int kAboveFoot = 44;

} // namespace

Toast::Toast(const Theme &theme, QWidget *parent)
    : QFrame(parent)
    , m_text(new ElidedLabel(theme, {}, FontRole::Body, ColorRole::Text, this))
    , m_undo(new Button(theme, {}, ButtonKind::Flat, this))
{
    setProperty("card", true);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(14, 6, 8, 6);
    layout->addWidget(new GlyphLabel(theme, Glyph::Passed, ColorRole::Good, 14, this));
    layout->addWidget(m_text, 1);
    layout->addWidget(m_undo);
    m_timer.setSingleShot(true);
    m_timer.setInterval(kShownMs);
    connect(&m_timer, &QTimer::timeout, this, &Toast::tick);
    connect(m_undo, &Button::clicked, this, [this] {
        hide();
        if (m_action)
            m_action->trigger();
    });
    parent->installEventFilter(this);
    hide();
}

void Toast::say(const QString &sentence, QAction *undo)
{
    m_text->setText(sentence);
    m_action = undo;
    m_undo->setVisible(undo);
    if (undo)
        m_undo->setText(undo->text());
    setAccessibleName(sentence);
    place();
    show();
    raise();
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
    m_timer.start();
}

QString Toast::sentence() const
{
    return isHidden() ? QString() : m_text->text();
}

void Toast::tick()
{
    if (underMouse() || m_undo->hasFocus())
        m_timer.start();
    else
        hide();
}

void Toast::place()
{
    adjustSize();
    const int width = qMin(qMin(kWidest, parentWidget()->width() - 32), qMax(220, sizeHint().width() + 8));
    resize(width, sizeHint().height());
    move((parentWidget()->width() - width) / 2, parentWidget()->height() - height() - kAboveFoot);
}

bool Toast::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible())
        place();
    return QFrame::eventFilter(watched, event);
}

} // namespace sluice
