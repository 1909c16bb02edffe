// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/event_correlation.h"

#include "ui/models/metric_series_model.h"

#include <algorithm>
#include <cmath>

namespace sluice {

namespace {

constexpr double kNormal = 1.4826; ///< makes the median distance of normal noise its standard deviation

double medianOf(std::vector<double> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    if (values.size() % 2 == 1)
        return *middle;
    return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

void addDistances(std::vector<double> &distances, const std::vector<double> &values, double median)
{
    for (const double value : values)
        distances.push_back(std::abs(value - median));
}

/// 2: moved from or to something constant; then by how far; unknown below all.
std::pair<int, double> rankOf(const SeriesMove &move)
{
    switch (move.known) {
    case SeriesMove::Known::WasConstant:
        return { 2, std::abs(move.after.median - move.before.median) };
    case SeriesMove::Known::Yes:
        return { 1, std::abs(move.shift) };
    case SeriesMove::Known::TooFew:
        return { 0, 0 };
    }
    return { 0, 0 };
}

MetricSeries inside(const MetricSeries &series, const EventWindow &window, Duration interval)
{
    MetricSeries cut;
    cut.setInterval(interval);
    for (qsizetype i = 0; i < series.size(); ++i) {
        const MetricSeries::Point point = series.at(i);
        if (point.at >= window.from() && point.at <= window.to())
            cut.append(point);
    }
    return cut;
}

} // namespace

SeriesMove moveOver(const MetricSeries &series, const EventWindow &window)
{
    std::vector<double> before;
    std::vector<double> after;
    for (qsizetype i = 0; i < series.size(); ++i) {
        const MetricSeries::Point point = series.at(i);
        if (point.sampleClass == SampleClass::Good && point.at >= window.from() && point.at <= window.to())
            (point.at < window.at ? before : after).push_back(point.value);
    }
    SeriesMove move;
    move.before.n = static_cast<qint64>(before.size());
    move.after.n = static_cast<qint64>(after.size());
    if (!before.empty())
        move.before.median = medianOf(before);
    if (!after.empty())
        move.after.median = medianOf(after);
    if (move.before.n < kFewestAround || move.after.n < kFewestAround)
        return move;
    std::vector<double> distances;
    addDistances(distances, before, move.before.median);
    addDistances(distances, after, move.after.median);
    const double difference = move.after.median - move.before.median;
    const double spread = kNormal * medianOf(std::move(distances));
    move.known = spread > 0 || difference == 0 ? SeriesMove::Known::Yes : SeriesMove::Known::WasConstant;
    move.shift = spread > 0 ? difference / spread : 0;
    return move;
}

QList<CorrelatedSeries> correlate(
    const Plan &plan, const QString &run, const QList<Sample> &samples, const EventWindow &window)
{
    QList<CorrelatedSeries> found;
    for (const Stage &stage : plan.stages) {
        MetricSeriesModel model; // knows what a gate's samples are compared in
        model.setStage(run, stage.id, stage.gates);
        model.append(samples);
        for (const Gate &gate : stage.gates) {
            const GateCard &card = model.card(model.rowOf(gate.id));
            for (const bool isLegacy : { false, true }) {
                const MetricSeries series = inside(isLegacy ? card.reference : card.judged, window, gate.interval);
                if (series.isEmpty())
                    continue;
                const bool isSystem = std::holds_alternative<SystemProbe>(gate.probe);
                found.append({ gate, stage.id, isSystem, card.isRatio && !isLegacy, isLegacy, series,
                    moveOver(series, window) });
            }
        }
    }
    std::stable_sort(found.begin(), found.end(),
        [](const CorrelatedSeries &a, const CorrelatedSeries &b) { return rankOf(a.move) > rankOf(b.move); });
    return found;
}

} // namespace sluice
