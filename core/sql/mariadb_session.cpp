// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/mariadb_session.h"

#include "base/duration.h"
#include "sql/mariadb_connector.h"
#include "sql/mariadb_errors.h"
#include "sql/mariadb_pins.h"
#include "sql/mariadb_values.h"
#include "sql/sql_classifier.h"
#include "sql/sql_quoting.h"

#include <QElapsedTimer>

#include <array>

#include <mysqld_error.h>
#include <poll.h>
#include <sys/socket.h>

namespace sluice {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// How long past its own timeout a server may stay silent before the connection counts as lost.
constexpr auto kSilenceGrace = 10s;
/// A cancel can arrive before the statement it is meant for has started, so it is repeated.
constexpr auto kCancelInterval = 500ms;
/// The longest waits that MariaDB knows.
constexpr qint64 kNameWaitForever = 31'536'000;
constexpr qint64 kRowWaitForever = 100'000'000;

} // namespace

MariadbSession::MariadbSession(SqlOpenRequest request, Secret password, MariadbHandle connection)
    : m_request(std::move(request))
    , m_password(std::move(password))
    , m_connection(std::move(connection))
    , m_statementTimeout(m_request.options.statementTimeout)
    , m_thread(mysql_thread_id(m_connection.get()))
    , m_locks(m_request, m_password, m_thread)
{
}

Result<void> MariadbSession::pinSettings()
{
    if (!QString::fromUtf8(mysql_get_server_info(m_connection.get())).contains(u"MariaDB"_s)) {
        return fail(ErrorCode::NotSupported, u"the server is MySQL, whose DDL and settings differ from MariaDB's"_s,
            m_request.place(), u"connect to a MariaDB server"_s);
    }
    const QStringList pins = mariadbPins();
    SLUICE_CHECK(runOwn(u"SET "_s + pins.join(u", "_s)));
    if (m_request.isReadOnly()) {
        SLUICE_CHECK(runOwn(u"SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"_s));
    }
    // Otherwise a misspelt "column" is silently a text constant: never NULL, never failed, and every gate passes.
    if (m_request.role == SessionRole::Probe)
        SLUICE_CHECK(runOwn(u"SET sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES')"_s));
    // MariaDB shows others no name of a program. A lock named like the tag tells who a connection is for as long as it
    // lives; a second session of the same tag goes without.
    const QString &tag = m_request.options.applicationName;
    if (m_request.role == SessionRole::Steps && tag.startsWith(u"sluice:"_s))
        SLUICE_CHECK(runOwn(u"SELECT GET_LOCK("_s + quoteLiteral(tag.left(63)) + u", 0)"_s));
    return setTimeouts(m_request.options.statementTimeout, m_request.options.lockTimeout);
}

QString MariadbSession::serverVersion() const
{
    if (!isOpen())
        return {};
    // "10.11.19-MariaDB-0+deb12u1", from servers of old behind "5.5.5-".
    QString version = QString::fromUtf8(mysql_get_server_info(m_connection.get()));
    if (version.startsWith(u"5.5.5-"))
        version = version.sliced(6);
    return u"MariaDB "_s + version.section(u'-', 0, 0);
}

bool MariadbSession::isInTransaction() const
{
    if (!isOpen())
        return false;
    unsigned int status = 0;
    mariadb_get_infov(m_connection.get(), MARIADB_CONNECTION_SERVER_STATUS, &status);
    return (status & SERVER_STATUS_IN_TRANS) != 0;
}

Error MariadbSession::lost(const QString &what)
{
    const QString said = m_connection ? QString::fromUtf8(mysql_error(m_connection.get())) : QString();
    m_connection.reset();
    return Error { ErrorCode::ConnectionLost,
        !what.isEmpty()      ? what
            : said.isEmpty() ? u"the server closed the connection"_s
                             : said,
        m_request.place(), {}, {} };
}

/// The error of the last call; closes the connection when it is gone.
Error MariadbSession::failure()
{
    Error error = mariadbError(m_connection.get(), m_request.place());
    if (error.code == ErrorCode::ConnectionLost)
        m_connection.reset();
    return error;
}

/// Waits until the library can go on; status becomes what it was waiting for and got. False when the server stayed
/// silent for too long.
bool MariadbSession::waitFor(int &status, Watch &watch)
{
    for (;;) {
        const int wants = status;
        std::array<pollfd, 2> entries { pollfd { mysql_get_socket(m_connection.get()),
                                            static_cast<short>(((wants & MYSQL_WAIT_READ) ? POLLIN : 0)
                                                | ((wants & MYSQL_WAIT_WRITE) ? POLLOUT : 0)
                                                | ((wants & MYSQL_WAIT_EXCEPT) ? POLLPRI : 0)),
                                            0 },
            pollfd { m_request.interrupt->descriptor(), POLLIN, 0 } };
        const bool watchesInterrupt = watch.interruptible == Interruptible::Yes && !watch.isCancelled;
        qint64 pause = watch.silence.remainingTime();
        if (watch.isCancelled)
            pause = std::min<qint64>(pause, std::chrono::milliseconds(kCancelInterval).count());
        if ((wants & MYSQL_WAIT_TIMEOUT) != 0) {
            const qint64 library = static_cast<qint64>(mysql_get_timeout_value_ms(m_connection.get()));
            pause = pause < 0 ? library : std::min(pause, library);
        }
        if (watch.locks) {
            const qint64 look = watch.locks->untilNextLook().count();
            pause = pause < 0 ? look : std::min(pause, look);
        }
        const int limit = pause < 0 ? -1 : static_cast<int>(std::min<qint64>(pause, std::numeric_limits<int>::max()));
        const int ready = poll(entries.data(), watchesInterrupt ? 2 : 1, limit);
        if (ready < 0 && errno == EINTR)
            continue;
        if (entries[0].revents != 0) {
            const auto got = entries[0].revents;
            status = ((got & (POLLIN | POLLHUP | POLLERR)) ? MYSQL_WAIT_READ : 0)
                | ((got & POLLOUT) ? MYSQL_WAIT_WRITE : 0) | ((got & POLLPRI) ? MYSQL_WAIT_EXCEPT : 0);
            return true;
        }
        if (watch.silence.hasExpired())
            return false;
        const bool isLookDue = watch.locks && watch.locks->untilNextLook().count() == 0;
        if (isLookDue)
            watch.locks->look();
        if (watch.isCancelled || (watchesInterrupt && entries[1].revents != 0)) {
            if (!watch.isCancelled)
                watch.silence = QDeadlineTimer(kSilenceGrace);
            watch.isCancelled = true;
            cancelMariadbQuery(m_request, m_password, m_thread);
        } else if ((wants & MYSQL_WAIT_TIMEOUT) != 0 && !isLookDue) {
            status = MYSQL_WAIT_TIMEOUT;
            return true;
        }
    }
}

void MariadbSession::judgeCancelled(Error &error, unsigned int number, const Watch &watch) const
{
    if (number != ER_QUERY_INTERRUPTED)
        return;
    if (watch.locks && watch.locks->hasEnded()) {
        error.code = ErrorCode::LockTimeout;
        error.what = u"other sessions held the table longer than %1"_s.arg(humanDuration(m_lockTimeout));
    } else if (m_request.interrupt->isRequested())
        error.code = ErrorCode::Cancelled;
    else
        error.what = u"somebody else cancelled the statement"_s;
}

/// False when the server stayed silent for too long; a null row is the end.
bool MariadbSession::fetchRow(MYSQL_ROW &row, MYSQL_RES *result, Watch &watch)
{
    for (int status = mysql_fetch_row_start(&row, result); status != 0; status = mysql_fetch_row_cont(&row, result, status)) {
        if (waitFor(status, watch))
            continue;
        shutdown(mysql_get_socket(m_connection.get()), SHUT_RDWR); // else freeing the result would wait for the rest of it
        return false;
    }
    return true;
}

Result<SqlOutcome> MariadbSession::takeResult(const ReadLimits &limits, Watch &watch)
{
    SqlOutcome outcome;
    MYSQL *connection = m_connection.get();
    if (mysql_field_count(connection) == 0) {
        outcome.affected = static_cast<qint64>(mysql_affected_rows(connection));
        return outcome;
    }
    MariadbResult result(mysql_use_result(connection));
    if (!result)
        return fail(failure());
    const unsigned int columns = mysql_num_fields(result.get());
    const MYSQL_FIELD *fields = mysql_fetch_fields(result.get());
    for (unsigned int column = 0; column < columns; ++column)
        outcome.rows.columns.append(QString::fromUtf8(fields[column].name));
    qint64 bytes = 0;
    // Every row must have been computed, wanted or not: the walk goes to the end.
    for (;;) {
        MYSQL_ROW row = nullptr;
        if (!fetchRow(row, result.get(), watch)) {
            result.reset();
            return fail(lost(u"the server stopped answering"_s));
        }
        if (!row)
            break;
        const unsigned long *lengths = mysql_fetch_lengths(result.get());
        for (unsigned int column = 0; column < columns; ++column)
            bytes += static_cast<qint64>(lengths[column]);
        if (limits.rows == 0)
            continue;
        if (outcome.rows.isTruncated || outcome.rows.rows.size() >= limits.rows || bytes > limits.bytes) {
            outcome.rows.isTruncated = true;
            continue;
        }
        QVariantList values;
        values.reserve(static_cast<qsizetype>(columns));
        for (unsigned int column = 0; column < columns; ++column)
            values.append(mariadbValue(fields[column], row[column], lengths[column]));
        outcome.rows.rows.append(std::move(values));
    }
    if (mysql_errno(connection) != 0) {
        const unsigned int number = mysql_errno(connection);
        Error error = mariadbError(connection, m_request.place());
        judgeCancelled(error, number, watch);
        result.reset();
        if (error.code == ErrorCode::ConnectionLost)
            m_connection.reset();
        return fail(error);
    }
    return outcome;
}

Result<void> MariadbSession::sendText(const QString &sql, Watch &watch)
{
    const QByteArray text = sql.toUtf8();
    int failed = 0;
    for (int status = mysql_real_query_start(
             &failed, m_connection.get(), text.constData(), static_cast<unsigned long>(text.size()));
         status != 0; status = mysql_real_query_cont(&failed, m_connection.get(), status)) {
        if (!waitFor(status, watch))
            return fail(lost(u"the server stopped answering"_s));
    }
    if (failed == 0)
        return {};
    const unsigned int number = mysql_errno(m_connection.get());
    Error error = failure();
    judgeCancelled(error, number, watch);
    return fail(error);
}

Result<SqlOutcome> MariadbSession::runText(
    const QString &sql, const ReadLimits &limits, Interruptible interruptible, MariadbLockWatch *locks)
{
    QElapsedTimer timer;
    timer.start();
    const bool isLimited = m_statementTimeout.count() > 0;
    Watch watch { interruptible,
        isLimited ? QDeadlineTimer(m_statementTimeout + kSilenceGrace) : QDeadlineTimer(QDeadlineTimer::Forever),
        false, locks };
    SLUICE_CHECK(sendText(sql, watch));
    Result<SqlOutcome> outcome = takeResult(limits, watch);
    // A procedure gives further results; a failing one among them is the result of the statement.
    while (m_connection && mysql_more_results(m_connection.get())) {
        if (mysql_next_result(m_connection.get()) != 0) {
            if (outcome)
                outcome = fail(failure());
            break;
        }
        Result<SqlOutcome> more = takeResult({ 0, 0 }, watch);
        if (outcome && !more)
            outcome = std::move(more);
    }
    return checkWhole(std::move(outcome), watch, timer.elapsed());
}

/// SLEEP() and BENCHMARK() end early when they are stopped, and then answer as if nothing had happened.
Result<SqlOutcome> MariadbSession::checkWhole(Result<SqlOutcome> outcome, const Watch &watch, qint64 elapsedMs) const
{
    if (!outcome || outcome->rows.columns.isEmpty())
        return outcome; // what changed something has changed it
    if (watch.isCancelled)
        return fail(ErrorCode::Cancelled, u"the statement was cancelled"_s, m_request.place());
    if (m_statementTimeout.count() > 0 && elapsedMs >= m_statementTimeout.count())
        return fail(ErrorCode::Timeout, u"the statement ran longer than its time limit"_s, m_request.place());
    return outcome;
}

/// DDL with the wait that it may have.
Result<SqlOutcome> MariadbSession::runUser(const QString &sql, const ReadLimits &limits)
{
    if (m_ddlWait == m_nameWait || !isMariadbDdl(sql))
        return runText(sql, limits, Interruptible::Yes);
    if (m_locks.open()) {
        m_locks.begin(m_lockTimeout);
        return runText(sql, limits, Interruptible::Yes, &m_locks);
    }
    const auto setWait
        = [this](qint64 seconds) { return runOwn(u"SET lock_wait_timeout = "_s + QString::number(seconds)); };
    SLUICE_CHECK(setWait(m_ddlWait));
    Result<SqlOutcome> outcome = runText(sql, limits, Interruptible::Yes);
    if (isOpen())
        SLUICE_CHECK(setWait(m_nameWait));
    return outcome;
}

Result<SqlOutcome> MariadbSession::run(const SqlRequest &request)
{
    const QString only = withoutTail(Engine::Mariadb, request.sql);
    if (only.isEmpty())
        return fail(ErrorCode::Usage, u"there is no statement in the SQL text"_s, m_request.place());
    if (!request.values)
        return runUser(only, request.limits);
    SLUICE_TRY(const QString bound, mariadbBound(only, *request.values));
    return runUser(bound, request.limits);
}

Result<void> MariadbSession::runOwn(const QString &sql)
{
    if (!isOpen())
        return fail(ErrorCode::ConnectionLost, u"the connection is closed"_s, m_request.place());
    return runText(sql, { 0, 0 }, Interruptible::No).map([](const SqlOutcome &) {});
}

Result<void> MariadbSession::begin()
{
    return runOwn(
        m_request.isReadOnly() ? u"START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"_s : u"START TRANSACTION"_s);
}

/// A server that went away earlier has left an end of file in the socket: it is noticed before COMMIT is sent.
bool MariadbSession::isAlive()
{
    pollfd entry { mysql_get_socket(m_connection.get()), POLLIN, 0 };
    return poll(&entry, 1, 0) <= 0; // between two statements a server says nothing but farewell
}

Result<void> MariadbSession::commit()
{
    if (!isOpen() || !isAlive()) {
        Error error = lost();
        error.what = u"the connection was lost before COMMIT was sent; the server rolls back: "_s + error.what;
        return fail(error);
    }
    const Result<void> committed = runOwn(u"COMMIT"_s);
    if (committed)
        return {};
    Error error = committed.error();
    if (!isOpen()) {
        error.code = ErrorCode::OutcomeUnknown;
        error.what = u"the connection was lost while COMMIT was on its way: "_s + error.what;
        error.where = m_request.place();
        error.next = u"read the receipt over a new connection before deciding"_s;
        return fail(error);
    }
    rollback();
    return fail(error);
}

void MariadbSession::rollback()
{
    if (isInTransaction() && !runOwn(u"ROLLBACK"_s))
        m_connection.reset(); // the server ends the transaction with the session
}

Result<void> MariadbSession::setTimeouts(Duration statementTimeout, Duration lockTimeout)
{
    const bool isForever = lockTimeout.count() <= 0;
    const qint64 rounded = (lockTimeout.count() + 999) / 1000;
    const qint64 rowWait = isForever ? kRowWaitForever : std::min<qint64>(rounded, kRowWaitForever);
    m_nameWait = isForever ? kNameWaitForever : std::min<qint64>(rounded, kNameWaitForever);
    m_ddlWait = isForever ? kNameWaitForever : std::min<qint64>(lockTimeout.count() / 1000, kNameWaitForever);
    const QString limit
        = QString::number(static_cast<double>(std::max<Duration::rep>(statementTimeout.count(), 0)) / 1000.0, 'f', 3);
    SLUICE_CHECK(
        runOwn(u"SET max_statement_time = %1, lock_wait_timeout = %2, innodb_lock_wait_timeout = %3"_s.arg(limit)
                   .arg(m_nameWait)
                   .arg(rowWait)));
    m_lockTimeout = lockTimeout;
    m_statementTimeout = statementTimeout;
    m_request.options.statementTimeout = statementTimeout;
    return {};
}

Result<std::unique_ptr<SqlBackend>> openMariadb(const SqlOpenRequest &request, const Secret &password)
{
    SLUICE_TRY(MariadbHandle connection, connectMariadb(request, password));
    auto session = std::make_unique<MariadbSession>(request, password, std::move(connection));
    SLUICE_CHECK(session->pinSettings());
    return session;
}

} // namespace sluice
