// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "service/workspace_files.h"

#include "engine/run_copy.h"
#include "ledger/os_user.h"

#include <QDir>
#include <QFileInfo>

namespace sluice {

using namespace Qt::StringLiterals;

QString stateFolder(const Workspace &workspace)
{
    return QFileInfo(workspace.ledgerFile).absolutePath() + u"/runs"_s;
}

namespace {

Error goneLedger(const QString &place, const QString &next)
{
    return { ErrorCode::IoFailed, u"the ledger is gone, although this machine carried rollouts that it records"_s, place, next, {} };
}

Result<std::unique_ptr<Ledger>> openLedgerIn(const ConnectionProfile &profile, bool hasCopies, const std::shared_ptr<const SessionFactory> &sessions)
{
    const QString place = u"ledger in connection "_s + profile.name;
    auto ledger = openPostgresLedger([profile, sessions](const SessionOptions &options) { return sessions->open(profile, SessionRole::Control, options); }, place);
    if (!ledger && ledger.error().code == ErrorCode::NotEnrolled && hasCopies)
        return fail(goneLedger(place, u"restore the database from a backup; 'sluice ledger init' begins a new record"_s));
    return ledger;
}

} // namespace

QString ledgerPlace(const Workspace &workspace)
{
    const ConnectionProfile *profile = workspace.connection(workspace.ledgerConnection);
    if (!profile)
        return workspace.ledgerFile;
    return u"postgresql://%1:%2/%3"_s.arg(profile->host, QString::number(profile->port > 0 ? profile->port : 5432), profile->database);
}

Result<std::unique_ptr<Ledger>> openLedgerOf(const Workspace &workspace, const std::shared_ptr<const SessionFactory> &sessions, const Clock &clock)
{
    const QFileInfo file(workspace.ledgerFile);
    const bool hasCopies = !RunCopy::runs(stateFolder(workspace)).isEmpty();
    const ConnectionProfile *profile = workspace.connection(workspace.ledgerConnection);
    if (!profile && !file.exists() && hasCopies)
        return fail(goneLedger(workspace.ledgerFile, u"put the file back, or restore it from a backup"_s));
    if (!QDir().mkpath(file.absolutePath())) // this machine's copies of runs lie there too
        return fail(ErrorCode::ReadOnly, u"the ledger's folder cannot be created"_s, file.absolutePath(),
            u"make the folder writable, or name another ledger in sluice.yaml"_s);
    if (profile)
        return openLedgerIn(*profile, hasCopies, sessions);
    return openSqliteLedger(workspace.ledgerFile, clock, osUser());
}

QString sampleFile(const Workspace &workspace)
{
    return QFileInfo(workspace.ledgerFile).absolutePath() + u"/samples.db"_s;
}

} // namespace sluice
