// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/gate_watch.h"

#include "engine/health_meter.h"
#include "engine/judgement.h"
#include "engine/next_action.h"
#include "engine/waiver.h"
#include "warehouse/flags.h"

#include <algorithm>
#include <tuple>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {
constexpr Duration kAwake { std::chrono::seconds(5) }; ///< looks further apart than this saw nothing in between
constexpr int kUndecidedTicks = 3; ///< on watch when the bake is over: fewer may still decide themselves
constexpr double kTellEvidence = 0.2; ///< of a growing one, so that another runner does not start far behind

NewEvent slicesJudged(const Sample &sample, const QString &title)
{
    QJsonObject payload = sample.slices;
    payload[u"stage"_s] = sample.stage;
    payload[u"gate"_s] = sample.gate;
    payload[u"title"_s] = title;
    payload[u"why"_s] = sample.detail;
    return NewEvent { EventType::SlicesJudged, sample.run, payload };
}
}

struct GateWatch::Watched {
    QString stage;
    Gate gate;
    GateJudge judge;
    int goodTicks = 0; ///< since the current exposure
    int undecided = 0; ///< ticks in a row that left the verdict to a person
    bool isBreached = false;
    double toldEvidence = 0; ///< in the last verdict that was recorded
    bool hasPassed = false; ///< its stage: the gate is on guard for the rest of the rollback window

    Watched(const Stage &planned, const Gate &g, bool paired)
        : stage(planned.id)
        , gate(g)
        , judge(g, paired, bakeBudget(planned, g))
    {
    }
};

GateWatch::GateWatch(const Plan &plan, const QString &run, const Clock &clock, Collector::Opener opener, bool canForceBranch, QString folder)
    : m_plan(plan)
    , m_run(run)
    , m_clock(clock)
    , m_canForceBranch(canForceBranch)
    , m_folder(std::move(folder))
    , m_collector(std::move(opener), clock)
{
}

GateWatch::~GateWatch()
{
    m_collector.stop();
}

/// A gate with nothing on its record but the baseline of its stage.
std::unique_ptr<GateWatch::Watched> GateWatch::watch(const Stage &stage, const Gate &gate, const RunState &state) const
{
    auto watched = std::make_unique<Watched>(stage, gate, isPairedGate(m_plan, stage, gate, m_canForceBranch));
    const StageState *known = state.stage(stage.id);
    if (known && known->baselines.contains(gate.id))
        watched->judge.setBaseline(known->baselines[gate.id].value);
    return watched;
}

void GateWatch::follow(const RunState &state)
{
    const QStringList applied = watchedStages(m_plan, state);
    if (applied == m_following)
        return;
    m_collector.stop();
    m_following = applied;
    erase_if(m_watched, [&](const auto &watched) { return !applied.contains(watched->stage); });
    QList<CollectorJob> jobs;
    for (const QString &id : applied) {
        const Stage &stage = m_plan.stages[m_plan.stageIndex(id)];
        for (const Gate &gate : stage.gates) {
            const auto known = std::find_if(m_watched.cbegin(), m_watched.cend(),
                [&](const auto &watched) { return watched->stage == id && watched->gate.id == gate.id; });
            if (known == m_watched.cend()) {
                m_watched.push_back(watch(stage, gate, state));
                const auto &verdicts = state.stage(id)->verdicts;
                if (const auto last = verdicts.constFind(gate.id); last != verdicts.cend()) {
                    m_watched.back()->judge.restore(*last);
                    m_watched.back()->isBreached = last->verdict == Verdict::Breach;
                }
            }
            jobs.append(CollectorJob { m_run, id, gate, isPairedGate(m_plan, stage, gate, m_canForceBranch), 0, state.stage(id)->applied, m_folder,
                state.stage(id)->slices.value(gate.id), state.keptBaseline(gate.id) });
        }
    }
    if (!jobs.isEmpty())
        m_collector.start(jobs);
}

GateWatch::Findings GateWatch::poll(const RunState &state)
{
    Findings findings;
    findings.samples = m_collector.take();
    std::stable_sort(findings.samples.begin(), findings.samples.end(), [](const Sample &a, const Sample &b) {
        // A pair's legacy side completes before its candidate side judges it.
        const auto key = [](const Sample &s) { return std::tuple(s.stage, s.gate, s.tick, s.branch == Branch::Candidate); };
        return key(a) < key(b);
    });
    for (const Sample &sample : findings.samples) {
        for (const auto &watched : m_watched) {
            if (watched->stage == sample.stage && watched->gate.id == sample.gate)
                judge(*watched, sample, state, findings);
        }
    }
    for (const auto &watched : m_watched) {
        const VerdictRecord &record = watched->judge.current();
        if (isWaived(state, watched->stage, watched->gate.id))
            continue;
        if (record.verdict == Verdict::NoData && watched->gate.onNoData != NoDataAction::Report) {
            findings.noDataWhy = whySentence(record);
            findings.rollBackForNoData = findings.rollBackForNoData || watched->gate.onNoData == NoDataAction::Rollback;
        }
        if (record.verdict == Verdict::Error)
            findings.errorWhy = whySentence(record);
    }
    bake(state, findings);
    const auto left = std::find_if(m_watched.cbegin(), m_watched.cend(), [&](const auto &watched) {
        return watched->undecided >= kUndecidedTicks && !isWaived(state, watched->stage, watched->gate.id) && gatesLeftToPerson(m_plan, state).contains(watched->gate.id);
    });
    if (left != m_watched.cend())
        findings.undecidedWhy = u"%1; a person decides: 'sluice judge %2 --gate %3 --verdict pass|fail --why TEXT'"_s.arg(
            whySentence((*left)->judge.current()), state.plan, (*left)->gate.id);
    return findings;
}

void GateWatch::judge(Watched &watched, const Sample &sample, const RunState &state, Findings &findings)
{
    const StageState *stage = state.stage(watched.stage);
    // Flags that went off send a stage that had passed back to its bake.
    if (const bool hasPassed = stage && stage->phase == StagePhase::Passed; hasPassed != watched.hasPassed) {
        const Stage &planned = m_plan.stages[m_plan.stageIndex(watched.stage)];
        watched.hasPassed = hasPassed;
        watched.judge.setBudget(hasPassed ? watchBudget(m_plan, planned, watched.gate) : bakeBudget(planned, watched.gate));
    }
    const Verdict before = watched.judge.current().verdict;
    const bool isFirst = !stage || !stage->verdicts.contains(watched.gate.id);
    const VerdictRecord record = watched.judge.feed(sample);
    if (watched.judge.lastTickWasGood())
        ++watched.goodTicks;
    const bool isUndecided = (record.verdict == Verdict::Watch || record.verdict == Verdict::Inconclusive)
        && gatesLeftToPerson(m_plan, state).contains(watched.gate.id);
    if (sample.branch != Branch::Legacy)
        watched.undecided = isUndecided ? watched.undecided + 1 : 0;
    const bool hasGrown = record.verdict == Verdict::Watch && record.evidence >= watched.toldEvidence + kTellEvidence;
    if (record.verdict != before || isFirst || hasGrown) {
        QJsonObject payload = toJson(record);
        payload[u"stage"_s] = watched.stage;
        payload[u"from"_s] = verdictName(before);
        payload[u"why"_s] = whySentence(record);
        // One poll may hold several samples before the fold knows of the first: a change is one against the latest.
        const auto latest = std::find_if(findings.events.crbegin(), findings.events.crend(), [&](const NewEvent &e) {
            return e.payload[u"gate"_s] == record.gate && e.payload[u"stage"_s] == watched.stage;
        });
        if (hasGrown || latest == findings.events.crend() || latest->payload[u"verdict"_s] != payload[u"verdict"_s]) {
            watched.toldEvidence = record.evidence;
            findings.events.append(NewEvent { EventType::GateVerdict, m_run, payload });
        }
    }
    if (!sample.slices.isEmpty() && sample.branch != Branch::Legacy)
        findings.events.append(slicesJudged(sample, record.title));
    if (record.verdict == Verdict::Breach && !watched.isBreached) {
        watched.isBreached = true;
        findings.breaches.append(Breach { watched.stage, watched.gate.id, watched.gate.onBreach, whySentence(record) });
    }
}

void GateWatch::bake(const RunState &state, Findings &findings)
{
    const StageState *current = state.stage(state.currentStage);
    const bool isBaking = current && (current->phase == StagePhase::Warmup || current->phase == StagePhase::Baking);
    if (!isBaking) {
        m_bakingStage.clear();
        return;
    }
    if (m_bakingStage != current->id || m_exposure != current->exposure) {
        m_bakingStage = current->id;
        m_exposure = current->exposure;
        m_bakedAwake = current->baked;
        m_lastBakeLook = m_clock.monotonic();
        m_lastRecorded = Duration(-1);
        for (const auto &watched : m_watched) {
            if (watched->stage == current->id)
                watched->goodTicks = current->goodTicks.value(watched->gate.id);
        }
    }
    // Time that nobody was awake to see (a sleeping laptop) is no bake.
    const Duration now = m_clock.monotonic();
    if (now - m_lastBakeLook < kAwake)
        m_bakedAwake += now - m_lastBakeLook;
    m_lastBakeLook = now;
    // The bake is as long as the good time of the gate that has least of it.
    Duration baked = Duration::max();
    QJsonObject good;
    QJsonObject guards;
    for (const auto &watched : m_watched) {
        if (watched->stage != current->id)
            continue;
        guards[watched->gate.id] = guardsJson(watched->judge.current().guards);
        if (watched->gate.onBreach == BreachAction::Report || current->judgements.contains(watched->gate.id)
            || current->waivers.contains(watched->gate.id))
            continue;
        baked = std::min(baked, watched->goodTicks * watched->gate.interval);
        good[watched->gate.id] = watched->goodTicks;
    }
    if (baked == Duration::max())
        baked = m_bakedAwake;
    const Stage &stage = m_plan.stages[m_plan.stageIndex(current->id)];
    const Duration required = requiredBake(stage, *current);
    bool reachedMinimum = false;
    bool belowMinimum = false;
    for (const Gate &gate : stage.gates) {
        const int ticks = good[gate.id].toInt();
        belowMinimum = belowMinimum || current->goodTicks.value(gate.id) < gate.minSamples;
        reachedMinimum = reachedMinimum || (ticks >= gate.minSamples && current->goodTicks.value(gate.id) < gate.minSamples);
    }
    // Journaled every twentieth of the bake at most, and at the moments that decide.
    const Duration step = std::clamp(required / 20, Duration(1000), Duration(60'000));
    const bool isDue = m_lastRecorded < Duration(0) || baked - m_lastRecorded >= step || (baked >= required && current->baked < required)
        || (belowMinimum && reachedMinimum);
    if (!isDue || baked == m_lastRecorded)
        return;
    m_lastRecorded = baked;
    findings.events.append(NewEvent { EventType::BakeProgress, m_run,
        QJsonObject { { u"stage"_s, current->id }, { u"baked_ms"_s, static_cast<double>(baked.count()) }, { u"good_ticks"_s, good },
            { u"guards"_s, guards }, { u"exposure"_s, current->exposure } } });
}

void GateWatch::restartWarmup()
{
    for (const auto &watched : m_watched)
        watched->judge.restartWarmup();
    m_bakingStage.clear();
}

void GateWatch::latch(const QString &stage, const VerdictRecord &record)
{
    for (const auto &watched : m_watched) {
        if (watched->stage != stage || watched->gate.id != record.gate)
            continue;
        watched->judge.restore(record);
        watched->isBreached = true;
    }
}

void GateWatch::forgetBreaches(const RunState &state)
{
    for (auto &watched : m_watched) {
        if (!watched->isBreached)
            continue;
        const Stage &planned = m_plan.stages[m_plan.stageIndex(watched->stage)];
        watched = watch(planned, Gate(watched->gate), state);
    }
    m_bakingStage.clear();
}

QList<GateWatch::Breach> GateWatch::standingBreaches() const
{
    QList<Breach> breaches;
    for (const auto &watched : m_watched) {
        if (watched->isBreached)
            breaches.append(Breach { watched->stage, watched->gate.id, watched->gate.onBreach, whySentence(watched->judge.current()) });
    }
    return breaches;
}

void GateWatch::stop()
{
    m_collector.stop();
    m_following.clear();
}

} // namespace sluice
