// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.h"
#include "quality/sample.h"
#include "ui/models/metric_series.h"

namespace sluice {

/// The time around one event, ms since the epoch.
struct EventWindow
{
    qint64 at = 0;
    qint64 reach = 0; ///< as far before as after
    qint64 from() const { return at - reach; }
    qint64 to() const { return at + reach; }
    friend bool operator==(const EventWindow &, const EventWindow &) = default;
};

/// One side of the event.
struct SideOfEvent
{
    qint64 n = 0; ///< good samples
    double median = 0; ///< meaningless without any
    friend bool operator==(const SideOfEvent &, const SideOfEvent &) = default;
};

/// How one series moved over an event.
struct SeriesMove
{
    enum class Known {
        Yes,
        TooFew, ///< good samples on a side
        WasConstant, ///< and moved: there is no spread to hold it against, so it counts as the most
    };
    SideOfEvent before;
    SideOfEvent after;
    Known known = Known::TooFew;
    double shift
        = 0; ///< of the medians, in spreads: 1.4826 × the median distance from the own side's median; 0 unless Yes
    friend bool operator==(const SeriesMove &, const SeriesMove &) = default;
};

inline constexpr qint64 kFewestAround = 5; ///< good samples on each side below which nothing is said

/// The sample of the event's own moment counts as after it. Robust: one spike moves neither median nor spread.
SeriesMove moveOver(const MetricSeries &series, const EventWindow &window);

/// One metric around an event, on one branch, in the unit that its chart draws.
struct CorrelatedSeries
{
    Gate gate;
    QString stage; ///< id
    bool isSystem = false; ///< the target's own state, not its data
    bool isRatio = false; ///< candidate to legacy
    bool isLegacy = false; ///< the legacy branch by itself
    MetricSeries samples; ///< in the window
    SeriesMove move;
};

/// Every gate of the plan that was sampled in the window, what moved most first; what is unknown last, in the order of
/// the plan. samples: of the run, ascending by time.
QList<CorrelatedSeries> correlate(
    const Plan &plan, const QString &run, const QList<Sample> &samples, const EventWindow &window);

} // namespace sluice
