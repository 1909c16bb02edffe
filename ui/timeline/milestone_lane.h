// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/plan_timeline.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <functional>

class QPainter;

namespace sluice {

class TimelineWindow;

/// Business milestones of all plans under the rows, on the same axis.
class MilestoneLane : public QWidget
{
    Q_OBJECT

public:
    MilestoneLane(const Theme &theme, const TimelineWindow &window, QWidget *parent = nullptr);
    void setTimelines(const QList<PlanTimeline> &timelines);
    /// Where the chart of the rows lies, asked at each painting.
    void setChart(std::function<QRect()> chart) { m_chart = std::move(chart); }

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    void paintCaption(QPainter &painter) const;
    struct Mark {
        QDateTime at;
        QString name;
        QStringList plans;
        friend bool operator==(const Mark &, const Mark &) = default;
    };
    const Theme &m_theme;
    const TimelineWindow &m_window;
    QList<Mark> m_marks;
    std::function<QRect()> m_chart = [] { return QRect(); };
};

} // namespace sluice
