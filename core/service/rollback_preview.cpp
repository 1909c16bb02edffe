// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "service/rollback_preview.h"

#include "engine/next_action.h"
#include "engine/rollback_proof.h"
#include "engine/rollback_wait.h"
#include "engine/undo_look.h"
#include "lineage/impact.h"
#include "service/rows_at_risk.h"
#include "warehouse/target_identity.h"

#include <QLocale>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

using Light = ReadinessLight;

constexpr int kSampleRows = 5;
constexpr qint64 kSampleBytes = 64 * 1024;

QString shortId(const QString &uuid)
{
    return uuid.left(4) + u"…"_s + uuid.right(2);
}

QString titleOf(const Plan &plan, const QString &stage)
{
    const int index = plan.stageIndex(stage);
    if (index >= 0)
        return stageTitle(plan.stages[index]);
    return stage.isEmpty() ? u"the start"_s : stage;
}

QString humanTime(Duration time)
{
    return humanDuration(std::max(time, Duration(1)));
}

QString about(std::optional<Duration> time)
{
    return time ? u"~"_s + humanTime(*time) : QString();
}

/// What the rehearsal measured of an undo, as long as it proved something.
const RehearsedStep *rehearsed(const PreviewInput &input, const UndoItem &item)
{
    if (!input.certificate || input.certificate->result == RollbackResult::Failed)
        return nullptr;
    const RehearsedStep *step = input.certificate->step(item.stage, item.step.stepId);
    return step && step->undo.took >= Duration(0) ? step : nullptr;
}

/// The lock with its measured time where it was really taken, else as the step declares it.
QString lockText(const PreviewInput &input, const UndoItem &item)
{
    const RehearsedStep *step = rehearsed(input, item);
    if (!step || !step->undo.areLocksKnown)
        return item.step.undoLock;
    const auto longest = std::max_element(step->undo.locks.cbegin(), step->undo.locks.cend(),
        [](const TakenLock &a, const TakenLock &b) { return a.longest < b.longest; });
    if (longest == step->undo.locks.cend())
        return u"no lock"_s;
    const QString more = step->undo.locks.size() > 1 ? u" and %1 more"_s.arg(step->undo.locks.size() - 1) : QString();
    return u"%1 on %2%3, %4 in the rehearsal"_s.arg(longest->mode, longest->relation, more, humanTime(longest->longest));
}

/// What an undo will take, from what was measured: the step itself, where going back is the same kind of work under the
/// same lock as going forward. Anything else (a dropped column that SQLite rewrites the table for, a person's SQL)
/// was never measured, and no number is made up for it.
std::optional<Duration> undoTime(const PreviewInput &input, const UndoItem &item)
{
    if (const RehearsedStep *step = rehearsed(input, item))
        return expectedUndo(*step);
    if (item.step.op == u"sql"_s || item.step.undoLock != item.step.forwardLock || item.state.took.count() < 0)
        return std::nullopt;
    return item.state.took;
}

/// Where the number comes from, where that is not plain: more than one rehearsal, or another number of rows.
QString undoSource(const PreviewInput &input, const UndoItem &item)
{
    QStringList words;
    if (const RehearsedStep *step = rehearsed(input, item)) {
        if (step->undoTimes.p95 >= Duration(0))
            words += timesText(step->undoTimes);
        if (step->undoScale > kSameSize)
            words += u"scaled to the rows here"_s;
    }
    return words.isEmpty() ? QString() : u" ("_s + words.join(u", "_s) + u')';
}

/// Verifying reads again what was read when the stage after `to` began.
std::optional<Duration> verifyTime(const Plan &plan, const RunState &state, const QString &to)
{
    const int after = to.isEmpty() ? 0 : plan.stageIndex(to) + 1;
    const StageState *stage = after < plan.stages.size() ? state.stage(plan.stages[after].id) : nullptr;
    if (!stage || stage->baselineTook.count() < 0)
        return std::nullopt;
    return stage->baselineTook;
}


/// The whole: the sum when every part is known, a lower bound when some are, words when none is.
QString wholeTime(const QList<std::optional<Duration>> &parts)
{
    Duration sum { 0 };
    qsizetype unknown = 0;
    for (const std::optional<Duration> &part : parts) {
        if (part)
            sum += *part;
        else
            ++unknown;
    }
    if (unknown == parts.size())
        return u"not measured yet"_s;
    return unknown == 0 ? about(sum) : u"at least "_s + humanDuration(std::max(sum, Duration(1)));
}

/// The part that needs values alone.
RollbackPreview basePreview(const PreviewInput &input, QList<UndoItem> &items)
{
    const RunState &state = input.state;
    const Plan &plan = input.bundle->plan;
    RollbackPreview preview;
    preview.run = state.run;
    preview.planId = state.plan;
    preview.to = input.to;
    preview.toTitle = titleOf(plan, input.to);
    preview.choices = rollbackTargets(plan, state);
    preview.waiting = state.waiting;
    preview.at = input.now;
    for (const Hold &hold : state.holds) {
        if (preview.why.isEmpty() || hold.reason == HoldReason::Breach)
            preview.why = hold.why;
    }
    if (preview.why.isEmpty())
        preview.why = u"Decided by a person"_s;
    // What was begun must be able to end, also when every step is undone already and only the proof is missing.
    const bool joins = state.isRollingBack();
    const bool runs = state.phase == RunPhase::RollingBack || state.phase == RunPhase::Verifying; // it ends where it was sent
    if (!runs && !preview.choices.contains(input.to))
        preview.blockers += u"%1 never passed, so there is no state to return to"_s.arg(preview.toTitle);
    if (!joins && !state.hasEffects())
        preview.blockers += u"nothing was changed yet: cancel the rollout instead"_s;
    if (const auto found = undoItems(state, input.to)) {
        items = *found;
        if (const QString final = whyIrreversible(items); !final.isEmpty())
            preview.blockers += final;
    }
    else
        preview.blockers += found.error().what;
    const bool isRehearsed = input.certificate && input.certificate->readersBack >= Duration(0);
    const std::optional<Duration> flagsOff = input.lastFlagsOff || !isRehearsed ? input.lastFlagsOff : input.certificate->readersBack;
    preview.readersBackIn = flagsOff ? about(flagsOff) : u"not measured yet"_s;

    QList<std::optional<Duration>> times;
    const auto append = [&](RollbackStepView step, std::optional<Duration> time, const QString &source = {}) {
        step.estimate = time ? about(time) + source : QString();
        preview.steps.append(std::move(step));
        times.append(time);
    };
    const bool replaces = std::any_of(plan.flags.cbegin(), plan.flags.cend(), [](const Flag &flag) { return flag.isReplaced(); });
    if (!plan.flags.isEmpty())
        append(RollbackStepView { {}, {}, u"Flags off: readers to the old path"_s, replaces ? u"ACCESS EXCLUSIVE on the views that readers use, catalogue only"_s : u"no lock"_s, {}, {}, 0, {} }, flagsOff);
    for (const UndoItem &item : items) {
        if (item.step.op == u"switch_flag"_s)
            continue; // covered by the first line
        RollbackStepView view { item.stage, item.step.stepId, item.step.undoSummary, lockText(input, item), {}, item.step.undo, -1, {} };
        if (!item.step.undoByHand.isEmpty())
            view.keeps = u"left to a person; the rollback does not wait for it"_s;
        append(std::move(view), undoTime(input, item), undoSource(input, item));
    }
    append(RollbackStepView { {}, {}, u"Verify schema, flags and tables"_s, u"no lock"_s, {}, {}, 0, {} }, verifyTime(plan, state, input.to));
    preview.undoneIn = wholeTime(times);

    preview.runbook = parseRunbook(input.bundle->runbookText);
    const QMap<QString, QString> values { { u"plan"_s, state.plan }, { u"title"_s, plan.metadata.title }, { u"why"_s, preview.why },
        { u"stage"_s, preview.toTitle }, { u"time"_s, input.now.toString(u"HH:mm 'UTC'"_s) },
        { u"next"_s, input.now.addSecs(20 * 60).toString(u"HH:mm 'UTC'"_s) }, { u"owner"_s, plan.rollback.owner }, { u"result"_s, u"rolling back"_s } };
    preview.message = fillTemplate(preview.runbook.messages.value(u"initial"_s), values);
    if (input.lineage) {
        int dashboards = 0;
        int relations = 0;
        for (const Impact &impact : impactOfPlan(*input.lineage, plan)) {
            if (impact.distance == 0 || impact.kind == ImpactKind::Untouched)
                continue;
            const NodeKind kind = input.lineage->nodes()[impact.node].kind;
            (kind == NodeKind::Exposure ? dashboards : relations) += 1;
        }
        preview.affected = { u"%1 downstream relations"_s.arg(relations), u"%1 dashboards"_s.arg(dashboards) };
    }
    const bool hasWindow = state.windowCloses.isValid();
    const qint64 left = hasWindow ? input.now.msecsTo(state.windowCloses) : plan.rollback.window.count();
    preview.lights.append(Light { left > 0 ? Light::State::Ok : Light::State::Blocked, u"Window"_s,
        left <= 0 ? u"closed"_s : hasWindow ? humanDuration(Duration(left)) + u" left"_s : u"closes %1 after the last stage"_s.arg(humanDuration(Duration(left))) });
    const bool isAskedInTime = state.waiting && state.waiting->to == input.to && !state.waiting->overridesWindow;
    preview.isLate = left <= 0 && !joins && !isAskedInTime;
    const bool isAskedLate = state.waiting && state.waiting->to == input.to && state.waiting->overridesWindow;
    if (preview.isLate && !isAskedLate) // one that two people are deciding on is not refused, it waits
        preview.blockers += u"the rollback window closed at %1 UTC"_s.arg(state.windowCloses.toString(u"yyyy-MM-dd HH:mm"_s));
    return preview;
}

/// A few rows say more than their number. Where they cannot be read, the number stands alone.
void addSample(SqlSession &session, const CompiledStep &step, RollbackStepView &view)
{
    const auto rows = readRowsAtRisk(session, step, ReadLimits { kSampleRows, kSampleBytes });
    if (!rows)
        return;
    for (int i = 0; i < rows->rows.size(); ++i)
        view.sample.append(rowAtRiskText(*rows, i));
    view.hasMoreRows = rows->isTruncated;
}

/// Who the loss waits for, as far as the ledger tells.
QString whoAccepts(const RollbackPreview &preview)
{
    if (preview.waiting && preview.waiting->to == preview.to)
        return u"another person than %1 must accept it"_s.arg(preview.waiting->askedBy);
    return u"a second person must accept it"_s;
}

void addGuards(SqlSession &session, const PreviewInput &input, const QList<UndoItem> &items, RollbackPreview &preview)
{
    if (const auto losses = countLosses(session, input.state, items))
        preview.losses = *losses;
    bool unknown = false;
    for (RollbackStepView &view : preview.steps) {
        const auto item = std::find_if(items.cbegin(), items.cend(), [&](const UndoItem &i) { return i.stage == view.stage && i.step.stepId == view.step; });
        if (item == items.cend())
            continue;
        const RowsAtStake stake = rowsAtStake(session, item->step);
        if (!stake.rows) {
            unknown = true;
            continue;
        }
        const qint64 count = *stake.rows;
        view.rowsLost = *stake.lost();
        if (stake.isKept) {
            view.keeps = u"its %1 values stay in %2"_s.arg(QLocale::c().toString(count), item->step.remnant);
            view.sql = item->step.guardedUndo;
        }
        preview.rowsLost += view.rowsLost;
        if (count > 0)
            addSample(session, item->step, view);
    }
    if (unknown)
        preview.rowsLost = -1;
    const QString number = unknown ? u"could not be counted"_s : QString::number(preview.rowsLost);
    preview.lights.append(Light { unknown ? Light::State::Unknown : preview.rowsLost > 0 ? Light::State::Warning : Light::State::Ok, u"Rows at risk"_s,
        preview.losses.isEmpty() ? number : number + u", "_s + whoAccepts(preview) });
}

void addArrived(SqlSession &session, const PreviewInput &input, RollbackPreview &preview)
{
    const ExpectedState expected = expectedAfterRollback(input.state, input.to);
    qint64 arrived = 0;
    for (const TableChecksum &baseline : expected.checksums) {
        const auto rows = countArrivals(session, baseline);
        if (!rows || *rows < 0) {
            preview.rowsArrived = -1;
            return;
        }
        arrived += *rows;
    }
    preview.rowsArrived = arrived;
}

/// A rehearsal that failed is known before the button is pressed; it never takes the button away.
Light rehearsalLight(const PreviewInput &input)
{
    if (!input.certificate)
        return Light { Light::State::Warning, u"Rehearsed"_s, u"never"_s };
    const bool isProven = input.certificate->result != RollbackResult::Failed;
    const QString line = certificateLine(*input.certificate, input.now);
    return Light { isProven ? Light::State::Ok : Light::State::Warning, u"Rehearsed"_s, isProven ? line : line + u": "_s + input.certificate->reasons.value(0) };
}

} // namespace

RollbackPreview previewRollback(SqlSession &session, const PreviewInput &input)
{
    QList<UndoItem> items;
    RollbackPreview preview = basePreview(input, items);
    const auto identity = verifyTarget(session);
    const bool isSame = identity && *identity == input.state.identity;
    preview.lights.append(Light { isSame ? Light::State::Ok : Light::State::Blocked, u"Target identity"_s,
        isSame ? shortId(identity->uuid) : identity ? u"another target"_s : identity.error().what });
    if (!isSame)
        preview.blockers += identity ? u"the connection leads to another target than the run was started on"_s : identity.error().what;
    preview.lights.append(Light { items.isEmpty() ? Light::State::Warning : Light::State::Ok, u"Undo recorded"_s,
        u"%1 steps"_s.arg(items.size()) });
    const auto fingerprint = takeFingerprint(session, runScope(input.bundle->plan));
    if (!fingerprint) {
        preview.lights.append(Light { Light::State::Unknown, u"No drift"_s, fingerprint.error().what });
    } else {
        const bool drifted = fingerprint->total != input.state.expectedFingerprint;
        preview.lights.append(Light { drifted ? Light::State::Warning : Light::State::Ok, u"No drift"_s,
            drifted ? u"schema differs from the ledger"_s : u"checked now"_s });
    }
    addGuards(session, input, items, preview);
    addArrived(session, input, preview);
    preview.lights.append(Light { input.lease ? Light::State::Ok : Light::State::Warning, u"Runner"_s,
        input.lease ? input.lease->runner : u"none: this console takes over"_s });
    preview.lights.append(rehearsalLight(input));
    preview.isAllowed = preview.blockers.isEmpty();
    return preview;
}

RollbackPreview previewWithoutTarget(const PreviewInput &input, const Error &error)
{
    QList<UndoItem> items;
    RollbackPreview preview = basePreview(input, items);
    preview.rowsLost = -1;
    // Looking is not undoing: the runner waits for a busy target and tries within its budget. Another target, or one
    // that is not enrolled, is no matter of patience.
    const bool mayPass = isRetryable(error.code);
    preview.lights.append(Light { mayPass ? Light::State::Unknown : Light::State::Blocked, u"Target reachable"_s, error.what });
    preview.lights.append(Light { Light::State::Unknown, u"Rows at risk"_s, u"could not be counted"_s });
    if (!mayPass)
        preview.blockers += error.what;
    preview.isAllowed = preview.blockers.isEmpty();
    return preview;
}

} // namespace sluice
