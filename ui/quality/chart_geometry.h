// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QRectF>
#include <QSizeF>

namespace sluice {

/// Where a chart of some size puts times and values. A value; pixels from the widget's corner.
class ChartGeometry
{
public:
    static constexpr int kAxisHeight = 16;
    static constexpr int kWordsAbove = 14; ///< strip for the names of gaps
    static constexpr int kMarkerRow = 14;
    static constexpr int kMarkerRows = 2;

    ChartGeometry() = default;
    explicit ChartGeometry(const QSizeF &size);

    void setRange(qint64 from, qint64 to, double low, double high);

    const QRectF &plot() const { return m_plot; }
    const QRectF &data() const { return m_data; } ///< the plot without the strips for words above and below
    double xOf(qint64 time) const { return xOf(static_cast<double>(time)); }
    double xOf(double time) const { return m_plot.left() + (time - m_from) * m_perTime; }
    double yOf(double value) const { return m_data.bottom() - (value - m_low) * m_perValue; }
    qint64 timeAt(double x) const; ///< the nearest that is shown
    double valueAt(double y) const { return m_low + (m_data.bottom() - y) / m_perValue; }

private:
    QRectF m_plot { 0, 0, 1, 1 };
    QRectF m_data { 0, 0, 1, 1 };
    double m_from = 0;
    double m_span = 1;
    double m_low = 0;
    double m_perTime = 1; ///< pixels
    double m_perValue = 1;
};

} // namespace sluice
