// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/collector_lane.h"

#include <QMap>

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr Duration kReopenAfter { 1'000 };
constexpr int kRunsAtFirst = 10;

QList<Branch> branches(const CollectorJob &job)
{
    return job.paired ? QList<Branch> { Branch::Legacy, Branch::Candidate } : QList<Branch> { Branch::Live };
}

void setOwner(const CollectorJob &job, Sample &sample)
{
    sample.run = job.run;
    sample.stage = job.stage;
}

Sample sampleOf(const CollectorJob &job, Branch branch)
{
    Sample sample;
    sample.gate = job.gate.id;
    sample.branch = branch;
    setOwner(job, sample);
    return sample;
}

Sample failedSample(const CollectorJob &job, Branch branch, const Error &error)
{
    Sample sample = sampleOf(job, branch);
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

void CollectorLane::add(const QList<CollectorJob> &jobs, Duration start)
{
    Watch watch { TickSchedule(start, jobs.first().gate.interval, jobs.first().firstTick), {}, false, false, {}, {}, {}, {}, {} };
    for (const CollectorJob &job : jobs)
        watch.gates.push_back(GateState { job, {}, false, {}, {}, {}, false, false, {}, job.slices, {} });
    m_watches.push_back(std::move(watch));
}

void CollectorLane::run(const std::stop_token &stop)
{
    while (!m_watches.empty() && !stop.stop_requested()) {
        Watch &watch = nextWatch();
        if (!waitUntil(watch.schedule.nextAt(), stop))
            continue;
        if (const auto due = watch.schedule.take(m_clock.monotonic()))
            serve(watch, *due, stop);
    }
    m_session.reset();
}

CollectorLane::Watch &CollectorLane::nextWatch()
{
    return *std::min_element(m_watches.begin(), m_watches.end(),
        [](const Watch &a, const Watch &b) { return a.schedule.nextAt() < b.schedule.nextAt(); });
}

/// True when due has come.
bool CollectorLane::waitUntil(Duration due, const std::stop_token &stop)
{
    Duration now = m_clock.monotonic();
    if (now >= due)
        return true;
    std::unique_lock lock(m_mutex);
    for (; now < due; now = m_clock.monotonic()) {
        m_wake.wait_for(lock, stop, std::min<Duration>(due - now, m_clock.longestWait()), [] { return false; });
        if (stop.stop_requested())
            return false;
    }
    return true;
}

void CollectorLane::serve(Watch &watch, const DueTick &due, const std::stop_token &stop)
{
    QList<Sample> samples = skipped(watch, due);
    QList<Sample> sampled = sampleTick(watch, stop);
    if (stop.stop_requested())
        return; // a cancelled probe says nothing about the warehouse
    for (Sample &sample : sampled)
        sample.tick = due.tick;
    samples += std::move(sampled);
    m_sink(std::move(samples));
}

QList<Sample> CollectorLane::skipped(const Watch &watch, const DueTick &due) const
{
    QList<Sample> samples;
    if (due.skipped.isEmpty())
        return samples;
    const Duration now = m_clock.monotonic();
    const QDateTime nowUtc = m_clock.nowUtc();
    for (const qint64 tick : due.skipped) {
        for (const GateState &gate : watch.gates) {
            for (const Branch branch : branches(gate.job)) {
                Sample sample = sampleOf(gate.job, branch);
                sample.tick = tick;
                sample.at = nowUtc.addMSecs(-(now - watch.schedule.timeOf(tick)).count());
                sample.sampleClass = SampleClass::Skipped;
                sample.detail = due.gapTicks > 0 ? u"a gap of %1"_s.arg(humanDuration(due.gapTicks * gate.job.gate.interval))
                                                 : u"the connection was still busy"_s;
                samples.append(sample);
            }
        }
    }
    return samples;
}

/// Together where that can be. What one statement does not give each gate is asked for alone, so that only the one whose
/// probe fails has an error.
QList<Sample> CollectorLane::sampleTick(Watch &watch, const std::stop_token &stop)
{
    if (watch.gates.size() == 1)
        return sampleAlone(watch.gates.front(), stop);
    const QList<qsizetype> joined = joinable(watch, stop);
    std::optional<QList<Sample>> together = joined.size() > 1 ? sampleTogether(watch, joined) : std::nullopt;
    const bool isSpoilt = joined.size() > 1 && !together && watch.isRefused;
    QList<Sample> samples;
    if (together)
        samples.swap(*together);
    bool isAnyApart = false;
    for (qsizetype i = 0; i < static_cast<qsizetype>(watch.gates.size()) && !stop.stop_requested(); ++i) {
        if (together && joined.contains(i))
            continue;
        GateState &gate = watch.gates[static_cast<size_t>(i)];
        const QList<Sample> own = sampleAlone(gate, stop);
        gate.isApart
            = std::any_of(own.cbegin(), own.cend(), [](const Sample &sample) { return sample.sampleClass == SampleClass::Error; });
        isAnyApart = isAnyApart || gate.isApart;
        samples += own;
    }
    watch.isSplit = watch.isSplit || (isSpoilt && !isAnyApart && !stop.stop_requested());
    return samples;
}

void CollectorLane::compile(GateState &gate)
{
    if (gate.query)
        return;
    gate.query = compileProbe(m_session->profile(), gate.job.gate);
    gate.isClosed = gate.query->has_value() && hasClosedText(m_session->engine(), gate.job.gate);
}

/// The gates of a watch that one statement can read; with what is learnt from the target, once a connection.
QList<qsizetype> CollectorLane::joinable(Watch &watch, const std::stop_token &stop)
{
    QList<qsizetype> joined;
    if (watch.isSplit || !ensureSession(stop))
        return joined;
    for (qsizetype i = 0; i < static_cast<qsizetype>(watch.gates.size()); ++i) {
        GateState &gate = watch.gates[static_cast<size_t>(i)];
        compile(gate);
        if (!gate.isApart && gate.isClosed)
            joined.append(i);
    }
    if (joined.size() > 1 && !watch.indexed)
        watch.indexed = indexesOf(*m_session, watch.gates.front().job.gate);
    return joined;
}

void CollectorLane::compileTogether(Watch &watch, const QList<qsizetype> &joined)
{
    watch.joined = joined;
    watch.joinedGates.clear();
    watch.joinedQueries.clear();
    for (const qsizetype i : joined) {
        watch.joinedGates << watch.gates[static_cast<size_t>(i)].job.gate;
        watch.joinedQueries << **watch.gates[static_cast<size_t>(i)].query;
    }
    watch.scan = compileScan(m_session->engine(), watch.joinedGates, watch.joinedQueries, *watch.indexed);
}

/// Nothing when the statement failed.
std::optional<QList<Sample>> CollectorLane::sampleTogether(Watch &watch, const QList<qsizetype> &joined)
{
    if (!watch.scan || watch.joined != joined)
        compileTogether(watch, joined);
    watch.isRefused = !watch.scan->has_value();
    if (watch.isRefused)
        return std::nullopt;
    const QDateTime now = m_clock.nowUtc();
    QMap<Branch, QList<Sample>> found;
    for (const Branch branch : branches(watch.gates.front().job)) {
        Result<QList<Sample>> read = runScan(*m_session, watch.joinedGates, watch.joinedQueries, **watch.scan, branch, now);
        if (!read) {
            watch.isRefused = m_session->isOpen(); // a line that broke says nothing about the statement
            if (branch != Branch::Live || !watch.isRefused) // nobody knows which branch it reads now
                m_session.reset();
            return std::nullopt;
        }
        found[branch] = *std::move(read);
    }
    QList<Sample> samples;
    for (qsizetype i = 0; i < joined.size(); ++i) {
        const CollectorJob &job = watch.gates[static_cast<size_t>(joined[i])].job;
        for (const Branch branch : branches(job)) {
            samples << afterStage(job, std::move(found[branch][i]));
            setOwner(job, samples.last());
        }
    }
    return samples;
}

QList<Sample> CollectorLane::sampleAlone(GateState &gate, const std::stop_token &stop)
{
    QList<Sample> samples = sampleGate(gate, stop);
    for (Sample &sample : samples)
        setOwner(gate.job, sample);
    dropBrokenSession(samples);
    return samples;
}

QList<Sample> CollectorLane::sampleGate(GateState &gate, const std::stop_token &stop)
{
    const QDateTime now = m_clock.nowUtc();
    if (const auto *dbt = std::get_if<DbtProbe>(&gate.job.gate.probe))
        return { afterStage(gate.job, gate.file.sample(gate.job.gate, *dbt, gate.job.folder, now)) };
    Result<void> ready = ensureSession(stop);
    if (ready)
        compile(gate);
    if (ready && !*gate.query)
        ready = tl::make_unexpected(gate.query->error());
    QList<Sample> samples;
    if (!ready) {
        for (const Branch branch : branches(gate.job)) {
            samples.append(failedSample(gate.job, branch, ready.error()));
            samples.last().at = now;
        }
        return samples;
    }
    if ((*gate.query)->isTimed)
        return sampleLatency(gate, stop);
    for (const Branch branch : branches(gate.job)) {
        SliceBook &slices = branch == Branch::Legacy ? gate.legacySlices : gate.slices;
        samples.append(afterStage(gate.job, runProbe(*m_session, gate.job.gate, **gate.query, branch, now, &slices,
            gate.job.baseline ? &*gate.job.baseline : nullptr)));
    }
    return samples;
}

/// Runs a round over the branches again and again while time allows. The first round on a connection warms caches and
/// plans and does not count. A run that fails is the tick's sample.
QList<Sample> CollectorLane::sampleLatency(GateState &gate, const std::stop_token &stop)
{
    const QDateTime now = m_clock.nowUtc();
    const double budget = static_cast<double>(gate.job.gate.interval.count()) / 4;
    const bool isFirst = gate.live.runs() + gate.candidate.runs() == 0;
    const int rounds = isFirst ? kRunsAtFirst : LatencyWindow::kRunsATick;
    double spent = 0;
    QMap<Branch, QList<double>> runs;
    QList<Sample> last;
    for (int round = gate.isWarm ? 0 : -1; round < rounds && !stop.stop_requested(); ++round) {
        if (round > 0 && spent > budget)
            break;
        last.clear();
        bool failed = false;
        for (const Branch branch : branches(gate.job)) {
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
    for (Watch &watch : m_watches) {
        watch.indexed.reset();
        watch.scan.reset();
        for (GateState &gate : watch.gates)
            gate.isWarm = false;
    }
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
