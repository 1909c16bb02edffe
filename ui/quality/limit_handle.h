// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

namespace sluice {

class GateChart;

/// The grip at the end of one limit's line: dragged, or moved by the arrows, it asks what another limit would have
/// done; Escape puts it back. It changes nothing. Child of the chart, which it follows.
class LimitHandle : public QWidget
{
    Q_OBJECT

public:
    /// limit: index among the gate's limits.
    LimitHandle(const Theme &theme, GateChart &chart, int limit);

    int limit() const { return m_limit; }
    std::optional<double> tried() const { return m_tried; } ///< in the unit drawn; nullopt: where the plan has it
    /// What it says of itself: title for people who cannot see it, words beside its line while it is tried out.
    void setTitle(const QString &title);
    void setWords(const QString &words);
    bool isHeld() const { return m_grabbedAt.has_value(); } ///< by the pointer
    void putBack();

Q_SIGNALS:
    void moved(double value); ///< in the unit drawn
    void returned();
    void released(); ///< by the pointer

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    std::optional<double> stated() const; ///< empty: the limit is not drawn
    void follow();
    void moveTo(double value);
    void showLine();

    const Theme &m_theme;
    GateChart &m_chart;
    int m_limit;
    std::optional<double> m_tried;
    std::optional<double> m_grabbedAt; ///< pixels between the pointer and the line
    QString m_words;
};

} // namespace sluice
