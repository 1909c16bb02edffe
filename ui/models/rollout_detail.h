// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/plan_timeline.h"
#include "ui/models/rollout_actions.h"

namespace sluice {

struct Fact {
    QString name;
    QString value;
    bool isFixed = false; ///< an id, a hash, a relation
    friend bool operator==(const Fact &, const Fact &) = default;
};

/// One reason for or against the next action.
struct NextReason {
    enum class Kind { Blocking, Met, Note };
    Kind kind = Kind::Blocking;
    QString text;
    friend bool operator==(const NextReason &, const NextReason &) = default;
};

/// What the newest rehearsal of this version of the plan says.
struct RehearsalSummary {
    enum class Tone { None, Proven, Doubtful, Failed };
    Tone tone = Tone::None;
    QString headline; ///< "EXACT · 2 h ago by analyst · on a copy of warehouse"; empty: nothing to say about it
    QStringList lines; ///< longest lock, time back, what is left or why it failed, until when it counts
    friend bool operator==(const RehearsalSummary &, const RehearsalSummary &) = default;
};

struct PlanProblem {
    QString place; ///< "plans/orders.yaml:14:7"
    QString text;
    friend bool operator==(const PlanProblem &, const PlanProblem &) = default;
};

/// Everything the panels beside the list and the timeline say about one rollout.
struct RolloutDetail {
    QString id; ///< empty: nothing is selected
    QString title;
    QString reason;
    PlanTimeline timeline;
    QList<Fact> facts;
    QString nextAction;
    QList<NextReason> reasons; ///< all of them, blocking first
    RehearsalSummary rehearsal;
    RolloutActions actions;
    QList<PlanProblem> problems;
    QString notice; ///< "the file differs from what runs"
    QStringList earlier; ///< finished runs, newest first
    friend bool operator==(const RolloutDetail &, const RolloutDetail &) = default;
};

RolloutDetail rolloutDetail(const WorkspaceSnapshot &snapshot, const QString &planId, const QDateTime &now);

/// "orders-currency · stage 3 of 4 · pilot_analysts"
QString stageSubtitle(const RolloutDetail &detail, const StageSpan &stage);

} // namespace sluice
