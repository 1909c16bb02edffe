// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/folder.h"

#include "engine/gate_events.h"
#include "engine/judgement.h"
#include "engine/waiver.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

Result<void> Folder::apply()
{
    if (m_event.type != EventType::RunCreated && m_state.phase == RunPhase::Draft)
        return corrupt(u"comes before the run was created"_s);
    switch (m_event.type) {
    case EventType::LedgerCreated:
    case EventType::ConnectionAdded:
    case EventType::ConnectionChanged:
    case EventType::ConnectionRemoved:
    case EventType::TargetEnrolled:
    case EventType::RehearsalEnded:
    case EventType::CheckRaised:
    case EventType::CheckCleared:
    case EventType::FeedbackGiven:
        return {};
    case EventType::RunCreated:
    case EventType::RunStarted:
    case EventType::RunCancelled:
    case EventType::RunnerTook:
    case EventType::GapSeen:
    case EventType::RunnerLeft:
    case EventType::RunObserving:
    case EventType::RunSealed:
        return foldRun();
    case EventType::StageStarted:
    case EventType::StageApplied:
    case EventType::Exposed:
    case EventType::GateVerdict:
    case EventType::SlicesJudged:
    case EventType::GateWaived:
    case EventType::WaiverEnded:
    case EventType::BakeProgress:
    case EventType::StagePassed:
    case EventType::StageBreached:
        return foldStage();
    case EventType::BaselineTaken:
    case EventType::BaselineDropped:
        return foldBaseline();
    case EventType::StepIntent:
    case EventType::StepDone:
    case EventType::StepFailed:
    case EventType::StepUnknown:
    case EventType::BackfillProgress:
        return foldStep();
    case EventType::HoldAdded:
    case EventType::HoldRemoved:
    case EventType::CommandRequested:
        return foldHold();
    case EventType::RollbackWaits:
        return foldWait();
    case EventType::RollbackIntent:
    case EventType::FlagsOff:
    case EventType::UndoIntent:
    case EventType::UndoDone:
    case EventType::UndoFailed:
    case EventType::RollbackVerified:
    case EventType::RollbackStuck:
    case EventType::RollbackHealth:
        return foldRollback();
    case EventType::UndoOutlookChanged:
        m_state.outlook = undoOutlookFromJson(m_json);
        m_state.outlook->since = m_at;
        return {};
    }
    return corrupt(u"has a type this version does not know"_s);
}

tl::unexpected<Error> Folder::corrupt(const QString &why) const
{
    return fail(ErrorCode::LedgerCorrupt, u"ledger entry %1 (%2) %3"_s.arg(m_event.seq).arg(eventTypeName(m_event.type), why), {},
        u"run 'sluice log verify' and restore the ledger from a backup that verifies"_s);
}

void Folder::forgetCommand()
{
    const QString id = text("id");
    if (!id.isEmpty())
        erase_if(m_state.commands, [&](const PendingCommand &command) { return command.id == id; });
}

Result<void> Folder::foldRun()
{
    switch (m_event.type) {
    case EventType::RunCreated:
        if (m_state.phase != RunPhase::Draft)
            return corrupt(u"creates a run a second time"_s);
        m_state.run = m_event.run;
        m_state.plan = text("plan");
        m_state.title = text("title");
        m_state.owner = text("owner");
        m_state.digest = text("digest");
        m_state.connection = text("connection");
        m_state.target = text("target");
        m_state.identity = targetIdentityFromJson(m_json.value(u"identity"_s).toObject());
        m_state.reason = text("reason");
        m_state.actor = m_event.actor;
        m_state.created = m_at;
        m_state.phase = RunPhase::Validated;
        return {};
    case EventType::RunStarted:
        m_state.phase = RunPhase::Running;
        m_state.started = m_at;
        m_state.actor = m_event.actor;
        return {};
    case EventType::RunCancelled:
        if (m_state.hasEffects())
            return corrupt(u"cancels a run that has effects"_s);
        forgetCommand();
        m_state.phase = RunPhase::Cancelled;
        m_state.ended = m_at;
        return {};
    case EventType::RunnerTook:
        m_state.runner = text("runner");
        m_state.epoch = number("epoch");
        forgetHealthy();
        return {};
    case EventType::GapSeen:
        forgetHealthy();
        return {};
    case EventType::RunnerLeft:
        m_state.runner.clear();
        return {};
    case EventType::RunObserving:
        m_state.phase = RunPhase::Observing;
        m_state.currentStage.clear();
        m_state.observing = m_at;
        if (!m_state.windowCloses.isValid()) // what closed stays closed when readers come again
            m_state.windowCloses = QDateTime::fromString(text("window_closes"), Qt::ISODateWithMs);
        return {};
    case EventType::RunSealed:
        if (!text("stage").isEmpty()) { // what removes the legacy is left: the run goes on behind the point of no return
            m_state.phase = RunPhase::Running;
            return {};
        }
        m_state.phase = RunPhase::Sealed;
        m_state.waiting.reset();
        m_state.ended = m_at;
        return {};
    default:
        return corrupt(u"is no event of a run"_s);
    }
}

Result<void> Folder::foldStage()
{
    const QString id = text("stage");
    if (m_event.type == EventType::StageStarted) {
        StageState fresh;
        fresh.id = id;
        fresh.attempt = static_cast<int>(std::max<qint64>(1, number("attempt")));
        fresh.phase = StagePhase::Applying;
        fresh.fingerprint = text("fingerprint");
        fresh.fingerprintDetail = m_json.value(u"fingerprint_detail"_s).toObject();
        fresh.checksums = m_json.value(u"checksums"_s).toArray();
        fresh.flags = m_json.value(u"flags"_s).toArray();
        const QJsonObject baselines = m_json.value(u"baselines"_s).toObject();
        for (auto it = baselines.begin(); it != baselines.end(); ++it) {
            if (const auto baseline = gateBaselineFromJson(it.value().toObject()))
                fresh.baselines.insert(it.key(), *baseline);
        }
        fresh.baselineTook = Duration(number("baseline_ms"));
        fresh.started = m_at;
        if (StageState *known = m_state.stage(id))
            *known = fresh;
        else
            m_state.stages.append(fresh);
        m_state.currentStage = id;
        m_state.expectedFingerprint = fresh.fingerprint;
        return {};
    }
    StageState *stage = m_state.stage(id);
    if (!stage)
        return corrupt(u"names stage '%1', which never started"_s.arg(id));
    switch (m_event.type) {
    case EventType::StageApplied:
        stage->phase = StagePhase::Warmup;
        stage->appliedFingerprint = text("fingerprint");
        stage->applied = m_at;
        return {};
    case EventType::Exposed:
        if (m_json.value(u"on"_s).toBool(true)) {
            stage->exposure += 1;
            stage->bakedEarlier += stage->baked;
            stage->baked = Duration(0);
            stage->goodTicks.clear();
            stage->judgements.clear();
        } else {
            sendBack(*stage);
        }
        if (const QString fingerprint = text("fingerprint"); !fingerprint.isEmpty())
            stage->appliedFingerprint = m_state.expectedFingerprint = fingerprint;
        return {};
    case EventType::GateVerdict:
        noteVerdict(*stage, m_json);
        return {};
    case EventType::SlicesJudged:
        noteSlices(*stage, m_json);
        return {};
    case EventType::GateWaived:
        noteWaiver(m_state, *stage, m_json);
        return {};
    case EventType::WaiverEnded:
        noteWaiverEnd(*stage, m_json);
        return {};
    case EventType::BakeProgress:
        noteBake(*stage, m_json);
        return {};
    case EventType::StagePassed:
        stage->phase = StagePhase::Passed;
        stage->ended = m_at;
        // A later stage that had begun before this one had to show itself again goes on.
        for (const StageState &later : m_state.stages) {
            if (later.phase != StagePhase::Passed && later.phase != StagePhase::Undone)
                m_state.currentStage = later.id;
        }
        return {};
    case EventType::StageBreached:
        // A passed stage stays passed, so that there is a good state to return to; its gate's breach holds or rolls back.
        if (stage->phase != StagePhase::Passed)
            stage->phase = StagePhase::Breached;
        stage->breachGate = text("gate");
        return {};
    default:
        return corrupt(u"is no event of a stage"_s);
    }
}

/// Of a gate and not of its stage: it is taken before any stage begins, and outlives every attempt of it.
Result<void> Folder::foldBaseline()
{
    const QString gate = text("gate");
    if (m_event.type == EventType::BaselineTaken) {
        const std::optional<TakenBaseline> taken = takenBaselineFromJson(m_json);
        if (!taken)
            return corrupt(u"keeps a baseline and does not say where"_s);
        m_state.keptBaselines.insert(gate, *taken);
        return {};
    }
    const auto known = m_state.keptBaselines.find(gate);
    if (known == m_state.keptBaselines.end())
        return corrupt(u"drops the baseline of gate '%1', which was never taken"_s.arg(gate));
    known->isDropped = true;
    return {};
}

/// Nobody looked for a while: what was healthy then must be seen healthy again before it lets anything pass. Bad news
/// stays.
void Folder::forgetHealthy()
{
    for (StageState &stage : m_state.stages) {
        if (stage.phase == StagePhase::Passed || stage.phase == StagePhase::Undone)
            continue;
        for (VerdictRecord &record : stage.verdicts) {
            if (record.verdict == Verdict::Healthy || record.verdict == Verdict::Watch || record.verdict == Verdict::Collecting)
                record.verdict = Verdict::Warmup;
        }
    }
}

/// Readers were sent back: the cohorts come again, from the first, and must bake again, also in a stage that had
/// passed.
void Folder::sendBack(StageState &stage)
{
    stage.exposure = 0;
    stage.baked = stage.bakedEarlier = Duration(0);
    stage.goodTicks.clear();
    stage.judgements.clear();
    stage.waivers.clear();
    stage.sentBack = static_cast<int>(std::count_if(stage.steps.cbegin(), stage.steps.cend(),
        [](const StepState &step) { return step.id.startsWith(u"expose:"_s) && step.phase == StepPhase::Done; }));
    if (stage.phase != StagePhase::Passed)
        return;
    stage.phase = StagePhase::Warmup;
    stage.ended = {};
    m_state.currentStage = stage.id;
    if (m_state.observing.isValid()) { // and the window opens anew when everybody has seen it
        m_state.phase = RunPhase::Running;
        m_state.observing = {};
        // Unless it was over: whoever goes back then still needs a second person.
        if (!m_state.isWindowClosed(m_at))
            m_state.windowCloses = {};
    }
}

Result<void> Folder::foldStep()
{
    StageState *stage = m_state.stage(text("stage"));
    if (!stage)
        return corrupt(u"names stage '%1', which never started"_s.arg(text("stage")));
    const QString id = text("step");
    auto it = std::find_if(stage->steps.begin(), stage->steps.end(), [&](const StepState &step) { return step.id == id; });
    if (m_event.type == EventType::StepIntent) {
        if (it == stage->steps.end()) {
            stage->steps.append(StepState { id });
            it = std::prev(stage->steps.end());
        }
        it->phase = StepPhase::Intended;
        it->generation = static_cast<int>(number("generation"));
        it->attempt = static_cast<int>(std::max<qint64>(1, number("attempt")));
        it->compiled = m_json.value(u"compiled"_s).toObject();
        it->preFingerprint = text("pre");
        it->started = m_at;
        it->why.clear();
        it->rowsLost = 0;
        if (m_state.phase == RunPhase::Cancelled) { // whatever was said: there may be an effect, so it must be possible to undo it
            m_state.phase = RunPhase::Running;
            m_state.ended = {};
        }
        return {};
    }
    if (it == stage->steps.end())
        return corrupt(u"ends step '%1', which was never intended"_s.arg(id));
    switch (m_event.type) {
    case EventType::StepDone:
        it->phase = StepPhase::Done;
        it->postFingerprint = text("post");
        it->rows = number("rows");
        it->took = Duration(number("took_ms"));
        it->remnant = text("remnant");
        it->ended = m_at;
        if (!it->postFingerprint.isEmpty())
            m_state.expectedFingerprint = it->postFingerprint;
        if (!m_state.firstEffect.isValid())
            m_state.firstEffect = m_at;
        if (stage->phase == StagePhase::OutcomeUnknown)
            stage->phase = StagePhase::Applying;
        return {};
    case EventType::StepFailed:
        it->phase = StepPhase::Failed;
        it->keptRows = m_json.contains(u"kept_rows"_s) ? number("kept_rows") : -1;
        it->keptBatches = m_json.contains(u"kept_batches"_s) ? number("kept_batches") : -1;
        it->why = text("why");
        it->ended = m_at;
        if (stage->phase == StagePhase::OutcomeUnknown)
            stage->phase = StagePhase::Applying;
        return {};
    case EventType::StepUnknown:
        it->phase = StepPhase::Unknown;
        it->why = text("evidence");
        stage->phase = StagePhase::OutcomeUnknown;
        return {};
    case EventType::BackfillProgress:
        it->rows = number("rows");
        it->rowEstimate = number("estimate");
        if (!m_state.firstEffect.isValid())
            m_state.firstEffect = m_at;
        return {};
    default:
        return corrupt(u"is no event of a step"_s);
    }
}

Result<void> Folder::foldHold()
{
    if (m_event.type == EventType::CommandRequested) {
        m_state.commands.append(PendingCommand { text("id"), text("command"), text("to"), text("why"), m_event.actor, m_event.seq,
            number("expected") > 0 ? number("expected") : m_event.seq, m_at, m_json.value(u"override_window"_s).toBool(), text("request"),
            number("accepts"), lossesFromJson(m_json.value(u"losses"_s).toArray()), askedJudgement(m_state, m_json), askedWaiver(m_state, m_json) });
        return {};
    }
    const std::optional<HoldReason> reason = holdReasonFromName(text("reason"));
    if (!reason)
        return corrupt(u"holds for the unknown reason '%1'"_s.arg(text("reason")));
    if (m_event.type == EventType::HoldRemoved && text("judged") == u"pass"_s)
        notePass(m_state, text("id"));
    forgetCommand();
    if (m_event.type == EventType::HoldAdded && m_state.waiting && m_state.waiting->id == text("id")) // withdrawn
        m_state.waiting.reset();
    // A person who lifts a breach has judged it: the stage goes on baking from zero.
    if (StageState *stage = m_state.stage(m_state.currentStage);
        stage && m_event.type == EventType::HoldRemoved && *reason == HoldReason::Breach && stage->phase == StagePhase::Breached) {
        stage->phase = StagePhase::Warmup;
        stage->baked = Duration(0);
        stage->goodTicks.clear();
        stage->judgements.clear();
    }
    if (m_event.type == EventType::HoldRemoved && *reason == HoldReason::Breach) {
        for (StageState &judged : m_state.stages) {
            judged.verdicts.remove(judged.breachGate);
            judged.breachGate.clear();
        }
    }
    erase_if(m_state.holds, [&](const Hold &hold) { return hold.reason == *reason; });
    if (m_event.type == EventType::HoldAdded)
        m_state.holds.append(Hold { *reason, text("why"), m_event.actor, m_at, m_event.seq, m_json.value(u"needs_person"_s).toBool() });
    return {};
}

Result<RunState> fold(RunState state, const Event &event)
{
    if (event.seq <= state.lastSeq)
        return fail(ErrorCode::LedgerCorrupt, u"ledger entry %1 comes after entry %2"_s.arg(event.seq).arg(state.lastSeq));
    SLUICE_CHECK(Folder(state, event).apply());
    state.lastSeq = event.seq;
    return state;
}

Result<RunState> foldAll(const QList<Event> &events)
{
    RunState state;
    for (const Event &event : events) {
        SLUICE_TRY(state, fold(std::move(state), event));
    }
    return state;
}

} // namespace sluice
