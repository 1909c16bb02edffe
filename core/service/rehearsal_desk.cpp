// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "service/rehearsal_desk.h"

#include "base/logging.h"
#include "engine/certificate_book.h"
#include "engine/certificate_entry.h"
#include "engine/rehearsal.h"
#include "service/run_starter.h"
#include "service/workspace_files.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {
constexpr qsizetype kMostBytes = 4 * 1024 * 1024; ///< the ledger takes eight
}

RehearsalDesk::RehearsalDesk(std::shared_ptr<SessionFactory> sessions, const Clock &clock, QString me)
    : m_sessions(std::move(sessions))
    , m_clock(clock)
    , m_me(std::move(me))
{
}

RehearsalDesk::~RehearsalDesk() { stop(); }

void RehearsalDesk::stop()
{
    const std::lock_guard lock(m_mutex);
    m_stop.request_stop();
    m_stop = std::stop_source();
}

void RehearsalDesk::rehearse(
    const Workspace &workspace, const QString &planId, const QString &until, Say say, Answer answer)
{
    std::stop_token token;
    {
        const std::lock_guard lock(m_mutex);
        token = m_stop.get_token();
    }
    m_thread.post([this, workspace, planId, until, say = std::move(say), answer = std::move(answer), token] {
        answer->addResult(rehearseNow(workspace, planId, until, say, token));
        answer->finish();
    });
}

Result<QStringList> standingStages(const PlanBundle &bundle, const QList<RunState> &runs, bool copiesTarget)
{
    const RunState *run = nullptr;
    for (const RunState &one : runs) {
        if (one.plan == bundle.plan.metadata.id)
            run = &one;
    }
    QStringList standing;
    if (!run || !run->hasEffects())
        return standing;
    if (run->isRollingBack() && copiesTarget)
        return fail(ErrorCode::Refused, u"%1 is rolling back on the target that would be copied"_s.arg(run->plan), {},
            u"rehearse it when that has ended"_s);
    for (const StageState &stage : run->stages) {
        if (stage.phase == StagePhase::Passed)
            standing += stage.id;
        else if (stage.phase != StagePhase::Undone && stage.phase != StagePhase::Pending && copiesTarget)
            return fail(ErrorCode::Refused,
                u"stage '%1' is under way on the target that would be copied"_s.arg(stage.id), {},
                u"rehearse what follows when it has passed"_s);
    }
    return standing;
}

namespace {

/// Of a rollout that goes on, the version that runs, whatever the file says meanwhile; else the file's.
Result<PlanBundle> bundleToRehearse(
    Ledger &ledger, const Workspace &workspace, const QString &planId, const QList<RunState> &runs)
{
    const auto newest
        = std::find_if(runs.crbegin(), runs.crend(), [&](const RunState &run) { return run.plan == planId; });
    if (newest == runs.crend() || newest->phase != RunPhase::Running)
        return readPlanOf(workspace, planId);
    const auto stored = ledger.plan(newest->digest);
    if (!stored)
        return fail(stored.error());
    return bundleFromCanonical(stored->first, stored->second);
}

} // namespace

Result<Certificate> RehearsalDesk::rehearseNow(
    const Workspace &workspace, const QString &planId, const QString &until, const Say &say, std::stop_token stop)
{
    if (stop.stop_requested())
        return fail(ErrorCode::Cancelled, u"the rehearsal was stopped"_s);
    RehearsalOrder order;
    SLUICE_TRY(const auto ledger, openLedgerOf(workspace, m_sessions, m_clock));
    SLUICE_TRY(const QList<RunState> runs, allRuns(*ledger));
    SLUICE_TRY(order.bundle, bundleToRehearse(*ledger, workspace, planId, runs));
    const QString connection = order.bundle.plan.connection;
    const ConnectionProfile *target = workspace.connection(connection);
    if (!target)
        return fail(ErrorCode::InvalidConnection, u"connection '%1' is not in sluice.yaml"_s.arg(connection),
            order.bundle.file);
    order.target = *target;
    SLUICE_TRY(order.source, rehearsalSource(*target, workspace.connection(target->rehearsal.connection)));
    SLUICE_TRY(order.standing, standingStages(order.bundle, runs, order.source.name == order.target.name));
    order.workspaceRoot = workspace.root;
    order.until = until;
    order.runner = m_me;
    order.clock = &m_clock;
    // A copy is another database of the same server: whoever may log in there may log in to it.
    order.open = [sessions = m_sessions, source = order.source](const ConnectionProfile &profile, SessionRole role, const SessionOptions &options) {
        ConnectionProfile here = profile;
        here.database = source.database;
        return sessions->open(profile, role, options, isSameLogin(here, source) ? source : profile);
    };
    order.say = say;
    order.stop = std::move(stop);
    SLUICE_TRY(Certificate certificate, sluice::rehearse(order));
    const auto book = readCertificates(*ledger);
    if (!book) // what was proven is kept all the same
        qCWarning(lcLedger) << "earlier rehearsals cannot be read, so no times are compared:" << book.error().what;
    (book ? book->times() : RehearsalTimes()).describe(certificate);
    SLUICE_TRY(const QList<Event> recorded,
        ledger->append({ NewEvent { EventType::RehearsalEnded, {}, certificateEntry(certificate, kMostBytes) } }));
    certificate.actor = recorded.first().actor;
    certificate.seq = recorded.first().seq;
    return certificate;
}

} // namespace sluice
