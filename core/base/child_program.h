// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.h"
#include "base/result.h"

#include <QMap>
#include <QString>
#include <QStringList>

#include <stop_token>

namespace sluice {

/// A program as it is started: no shell, and nothing of this process's environment.
struct ProgramCall {
    QString path; ///< absolute
    QStringList arguments;
    QString workingDirectory; ///< empty: the root folder
    QMap<QString, QString> environment;
};

struct ProgramEnd {
    int exitCode = -1; ///< negative: it was ended by a signal
    bool wasTimedOut = false;
    bool wasStopped = false;
    QString output; ///< the last of what it printed, both channels

    bool isGood() const { return exitCode == 0 && !wasTimedOut && !wasStopped; }
};

/// Runs it in a session of its own and blocks until it ends: by itself, after limit, or when stop is asked for; then its
/// whole process group goes, first politely. It does not outlive the calling thread. IoFailed when it cannot be started.
Result<ProgramEnd> runToEnd(const ProgramCall &call, Duration limit, std::stop_token stop);

/// "ended with 2: table is missing": for a sentence about it.
QString programEndText(const ProgramEnd &end);

} // namespace sluice
