// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger/sqlite_ledger.h"

#include "base/digest.h"
#include "base/kill_point.h"
#include "base/logging.h"
#include "base/pause.h"
#include "base/seeded_bug.h"
#include "ledger/chain_verifier.h"
#include "ledger/command_rules.h"
#include "ledger/ledger_schema.h"
#include "ledger/ledger_storage.h"
#include "ledger/still_ledger.h"

#include <QElapsedTimer>
#include <QUuid>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

bool isBusy(const Error &error)
{
    return error.code == ErrorCode::Busy || error.code == ErrorCode::LockTimeout;
}

/// SQLite waits for most locks by itself, but answers "busy" at once where waiting could deadlock: while another process
/// makes the file or switches it to write-ahead logging. Tries again until atMost has passed.
template <class Try>
auto whileBusy(Duration atMost, Try attempt)
{
    QElapsedTimer since;
    since.start();
    for (;;) {
        auto result = attempt();
        if (result || !isBusy(result.error()) || Duration(since.elapsed()) >= atMost)
            return result;
        pauseFor(Duration(5));
    }
}

} // namespace

Result<std::unique_ptr<Ledger>> openSqliteLedger(const QString &file, const Clock &clock, const QString &actor)
{
    SLUICE_TRY(std::unique_ptr<SqliteLedger> ledger, SqliteLedger::open(file, clock, actor));
    if (ledger->access() == LedgerAccess::ReadStill)
        return StillLedger::open(ledger->file(), [file, &clock, actor] { return SqliteLedger::open(file, clock, actor); });
    return std::unique_ptr<Ledger>(std::move(ledger));
}

SqliteLedger::SqliteLedger(
    std::unique_ptr<SqlSession> session, QString file, LedgerAccess access, const Clock &clock, QString actor, SqliteLedgerOptions options)
    : m_session(std::move(session))
    , m_file(std::move(file))
    , m_access(access)
    , m_clock(clock)
    , m_actor(std::move(actor))
    , m_options(options)
    , m_events(*m_session, m_file)
    , m_search(*m_session, m_events)
    , m_leases(*m_session, m_clock)
{
}

Result<std::unique_ptr<SqliteLedger>> SqliteLedger::open(
    const QString &file, const Clock &clock, const QString &actor, const SqliteLedgerOptions &options)
{
    SLUICE_TRY(const QString real, prepareLedgerFile(file, true));
    SLUICE_TRY(const LedgerAccess access, ledgerAccess(real));
    SessionOptions session;
    session.lockTimeout = options.busyWait;
    auto opened = whileBusy(options.busyWait, [&] {
        return access == LedgerAccess::Write ? SqlSession::openFile(real, true, session)
                                             : SqlSession::openFileToRead(real, access == LedgerAccess::ReadStill, session);
    });
    if (!opened && opened.error().code == ErrorCode::InvalidConnection) // what is bad about a connection is bad about the ledger
        return fail(ErrorCode::LedgerCorrupt, u"this is not a ledger: "_s + opened.error().what, real,
            u"restore the ledger from a backup that verifies, or name another file in sluice.yaml"_s);
    if (!opened)
        return fail(opened.error());
    std::unique_ptr<SqliteLedger> ledger(new SqliteLedger(*std::move(opened), real, access, clock, actor, options));
    if (const Result<void> prepared = whileBusy(options.busyWait, [&] { return ledger->prepare(); }); !prepared)
        return fail(ledger->explained(prepared.error()));
    return ledger;
}

void SqliteLedger::setPatience(Duration patience)
{
    m_options.busyWait = patience;
    if (const auto set = m_session->setTimeouts(SessionOptions().statementTimeout, patience); !set)
        qCWarning(lcLedger) << "the ledger's timeouts stay as they were:" << set.error().what;
}

Result<void> SqliteLedger::prepare()
{
    if (m_access == LedgerAccess::Write)
        SLUICE_CHECK(prepareToWrite());
    SLUICE_TRY(const LedgerFormat format,
        reading<LedgerFormat>([this] { return readLedgerFormat(*m_session, m_file); }));
    if (format.version > kLedgerFormat) {
        m_newerFormat = format.version;
        m_events.skipUnknownTypes();
        return {};
    }
    if (m_access != LedgerAccess::Write)
        return format.version == kLedgerFormat ? Result<void>() : beginWriting();
    if (format.version < kLedgerFormat)
        SLUICE_CHECK(create());
    SLUICE_TRY(const bool isCurrent, reading<bool>([this] { return m_search.isCurrent(); }));
    return isCurrent ? Result<void>() : rebuildIndexes();
}

Result<void> SqliteLedger::prepareToWrite()
{
    SLUICE_TRY(const SqlRows journal, reading<SqlRows>([this] { return m_session->query(u"PRAGMA journal_mode"_s); }));
    SLUICE_TRY(const SqlRows synced, m_session->query(u"PRAGMA synchronous"_s));
    if (journal.scalar().toString() != u"wal" || synced.scalar().toInt() < 2)
        return fail(ErrorCode::IoFailed, u"the ledger's file system does not offer a write-ahead log"_s, m_file,
            u"keep the ledger on a local disk"_s);
    // An entry touches three pages or four. The default of 1,000 would copy the log back every 300 entries, with two syncs of
    // its own; 16 MB of log are nothing to a reader.
    SLUICE_CHECK(m_session->query(u"PRAGMA wal_autocheckpoint = 4000"_s));
    if (hasSeededBug("ledger-not-synced"))
        SLUICE_CHECK(m_session->query(u"PRAGMA synchronous = OFF"_s));
    if (m_options.mostPages > 0)
        SLUICE_CHECK(m_session->query(u"PRAGMA max_page_count = "_s + QString::number(m_options.mostPages)));
    return {};
}

Result<void> SqliteLedger::create()
{
    const auto createOnce = [this]() -> Result<bool> {
        // Another process may have been quicker.
        SLUICE_TRY(const LedgerFormat format, readLedgerFormat(*m_session, m_file));
        if (format.version >= kLedgerFormat)
            return false;
        SLUICE_CHECK(migrateLedger(*m_session, format.version));
        if (format.version == 0) {
            SLUICE_CHECK(m_search.reset());
            // Of its own, so that no two ledgers begin with one hash, not even those that one moment and one person made.
            const QString id = QUuid::createUuid().toString(QUuid::WithoutBraces);
            SLUICE_CHECK(m_events.append({ { EventType::LedgerCreated, {}, QJsonObject { { u"format"_s, kLedgerFormat }, { u"id"_s, id } } } },
                m_actor, m_clock.nowUtc()));
        }
        return true;
    };
    SLUICE_CHECK(inTransaction<bool>(createOnce));
    SLUICE_KILL_POINT("ledger.migrate.after");
    return {};
}

Result<void> SqliteLedger::beginWriting()
{
    if (m_access != LedgerAccess::Write)
        return fail(ErrorCode::ReadOnly, u"your user may only read it"_s, m_file);
    if (m_newerFormat > 0 && !hasSeededBug("newer-format-written"))
        return fail(ErrorCode::NotSupported,
            u"the ledger has format "_s + QString::number(m_newerFormat) + u", which this version may read but not write"_s, m_file,
            u"install the newer version of Sluice"_s);
    return whileBusy(m_options.busyWait, [this] { return m_session->begin(); });
}

template <class T>
Result<T> SqliteLedger::inTransaction(const std::function<Result<T>()> &body)
{
    if (const Result<void> begun = beginWriting(); !begun)
        return fail(explained(begun.error()));
    Result<T> result = body();
    if (result) {
        if (const Result<void> committed = m_session->commit(); !committed)
            result = fail(committed.error());
    }
    if (!result) {
        m_session->rollback();
        m_events.forget();
        return fail(explained(result.error()));
    }
    return result;
}

template <class T>
Result<T> SqliteLedger::reading(const std::function<Result<T>()> &body)
{
    return body().map_error([this](Error error) { return explained(std::move(error)); });
}

/// Names the ledger as the place, and says for the common failures what they mean for it.
Error SqliteLedger::explained(Error error) const
{
    if (isBusy(error))
        return { ErrorCode::Busy, u"another process keeps the ledger busy"_s, m_file,
            u"try again; when it stays so, end the process that holds the file open"_s, {} };
    if (error.code == ErrorCode::DiskFull)
        return { ErrorCode::DiskFull, u"the disk is full, nothing was recorded"_s, m_file, u"free space, then try again"_s, {} };
    if (error.code == ErrorCode::ReadOnly)
        return { ErrorCode::ReadOnly, u"the ledger cannot be written: "_s + error.what, m_file,
            u"give your user the right to write the file and its folder"_s, {} };
    if (error.code == ErrorCode::SqlFailed || error.code == ErrorCode::LedgerCorrupt || error.code == ErrorCode::IoFailed)
        error.where = m_file;
    return error;
}

Result<QList<Event>> SqliteLedger::append(const QList<NewEvent> &events, const Lease *lease)
{
    if (events.isEmpty())
        return QList<Event>();
    Result<QList<Event>> result = inTransaction<QList<Event>>([&]() -> Result<QList<Event>> {
        if (lease && !hasSeededBug("lease-not-checked"))
            SLUICE_CHECK(m_leases.check(*lease));
        const bool hasCommand = std::any_of(events.cbegin(), events.cend(), [](const NewEvent &event) { return event.type == EventType::CommandRequested; });
        SLUICE_TRY(QList<Event> appended, hasCommand ? appendCommands(events) : m_events.append(events, m_actor, m_clock.nowUtc()));
        SLUICE_CHECK(m_search.follow(appended.last().seq));
        SLUICE_KILL_POINT("ledger.append.before");
        return appended;
    });
    SLUICE_KILL_POINT("ledger.append.after");
    return result;
}

/// Each by itself, because what a command meets may stand just before it.
Result<QList<Event>> SqliteLedger::appendCommands(const QList<NewEvent> &events)
{
    QList<Event> appended;
    for (const NewEvent &event : events) {
        if (event.type == EventType::CommandRequested) {
            // Those that the rules look at: a run has thousands of others.
            SLUICE_TRY(const QList<Event> run,
                m_events.select(u"WHERE e.run = ? AND e.run <> '' AND e.type IN ('command_requested', 'rollback_waits', 'rollback_intent', 'rollback_verified',"
                                " 'rollback_stuck', 'run_cancelled', 'run_sealed', 'hold_added') ORDER BY e.seq"_s,
                    { event.run }));
            const auto open = event.payload["command"_L1] == u"rollback"_s ? openRollback(run) : std::nullopt;
            if (open) {
                appended += *open;
                continue;
            }
            SLUICE_CHECK(checkExpected(run, event.payload));
            if (event.payload["command"_L1] == u"accept_loss"_s)
                SLUICE_CHECK(checkAcceptance(run, event.payload, m_actor));
        }
        SLUICE_TRY(const QList<Event> one, m_events.append({ event }, m_actor, m_clock.nowUtc()));
        appended += one;
    }
    return appended;
}

Result<LedgerHead> SqliteLedger::head()
{
    return reading<LedgerHead>([this] { return m_events.head().map([](const HeadRow &row) { return row.head; }); });
}

Result<QList<Event>> SqliteLedger::read(qint64 afterSeq, int limit)
{
    return reading<QList<Event>>([&] { return m_events.select(u"WHERE e.seq > ? ORDER BY e.seq LIMIT ?"_s, { afterSeq, limit }); });
}

Result<QList<Event>> SqliteLedger::readRun(const QString &run)
{
    return reading<QList<Event>>(
        [&] { return m_events.select(u"WHERE e.run = ? AND e.run <> '' ORDER BY e.seq"_s, { run }); });
}

Result<QList<Event>> SqliteLedger::search(const LogQuery &query)
{
    return reading<QList<Event>>([&] { return m_search.search(query); });
}

Result<qint64> SqliteLedger::count(const LogQuery &query)
{
    return reading<qint64>([&] { return m_search.count(query); });
}

Result<void> SqliteLedger::storePlan(const QString &digest, const QByteArray &canonical, const QString &runbook)
{
    if (sha256Hex(canonical) != digest)
        return fail(ErrorCode::Refused, u"the plan's digest is not that of its canonical form"_s, digest);
    const QByteArray runbookBytes = runbook.toUtf8();
    const QString runbookDigest = sha256Hex(runbookBytes);
    return inTransaction<bool>([&]() -> Result<bool> {
        SLUICE_TRY(const SqlRows known,
            m_session->queryBound(u"SELECT runbook_digest FROM ledger_plan WHERE digest = ?"_s, { digest }));
        if (!known.rows.isEmpty()) {
            if (known.scalar().toString() != runbookDigest)
                return fail(ErrorCode::Refused, u"the plan is stored with another runbook"_s, digest);
            return false;
        }
        SLUICE_CHECK(m_session->executeBound(
            u"INSERT INTO ledger_plan(digest, canonical, runbook, runbook_digest) VALUES(?, ?, ?, ?)"_s,
            { digest, canonical, runbookBytes.isNull() ? QByteArray("") : runbookBytes, runbookDigest }));
        return true;
    }).map([](bool) {});
}

Result<std::pair<QByteArray, QString>> SqliteLedger::plan(const QString &digest)
{
    using Stored = std::pair<QByteArray, QString>;
    return reading<Stored>([&]() -> Result<Stored> {
        SLUICE_TRY(const SqlRows rows, m_session->queryBound(
                                           u"SELECT canonical, runbook, runbook_digest FROM ledger_plan WHERE digest = ?"_s, { digest }));
        if (rows.rows.isEmpty())
            return fail(ErrorCode::NotFound, u"the ledger holds no plan with this digest"_s, digest);
        const QByteArray canonical = rows.rows[0][0].toByteArray();
        const QByteArray runbook = rows.rows[0][1].toByteArray();
        if (sha256Hex(canonical) != digest || sha256Hex(runbook) != rows.rows[0][2].toString())
            return fail(ErrorCode::LedgerCorrupt, u"the stored plan differs from its digest "_s + digest, m_file,
                u"restore the ledger from a backup"_s);
        return Stored { canonical, QString::fromUtf8(runbook) };
    });
}

Result<Lease> SqliteLedger::acquireLease(const QString &target, const QString &runner, Duration ttl)
{
    return inTransaction<Lease>([&] { return m_leases.acquire(target, runner, ttl); });
}

Result<Lease> SqliteLedger::seizeLease(const Lease &seen, const QString &runner, Duration ttl)
{
    return inTransaction<Lease>([&] { return m_leases.seize(seen, runner, ttl); });
}

Result<Lease> SqliteLedger::renewLease(const Lease &lease, Duration ttl)
{
    return inTransaction<Lease>([&] { return m_leases.renew(lease, ttl); });
}

Result<void> SqliteLedger::releaseLease(const Lease &lease)
{
    return inTransaction<bool>([&] { return m_leases.release(lease).map([] { return true; }); }).map([](bool) {});
}

Result<std::optional<Lease>> SqliteLedger::currentLease(const QString &target)
{
    return reading<std::optional<Lease>>([&] { return m_leases.current(target); });
}

Result<LedgerReport> SqliteLedger::verify(const QList<LedgerAnchor> &anchors)
{
    return reading<LedgerReport>([&] { return verifyChain(*m_session, anchors); });
}

Result<void> SqliteLedger::rebuildIndexes()
{
    const auto reset = [this]() -> Result<bool> {
        SLUICE_CHECK(m_session->execute(u"REINDEX"_s));
        SLUICE_CHECK(m_search.reset());
        return true;
    };
    // In pieces, so that others can append in between.
    const auto advance = [this]() -> Result<qint64> {
        constexpr qint64 kPiece = 20'000;
        SLUICE_TRY(const HeadRow end, m_events.head());
        return m_search.advance(end.head.seq, kPiece);
    };
    SLUICE_CHECK(inTransaction<bool>(reset));
    for (qint64 left = 1; left > 0;) {
        SLUICE_TRY(left, inTransaction<qint64>(advance));
    }
    return {};
}

} // namespace sluice
