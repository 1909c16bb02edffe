// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.h"
#include "quality/sample.h"

#include <QList>
#include <QPointF>

#include <array>
#include <limits>
#include <vector>

namespace sluice {

/// A stretch without a judged value, as the chart shades it. Times in ms since the epoch.
struct MetricGap {
    qint64 from = 0; ///< last good sample before; the first sample when there is none
    qint64 to = 0; ///< first good sample after; equal to from while the gap is still open
    SampleClass reason = SampleClass::Skipped; ///< Skipped: nothing was sampled at all
    bool isOpen = false;
    friend bool operator==(const MetricGap &, const MetricGap &) = default;
};

/// What lies around a mean: least and most of many samples of which only a roll-up is left. Times in ms since the epoch.
struct MetricRange {
    qint64 from = 0; ///< of the first and the last of them
    qint64 to = 0;
    double least = 0;
    double most = 0;
    friend bool operator==(const MetricRange &, const MetricRange &) = default;
};

/// What one chart draws: one polyline a stretch of good samples, never a line across a gap.
struct MetricView {
    QList<QList<QPointF>> lines; ///< x in ms since the epoch, y in the metric's unit
    QList<MetricGap> gaps; ///< visible ones, clipped, neighbours closer than a pixel merged
    QList<MetricRange> ranges; ///< visible ones, neighbours closer than a pixel merged
    double minimum = 0; ///< of lines and ranges
    double maximum = 0;
    bool hasValues = false;
};

/// The samples of one metric on one branch, column by column, with a pyramid of extremes so that a view of a million
/// samples costs as much as its pixels. Times ascend; a sample not newer than the last is ignored by append.
class MetricSeries
{
public:
    struct Point {
        qint64 at = 0;
        double value = 0;
        qint64 n = 0;
        SampleClass sampleClass = SampleClass::NoData;
        std::optional<MetricRange> range {}; ///< it stands for many samples; ends with at
    };

    void setInterval(Duration interval) { m_interval = interval.count(); }
    void append(const Point &point);
    /// Older history; only points before the first one are taken. Ascending.
    void prepend(const QList<Point> &points);
    void clear();

    qsizetype size() const { return static_cast<qsizetype>(m_times.size()); }
    bool isEmpty() const { return m_times.empty(); }
    Point at(qsizetype index) const;
    Point last() const { return at(size() - 1); }
    /// The sample nearest in time, at most maxDistance ms away, or the one that stands for that time; -1 when there is none.
    qsizetype nearest(qint64 time, qint64 maxDistance) const;
    /// Newest good sample; -1 when there is none.
    qsizetype lastGood() const;
    const QList<MetricGap> &gaps() const { return m_gaps; }

    /// Two points (smallest and largest, in order of time) a pixel column, so that no spike is lost.
    MetricView view(qint64 from, qint64 to, int columns) const;
    /// Value below which share (0…1) of the good samples between from and to lie, from at most 1,024 of them.
    std::optional<double> quantile(qint64 from, qint64 to, double share) const;

private:
    /// Where the extremes of some good samples lie, with their values beside them: nobody looks them up again.
    struct Extremes {
        double least = std::numeric_limits<double>::infinity();
        double most = -std::numeric_limits<double>::infinity();
        qint32 smallest = -1; ///< index; -1: no good sample among them
        qint32 largest = -1;

        void widen(double value, qsizetype index)
        {
            if (value < least) {
                least = value;
                smallest = static_cast<qint32>(index);
            }
            if (value > most) {
                most = value;
                largest = static_cast<qint32>(index);
            }
        }
        void widen(const Extremes &other);
    };
    static constexpr size_t kLevels = 4;

    void appendColumns(const Point &point);
    void indexFrom(qsizetype first);
    void noteGap(qsizetype index);
    const MetricRange *rangeOf(qsizetype index) const; ///< nullptr: the sample is one
    QList<MetricRange> visibleRanges(qint64 from, qint64 to, double columnWidth) const;
    Extremes extremes(qsizetype begin, qsizetype end) const;
    qsizetype indexAt(qint64 time) const;
    qsizetype indexAt(qint64 time, qsizetype from, qsizetype guess) const;
    void addLine(MetricView &view, qsizetype begin, qsizetype end, qint64 from, double columnWidth) const;
    QList<MetricGap>::const_iterator firstGapAfter(qint64 time) const;
    QList<MetricGap> visibleGaps(qint64 from, qint64 to, double columnWidth) const;

    std::vector<qint64> m_times;
    std::vector<double> m_values;
    std::vector<qint32> m_counts; ///< n, saturated
    std::vector<SampleClass> m_classes;
    std::array<std::vector<Extremes>, kLevels> m_levels; ///< of ever longer blocks; an append touches the last of each
    std::vector<std::pair<qsizetype, MetricRange>> m_ranges; ///< of the few samples that stand for many, by index
    QList<MetricGap> m_gaps;
    qsizetype m_lastGood = -1; ///< index of the newest good sample
    qint64 m_interval = 30'000;
};

} // namespace sluice
