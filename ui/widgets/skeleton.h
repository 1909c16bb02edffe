// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme/theme.h"

#include <QTimer>
#include <QWidget>

namespace sluice {

/// Grey bars where rows will be, with a word for screen readers. Still for the first 200 ms, so that fast loads do
/// not flicker, then slowly breathing.
class Skeleton : public QWidget
{
    Q_OBJECT

public:
    explicit Skeleton(const Theme &theme, int rows = 6, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    const Theme &m_theme;
    QTimer m_timer;
    int m_rows;
    int m_frame = 0;
};

} // namespace sluice
