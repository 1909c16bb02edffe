// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/plan_timeline.h"

#include "ui/models/gate_text.h"
#include "ui/models/text.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr int kLeastSamples = 3; // a limit is judged over three ticks
constexpr Duration kStepGuess { 1'000 };

QString tr(const char *text)
{
    return QCoreApplication::translate("sluice::planTimeline", text);
}

bool isGoingOn(const RunState &run)
{
    return !isOver(run) && !run.isRollingBack() && run.phase != RunPhase::Draft;
}

StepSpan stepSpan(const QString &id, const QString &title, const StepState *state)
{
    StepSpan span;
    span.id = id;
    span.title = title;
    if (!state)
        return span;
    span.phase = state->phase;
    span.begin = state->started;
    span.end = state->ended;
    if (!state->why.isEmpty())
        span.detail = singleLine(state->why);
    else if (state->rows >= 0 && state->rowEstimate > state->rows)
        span.detail = tr("%1 of about %2 rows").arg(groupedNumber(state->rows), groupedNumber(state->rowEstimate));
    else if (state->rows >= 0)
        span.detail = tr("%1 rows").arg(groupedNumber(state->rows));
    return span;
}

const StepState *findStep(const StageState *stage, const QString &id)
{
    if (!stage)
        return nullptr;
    const auto it = std::find_if(stage->steps.cbegin(), stage->steps.cend(), [&](const StepState &step) { return step.id == id; });
    return it == stage->steps.cend() ? nullptr : &*it;
}

QList<StepSpan> stepSpans(const Stage &stage, const StageState *state)
{
    QList<StepSpan> spans;
    for (const Step &step : stage.steps)
        spans.append(stepSpan(step.id, opName(step.body) + u' ' + step.id, findStep(state, step.id)));
    for (const ExposureStep &exposure : stage.exposure) {
        const QString id = u"expose:"_s + exposure.cohort;
        spans.append(stepSpan(id, tr("expose to %1").arg(singleLine(exposure.cohort)), findStep(state, id)));
    }
    return spans;
}

/// Verdicts enter the ledger when they change, samples every tick: what was measured since is newer than the verdict. A
/// breach keeps the value that tripped it.
void freshen(GateMark &mark, const Gate &gate, const Sample &sample)
{
    if (!sample.at.isValid() || sample.at <= mark.at || mark.standing.verdict == Verdict::Breach)
        return;
    mark.at = sample.at;
    if (sample.sampleClass != SampleClass::Good)
        return;
    mark.n = sample.n;
    if (!isRelativeGate(gate))
        mark.valueText = gateValueText(gate, sample.value, false);
}

QList<GateMark> gateMarks(const Stage &stage, const StageState *state, const QMap<QString, Sample> &latest, bool isOver)
{
    QList<GateMark> marks;
    for (const Gate &gate : stage.gates) {
        GateMark mark;
        mark.id = gate.id;
        mark.title = gateTitle(gate);
        mark.standing.isOver = isOver;
        if (!gate.limits.isEmpty())
            mark.limitText = gateLimitText(gate, gate.limits.first());
        if (state && state->verdicts.contains(gate.id)) {
            const VerdictRecord &record = state->verdicts[gate.id];
            mark.standing.verdict = record.verdict;
            mark.valueText = record.hasValue ? record.valueText : QString();
            mark.n = record.n;
            mark.at = record.at;
            if (!record.limitText.isEmpty())
                mark.limitText = record.limitText;
            freshen(mark, gate, latest.value(stage.id + u'/' + gate.id));
        }
        marks.append(mark);
    }
    return marks;
}

/// begin, end and progress of a stage that the ledger knows.
void placeKnown(StageSpan &span, const Stage &stage, const StageState &state, const RunState &run, const QDateTime &now)
{
    span.begin = state.started;
    span.end = state.ended;
    if (span.look == StageLook::Passed) {
        span.progress = 1;
    } else if (!span.end.isValid() && span.look == StageLook::Undoing) {
        span.end = now;
    } else if (!span.end.isValid()) {
        const Duration whole = estimatedDuration(stage);
        span.bakeLeft = std::max(Duration(0), whole - state.baked);
        span.progress = whole.count() > 0 ? std::clamp(static_cast<double>(state.baked.count()) / static_cast<double>(whole.count()), 0.0, 1.0) : 0;
        // A rolled back run may go on (further back, or forward again): its end is that of its rollback.
        const QDateTime end = run.ended.isValid()           ? run.ended
            : run.rollback && run.rollback->ended.isValid() ? run.rollback->ended
                                                            : now;
        span.end = isOver(run) ? end : now.addMSecs(span.bakeLeft.count());
        span.isEstimate = !isOver(run);
    }
    if (state.exposure > 0 && state.exposure <= stage.exposure.size())
        span.exposure = stage.exposure[state.exposure - 1].cohort;
}

/// A contract stage behind others waits until the window closed, days after them.
bool isAwaitingWindow(const PlanTimeline &timeline, const StageSpan &span)
{
    return span.kind == StageKind::Contract && span.look == StageLook::Pending && &span != &timeline.stages.constFirst();
}

QDateTime endBeforeContract(const PlanTimeline &timeline)
{
    QDateTime most;
    for (const StageSpan &span : timeline.stages) {
        if (span.end.isValid() && !isAwaitingWindow(timeline, span) && (!most.isValid() || span.end > most))
            most = span.end;
    }
    return most;
}

RollbackWindow windowOf(const PlanTimeline &timeline, const Plan &plan, const RunState &run)
{
    RollbackWindow window;
    if (!run.firstEffect.isValid() || run.phase == RunPhase::RolledBack || run.phase == RunPhase::Cancelled)
        return window;
    window.begin = run.firstEffect;
    window.end = run.windowCloses;
    if (!window.end.isValid()) {
        const QDateTime last = endBeforeContract(timeline);
        window.end = (last.isValid() ? last : run.firstEffect).addMSecs(plan.rollback.window.count());
        window.isEstimate = true;
    }
    return window;
}

QString stateText(const QString &owner, const RunState &run, RolloutLook look)
{
    QString word = rolloutWord(look).toLower();
    if (look == RolloutLook::RolledBack && run.rollback && run.rollback->result != RollbackResult::None)
        word += u": "_s + rollbackResultWord(run.rollback->result);
    return owner.isEmpty() ? word : singleLine(owner, 60) + u" · "_s + word;
}

bool isPlanned(const PlanTimeline &timeline)
{
    return timeline.look != RolloutLook::Sealed && timeline.look != RolloutLook::Cancelled && timeline.look != RolloutLook::RolledBack
        && timeline.look != RolloutLook::Unreadable;
}

bool overlaps(const PlanTimeline &a, const PlanTimeline &b)
{
    return a.begin() <= b.end() && b.begin() <= a.end();
}

/// Only plans that share an object are compared, so that a thousand plans cost what a thousand lookups cost.
void findConflicts(QList<PlanTimeline> &timelines, const QList<RolloutView> &rollouts)
{
    QHash<QString, QList<qsizetype>> users;
    for (qsizetype i = 0; i < timelines.size(); ++i) {
        if (!rollouts[i].bundle || !isPlanned(timelines[i]))
            continue;
        const Plan &plan = rollouts[i].bundle->plan;
        for (const RelationName &object : plan.objects)
            users[plan.connection + u'\n' + object.text()].append(i);
    }
    for (auto it = users.cbegin(); it != users.cend(); ++it) {
        const QString object = singleLine(it.key().section(u'\n', 1), 80);
        for (const qsizetype mine : it.value()) {
            for (const qsizetype other : it.value()) {
                if (mine != other && overlaps(timelines[mine], timelines[other]))
                    timelines[mine].conflicts.append(tr("same object as %1: %2").arg(singleLine(timelines[other].id, 60), object));
            }
        }
    }
    for (PlanTimeline &timeline : timelines)
        std::sort(timeline.conflicts.begin(), timeline.conflicts.end());
}

} // namespace

int StageSpan::healthyGates() const
{
    return static_cast<int>(std::count_if(gates.cbegin(), gates.cend(), [](const GateMark &mark) { return mark.standing.verdict == Verdict::Healthy; }));
}

const StageSpan *PlanTimeline::stage(const QString &stageId) const
{
    const auto it = std::find_if(stages.cbegin(), stages.cend(), [&](const StageSpan &span) { return span.id == stageId; });
    return it == stages.cend() ? nullptr : &*it;
}

QString PlanTimeline::focusStage() const
{
    const StageSpan *found = nullptr;
    for (const StageSpan &span : stages) {
        if (span.look == StageLook::Pending)
            continue;
        found = &span;
        if (span.look != StageLook::Passed)
            break;
    }
    return found ? found->id : stages.isEmpty() ? QString() : stages.first().id;
}

QDateTime PlanTimeline::begin() const
{
    QDateTime least;
    for (const StageSpan &span : stages) {
        if (span.begin.isValid() && (!least.isValid() || span.begin < least))
            least = span.begin;
    }
    return least;
}

QDateTime PlanTimeline::end() const
{
    QDateTime most;
    for (const StageSpan &span : stages) {
        if (span.end.isValid() && (!most.isValid() || span.end > most))
            most = span.end;
    }
    return most;
}

std::optional<TimeRange> shownRange(const QList<PlanTimeline> &timelines, const QString &planId, const QDateTime &now)
{
    std::optional<TimeRange> range;
    const auto take = [&range](const QDateTime &from, const QDateTime &to) {
        if (!from.isValid() || !to.isValid())
            return;
        range = range ? TimeRange { std::min(range->begin, from), std::max(range->end, to) } : TimeRange { from, to };
    };
    for (const PlanTimeline &timeline : timelines) {
        if (!planId.isEmpty() && timeline.id != planId)
            continue;
        take(timeline.begin(), endBeforeContract(timeline));
        const bool isUnderWay = timeline.look != RolloutLook::Draft && isPlanned(timeline);
        if (range && (planId.isEmpty() || isUnderWay))
            take(now, now);
    }
    return range;
}

Duration estimatedDuration(const Stage &stage)
{
    Duration holds { 0 };
    for (const ExposureStep &exposure : stage.exposure)
        holds += exposure.hold;
    Duration longest = std::max(stage.bake, holds);
    for (const Gate &gate : stage.gates)
        longest = std::max(longest, gate.interval * (gate.warmup + std::max(gate.minSamples, kLeastSamples)));
    return longest + kStepGuess * std::max<qsizetype>(1, stage.steps.size());
}

PlanTimeline planTimeline(const RolloutView &rollout, const QDateTime &now)
{
    const RunState &run = rollout.state;
    PlanTimeline timeline;
    timeline.id = rollout.planId;
    timeline.title = rollout.title;
    timeline.owner = rollout.owner;
    timeline.look = rollout.bundle ? rolloutLook(run) : RolloutLook::Unreadable;
    timeline.stateText = stateText(rollout.owner, run, timeline.look);
    timeline.holds = holdsText(run.holds);
    if (!rollout.bundle) {
        timeline.problem = rollout.problems.isEmpty() ? tr("the plan cannot be read") : singleLine(rollout.problems.first().text);
        return timeline;
    }
    const Plan &plan = rollout.bundle->plan;
    timeline.milestone = plan.metadata.milestone;
    QDateTime next = now;
    for (const Stage &stage : plan.stages) {
        const StageState *state = findStage(run, stage.id);
        StageSpan span;
        span.id = stage.id;
        span.title = stageTitle(stage);
        span.kind = stage.kind;
        span.look = stageLook(state, run);
        span.steps = stepSpans(stage, state);
        span.gates = gateMarks(stage, state, rollout.latest, isOver(run));
        if (state && state->started.isValid()) {
            placeKnown(span, stage, *state, run, now);
            next = std::max(now, span.end);
        } else if (isGoingOn(run) || run.phase == RunPhase::Draft) {
            if (stage.kind == StageKind::Contract && !timeline.stages.isEmpty())
                next = run.windowCloses.isValid() ? std::max(next, run.windowCloses) : next.addMSecs(plan.rollback.window.count());
            span.begin = next;
            span.bakeLeft = estimatedDuration(stage);
            span.end = next.addMSecs(span.bakeLeft.count());
            span.isEstimate = true;
            next = span.end;
        }
        timeline.stages.append(span);
    }
    timeline.window = windowOf(timeline, plan, run);
    return timeline;
}

QList<PlanTimeline> planTimelines(const WorkspaceSnapshot &snapshot, const QDateTime &now)
{
    QList<PlanTimeline> timelines;
    timelines.reserve(snapshot.rollouts.size());
    for (const RolloutView &rollout : snapshot.rollouts)
        timelines.append(planTimeline(rollout, now));
    findConflicts(timelines, snapshot.rollouts);
    return timelines;
}

} // namespace sluice
