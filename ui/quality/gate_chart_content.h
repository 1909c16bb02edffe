// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/metric_series_model.h"

namespace sluice {

/// A word on the time axis of every chart.
struct ChartMarker {
    enum class Kind { Stage, Flag, Breach, Hold, Resume, Rollback, Feedback };
    QDateTime at;
    Kind kind = Kind::Stage;
    QString text;
    QString gate; ///< of a breach: loud on this gate's chart alone
    friend bool operator==(const ChartMarker &, const ChartMarker &) = default;
};

/// Everything one chart draws, already reduced to the pixels it has. A value; no widget, no clock.
struct GateChartContent {
    struct LimitLine {
        double y = 0;
        QString text;
        bool isCrossed = false; ///< muted until then
        bool isHard = false;
        int index = -1; ///< of the gate's limits; -1: the hard one
        friend bool operator==(const LimitLine &, const LimitLine &) = default;
    };
    qint64 from = 0;
    qint64 to = 0;
    double low = 0;
    double high = 1;
    QList<QList<QPointF>> lines; ///< the judged branch, one polyline between gaps
    QList<QPointF> dots; ///< the samples themselves, while they lie far enough apart to be told from each other
    QList<QList<QPointF>> reference; ///< the legacy branch in the same unit
    std::optional<std::pair<double, double>> band; ///< where the legacy branch usually lies, in the unit drawn
    QList<MetricRange> ranges; ///< around what only the means are left of
    QList<MetricGap> gaps;
    QList<LimitLine> limits;
    QList<ChartMarker> markers;
    QList<QPointF> evidence; ///< y 0 … 1 of the decision boundary, each until the next; the last ends the line
    bool hasBoundary = false; ///< the gate is guarded: at evidence 1 it breaches
    bool isStale = false;
    bool isOtherDay = false; ///< than today: the times need their date
    bool hasValues = false;
    friend bool operator==(const GateChartContent &, const GateChartContent &) = default;
};

/// The range made larger by less than a pixel at each end, so that a chart of the present moves by whole steps and not by
/// a hundredth of a pixel with every sample.
std::pair<qint64, qint64> steadyRange(qint64 from, qint64 to, int columns);

/// Range in ms since the epoch, made steady; columns: width of the plot in pixels; evidence: all that was recorded, ascending.
GateChartContent chartContent(const GateCard &card, qint64 first, qint64 last, int columns, const QList<ChartMarker> &markers, bool isStale,
    const QList<QPointF> &evidence = {});

/// A line that decides, one after the other as the keys reach them: the limits, then the decision boundary.
struct ChartThreshold {
    std::optional<double> y; ///< in the unit drawn; none: the decision boundary, which has no unit
    QString text; ///< what it is and how far the gate is from it
};
QList<ChartThreshold> thresholdsOf(const GateChartContent &content, const GateCard &card);

/// What the crosshair reads at a time: value, class and n of the nearest sample within one and a half intervals.
struct CrosshairReading {
    bool isHit = false;
    double y = 0; ///< in the unit drawn; meaningless unless isGood
    bool isGood = false;
    QString text; ///< "1.31× · legacy 12.1 ms · n 118", "no data"
};
CrosshairReading readAt(const GateCard &card, qint64 time);

} // namespace sluice
