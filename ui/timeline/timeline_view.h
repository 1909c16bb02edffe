// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme/theme.h"

#include <QTreeView>

namespace sluice {

class TimelineDelegate;
class TimelineModel;
class TimelineWindow;

/// Tree and chart in one: rows scroll up and down, time moves sideways. Ctrl+wheel zooms at the pointer, drag pans,
/// double click fits, arrows choose, + and - zoom, Enter opens and closes, and goes to a row that is out of sight.
class TimelineView : public QTreeView
{
    Q_OBJECT

public:
    TimelineView(const Theme &theme, TimelineModel &model, TimelineWindow &window, QWidget *parent = nullptr);
    void setSelected(const QString &plan, const QString &stage);
    /// Where the chart begins and how wide it is, for what lies above and below.
    QRect chartRect() const;
    QStringList expandedPlans() const;
    void expandPlans(const QStringList &plans);

Q_SIGNALS:
    void stageChosen(const QString &plan, const QString &stage);
    void fitRequested(const QString &plan); ///< empty: everything

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void drawBranches(QPainter *painter, const QRect &rect, const QModelIndex &index) const override;

private:
    bool isOnChart(QPoint position) const;
    bool isOnPointer(QPoint position) const; ///< on the words that say where a row's bars are
    void stepThroughStages(int step);
    void syncWidth();

    const Theme &m_theme;
    TimelineModel &m_model;
    TimelineWindow &m_window;
    TimelineDelegate *m_delegate;
    QString m_plan;
    QString m_stage;
    QPoint m_pressedAt;
    QPoint m_lastAt;
    bool m_isPressed = false;
    bool m_isPanning = false;
};

} // namespace sluice
