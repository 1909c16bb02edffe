// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/child_program.h"

namespace sluice {

/// Where a runner of this user looks: $XDG_CONFIG_HOME/sluice/programs.yaml. Not in the workspace: whoever writes plans
/// does not decide what runs on the machines of others.
QString allowedProgramsFile();

/// The call that the list allows for argv, whose first word is a name of the list; its environment is what the list
/// says and nothing else. Refused when the program is not listed, or when others may change the list or the program;
/// InvalidWorkspace with file:line:column when the list is not well formed. Read anew each time.
Result<ProgramCall> allowedCall(const QString &file, const QStringList &argv);

} // namespace sluice
