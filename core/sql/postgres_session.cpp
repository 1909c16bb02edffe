// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/postgres_session.h"

#include "base/seeded_bug.h"
#include "sql/postgres_connector.h"
#include "sql/postgres_errors.h"
#include "sql/postgres_pins.h"
#include "sql/postgres_values.h"
#include "sql/sql_quoting.h"
#include "sql/sql_tokenizer.h"

#include <QDeadlineTimer>
#include <QElapsedTimer>

#include <poll.h>

namespace sluice {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// How long a server may stay silent after a cancel before the connection counts as lost.
constexpr auto kSilenceGrace = 10s;
/// A cancel can arrive before the statement it is meant for has started, so it is repeated.
constexpr auto kCancelInterval = 500ms;

QString milliseconds(Duration duration)
{
    return QString::number(std::max<Duration::rep>(duration.count(), 0));
}

} // namespace

PostgresSession::PostgresSession(SqlOpenRequest request, PostgresHandle connection)
    : m_request(std::move(request))
    , m_connection(std::move(connection))
    , m_cancel(PQgetCancel(m_connection.get()))
    , m_statementTimeout(m_request.options.statementTimeout)
    , m_pid(PQbackendPID(m_connection.get()))
{
}

/// The process that was named when connecting (libpq cancels by it) is the one that answers, unless a pooler made the
/// name up. Whether that one pools sessions or transactions cannot be told by asking, so neither is taken.
Result<void> PostgresSession::refusePooler()
{
    SqlRequest question;
    question.sql = u"SELECT pg_catalog.pg_backend_pid()"_s;
    SLUICE_TRY(const SqlOutcome answer, run(question));
    const int pid = answer.rows.scalar().toInt();
    if (pid == m_pid || hasSeededBug("pooler-not-seen"))
        return {};
    return fail(behindPooler(u"it named process %1, the server says %2"_s.arg(m_pid).arg(pid), m_request.place()));
}

Result<void> PostgresSession::pinSettings()
{
    SLUICE_CHECK(runOwn(u"SET %1; SET default_transaction_read_only = %2"_s.arg(
        postgresPins().join(u"; SET "_s), m_request.isReadOnly() ? u"on"_s : u"off"_s)));
    // Since PostgreSQL 14, and not on every platform: ends a statement whose client is gone.
    static_cast<void>(runOwn(u"SET client_connection_check_interval = '1s'"_s));
    if (m_request.role == SessionRole::Probe && !m_request.profile.probeRole.isEmpty())
        SLUICE_CHECK(runOwn(u"SET ROLE "_s + quoteIdentifier(Engine::Postgresql, m_request.profile.probeRole)));
    return setTimeouts(m_request.options.statementTimeout, m_request.options.lockTimeout);
}

bool PostgresSession::isOpen() const
{
    return m_connection && PQstatus(m_connection.get()) == CONNECTION_OK;
}

QString PostgresSession::serverVersion() const
{
    const char *version = isOpen() ? PQparameterStatus(m_connection.get(), "server_version") : nullptr;
    return version ? u"PostgreSQL "_s + QString::fromUtf8(version) : QString();
}

bool PostgresSession::isInTransaction() const
{
    if (!isOpen())
        return false;
    const PGTransactionStatusType status = PQtransactionStatus(m_connection.get());
    return status != PQTRANS_IDLE && status != PQTRANS_UNKNOWN;
}

Error PostgresSession::lost()
{
    const Error error = postgresLostError(m_connection.get(), m_request.place());
    m_connection.reset();
    return error;
}

bool PostgresSession::send(const QString &sql)
{
    return PQsendQuery(m_connection.get(), sql.toUtf8().constData()) == 1;
}

Result<bool> PostgresSession::sendBound(const QString &sql, const QVariantList &values)
{
    const NumberedSql numbered = numberPlaceholders(sql);
    if (numbered.count != values.size()) {
        return fail(ErrorCode::Usage, u"the statement has %1 placeholders for %2 values"_s.arg(numbered.count).arg(values.size()),
            m_request.place());
    }
    std::vector<std::optional<QByteArray>> texts;
    std::vector<const char *> pointers;
    for (const QVariant &value : values) {
        SLUICE_TRY(std::optional<QByteArray> text, postgresParameter(value));
        texts.push_back(std::move(text));
    }
    for (const std::optional<QByteArray> &text : texts)
        pointers.push_back(text ? text->constData() : nullptr);
    return PQsendQueryParams(m_connection.get(), numbered.sql.toUtf8().constData(), static_cast<int>(pointers.size()), nullptr,
               pointers.data(), nullptr, nullptr, 0)
        == 1;
}

void PostgresSession::sendCancel()
{
    std::array<char, 256> text {};
    PQcancel(m_cancel.get(), text.data(), static_cast<int>(text.size()));
}

/// False when the server stayed silent for too long. True means that PQgetResult has something to say.
bool PostgresSession::waitForResult(Interruptible interruptible, bool isCancelling)
{
    const auto limit = m_statementTimeout.count() > 0 ? m_statementTimeout + m_request.options.silence : Duration(-1);
    QDeadlineTimer silence(isCancelling ? Duration(kSilenceGrace) : limit);
    if (!isCancelling && limit.count() < 0)
        silence = QDeadlineTimer(QDeadlineTimer::Forever);
    bool cancelled = false;
    while (PQisBusy(m_connection.get())) {
        std::array<pollfd, 2> entries { pollfd { PQsocket(m_connection.get()), POLLIN, 0 },
            pollfd { m_request.interrupt->descriptor(), POLLIN, 0 } };
        const bool watchesInterrupt = interruptible == Interruptible::Yes && !cancelled;
        const auto pause = cancelled ? std::min<qint64>(silence.remainingTime(), std::chrono::milliseconds(kCancelInterval).count())
                                     : silence.remainingTime();
        const int timeout = pause < 0 ? -1 : static_cast<int>(std::min<qint64>(pause, std::numeric_limits<int>::max()));
        const int ready = poll(entries.data(), watchesInterrupt ? 2 : 1, timeout);
        if (ready < 0 && errno == EINTR)
            continue;
        if (silence.hasExpired())
            return false;
        // Also while rows keep coming: a server that is faster than we are would never be silent enough to be interrupted.
        if ((cancelled && entries[0].revents == 0) || (watchesInterrupt && entries[1].revents != 0)) {
            if (!cancelled)
                silence = QDeadlineTimer(kSilenceGrace);
            cancelled = true;
            if (m_nextCancel.hasExpired()) {
                sendCancel();
                m_nextCancel = QDeadlineTimer(kCancelInterval);
            }
        }
        if (entries[0].revents != 0 && !PQconsumeInput(m_connection.get()))
            return true;
    }
    return true;
}

/// A probe asks for the same columns tick after tick: their names are made once.
QStringList PostgresSession::columnNames(const PGresult *result)
{
    const int columns = PQnfields(result);
    bool isSame = columns == m_names.size();
    for (int column = 0; isSame && column < columns; ++column)
        isSame = m_names[column] == PQfname(result, column);
    if (isSame)
        return m_columns;
    m_names.clear();
    m_columns.clear();
    for (int column = 0; column < columns; ++column) {
        m_names.append(PQfname(result, column));
        m_columns.append(QString::fromUtf8(m_names.last()));
    }
    return m_columns;
}

void PostgresSession::takeRows(Collected &into, const PGresult *result, const ReadLimits &limits)
{
    SqlRows &rows = into.outcome.rows;
    const int columns = PQnfields(result);
    if (rows.columns.isEmpty())
        rows.columns = columnNames(result);
    for (int row = 0; row < PQntuples(result); ++row) {
        for (int column = 0; column < columns; ++column)
            into.bytes += PQgetlength(result, row, column);
        if (into.isFull || rows.rows.size() >= limits.rows || into.bytes > limits.bytes) {
            into.isFull = true;
            continue;
        }
        QVariantList values;
        values.reserve(columns);
        for (int column = 0; column < columns; ++column)
            values.append(postgresValue(result, row, column));
        rows.rows.append(std::move(values));
    }
}

void PostgresSession::endCopy(Collected &into, const PGresult *result)
{
    if (!into.error)
        into.error = Error { ErrorCode::NotSupported, u"COPY to or from the client cannot run here"_s, m_request.place(), {}, {} };
    switch (PQresultStatus(result)) {
    case PGRES_COPY_IN:
        PQputCopyEnd(m_connection.get(), "COPY from the client is refused");
        break;
    case PGRES_COPY_OUT: {
        sendCancel();
        char *line = nullptr;
        while (PQgetCopyData(m_connection.get(), &line, 0) > 0)
            PQfreemem(line);
        break;
    }
    default:
        m_connection.reset();
        break;
    }
}

void PostgresSession::take(Collected &into, const PGresult *result, const ReadLimits &limits)
{
    switch (PQresultStatus(result)) {
    case PGRES_SINGLE_TUPLE:
        takeRows(into, result, limits);
        return;
    case PGRES_TUPLES_OK:
        takeRows(into, result, limits);
        [[fallthrough]];
    case PGRES_COMMAND_OK: {
        into.sawStatement = true;
        into.tag = PQcmdStatus(const_cast<PGresult *>(result)); // libpq's signature, not a write
        const bool isRead = PQresultStatus(result) == PGRES_TUPLES_OK && into.tag.startsWith("SELECT");
        into.outcome.affected = isRead ? 0 : QByteArray(PQcmdTuples(const_cast<PGresult *>(result))).toLongLong();
        return;
    }
    case PGRES_EMPTY_QUERY:
        return;
    case PGRES_COPY_IN:
    case PGRES_COPY_OUT:
    case PGRES_COPY_BOTH:
        endCopy(into, result);
        return;
    default:
        if (!into.error)
            into.error = postgresError(result, m_request.place());
        return;
    }
}

PostgresSession::Collected PostgresSession::collect(const ReadLimits &limits, Interruptible interruptible, bool mayCutShort)
{
    Collected all;
    bool isCutting = false;
    while (m_connection) {
        if (!waitForResult(interruptible, isCutting)) {
            all.error = Error { ErrorCode::ConnectionLost, u"the server stopped answering"_s, m_request.place(), {}, {} };
            m_connection.reset();
            return all;
        }
        const PostgresResult result(PQgetResult(m_connection.get()));
        if (!result)
            break;
        take(all, result.get(), limits);
        if (all.isFull && mayCutShort && !isCutting) {
            isCutting = true;
            sendCancel();
        }
    }
    if (isCutting && all.error && all.error->sqlState == u"57014") {
        all.error.reset();
        all.sawStatement = true;
    }
    if (!m_connection || PQstatus(m_connection.get()) != CONNECTION_OK) {
        Error error = m_connection ? lost() : Error { ErrorCode::ConnectionLost, u"the connection was closed"_s, m_request.place(), {}, {} };
        if (all.error && !all.error->what.isEmpty()) {
            error.what = all.error->what;
            error.sqlState = all.error->sqlState;
        }
        all.error = error;
    }
    all.outcome.rows.isTruncated = all.isFull && limits.rows > 0;
    return all;
}

void PostgresSession::judgeCancelled(Error &error, qint64 elapsedMs) const
{
    if (error.sqlState != u"57014")
        return;
    if (m_request.interrupt->isRequested()) {
        error.code = ErrorCode::Cancelled;
    } else if (m_statementTimeout.count() > 0 && elapsedMs + 20 >= m_statementTimeout.count()) {
        error.code = ErrorCode::Timeout;
    } else {
        error.what = u"somebody else cancelled the statement"_s;
    }
}

Result<SqlOutcome> PostgresSession::run(const SqlRequest &request)
{
    QElapsedTimer timer;
    timer.start();
    // Stopping an overlong read is only harmless where nothing can be undone by it.
    const bool mayCutShort = m_request.isReadOnly() && !isInTransaction() && request.limits.rows > 0;
    bool isSent = false;
    if (request.values) {
        SLUICE_TRY(isSent, sendBound(request.sql, *request.values));
    } else {
        isSent = send(request.sql);
    }
    if (!isSent)
        return fail(lost());
    PQsetSingleRowMode(m_connection.get());
    Collected all = collect(request.limits, Interruptible::Yes, mayCutShort);
    if (all.error) {
        judgeCancelled(*all.error, timer.elapsed());
        return fail(*all.error);
    }
    if (!all.sawStatement)
        return fail(ErrorCode::Usage, u"there is no statement in the SQL text"_s, m_request.place());
    return std::move(all.outcome);
}

Result<void> PostgresSession::runOwn(const QString &sql)
{
    if (!isOpen())
        return fail(ErrorCode::ConnectionLost, u"the connection is closed"_s, m_request.place());
    if (!send(sql))
        return fail(lost());
    const Collected all = collect({ 0, 0 }, Interruptible::No);
    if (all.error)
        return fail(*all.error);
    return {};
}

Result<void> PostgresSession::begin()
{
    return runOwn(m_request.isReadOnly() ? u"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"_s : u"BEGIN"_s);
}

/// Reads what already waits in the socket, so that a server that went away earlier is noticed before COMMIT is sent.
bool PostgresSession::isAlive()
{
    for (int round = 0; round < 8 && isOpen(); ++round) {
        pollfd entry { PQsocket(m_connection.get()), POLLIN, 0 };
        if (poll(&entry, 1, 0) <= 0)
            return true;
        PQconsumeInput(m_connection.get());
        static_cast<void>(PQisBusy(m_connection.get())); // parses a waiting farewell message
    }
    return isOpen();
}

Result<void> PostgresSession::commit()
{
    if (!isOpen() || !isAlive()) {
        Error error = lost();
        error.what = u"the connection was lost before COMMIT was sent; the server rolls back: "_s + error.what;
        return fail(error);
    }
    const bool isSent = send(u"COMMIT"_s);
    const Collected all = isSent ? collect({ 0, 0 }, Interruptible::No) : Collected {};
    if (!isSent || !isOpen()) {
        Error error = all.error.value_or(Error { ErrorCode::ConnectionLost, u"COMMIT could not be sent whole"_s, {}, {}, {} });
        m_connection.reset();
        error.code = ErrorCode::OutcomeUnknown;
        error.what = u"the connection was lost while COMMIT was on its way: "_s + error.what;
        error.where = m_request.place();
        error.next = u"read the receipt over a new connection before deciding"_s;
        return fail(error);
    }
    if (all.error) {
        rollback();
        return fail(*all.error);
    }
    if (all.tag != "COMMIT")
        return fail(ErrorCode::SqlFailed, u"the server rolled back instead of committing"_s, m_request.place());
    return {};
}

void PostgresSession::rollback()
{
    if (isInTransaction() && !runOwn(u"ROLLBACK"_s))
        m_connection.reset(); // the server ends the transaction with the session
}

/// A session that only reads keeps what it was told: another round trip before every probe would cost as much as the probe.
/// (Should a plan's own SELECT change it, with set_config, our patience with the server still ends as before.)
Result<void> PostgresSession::setTimeouts(Duration statementTimeout, Duration lockTimeout)
{
    if (m_areTimeoutsTold && m_request.isReadOnly() && !isInTransaction() && statementTimeout == m_request.options.statementTimeout
        && lockTimeout == m_request.options.lockTimeout)
        return {};
    m_areTimeoutsTold = false;
    SLUICE_CHECK(runOwn(
        u"SET statement_timeout = %1; SET lock_timeout = %2"_s.arg(milliseconds(statementTimeout), milliseconds(lockTimeout))));
    // Inside a transaction a rollback restores the server's older value, which our own patience must outlast.
    m_statementTimeout = isInTransaction() && statementTimeout.count() > 0 ? std::max(m_statementTimeout, statementTimeout) : statementTimeout;
    m_request.options.statementTimeout = statementTimeout;
    m_request.options.lockTimeout = lockTimeout;
    m_areTimeoutsTold = !isInTransaction();
    return {};
}

Result<std::unique_ptr<SqlBackend>> openPostgres(const SqlOpenRequest &request, const Secret &password)
{
    SLUICE_TRY(PostgresHandle connection, connectPostgres(request, password));
    auto session = std::make_unique<PostgresSession>(request, std::move(connection));
    SLUICE_CHECK(session->refusePooler());
    SLUICE_CHECK(session->pinSettings());
    return session;
}

} // namespace sluice
