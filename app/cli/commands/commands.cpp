// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/commands/commands.h"

namespace sluice {

using namespace Qt::StringLiterals;

Error usageError(const QString &what, const QString &usage)
{
    return Error { ErrorCode::Usage, what, {}, u"Usage: sluice "_s + usage, {} };
}

std::vector<std::unique_ptr<Command>> allCommands()
{
    std::vector<std::unique_ptr<Command>> commands;
    for (auto *make : { makeInitCommand, makeDemoCommand, makeConnectionAddCommand, makeConnectionListCommand, makeConnectionTestCommand,
             makeConnectionEnrolCommand, makeConnectionRemoveCommand, makeLintCommand, makePlanShowCommand, makePlanDigestCommand,
             makePlanCalibrateCommand, makePlanCostCommand, makeRehearseCommand, makeReplayCommand, makeStatusCommand, makeWatchCommand, makeStartCommand, makeRunCommand, makeAgentCommand, makeChecksCommand, makeChecksRunCommand, makeHoldCommand, makeResumeCommand, makeJudgeCommand, makeWaiveCommand, makeCancelCommand,
             makeRollbackCommand, makeDiffCommand, makeLineageLoadCommand, makeLineageShowCommand, makeLineageImpactCommand, makeLogCommand, makeLogVerifyCommand,
             makeLedgerInitCommand })
        commands.push_back(make());
    return commands;
}

} // namespace sluice
