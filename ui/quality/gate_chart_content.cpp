// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/quality/gate_chart_content.h"

#include "ui/models/gate_text.h"
#include "ui/models/text.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr double kHeadroom = 0.14; ///< of the span, above and below

constexpr int kDotRoom = 6; // pixels a sample

struct Span {
    double low = 0;
    double high = 0;
    bool isSet = false;
    void take(double value)
    {
        low = isSet ? std::min(low, value) : value;
        high = isSet ? std::max(high, value) : value;
        isSet = true;
    }
};

QString tr(const char *text)
{
    return QCoreApplication::translate("sluice::GateChart", text);
}

void divide(QList<QList<QPointF>> &lines, double by)
{
    for (QList<QPointF> &line : lines) {
        for (QPointF &point : line)
            point.setY(point.y() / by);
    }
}

/// Straight lines between samples say nothing of what lies between; dots say where something was measured.
void addDots(GateChartContent &content, const MetricSeries &series, double by, int columns)
{
    qsizetype low = 0;
    for (qsizetype high = series.size(); low < high;) {
        const qsizetype middle = (low + high) / 2;
        if (series.at(middle).at < content.from)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < series.size() && series.at(low).at <= content.to; ++low) {
        const MetricSeries::Point point = series.at(low);
        if (point.sampleClass == SampleClass::Good)
            content.dots.append({ static_cast<double>(point.at), point.value / by });
        if (content.dots.size() * kDotRoom > columns)
            return content.dots.clear(); // too many to be told apart
    }
}

bool isBeyond(const Limit &limit, double value)
{
    return limit.side == LimitSide::AtMost ? value > limit.value : value < limit.value;
}

void addLimits(GateChartContent &content, const GateCard &card, bool inLimitUnit)
{
    const auto current = MetricSeriesModel::currentValue(card);
    const bool breached = card.record && card.record->verdict == Verdict::Breach;
    for (int i = 0; i < card.gate.limits.size(); ++i) {
        const Limit &limit = card.gate.limits[i];
        if (limit.relativeToBaseline != (isRelativeGate(card.gate) && inLimitUnit))
            continue; // not in the unit that is drawn; the card's text still names it
        const bool crossed = (current && isBeyond(limit, *current)) || (breached && card.gate.limits.size() == 1);
        content.limits.append({ limit.value, gateLimitText(card.gate, limit), crossed, false, i });
    }
}

/// The hard limit is drawn where the data come near it; far away it would only flatten them.
void addHardLimit(GateChartContent &content, const GateCard &card, const Span &span)
{
    if (!card.gate.hardLimit || isRelativeGate(card.gate))
        return;
    const double hard = *card.gate.hardLimit;
    const double reach = std::max(span.high - span.low, std::abs(span.high) * 0.5);
    if (hard > span.high + reach || hard < span.low - reach)
        return;
    const auto current = MetricSeriesModel::currentValue(card);
    content.limits.append({ hard, gateHardLimitText(card.gate), current && *current > hard, true });
}

void addBand(GateChartContent &content, const GateCard &card)
{
    if (!card.isRatio)
        return;
    const auto middle = card.reference.quantile(content.from, content.to, 0.5);
    const auto low = card.reference.quantile(content.from, content.to, 0.05);
    const auto high = card.reference.quantile(content.from, content.to, 0.95);
    if (middle && low && high && *middle > 0)
        content.band = { *low / *middle, *high / *middle };
}

void fitRange(GateChartContent &content, const Span &data)
{
    Span span = data;
    for (const GateChartContent::LimitLine &limit : content.limits)
        span.take(limit.y);
    if (content.band) {
        span.take(content.band->first);
        span.take(content.band->second);
    }
    if (!span.isSet)
        span = { 0, 1, true };
    const double size = span.high - span.low;
    const double pad = size > 0 ? size * kHeadroom : std::max(std::abs(span.high) * 0.5, 1e-9);
    content.high = span.high + pad;
    // A metric that cannot be negative keeps its zero instead of an empty strip below it.
    content.low = span.low >= 0 ? std::max(0.0, span.low - pad) : span.low - pad;
    if (content.high <= content.low)
        content.high = content.low + 1;
}

/// Recorded steps as far as they can be seen. The newest holds as long as there are samples; what comes then is not known.
void addEvidence(GateChartContent &content, const GateCard &card, const QList<QPointF> &recorded)
{
    content.hasBoundary = card.record && card.record->boundary > 0;
    if (!content.hasBoundary)
        return;
    const auto from = static_cast<double>(content.from);
    const auto to = static_cast<double>(content.to);
    double last = -1;
    for (const QPointF &step : recorded) {
        if (step.x() > to)
            break;
        if (step.x() <= from)
            content.evidence = { { from, step.y() } };
        else
            content.evidence.append(step);
        last = step.y();
    }
    const double newest = card.newestSample.isValid() ? static_cast<double>(card.newestSample.toMSecsSinceEpoch()) : to;
    if (last >= 0 && std::min(newest, to) > content.evidence.constLast().x())
        content.evidence.append({ std::min(newest, to), last });
}

} // namespace

std::pair<qint64, qint64> steadyRange(qint64 from, qint64 to, int columns)
{
    qint64 step = 1; // the largest power of two within a pixel: it is the same for a while as the range grows
    while (step * 2 * columns <= to - from)
        step *= 2;
    return { from - from % step, to + (step - to % step) % step };
}

GateChartContent chartContent(const GateCard &card, qint64 first, qint64 last, int columns, const QList<ChartMarker> &markers, bool isStale,
    const QList<QPointF> &evidence)
{
    GateChartContent content;
    const auto [from, to] = steadyRange(first, last, columns);
    content.from = from;
    content.to = to;
    content.isStale = isStale;
    const std::optional<double> base = MetricSeriesModel::baseline(card);
    MetricView judged = card.judged.view(from, to, columns);
    content.lines = std::move(judged.lines);
    content.gaps = std::move(judged.gaps);
    for (const MetricRange &range : std::as_const(judged.ranges)) {
        if (range.most > range.least)
            content.ranges.append({ range.from, range.to, range.least / base.value_or(1), range.most / base.value_or(1) });
    }
    content.hasValues = judged.hasValues;
    const qint64 newest = card.newestSample.isValid() ? card.newestSample.toMSecsSinceEpoch() : to;
    if (isStale && newest >= from && newest < to && (content.gaps.isEmpty() || !content.gaps.constLast().isOpen))
        content.gaps.append({ newest, to, SampleClass::Skipped, true });
    Span span;
    if (judged.hasValues) {
        span.take(judged.minimum / base.value_or(1));
        span.take(judged.maximum / base.value_or(1));
    }
    if (base)
        divide(content.lines, *base);
    addDots(content, card.judged, base.value_or(1), columns);
    if (!card.isRatio && !card.reference.isEmpty()) {
        MetricView reference = card.reference.view(from, to, columns);
        content.reference = std::move(reference.lines);
        if (reference.hasValues) {
            span.take(reference.minimum / base.value_or(1));
            span.take(reference.maximum / base.value_or(1));
        }
        if (base)
            divide(content.reference, *base);
    }
    addLimits(content, card, card.isRatio || base.has_value());
    addBand(content, card);
    if (span.isSet)
        addHardLimit(content, card, span);
    fitRange(content, span);
    addEvidence(content, card, evidence);
    for (const ChartMarker &marker : markers) {
        const qint64 at = marker.at.toMSecsSinceEpoch();
        if (at < from || at > to)
            continue;
        content.markers.append(marker);
        if (marker.kind == ChartMarker::Kind::Breach && marker.gate == card.gate.id)
            content.markers.last().text = tr("breach"); // of what, the card's title says
        else if (marker.kind == ChartMarker::Kind::Breach)
            content.markers.last().kind = ChartMarker::Kind::Stage; // another gate's breach is news, not alarm, here
    }
    return content;
}

QList<ChartThreshold> thresholdsOf(const GateChartContent &content, const GateCard &card)
{
    QList<ChartThreshold> thresholds;
    const auto current = MetricSeriesModel::currentValue(card);
    const bool isRatio = isRelativeGate(card.gate) && (card.isRatio || MetricSeriesModel::baseline(card));
    for (const GateChartContent::LimitLine &limit : content.limits)
        thresholds.append({ limit.y, current ? tr("%1, newest %2").arg(limit.text, gateValueText(card.gate, *current, isRatio)) : limit.text });
    if (content.hasBoundary)
        thresholds.append({ std::nullopt, tr("decision boundary, evidence %1 of it").arg(evidenceText(MetricSeriesModel::evidence(card).value_or(0))) });
    return thresholds;
}

CrosshairReading readAt(const GateCard &card, qint64 time)
{
    CrosshairReading reading;
    const qint64 reach = std::max<qint64>(card.gate.interval.count() * 3 / 2, 1500);
    const qsizetype index = card.judged.nearest(time, reach);
    if (index < 0) {
        reading.text = gapText(SampleClass::Skipped);
        return reading;
    }
    const MetricSeries::Point point = card.judged.at(index);
    reading.isHit = true;
    reading.isGood = point.sampleClass == SampleClass::Good;
    if (!reading.isGood) {
        reading.text = gapText(point.sampleClass);
        return reading;
    }
    const std::optional<double> base = MetricSeriesModel::baseline(card);
    reading.y = point.value / base.value_or(1);
    reading.text = gateValueText(card.gate, reading.y, card.isRatio || base.has_value());
    if (point.range && point.range->most > point.range->least)
        reading.text = tr("mean %1, %2 to %3").arg(reading.text, gateValueText(card.gate, point.range->least / base.value_or(1), card.isRatio || base.has_value()),
            gateValueText(card.gate, point.range->most / base.value_or(1), card.isRatio || base.has_value()));
    const qsizetype legacy = card.reference.nearest(point.at, reach);
    if (legacy >= 0 && card.reference.at(legacy).sampleClass == SampleClass::Good)
        reading.text += u" · "_s + tr("legacy %1").arg(gateValueText(card.gate, card.reference.at(legacy).value, false));
    reading.text += u" · n "_s + groupedNumber(point.n);
    return reading;
}

} // namespace sluice
