// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>

#include <unistd.h>
#include <vector>

namespace sluice {

/// Starts this very program again under tests/support/with-keyring, unless it already runs there: first line of main().
inline void runUnderKeyring(int argc, char **argv)
{
    if (qEnvironmentVariableIsSet("SLUICE_KEYRING_HOME"))
        return;
    QByteArray script = qgetenv("SLUICE_SOURCE_DIR") + "/tests/support/with-keyring";
    std::vector<char *> arguments { script.data() };
    arguments.insert(arguments.end(), argv, argv + argc);
    arguments.push_back(nullptr);
    execv(script.constData(), arguments.data());
    qFatal("cannot run %s; SLUICE_SOURCE_DIR must name the source folder", script.constData());
}

} // namespace sluice
