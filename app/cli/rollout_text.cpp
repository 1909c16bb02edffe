// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/rollout_text.h"

#include "app/cli/rehearsal_text.h"
#include "communication/plain_text.h"
#include "engine/next_action.h"
#include "engine/waiver.h"

#include <QJsonArray>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString phaseText(const RunState &state, const Output &out)
{
    const QString name = runPhaseName(state.phase).replace(u'_', u' ');
    switch (state.phase) {
    case RunPhase::RollbackStuck:
        return out.breach(name);
    case RunPhase::RolledBack:
        return out.watch(u"↶ "_s + name);
    case RunPhase::Running:
    case RunPhase::Observing:
        return state.holds.isEmpty() ? out.good(name) : out.watch(u"❚❚ held"_s);
    default:
        return name;
    }
}

/// isGoingOn: a stage on its way back is undone by somebody; else it is not known how far it came.
QString stageGlyph(StagePhase phase, bool isGoingOn)
{
    switch (phase) {
    case StagePhase::Passed:
        return u"✓"_s;
    case StagePhase::Breached:
        return u"⚡"_s;
    case StagePhase::Undone:
        return u"↶"_s;
    case StagePhase::Undoing:
        return isGoingOn ? u"◌"_s : u"?"_s;
    case StagePhase::OutcomeUnknown:
    case StagePhase::UndoStuck:
        return u"?"_s;
    case StagePhase::Pending:
        return u"·"_s;
    case StagePhase::Applying:
    case StagePhase::Warmup:
    case StagePhase::Baking:
    case StagePhase::Judged:
        return u"▶"_s;
    }
    return {};
}

QString stageStrip(const RolloutView &view)
{
    const bool isGoingOn = view.hasRunner && view.state.phase != RunPhase::RollbackStuck;
    QStringList stages;
    for (const Stage &stage : view.bundle->plan.stages) {
        const StageState *known = view.state.stage(stage.id);
        stages += stageGlyph(known ? known->phase : StagePhase::Pending, isGoingOn) + u' ' + plainLine(stageTitle(stage));
    }
    return u"  "_s + stages.join(u"  "_s);
}

/// Where the latest rollback stands; nothing about one that a later start has left behind.
QStringList rollbackLines(const RolloutView &view)
{
    const RunState &state = view.state;
    if (!state.rollback || state.phase == RunPhase::Running || state.phase == RunPhase::Observing)
        return {};
    const QString to = state.rollback->to.isEmpty() ? u"the start"_s : state.rollback->to;
    if (state.phase == RunPhase::RollingBack || state.phase == RunPhase::Verifying) {
        if (view.hasRunner)
            return { u"  ↶ going back to %1, by %2"_s.arg(to, plainLine(state.runner)) };
        return { u"  ✕ the way back to %1 was cut off and nobody carries it on; 'sluice rollback %2' goes on from there"_s.arg(to, view.planId) };
    }
    if (state.phase != RunPhase::RollbackStuck)
        return { u"  ↶ to %1: %2"_s.arg(to, rollbackResultName(state.rollback->result)) };
    if (state.rollback->stuckWhy.isEmpty())
        return { u"  ✕ to %1: %2, not proven"_s.arg(to, rollbackResultName(state.rollback->result)) };
    return { u"  ✕ stuck on the way to %1: %2"_s.arg(to, plainLine(state.rollback->stuckWhy)), u"    next: %1"_s.arg(plainLine(state.rollback->stuckNext)) };
}

/// What a runner said last of the way back, while there is one.
bool hasOutlook(const RunState &state) { return state.outlook && (state.phase == RunPhase::Running || state.phase == RunPhase::Observing); }

} // namespace

QJsonValue waitingJson(const std::optional<RollbackWait> &waiting)
{
    if (!waiting)
        return QJsonValue::Null;
    return QJsonObject { { u"request"_s, waiting->id }, { u"entry"_s, static_cast<double>(waiting->seq) }, { u"to"_s, waiting->to }, { u"why"_s, waiting->why }, { u"asked_by"_s, waiting->askedBy },
        { u"override_window"_s, waiting->overridesWindow }, { u"losses"_s, toJson(waiting->losses) }, { u"text"_s, waiting->text },
        { u"next"_s, waiting->next }, { u"since"_s, waiting->since.toString(Qt::ISODateWithMs) } };
}

QString describeRollout(const RolloutView &view, const QDateTime &now, const Output &out)
{
    const RunState &state = view.state;
    QStringList lines;
    lines += u"%1  %2  %3"_s.arg(out.bold(view.planId), phaseText(state, out), out.muted(plainLine(view.title)));
    if (view.bundle)
        lines += stageStrip(view);
    for (const Hold &hold : state.holds) {
        if (state.waiting && hold.seq == state.waiting->seq)
            continue; // said below
        lines += u"  ❚❚ %1: %2"_s.arg(holdReasonName(hold.reason).replace(u'_', u' '), plainLine(hold.why));
    }
    if (hasOutlook(state) && state.outlook->way != WayBack::Possible)
        lines += u"  ✕ %1"_s.arg(out.watch(plainLine(outlookText(*state.outlook))));
    if (const StageState *stage = state.stage(state.currentStage)) {
        for (const VerdictRecord &record : stage->verdicts)
            lines += u"  ◆ %1"_s.arg(plainLine(whySentence(record)));
        for (const GateJudgement &judged : stage->judgements)
            lines += u"  ✓ %1 passes on the word of %2: %3"_s.arg(judged.gate, plainLine(judged.actor), plainLine(judged.why));
    }
    for (const StageState &stage : state.stages) {
        for (const GateWaiver &waiver : stage.waivers)
            lines += u"  ~ %1"_s.arg(plainLine(waiverText(stage, waiver)));
    }
    if (state.waiting)
        lines += QStringList { u"  ⇄ waits for a second person: %1"_s.arg(plainLine(state.waiting->text)), u"    next: %1"_s.arg(plainLine(state.waiting->next)) };
    lines += rollbackLines(view);
    if (state.phase == RunPhase::Draft || state.phase == RunPhase::Running)
        lines += rehearsalLine(view, now, out);
    if (state.phase == RunPhase::Draft) {
        for (const QString &blocker : view.startBlockers)
            lines += u"  ✕ "_s + plainLine(blocker);
    } else if (state.phase == RunPhase::Running || (state.phase == RunPhase::Observing && !view.advanceBlockers.isEmpty())) {
        lines += u"  next: %1"_s.arg(view.nextAction);
        for (const QString &blocker : view.advanceBlockers)
            lines += u"    ✕ "_s + plainLine(blocker);
    }
    const bool isActive = state.phase == RunPhase::Running || state.phase == RunPhase::Observing;
    if (isActive && !view.hasRunner)
        lines += u"  ! nobody watches its gates now; 'sluice run %1%2' does"_s.arg(view.planId, state.phase == RunPhase::Observing ? u" --observe"_s : QString());
    if (state.phase == RunPhase::Observing)
        lines += u"  rollback window open until %1 UTC"_s.arg(state.windowCloses.toString(u"yyyy-MM-dd HH:mm"_s));
    return lines.join(u'\n');
}

QString describeStage(const RolloutView &view)
{
    const RunState &state = view.state;
    const StageState *stage = state.stage(state.currentStage);
    if (!stage || !view.bundle || state.phase != RunPhase::Running)
        return {};
    const Stage &planned = view.bundle->plan.stages[view.bundle->plan.stageIndex(stage->id)];
    return u"%1 · %2 · baked %3 of %4"_s.arg(stageTitle(planned), stagePhaseName(stage->phase), humanDuration(stage->baked),
        humanDuration(requiredBake(planned, *stage)));
}

QJsonObject rolloutJson(const RolloutView &view)
{
    const RunState &state = view.state;
    QJsonArray holds;
    for (const Hold &hold : state.holds)
        holds.append(QJsonObject { { u"reason"_s, holdReasonName(hold.reason) }, { u"why"_s, hold.why }, { u"actor"_s, hold.actor },
            { u"since"_s, hold.since.toString(Qt::ISODateWithMs) } });
    QJsonArray stages;
    QJsonArray verdicts;
    for (const StageState &stage : state.stages) {
        stages.append(QJsonObject { { u"id"_s, stage.id }, { u"state"_s, stagePhaseName(stage.phase) },
            { u"baked_ms"_s, static_cast<double>((stage.baked + stage.bakedEarlier).count()) } });
        for (const VerdictRecord &record : stage.verdicts) {
            QJsonObject json = toJson(record);
            json.remove(u"guards"_s); // how the evidence is carried on is nobody else's matter
            json[u"stage"_s] = stage.id;
            json[u"why"_s] = whySentence(record);
            if (const auto judged = stage.judgements.constFind(record.gate); judged != stage.judgements.cend())
                json[u"judged"_s] = QJsonObject { { u"verdict"_s, u"pass"_s }, { u"by"_s, judged->actor }, { u"why"_s, judged->why },
                    { u"at"_s, judged->at.toUTC().toString(Qt::ISODateWithMs) } };
            if (const auto waiver = stage.waivers.constFind(record.gate); waiver != stage.waivers.cend())
                json[u"waived"_s] = toJson(*waiver);
            verdicts.append(json);
        }
    }
    QJsonObject json { { u"plan"_s, view.planId }, { u"title"_s, view.title }, { u"owner"_s, view.owner }, { u"run"_s, state.run },
        { u"state"_s, runPhaseName(state.phase) }, { u"has_runner"_s, view.hasRunner }, { u"stage"_s, state.currentStage }, { u"holds"_s, holds }, { u"stages"_s, stages },
        { u"verdicts"_s, verdicts }, { u"digest"_s, state.digest }, { u"start_blockers"_s, QJsonArray::fromStringList(view.startBlockers) },
        { u"advance_blockers"_s, QJsonArray::fromStringList(view.advanceBlockers) } };
    json[u"rehearsal"_s] = rehearsalJson(view.certificate, view.bundle ? view.bundle->digest : QString(), view.needsCertificate, view.certificateProblem);
    json[u"waiting"_s] = waitingJson(state.waiting);
    if (hasOutlook(state)) {
        QJsonObject outlook = toJson(*state.outlook);
        outlook[u"since"_s] = state.outlook->since.toString(Qt::ISODateWithMs);
        outlook[u"is_watched"_s] = view.hasRunner; // without a runner it is as old as it says
        json[u"way_back"_s] = outlook;
    }
    if (state.rollback) {
        json[u"result"_s] = rollbackResultName(state.rollback->result);
        json[u"rollback"_s] = QJsonObject { { u"to"_s, state.rollback->to }, { u"why"_s, state.rollback->why },
            { u"stuck"_s, state.rollback->stuckWhy }, { u"next"_s, state.rollback->stuckNext } };
    }
    return json;
}

} // namespace sluice
