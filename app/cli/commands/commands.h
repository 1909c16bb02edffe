// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/command.h"

namespace sluice {

std::unique_ptr<Command> makeInitCommand();
std::unique_ptr<Command> makeDemoCommand();
std::unique_ptr<Command> makeConnectionAddCommand();
std::unique_ptr<Command> makeConnectionListCommand();
std::unique_ptr<Command> makeConnectionTestCommand();
std::unique_ptr<Command> makeConnectionEnrolCommand();
std::unique_ptr<Command> makeConnectionRemoveCommand();
std::unique_ptr<Command> makeLintCommand();
std::unique_ptr<Command> makePlanShowCommand();
std::unique_ptr<Command> makePlanDigestCommand();
std::unique_ptr<Command> makePlanCalibrateCommand();
std::unique_ptr<Command> makePlanCostCommand();
std::unique_ptr<Command> makeRehearseCommand();
std::unique_ptr<Command> makeReplayCommand();
std::unique_ptr<Command> makeStatusCommand();
std::unique_ptr<Command> makeWatchCommand();
std::unique_ptr<Command> makeStartCommand();
std::unique_ptr<Command> makeRunCommand();
std::unique_ptr<Command> makeAgentCommand();
std::unique_ptr<Command> makeChecksCommand();
std::unique_ptr<Command> makeChecksRunCommand();
std::unique_ptr<Command> makeHoldCommand();
std::unique_ptr<Command> makeResumeCommand();
std::unique_ptr<Command> makeCancelCommand();
std::unique_ptr<Command> makeJudgeCommand();
std::unique_ptr<Command> makeWaiveCommand();
std::unique_ptr<Command> makeRollbackCommand();
std::unique_ptr<Command> makeDiffCommand();
std::unique_ptr<Command> makeLineageLoadCommand();
std::unique_ptr<Command> makeLineageShowCommand();
std::unique_ptr<Command> makeLineageImpactCommand();
std::unique_ptr<Command> makeLogCommand();
std::unique_ptr<Command> makeLogVerifyCommand();
std::unique_ptr<Command> makeLedgerInitCommand();

} // namespace sluice
