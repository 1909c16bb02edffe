// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/shared/past_run.h"

#include "base/digest.h"

#include <QJsonArray>
#include <QUuid>

#include <algorithm>
#include <cmath>

namespace sluice {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Schemas of the past are gone; their fingerprints only have to differ where the schemas did.
QString pastFingerprint(const QString &what)
{
    return sha256Hex("demo history: " + what.toUtf8());
}

/// 0 … 1, the same for the same tick: scatter around a level that drifts slowly, as measurements do.
double restlessness(const QString &gate, qint64 tick)
{
    const auto noise = [seed = quint64 { qChecksum(gate.toUtf8()) }](qint64 at) {
        quint64 mixed
            = (seed << 32) + static_cast<quint64>(at) + 0x9E3779B97F4A7C15ULL; // splitmix64: spreads neighbours apart
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9ULL;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBULL;
        return static_cast<double>((mixed ^ (mixed >> 31)) % 1'000) / 1'000.0;
    };
    const double drift = 0.5 + 0.2 * std::sin(static_cast<double>(tick) / 40.0);
    return std::clamp(drift + 0.5 * (noise(tick) - 0.5) + 0.2 * (noise(tick / 7) - 0.5), 0.0, 1.0);
}

/// A quiet source of each kind: far from any limit, moving a little.
Sample quietSample(const Gate &gate, qint64 tick, const QDateTime &at)
{
    Sample sample;
    sample.gate = gate.id;
    sample.tick = tick;
    sample.at = at;
    sample.sampleClass = SampleClass::Good;
    sample.tookMs = 6 + static_cast<double>(tick % 5);
    sample.queryDigest = sha256Hex(gate.id.toUtf8());
    const double wave = restlessness(gate.id, tick);
    sample.n = 48'000 + tick * 3;
    if (std::holds_alternative<FreshnessProbe>(gate.probe)) {
        sample.value = 240 + 1'900 * wave;
        sample.newest = at.addSecs(-std::llround(sample.value));
        sample.n = 1;
    } else if (std::holds_alternative<ErrorRateProbe>(gate.probe)) {
        sample.value = 0.004 + 0.006 * wave;
        sample.n = 312;
        sample.newest = at.addSecs(-40);
    } else if (std::holds_alternative<NullRateProbe>(gate.probe)) {
        sample.value = 0.0001 * wave;
    }
    return sample;
}

} // namespace

PastRun::PastRun(const Setting &setting)
    : m_setting(setting)
    , m_run(QUuid::createUuidV5(QUuid(), setting.identity.uuid + setting.bundle.plan.metadata.id).toString(QUuid::WithoutBraces))
{
}

Result<void> PastRun::tell(EventType type, QJsonObject payload, Duration later)
{
    m_setting.clock.pass(later);
    return m_setting.ledger.append({ NewEvent { type, m_run, std::move(payload) } }).map([](const QList<Event> &) {});
}

Result<void> PastRun::begin(const QString &why)
{
    const Plan &plan = m_setting.bundle.plan;
    SLUICE_CHECK(m_setting.ledger.storePlan(m_setting.bundle.digest, m_setting.bundle.canonical, m_setting.bundle.runbookText));
    QJsonArray objects;
    for (const RelationName &relation : plan.objects)
        objects.append(relation.text());
    SLUICE_CHECK(tell(EventType::RunCreated,
        { { u"plan"_s, plan.metadata.id }, { u"digest"_s, m_setting.bundle.digest }, { u"title"_s, plan.metadata.title },
            { u"reason"_s, plan.metadata.reason }, { u"owner"_s, plan.metadata.owner }, { u"connection"_s, plan.connection },
            { u"target"_s, m_setting.identity.uuid }, { u"identity"_s, toJson(m_setting.identity) }, { u"objects"_s, objects } }));
    SLUICE_CHECK(tell(EventType::RunStarted, { { u"why"_s, why } }, 4min));
    const QString runner = u"agent on %1, pid 2117"_s.arg(m_setting.host);
    SLUICE_TRY(m_lease, m_setting.ledger.acquireLease(m_setting.identity.uuid, runner, 15s));
    return tell(EventType::RunnerTook,
        { { u"runner"_s, runner }, { u"epoch"_s, static_cast<double>(m_lease->epoch) } }, 1s);
}

Result<void> PastRun::applyStage(const QString &stage, const QList<PastStep> &steps)
{
    m_stage = stage;
    const QString before = pastFingerprint(m_run + stage);
    const QString after = pastFingerprint(m_run + stage + u" applied"_s);
    SLUICE_CHECK(tell(EventType::StageStarted,
        { { u"stage"_s, stage }, { u"attempt"_s, 1 }, { u"fingerprint"_s, before }, { u"checksums"_s, QJsonArray() }, { u"flags"_s, QJsonArray() } }, 2s));
    for (const PastStep &step : steps) {
        const QJsonObject names { { u"stage"_s, stage }, { u"step"_s, step.compiled.stepId }, { u"generation"_s, m_generation } };
        QJsonObject intent = names;
        intent[u"attempt"_s] = 1;
        intent[u"compiled"_s] = toJson(step.compiled);
        intent[u"pre"_s] = before;
        SLUICE_CHECK(tell(EventType::StepIntent, intent, 1s));
        QJsonObject done = names;
        done[u"post"_s] = after;
        done[u"rows"_s] = static_cast<double>(step.rows);
        done[u"took_ms"_s] = static_cast<double>(step.took.count());
        done[u"adopted"_s] = false;
        SLUICE_CHECK(tell(EventType::StepDone, done, step.took));
        m_applied.append({ stage, step });
    }
    return tell(EventType::StageApplied, { { u"stage"_s, stage }, { u"fingerprint"_s, after } });
}

Result<void> PastRun::sampleTick(const Stage &stage, std::vector<GateJudge> &judges, qint64 tick, const QString &breakingGate, Duration breakingAfter)
{
    for (size_t i = 0; i < judges.size(); ++i) {
        const Gate &gate = stage.gates[static_cast<qsizetype>(i)];
        Sample sample = quietSample(gate, tick, m_setting.clock.nowUtc());
        sample.run = m_run;
        sample.stage = stage.id;
        const Duration since = tick * gate.interval - breakingAfter;
        if (gate.id == breakingGate && since >= Duration(0) && !gate.limits.isEmpty())
            sample.value = gate.limits.first().value * (1.0 + static_cast<double>(since / gate.interval));
        m_waiting.append(sample);
        const Verdict before = judges[i].current().verdict;
        const VerdictRecord record = judges[i].feed(sample);
        if (record.verdict == before && tick > 0)
            continue;
        QJsonObject payload = toJson(record);
        payload[u"stage"_s] = stage.id;
        payload[u"from"_s] = verdictName(before);
        payload[u"why"_s] = whySentence(record);
        SLUICE_CHECK(tell(EventType::GateVerdict, payload));
        if (record.verdict == Verdict::Breach) {
            m_breached = gate.id;
            m_lastWhy = whySentence(record);
        }
    }
    return {};
}

Result<bool> PastRun::bake(const QString &breakingGate, Duration breakingAfter)
{
    const Plan &plan = m_setting.bundle.plan;
    const Stage &stage = plan.stages[plan.stageIndex(m_stage)];
    std::vector<GateJudge> judges;
    for (const Gate &gate : stage.gates)
        judges.emplace_back(gate, false, bakeBudget(stage, gate));
    const Duration interval = stage.gates.first().interval;
    const qint64 ticks = stage.bake / interval + stage.gates.first().warmup;
    m_breached.clear();
    for (qint64 tick = 0; tick < ticks && m_breached.isEmpty(); ++tick) {
        SLUICE_CHECK(sampleTick(stage, judges, tick, breakingGate, breakingAfter));
        m_setting.clock.pass(interval);
    }
    SLUICE_CHECK(m_setting.samples.append(std::exchange(m_waiting, {})));
    if (!m_breached.isEmpty()) {
        SLUICE_CHECK(tell(EventType::StageBreached, { { u"stage"_s, m_stage }, { u"gate"_s, m_breached }, { u"why"_s, m_lastWhy } }));
        return false;
    }
    QJsonObject good;
    QJsonObject verdicts;
    for (const GateJudge &judge : judges) {
        good[judge.current().gate] = judge.current().goodTicks;
        verdicts[judge.current().gate] = verdictName(judge.current().verdict);
    }
    const double baked = static_cast<double>(stage.bake.count());
    SLUICE_CHECK(tell(EventType::BakeProgress, { { u"stage"_s, m_stage }, { u"baked_ms"_s, baked }, { u"good_ticks"_s, good }, { u"exposure"_s, 0 } }));
    SLUICE_CHECK(tell(EventType::StagePassed, { { u"stage"_s, m_stage }, { u"verdicts"_s, verdicts }, { u"baked_ms"_s, baked } }));
    return true;
}

Result<void> PastRun::undo(const Applied &applied, const QString &id)
{
    const CompiledStep &step = applied.step.compiled;
    const QJsonObject names { { u"id"_s, id }, { u"stage"_s, applied.stage }, { u"step"_s, step.stepId }, { u"generation"_s, m_generation } };
    QJsonObject intent = names;
    intent[u"statements"_s] = QJsonArray::fromStringList(step.undo);
    intent[u"guard_rows"_s] = 0;
    SLUICE_CHECK(tell(EventType::UndoIntent, intent, 60ms));
    QJsonObject done = names;
    done[u"rows"_s] = 0;
    done[u"took_ms"_s] = 38;
    done[u"guard_rows"_s] = 0;
    done[u"remnant"_s] = QString();
    return tell(EventType::UndoDone, done, 38ms);
}

Result<void> PastRun::rollBack(const QString &to, const QString &why, const QString &gate, const QString &fingerprint, const QJsonArray &tables)
{
    const QString id = QUuid::createUuidV5(QUuid(), m_run + to + QString::number(m_generation)).toString(QUuid::WithoutBraces);
    SLUICE_CHECK(tell(EventType::RollbackIntent,
        { { u"id"_s, id }, { u"to"_s, to }, { u"why"_s, why }, { u"trigger"_s, gate.isEmpty() ? u"person"_s : u"gate"_s }, { u"gate"_s, gate } }, 1s));
    const QDateTime began = m_setting.clock.nowUtc();
    while (!m_applied.isEmpty() && m_applied.last().stage != to)
        SLUICE_CHECK(undo(m_applied.takeLast(), id));
    m_setting.clock.pass(900ms);
    SLUICE_CHECK(tell(EventType::RollbackVerified,
        { { u"id"_s, id }, { u"to"_s, to }, { u"result"_s, u"EXACT"_s }, { u"fingerprint_before"_s, fingerprint }, { u"fingerprint_after"_s, fingerprint },
            { u"differences"_s, QJsonArray() }, { u"tables"_s, tables }, { u"exceptions"_s, QJsonArray() },
            { u"took_ms"_s, static_cast<double>(began.msecsTo(m_setting.clock.nowUtc())) } }));
    ++m_generation;
    return {};
}

Result<void> PastRun::observeAndSeal()
{
    const Duration window = m_setting.bundle.plan.rollback.window;
    const QDateTime closes = m_setting.clock.nowUtc().addMSecs(window.count());
    SLUICE_CHECK(tell(EventType::RunObserving, { { u"window_closes"_s, closes.toString(Qt::ISODateWithMs) } }));
    SLUICE_CHECK(tell(EventType::RunSealed, {}, window));
    return leave(u"the rollout is sealed"_s);
}

Result<void> PastRun::leave(const QString &why)
{
    SLUICE_CHECK(tell(EventType::RunnerLeft,
        { { u"runner"_s, m_lease->runner }, { u"epoch"_s, static_cast<double>(m_lease->epoch) }, { u"why"_s, why } }, 1s));
    return m_setting.ledger.releaseLease(*m_lease);
}

} // namespace sluice
