// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/timeline/milestone_lane.h"

#include "ui/models/label_placement.h"
#include "ui/models/text.h"
#include "ui/timeline/timeline_window.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr int kHeight = 58;
constexpr int kLineY = 38;
constexpr double kHalf = 6;

} // namespace

MilestoneLane::MilestoneLane(const Theme &theme, const TimelineWindow &window, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_window(window)
{
    setFixedHeight(kHeight);
    connect(&window, &TimelineWindow::changed, this, qOverload<>(&QWidget::update));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    hide();
}

void MilestoneLane::setTimelines(const QList<PlanTimeline> &timelines)
{
    QList<Mark> marks;
    for (const PlanTimeline &plan : timelines) {
        if (!plan.milestone || !plan.milestone->date.isValid())
            continue;
        const QDateTime at = plan.milestone->date.startOfDay();
        const QString name = singleLine(plan.milestone->name, 80);
        const auto same = std::find_if(marks.begin(), marks.end(), [&](const Mark &mark) { return mark.at == at && mark.name == name; });
        if (same != marks.end())
            same->plans.append(singleLine(plan.id, 80));
        else
            marks.append({ at, name, { singleLine(plan.id, 80) } });
    }
    std::sort(marks.begin(), marks.end(), [](const Mark &a, const Mark &b) { return a.at < b.at; });
    if (marks == m_marks)
        return;
    m_marks = marks;
    QStringList words;
    for (const Mark &mark : m_marks)
        words.append(mark.name + u' ' + mark.at.date().toString(Qt::ISODate));
    setAccessibleName(tr("Business milestones: %1").arg(words.join(u", "_s)));
    setVisible(!m_marks.isEmpty());
    update();
}

void MilestoneLane::paintEvent(QPaintEvent *)
{
    const int chartLeft = m_chart().left();
    const int chartWidth = m_chart().width();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(QRect(chartLeft, 0, chartWidth, 1), m_theme.color(ColorRole::Border));
    const bool isRightToLeft = layoutDirection() == Qt::RightToLeft;
    painter.fillRect(QRect(isRightToLeft ? chartLeft + chartWidth : chartLeft - 1, 0, 1, height()), m_theme.color(ColorRole::Border));
    painter.setClipRect(QRect(chartLeft, 0, chartWidth, height()));
    for (const AxisTick &tick : m_window.scale().ticks(chartWidth))
        painter.fillRect(QRectF(chartLeft + std::floor(tick.x), 1, 1, height()), m_theme.color(tick.isMajor ? ColorRole::Border : ColorRole::Grid));
    const QFont tiny = m_theme.font(FontRole::Tiny);
    painter.setFont(tiny);
    const QFontMetricsF metrics(tiny);
    QList<LabelRequest> requests;
    for (const Mark &mark : m_marks) {
        const double x = chartLeft + m_window.scale().x(mark.at);
        requests.append({ x - kHalf, x + kHalf, metrics.horizontalAdvance(mark.name) + 1 });
    }
    const QList<LabelPlacement> places
        = placeLabels(requests, chartLeft, chartLeft + chartWidth, chartLeft + m_window.scale().x(m_window.now()));
    for (qsizetype i = 0; i < m_marks.size(); ++i) {
        const double x = chartLeft + m_window.scale().x(m_marks[i].at);
        m_theme.paintGlyph(&painter, Glyph::Gate, QRectF(x - kHalf, kLineY - kHalf, 2 * kHalf, 2 * kHalf), m_theme.color(ColorRole::Forward));
        double left = places[i].left;
        double room = places[i].width;
        if (places[i].where == LabelPlacement::Where::Hidden) {
            // No room after it: before it, when nothing is there, as for one at the right edge.
            const double before = i > 0 ? chartLeft + m_window.scale().x(m_marks[i - 1].at) + kHalf + 6 + requests[i - 1].width : chartLeft + 6.0;
            room = std::min(requests[i].width, x - kHalf - 6 - before);
            left = x - kHalf - 6 - room;
            if (room < 28 || x > chartLeft + chartWidth)
                continue;
        }
        painter.setPen(m_theme.color(ColorRole::Text));
        painter.drawText(QRectF(left, kLineY - 9, room + 1, 18), static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine),
            metrics.elidedText(m_marks[i].name, Qt::ElideRight, room + 1));
    }
    painter.setClipping(false);
    const double now = m_window.scale().x(m_window.now());
    if (now >= 0 && now <= chartWidth)
        painter.fillRect(QRectF(chartLeft + now - 1, 0, 2, height()), m_theme.color(ColorRole::Accent));
    paintCaption(painter);
}

/// What the lane is; and what comes after the stretch that is shown, which hours and minutes would hide for weeks.
void MilestoneLane::paintCaption(QPainter &painter) const
{
    const QRect chart(m_chart().left(), 0, m_chart().width(), height());
    const QFont tiny = m_theme.font(FontRole::Tiny);
    const QFontMetrics metrics(tiny);
    painter.setFont(tiny);
    painter.setPen(m_theme.color(ColorRole::Muted));
    const QString caption = tr("Business milestones");
    const QRect box(chart.left() + 5, 5, metrics.horizontalAdvance(caption) + 2, 16);
    painter.fillRect(box, m_theme.color(ColorRole::Surface)); // over lines, so that none crosses the words
    painter.drawText(box, static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine), caption);
    const auto next = std::find_if(m_marks.cbegin(), m_marks.cend(),
        [&](const Mark &mark) { return m_window.scale().x(mark.at) > chart.width(); });
    if (next == m_marks.cend())
        return;
    const int room = chart.width() - box.width() - 40;
    const QString text = metrics.elidedText(
        tr("next: %1, %2").arg(next->name, next->at.date().toString(Qt::ISODate)), Qt::ElideRight, room);
    const QRect ahead(chart.right() - metrics.horizontalAdvance(text) - 8, 5, metrics.horizontalAdvance(text) + 2, 16);
    painter.fillRect(ahead, m_theme.color(ColorRole::Surface));
    painter.drawText(ahead, static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine), text);
}

bool MilestoneLane::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const int chartLeft = m_chart().left();
    for (const Mark &mark : m_marks) {
        const double x = chartLeft + m_window.scale().x(mark.at);
        if (qAbs(help->pos().x() - x) > 2 * kHalf)
            continue;
        QToolTip::showText(help->globalPos(), plainToolTip(mark.name + u'\n' + mark.at.date().toString(Qt::ISODate) + u'\n' + mark.plans.join(u", "_s)), this);
        return true;
    }
    QToolTip::hideText();
    return true;
}

} // namespace sluice
