// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger/postgres_ledger.h"

#include "base/digest.h"
#include "base/kill_point.h"
#include "base/logging.h"
#include "base/pause.h"
#include "ledger/chain_verifier.h"
#include "ledger/postgres_lease.h"
#include "ledger/postgres_ledger_schema.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUuid>

#include <limits>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr ReadLimits kAll { std::numeric_limits<int>::max(), std::numeric_limits<qint64>::max() };
constexpr LedgerTables kTables { QLatin1String("sluice_ledger.event"), QLatin1String("sluice_ledger.head") };
constexpr Duration kAskAgain { std::chrono::seconds(1) }; ///< a server that did not answer is left alone for so long
constexpr Duration kMostConnecting { std::chrono::seconds(5) };
constexpr Duration kMostSettling { std::chrono::seconds(5) }; ///< until an append without an answer is given up
constexpr Duration kSilence { std::chrono::seconds(2) }; ///< of a server whose time is up, before it counts as gone

/// Longer than for a lock, so that it is a lock that is named.
Duration statementTime(Duration patience) { return patience + Duration(500); }

/// As JSON, because an array of binary values has no simple text; the payload's bytes travel as they are stored.
QString eventsText(const QList<NewEvent> &events)
{
    QJsonArray list;
    for (const NewEvent &event : events) {
        QString run = QString::fromUtf8(event.run.toUtf8());
        run.replace(QChar(0), QChar(QChar::ReplacementCharacter));
        list.append(QJsonObject { { u"type"_s, eventTypeName(event.type) }, { u"run"_s, run.isNull() ? u""_s : run },
            { u"payload"_s,
                QString::fromLatin1(QJsonDocument(event.payload).toJson(QJsonDocument::Compact).toBase64()) } });
    }
    return QString::fromUtf8(QJsonDocument(list).toJson(QJsonDocument::Compact));
}

} // namespace

Result<std::unique_ptr<Ledger>> openPostgresLedger(PostgresLedger::OpenSession openSession, const QString &place)
{
    SLUICE_TRY(std::unique_ptr<Ledger> ledger, PostgresLedger::open(std::move(openSession), place));
    return ledger;
}

PostgresLedger::PostgresLedger(OpenSession openSession, QString place)
    : m_open(std::move(openSession))
    , m_place(std::move(place))
{
}

Result<std::unique_ptr<PostgresLedger>> PostgresLedger::open(OpenSession openSession, const QString &place)
{
    std::unique_ptr<PostgresLedger> ledger(new PostgresLedger(std::move(openSession), place));
    SLUICE_CHECK(ledger->session());
    return ledger;
}

Result<SqlSession *> PostgresLedger::session()
{
    if (m_session && m_session->isOpen())
        return m_session.get();
    if (m_failure && Duration(m_sinceFailure.elapsed()) < kAskAgain)
        return tl::make_unexpected(*m_failure);
    m_failure.reset();
    if (const Result<void> connected = connectAnew(); !connected) {
        m_events.reset();
        m_session.reset();
        m_failure = explained(connected.error());
        m_sinceFailure.start();
        return tl::make_unexpected(*m_failure);
    }
    return m_session.get();
}

Result<void> PostgresLedger::connectAnew()
{
    m_events.reset();
    SessionOptions options;
    options.applicationName = u"sluice-ledger"_s;
    options.statementTimeout = statementTime(m_patience);
    options.silence = kSilence;
    options.lockTimeout = m_patience;
    options.connectTimeout = std::min(m_patience, kMostConnecting);
    SLUICE_TRY(m_session, m_open(options));
    SLUICE_CHECK(m_session->execute(
        u"SET synchronous_commit = on"_s)); // an append is durable on return, whatever the login's default
    SLUICE_TRY(const LedgerFormat format, readPostgresLedgerFormat(*m_session));
    m_events.emplace(*m_session, m_place, kTables);
    m_newerFormat = format.version > kPostgresLedgerFormat ? format.version : 0;
    if (m_newerFormat > 0)
        m_events->skipUnknownTypes();
    return {};
}

void PostgresLedger::setPatience(Duration patience)
{
    if (std::exchange(m_patience, patience) == patience || !m_session || !m_session->isOpen())
        return;
    if (const auto set = m_session->setTimeouts(statementTime(patience), patience); !set)
        qCWarning(lcLedger) << "the ledger's timeouts stay as they were:" << set.error().what;
}

template <class T> Result<T> PostgresLedger::reading(const std::function<Result<T>(SqlSession &)> &body)
{
    SLUICE_TRY(SqlSession *const first, session());
    Result<T> answer = body(*first);
    if (!answer && !first->isOpen()) { // it may have been dead for long
        SLUICE_TRY(SqlSession *const second, session());
        answer = body(*second);
    }
    return answer.map_error([this](Error error) { return explained(std::move(error)); });
}

template <class T> Result<T> PostgresLedger::writing(const std::function<Result<T>(SqlSession &)> &body)
{
    SLUICE_CHECK(session());
    if (m_newerFormat > 0)
        return fail(ErrorCode::NotSupported,
            u"the ledger has format %1, which this version may read but not write"_s.arg(m_newerFormat), m_place,
            u"install the newer version of Sluice"_s);
    return reading(body);
}

/// Names the ledger as the place, and says what the failures of a server mean for it. Of a refusal the code must not be
/// one of a ledger that is away: a rollback would go on without it.
Error PostgresLedger::explained(Error error) const
{
    if (error.code != ErrorCode::LeaseHeld && error.code != ErrorCode::NotFound) // those name what they are about
        error.where = m_place;
    if (error.sqlState == u"SL001"_s) {
        error.code = ErrorCode::LedgerCorrupt;
        error.next = u"run 'sluice log verify', keep the database as evidence, and restore the ledger from a backup"_s;
    } else if (error.sqlState == u"SL002"_s) {
        error.code = ErrorCode::LeaseHeld;
    } else if (error.sqlState.startsWith("SL"_L1)) {
        error.code = ErrorCode::Refused;
    } else if (error.sqlState == u"42501"_s && error.code == ErrorCode::PermissionDenied) {
        error.code = ErrorCode::Refused;
        error.next = u"ask the ledger's administrator for one of its roles"_s;
    } else if (error.sqlState == u"42704"_s) {
        return { ErrorCode::NotEnrolled, u"a group role of the ledger is missing on its server: "_s + error.what,
            m_place, u"create it as 'sluice ledger init --print-sql' says, and grant it to who needs it"_s,
            error.sqlState };
    } else if (error.sqlState == u"42P01"_s || error.sqlState == u"3F000"_s || error.sqlState == u"42883"_s) {
        return { ErrorCode::IoFailed, u"the ledger is gone from its database: "_s + error.what, m_place,
            u"restore it from a backup"_s, error.sqlState };
    } else if (error.code == ErrorCode::LockTimeout || error.code == ErrorCode::Busy) {
        error.code = ErrorCode::Busy;
        error.what = u"somebody keeps the ledger busy: "_s + error.what;
    }
    return error;
}

Result<QList<Event>> PostgresLedger::appendOnce(SqlSession &session, const QVariantList &values)
{
    SLUICE_TRY(const SqlRows rows,
        session.queryBound(u"SELECT seq, type, at_ms, actor, run, payload, previous_hash, hash"
                           " FROM sluice_ledger.append(?, ?, ?, ?, ?, ?, ?)"_s,
            values, kAll));
    return m_events->eventsOf(rows);
}

/// The server may have taken what it did not answer: the same call is asked again by its token, and OutcomeUnknown is
/// the answer only when the server stays away.
Result<QList<Event>> PostgresLedger::append(const QList<NewEvent> &events, const Lease *lease)
{
    if (events.isEmpty())
        return QList<Event>();
    QElapsedTimer since;
    since.start();
    const auto known = [](const QString &text) { return text.isNull() ? u""_s : text; };
    const QVariantList values { eventsText(events), QUuid::createUuid().toString(QUuid::WithoutBraces),
        lease ? QVariant(known(lease->target)) : QVariant(), lease ? QVariant(known(lease->runner)) : QVariant(),
        lease ? QVariant(lease->epoch) : QVariant(), m_known.seq,
        m_known.hash.isEmpty() ? QVariant() : QVariant(m_known.hash) };
    for (bool isSent = false;;) {
        Result<QList<Event>> appended = tl::make_unexpected(Error {});
        if (const auto open = session(); !open)
            appended = tl::make_unexpected(open.error());
        else if (m_newerFormat > 0)
            return writing<QList<Event>>([](SqlSession &) { return QList<Event>(); });
        else
            appended
                = appendOnce(**open, values).map_error([this](Error error) { return explained(std::move(error)); });
        if (appended) {
            if (!appended->isEmpty() && appended->last().seq > m_known.seq)
                m_known = { appended->last().seq, appended->last().hash };
            SLUICE_KILL_POINT("ledger.append.after");
            return appended;
        }
        const bool isLost = appended.error().code == ErrorCode::ConnectionLost;
        if (!isLost && !isSent)
            return appended;
        if (!std::exchange(isSent, true))
            continue; // the old connection may have been dead for long
        if (!isLost && appended.error().code != ErrorCode::CannotConnect && appended.error().code != ErrorCode::Busy)
            return appended;
        if (Duration(since.elapsed()) >= std::min(m_patience, kMostSettling))
            return fail(ErrorCode::OutcomeUnknown,
                u"the ledger's server went away before it answered: "_s + appended.error().what, m_place,
                u"look into 'sluice log' when it is back: the entry is whole there, or not at all"_s);
        pauseFor(Duration(100));
    }
}

Result<LedgerHead> PostgresLedger::head()
{
    return reading<LedgerHead>(
        [this](SqlSession &) { return m_events->head().map([](const HeadRow &row) { return row.head; }); });
}

Result<QList<Event>> PostgresLedger::read(qint64 afterSeq, int limit)
{
    return reading<QList<Event>>([&](SqlSession &) {
        return m_events->select(u"WHERE e.seq > ? ORDER BY e.seq LIMIT ?"_s, { afterSeq, limit });
    });
}

Result<QList<Event>> PostgresLedger::readRun(const QString &run)
{
    return reading<QList<Event>>([&](SqlSession &) {
        return m_events->select(u"WHERE e.run = ? AND e.run <> '' ORDER BY e.seq"_s, { run.isNull() ? u""_s : run });
    });
}

Result<QList<Event>> PostgresLedger::search(const LogQuery &query)
{
    return reading<QList<Event>>([&](SqlSession &open) { return PostgresSearch(open, *m_events).search(query); });
}

Result<qint64> PostgresLedger::count(const LogQuery &query)
{
    return reading<qint64>([&](SqlSession &open) { return PostgresSearch(open, *m_events).count(query); });
}

Result<void> PostgresLedger::storePlan(const QString &digest, const QByteArray &canonical, const QString &runbook)
{
    return writing<void>([&](SqlSession &open) {
        return open
            .queryBound(u"SELECT sluice_ledger.store_plan(?, ?, ?)"_s,
                { digest, canonical.isNull() ? QByteArray("") : canonical, QByteArray("") + runbook.toUtf8() })
            .map([](const SqlRows &) {});
    });
}

Result<std::pair<QByteArray, QString>> PostgresLedger::plan(const QString &digest)
{
    using Stored = std::pair<QByteArray, QString>;
    return reading<Stored>([&](SqlSession &open) -> Result<Stored> {
        SLUICE_TRY(const SqlRows rows,
            open.queryBound(u"SELECT canonical, runbook, runbook_digest FROM sluice_ledger.plan WHERE digest = ?"_s,
                { digest }, kAll));
        if (rows.rows.isEmpty())
            return fail(ErrorCode::NotFound, u"the ledger holds no plan with this digest"_s, digest);
        const QByteArray canonical = rows.rows[0][0].toByteArray();
        const QByteArray runbook = rows.rows[0][1].toByteArray();
        if (sha256Hex(canonical) != digest || sha256Hex(runbook) != rows.rows[0][2].toString())
            return fail(ErrorCode::LedgerCorrupt, u"the stored plan differs from its digest "_s + digest, m_place,
                u"restore the ledger from a backup"_s);
        return Stored { canonical, QString::fromUtf8(runbook) };
    });
}

Result<Lease> PostgresLedger::acquireLease(const QString &target, const QString &runner, Duration ttl)
{
    return writing<Lease>([&](SqlSession &open) { return takePostgresLease(open, target, runner, ttl); });
}

Result<Lease> PostgresLedger::seizeLease(const Lease &seen, const QString &runner, Duration ttl)
{
    return writing<Lease>([&](SqlSession &open) { return seizePostgresLease(open, seen, runner, ttl); });
}

Result<Lease> PostgresLedger::renewLease(const Lease &lease, Duration ttl)
{
    return writing<Lease>([&](SqlSession &open) { return renewPostgresLease(open, lease, ttl); });
}

Result<void> PostgresLedger::releaseLease(const Lease &lease)
{
    return writing<void>([&](SqlSession &open) {
        return open
            .queryBound(u"SELECT sluice_ledger.release_lease(?, ?, ?)"_s, { lease.target, lease.runner, lease.epoch })
            .map([](const SqlRows &) {});
    });
}

Result<std::optional<Lease>> PostgresLedger::currentLease(const QString &target)
{
    return reading<std::optional<Lease>>([&](SqlSession &open) { return currentPostgresLease(open, target); });
}

Result<LedgerReport> PostgresLedger::verify(const QList<LedgerAnchor> &anchors)
{
    return reading<LedgerReport>([&](SqlSession &open) { return verifyChain(open, anchors); });
}

Result<void> PostgresLedger::rebuildIndexes()
{
    return fail(ErrorCode::NotSupported, u"the indexes of a PostgreSQL ledger are its administrator's"_s, m_place,
        u"REINDEX SCHEMA sluice_ledger"_s);
}

} // namespace sluice
