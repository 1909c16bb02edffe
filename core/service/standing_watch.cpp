// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "service/standing_watch.h"

#include "communication/error_text.h"
#include "service/check_standing.h"
#include "service/workspace_files.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds kLookEvery { 500 };
constexpr Duration kReadEvery { 2'000 }; ///< SQL that a gate names may change without its file
constexpr Duration kTryAgain { 5'000 };
const QString kAll = u"checks"_s;

/// What a gate is asked with, for whoever looks on.
SessionOptions optionsOf(const QString &name)
{
    SessionOptions options;
    options.applicationName = name;
    return options;
}

QString fileOf(const Error &problem) { return problem.where.section(u':', 0, 0); }

} // namespace

StandingWatch::StandingWatch(Environment environment)
    : m_env(std::move(environment))
{
    // Thread-bound things go where they were made.
    m_thread.setLast([this] {
        leave();
        m_lease.reset();
        m_ledger.reset();
        m_samples.reset();
    });
    m_thread.setTick([this] { look(); }, kLookEvery);
}

StandingWatch::~StandingWatch() = default;

void StandingWatch::setWorkspace(const Workspace &workspace)
{
    m_thread.post([this, workspace] {
        m_env.workspace = workspace;
        m_folderRead.reset();
    });
}

void StandingWatch::tell(const QString &about, const QString &line)
{
    if (std::exchange(m_told[about], line) != line && !line.isEmpty())
        m_env.say(about, line);
}

void StandingWatch::look()
{
    const Duration now = m_env.clock->monotonic();
    readFolder(now);
    const bool hasWork = !m_folder.domains.isEmpty() || !m_folder.problems.isEmpty() || !m_domains.empty();
    if (!hasWork && m_lease)
        leave();
    if (!hasWork || !mayWatch(now))
        return;
    follow();
    for (auto &[name, domain] : m_domains) {
        const QList<Sample> samples = domain.collector->take();
        store(samples);
        judge(domain, samples);
    }
}

/// A file that cannot be read any more leaves the checks that it had.
void StandingWatch::readFolder(Duration now)
{
    if (m_folderRead && now - *m_folderRead < kReadEvery)
        return;
    m_folderRead = now;
    ChecksFolder folder = readChecksFolder(m_env.workspace.root);
    for (const Error &problem : std::as_const(folder.problems)) {
        const QString file = fileOf(problem);
        const auto last = std::find_if(m_folder.domains.cbegin(), m_folder.domains.cend(),
            [&](const StandingChecks &one) { return one.file == file; });
        const bool isTaken = last != m_folder.domains.cend()
            && std::any_of(folder.domains.cbegin(), folder.domains.cend(),
                [&](const StandingChecks &one) { return one.domain == last->domain; });
        const bool isKept = last != m_folder.domains.cend() && !isTaken;
        if (isKept)
            folder.domains.append(*last);
        tell(file,
            u"%1: %2"_s.arg(isKept ? u"cannot be read, its last readable checks go on"_s
                                   : u"cannot be read, its checks are not run"_s,
                errorText(problem)));
    }
    for (const StandingChecks &checks : std::as_const(folder.domains)) {
        const bool isBroken = std::any_of(folder.problems.cbegin(), folder.problems.cend(),
            [&](const Error &problem) { return fileOf(problem) == checks.file; });
        if (!isBroken)
            m_told.remove(checks.file);
    }
    m_folder = folder;
}

Result<Ledger *> StandingWatch::ledger()
{
    if (!m_ledger) {
        SLUICE_TRY(m_ledger, openLedgerOf(m_env.workspace, m_env.sessions, *m_env.clock));
    }
    return m_ledger.get();
}

/// Whether this one carries the checks now.
bool StandingWatch::mayWatch(Duration now)
{
    if (m_lease && m_lease->isHeld()) {
        const auto beaten = m_lease->beat();
        if (beaten)
            return true;
        leave();
        tell(kAll, u"standing by: %1"_s.arg(errorText(beaten.error())));
        m_nextTry = now + kTryAgain;
        return false;
    }
    if (now < m_nextTry)
        return false;
    m_nextTry = now + kTryAgain;
    Result<void> acquired = ledger().and_then([this](Ledger *open) -> Result<void> {
        m_lease = std::make_unique<LeaseKeeper>(*open, *m_env.clock, checksLease(m_env.workspace), m_env.runner);
        SLUICE_CHECK(m_lease->acquire());
        SLUICE_TRY(m_alarms, readCheckAlarms(*open));
        return {};
    });
    if (!acquired) {
        leave();
        Result<std::optional<Lease>> other = std::optional<Lease>();
        if (acquired.error().code == ErrorCode::LeaseHeld)
            other = m_ledger->currentLease(checksLease(m_env.workspace));
        tell(kAll,
            other && *other ? u"standing by: %1 runs the standing checks"_s.arg((*other)->runner)
                            : u"the standing checks are not run, trying again: %1"_s.arg(errorText(acquired.error())));
        return false;
    }
    tell(kAll, u"runs the standing checks"_s);
    return true;
}

void StandingWatch::leave()
{
    m_domains.clear(); // joins
    m_alarms.reset();
    if (m_lease && m_lease->isHeld())
        m_lease->release();
    m_lease.reset();
}

/// Domains as their files say now; gates that stay the same keep what they know.
void StandingWatch::follow()
{
    std::erase_if(m_domains, [&](const auto &entry) {
        return std::none_of(m_folder.domains.cbegin(), m_folder.domains.cend(),
            [&](const StandingChecks &checks) { return checks.domain == entry.first; });
    });
    for (const StandingChecks &checks : std::as_const(m_folder.domains)) {
        const ConnectionProfile *named = m_env.workspace.connection(checks.connection);
        const ConnectionProfile profile = named ? *named : ConnectionProfile();
        const auto known = m_domains.find(checks.domain);
        if (known == m_domains.end() || known->second.checks != checks || known->second.profile != profile)
            begin(checks, profile);
    }
    clearGone();
}

void StandingWatch::begin(const StandingChecks &checks, const ConnectionProfile &profile)
{
    Domain before = std::move(m_domains[checks.domain]);
    if (before.collector)
        before.collector->stop();
    Domain domain { checks, profile, nullptr, {} };
    QList<CollectorJob> jobs;
    for (const Gate &gate : checks.gates) {
        const auto same = std::find_if(
            before.gates.cbegin(), before.gates.cend(), [&](const Watched &one) { return one.gate == gate; });
        domain.gates.push_back(same == before.gates.cend() ? Watched { gate, StandingJudge(gate) } : *same);
        const auto alarm = m_alarms->constFind(checkKey(checks.domain, gate.id));
        if (same == before.gates.cend() && alarm != m_alarms->cend())
            domain.gates.back().judge.restore(alarm->record);
        jobs.append(CollectorJob { checksRun(checks.domain), checksStage(), gate, false, 0, {}, m_env.workspace.root });
    }
    domain.collector = std::make_unique<Collector>(
        [sessions = m_env.sessions, profile, wanted = checks.connection](
            const QString &name) -> Result<std::unique_ptr<SqlSession>> {
            if (profile.name.isEmpty())
                return fail(ErrorCode::InvalidConnection, u"connection '%1' is not in sluice.yaml"_s.arg(wanted));
            return sessions->open(profile, SessionRole::Probe, optionsOf(name));
        },
        *m_env.clock);
    domain.collector->start(jobs);
    m_domains[checks.domain] = std::move(domain);
}

/// Alarms of checks that nobody asks for any more. A file that cannot be read may still ask for any of them.
void StandingWatch::clearGone()
{
    if (!m_folder.problems.isEmpty())
        return;
    for (auto alarm = m_alarms->begin(); alarm != m_alarms->end();) {
        const auto domain = m_domains.find(alarm->domain);
        const bool isAsked = domain != m_domains.end()
            && std::any_of(domain->second.gates.cbegin(), domain->second.gates.cend(),
                [&](const Watched &one) { return one.gate.id == alarm->record.gate; });
        const auto ended = isAsked
            ? Result<QList<Event>>(QList<Event>())
            : m_ledger->append(
                { clearedEvent(*alarm, u"the check is not in checks/ any more"_s, true) }, m_lease->lease());
        alarm = isAsked || !ended ? std::next(alarm) : m_alarms->erase(alarm);
    }
}

void StandingWatch::judge(Domain &domain, const QList<Sample> &samples)
{
    for (const Sample &sample : samples) {
        for (Watched &watched : domain.gates) {
            if (watched.gate.id != sample.gate)
                continue;
            const auto noted = note(domain, watched, watched.judge.feed(sample));
            tell(u"ledger of "_s + checksRun(domain.checks.domain),
                noted ? QString() : u"not recorded, trying again: %1"_s.arg(errorText(noted.error())));
        }
    }
}

/// What is recorded is compared with, so that an entry that could not be written is written with the next tick.
Result<void> StandingWatch::note(const Domain &domain, const Watched &watched, const VerdictRecord &record)
{
    const QString key = checkKey(domain.checks.domain, watched.gate.id);
    const auto alarm = m_alarms->constFind(key);
    const bool isOpen = alarm != m_alarms->cend();
    if (isAlarm(record.verdict) && (!isOpen || alarm->record.verdict != record.verdict)) {
        SLUICE_TRY(const QList<Event> raised,
            m_ledger->append(
                { raisedEvent(domain.checks, record, isOpen ? verdictName(alarm->record.verdict) : QString()) },
                m_lease->lease()));
        m_alarms->insert(key,
            CheckAlarm { domain.checks.domain, record.title, domain.checks.connection, record, raised.first().at });
        m_env.say(checksRun(domain.checks.domain), whySentence(record));
    } else if (isOpen && record.verdict == Verdict::Healthy) {
        SLUICE_CHECK(m_ledger->append({ clearedEvent(*alarm, whySentence(record), false) }, m_lease->lease()));
        m_alarms->remove(key);
        m_env.say(checksRun(domain.checks.domain), whySentence(record));
    }
    return {};
}

void StandingWatch::store(const QList<Sample> &samples)
{
    if (samples.isEmpty())
        return;
    Result<void> stored;
    if (!m_samples) {
        auto opened = SampleStore::open(sampleFile(m_env.workspace));
        if (opened)
            m_samples = *std::move(opened);
        else
            stored = tl::make_unexpected(opened.error());
    }
    if (m_samples)
        stored = m_samples->append(samples);
    tell(u"samples"_s, stored ? QString() : u"samples are judged but not stored: %1"_s.arg(errorText(stored.error())));
    m_env.sampled(samples.first().run);
}

} // namespace sluice
