// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/overflow_area.h"

#include <QEvent>
#include <QLayout>
#include <QPainter>

namespace sluice {

namespace {

constexpr int kGap = 6; ///< between the words and the bar

/// Lies over the content, whose widgets would paint over anything drawn beneath.
class FocusRing : public QWidget
{
public:
    FocusRing(const Theme &theme, QWidget *parent)
        : QWidget(parent)
        , m_theme(theme)
    {
        setAttribute(Qt::WA_TransparentForMouseEvents);
        hide();
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(m_theme.color(ColorRole::Accent), 2));
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
    }

private:
    const Theme &m_theme;
};

} // namespace

OverflowArea::OverflowArea(const Theme &theme, QWidget *content, const QString &name, QWidget *parent)
    : QScrollArea(parent)
    , m_ring(new FocusRing(theme, this))
{
    setProperty("frame", QStringLiteral("plain"));
    setFrameShape(QFrame::NoFrame);
    setAccessibleName(name);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    setWidget(content);
    content->setAutoFillBackground(false);
    viewport()->setAutoFillBackground(false);
    content->installEventFilter(this);
    connect(verticalScrollBar(), &QScrollBar::rangeChanged, this, [this](int, int most) {
        setFocusPolicy(most > 0 ? Qt::StrongFocus : Qt::NoFocus);
        if (most == 0 && hasFocus())
            clearFocus();
    });
    connect(&theme, &Theme::changed, m_ring, qOverload<>(&QWidget::update));
}

QSize OverflowArea::sizeHint() const { return { widget()->sizeHint().width(), heightAt(viewport()->width()) }; }

int OverflowArea::heightAt(int width) const
{
    const bool isByWidth = widget()->layout() && widget()->layout()->hasHeightForWidth();
    return isByWidth && width > 0 ? widget()->heightForWidth(width) : widget()->sizeHint().height();
}

/// Not left to the scroll area: that one never makes the content lower than its least height, which for wrapped text is
/// guessed without knowing how wide it will be, and so scrolls what would fit.
void OverflowArea::fit()
{
    if (m_isFitting)
        return;
    m_isFitting = true; // margins resize the viewport, which asks again
    const bool isTooHigh = heightAt(width()) > height();
    const int gap = isTooHigh ? kGap : 0;
    setViewportMargins(isRightToLeft() ? gap : 0, 0, isRightToLeft() ? 0 : gap, 0);
    const int wide = isTooHigh ? width() - gap - verticalScrollBar()->sizeHint().width() : width();
    widget()->resize(wide, isTooHigh ? heightAt(wide) : height());
    m_isFitting = false;
}

bool OverflowArea::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == widget() && event->type() == QEvent::LayoutRequest) {
        fit();
        updateGeometry();
    }
    return QScrollArea::eventFilter(watched, event);
}

void OverflowArea::resizeEvent(QResizeEvent *event)
{
    QScrollArea::resizeEvent(event);
    fit();
    m_ring->setGeometry(rect());
    m_ring->raise();
    if (event->oldSize().width() != event->size().width())
        updateGeometry();
}

void OverflowArea::focusInEvent(QFocusEvent *event)
{
    QScrollArea::focusInEvent(event);
    m_ring->show();
}

void OverflowArea::focusOutEvent(QFocusEvent *event)
{
    QScrollArea::focusOutEvent(event);
    m_ring->hide();
}

} // namespace sluice
