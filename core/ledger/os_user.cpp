// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger/os_user.h"

#include <QFile>

#include <cerrno>
#include <pwd.h>
#include <unistd.h>
#include <vector>

namespace sluice {

using namespace Qt::StringLiterals;

QString osUser()
{
    constexpr size_t kMost = 1024 * 1024; // entries of a directory service have no limit of their own
    const uid_t user = geteuid();
    for (std::vector<char> buffer(4096); buffer.size() <= kMost; buffer.resize(buffer.size() * 2)) {
        passwd entry {};
        passwd *found = nullptr;
        const int error = getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found);
        if (error == ERANGE)
            continue;
        if (error == 0 && found && found->pw_name && *found->pw_name)
            return QFile::decodeName(found->pw_name);
        break;
    }
    return u"uid %1"_s.arg(user);
}

} // namespace sluice
