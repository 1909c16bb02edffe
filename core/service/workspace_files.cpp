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

Result<std::unique_ptr<Ledger>> openLedgerOf(const Workspace &workspace, const Clock &clock)
{
    const QFileInfo file(workspace.ledgerFile);
    if (!file.exists() && !RunCopy::runs(stateFolder(workspace)).isEmpty())
        return fail(ErrorCode::IoFailed, u"the ledger is gone, although this machine carried rollouts that it records"_s, workspace.ledgerFile,
            u"put the file back, or restore it from a backup"_s);
    if (!QDir().mkpath(file.absolutePath()))
        return fail(ErrorCode::ReadOnly, u"the ledger's folder cannot be created"_s, file.absolutePath(),
            u"make the folder writable, or name another ledger in sluice.yaml"_s);
    return openSqliteLedger(workspace.ledgerFile, clock, osUser());
}

QString sampleFile(const Workspace &workspace)
{
    return QFileInfo(workspace.ledgerFile).absolutePath() + u"/samples.db"_s;
}

} // namespace sluice
