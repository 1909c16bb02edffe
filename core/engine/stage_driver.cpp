// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/stage_driver.h"

#include "base/kill_point.h"
#include "base/seeded_bug.h"
#include "engine/judgement.h"
#include "engine/waiver.h"
#include "engine/next_action.h"
#include "warehouse/catalogue.h"
#include "warehouse/checksum.h"
#include "warehouse/flags.h"
#include "warehouse/remote_rows.h"

#include <QElapsedTimer>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostCutOffs = 5; ///< a statement that brings the server down each time is not tried for ever
constexpr qsizetype kDriftLines = 8; ///< more would hide the first

/// "120000 of 2500000 rows, 24000 rows/s, about 1 m 39 s left"
QString backfillText(qint64 rows, qint64 estimate, Duration elapsed)
{
    QString text = estimate >= rows ? u"%1 of %2 rows"_s.arg(rows).arg(estimate) : u"%1 rows"_s.arg(rows);
    if (rows <= 0 || elapsed.count() <= 0)
        return text;
    text += u", %1 rows/s"_s.arg(rows * 1'000 / elapsed.count());
    if (estimate > rows)
        text += u", about %1 left"_s.arg(humanDuration(elapsed * (estimate - rows) / rows));
    return text;
}

/// The state of the protected objects when a stage begins: what a rollback must give back.
struct Before {
    Fingerprint fingerprint;
    QList<TableChecksum> checksums;
    QList<FlagState> flags;
    Duration took { 0 };
};

Result<Before> lookBefore(SqlSession &session, const QList<RelationName> &scope, const QList<RelationName> &objects, qint64 budget)
{
    Before before;
    QElapsedTimer timer;
    timer.start();
    SLUICE_TRY(before.fingerprint, takeFingerprint(session, scope));
    for (const RelationName &object : objects) {
        SLUICE_TRY(const RelationFacts facts, describeRelation(session, object));
        if (facts.kind != RelationKind::Table && facts.kind != RelationKind::PartitionedTable)
            continue;
        // No step may write where a checksum would have to fetch every row from another server.
        SLUICE_TRY(const QStringList elsewhere, remoteRows(session, object));
        if (!elsewhere.isEmpty())
            continue;
        SLUICE_TRY(const TableChecksum checksum, takeChecksum(session, object, budget));
        before.checksums.append(checksum);
    }
    SLUICE_TRY(before.flags, readFlags(session));
    before.took = Duration(timer.elapsed());
    return before;
}

QJsonObject beforeJson(const Before &before)
{
    QJsonArray checksums;
    for (const TableChecksum &checksum : before.checksums)
        checksums.append(toJson(checksum));
    QJsonArray flags;
    for (const FlagState &flag : before.flags)
        flags.append(QJsonObject { { u"flag"_s, flag.flag }, { u"cohort"_s, flag.cohort }, { u"on"_s, flag.on } });
    return QJsonObject { { u"fingerprint"_s, before.fingerprint.total }, { u"fingerprint_detail"_s, toJson(before.fingerprint) },
        { u"checksums"_s, checksums }, { u"flags"_s, flags }, { u"baseline_ms"_s, static_cast<double>(before.took.count()) } };
}

/// Compiling tries views on the target and so waits for other writers like a step does, lock_timeout by lock_timeout.
template <class Compile>
Result<CompiledStep> patiently(int retries, Compile compile)
{
    Result<CompiledStep> compiled = compile();
    for (int retry = 0; retry < retries && !compiled; ++retry) {
        if (compiled.error().code != ErrorCode::Busy && compiled.error().code != ErrorCode::LockTimeout)
            break;
        compiled = compile();
    }
    return compiled;
}

StepState nothingKept(const QString &step)
{
    StepState state { step };
    state.keptRows = state.keptBatches = 0;
    return state;
}

/// A backfill goes on where its last attempt ended, so what stays is what all of them committed.
StepOutcome withEarlierBatches(StepOutcome outcome, const StepState &earlier)
{
    const bool isKnown = outcome.keptBatches >= 0 && earlier.keptBatches >= 0;
    outcome.keptRows = isKnown ? outcome.keptRows + earlier.keptRows : -1;
    outcome.keptBatches = isKnown ? outcome.keptBatches + earlier.keptBatches : -1;
    return outcome;
}

/// Whoever reads the record of a failure must learn what of the step is in the target all the same.
void addKept(QJsonObject &payload, const CompiledStep &step, const StepOutcome &outcome)
{
    if (!step.backfill) {
        payload[u"applied"_s] = false;
    } else if (outcome.keptBatches >= 0) {
        payload[u"kept_rows"_s] = static_cast<double>(outcome.keptRows);
        payload[u"kept_batches"_s] = static_cast<double>(outcome.keptBatches);
    }
}

} // namespace

StageDriver::StageDriver(RunSeat &seat)
    : m_seat(seat)
{
}

Result<bool> StageDriver::advance()
{
    const NextAction action = nextAction(m_seat.plan, m_seat.journal.state());
    if (!action.blockers.isEmpty())
        return false;
    switch (action.kind) {
    case ActionKind::StartStage:
        SLUICE_CHECK(startStage(action.stage));
        return true;
    case ActionKind::ApplyStep:
        SLUICE_CHECK(applyStep(action.stage, action.step));
        return true;
    case ActionKind::FinishApplying:
        SLUICE_CHECK(finishApplying(action.stage));
        return true;
    case ActionKind::Expose:
        SLUICE_CHECK(expose(action.stage, action.step));
        return true;
    case ActionKind::PassStage:
        SLUICE_CHECK(passStage(action.stage));
        return true;
    case ActionKind::BeginObserving:
        SLUICE_CHECK(observe());
        return true;
    case ActionKind::Seal:
        m_seat.say(u"Every stage passed, the legacy is gone"_s);
        SLUICE_CHECK(m_seat.journal.record(EventType::RunSealed, QJsonObject { { u"done"_s, true } }));
        return true;
    case ActionKind::Wait:
    case ActionKind::None:
        return false;
    }
    return false;
}

Result<void> StageDriver::hold(HoldReason reason, const QString &why)
{
    m_seat.say(u"Held: "_s + why);
    return m_seat.journal.record(EventType::HoldAdded, QJsonObject { { u"reason"_s, holdReasonName(reason) }, { u"why"_s, why } });
}

/// What somebody else changed, as lines. Only the runner that made the last effect knows the schema after it in detail;
/// one that took over compares with the beginning of the stage, and says so.
QString StageDriver::driftText(const Fingerprint &now) const
{
    const RunState &state = m_seat.journal.state();
    const bool isExact = m_seat.seen.total == state.expectedFingerprint;
    const Fingerprint before = isExact || state.stages.isEmpty() ? m_seat.seen : fingerprintFromJson(state.stages.last().fingerprintDetail);
    const QStringList lines = fingerprintDifferences(before, now);
    const QString since = isExact ? QString() : u", this stage's own changes among them"_s;
    const QString what = lines.isEmpty() ? u"fingerprint %1 instead of %2"_s.arg(now.total.left(12), state.expectedFingerprint.left(12))
                                         : lines.mid(0, kDriftLines).join(u"; "_s) + since;
    const QString more = lines.size() > kDriftLines ? u"; and %1 more"_s.arg(lines.size() - kDriftLines) : QString();
    return what + more + u". Put it back, then resume; or roll back"_s;
}

/// Looking at the target may take minutes, in which people go on deciding: nothing begins against what they said.
bool StageDriver::mayGoOn() const
{
    const RunState &state = m_seat.journal.state();
    return state.phase == RunPhase::Running && state.holds.isEmpty() && !m_seat.shouldInterrupt();
}

/// Asked of the ledger each time: what was rehearsed since the run began counts, and what failed since does too.
Result<QString> StageDriver::certificateLack(const Stage &stage, const Fingerprint &now) const
{
    if (!needsCertificate(m_seat.plan, m_seat.env.profile) || hasSeededBug("certificate-not-asked-again"))
        return QString();
    SLUICE_TRY(const CertificateBook book, m_seat.journal.certificates());
    const Fingerprint base = portableForm(now);
    return certificateProblem(
        book.newest(m_seat.env.bundle.digest, stage.id), m_seat.plan.metadata.id, stage.id, m_seat.env.profile, &base, m_seat.env.clock->nowUtc());
}

/// Time makes partitions by itself; whoever reads the record must still learn which ones no rehearsal has seen.
Result<QStringList> StageDriver::partitionsSinceRehearsal(const Stage &stage, const Fingerprint &now) const
{
    if (!now.partitions || now.partitions->isEmpty())
        return QStringList();
    SLUICE_TRY(const CertificateBook book, m_seat.journal.certificates());
    const Certificate *certificate = book.newest(m_seat.env.bundle.digest, stage.id);
    return certificate ? newPartitions(certificate->stage(stage.id)->base, now) : QStringList();
}

Result<void> StageDriver::startStage(int index)
{
    const Stage &stage = m_seat.plan.stages[index];
    const Result<QJsonObject> baselines = measureBaselines(stage);
    if (!mayGoOn())
        return {};
    if (!baselines)
        return hold(HoldReason::Failure, u"stage %1 cannot begin: %2"_s.arg(stageTitle(stage), baselines.error().what));
    if (const Result<void> taken = takeBaselines(); !taken)
        return taken.error().code == ErrorCode::Fenced || taken.error().code == ErrorCode::LeaseHeld
            ? taken
            : hold(HoldReason::Failure, u"the rollout does not start: %1"_s.arg(taken.error().what));
    if (!mayGoOn())
        return {};
    const QString expected = m_seat.journal.state().expectedFingerprint;
    const auto before = m_seat.onControlForward<Before>([scope = m_seat.scope, objects = m_seat.plan.objects, budget = m_seat.env.checksumBudget](SqlSession &session) {
        return lookBefore(session, scope, objects, budget);
    });
    if (!mayGoOn())
        return {};
    if (!before)
        return hold(HoldReason::Failure, u"stage %1 cannot begin: %2"_s.arg(stageTitle(stage), before.error().what));
    if (!expected.isEmpty() && expected != before->fingerprint.total) {
        const Stage &last = m_seat.plan.stages[m_seat.plan.stageIndex(m_seat.journal.state().stages.last().id)];
        return hold(HoldReason::Drift, u"the schema changed outside this rollout since %1 ended: %2"_s.arg(stageTitle(last), driftText(before->fingerprint)));
    }
    const Result<QString> lack = certificateLack(stage, before->fingerprint);
    if (!lack)
        return hold(HoldReason::Failure, u"stage %1 cannot begin, its certificate cannot be read: %2"_s.arg(stageTitle(stage), lack.error().what));
    if (!lack->isEmpty())
        return hold(HoldReason::Certificate, u"stage %1 cannot begin: %2, then resume"_s.arg(stageTitle(stage), *lack));
    m_seat.seen = before->fingerprint;
    QJsonObject payload = beforeJson(*before);
    if (const auto fresh = partitionsSinceRehearsal(stage, before->fingerprint); fresh && !fresh->isEmpty()) {
        payload[u"new_partitions"_s] = QJsonArray::fromStringList(*fresh);
        m_seat.say(u"New partitions since the rehearsal: %1"_s.arg(fresh->join(u", "_s)));
    }
    if (!baselines->isEmpty())
        payload[u"baselines"_s] = *baselines;
    payload[u"stage"_s] = stage.id;
    const StageState *known = m_seat.journal.state().stage(stage.id);
    payload[u"attempt"_s] = known ? known->attempt + 1 : 1;
    SLUICE_CHECK(m_seat.journal.recordIntent(EventType::StageStarted, payload));
    m_seat.say(u"Stage %1 of %2: %3"_s.arg(index + 1).arg(m_seat.plan.stages.size()).arg(stageTitle(stage)));
    return {};
}

Result<void> StageDriver::applyStep(int stageIndex, int stepIndex)
{
    const Stage &stage = m_seat.plan.stages[stageIndex];
    const Step &step = stage.steps[stepIndex];
    const auto compiled = m_seat.onControlForward<CompiledStep>([plan = m_seat.plan, step, run = m_seat.journal.state().run](SqlSession &session) {
        return patiently(plan.defaults.retries, [&] { return compileStep(session, plan, step, run); });
    });
    if (!mayGoOn())
        return {};
    if (!compiled)
        return hold(HoldReason::Failure, u"step %1 cannot run: %2"_s.arg(step.id, compiled.error().what));
    if (!compiled->byHand.isEmpty()) {
        SLUICE_TRY(const bool isDone, askHand(*compiled));
        if (!isDone)
            return {};
    }
    SLUICE_CHECK(run(stage.id, *compiled, step.lockTimeout, step.statementTimeout));
    return {};
}

Result<bool> StageDriver::run(
    const QString &stage, const CompiledStep &step, std::optional<Duration> lockTimeout, std::optional<Duration> statementTimeout)
{
    RunJournal &journal = m_seat.journal;
    const int generation = journal.state().generation;
    const StepState *known = journal.state().stage(stage)->step(step.stepId);
    const bool isRepeated = known && known->generation == generation;
    const int attempt = isRepeated ? known->attempt + 1 : 1;
    const StepState earlier = isRepeated ? *known : nothingKept(step.stepId);
    const QString expected = m_seat.journal.state().expectedFingerprint;
    SLUICE_CHECK(journal.recordIntent(EventType::StepIntent,
        QJsonObject { { u"stage"_s, stage }, { u"step"_s, step.stepId }, { u"generation"_s, generation }, { u"attempt"_s, attempt },
            { u"compiled"_s, toJson(step) }, { u"pre"_s, expected } }));
    StepOrder order = m_seat.order(step, Direction::Forward, generation, attempt);
    order.expectedFingerprint = expected;
    order.lockTimeout = lockTimeout.value_or(order.lockTimeout);
    order.statementTimeout = statementTimeout.value_or(order.statementTimeout);
    m_seat.say(step.summary);
    const Duration began = m_seat.env.clock->monotonic();
    Duration reported = began;
    const StepOutcome outcome = m_seat.perform(order, true, [&](const StepProgress &progress) {
        const Duration now = m_seat.env.clock->monotonic();
        if (!step.backfill || now - reported < std::chrono::seconds(1))
            return;
        reported = now;
        m_seat.say(u"%1: %2"_s.arg(step.summary, backfillText(progress.rows.load(), step.backfill->rowEstimate, now - began)));
        // Progress is for people; when it cannot be recorded the outcome still will be.
        (void)journal.record(EventType::BackfillProgress,
            QJsonObject { { u"stage"_s, stage }, { u"step"_s, step.stepId }, { u"rows"_s, static_cast<double>(progress.rows.load()) },
                { u"estimate"_s, static_cast<double>(step.backfill->rowEstimate) } });
    });
    SLUICE_CHECK(recordOutcome(stage, step, generation, withEarlierBatches(outcome, earlier)));
    return outcome.result == StepResult::Done || outcome.result == StepResult::Adopted;
}

Result<void> StageDriver::recordOutcome(const QString &stage, const CompiledStep &step, int generation, const StepOutcome &outcome)
{
    QJsonObject payload { { u"stage"_s, stage }, { u"step"_s, step.stepId }, { u"generation"_s, generation } };
    RunJournal &journal = m_seat.journal;
    switch (outcome.result) {
    case StepResult::Done:
    case StepResult::Adopted:
        m_seat.seen = outcome.seen;
        payload[u"post"_s] = outcome.postFingerprint;
        payload[u"rows"_s] = static_cast<double>(outcome.rows);
        payload[u"took_ms"_s] = static_cast<double>(outcome.took.count());
        payload[u"adopted"_s] = outcome.result == StepResult::Adopted;
        if (!outcome.remnant.isEmpty()) {
            payload[u"remnant"_s] = outcome.remnant;
            m_seat.say(u"Beside what it says: "_s + outcome.remnant);
        }
        SLUICE_KILL_POINT("K13");
        SLUICE_CHECK(journal.record(EventType::StepDone, payload));
        SLUICE_KILL_POINT("K14");
        return {};
    case StepResult::NotApplied:
        if (outcome.error.code == ErrorCode::Fenced) // somebody newer decides; what this runner says does not count
            return fail(outcome.error);
        payload[u"error"_s] = errorCodeName(outcome.error.code);
        payload[u"sqlstate"_s] = outcome.error.sqlState;
        payload[u"why"_s] = outcome.error.what;
        addKept(payload, step, outcome);
        SLUICE_CHECK(journal.record(EventType::StepFailed, payload));
        if (outcome.wasCutOff && journal.state().stage(stage)->step(step.stepId)->attempt >= kMostCutOffs)
            return hold(HoldReason::Failure,
                u"step %1 was cut off %2 times and left nothing behind; something ends whoever runs it"_s.arg(step.stepId).arg(kMostCutOffs));
        if (outcome.error.code == ErrorCode::Cancelled)
            return {};
        return hold(HoldReason::Failure,
            (step.backfill ? u"step %1 failed; the batches that it had committed stay: %2"_s : u"step %1 failed and left nothing behind: %2"_s)
                .arg(step.stepId, outcome.error.what));
    case StepResult::Drift:
        payload[u"error"_s] = errorCodeName(ErrorCode::Drift);
        payload[u"why"_s] = outcome.evidence;
        addKept(payload, step, outcome);
        SLUICE_CHECK(journal.record(EventType::StepFailed, payload));
        return hold(HoldReason::Drift, u"step %1 was not run, the schema changed outside this rollout: %2"_s.arg(step.stepId, driftText(outcome.seen)));
    case StepResult::Unknown:
        payload[u"evidence"_s] = outcome.evidence;
        return journal.record(EventType::StepUnknown, payload);
    }
    return {};
}

Result<void> StageDriver::expose(int stageIndex, int exposureIndex)
{
    const Stage &stage = m_seat.plan.stages[stageIndex];
    const QString cohort = stage.exposure[exposureIndex].cohort;
    auto compiled = m_seat.onControlForward<CompiledStep>([plan = m_seat.plan, cohort, run = m_seat.journal.state().run](SqlSession &session) {
        return patiently(plan.defaults.retries, [&] { return compileExposure(session, plan, cohort, run); });
    });
    if (!mayGoOn())
        return {};
    if (!compiled)
        return hold(HoldReason::Failure, u"exposing to %1 is not possible: %2"_s.arg(cohort, compiled.error().what));
    // Exposed before and sent back since: a new effect needs a receipt of its own.
    const StageState *state = m_seat.journal.state().stage(stage.id);
    const QString base = compiled->stepId;
    for (int again = 2; state->step(compiled->stepId) && state->step(compiled->stepId)->phase == StepPhase::Done; ++again)
        compiled->stepId = u"%1#%2"_s.arg(base).arg(again);
    SLUICE_TRY(const bool done, run(stage.id, *compiled, std::nullopt, std::nullopt));
    if (!done)
        return {};
    QStringList flags;
    for (const Flag &flag : m_seat.plan.flags)
        flags += flag.name;
    return m_seat.journal.record(EventType::Exposed,
        QJsonObject { { u"stage"_s, stage.id }, { u"flag"_s, flags.join(u", "_s) }, { u"cohort"_s, cohort }, { u"on"_s, true },
            { u"fingerprint"_s, m_seat.journal.state().expectedFingerprint } });
}

Result<void> StageDriver::finishApplying(int stageIndex)
{
    const Stage &stage = m_seat.plan.stages[stageIndex];
    m_seat.say(u"%1 applied, %2 gates watch"_s.arg(stageTitle(stage)).arg(stage.gates.size()));
    return m_seat.journal.record(
        EventType::StageApplied, QJsonObject { { u"stage"_s, stage.id }, { u"fingerprint"_s, m_seat.journal.state().expectedFingerprint } });
}

Result<void> StageDriver::passStage(int stageIndex)
{
    const Stage &stage = m_seat.plan.stages[stageIndex];
    // What the gates said good to must be what is there: a stage passes as the thing that was watched.
    const auto now = m_seat.onControlForward<Fingerprint>([scope = m_seat.scope](SqlSession &session) { return takeFingerprint(session, scope); });
    if (!mayGoOn())
        return {};
    if (!now)
        return hold(HoldReason::Failure, u"%1 cannot pass, its schema cannot be read: %2"_s.arg(stageTitle(stage), now.error().what));
    if (const QString expected = m_seat.journal.state().expectedFingerprint; !expected.isEmpty() && expected != now->total)
        return hold(HoldReason::Drift, u"%1 cannot pass, the schema changed outside this rollout: %2"_s.arg(stageTitle(stage), driftText(*now)));
    m_seat.seen = *now;
    const StageState *state = m_seat.journal.state().stage(stage.id);
    QJsonArray verdicts;
    for (const VerdictRecord &record : state->verdicts)
        verdicts.append(toJson(record));
    m_seat.say(u"%1 passed"_s.arg(stageTitle(stage)));
    QJsonObject payload { { u"stage"_s, stage.id }, { u"verdicts"_s, verdicts },
        { u"baked_ms"_s, static_cast<double>((state->baked + state->bakedEarlier).count()) } };
    if (!state->judgements.isEmpty())
        payload[u"judged"_s] = judgementsJson(*state);
    if (!state->waivers.isEmpty())
        payload[u"waived"_s] = waiversJson(*state);
    return m_seat.journal.record(EventType::StagePassed, payload);
}

Result<void> StageDriver::observe()
{
    const QDateTime closes = m_seat.env.clock->nowUtc().addMSecs(m_seat.plan.rollback.window.count());
    const Stage *contract = waitingContract(m_seat.plan, m_seat.journal.state());
    const QString passed = contract ? u"Every stage but %1 passed, which waits"_s.arg(stageTitle(*contract)) : u"Every stage passed"_s;
    m_seat.say(u"%1; the rollback window is open until %2 UTC"_s.arg(passed, closes.toString(u"yyyy-MM-dd HH:mm:ss"_s)));
    return m_seat.journal.record(EventType::RunObserving, QJsonObject { { u"window_closes"_s, closes.toString(Qt::ISODateWithMs) } });
}

Result<void> StageDriver::reconcile()
{
    const QList<StageState> stages = m_seat.journal.state().stages;
    for (const StageState &stage : stages) {
        for (const StepState &step : stage.steps) {
            if (step.phase != StepPhase::Intended && step.phase != StepPhase::Unknown)
                continue;
            SLUICE_TRY(const CompiledStep compiled, compiledStepFromJson(step.compiled));
            m_seat.say(u"Settling %1: its outcome was never recorded"_s.arg(compiled.summary));
            const StepOutcome outcome = m_seat.settle(m_seat.order(compiled, Direction::Forward, step.generation, step.attempt), std::chrono::seconds(30));
            SLUICE_CHECK(recordOutcome(stage.id, compiled, step.generation, outcome));
        }
        // An exposure whose switch is done but not yet counted.
        const StageState *now = m_seat.journal.state().stage(stage.id);
        int exposed = 0;
        for (const StepState &step : now->steps)
            exposed += step.id.startsWith(u"expose:"_s) && step.phase == StepPhase::Done ? 1 : 0;
        if (exposed - now->sentBack > now->exposure && !hasSeededBug("exposure-not-counted")) {
            const Stage &planned = m_seat.plan.stages[m_seat.plan.stageIndex(stage.id)];
            SLUICE_CHECK(m_seat.journal.record(EventType::Exposed,
                QJsonObject { { u"stage"_s, stage.id }, { u"flag"_s, m_seat.plan.flags.value(0).name },
                    { u"cohort"_s, planned.exposure[now->exposure].cohort }, { u"on"_s, true }, { u"fingerprint"_s, m_seat.journal.state().expectedFingerprint } }));
        }
    }
    return {};
}

} // namespace sluice
