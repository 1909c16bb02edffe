// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/tcp_proxy.h"

#include <arpa/inet.h>
#include <list>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace sluice {

namespace {

constexpr int kTickMs = 20;

sockaddr_in loopback(int port)
{
    sockaddr_in address {};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

QByteArray receive(int socket)
{
    QByteArray bytes(64 * 1024, Qt::Uninitialized);
    const ssize_t got = recv(socket, bytes.data(), static_cast<size_t>(bytes.size()), 0);
    bytes.truncate(got > 0 ? got : 0);
    return bytes;
}

bool sendAll(int socket, const QByteArray &bytes)
{
    qsizetype sent = 0;
    while (sent < bytes.size()) {
        const ssize_t now = send(socket, bytes.constData() + sent, static_cast<size_t>(bytes.size() - sent), MSG_NOSIGNAL);
        if (now <= 0)
            return false;
        sent += now;
    }
    return true;
}

} // namespace

struct TcpProxy::Line {
    int client = -1;
    int server = -1;
    bool dropsAnswer = false;
    bool isSilent = false;
    bool isWatched = false; ///< the answer to a watched request is due

    Line(int accepted, int serverPort)
        : client(accepted)
        , server(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        const sockaddr_in address = loopback(serverPort);
        if (connect(server, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
            dropsAnswer = true;
    }
    ~Line()
    {
        close(client);
        close(server);
    }
    Line(const Line &) = delete;
    Line &operator=(const Line &) = delete;
};

TcpProxy::TcpProxy(int serverPort)
    : m_serverPort(serverPort)
    , m_listener(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    bind(m_listener, reinterpret_cast<const sockaddr *>(&address), size);
    listen(m_listener, 16);
    getsockname(m_listener, reinterpret_cast<sockaddr *>(&address), &size);
    m_port = ntohs(address.sin_port);
    m_thread = std::jthread([this](const std::stop_token &stop) { loop(stop); });
}

TcpProxy::~TcpProxy()
{
    m_thread.request_stop();
    m_thread.join();
    close(m_listener);
}

void TcpProxy::arm(Fault fault, const QByteArray &needle)
{
    const std::lock_guard lock(m_mutex);
    m_fault = fault;
    m_needle = needle;
}

TcpProxy::Fault TcpProxy::takeFault(const QByteArray &bytes)
{
    const std::lock_guard lock(m_mutex);
    if (m_fault == Fault::None || !bytes.contains(m_needle))
        return Fault::None;
    ++m_strikes;
    return std::exchange(m_fault, Fault::None);
}

void TcpProxy::watch(Moment moment, std::function<void()> strike, const QByteArray &needle)
{
    const std::lock_guard lock(m_mutex);
    m_moment = moment;
    m_strike = std::move(strike);
    m_needle = needle;
}

void TcpProxy::rewriteAnswers(std::function<QByteArray(QByteArray)> rewrite)
{
    const std::lock_guard lock(m_mutex);
    m_rewrite = std::move(rewrite);
}

bool TcpProxy::sees(const QByteArray &bytes)
{
    const std::lock_guard lock(m_mutex);
    return m_strike && bytes.contains(m_needle);
}

void TcpProxy::pass(Moment moment)
{
    const std::lock_guard lock(m_mutex);
    if (!m_strike || moment != m_moment)
        return;
    ++m_strikes;
    std::exchange(m_strike, {})();
}

/// False when the line is to be cut.
bool TcpProxy::fromClient(Line &line)
{
    const QByteArray bytes = receive(line.client);
    if (bytes.isEmpty())
        return false;
    switch (takeFault(bytes)) {
    case Fault::None:
        break;
    case Fault::CutBefore:
        return false;
    case Fault::CutAfter:
        line.dropsAnswer = true;
        break;
    case Fault::Silence:
        line.isSilent = true;
        return true;
    }
    if (!sees(bytes))
        return sendAll(line.server, bytes);
    line.isWatched = true;
    pass(Moment::BeforeRequest);
    const bool isSent = sendAll(line.server, bytes);
    pass(Moment::AfterRequest);
    return isSent;
}

bool TcpProxy::fromServer(Line &line)
{
    QByteArray bytes = receive(line.server);
    {
        const std::lock_guard lock(m_mutex);
        if (m_rewrite)
            bytes = m_rewrite(bytes);
    }
    if (std::exchange(line.isWatched, false))
        pass(Moment::BeforeAnswer);
    return !bytes.isEmpty() && !line.dropsAnswer && sendAll(line.client, bytes);
}

void TcpProxy::loop(const std::stop_token &stop)
{
    std::list<Line> lines;
    while (!stop.stop_requested()) {
        std::vector<pollfd> entries { { m_listener, POLLIN, 0 } };
        for (const Line &line : lines) {
            // A negative descriptor is ignored: a silent line reads nothing and stays open.
            entries.push_back({ line.isSilent ? -1 : line.client, POLLIN, 0 });
            entries.push_back({ line.isSilent ? -1 : line.server, POLLIN, 0 });
        }
        if (poll(entries.data(), entries.size(), kTickMs) <= 0)
            continue;
        size_t at = 1;
        for (auto line = lines.begin(); line != lines.end(); at += 2) {
            const bool isCut = (entries[at].revents != 0 && !fromClient(*line))
                || (!line->isSilent && entries[at + 1].revents != 0 && !fromServer(*line));
            line = isCut ? lines.erase(line) : std::next(line);
        }
        if (entries[0].revents != 0) {
            if (const int accepted = accept(m_listener, nullptr, nullptr); accepted >= 0)
                lines.emplace_back(accepted, m_serverPort);
        }
    }
}

} // namespace sluice
