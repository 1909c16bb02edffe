// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/server_process.h"

#include <arpa/inet.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace sluice {

std::optional<ServerAccount> serverAccount(const char *name)
{
    if (geteuid() != 0)
        return std::nullopt;
    const passwd *entry = getpwnam(name);
    if (!entry)
        qFatal("tests run as root need the user %s", name);
    return ServerAccount { entry->pw_uid, entry->pw_gid };
}

void becomeServer(QProcess &process, const std::optional<ServerAccount> &account, int deathSignal)
{
    process.setChildProcessModifier([account, deathSignal] {
        if (account && (setgroups(0, nullptr) != 0 || setgid(account->group) != 0 || setuid(account->user) != 0))
            _exit(126);
        prctl(PR_SET_PDEATHSIG, deathSignal); // after setuid, which clears it
    });
}

int freePort()
{
    const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    bind(descriptor, reinterpret_cast<sockaddr *>(&address), size);
    getsockname(descriptor, reinterpret_cast<sockaddr *>(&address), &size);
    close(descriptor);
    return ntohs(address.sin_port);
}

} // namespace sluice
