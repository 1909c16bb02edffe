// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

namespace sluice {

/// The evidence of a limit: one segment a tick, filled where the tick lay beyond it. Counts, not probabilities.
class TicksBar : public QWidget
{
    Q_OBJECT

public:
    explicit TicksBar(const Theme &theme, QWidget *parent = nullptr);
    void setTicks(int over, int looked);

    QSize sizeHint() const override { return { 72, 12 }; }
    QSize minimumSizeHint() const override { return { 30, 12 }; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    int m_over = 0;
    int m_looked = 0;
};

} // namespace sluice
