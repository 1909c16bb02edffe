// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme/theme.h"

#include <QScrollArea>
#include <QScrollBar>

namespace sluice {

/// Shows its content as it is while there is room. When there is not, it scrolls, and only then it takes the focus, so
/// that the keys reach what lies below.
class OverflowArea : public QScrollArea
{
    Q_OBJECT

public:
    /// Owns content. name: for screen readers, of what scrolls.
    OverflowArea(const Theme &theme, QWidget *content, const QString &name, QWidget *parent = nullptr);
    bool isOverfull() const { return verticalScrollBar()->maximum() > 0; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return { 0, 0 }; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void fit();
    int heightAt(int width) const;

    QWidget *m_ring;
    bool m_isFitting = false;
};

} // namespace sluice
