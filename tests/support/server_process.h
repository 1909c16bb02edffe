// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QProcess>

#include <optional>

#include <sys/types.h>

namespace sluice {

/// Whom a private server runs as: servers refuse root.
struct ServerAccount {
    uid_t user = 0;
    gid_t group = 0;
};

/// nullopt where the tests themselves do not run as root. An account that is missing ends the test process.
std::optional<ServerAccount> serverAccount(const char *name);

/// process starts as the account, and gets this signal when the test process dies.
void becomeServer(QProcess &process, const std::optional<ServerAccount> &account, int deathSignal);

/// Free on the loopback at this moment; the caller tries again when somebody else was faster.
int freePort();

} // namespace sluice
