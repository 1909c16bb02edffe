// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/hold_button.h"

#include <QFontMetrics>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

namespace sluice {

namespace {

constexpr int kFrameMs = 16;
// X11 repeats a held key as a release and a press with one time stamp. Qt marks the pair as a repeat only when it has
// read the press by the time it looks at the release; else both look real. No finger is that fast.
constexpr int kLetGoMs = 60;
constexpr int kRing = 16;
constexpr int kPadding = 16;

} // namespace

HoldButton::HoldButton(const Theme &theme, const QString &text, QWidget *parent)
    : QPushButton(text, parent)
    , m_theme(theme)
{
    setAutoDefault(false);
    setFocusPolicy(Qt::StrongFocus);
    QFont strong = theme.font(FontRole::Strong);
    setFont(strong);
    setAccessibleDescription(tr("Hold the pointer or Space for 1.5 seconds. Press opens a confirmation by typing."));
    m_timer.setInterval(kFrameMs);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &HoldButton::tick);
    m_letGo.setSingleShot(true);
    m_letGo.setInterval(kLetGoMs);
    connect(&m_letGo, &QTimer::timeout, this, &HoldButton::endHold);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    // clicked() comes only from click() and animateClick(), which is how assistive technology presses a button:
    // the pointer and the keys below never reach the base class.
    connect(this, &QPushButton::clicked, this, [this] {
        if (m_isHoldRequired)
            Q_EMIT typedConfirmationRequested();
        else
            Q_EMIT confirmed();
    });
}

void HoldButton::setHoldRequired(bool isRequired)
{
    endHold();
    m_isHoldRequired = isRequired;
    setAccessibleDescription(isRequired ? tr("Hold the pointer or Space for 1.5 seconds. Press opens a confirmation by typing.")
                                        : QString());
    update();
}

double HoldButton::progress() const
{
    return m_isHolding ? qMin(1.0, static_cast<double>(m_held.elapsed()) / kHoldMs) : 0.0;
}

QSize HoldButton::sizeHint() const
{
    return { fontMetrics().horizontalAdvance(text()) + kRing + 8 + 2 * kPadding, 36 };
}

void HoldButton::beginHold()
{
    if (!isEnabled() || m_isHolding)
        return;
    if (!m_isHoldRequired) {
        setDown(true);
        m_isHandled = true;
        return;
    }
    m_isHolding = true;
    m_held.start();
    m_timer.start();
    setDown(true);
    update();
}

void HoldButton::endHold()
{
    m_timer.stop();
    m_letGo.stop();
    m_isHandled = false;
    setDown(false);
    if (!m_isHolding)
        return;
    m_isHolding = false;
    Q_EMIT progressed(0);
    update();
}

void HoldButton::tick()
{
    const double share = progress();
    Q_EMIT progressed(share);
    update();
    if (share < 1.0 || m_letGo.isActive())
        return;
    endHold();
    Q_EMIT confirmed();
}

void HoldButton::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        beginHold();
}

void HoldButton::mouseMoveEvent(QMouseEvent *event)
{
    if (!rect().contains(event->position().toPoint()))
        endHold();
}

void HoldButton::mouseReleaseEvent(QMouseEvent *event)
{
    const bool isPressed = m_isHandled && event->button() == Qt::LeftButton && rect().contains(event->position().toPoint());
    endHold();
    if (isPressed)
        Q_EMIT confirmed();
}

void HoldButton::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Space:
        m_letGo.stop();
        if (!event->isAutoRepeat())
            beginHold();
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Select:
        return; // swallowed on purpose, so that no dialog takes it for its default button either
    default:
        break;
    }
    endHold();
    QWidget::keyPressEvent(event);
}

void HoldButton::keyReleaseEvent(QKeyEvent *event)
{
    if (event->key() != Qt::Key_Space) {
        QWidget::keyReleaseEvent(event);
        return;
    }
    if (event->isAutoRepeat())
        return;
    if (m_isHolding) {
        m_letGo.start();
        return;
    }
    const bool isPressed = m_isHandled;
    endHold();
    if (isPressed)
        Q_EMIT confirmed();
}

void HoldButton::focusOutEvent(QFocusEvent *event)
{
    endHold();
    QPushButton::focusOutEvent(event);
}

void HoldButton::hideEvent(QHideEvent *event)
{
    endHold();
    QPushButton::hideEvent(event);
}

void HoldButton::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::EnabledChange || event->type() == QEvent::ActivationChange)
        endHold();
    QPushButton::changeEvent(event);
}

void HoldButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    QColor fill = m_theme.fill(ColorRole::Breach);
    QColor ink = m_theme.onFill(ColorRole::Breach);
    if (!isEnabled()) {
        fill = m_theme.tint(ColorRole::Breach, 0.14);
        ink = mixed(m_theme.color(ColorRole::Muted), m_theme.color(ColorRole::Surface), 0.25);
    } else if (isDown()) {
        fill = mixed(fill, m_theme.color(ColorRole::Text), 0.12);
    } else if (underMouse()) {
        fill = mixed(fill, m_theme.color(ColorRole::Text), 0.06);
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawRoundedRect(box, metrics::kRadiusSmall, metrics::kRadiusSmall);
    if (hasFocus()) {
        painter.setPen(QPen(m_theme.color(ColorRole::Text), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), metrics::kRadiusSmall - 1, metrics::kRadiusSmall - 1);
    }

    painter.setFont(font());
    const int words = painter.fontMetrics().horizontalAdvance(text());
    const int total = words + (m_isHoldRequired ? kRing + 8 : 0);
    qreal x = (width() - total) / 2.0;
    if (m_isHoldRequired) {
        const qreal ringX = layoutDirection() == Qt::RightToLeft ? x + words + 8 : x;
        const QRectF ring(ringX + 1.5, (height() - kRing) / 2.0 + 1.5, kRing - 3, kRing - 3);
        QColor faint = ink;
        faint.setAlphaF(0.4F);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(faint, 2.4));
        painter.drawEllipse(ring);
        if (m_isHolding) {
            painter.setPen(QPen(ink, 2.4, Qt::SolidLine, Qt::RoundCap));
            painter.drawArc(ring, 90 * 16, -static_cast<int>(progress() * 360 * 16));
        }
        if (layoutDirection() != Qt::RightToLeft)
            x += kRing + 8;
    }
    painter.setPen(ink);
    painter.drawText(QRectF(x, 0, words + 2, height()), static_cast<int>(Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine), text());
}

} // namespace sluice
