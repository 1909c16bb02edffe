// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/command.h"

namespace sluice {

/// The options that every command takes.
void addGlobalOptions(QCommandLineParser &parser);
/// Name, summary, options and arguments of one command.
void addCommand(QCommandLineParser &parser, const Command &command);

} // namespace sluice
