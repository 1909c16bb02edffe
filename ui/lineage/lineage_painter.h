// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/lineage_scene.h"
#include "ui/theme/theme.h"

#include <QHash>
#include <QPainterPath>
#include <QSet>

namespace sluice {

/// Draws a scene onto anything: the canvas, a picture, a page. Leaves out what is not visible, and detail that could
/// not be read at the scale at hand, so that thousands of nodes move smoothly.
class LineagePainter
{
public:
    struct Marks {
        int current = -1; ///< where the keyboard stands; drawn with a ring
        int selected = -1;
        QSet<int> path; ///< nodes from what changes to the selected one
    };

    explicit LineagePainter(const Theme &theme)
        : m_theme(theme)
    {
    }
    void setScene(LineageScenePtr scene); ///< forgets what was prepared for the old one
    void themeChanged() { m_ready = {}; }

    /// painter maps scene coordinates to the target at scale; visible is in scene coordinates.
    void paint(QPainter &painter, const QRectF &visible, double scale, const Marks &marks);

    /// Boxes of the counts of hidden neighbours, in scene coordinates; empty when there are none.
    static QRectF countBefore(const SceneNode &node);
    static QRectF countAfter(const SceneNode &node);

private:
    void prepare();
    void paintLines(QPainter &painter, const QRectF &visible);
    void paintCurves(QPainter &painter, const QRectF &visible, const Marks &marks);
    void paintBlocks(QPainter &painter, const QRectF &visible, double scale, const Marks &marks);
    void paintNode(QPainter &painter, int index, double scale, const Marks &marks);
    void paintText(QPainter &painter, int index, const QRectF &box, bool hasSubtitle);
    void paintColumns(QPainter &painter, const SceneNode &node);
    void paintCount(QPainter &painter, const QRectF &box, int count);
    QColor edgeColor(ImpactKind kind) const;

    const Theme &m_theme;
    LineageScenePtr m_scene;
    bool m_isPrepared = false;
    struct Prepared { ///< colours by kind, once per theme
        QHash<int, QColor> line, border, fill;
    } m_ready;
    QList<QPainterPath> m_curves; ///< per edge
    QHash<int, QList<QLineF>> m_straight; ///< by kind: all edges as lines, for the view from far away
    QHash<int, std::pair<QString, QString>> m_texts; ///< node -> shortened title and subtitle
};

} // namespace sluice
