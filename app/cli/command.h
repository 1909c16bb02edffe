// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/cli_session.h"

namespace sluice {

/// One verb of the command line. describe() adds its options and explains its arguments, run() starts it; it ends the
/// session with finish() or fail(), at once or later from the event loop.
class Command
{
public:
    virtual ~Command() = default;
    virtual QString name() const = 0; ///< "connection add": one or two words
    virtual QString summary() const = 0;
    /// What follows the name: "PLAN" is needed, "[PLAN]" may be, "FILE…" is once or more, "[PLAN…]" any number. main
    /// refuses what does not fit, so run() finds as many words as it says here.
    virtual QString arguments() const { return {}; }
    QString usage() const { return QString(name() + u' ' + arguments()).trimmed(); }
    virtual void describe(QCommandLineParser &parser) const = 0;
    virtual void run(const QCommandLineParser &parser, CliSession &session) = 0;
};

/// Every command, in the order in which help lists them.
std::vector<std::unique_ptr<Command>> allCommands();

/// Usage error: what is missing, and how the command is called.
Error usageError(const QString &what, const QString &usage);

} // namespace sluice
