// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/lineage/lineage_painter.h"

#include <QWidget>

namespace sluice {

/// The drawing one moves in: drag or scroll pans, Ctrl and the wheel zoom at the pointer, arrows walk from node to
/// node, Enter selects, + and − show and hide what lies around a node. It draws and tells; the presenter decides.
class LineageCanvas : public QWidget
{
    Q_OBJECT

public:
    explicit LineageCanvas(const Theme &theme, QWidget *parent = nullptr);

    /// Keeps the selected, else the current node where it is on screen; a scene of another subject is shown afresh.
    void setScene(const LineageScenePtr &scene);
    void setSelected(const QString &key);
    QString current() const { return m_currentKey; }
    void goTo(const QString &key); ///< makes it current and brings it into view

    double scale() const { return m_scale; }
    void fit();
    void zoom(double factor); ///< at the middle
    void zoomAt(const QPointF &position, double factor);
    QRectF visibleScene() const;
    QPointF toScreen(const QPointF &inScene) const { return (inScene - m_origin) * m_scale; }

Q_SIGNALS:
    void nodeSelected(const QString &key);
    void currentChanged(const QString &key);
    void expandRequested(const QString &key);
    void foldRequested(const QString &key);
    void columnsRequested(const QString &key);
    void menuRequested(const QString &key, QPoint globalPosition);
    void viewChanged(); ///< panned or zoomed

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    bool walk(int key);
    void setCurrent(int index, bool isShown);
    void bringIntoView(const QRectF &box);
    void showAfresh();
    void clampOrigin();
    void moved();
    void speak();
    int nodeAt(const QPointF &position) const;
    void updatePath();
    int indexOf(const QString &key) const { return m_scene ? m_scene->indexOf(key) : -1; }
    QPointF toScene(const QPointF &onScreen) const { return onScreen / m_scale + m_origin; }

    const Theme &m_theme;
    LineagePainter m_painter;
    LineageScenePtr m_scene;
    LineagePainter::Marks m_marks;
    QString m_currentKey;
    QString m_selectedKey;
    double m_scale = 1;
    QPointF m_origin; ///< of the scene, at the upper left corner of the widget
    bool m_isFresh = true; ///< nobody moved the view since it was shown
    bool m_isDragging = false;
    QPointF m_pressed;
    QPointF m_pressedOrigin;
};

} // namespace sluice
