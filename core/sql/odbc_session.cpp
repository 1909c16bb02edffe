// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/odbc_session.h"

#include "base/seeded_bug.h"
#include "sql/odbc_connector.h"
#include "sql/odbc_errors.h"
#include "sql/odbc_statement.h"
#include "sql/postgres_errors.h"
#include "sql/sql_classifier.h"
#include "sql/sql_quoting.h"

#include <QDeadlineTimer>
#include <QSet>

#include <array>

#include <poll.h>

namespace sluice {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// The service keeps a time limit of its own first; ours ends a statement where it does not.
constexpr auto kOwnLimitGrace = 250ms;
/// Milliseconds between two tries to get a lock.
constexpr int kLockPause = 10;

SQLRETURN execute(SQLHANDLE statement, QString sql, bool isWide)
{
    if (isWide)
        return SQLExecDirectW(statement, reinterpret_cast<SQLWCHAR *>(sql.data()), static_cast<SQLINTEGER>(sql.size()));
    QByteArray text = sql.toUtf8();
    return SQLExecDirect(statement, reinterpret_cast<SQLCHAR *>(text.data()), static_cast<SQLINTEGER>(text.size()));
}

SQLRETURN prepare(SQLHANDLE statement, QString sql, bool isWide)
{
    if (isWide)
        return SQLPrepareW(statement, reinterpret_cast<SQLWCHAR *>(sql.data()), static_cast<SQLINTEGER>(sql.size()));
    QByteArray text = sql.toUtf8();
    return SQLPrepare(statement, reinterpret_cast<SQLCHAR *>(text.data()), static_cast<SQLINTEGER>(text.size()));
}

bool isGood(SQLRETURN answer)
{
    return SQL_SUCCEEDED(answer) || answer == SQL_NO_DATA; // an UPDATE that found nothing
}

OdbcStatement makeStatement(SQLHANDLE link)
{
    OdbcStatement statement(link);
    if (statement) // the braces of an array are not the driver's escapes
        SQLSetStmtAttr(statement.get(), SQL_ATTR_NOSCAN, reinterpret_cast<SQLPOINTER>(SQL_NOSCAN_ON), 0);
    return statement;
}

} // namespace

OdbcSession::OdbcSession(SqlOpenRequest request, OdbcConnection connection)
    : m_request(std::move(request))
    , m_connection(std::move(connection))
    , m_idle(service().cancelsConnection ? makeStatement(m_connection.link.get()) : OdbcStatement())
    , m_watch(m_request.interrupt, m_connection.line, m_request.options.silence)
{
}

Result<void> OdbcSession::refusePooler()
{
    if (service().sessionMark.isEmpty() || hasSeededBug("pooler-not-seen"))
        return {};
    SLUICE_TRY(const SqlOutcome answer, runText({ service().sessionMark, {}, false }, {}, false));
    if (answer.rows.scalar().toString() == m_connection.mark)
        return {};
    return fail(behindPooler(u"it kept from the server what was said when connecting"_s, m_request.place()));
}

Result<void> OdbcSession::pinSettings()
{
    QStringList pins = service().pins;
    if (m_request.isReadOnly())
        pins += service().readOnlyPins;
    for (const QString &pin : std::as_const(pins))
        SLUICE_CHECK(
            runOwn(QString(pin).replace(u"{application}"_s, quoteLiteral(m_request.options.applicationName.left(63)))));
    return setTimeouts(m_request.options.statementTimeout, m_request.options.lockTimeout);
}

QString OdbcSession::info(SQLUSMALLINT what) const
{
    SQLSMALLINT length = 0;
    if (service().isWide) {
        std::array<SQLWCHAR, 256> text {};
        SQLGetInfoW(m_connection.link.get(), what, text.data(), static_cast<SQLSMALLINT>(sizeof text), &length);
        return QString::fromUtf16(reinterpret_cast<const char16_t *>(text.data()));
    }
    std::array<SQLCHAR, 256> text {};
    SQLGetInfo(m_connection.link.get(), what, text.data(), static_cast<SQLSMALLINT>(sizeof text), &length);
    return QString::fromUtf8(reinterpret_cast<const char *>(text.data()));
}

QString OdbcSession::serverVersion() const
{
    if (!isOpen())
        return {};
    return u"%1 %2 through %3 %4"_s.arg(
        info(SQL_DBMS_NAME), info(SQL_DBMS_VER), info(SQL_DRIVER_NAME), info(SQL_DRIVER_VER));
}

bool OdbcSession::isDead() const
{
    SQLUINTEGER dead = SQL_CD_FALSE;
    return SQL_SUCCEEDED(
               SQLGetConnectAttr(m_connection.link.get(), SQL_ATTR_CONNECTION_DEAD, &dead, sizeof dead, nullptr))
        && dead == SQL_CD_TRUE;
}

/// What SQLCancel is called on to stop the statement.
SQLHANDLE OdbcSession::cancelled(const OdbcStatement &statement) const
{
    return service().cancelsConnection ? m_idle.get() : statement.get();
}

/// Closes the connection when it is gone; the statement's handle goes first.
Error OdbcSession::ended(Error error, OdbcStatement &statement)
{
    if (error.code == ErrorCode::ConnectionLost) {
        statement.reset();
        hangUp();
        m_isInTransaction = false;
    }
    return error;
}

void OdbcSession::hangUp()
{
    m_idle.reset();
    m_connection.link.reset();
    m_connection.line.forget();
}

/// The error of the statement's last call.
Error OdbcSession::failure(SQLHANDLE statement, const OdbcWatch::Statement *watch) const
{
    const OdbcDiagnosis diagnosis = odbcDiagnosis(SQL_HANDLE_STMT, statement, service().isWide);
    Error error = odbcError(service(), diagnosis, m_request.place());
    if (watch && watch->wasSilent())
        return { ErrorCode::ConnectionLost,
            u"the server took the statement and never answered, so the connection was given up"_s, m_request.place(),
            {}, {} };
    if (error.code == ErrorCode::ConnectionLost || isDead()) {
        error.code = ErrorCode::ConnectionLost;
        return error;
    }
    if (!isOdbcInterruption(service(), diagnosis))
        return error;
    if (watch && watch->hasCancelled())
        error.code = ErrorCode::Cancelled;
    else if (error.code != ErrorCode::Timeout)
        error.code = watch && watch->hasExpired() ? ErrorCode::Timeout : ErrorCode::SqlFailed;
    return error;
}

/// Wraps a SELECT where the driver would cut its values: only the database itself can write them out whole.
Result<OdbcSession::ExactForm> OdbcSession::exactForm(const QString &sql)
{
    ExactForm form { sql, {}, false };
    static const QSet<QString> wrapped { u"SELECT"_s, u"WITH"_s, u"VALUES"_s };
    if ((service().exactLiteral.isEmpty() && service().exactTime.isEmpty())
        || !wrapped.contains(firstWord(service(), sql)) || !checkReadOnlyStatement(kinEngine(service().kin), sql))
        return form;
    OdbcStatement statement = makeStatement(m_connection.link.get());
    std::optional<Error> error;
    { // the service parses it, and may wait for a lock there
        const OdbcWatch::Statement watch(
            m_watch, cancelled(statement), m_request.options.statementTimeout, kOwnLimitGrace, true);
        const bool isPrepared = isGood(prepare(statement.get(), sql, service().isWide));
        if (isPrepared)
            form.columns = odbcColumns(statement.get(), service().isWide);
        if (!isPrepared || watch.wasSilent()) // the driver calls a lost line no columns
            error = failure(statement.get(), &watch);
    }
    if (error)
        return fail(ended(*std::move(error), statement));
    form.isLiteral = !service().exactLiteral.isEmpty();
    const bool hasTime = std::ranges::any_of(form.columns, &OdbcColumn::isTime);
    if (form.columns.isEmpty() || (!form.isLiteral && !hasTime))
        return form;
    QStringList names;
    QStringList values;
    for (const OdbcColumn &column : std::as_const(form.columns)) {
        const QString name = u"c%1"_s.arg(names.size() + 1);
        const QString how = form.isLiteral ? service().exactLiteral
            : column.isTime()              ? service().exactTime
                                           : u"{value}"_s;
        names.append(name);
        values.append(QString(how).replace(u"{value}"_s, u"sluice_read."_s + name));
    }
    form.sql = u"WITH sluice_read("_s + names.join(u", "_s) + u") AS ("_s + sql + u"\n) SELECT "_s
        + values.join(u", "_s) + u" FROM sluice_read"_s;
    return form;
}

Result<void> OdbcSession::takeRows(SQLHANDLE statement, const ExactForm &form, const ReadLimits &limits, SqlRows &rows)
{
    const QList<OdbcColumn> columns = odbcColumns(statement, service().isWide);
    for (const OdbcColumn &column : form.columns.isEmpty() ? columns : form.columns)
        rows.columns.append(column.name);
    qint64 bytes = 0;
    // Every row must have been computed, wanted or not: the walk goes to the end.
    for (;;) {
        const SQLRETURN answer = SQLFetch(statement);
        if (answer == SQL_NO_DATA)
            return {};
        if (!SQL_SUCCEEDED(answer))
            return fail(ErrorCode::SqlFailed, QString());
        if (limits.rows == 0)
            continue;
        rows.isTruncated = rows.isTruncated || rows.rows.size() >= limits.rows;
        if (rows.isTruncated)
            continue;
        QVariantList values;
        for (qsizetype i = 0; i < columns.size(); ++i) {
            const OdbcCell cell
                = odbcCell(statement, static_cast<SQLUSMALLINT>(i + 1), columns[i], service().isWide, form.isLiteral);
            if (!cell.isRead)
                return fail(ErrorCode::SqlFailed, QString());
            bytes += cell.size;
            values.append(cell.value);
        }
        rows.isTruncated = bytes > limits.bytes;
        if (!rows.isTruncated)
            rows.rows.append(std::move(values));
    }
}

/// A procedure gives further results; a failing one among them is the result of the statement.
Result<void> OdbcSession::walkOtherResults(SQLHANDLE statement)
{
    for (;;) {
        const SQLRETURN answer = SQLMoreResults(statement);
        if (answer == SQL_NO_DATA)
            return {};
        if (!SQL_SUCCEEDED(answer))
            return fail(ErrorCode::SqlFailed, QString());
    }
}

/// A statement that met a lock did nothing, so it can be tried again.
Result<SqlOutcome> OdbcSession::runText(const ExactForm &form, const ReadLimits &limits, bool isInterruptible)
{
    const Duration patience = m_request.options.lockTimeout;
    const QDeadlineTimer deadline
        = patience.count() > 0 ? QDeadlineTimer(patience) : QDeadlineTimer(QDeadlineTimer::Forever);
    for (;;) {
        Result<SqlOutcome> outcome = runOnce(form, limits, isInterruptible);
        if (outcome || outcome.error().code != ErrorCode::LockTimeout || !service().retriesLocks
            || deadline.hasExpired())
            return outcome;
        pollfd asked { m_request.interrupt->descriptor(), POLLIN, 0 };
        if (poll(&asked, isInterruptible ? 1 : 0, kLockPause) > 0)
            return fail(ErrorCode::Cancelled, u"cancelled while it waited for a lock"_s, m_request.place());
    }
}

/// A driver may call what a cancel ended a whole result: its rows so far are not the answer.
Error OdbcSession::cutShort(const OdbcWatch::Statement &watch) const
{
    if (watch.hasCancelled())
        return { ErrorCode::Cancelled, u"cancelled while its rows were read"_s, m_request.place(), {}, {} };
    return { ErrorCode::Timeout, u"the statement ran longer than its time limit"_s, m_request.place(), {}, {} };
}

Result<SqlOutcome> OdbcSession::runOnce(const ExactForm &form, const ReadLimits &limits, bool isInterruptible)
{
    static const QSet<QString> counting { u"INSERT"_s, u"UPDATE"_s, u"DELETE"_s, u"REPLACE"_s, u"MERGE"_s, u"WITH"_s };
    OdbcStatement statement = makeStatement(m_connection.link.get());
    if (!statement)
        return fail(ErrorCode::Internal, u"the ODBC driver gave no statement"_s, m_request.place());
    const Duration grace = service().statementTimeout.isEmpty() ? Duration(0) : Duration(kOwnLimitGrace);
    std::optional<Error> error;
    SqlOutcome outcome;
    {
        const OdbcWatch::Statement watch(
            m_watch, cancelled(statement), m_request.options.statementTimeout, grace, isInterruptible);
        bool isDone = isGood(execute(statement.get(), form.sql, service().isWide));
        if (isDone && !odbcColumns(statement.get(), service().isWide).isEmpty()) {
            isDone = takeRows(statement.get(), form, limits, outcome.rows).has_value();
            if (isDone && watch.wasTold() && !watch.wasSilent())
                return fail(cutShort(watch));
        } else if (isDone && counting.contains(firstWord(service(), form.sql))) {
            SQLLEN count = 0;
            SQLRowCount(statement.get(), &count); // of others some drivers repeat an older number
            outcome.affected = std::max<SQLLEN>(count, 0);
        }
        isDone = isDone && walkOtherResults(statement.get()) && !watch.wasSilent();
        if (!isDone)
            error = failure(statement.get(), &watch);
    }
    if (error)
        return fail(ended(*std::move(error), statement));
    return outcome;
}

namespace {

/// What the driver gives, as text.
class OdbcRow final : public SqlRowView
{
public:
    QList<QByteArray> cells;

    qint64 integer(int column) const override { return cells[column].toLongLong(); }
    QByteArrayView bytes(int column) const override { return cells[column]; }
};

} // namespace

Result<void> OdbcSession::visitRows(SQLHANDLE statement, const std::function<bool(const SqlRowView &)> &visit)
{
    OdbcRow row;
    row.cells.resize(odbcColumns(statement, service().isWide).size());
    for (;;) {
        const SQLRETURN answer = SQLFetch(statement);
        if (answer == SQL_NO_DATA)
            return {};
        if (!SQL_SUCCEEDED(answer))
            return fail(ErrorCode::SqlFailed, QString());
        for (qsizetype i = 0; i < row.cells.size(); ++i) {
            const OdbcCell cell
                = odbcCell(statement, static_cast<SQLUSMALLINT>(i + 1), { {}, SQL_VARCHAR }, service().isWide, false);
            if (!cell.isRead)
                return fail(ErrorCode::SqlFailed, QString());
            row.cells[i] = cell.value.toString().toUtf8();
        }
        if (!visit(row))
            return {};
    }
}

Result<void> OdbcSession::scan(const QString &sql, const std::function<bool(const SqlRowView &)> &visit)
{
    SLUICE_CHECK(checkOdbcStatement(service(), sql, m_request.isReadOnly(), m_request.place()));
    SLUICE_TRY(const QString text, odbcText(service(), withoutTail(kinEngine(service().kin), sql), {}));
    OdbcStatement statement = makeStatement(m_connection.link.get());
    std::optional<Error> error;
    {
        const OdbcWatch::Statement watch(m_watch, cancelled(statement), Duration(0), Duration(0), true);
        if (!isGood(execute(statement.get(), text, service().isWide)) || !visitRows(statement.get(), visit))
            error = failure(statement.get(), &watch);
        else if (watch.wasTold())
            error = cutShort(watch);
    }
    if (error)
        return fail(ended(*std::move(error), statement));
    return {};
}

Result<SqlOutcome> OdbcSession::run(const SqlRequest &request)
{
    SLUICE_CHECK(checkOdbcStatement(service(), request.sql, m_request.isReadOnly(), m_request.place()));
    const QString only = withoutTail(kinEngine(service().kin), request.sql);
    if (!request.values)
        SLUICE_CHECK(refuseQuestionMark(service(), only, m_request.place()));
    SLUICE_TRY(const QString text, odbcText(service(), only, request.values.value_or(QVariantList())));
    if (request.limits.rows == 0)
        return runText({ text, {}, false }, request.limits, true);
    SLUICE_TRY(const ExactForm form, exactForm(text));
    return runText(form, request.limits, true);
}

Result<void> OdbcSession::runOwn(const QString &sql)
{
    if (!isOpen())
        return fail(ErrorCode::ConnectionLost, u"the connection is closed"_s, m_request.place());
    return runText({ sql, {}, false }, { 0, 0 }, false).map([](const SqlOutcome &) {});
}

Result<void> OdbcSession::begin()
{
    if (service().begin.isEmpty())
        return fail(ErrorCode::NotSupported, service().title + u" has no transactions"_s, m_request.place());
    SLUICE_CHECK(runOwn(m_request.isReadOnly() ? service().beginReadOnly : service().begin));
    m_isInTransaction = true;
    return {};
}

Result<void> OdbcSession::commit()
{
    if (!isOpen())
        return fail(ErrorCode::ConnectionLost,
            u"the connection was lost before COMMIT was sent; the server rolls back"_s, m_request.place());
    // PostgreSQL ends a transaction in which a statement failed by COMMIT too, and the driver calls that success.
    if (service().kin == SqlKin::Postgresql) {
        if (const auto alive = runOwn(u"SELECT 1"_s); !alive) {
            rollback();
            return alive;
        }
    }
    const Result<void> committed = runOwn(u"COMMIT"_s);
    if (committed) {
        m_isInTransaction = false;
        return {};
    }
    Error error = committed.error();
    if (!isOpen() || error.code == ErrorCode::IoFailed) {
        error.code = ErrorCode::OutcomeUnknown;
        error.what = u"COMMIT was on its way when this happened: "_s + error.what;
        error.next = u"read the receipt over a new connection before deciding"_s;
    }
    rollback();
    return fail(error);
}

void OdbcSession::rollback()
{
    if (!isInTransaction())
        return;
    m_isInTransaction = false;
    if (!runOwn(u"ROLLBACK"_s))
        hangUp(); // the service ends the transaction with the session
}

Result<void> OdbcSession::setTimeouts(Duration statementTimeout, Duration lockTimeout)
{
    for (const auto &[sql, limit] :
        { std::pair(service().statementTimeout, statementTimeout), std::pair(service().lockTimeout, lockTimeout) }) {
        if (sql.isEmpty())
            continue;
        const auto ms = std::max<Duration::rep>(limit.count(), 0);
        QString text = sql;
        text.replace(u"{ms}"_s, QString::number(ms));
        text.replace(u"{s}"_s, QString::number((ms + 999) / 1000)); // rounded up: 0 is no limit
        SLUICE_CHECK(runOwn(text));
    }
    m_request.options.statementTimeout = statementTimeout;
    m_request.options.lockTimeout = lockTimeout;
    return {};
}

Result<std::unique_ptr<SqlBackend>> openOdbc(
    const SqlOpenRequest &request, const QString &workspaceRoot, const Secret &password)
{
    if (!request.profile.service)
        return fail(ErrorCode::InvalidConnection, u"no service is named that stands behind the ODBC driver"_s,
            request.place(), u"name it with 'service'"_s);
    SLUICE_TRY(OdbcConnection connection, connectOdbc(request, workspaceRoot, password));
    auto session = std::make_unique<OdbcSession>(request, std::move(connection));
    SLUICE_CHECK(session->refusePooler());
    SLUICE_CHECK(session->pinSettings());
    return session;
}

} // namespace sluice
