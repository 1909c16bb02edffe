// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/quality/limit_handle.h"

#include "ui/quality/gate_chart.h"

#include <QAccessible>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace sluice {

namespace {

constexpr int kWidth = 18;
constexpr int kHeight = 16;
constexpr int kFineSteps = 200; ///< across what the chart shows; a key moves by one of them, a page key by ten
constexpr int kPage = 10;

/// People write limits with few digits: whole steps of one, two or five.
double niceStep(double span)
{
    const double raw = span / kFineSteps;
    const double power = std::pow(10, std::floor(std::log10(raw)));
    const double share = raw / power;
    return power * (share < 1.5 ? 1 : share < 3.5 ? 2 : share < 7.5 ? 5 : 10);
}

} // namespace

LimitHandle::LimitHandle(const Theme &theme, GateChart &chart, int limit)
    : QWidget(&chart)
    , m_theme(theme)
    , m_chart(chart)
    , m_limit(limit)
{
    setFixedSize(kWidth, kHeight);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setCursor(Qt::SizeVerCursor);
    setToolTip(tr("Drag to ask what another limit would have done; Esc puts it back"));
    connect(&chart, &GateChart::contentShown, this, &LimitHandle::follow);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    follow();
}

void LimitHandle::setTitle(const QString &title)
{
    setAccessibleName(tr("What if the limit of %1 were another").arg(title));
}

void LimitHandle::setWords(const QString &words)
{
    if (words == m_words)
        return;
    m_words = words;
    setAccessibleDescription(words);
    QAccessibleEvent said(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&said);
    showLine();
}

std::optional<double> LimitHandle::stated() const
{
    if (!m_chart.content().hasValues && m_chart.content().gaps.isEmpty())
        return std::nullopt; // words stand there instead of lines
    const QList<GateChartContent::LimitLine> &limits = m_chart.content().limits;
    const auto line = std::find_if(limits.cbegin(), limits.cend(),
        [this](const GateChartContent::LimitLine &one) { return one.index == m_limit; });
    return line == limits.cend() ? std::nullopt : std::optional(line->y);
}

void LimitHandle::follow()
{
    const std::optional<double> value = m_tried ? m_tried : stated();
    setVisible(stated().has_value());
    if (!value)
        return;
    const ChartGeometry placed = m_chart.chartGeometry();
    const int y = static_cast<int>(std::lround(placed.yOf(*value))) - kHeight / 2;
    move(static_cast<int>(placed.plot().right()) - kWidth, std::clamp(y, 0, std::max(0, m_chart.height() - kHeight)));
    raise();
}

void LimitHandle::moveTo(double value)
{
    const GateChartContent &content = m_chart.content();
    const double step = niceStep(content.high - content.low);
    const double rounded
        = std::clamp(std::round(value / step), std::ceil(content.low / step), std::floor(content.high / step)) * step;
    if (m_tried && std::abs(*m_tried - rounded) < step / 1000)
        return;
    m_tried = QString::number(rounded, 'g', 12).toDouble(); // without the dust of its steps
    follow();
    showLine();
    Q_EMIT moved(*m_tried);
}

void LimitHandle::showLine()
{
    m_chart.setTried(m_tried ? std::optional(ChartThreshold { m_tried, m_words }) : std::nullopt);
}

void LimitHandle::putBack()
{
    if (!m_tried)
        return;
    m_tried.reset();
    m_words.clear();
    setAccessibleDescription({});
    showLine();
    follow();
    Q_EMIT returned();
}

void LimitHandle::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !stated())
        return;
    const double line = m_chart.chartGeometry().yOf(m_tried ? *m_tried : *stated());
    m_grabbedAt = mapToParent(event->position()).y() - line;
}

void LimitHandle::mouseMoveEvent(QMouseEvent *event)
{
    if (m_grabbedAt)
        moveTo(m_chart.chartGeometry().valueAt(mapToParent(event->position()).y() - *m_grabbedAt));
}

void LimitHandle::mouseReleaseEvent(QMouseEvent *)
{
    m_grabbedAt.reset();
    Q_EMIT released();
}

void LimitHandle::keyPressEvent(QKeyEvent *event)
{
    const GateChartContent &content = m_chart.content();
    const double step = niceStep(content.high - content.low);
    const double value = m_tried ? *m_tried : stated().value_or(content.low);
    switch (event->key()) {
    case Qt::Key_Up:
        return moveTo(value + step);
    case Qt::Key_Down:
        return moveTo(value - step);
    case Qt::Key_PageUp:
        return moveTo(value + kPage * step);
    case Qt::Key_PageDown:
        return moveTo(value - kPage * step);
    case Qt::Key_Home:
        return moveTo(content.high);
    case Qt::Key_End:
        return moveTo(content.low);
    case Qt::Key_Escape:
        if (m_tried)
            return putBack();
        break;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

void LimitHandle::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    update();
}

void LimitHandle::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    update();
}

void LimitHandle::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool isLoud = m_tried || hasFocus() || underMouse();
    const QColor color = m_theme.color(isLoud ? ColorRole::Accent : ColorRole::Muted);
    const QRectF grip(kWidth - 12.5, 2.5, 11, kHeight - 5);
    painter.setPen(QPen(color, hasFocus() ? 2 : 1));
    painter.setBrush(m_theme.color(ColorRole::Surface));
    painter.drawRoundedRect(grip, 3, 3);
    painter.setPen(QPen(color, 1));
    for (const double y : { grip.center().y() - 1.5, grip.center().y() + 1.5 })
        painter.drawLine(QPointF(grip.left() + 3, y), QPointF(grip.right() - 3, y));
}

} // namespace sluice
