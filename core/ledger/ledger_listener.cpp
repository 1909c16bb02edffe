// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger/ledger_listener.h"

#include "base/logging.h"
#include "base/pause.h"
#include "sql/sql_session.h"

#include <QDeadlineTimer>
#include <QElapsedTimer>

namespace sluice {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr Duration kLeastBackOff = 250ms;
constexpr Duration kMostBackOff = 30s;
constexpr Duration kSettled = 10s; ///< a session that lived as long is opened again without a long wait
constexpr Duration kConnecting = 2s;
constexpr Duration kWait = 30s;

} // namespace

LedgerListener::LedgerListener(OpenSession openSession, std::function<void(bool isListening)> mayHaveNews)
    : m_open(std::move(openSession))
    , m_mayHaveNews(std::move(mayHaveNews))
    , m_thread([this](const std::stop_token &stop) { run(stop); })
{
}

/// It only reads: the session is one that can write nothing.
Result<std::unique_ptr<SqlSession>> LedgerListener::listen(const std::stop_token &stop) const
{
    SessionOptions options;
    options.applicationName = u"sluice-listen"_s;
    options.statementTimeout = kConnecting;
    options.connectTimeout = kConnecting;
    options.silence = kConnecting;
    SLUICE_TRY(std::unique_ptr<SqlSession> session, m_open(options));
    session->setStopToken(stop);
    SLUICE_CHECK(session->execute(u"LISTEN sluice_ledger"_s));
    return session;
}

void LedgerListener::run(const std::stop_token &stop)
{
    pthread_setname_np(pthread_self(), "sluice-listen");
    Duration backOff = kLeastBackOff;
    while (!stop.stop_requested()) {
        if (const auto session = listen(stop)) {
            QElapsedTimer lived;
            lived.start();
            m_mayHaveNews(true);
            hear(**session, stop);
            if (stop.stop_requested())
                return;
            m_mayHaveNews(false);
            if (Duration(lived.elapsed()) >= kSettled)
                backOff = kLeastBackOff;
        } else if (!stop.stop_requested()) {
            qCDebug(lcLedger) << "no notices from the ledger now:" << session.error().what;
        }
        pauseFor(backOff, stop);
        backOff = std::min(backOff * 2, kMostBackOff);
    }
}

/// Until the session is lost or the stop. Notices are taken from the server also while no hint may be given: who leaves
/// them lying fills the queue that every session of the server shares.
void LedgerListener::hear(SqlSession &session, const std::stop_token &stop)
{
    QDeadlineTimer mayTell(0);
    bool owesHint = false;
    while (!stop.stop_requested()) {
        const Result<bool> heard = session.waitForNotice(owesHint ? Duration(mayTell.remainingTime()) : kWait);
        if (!heard)
            return;
        owesHint = owesHint || *heard;
        if (!owesHint || !mayTell.hasExpired())
            continue;
        m_mayHaveNews(true);
        owesHint = false;
        mayTell.setRemainingTime(kLeastPause);
    }
}

} // namespace sluice
