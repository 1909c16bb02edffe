// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/command.h"

namespace sluice {

struct ManualOption
{
    QStringList names; ///< "--to", "-h"
    QString value; ///< "STAGE"; empty: a switch
    QString text;
};

struct ManualEntry
{
    QString name; ///< "connection add"
    QString arguments;
    QString summary;
    QList<ManualOption> options; ///< its own
};

/// What the commands say of themselves; the one source of help, man page and completion.
QList<ManualEntry> manualEntries();
QList<ManualOption> globalOptions();

/// sluice(1) in mdoc.
QString manualPage();
/// Completion for bash: commands, their options, and folders after --workspace.
QString bashCompletion();

} // namespace sluice
