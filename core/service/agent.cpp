// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "service/agent.h"

#include "base/async.h"
#include "communication/error_text.h"
#include "service/local_service.h"

#include <QFileInfo>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::seconds kLookEvery { 1 };
constexpr Duration kLeastPause { 2'000 };
constexpr Duration kMostPause { 60'000 };
constexpr Duration kSweepEvery { std::chrono::hours(1) };
constexpr Duration kPauseBesideOther { 5'000 }; ///< its lease runs out within 15 s when it died

QPair<QDateTime, qint64> stampOf(const QString &path)
{
    const QFileInfo file(path);
    return { file.lastModified(), file.size() };
}

QString workspaceFile(const Workspace &workspace)
{
    return workspace.root + u"/sluice.yaml"_s;
}

} // namespace

Agent::Agent(LocalService &service, const Clock &clock, Scope scope, QObject *parent)
    : QObject(parent)
    , m_service(service)
    , m_clock(clock)
    , m_scope(scope)
{
    connect(&m_service, &Service::snapshotChanged, this, &Agent::look);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        if (m_scope == Scope::EveryRun) {
            lookAtWorkspace();
            sweep();
        }
        look(); // what has no event: a lease that ran out, a runner that ended, a pause that is over
    });
}

void Agent::start()
{
    m_timer.start(kLookEvery);
    if (m_scope == Scope::EveryRun)
        m_service.carryChecks();
    look();
}

void Agent::look()
{
    const SnapshotPtr snapshot = m_service.snapshot();
    if (!snapshot)
        return;
    sayLedger(*snapshot);
    const Duration now = m_clock.monotonic();
    const QList<Duty> mine = duties(*snapshot);
    for (const Duty &duty : mine) {
        Attempt &attempt = m_attempts[duty.run];
        if (m_service.isRunning(duty.run)) {
            attempt.isUnderWay = true;
            attempt.pause = Duration(0);
            attempt.said.clear();
            continue;
        }
        if (std::exchange(attempt.isUnderWay, false)) { // it has ended since
            if (const auto error = m_service.runnerError(duty.run)) {
                postpone(duty, *error);
                continue;
            }
        }
        if (!duty.isCarried && now >= attempt.next)
            take(duty);
    }
    for (auto it = m_attempts.begin(); it != m_attempts.end();) {
        const bool isDuty = std::any_of(mine.cbegin(), mine.cend(), [&](const Duty &duty) { return duty.run == it.key(); });
        it = isDuty ? std::next(it) : m_attempts.erase(it);
    }
}

QList<Duty> Agent::duties(const WorkspaceSnapshot &snapshot) const
{
    QList<Duty> duties = dutiesOf(snapshot);
    if (m_scope == Scope::CommandedRollbacks)
        duties.removeIf([this](const Duty &duty) { return !duty.isBack || !m_service.wasTakenUp(duty.run); });
    return duties;
}

void Agent::take(const Duty &duty)
{
    Attempt &attempt = m_attempts[duty.run];
    attempt.next = m_clock.monotonic() + std::max(attempt.pause, kLeastPause);
    onFinished<void>(m_service.attach(duty.run), this, [this, duty](const Result<void> &attached) {
        if (!attached)
            return postpone(duty, attached.error());
        m_attempts[duty.run].isUnderWay = true; // unless it ends before anybody looks: then its error is read all the same
        if (m_carried.contains(duty.plan))
            return;
        m_carried.append(duty.plan);
    });
}

/// Said once for each reason. What is in the way may go by itself: nothing is given up.
void Agent::postpone(const Duty &duty, const Error &why)
{
    Attempt &attempt = m_attempts[duty.run];
    const bool isElsewhere = why.code == ErrorCode::LeaseHeld || why.code == ErrorCode::Fenced;
    attempt.pause = isElsewhere ? kPauseBesideOther : std::clamp(attempt.pause * 2, kLeastPause, kMostPause);
    attempt.next = m_clock.monotonic() + attempt.pause;
    const QString line = isElsewhere ? u"standing by: %1"_s.arg(why.what) : u"not taken up, trying again: %1"_s.arg(errorText(why));
    if (std::exchange(attempt.said, line) != line)
        Q_EMIT said(duty.plan, line);
}

void Agent::sayLedger(const WorkspaceSnapshot &snapshot)
{
    if (std::exchange(m_ledgerSaid, snapshot.ledgerProblem) == snapshot.ledgerProblem)
        return;
    Q_EMIT said({}, snapshot.ledgerProblem.isEmpty() ? u"the ledger answers again"_s : u"the ledger cannot be read: %1"_s.arg(snapshot.ledgerProblem));
}

/// What stays is tried again and said once; a ledger that does not answer is told of elsewhere.
void Agent::sweep()
{
    const Duration now = m_clock.monotonic();
    if (!m_service.snapshot() || (m_nextSweep && now < *m_nextSweep))
        return;
    m_nextSweep = now + kSweepEvery;
    onFinished<QStringList>(m_service.sweepBaselines(), this, [this](const Result<QStringList> &swept) {
        for (const QString &line : swept.value_or(QStringList())) {
            if (!m_swept.contains(line))
                Q_EMIT said({}, line);
        }
        m_swept = swept.value_or(QStringList());
    });
}

/// A connection that somebody adds is there for the next rollout, without a restart.
void Agent::lookAtWorkspace()
{
    const SnapshotPtr snapshot = m_service.snapshot();
    if (!snapshot)
        return;
    const QString path = workspaceFile(snapshot->workspace);
    const auto stamp = stampOf(path);
    if (std::exchange(m_workspaceFile, stamp) == stamp)
        return;
    const auto read = openWorkspace(snapshot->workspace.root);
    const QString problem = read ? QString() : u"sluice.yaml cannot be read, the last one that could holds: %1"_s.arg(read.error().what);
    if (std::exchange(m_workspaceSaid, problem) != problem && !problem.isEmpty())
        Q_EMIT said({}, problem);
    if (read && *read != snapshot->workspace)
        m_service.setWorkspace(*read);
}

} // namespace sluice
