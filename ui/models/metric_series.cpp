// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/metric_series.h"

#include <algorithm>
#include <cmath>

namespace sluice {

namespace {

/// Samples in a block of each level, as powers of two.
constexpr std::array<int, 4> kBlockBits { 5, 9, 13, 17 };

bool isGood(SampleClass sampleClass)
{
    return sampleClass == SampleClass::Good;
}

} // namespace

void MetricSeries::append(const Point &point)
{
    if (!m_times.empty() && point.at <= m_times.back())
        return;
    appendColumns(point);
    indexFrom(size() - 1);
}

void MetricSeries::prepend(const QList<Point> &points)
{
    const qint64 first = m_times.empty() ? std::numeric_limits<qint64>::max() : m_times.front();
    MetricSeries merged;
    merged.m_interval = m_interval;
    for (const Point &point : points) {
        if (point.at < first && (merged.m_times.empty() || point.at > merged.m_times.back()))
            merged.appendColumns(point);
    }
    if (merged.isEmpty())
        return;
    for (qsizetype i = 0; i < size(); ++i)
        merged.appendColumns(at(i));
    merged.indexFrom(0);
    *this = std::move(merged);
}

void MetricSeries::clear()
{
    const qint64 interval = m_interval;
    *this = MetricSeries();
    m_interval = interval;
}

MetricSeries::Point MetricSeries::at(qsizetype index) const
{
    const auto i = static_cast<size_t>(index);
    const MetricRange *range = rangeOf(index);
    return { m_times[i], m_values[i], m_counts[i], m_classes[i], range ? std::optional(*range) : std::nullopt };
}

void MetricSeries::appendColumns(const Point &point)
{
    // A good sample without a finite number is no number, whatever its class says: nothing may draw a line to it.
    const bool finite = std::isfinite(point.value);
    m_times.push_back(point.at);
    m_values.push_back(isGood(point.sampleClass) && finite ? point.value : std::numeric_limits<double>::quiet_NaN());
    m_counts.push_back(static_cast<qint32>(std::clamp<qint64>(point.n, 0, std::numeric_limits<qint32>::max())));
    m_classes.push_back(isGood(point.sampleClass) && !finite ? SampleClass::NaN : point.sampleClass);
    if (point.range)
        m_ranges.emplace_back(size() - 1, *point.range);
}

const MetricRange *MetricSeries::rangeOf(qsizetype index) const
{
    const auto range = std::lower_bound(
        m_ranges.cbegin(), m_ranges.cend(), index, [](const auto &one, qsizetype wanted) { return one.first < wanted; });
    return range != m_ranges.cend() && range->first == index ? &range->second : nullptr;
}

void MetricSeries::indexFrom(qsizetype first)
{
    for (qsizetype i = first; i < size(); ++i) {
        for (size_t level = 0; level < kLevels; ++level) {
            const auto block = static_cast<size_t>(i >> kBlockBits[level]);
            if (m_levels[level].size() <= block)
                m_levels[level].emplace_back();
            m_levels[level][block].widen(m_values[static_cast<size_t>(i)], i); // NaN widens nothing
        }
        noteGap(i);
    }
}

void MetricSeries::noteGap(qsizetype index)
{
    const auto i = static_cast<size_t>(index);
    const bool good = isGood(m_classes[i]);
    const bool open = !m_gaps.isEmpty() && m_gaps.constLast().isOpen;
    if (good) {
        // What stands for an hour is an hour behind the last one, and nothing is missing between them.
        const MetricRange *range = rangeOf(index);
        const qint64 begins = range ? range->from : m_times[i];
        if (open) {
            m_gaps.last().to = m_times[i];
            m_gaps.last().isOpen = false;
        } else if (m_lastGood >= 0 && m_interval > 0
            && begins - m_times[static_cast<size_t>(m_lastGood)] > m_interval * 5 / 2) {
            m_gaps.append({ m_times[static_cast<size_t>(m_lastGood)], begins, SampleClass::Skipped, false });
        }
        m_lastGood = index;
        return;
    }
    if (m_classes[i] == SampleClass::Skipped)
        return; // one late tick is no gap; several show by the time between good samples
    if (!open) {
        const qint64 from = m_lastGood >= 0 ? m_times[static_cast<size_t>(m_lastGood)] : m_times[i];
        m_gaps.append({ from, from, m_classes[i], true });
    }
}

void MetricSeries::Extremes::widen(const Extremes &other)
{
    if (other.smallest < 0)
        return;
    widen(other.least, other.smallest);
    widen(other.most, other.largest);
}

MetricSeries::Extremes MetricSeries::extremes(qsizetype begin, qsizetype end) const
{
    static_assert(kBlockBits.size() == kLevels);
    Extremes found;
    qsizetype i = begin;
    while (i < end) {
        // The longest block that begins here and ends in time, else single samples up to the next block.
        size_t level = 0;
        while (level < kLevels && (i & ((qsizetype(1) << kBlockBits[level]) - 1)) == 0 && i + (qsizetype(1) << kBlockBits[level]) <= end)
            ++level;
        if (level > 0) {
            found.widen(m_levels[level - 1][static_cast<size_t>(i >> kBlockBits[level - 1])]);
            i += qsizetype(1) << kBlockBits[level - 1];
            continue;
        }
        const qsizetype stop = std::min(end, ((i >> kBlockBits[0]) + 1) << kBlockBits[0]);
        for (; i < stop; ++i)
            found.widen(m_values[static_cast<size_t>(i)], i);
    }
    return found;
}

qsizetype MetricSeries::indexAt(qint64 time) const
{
    return std::lower_bound(m_times.cbegin(), m_times.cend(), time) - m_times.cbegin();
}

/// The same for a time after that of from, with a guess: columns hold about as many samples as the one before.
qsizetype MetricSeries::indexAt(qint64 time, qsizetype from, qsizetype guess) const
{
    constexpr qsizetype kNear = 8;
    const qsizetype low = std::clamp(guess - kNear, from, size());
    const qsizetype high = std::clamp(guess + kNear, from, size());
    const bool isAfterLow = low < size() && m_times[static_cast<size_t>(low)] < time;
    const bool isBeforeHigh = high == size() || m_times[static_cast<size_t>(high)] >= time;
    const auto first = m_times.cbegin();
    if (isAfterLow && isBeforeHigh)
        return std::lower_bound(first + low, first + high, time) - first;
    return std::lower_bound(first + from, m_times.cend(), time) - first;
}

qsizetype MetricSeries::nearest(qint64 time, qint64 maxDistance) const
{
    if (m_times.empty())
        return -1;
    const qsizetype after = std::min(indexAt(time), size() - 1);
    if (const MetricRange *range = rangeOf(after); range && range->from <= time && time <= range->to)
        return after;
    const qsizetype before = std::max<qsizetype>(after - 1, 0);
    const auto distance = [&](qsizetype index) { return std::abs(m_times[static_cast<size_t>(index)] - time); };
    const qsizetype best = distance(before) < distance(after) ? before : after;
    return distance(best) <= maxDistance ? best : -1;
}

qsizetype MetricSeries::lastGood() const
{
    return m_lastGood;
}

MetricView MetricSeries::view(qint64 from, qint64 to, int columns) const
{
    MetricView result;
    if (to <= from || columns <= 0 || m_times.empty())
        return result;
    const double columnWidth = static_cast<double>(to - from) / columns;
    result.gaps = visibleGaps(from, to, columnWidth);
    result.ranges = visibleRanges(from, to, columnWidth);

    // One sample beyond each edge lets the line run out of the picture instead of ending inside it.
    const qsizetype begin = std::max<qsizetype>(indexAt(from) - 1, 0);
    const qsizetype end = std::min(indexAt(to + 1) + 1, size());
    qsizetype lineBegin = begin;
    for (auto gap = firstGapAfter(m_times[static_cast<size_t>(begin)]); gap != m_gaps.cend() && gap->from <= to; ++gap) {
        if (gap->isOpen || static_cast<double>(gap->to - gap->from) < columnWidth)
            continue;
        const qsizetype gapEnd = indexAt(gap->to);
        addLine(result, lineBegin, std::min(gapEnd, end), from, columnWidth);
        lineBegin = std::min(gapEnd, end);
    }
    addLine(result, lineBegin, end, from, columnWidth);
    for (const MetricRange &range : std::as_const(result.ranges)) {
        result.minimum = result.hasValues ? std::min(result.minimum, range.least) : range.least;
        result.maximum = result.hasValues ? std::max(result.maximum, range.most) : range.most;
        result.hasValues = true;
    }
    return result;
}

void MetricSeries::addLine(MetricView &view, qsizetype begin, qsizetype end, qint64 from, double columnWidth) const
{
    QList<QPointF> line;
    const auto add = [&](qint32 index, double value) { line.append({ static_cast<double>(m_times[static_cast<size_t>(index)]), value }); };
    qsizetype i = begin;
    qsizetype inColumn = 1;
    while (i < end) {
        const double column = std::floor(static_cast<double>(m_times[static_cast<size_t>(i)] - from) / columnWidth);
        const auto columnEnd = static_cast<qint64>(std::ceil(static_cast<double>(from) + (column + 1) * columnWidth));
        const qsizetype next = std::clamp(indexAt(columnEnd, i, i + inColumn), i + 1, end);
        const Extremes found = extremes(i, next);
        if (found.smallest >= 0) {
            const bool isRising = found.smallest < found.largest;
            add(isRising ? found.smallest : found.largest, isRising ? found.least : found.most);
            if (found.smallest != found.largest)
                add(isRising ? found.largest : found.smallest, isRising ? found.most : found.least);
            view.minimum = view.hasValues ? std::min(view.minimum, found.least) : found.least;
            view.maximum = view.hasValues ? std::max(view.maximum, found.most) : found.most;
            view.hasValues = true;
        }
        inColumn = next - i;
        i = next;
    }
    if (line.size() == 1) // a lone sample between two gaps is drawn as a dash, or it could not be seen
        line.append({ line.constFirst().x() + columnWidth * 2, line.constFirst().y() });
    if (!line.isEmpty())
        view.lines.append(std::move(line));
}

QList<MetricGap>::const_iterator MetricSeries::firstGapAfter(qint64 time) const
{
    return std::partition_point(
        m_gaps.cbegin(), m_gaps.cend(), [time](const MetricGap &gap) { return !gap.isOpen && gap.to <= time; });
}

QList<MetricGap> MetricSeries::visibleGaps(qint64 from, qint64 to, double columnWidth) const
{
    QList<MetricGap> visible;
    for (auto gap = firstGapAfter(from); gap != m_gaps.cend() && gap->from <= to; ++gap) {
        MetricGap clipped = *gap;
        if (gap->isOpen)
            clipped.to = std::max(to, gap->from);
        clipped.from = std::max(clipped.from, from);
        clipped.to = std::min(clipped.to, to);
        if (!visible.isEmpty() && static_cast<double>(clipped.from - visible.constLast().to) < columnWidth) {
            visible.last().to = std::max(visible.constLast().to, clipped.to);
            visible.last().isOpen = clipped.isOpen;
        } else {
            visible.append(clipped);
        }
    }
    return visible;
}

QList<MetricRange> MetricSeries::visibleRanges(qint64 from, qint64 to, double columnWidth) const
{
    QList<MetricRange> visible;
    auto range = std::partition_point(m_ranges.cbegin(), m_ranges.cend(), [from](const auto &one) { return one.second.to < from; });
    for (; range != m_ranges.cend() && range->second.from <= to; ++range) {
        MetricRange clipped = range->second;
        clipped.from = std::max(clipped.from, from);
        clipped.to = std::min(clipped.to, to);
        if (visible.isEmpty() || static_cast<double>(clipped.to - visible.constLast().from) >= columnWidth) {
            visible.append(clipped);
            continue;
        }
        MetricRange &last = visible.last();
        last = { last.from, clipped.to, std::min(last.least, clipped.least), std::max(last.most, clipped.most) };
    }
    return visible;
}

std::optional<double> MetricSeries::quantile(qint64 from, qint64 to, double share) const
{
    const qsizetype begin = indexAt(from);
    const qsizetype end = indexAt(to + 1);
    const qsizetype stride = std::max<qsizetype>((end - begin) / 1024, 1);
    std::vector<double> values;
    for (qsizetype i = begin; i < end; i += stride) {
        if (isGood(m_classes[static_cast<size_t>(i)]))
            values.push_back(m_values[static_cast<size_t>(i)]);
    }
    if (values.empty())
        return std::nullopt;
    const auto rank = static_cast<std::ptrdiff_t>(std::clamp(share, 0.0, 1.0) * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), values.begin() + rank, values.end());
    return values[static_cast<size_t>(rank)];
}

} // namespace sluice
