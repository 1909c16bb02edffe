// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/collector_lane.h"

#include <QMap>

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr Duration kReopenAfter { 1'000 };
constexpr int kRunsATick = 5;
constexpr int kRunsAtFirst = 10;

Sample failedSample(const CollectorJob &job, Branch branch, const Error &error)
{
    Sample sample;
    sample.gate = job.gate.id;
    sample.branch = branch;
    sample.sampleClass = SampleClass::Error;
    sample.detail = error.what;
    return sample;
}

/// A bucket that began before the stage did says nothing about it, however good it was.
Sample afterStage(const CollectorJob &job, Sample sample)
{
    if (sample.sampleClass != SampleClass::Good || !job.since.isValid() || !sample.since.isValid() || sample.since >= job.since)
        return sample;
    sample.sampleClass = SampleClass::NoData;
    sample.detail = u"%1 began before what is judged; the first that began after it is not over yet"_s.arg(sample.detail);
    return sample;
}

} // namespace

LatencyWindow &CollectorLane::GateState::window(Branch branch)
{
    switch (branch) {
    case Branch::Live:
        return live;
    case Branch::Legacy:
        return legacy;
    case Branch::Candidate:
        return candidate;
    }
    return live;
}

CollectorLane::CollectorLane(Collector::Opener opener, const Clock &clock, QString applicationName, Sink sink)
    : m_opener(std::move(opener))
    , m_clock(clock)
    , m_applicationName(std::move(applicationName))
    , m_sink(std::move(sink))
{
}

void CollectorLane::add(const CollectorJob &job, Duration start)
{
    m_gates.push_back(GateState { job, TickSchedule(start, job.gate.interval, job.firstTick), {}, {}, {}, {}, false, {} });
}

void CollectorLane::run(const std::stop_token &stop)
{
    while (!m_gates.empty() && !stop.stop_requested()) {
        GateState &gate = nextGate();
        if (!waitUntil(gate.schedule.nextAt(), stop))
            continue;
        if (const auto due = gate.schedule.take(m_clock.monotonic()))
            serve(gate, *due, stop);
    }
    m_session.reset();
}

CollectorLane::GateState &CollectorLane::nextGate()
{
    return *std::min_element(m_gates.begin(), m_gates.end(),
        [](const GateState &a, const GateState &b) { return a.schedule.nextAt() < b.schedule.nextAt(); });
}

/// True when due has come.
bool CollectorLane::waitUntil(Duration due, const std::stop_token &stop)
{
    std::unique_lock lock(m_mutex);
    for (Duration now = m_clock.monotonic(); now < due; now = m_clock.monotonic()) {
        m_wake.wait_for(lock, stop, std::min<Duration>(due - now, m_clock.longestWait()), [] { return false; });
        if (stop.stop_requested())
            return false;
    }
    return true;
}

void CollectorLane::serve(GateState &gate, const DueTick &due, const std::stop_token &stop)
{
    QList<Sample> samples = skipped(gate, due);
    const qsizetype first = samples.size();
    samples += sampleTick(gate, stop);
    if (stop.stop_requested())
        return; // a cancelled probe says nothing about the warehouse
    for (qsizetype i = first; i < samples.size(); ++i)
        samples[i].tick = due.tick;
    for (Sample &sample : samples) {
        sample.run = gate.job.run;
        sample.stage = gate.job.stage;
    }
    m_sink(samples);
    dropBrokenSession(samples);
}

QList<Branch> CollectorLane::branches(const GateState &gate) const
{
    return gate.job.paired ? QList<Branch> { Branch::Legacy, Branch::Candidate } : QList<Branch> { Branch::Live };
}

QList<Sample> CollectorLane::skipped(const GateState &gate, const DueTick &due) const
{
    QList<Sample> samples;
    const Duration now = m_clock.monotonic();
    const QDateTime nowUtc = m_clock.nowUtc();
    for (const qint64 tick : due.skipped) {
        for (const Branch branch : branches(gate)) {
            Sample sample;
            sample.gate = gate.job.gate.id;
            sample.branch = branch;
            sample.tick = tick;
            sample.at = nowUtc.addMSecs(-(now - gate.schedule.timeOf(tick)).count());
            sample.sampleClass = SampleClass::Skipped;
            sample.detail = due.gapTicks > 0 ? u"a gap of %1"_s.arg(humanDuration(due.gapTicks * gate.job.gate.interval))
                                             : u"the connection was still busy"_s;
            samples.append(sample);
        }
    }
    return samples;
}

QList<Sample> CollectorLane::sampleTick(GateState &gate, const std::stop_token &stop)
{
    const QDateTime now = m_clock.nowUtc();
    if (const auto *dbt = std::get_if<DbtProbe>(&gate.job.gate.probe))
        return { afterStage(gate.job, gate.file.sample(gate.job.gate, *dbt, gate.job.folder, now)) };
    Result<void> ready = ensureSession(stop);
    if (ready && !gate.query)
        gate.query = compileProbe(m_session->profile(), gate.job.gate);
    if (ready && !*gate.query)
        ready = tl::make_unexpected(gate.query->error());
    QList<Sample> samples;
    if (!ready) {
        for (const Branch branch : branches(gate)) {
            samples.append(failedSample(gate.job, branch, ready.error()));
            samples.last().at = now;
        }
        return samples;
    }
    if ((*gate.query)->isTimed)
        return sampleLatency(gate, stop);
    for (const Branch branch : branches(gate))
        samples.append(afterStage(gate.job, runProbe(*m_session, gate.job.gate, **gate.query, branch, now)));
    return samples;
}

/// Runs a round over the branches again and again while time allows. The first round on a connection warms caches and
/// plans and does not count. A run that fails is the tick's sample.
QList<Sample> CollectorLane::sampleLatency(GateState &gate, const std::stop_token &stop)
{
    const QDateTime now = m_clock.nowUtc();
    const double budget = static_cast<double>(gate.job.gate.interval.count()) / 4;
    const bool isFirst = gate.live.runs() + gate.candidate.runs() == 0;
    const int rounds = isFirst ? kRunsAtFirst : kRunsATick;
    double spent = 0;
    QMap<Branch, QList<double>> runs;
    QList<Sample> last;
    for (int round = gate.isWarm ? 0 : -1; round < rounds && !stop.stop_requested(); ++round) {
        if (round > 0 && spent > budget)
            break;
        last.clear();
        bool failed = false;
        for (const Branch branch : branches(gate)) {
            Sample sample = runProbe(*m_session, gate.job.gate, **gate.query, branch, now);
            spent += sample.tookMs;
            failed = failed || sample.sampleClass != SampleClass::Good;
            if (round >= 0 && sample.sampleClass == SampleClass::Good) {
                gate.window(branch).add(sample.value);
                runs[branch].append(sample.value);
            }
            last.append(sample);
        }
        if (failed)
            return last;
        gate.isWarm = true;
    }
    for (Sample &sample : last) {
        const LatencyWindow &window = gate.window(sample.branch);
        sample.value = window.p95();
        sample.n = window.runs();
        sample.runs = runs.value(sample.branch);
        sample.tookMs = spent;
    }
    return last;
}

Result<void> CollectorLane::ensureSession(const std::stop_token &stop)
{
    if (m_session)
        return {};
    // A server that is down costs its connect timeout once for all gates that are due, not once for each.
    const Duration now = m_clock.monotonic();
    if (m_openError && now - m_openFailed < kReopenAfter)
        return fail(*m_openError);
    auto session = m_opener(m_applicationName);
    if (!session) {
        m_openError = session.error();
        m_openFailed = m_clock.monotonic();
        return fail(*m_openError);
    }
    m_openError.reset();
    m_session = std::move(*session);
    m_session->setStopToken(stop);
    for (GateState &gate : m_gates)
        gate.isWarm = false;
    return {};
}

void CollectorLane::dropBrokenSession(const QList<Sample> &samples)
{
    // After a failure on a forced branch nobody knows which branch the session reads.
    const bool isDoubtful = std::any_of(samples.cbegin(), samples.cend(), [](const Sample &sample) {
        return sample.branch != Branch::Live && sample.sampleClass == SampleClass::Error;
    });
    if (m_session && (isDoubtful || !m_session->isOpen()))
        m_session.reset();
}

} // namespace sluice
