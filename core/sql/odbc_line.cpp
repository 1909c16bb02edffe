// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/odbc_line.h"

#include <QDir>
#include <QSet>
#include <QtEndian>

#include <mutex>
#include <utility>

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// The port of the other end; 0 for what is no network connection.
int peerPort(int descriptor)
{
    sockaddr_storage peer {};
    socklen_t size = sizeof peer;
    if (getpeername(descriptor, reinterpret_cast<sockaddr *>(&peer), &size) != 0)
        return 0;
    if (peer.ss_family == AF_INET)
        return qFromBigEndian(reinterpret_cast<const sockaddr_in *>(&peer)->sin_port);
    return peer.ss_family == AF_INET6 ? qFromBigEndian(reinterpret_cast<const sockaddr_in6 *>(&peer)->sin6_port) : 0;
}

QSet<int> linesTo(int port)
{
    QSet<int> found;
    const QStringList names = QDir(u"/proc/self/fd"_s).entryList(QDir::Files | QDir::System | QDir::NoDotAndDotDot);
    for (const QString &name : names) {
        if (const int descriptor = name.toInt(); peerPort(descriptor) == port)
            found.insert(descriptor);
    }
    return found;
}

} // namespace

OdbcLine::OdbcLine(OdbcLine &&other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

OdbcLine &OdbcLine::operator=(OdbcLine &&other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

OdbcLine OdbcLine::openedBy(const std::function<void()> &connect, int port)
{
    OdbcLine line;
    if (port <= 0) {
        connect();
        return line;
    }
    static std::mutex turn;
    const std::lock_guard lock(turn);
    const QSet<int> before = linesTo(port);
    connect();
    const QSet<int> fresh = linesTo(port) - before;
    if (fresh.size() == 1) // another library may have connected to the same server meanwhile
        line.m_descriptor = fcntl(*fresh.cbegin(), F_DUPFD_CLOEXEC, 0);
    return line;
}

void OdbcLine::cut() const
{
    if (m_descriptor >= 0)
        shutdown(m_descriptor, SHUT_RDWR);
}

void OdbcLine::forget()
{
    if (m_descriptor >= 0)
        close(std::exchange(m_descriptor, -1));
}

} // namespace sluice
