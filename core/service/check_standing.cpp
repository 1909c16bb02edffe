// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "service/check_standing.h"

#include "base/pause.h"
#include "quality/collector.h"
#include "quality/probe.h"
#include "quality/standing_judge.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr int kIntervals = 3; ///< an older sample says nothing of now
constexpr Duration kLeastAge { 3'000 };
constexpr Duration kLook { 20 };
constexpr Duration kOverhead { 15'000 }; ///< of a look beside its probes' own time: connecting

VerdictRecord unmeasured(const Gate &gate, const QString &why)
{
    Sample none;
    none.gate = gate.id;
    none.detail = why;
    VerdictRecord record = judgeOnce(gate, none);
    record.rule.clear();
    return record;
}

/// What the gate asks now; nothing where that cannot be told without its file or its engine.
QString digestOf(const ConnectionProfile *profile, const Gate &gate)
{
    if (!profile || readsFile(gate.probe))
        return {};
    const auto query = compileProbe(*profile, gate);
    return query ? query->digest : QString();
}

Result<std::optional<Sample>> newestOf(
    const SampleStore *samples, const QString &domain, const Gate &gate, const QString &digest)
{
    if (!samples)
        return std::optional<Sample>();
    SampleQuery query;
    query.run = checksRun(domain);
    query.stage = checksStage();
    query.gate = gate.id;
    query.queryDigest = digest;
    query.limit = 1;
    query.withRollups = false;
    SLUICE_TRY(const QList<Sample> newest, samples->read(query));
    return newest.isEmpty() ? std::optional<Sample>() : std::optional(newest.last());
}

VerdictRecord recordOf(
    const Gate &gate, const std::optional<Sample> &newest, const std::optional<CheckAlarm> &alarm, const QDateTime &now)
{
    if (alarm && alarm->record.verdict == Verdict::Breach)
        return alarm->record;
    if (!newest)
        return unmeasured(gate, u"it was never measured; 'sluice agent' does"_s);
    const Duration age { std::max<qint64>(0, newest->at.msecsTo(now)) };
    if (age > std::max<Duration>(kIntervals * gate.interval + gate.timeout, kLeastAge))
        return unmeasured(gate,
            u"the newest sample is %1 old; 'sluice agent' takes new ones"_s.arg(
                humanDuration(std::chrono::floor<std::chrono::seconds>(age))));
    if (alarm)
        return alarm->record;
    VerdictRecord record = judgeOnce(gate, *newest);
    if (record.verdict == Verdict::Breach) // beyond its limit, and not yet for long enough
        record.verdict = Verdict::Watch;
    return record;
}

bool isHealthyRecord(const CheckStanding &check) { return check.record.verdict == Verdict::Healthy; }

/// Its gates once each; what did not come in time is missing.
QHash<QString, Sample> firstSamples(
    Collector &collector, const StandingChecks &checks, const QString &folder, const Clock &clock)
{
    QList<CollectorJob> jobs;
    Duration patience = kOverhead;
    for (const Gate &gate : checks.gates) {
        jobs.append(CollectorJob { checksRun(checks.domain), checksStage(), gate, false, 0, {}, folder });
        patience += gate.timeout;
    }
    collector.start(jobs);
    QHash<QString, Sample> first;
    const Duration until = clock.monotonic() + patience;
    while (first.size() < checks.gates.size() && clock.monotonic() < until) {
        const QList<Sample> taken = collector.take();
        for (const Sample &sample : taken) {
            if (!first.contains(sample.gate) && sample.sampleClass != SampleClass::Skipped)
                first.insert(sample.gate, sample);
        }
        pauseFor(kLook, {});
    }
    collector.stop();
    return first;
}

} // namespace

bool DomainStanding::isHealthy() const { return std::all_of(gates.cbegin(), gates.cend(), isHealthyRecord); }

bool ChecksStanding::isHealthy() const
{
    return problems.isEmpty() && std::all_of(domains.cbegin(), domains.cend(), [](const DomainStanding &domain) {
        return domain.isHealthy();
    });
}

QString checksLease(const Workspace &workspace) { return u"checks of "_s + workspace.id; }

Result<ChecksStanding> readChecksStanding(
    const Workspace &workspace, Ledger &ledger, const SampleStore *samples, const QDateTime &now)
{
    const ChecksFolder folder = readChecksFolder(workspace.root);
    ChecksStanding standing { {}, folder.problems, {} };
    SLUICE_TRY(const CheckAlarms alarms, readCheckAlarms(ledger));
    SLUICE_TRY(const std::optional<Lease> lease, ledger.currentLease(checksLease(workspace)));
    standing.runner = lease ? lease->runner : QString();
    for (const StandingChecks &checks : folder.domains) {
        DomainStanding domain { checks, {} };
        for (const Gate &gate : checks.gates) {
            const QString key = checkKey(checks.domain, gate.id);
            const auto alarm = alarms.contains(key) ? std::optional(alarms[key]) : std::nullopt;
            SLUICE_TRY(const std::optional<Sample> newest,
                newestOf(samples, checks.domain, gate, digestOf(workspace.connection(checks.connection), gate)));
            domain.gates.append(
                CheckStanding { gate, recordOf(gate, newest, alarm, now), alarm ? alarm->since : QDateTime() });
        }
        standing.domains.append(domain);
    }
    return standing;
}

ChecksStanding lookAtChecks(
    const Workspace &workspace, const QString &domain, const CheckOpener &open, const Clock &clock)
{
    const ChecksFolder folder = readChecksFolder(workspace.root);
    ChecksStanding standing { {}, folder.problems, {} };
    for (const StandingChecks &checks : folder.domains) {
        if (!domain.isEmpty() && checks.domain != domain)
            continue;
        const ConnectionProfile *profile = workspace.connection(checks.connection);
        Collector collector(
            [&](const QString &name) -> Result<std::unique_ptr<SqlSession>> {
                if (!profile)
                    return fail(ErrorCode::InvalidConnection,
                        u"connection '%1' is not in sluice.yaml"_s.arg(checks.connection));
                return open(*profile, name);
            },
            clock);
        const QHash<QString, Sample> first = firstSamples(collector, checks, workspace.root, clock);
        DomainStanding looked { checks, {} };
        for (const Gate &gate : checks.gates)
            looked.gates.append(CheckStanding { gate,
                first.contains(gate.id) ? judgeOnce(gate, first[gate.id])
                                        : unmeasured(gate, u"it did not answer in time"_s),
                {} });
        standing.domains.append(looked);
    }
    return standing;
}

} // namespace sluice
