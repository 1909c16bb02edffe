// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/rehearsal_pass.h"

#include "engine/next_action.h"
#include "engine/rollback_driver.h"
#include "engine/stage_driver.h"
#include "warehouse/ops/row_writes.h"

#include <QUuid>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString newId() { return QUuid::createUuid().toString(QUuid::WithoutBraces); }

/// Of two measurements the slower one counts.
RehearsedEffect slower(RehearsedEffect known, const RehearsedEffect &fresh)
{
    known.took = std::max(known.took, fresh.took);
    known.rows = std::max(known.rows, fresh.rows);
    known.areLocksKnown = known.areLocksKnown || fresh.areLocksKnown;
    for (const TakenLock &lock : fresh.locks) {
        const auto same = std::find_if(known.locks.begin(), known.locks.end(),
            [&](const TakenLock &one) { return one.relation == lock.relation && one.mode == lock.mode; });
        if (same == known.locks.end()) {
            known.locks.append(lock);
            continue;
        }
        same->longest = std::max(same->longest, lock.longest);
        same->times = std::max(same->times, lock.times);
    }
    return known;
}

QString unknownOutcome(const RunState &state)
{
    for (const StageState &stage : state.stages) {
        for (const StepState &step : stage.steps) {
            if (step.phase == StepPhase::Unknown)
                return u"the outcome of step '%1' is unknown: %2"_s.arg(step.id, step.why);
        }
    }
    return {};
}

/// Tables that a person's SQL names as targets, declared or not.
QList<RelationName> writtenBy(const Step &step, Engine engine)
{
    const auto *sql = std::get_if<RawSql>(&step.body);
    if (!sql)
        return {};
    QStringList forward;
    QStringList back;
    for (const SqlText &text : sql->forward)
        forward += text.text;
    for (const SqlText &text : sql->rollback)
        back += text.text;
    return rowWritesOf(engine, forward, back).tables;
}

/// In a real rollback rows beyond the baseline's highest key are somebody else's. Nobody else writes into a clone.
RollbackProof withoutOthers(RollbackProof proof)
{
    for (const TableProof &table : std::as_const(proof.tables)) {
        if (table.arrived <= 0)
            continue;
        if (proof.result != RollbackResult::Failed)
            proof.exceptions.clear();
        proof.result = RollbackResult::Failed;
        proof.exceptions += u"%1 keeps %2 of the rows that the plan added"_s.arg(table.table).arg(table.arrived);
    }
    return proof;
}

} // namespace

bool isOutside(const Step &step)
{
    return std::holds_alternative<RunProgram>(step.body) || std::holds_alternative<ByHand>(step.body);
}

Plan thinnedPlan(Plan plan, Engine engine)
{
    plan.needsCertificate = false;
    plan.waitsForWindow = false;
    plan.objects = runScope(plan);
    for (Stage &stage : plan.stages) {
        for (const Step &step : std::as_const(stage.steps)) {
            for (const RelationName &written : writtenBy(step, engine)) {
                if (!plan.objects.contains(written))
                    plan.objects.append(written);
            }
        }
        stage.steps.removeIf([](const Step &step) { return isOutside(step); });
        stage.gates.clear();
        stage.bake = Duration(0);
        for (ExposureStep &exposure : stage.exposure)
            exposure.hold = Duration(0);
    }
    return plan;
}

void RehearsalMeasures::note(const StepOrder &order, const StepOutcome &outcome)
{
    if (outcome.result != StepResult::Done)
        return;
    const QString &step = order.step.stepId;
    if (step.startsWith(u"flags-off:"_s))
        readersBack = std::max(readersBack, outcome.took);
    const bool isForward = order.direction == Direction::Forward;
    RehearsedEffect effect { outcome.took, outcome.rows, {}, false };
    if (order.trace && order.step.transactional) {
        effect.locks = order.trace->locks();
        effect.areLocksKnown = !order.trace->isEmpty();
    }
    QHash<QString, RehearsedEffect> &side = isForward ? forward : undo;
    side[step] = side.contains(step) ? slower(side[step], effect) : effect;
    if (!outcome.remnant.isEmpty())
        remnants[step] = outcome.remnant;
}

struct RehearsalPass::Private
{
    explicit Private(Setup given)
        : setup(std::move(given))
        , run(newId())
    {
    }
    const Setup setup;
    const QString run;
    std::unique_ptr<RunJournal> journal;
    std::unique_ptr<TargetLink> link;
    std::unique_ptr<RunSeat> seat;
};

RehearsalPass::RehearsalPass(Setup setup)
    : d(std::make_unique<Private>(std::move(setup)))
{
}

RehearsalPass::~RehearsalPass() = default;

Result<std::unique_ptr<RehearsalPass>> RehearsalPass::begin(Setup setup)
{
    std::unique_ptr<RehearsalPass> pass(new RehearsalPass(std::move(setup)));
    SLUICE_CHECK(pass->open());
    return pass;
}

Result<void> RehearsalPass::open()
{
    const RunEnvironment &env = d->setup.environment;
    const Plan &plan = env.bundle.plan;
    SLUICE_CHECK(d->setup.ledger->append({
        NewEvent { EventType::RunCreated, d->run,
            QJsonObject { { u"plan"_s, plan.metadata.id }, { u"digest"_s, env.bundle.digest },
                { u"title"_s, plan.metadata.title }, { u"connection"_s, plan.connection },
                { u"target"_s, d->setup.identity.uuid }, { u"identity"_s, toJson(d->setup.identity) } } },
        NewEvent { EventType::RunStarted, d->run, QJsonObject { { u"why"_s, u"rehearsal"_s } } },
    }));
    SLUICE_TRY(RunCopy copy, RunCopy::open(env.stateFolder, d->run));
    d->journal = std::make_unique<RunJournal>(*d->setup.ledger, std::move(copy), *env.clock, d->run);
    SLUICE_CHECK(d->journal->load());
    d->link = std::make_unique<TargetLink>(env);
    d->seat = std::make_unique<RunSeat>(env, *d->journal, *d->link);
    d->seat->identity = d->setup.identity;
    d->seat->keepAlive = [] { return Result<void>(); };
    d->seat->shouldInterrupt = [stop = d->setup.stop] { return stop.stop_requested(); };
    d->seat->observe = [measures = d->setup.measures](
                           const StepOrder &order, const StepOutcome &outcome) { measures->note(order, outcome); };
    SLUICE_TRY(d->seat->fence, d->seat->onControl<Fence>([runner = env.runner](SqlSession &session) {
        return takeFence(session, runner, std::chrono::seconds(20));
    }));
    for (const QString &stage : d->setup.standing)
        SLUICE_CHECK(stand(stage));
    return {};
}

/// A stage that the copied warehouse has behind it: what it did is in the clone, and is not taken back there.
Result<void> RehearsalPass::stand(const QString &stage)
{
    SLUICE_TRY(const Fingerprint now, d->seat->onControl<Fingerprint>([scope = d->seat->scope](SqlSession &session) {
        return takeFingerprint(session, scope);
    }));
    return d->journal->record({
        d->journal->event(
            EventType::StageStarted, { { u"stage"_s, stage }, { u"attempt"_s, 1 }, { u"fingerprint"_s, now.total } }),
        d->journal->event(EventType::StageApplied, { { u"stage"_s, stage }, { u"fingerprint"_s, now.total } }),
        d->journal->event(EventType::StagePassed, { { u"stage"_s, stage } }),
    });
}

const RunState &RehearsalPass::state() const { return d->journal->state(); }

Result<QString> RehearsalPass::forward(const QString &until)
{
    for (;;) {
        if (d->setup.stop.stop_requested())
            return fail(ErrorCode::Cancelled, u"the rehearsal was stopped"_s);
        SLUICE_TRY(const bool advanced, StageDriver(*d->seat).advance());
        const RunState &now = state();
        if (!now.holds.isEmpty() && !d->setup.stop.stop_requested())
            return now.holds.first().why;
        if (const QString unknown = unknownOutcome(now); !unknown.isEmpty())
            return unknown;
        const StageState *last = now.stage(until);
        if (last && last->phase == StagePhase::Passed)
            return QString();
        if (!advanced && !d->setup.stop.stop_requested())
            return u"it cannot go on: %1"_s.arg(nextAction(d->seat->plan, now).blockers.join(u"; "_s));
    }
}

Result<RehearsedReturn> RehearsalPass::back(const QString &to)
{
    if (d->setup.stop.stop_requested())
        return fail(ErrorCode::Cancelled, u"the rehearsal was stopped"_s);
    RollbackRequest request { newId(), to, u"rehearsal"_s, u"person"_s, {} };
    request.isOnCopy = true;
    SLUICE_CHECK(RollbackDriver(*d->seat).run(request));
    RehearsedReturn back;
    back.to = to;
    const RollbackState &rollback = *state().rollback;
    if (rollback.proof.isEmpty()) { // stuck on the way
        back.proof.result = RollbackResult::Failed;
        back.proof.exceptions = { rollback.stuckWhy };
        return back;
    }
    back.proof = withoutOthers(rollbackProofFromJson(rollback.proof));
    back.took = Duration(static_cast<qint64>(rollback.proof[u"took_ms"_s].toDouble()));
    return back;
}

} // namespace sluice
