// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "service/snapshot.h"
#include "ui/models/look.h"

namespace sluice {

/// What the timeline draws of one step.
struct StepSpan {
    QString id;
    QString title; ///< "add_column currency-column"
    StepPhase phase = StepPhase::Pending;
    QDateTime begin; ///< invalid: not begun
    QDateTime end; ///< invalid: not ended
    QString detail; ///< "1 204 331 rows", "failed: …"
    friend bool operator==(const StepSpan &, const StepSpan &) = default;
};

struct GateMark {
    QString id;
    QString title;
    GateStanding standing;
    QString valueText;
    QString limitText;
    qint64 n = 0;
    QDateTime at;
    friend bool operator==(const GateMark &, const GateMark &) = default;
};

struct StageSpan {
    QString id;
    QString title;
    StageKind kind = StageKind::Compatibility;
    StageLook look = StageLook::Pending;
    QDateTime begin; ///< invalid: the run ended before it
    QDateTime end;
    bool isEstimate = false; ///< end (and for a pending stage begin) is a forecast
    double progress = 0; ///< of the bake, 0 … 1
    Duration bakeLeft { 0 };
    QString exposure; ///< the cohort that sees the candidate now; empty: none
    QList<StepSpan> steps;
    QList<GateMark> gates;
    friend bool operator==(const StageSpan &, const StageSpan &) = default;
    int healthyGates() const;
};

struct RollbackWindow {
    QDateTime begin; ///< invalid: no effect yet, nothing to take back
    QDateTime end; ///< the point of no return
    bool isEstimate = false;
    friend bool operator==(const RollbackWindow &, const RollbackWindow &) = default;
};

/// One row of the timeline with all below it.
struct PlanTimeline {
    QString id;
    QString title;
    QString owner;
    RolloutLook look = RolloutLook::Draft;
    QString stateText; ///< "finance-data · running"
    QString holds; ///< words of all hold reasons; empty: none
    QList<StageSpan> stages;
    RollbackWindow window;
    std::optional<Milestone> milestone;
    QStringList conflicts; ///< "same object as orders-currency: mart.orders"
    QString problem; ///< why there is no plan to draw; empty otherwise
    friend bool operator==(const PlanTimeline &, const PlanTimeline &) = default;

    const StageSpan *stage(const QString &stageId) const;
    /// The stage people mean: the running one, else the last begun, else the first.
    QString focusStage() const;
    QDateTime begin() const; ///< of what is drawn; invalid when nothing is
    QDateTime end() const;
};

struct TimeRange
{
    QDateTime begin;
    QDateTime end;
    friend bool operator==(const TimeRange &, const TimeRange &) = default;
};

/// The stretch that shows one rollout, or all when planId is empty: its stages, and now while it is under way. A
/// rollback window of days does not count: it would squeeze stages of seconds into a hairline. Nothing when nothing has
/// a time.
std::optional<TimeRange> shownRange(const QList<PlanTimeline> &timelines, const QString &planId, const QDateTime &now);

/// Time a stage takes when nothing holds it: its bake or its exposure holds, whichever is longer, never less than its
/// gates need for their samples.
Duration estimatedDuration(const Stage &stage);

PlanTimeline planTimeline(const RolloutView &rollout, const QDateTime &now);
/// All of them, with conflicts between plans that touch one object in one target at overlapping times.
QList<PlanTimeline> planTimelines(const WorkspaceSnapshot &snapshot, const QDateTime &now);

} // namespace sluice
