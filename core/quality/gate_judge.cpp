// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/gate_judge.h"

#include "quality/metric_text.h"

#include <algorithm>
#include <cmath>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr int kWindow = 3; ///< ticks that a hard limit looks at
constexpr int kHardBeyond = 2; ///< of them beyond the hard limit
constexpr int kMissingTicks = 3;
constexpr int kErrorTicks = 5;
constexpr qint64 kGapTicks = 2; ///< more missing in between restart the warm-up
constexpr double kWatchEvidence = 0.5;

void push(QList<bool> &window, bool beyond)
{
    window.append(beyond);
    if (window.size() > kWindow)
        window.removeFirst();
}

/// A gate whose limits are all floors has a floor as its hard limit too.
bool hardIsFloor(const Gate &gate)
{
    return !gate.limits.isEmpty()
        && std::all_of(gate.limits.cbegin(), gate.limits.cend(),
            [](const Limit &limit) { return limit.side == LimitSide::AtLeast; });
}

/// The hard limit is written in the manner of the limit beside it: a factor of the baseline, or the metric's own unit.
bool hardIsRelative(const Gate &gate)
{
    return !gate.limits.isEmpty() && gate.limits.first().relativeToBaseline;
}

bool isBeyondHard(const Gate &gate, double value)
{
    return hardIsFloor(gate) ? !(value >= *gate.hardLimit) : !(value <= *gate.hardLimit);
}

QString ticks(int count)
{
    return count == 1 ? u"1 tick"_s : u"%1 ticks"_s.arg(count);
}

/// Never rounded up to what a breach says.
QString evidenceText(double evidence)
{
    return u"evidence %1 %"_s.arg(static_cast<int>(evidence * 100));
}

QString classWords(SampleClass sampleClass)
{
    switch (sampleClass) {
    case SampleClass::Good:
        return {};
    case SampleClass::NoData:
        return u"no rows"_s;
    case SampleClass::Stale:
        return u"the newest row is too old"_s;
    case SampleClass::Error:
        return u"the probe failed"_s;
    case SampleClass::NaN:
        return u"the value is not a number"_s;
    case SampleClass::Skipped:
        return u"the tick was skipped"_s;
    }
    return {};
}

} // namespace

struct GateJudge::Reading {
    SampleClass valueClass = SampleClass::NoData; ///< of the value itself
    SampleClass judgedClass = SampleClass::NoData; ///< worse when the reference is missing
    QString detail;
    QString uncompared;
    bool isUnsettled = false;
    double value = 0;
    QList<double> runs; ///< of a latency, this tick's own
    double reference = 0; ///< of baseline-relative limits
    bool lacksBaseline = false; ///< nobody measured one: waiting will not help

    bool hasRatio() const { return judgedClass == SampleClass::Good && !lacksBaseline; }
    double ratio() const { return reference > 0 ? value / reference : 1.0; } ///< nothing against nothing is equal
};

GateJudge::GateJudge(const Gate &gate, bool isPaired, const GuardBudget &budget)
    : m_gate(gate)
    , m_paired(isPaired)
    , m_isRelative(needsBaseline(gate, false))
    , m_guards(gate, budget)
{
    m_record.gate = gate.id;
    m_record.title = gateTitle(gate);
    m_record.probe = probeName(gate.probe);
    m_record.minSamples = minSamples();
    noteEvidence();
    showLimit({}, 0);
    m_record.hasValue = false;
    m_record.valueText.clear();
    restartWarmup();
}

int GateJudge::minSamples() const
{
    return std::max(1, m_gate.minSamples);
}

bool GateJudge::isOut() const
{
    return m_errors >= kErrorTicks || m_missing >= kMissingTicks;
}

const VerdictRecord &GateJudge::feed(const Sample &sample)
{
    m_lastTickGood = false;
    if (sample.branch == Branch::Legacy) {
        if (m_paired)
            m_legacy = sample;
        return m_record;
    }
    // A collector that was started anew counts from zero again; its samples are later all the same.
    const bool isNewer = !m_started || sample.tick > m_lastTick || (m_lastAt.isValid() && sample.at > m_lastAt);
    if (!isNewer)
        return m_record;
    if (m_started && sample.tick - m_lastTick - 1 > kGapTicks) {
        // Only what lies behind the gap restarts; a legacy sample of this very tick is part of it.
        const std::optional<Sample> legacy = m_legacy;
        restartWarmup();
        m_legacy = legacy;
    }
    m_started = true;
    m_lastTick = sample.tick;
    m_lastAt = sample.at;
    take(sample);
    m_legacy.reset();
    return m_record;
}

GateJudge::Reading GateJudge::read(const Sample &sample) const
{
    Reading reading;
    reading.value = sample.value;
    reading.runs = sample.runs;
    reading.detail = sample.detail;
    reading.uncompared = sample.uncompared;
    reading.isUnsettled = sample.isUnsettled;
    reading.valueClass = sample.sampleClass;
    if (reading.valueClass == SampleClass::Good && !std::isfinite(sample.value))
        reading.valueClass = SampleClass::NaN;
    reading.judgedClass = reading.valueClass;
    if (reading.judgedClass == SampleClass::Good && !m_guards.accepts(sample.value)) {
        reading.judgedClass = SampleClass::NaN;
        reading.detail = u"%1 is no share of the rows"_s.arg(sample.value);
    }
    if (reading.valueClass != SampleClass::Good || !m_isRelative)
        return reading;
    if (!m_paired) {
        reading.lacksBaseline = !m_baseline;
        reading.reference = m_baseline.value_or(0);
    } else if (!m_legacy || m_legacy->tick != sample.tick) {
        reading.judgedClass = SampleClass::NoData;
        reading.detail = u"no legacy sample in this tick"_s;
        return reading;
    } else if (m_legacy->sampleClass != SampleClass::Good || !std::isfinite(m_legacy->value)) {
        reading.judgedClass
            = m_legacy->sampleClass == SampleClass::Good ? SampleClass::NaN : m_legacy->sampleClass;
        reading.detail = u"legacy: "_s
            + (m_legacy->detail.isEmpty() ? classWords(reading.judgedClass) : m_legacy->detail);
        return reading;
    } else {
        reading.reference = m_legacy->value;
    }
    // A ratio needs a positive reference; nothing against nothing is equal.
    const bool bothZero = reading.value == 0 && reading.reference == 0;
    if (!reading.lacksBaseline && !bothZero && (reading.reference <= 0 || reading.value < 0)) {
        reading.judgedClass = SampleClass::NaN;
        reading.detail = u"no ratio of %1 to a baseline of %2"_s.arg(
            metricText(m_record.probe, reading.value), metricText(m_record.probe, reading.reference));
    }
    return reading;
}

void GateJudge::take(const Sample &sample)
{
    const bool isLatched = m_record.verdict == Verdict::Breach;
    if (isLatched)
        return;
    const Reading reading = read(sample);
    m_record.tick = sample.tick;
    m_record.at = sample.at;
    m_record.n = sample.n;
    m_record.queryDigest = sample.queryDigest;
    m_record.scanDigest = sample.scanDigest;
    m_record.hasValue = false;
    m_record.valueText.clear();
    m_record.detail.clear();
    m_record.age = Duration(-1);
    if (reading.valueClass == SampleClass::Good) {
        // A source clock a moment ahead of ours is as fresh as can be, not of negative age.
        m_record.age = sample.newest.isValid() ? Duration(std::max<qint64>(0, sample.newest.msecsTo(sample.at))) : Duration(0);
        if (isHardBreach(reading))
            return;
    }
    if (reading.isUnsettled)
        takeUnsettled(reading);
    else if (reading.judgedClass != SampleClass::Good)
        takeMissing(reading);
    else
        takeGood(reading);
}

/// Judged on every good value, in the warm-up too, and whatever else is wrong with the tick.
bool GateJudge::isHardBreach(const Reading &reading)
{
    const bool isRatio = hardIsRelative(m_gate);
    if (!m_gate.hardLimit || (isRatio && !reading.hasRatio()))
        return false;
    const double value = isRatio ? reading.ratio() : reading.value;
    push(m_beyondHard, isBeyondHard(m_gate, value));
    const auto beyond = m_beyondHard.count(true);
    if (beyond < kHardBeyond)
        return false;
    m_record.hasValue = true;
    m_record.value = value;
    m_record.limit = *m_gate.hardLimit;
    m_record.valueText = isRatio ? distinctRatioText(value, m_record.limit) : distinctMetricText(m_record.probe, value, m_record.limit);
    m_record.limitText = (hardIsFloor(m_gate) ? u"hard limit at least "_s : u"hard limit "_s)
        + (isRatio ? ratioLimitText(m_record.limit) + u" baseline"_s : metricLimitText(m_record.probe, m_record.limit));
    set(Verdict::Breach, u"hard limit, %1 of %2 ticks"_s.arg(beyond).arg(kWindow), reading.detail);
    return true;
}

void GateJudge::takeMissing(const Reading &reading)
{
    ++(reading.judgedClass == SampleClass::Error ? m_errors : m_missing);
    const QString detail = reading.detail.isEmpty() ? classWords(reading.judgedClass) : reading.detail;
    if (m_errors >= kErrorTicks)
        set(Verdict::Error, u"%1 errors in a row"_s.arg(m_errors), detail);
    else if (m_missing >= kMissingTicks)
        set(Verdict::NoData, u"%1 without data"_s.arg(ticks(m_missing)), detail);
    else if (m_record.verdict != Verdict::Inconclusive)
        // What was judged stands, but a gate whose last tick gave nothing is not healthy now.
        set(m_record.verdict == Verdict::Healthy ? Verdict::Collecting : m_record.verdict,
            m_errors > 0 ? u"%1 failed"_s.arg(ticks(m_errors)) : u"%1 without data"_s.arg(ticks(m_missing)), detail);
    else
        m_record.detail = detail;
}

/// The source answers, and what it has is too young to be judged: no outage, and nothing to pass on.
void GateJudge::takeUnsettled(const Reading &reading)
{
    m_missing = 0;
    m_errors = 0;
    set(Verdict::Collecting, u"nothing has settled"_s, reading.detail);
}

void GateJudge::takeGood(const Reading &reading)
{
    m_missing = 0;
    m_errors = 0;
    if (reading.lacksBaseline) {
        set(Verdict::Inconclusive, {}, u"no baseline to compare with"_s);
        return;
    }
    const auto crossed = std::find_if(m_gate.limits.cbegin(), m_gate.limits.cend(),
        [&](const Limit &limit) { return isBeyond(limit, reading.value, reading.reference); });
    const bool beyond = crossed != m_gate.limits.cend();
    showLimit(reading, beyond ? crossed - m_gate.limits.cbegin() : 0);
    if (m_warm < m_gate.warmup) {
        ++m_warm;
        set(Verdict::Warmup, u"%1 of %2"_s.arg(m_warm).arg(ticks(m_gate.warmup)), reading.detail);
        return;
    }
    // What was compared may be enough for a breach, and is never enough to pass.
    if (!reading.uncompared.isEmpty() && !beyond) {
        set(Verdict::Inconclusive, {}, reading.uncompared + u"; "_s + reading.detail);
        return;
    }
    judge(reading, beyond);
}

void GateJudge::judge(const Reading &reading, bool beyond)
{
    m_guards.feed(reading.value, reading.reference, reading.runs);
    ++m_record.goodTicks;
    noteEvidence();
    if (m_guards.isBreached()) {
        showLimit(reading, m_guards.strongest());
        set(Verdict::Breach, evidenceText(m_record.evidence), reading.detail);
        return;
    }
    // Time beyond the hard limit is not good time either, even where that is the only limit.
    m_lastTickGood = !beyond && (m_beyondHard.isEmpty() || !m_beyondHard.last());
    if (beyond || m_record.evidence >= kWatchEvidence)
        set(Verdict::Watch, evidenceText(m_record.evidence), reading.detail);
    else if (m_beyondHard.contains(true))
        set(Verdict::Watch, u"hard limit, %1 of %2 ticks"_s.arg(m_beyondHard.count(true)).arg(kWindow), reading.detail);
    else if (m_record.goodTicks < minSamples())
        set(Verdict::Collecting, u"%1 of %2 good ticks"_s.arg(m_record.goodTicks).arg(minSamples()), reading.detail);
    else
        set(Verdict::Healthy, u"%1 good ticks"_s.arg(m_record.goodTicks), reading.detail);
}

void GateJudge::noteEvidence()
{
    m_record.evidence = m_guards.evidence();
    m_record.boundary = m_guards.threshold();
    m_record.guards = m_guards.state();
}

/// Writes the value and the limit of this index, which decides.
void GateJudge::showLimit(const Reading &reading, qsizetype index)
{
    m_record.hasValue = true;
    m_record.value = reading.value;
    if (m_gate.limits.isEmpty()) {
        m_record.valueText = metricText(m_record.probe, reading.value);
        m_record.limit = m_gate.hardLimit.value_or(0);
        m_record.limitText = m_gate.hardLimit ? u"hard limit "_s + metricLimitText(m_record.probe, *m_gate.hardLimit) : QString();
        return;
    }
    const Limit &limit = m_gate.limits[index];
    m_record.limit = limit.value;
    const QString lead = limit.side == LimitSide::AtMost ? u"limit "_s : u"at least "_s;
    if (limit.relativeToBaseline) {
        m_record.value = reading.ratio();
        m_record.valueText = distinctRatioText(m_record.value, limit.value);
        m_record.limitText = lead + ratioLimitText(limit.value) + u" baseline"_s;
    } else {
        m_record.valueText = distinctMetricText(m_record.probe, reading.value, limit.value);
        m_record.limitText = lead + metricLimitText(m_record.probe, limit.value);
    }
}

void GateJudge::set(Verdict verdict, const QString &rule, const QString &detail)
{
    m_record.verdict = verdict;
    m_record.rule = rule;
    m_record.detail = detail;
}

void GateJudge::restartWarmup()
{
    m_lastTickGood = false;
    m_warm = 0;
    m_beyondHard.clear();
    m_legacy.reset();
    if (m_record.verdict == Verdict::Breach || isOut())
        return;
    set(m_gate.warmup > 0 ? Verdict::Warmup : Verdict::Collecting,
        m_gate.warmup > 0 ? u"0 of %1"_s.arg(ticks(m_gate.warmup))
                          : u"%1 of %2 good ticks"_s.arg(m_record.goodTicks).arg(minSamples()));
}

void GateJudge::setBaseline(double value)
{
    if (std::isfinite(value))
        m_baseline = value;
}

bool GateJudge::mayPass() const
{
    return m_record.verdict == Verdict::Healthy && m_missing == 0 && m_errors == 0 && m_record.goodTicks >= minSamples();
}

const VerdictRecord &GateJudge::conclude()
{
    switch (m_record.verdict) {
    case Verdict::Breach:
    case Verdict::NoData:
    case Verdict::Error:
    case Verdict::Inconclusive:
        return m_record;
    case Verdict::Warmup:
    case Verdict::Collecting:
    case Verdict::Watch:
    case Verdict::Healthy:
        break;
    }
    if (!mayPass()) {
        const QString was = m_record.rule;
        set(Verdict::Inconclusive, {},
            u"the bake ended with %1 of %2 good ticks"_s.arg(m_record.goodTicks).arg(minSamples())
                + (m_record.goodTicks >= minSamples() && !was.isEmpty() ? u" and "_s + was : QString()));
    }
    return m_record;
}

void GateJudge::acknowledge()
{
    if (m_record.verdict != Verdict::Breach)
        return;
    m_record.goodTicks = 0;
    m_record.verdict = Verdict::Warmup;
    m_guards.clear();
    noteEvidence();
    restartWarmup();
}

void GateJudge::restore(const VerdictRecord &last)
{
    m_record = last;
    m_record.gate = m_gate.id;
    m_record.title = gateTitle(m_gate);
    m_record.probe = probeName(m_gate.probe);
    m_record.minSamples = minSamples();
    m_record.goodTicks = std::max(0, last.goodTicks);
    m_guards.restore(last.guards);
    if (last.verdict != Verdict::Breach) // that one is shown as it was decided
        noteEvidence();
    m_started = last.at.isValid();
    m_lastTick = last.tick;
    m_lastAt = last.at;
    // An outage that was on record lasts until data comes.
    m_errors = last.verdict == Verdict::Error ? kErrorTicks : 0;
    m_missing = last.verdict == Verdict::NoData ? kMissingTicks : 0;
    restartWarmup();
}

} // namespace sluice
