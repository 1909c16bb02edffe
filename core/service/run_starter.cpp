// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "service/run_starter.h"

#include "base/logging.h"
#include "base/pause.h"
#include "engine/next_action.h"
#include "engine/run_state.h"
#include "warehouse/target_identity.h"

#include <QElapsedTimer>
#include <QHash>
#include <QScopeGuard>
#include <QUuid>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr Duration kStartLease { std::chrono::seconds(15) };
constexpr Duration kOtherStart { std::chrono::seconds(3) }; ///< how long another start may keep us
constexpr auto kStarting = " (start)"_L1;

/// As persons know it; a stage that the plan has no more keeps its id.
QString titleOfStage(const Plan &plan, const QString &id)
{
    const int index = plan.stageIndex(id);
    return index < 0 ? id : stageTitle(plan.stages[index]);
}

bool isActive(RunPhase phase)
{
    switch (phase) {
    case RunPhase::Validated:
    case RunPhase::Running:
    case RunPhase::RollingBack:
    case RunPhase::Verifying:
    case RunPhase::RollbackStuck:
        return true;
    case RunPhase::Draft:
    case RunPhase::Observing:
    case RunPhase::Sealed:
    case RunPhase::Cancelled:
    case RunPhase::RolledBack:
        return false;
    }
    return false;
}

} // namespace

namespace {

/// Two starts at one moment are answered the same way: the later one waits for the lease of the first, which is held for
/// some milliseconds, and then finds what that one started.
Result<Lease> leaseForStart(Ledger &ledger, const QString &target, const QString &starter)
{
    QElapsedTimer waited;
    waited.start();
    for (;;) {
        Result<Lease> lease = ledger.acquireLease(target, starter + kStarting, kStartLease);
        if (lease || lease.error().code != ErrorCode::LeaseHeld || Duration(waited.elapsed()) >= kOtherStart)
            return lease;
        SLUICE_TRY(const std::optional<Lease> other, ledger.currentLease(target));
        if (other && !other->runner.endsWith(kStarting))
            return lease;
        pauseFor(std::chrono::milliseconds(50));
    }
}

} // namespace

QStringList startBlockers(const PlanBundle &bundle, const Workspace &workspace, const QList<RunState> &others)
{
    const Plan &plan = bundle.plan;
    QStringList blockers;
    const ConnectionProfile *profile = workspace.connection(plan.connection);
    if (!profile)
        blockers += u"connection '%1' is not in sluice.yaml"_s.arg(plan.connection);
    else if (const auto unsupported = unsupportedTarget(*profile))
        blockers += unsupported->where + u": "_s + unsupported->what;
    for (const RunState &run : others) {
        const bool same = run.plan == plan.metadata.id;
        if (run.connection != plan.connection && !same)
            continue;
        if (isActive(run.phase)) {
            blockers += same ? u"it is already %1"_s.arg(runPhaseName(run.phase).replace(u'_', u' '))
                             : u"rollout '%1' is %2 on the same target"_s.arg(run.plan, runPhaseName(run.phase).replace(u'_', u' '));
        } else if (same && run.phase == RunPhase::Observing) {
            blockers += u"it is in place and observed until %1 UTC; roll it back before starting again"_s.arg(
                run.windowCloses.toString(u"yyyy-MM-dd HH:mm"_s));
        } else if (same && run.phase == RunPhase::RolledBack && run.rollback && !run.rollback->to.isEmpty()) {
            blockers += u"its stages up to %1 are still in place; roll back to the start before starting again"_s.arg(titleOfStage(plan, run.rollback->to));
        }
    }
    return blockers;
}

QString certificateBlocker(
    const PlanBundle &bundle, const Workspace &workspace, const CertificateBook &book, const Fingerprint *base, const QDateTime &now)
{
    const Plan &plan = bundle.plan;
    const ConnectionProfile *profile = workspace.connection(plan.connection);
    if (!profile || plan.stages.isEmpty() || !needsCertificate(plan, *profile))
        return {};
    const QString first = plan.stages.first().id;
    return certificateProblem(book.newest(bundle.digest, first), plan.metadata.id, first, *profile, base, now);
}

Result<QList<RunState>> allRuns(Ledger &ledger)
{
    QList<RunState> runs;
    QHash<QString, qsizetype> index;
    qint64 after = 0;
    for (;;) {
        SLUICE_TRY(const QList<Event> events, ledger.read(after, 5'000));
        if (events.isEmpty())
            return runs;
        for (const Event &event : events) {
            after = event.seq;
            if (event.run.isEmpty())
                continue;
            auto known = index.constFind(event.run);
            if (known == index.cend()) {
                index.insert(event.run, runs.size());
                runs.append(RunState {});
                known = index.constFind(event.run);
            }
            SLUICE_TRY(runs[*known], fold(std::move(runs[*known]), event));
        }
    }
}

namespace {

/// The engine asks again before every stage; here it is told before anything is recorded.
Result<void> refuseUncertified(Ledger &ledger, SqlSession &session, const PlanBundle &bundle, const Workspace &workspace, const QDateTime &now)
{
    if (!needsCertificate(bundle.plan, *workspace.connection(bundle.plan.connection)))
        return {};
    SLUICE_TRY(const CertificateBook book, readCertificates(ledger));
    SLUICE_TRY(const Fingerprint scope, takeFingerprint(session, runScope(bundle.plan)));
    const Fingerprint base = portableForm(scope);
    const QString blocker = certificateBlocker(bundle, workspace, book, &base, now);
    if (blocker.isEmpty())
        return {};
    return fail(ErrorCode::Refused, u"%1 cannot start: %2"_s.arg(bundle.plan.metadata.id, blocker), bundle.file,
        u"run 'sluice rehearse %1', then start it"_s.arg(bundle.plan.metadata.id));
}

} // namespace

Result<QString> startRun(
    Ledger &ledger, const Workspace &workspace, const SessionFactory &sessions, const QString &planId, const QString &why, const QString &starter,
    const QDateTime &now)
{
    SLUICE_TRY(const PlanBundle bundle, readPlanOf(workspace, planId));
    const Plan &plan = bundle.plan;
    const auto refuseBlocked = [&](const QString &target) -> Result<void> {
        SLUICE_TRY(QList<RunState> runs, allRuns(ledger));
        for (RunState &run : runs) { // two connections may lead to one target
            if (!target.isEmpty() && run.target == target)
                run.connection = plan.connection;
        }
        if (const QStringList blockers = startBlockers(bundle, workspace, runs); !blockers.isEmpty())
            return fail(ErrorCode::Refused, u"%1 cannot start: %2"_s.arg(planId, blockers.join(u"; "_s)), bundle.file);
        return {};
    };
    SLUICE_CHECK(refuseBlocked({})); // says more than a target that cannot be reached
    const ConnectionProfile &profile = *workspace.connection(plan.connection);
    SLUICE_TRY(const auto session, sessions.open(profile, SessionRole::Catalogue));
    SLUICE_TRY(const TargetIdentity identity, verifyForRollout(*session));
    const Result<Lease> lease = leaseForStart(ledger, identity.uuid, starter);
    if (!lease && lease.error().code == ErrorCode::LeaseHeld) {
        SLUICE_CHECK(refuseBlocked(identity.uuid)); // its runner may hold it already
        return fail(ErrorCode::LeaseHeld, lease.error().what, profile.name, u"watch it with 'sluice watch', or wait until it ends"_s);
    }
    if (!lease)
        return fail(lease.error());
    const auto release = qScopeGuard([&] {
        if (const auto released = ledger.releaseLease(*lease); !released)
            qCWarning(lcLedger) << "the lease of a start ends by itself in 15 s:" << released.error().what;
    });
    SLUICE_CHECK(refuseBlocked(identity.uuid));
    SLUICE_CHECK(refuseUncertified(ledger, *session, bundle, workspace, now));
    SLUICE_CHECK(ledger.storePlan(bundle.digest, bundle.canonical, bundle.runbookText));
    const QString run = QUuid::createUuid().toString(QUuid::WithoutBraces);
    QJsonArray objects;
    for (const RelationName &relation : runScope(plan))
        objects.append(relation.text());
    SLUICE_CHECK(ledger.append({
        NewEvent { EventType::RunCreated, run,
            QJsonObject { { u"plan"_s, plan.metadata.id }, { u"digest"_s, bundle.digest }, { u"title"_s, plan.metadata.title },
                { u"reason"_s, plan.metadata.reason }, { u"owner"_s, plan.metadata.owner }, { u"connection"_s, plan.connection },
                { u"target"_s, identity.uuid }, { u"identity"_s, toJson(identity) }, { u"objects"_s, objects } } },
        NewEvent { EventType::RunStarted, run, QJsonObject { { u"why"_s, why } } },
    }, &*lease));
    return run;
}

} // namespace sluice
