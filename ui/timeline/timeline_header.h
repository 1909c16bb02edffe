// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme/theme.h"

#include <QHeaderView>

namespace sluice {

class TimelineWindow;

/// The axis above the rows: round moments, and where now is. The first section says whose time it is.
class TimelineHeader : public QHeaderView
{
    Q_OBJECT

public:
    TimelineHeader(const Theme &theme, TimelineWindow &window, QWidget *parent = nullptr);
    QSize sizeHint() const override;

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override;

private:
    void paintAxis(QPainter *painter, const QRect &rect) const;
    const Theme &m_theme;
    TimelineWindow &m_window;
};

} // namespace sluice
