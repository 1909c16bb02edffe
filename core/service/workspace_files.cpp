// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "service/workspace_files.h"

#include <QFileInfo>

namespace sluice {

using namespace Qt::StringLiterals;

QString stateFolder(const Workspace &workspace)
{
    return QFileInfo(workspace.ledgerFile).absolutePath() + u"/runs"_s;
}

QString sampleFile(const Workspace &workspace)
{
    return QFileInfo(workspace.ledgerFile).absolutePath() + u"/samples.db"_s;
}

} // namespace sluice
