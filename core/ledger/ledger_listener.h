// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.h"
#include "base/result.h"

#include <functional>
#include <memory>
#include <stop_token>
#include <thread>

namespace sluice {

class SqlSession;
struct SessionOptions;

/// Hears that a ledger in PostgreSQL may have news, over a session and on a thread of its own. A hint and nothing more:
/// whoever is told asks the ledger, and goes on asking by itself, now and then while it is listened to, often while
/// not. A session that cannot be opened or is lost is nobody's error; it is opened again, ever more slowly. The
/// destructor ends the wait at once; only a server that does not answer a connection attempt holds it up, for 2 s at
/// most.
class LedgerListener
{
public:
    using OpenSession = std::function<Result<std::unique_ptr<SqlSession>>(const SessionOptions &options)>;
    static constexpr Duration kLeastPause { 250 }; ///< between two hints, however many notices come: anybody may notify

    /// mayHaveNews is called on the listener's thread: after a notice, and when listening began or ended, for what was
    /// missed before. What is notified is never looked at.
    LedgerListener(OpenSession openSession, std::function<void(bool isListening)> mayHaveNews);

private:
    void run(const std::stop_token &stop);
    Result<std::unique_ptr<SqlSession>> listen(const std::stop_token &stop) const;
    void hear(SqlSession &session, const std::stop_token &stop);

    const OpenSession m_open;
    const std::function<void(bool isListening)> m_mayHaveNews;
    std::jthread m_thread; ///< last: it uses all of the above
};

} // namespace sluice
