// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/postgres_errors.h"
#include "sql/postgres_session.h"

#include <QDeadlineTimer>

#include <array>
#include <limits>

#include <poll.h>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

struct NoticeDeleter
{
    void operator()(PGnotify *notice) const { PQfreemem(notice); }
};

/// Everything that came, so that a server with much to say never waits for its listener.
bool takeNotices(PGconn *connection)
{
    bool any = false;
    while (std::unique_ptr<PGnotify, NoticeDeleter>(PQnotifies(connection)))
        any = true;
    return any;
}

} // namespace

/// libpq is asked before the socket: TLS may hold back what the socket no longer shows.
Result<bool> PostgresSession::waitForNotice(Duration atMost)
{
    const QDeadlineTimer deadline(atMost);
    for (;;) {
        const bool isRead = PQconsumeInput(m_connection.get()) == 1;
        const bool any = takeNotices(m_connection.get());
        if (!isRead || !isOpen())
            return fail(lost());
        if (any)
            return true;
        if (m_request.interrupt->isRequested())
            return fail(ErrorCode::Cancelled, u"cancelled while it listened"_s, m_request.place());
        std::array<pollfd, 2> entries { pollfd { PQsocket(m_connection.get()), POLLIN, 0 },
            pollfd { m_request.interrupt->descriptor(), POLLIN, 0 } };
        const auto left = std::min<qint64>(deadline.remainingTime(), std::numeric_limits<int>::max());
        if (poll(entries.data(), entries.size(), static_cast<int>(left)) == 0)
            return false;
    }
}

} // namespace sluice
