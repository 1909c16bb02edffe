// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/run_claim.h"

#include "ledger/ledger_storage.h"

#include <QFile>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sluice {

using namespace Qt::StringLiterals;

RunClaim::RunClaim(const QString &folder, const QString &run)
    : m_path(folder + u'/' + run + u".claim"_s)
{
}

RunClaim::~RunClaim()
{
    if (m_descriptor >= 0)
        close(m_descriptor);
}

Result<bool> RunClaim::take()
{
    if (isMine())
        return true;
    const int descriptor = open(QFile::encodeName(m_path).constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (descriptor < 0)
        return fail(fileError(errno, u"the claim on the run cannot be opened"_s, m_path));
    if (flock(descriptor, LOCK_EX | LOCK_NB) == 0) {
        m_descriptor = descriptor;
        return true;
    }
    const int why = errno;
    close(descriptor);
    if (why == EWOULDBLOCK || why == EINTR)
        return false;
    return fail(fileError(why, u"the claim on the run cannot be taken"_s, m_path));
}

} // namespace sluice
