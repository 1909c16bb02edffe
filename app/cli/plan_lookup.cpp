// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/plan_lookup.h"

#include "communication/error_text.h"
#include "engine/run_journal.h"
#include "service/workspace_files.h"

#include <QDir>
#include <QFileInfo>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostReason = 2'000;

/// The plan whose file a path names, from the current folder or from the workspace; empty when it is none of them.
QString planOfFile(const WorkspaceSnapshot &snapshot, const QString &path)
{
    const QStringList named { QFileInfo(path).canonicalFilePath(), QFileInfo(QDir(snapshot.workspace.root), path).canonicalFilePath() };
    for (const RolloutView &rollout : snapshot.rollouts) {
        const QString file = rollout.file.isEmpty() ? QString() : QFileInfo(rollout.file).canonicalFilePath();
        if (!file.isEmpty() && named.contains(file))
            return rollout.planId;
    }
    return {};
}

} // namespace

Result<QString> planIdOf(const WorkspaceSnapshot &snapshot, const QString &argument)
{
    if (snapshot.rollout(argument))
        return argument;
    if (const QString id = planOfFile(snapshot, argument); !id.isEmpty())
        return id;
    QStringList known;
    for (const RolloutView &rollout : snapshot.rollouts)
        known += rollout.planId;
    return fail(ErrorCode::NotFound, u"there is no plan '%1' in this workspace"_s.arg(argument), snapshot.workspace.root,
        known.isEmpty() ? u"plans live in plans/*.yaml"_s : u"Known: "_s + known.join(u", "_s));
}

Result<PlanBundle> planNamed(const Workspace &workspace, const QString &argument)
{
    return argument.endsWith(u".yaml"_s) ? readPlan(workspace.root, argument) : readPlanOf(workspace, argument);
}

Result<QString> reasonOf(const QCommandLineParser &parser, const QString &fallback)
{
    if (!parser.isSet(u"reason"_s))
        return fallback;
    const QString reason = parser.value(u"reason"_s).trimmed();
    if (reason.isEmpty())
        return fail(ErrorCode::Usage, u"--reason is empty"_s, {}, u"say why in a few words; it is kept in the ledger"_s);
    if (reason.size() > kMostReason)
        return fail(ErrorCode::Usage, u"--reason has %1 characters, %2 are the most"_s.arg(reason.size()).arg(kMostReason), {},
            u"say why in a few words, and link to the rest"_s);
    return reason;
}

void withSnapshot(CliSession &session, std::function<void(LocalService &, SnapshotPtr)> then, Needs needs)
{
    LocalService *service = session.service(needs == Needs::Ledger ? CliSession::Reach::Ledger : CliSession::Reach::Targets);
    if (!service)
        return;
    auto *once = new QObject(&session);
    QObject::connect(service, &Service::snapshotChanged, once, [&session, service, once, then, needs] {
        once->deleteLater();
        QObject::disconnect(service, nullptr, once, nullptr);
        const SnapshotPtr snapshot = service->snapshot();
        const Error error = snapshot->ledgerError.value_or(
            Error { ErrorCode::LedgerCorrupt, snapshot->ledgerProblem, ledgerPlace(snapshot->workspace), {}, {} });
        const bool goesOn = needs == Needs::Targets && isOutOfReach(error) && !snapshot->rollouts.isEmpty();
        if (!snapshot->ledgerProblem.isEmpty() && !goesOn)
            return session.fail(error);
        if (!snapshot->ledgerProblem.isEmpty())
            session.out().progress(u"The ledger is out of reach; this is what this machine knows. "_s + errorText(error));
        then(*service, snapshot);
    });
}

void withRun(CliSession &session, const QString &plan, std::function<void(LocalService &, SnapshotPtr, RolloutView)> then, Needs needs)
{
    withSnapshot(session, [&session, plan, then](LocalService &service, const SnapshotPtr &snapshot) {
        const auto id = planIdOf(*snapshot, plan);
        if (!id)
            return session.fail(id.error());
        const RolloutView *view = snapshot->rollout(*id);
        if (view->state.run.isEmpty())
            return session.fail(Error { ErrorCode::Refused, u"'%1' was never started"_s.arg(*id), {}, u"start it with 'sluice run %1'"_s.arg(*id), {} });
        then(service, snapshot, *view);
    }, needs);
}

} // namespace sluice
