// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>

#include <atomic>
#include <functional>
#include <mutex>
#include <thread>

namespace sluice {

/// Stands between a client and a server on 127.0.0.1 and breaks the line at a chosen moment. One thread, any number of
/// connections; gone with the object.
class TcpProxy
{
public:
    enum class Fault {
        None,
        CutBefore, ///< the client's bytes with the needle never reach the server
        CutAfter, ///< they do, the server answers, and the answer is lost
        Silence, ///< from the needle on nothing passes, and nobody is told
    };

    explicit TcpProxy(int serverPort);
    ~TcpProxy();
    TcpProxy(const TcpProxy &) = delete;
    TcpProxy &operator=(const TcpProxy &) = delete;

    int port() const { return m_port; }
    /// Strikes once, when a client sends needle.
    void arm(Fault fault, const QByteArray &needle = "COMMIT");
    /// A moment in the life of a request: on its way, with the server, and its answer on the way back.
    enum class Moment { BeforeRequest, AfterRequest, BeforeAnswer };
    /// Passes everything on, and calls strike once, on the proxy's thread, when a client's needle comes to moment.
    void watch(Moment moment, std::function<void()> strike, const QByteArray &needle = "COMMIT");
    /// What servers answer from now on reaches the client as rewrite makes it, on the proxy's thread.
    void rewriteAnswers(std::function<QByteArray(QByteArray)> rewrite);
    int strikes() const { return m_strikes; }

private:
    struct Line;
    void loop(const std::stop_token &stop);
    bool fromClient(Line &line);
    bool fromServer(Line &line);
    Fault takeFault(const QByteArray &bytes);
    bool sees(const QByteArray &bytes);
    void pass(Moment moment);

    const int m_serverPort;
    int m_listener = -1;
    int m_port = 0;
    std::mutex m_mutex;
    Fault m_fault = Fault::None;
    QByteArray m_needle;
    std::function<void()> m_strike;
    std::function<QByteArray(QByteArray)> m_rewrite;
    Moment m_moment = Moment::BeforeRequest;
    std::atomic<int> m_strikes = 0;
    std::jthread m_thread;
};

} // namespace sluice
