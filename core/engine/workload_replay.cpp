// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/workload_replay.h"

#include "engine/replay_branches.h"
#include "quality/difference/side_thread.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr int kLeastRuns = 5; ///< below that a slow one decides
constexpr double kNoticeableMs = 1;

using BranchRuns = std::array<QList<double>, 2>; ///< legacy, candidate
constexpr std::array kBranches { Branch::Legacy, Branch::Candidate };

/// What all parts of one replay share.
class ReplayRun
{
public:
    ReplayRun(const ReplayOptions &options, const Clock &clock, std::stop_token stop, const ReplayWatcher &watcher)
        : m_options(options)
        , m_clock(clock)
        , m_end(clock.monotonic() + options.budget)
        , m_stop(std::move(stop))
        , m_watcher(watcher)
    {
    }
    Result<Replay> replay(const ReplayOpener &open, const Plan &plan, const QList<WorkloadQuery> &queries);

private:
    Result<QList<BranchQuery>> select(const ReplayBranches &branches, const QList<WorkloadQuery> &queries);
    void runAlone(SqlSession &session, const ReplayBranches &branches, const BranchQuery &asked);
    void runAtPeak(const ReplayOpener &open, const QList<BranchQuery> &asked);
    void takeTurn(std::vector<std::unique_ptr<SideThread>> &sessions, const QList<BranchQuery> &asked, Branch branch,
        std::vector<BranchRuns> &runs, QStringList &failures);
    bool isOver() const { return m_stop.stop_requested() || m_clock.monotonic() >= m_end; }
    void tell(bool isAtPeak, int done, int of) const;

    const ReplayOptions &m_options;
    const Clock &m_clock;
    const Duration m_end;
    const std::stop_token m_stop;
    const ReplayWatcher &m_watcher;
    Replay m_replay;
    int m_done = 0;
    int m_of = 0;
};

void ReplayRun::tell(bool isAtPeak, int done, int of) const
{
    if (m_watcher)
        m_watcher({ done, of, isAtPeak });
}

Result<QList<BranchQuery>> ReplayRun::select(const ReplayBranches &branches, const QList<WorkloadQuery> &queries)
{
    QList<BranchQuery> asked;
    for (const WorkloadQuery &query : queries) {
        if (!branches.isRelated(query)) {
            ++m_replay.unrelated;
            continue;
        }
        const Result<BranchQuery> one = branches.ask(query);
        if (!one)
            m_replay.skipped.append({ query, one.error().what });
        else if (asked.size() >= m_options.mostQueries)
            m_replay.skipped.append({ query, u"beyond the %1 queries that are run"_s.arg(m_options.mostQueries) });
        else
            asked.append(*one);
    }
    return asked;
}

/// The branches take turns, and who begins does too: a drift of the server, and what the first leaves in the caches,
/// hit both alike.
void ReplayRun::runAlone(SqlSession &session, const ReplayBranches &branches, const BranchQuery &asked)
{
    ReplayedQuery replayed;
    replayed.query = asked.query;
    replayed.flag = asked.flag;
    BranchRuns runs;
    std::array<QString, 2> failures;
    tell(false, m_done, m_of);
    for (int round = -1; round < m_options.runs && !isOver(); ++round) {
        for (int turn = 0; turn < 2; ++turn, ++m_done) {
            const size_t side = size_t((turn + std::max(round, 0)) % 2);
            if (isOver() || !failures[0].isEmpty() || !failures[side].isEmpty())
                continue;
            const Sample sample = timeOn(session, asked, kBranches[side], branches.isThroughRoute(), m_options);
            if (sample.sampleClass != SampleClass::Good)
                failures[side] = sample.detail;
            else if (round >= 0)
                runs[side].append(sample.value);
        }
        tell(false, m_done, m_of);
    }
    if (m_stop.stop_requested())
        return;
    if (!failures[0].isEmpty()) { // what the legacy does not answer says nothing about the candidate
        m_replay.skipped.append({ asked.query, u"it does not run on the legacy: "_s + failures[0] });
        return;
    }
    replayed.legacy = replayTimes(runs[0]);
    replayed.candidate = replayTimes(runs[1]);
    replayed.candidate.failure = failures[1];
    replayed.verdict = judgeReplay(replayed.legacy, replayed.candidate, m_options.limit);
    branches.comparePlans(asked, replayed);
    m_replay.queries.append(replayed);
}

/// Every session runs all queries, each from another one on, so that different ones meet.
void ReplayRun::takeTurn(std::vector<std::unique_ptr<SideThread>> &sessions, const QList<BranchQuery> &asked,
    Branch branch, std::vector<BranchRuns> &runs, QStringList &failures)
{
    using Turn = QList<std::pair<qsizetype, Sample>>;
    std::vector<std::future<Result<Turn>>> answers;
    for (size_t i = 0; i < sessions.size(); ++i) {
        answers.push_back(sessions[i]->ask<Turn>([this, &asked, branch, i](SqlSession &session) -> Result<Turn> {
            Turn turn;
            for (qsizetype k = 0; k < asked.size() && !isOver(); ++k) {
                const qsizetype at = (k + qsizetype(i)) % asked.size();
                turn.append({ at, timeOn(session, asked[at], branch, m_replay.isThroughRoute, m_options) });
            }
            return turn;
        }));
    }
    for (auto &answer : answers) {
        const Result<Turn> turn = answer.get();
        if (!turn) {
            failures.append(turn.error().what);
            continue;
        }
        for (const auto &[at, sample] : *turn) {
            if (sample.sampleClass == SampleClass::Good)
                runs[size_t(at)][branch == Branch::Legacy ? 0 : 1].append(sample.value);
            else if (!m_stop.stop_requested())
                failures.append(u"%1 on the %2: %3"_s.arg(asked[at].query.name, branchName(branch), sample.detail));
        }
    }
}

void ReplayRun::runAtPeak(const ReplayOpener &open, const QList<BranchQuery> &asked)
{
    std::vector<std::unique_ptr<SideThread>> sessions;
    for (int i = 0; i < m_options.atOnce; ++i)
        sessions.push_back(std::make_unique<SideThread>(open, m_stop));
    std::vector<BranchRuns> runs(size_t(asked.size()));
    QStringList failures;
    for (int round = 0; round < m_options.runs && !isOver(); ++round) {
        for (int turn = 0; turn < 2 && !isOver(); ++turn)
            takeTurn(sessions, asked, kBranches[size_t((turn + round) % 2)], runs, failures);
        tell(true, round + 1, m_options.runs);
    }
    for (qsizetype i = 0; i < asked.size(); ++i) {
        ReplayedQuery &replayed = m_replay.queries[i];
        replayed.legacyAtPeak = replayTimes(runs[size_t(i)][0]);
        replayed.candidateAtPeak = replayTimes(runs[size_t(i)][1]);
        replayed.verdictAtPeak = judgeReplay(replayed.legacyAtPeak, replayed.candidateAtPeak, m_options.limit);
    }
    m_replay.atOnce = m_options.atOnce;
    failures.removeDuplicates();
    for (const QString &failure : failures.mid(0, 10))
        m_replay.notes += u"under peak load "_s + failure;
}

Result<Replay> ReplayRun::replay(const ReplayOpener &open, const Plan &plan, const QList<WorkloadQuery> &queries)
{
    const auto cancelled = [this] { return fail(ErrorCode::Cancelled, u"the replay was stopped; it only read"_s); };
    QList<BranchQuery> atPeak;
    {
        SLUICE_TRY(const std::unique_ptr<SqlSession> session, open());
        session->setStopToken(m_stop);
        ReplayBranches branches(*session, plan);
        if (const Result<void> ready = branches.prepare(); !ready)
            return m_stop.stop_requested() ? Result<Replay>(cancelled()) : fail(ready.error());
        m_replay.isThroughRoute = branches.isThroughRoute();
        m_replay.notes = branches.notes();
        SLUICE_TRY(const QList<BranchQuery> asked, select(branches, queries));
        m_of = int(asked.size()) * (m_options.runs + 1) * 2;
        for (const BranchQuery &one : asked) {
            const qsizetype before = m_replay.queries.size();
            if (!session->isOpen())
                break;
            if (isOver())
                m_replay.skipped.append({ one.query, u"the time for all of it was over"_s });
            else
                runAlone(*session, branches, one);
            if (m_replay.queries.size() > before)
                atPeak.append(one);
        }
        if (m_stop.stop_requested())
            return cancelled();
        if (!session->isOpen())
            return fail(
                ErrorCode::ConnectionLost, u"the connection was lost during the replay"_s, session->profile().name);
    }
    if (m_options.atOnce > 0 && !atPeak.isEmpty())
        runAtPeak(open, atPeak);
    if (m_stop.stop_requested())
        return cancelled();
    m_replay.isCut = isOver();
    return std::move(m_replay);
}

} // namespace

ReplayTimes replayTimes(QList<double> milliseconds)
{
    if (milliseconds.isEmpty())
        return {};
    std::sort(milliseconds.begin(), milliseconds.end());
    const auto at = [&](qsizetype percent) {
        return milliseconds[std::max<qsizetype>(1, milliseconds.size() * percent / 100) - 1];
    };
    return { int(milliseconds.size()), at(50), at(95), {} };
}

QString replayVerdictName(ReplayVerdict verdict)
{
    switch (verdict) {
    case ReplayVerdict::Same:
        return u"same"_s;
    case ReplayVerdict::Slower:
        return u"slower"_s;
    case ReplayVerdict::Broken:
        return u"broken"_s;
    case ReplayVerdict::Inconclusive:
        return u"inconclusive"_s;
    }
    return {};
}

ReplayVerdict judgeReplay(const ReplayTimes &legacy, const ReplayTimes &candidate, double limit)
{
    if (!candidate.failure.isEmpty())
        return ReplayVerdict::Broken;
    if (legacy.n < kLeastRuns || candidate.n < kLeastRuns)
        return ReplayVerdict::Inconclusive;
    const bool isBeyond = candidate.p50 > legacy.p50 * limit && candidate.p95 > legacy.p95 * limit;
    return isBeyond && candidate.p50 - legacy.p50 > kNoticeableMs ? ReplayVerdict::Slower : ReplayVerdict::Same;
}

bool Replay::hasFinding() const
{
    return std::any_of(queries.cbegin(), queries.cend(), [](const ReplayedQuery &query) {
        const auto isBad = [](ReplayVerdict verdict) {
            return verdict == ReplayVerdict::Slower || verdict == ReplayVerdict::Broken;
        };
        return isBad(query.verdict) || isBad(query.verdictAtPeak);
    });
}

bool Replay::isConclusive() const
{
    return !isCut && !queries.isEmpty() && std::none_of(queries.cbegin(), queries.cend(), [&](const ReplayedQuery &query) {
        return query.verdict == ReplayVerdict::Inconclusive
            || (atOnce > 0 && query.verdictAtPeak == ReplayVerdict::Inconclusive);
    });
}

Result<Replay> replayWorkload(const ReplayOpener &open, const Plan &plan, const QList<WorkloadQuery> &queries,
    const ReplayOptions &options, const Clock &clock, std::stop_token stop, const ReplayWatcher &watcher)
{
    return ReplayRun(options, clock, std::move(stop), watcher).replay(open, plan, queries);
}

} // namespace sluice
