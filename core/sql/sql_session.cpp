// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sql_session.h"

#include "sql/sql_backend.h"

#include <QDir>

#include <thread>

namespace sluice {

using namespace Qt::StringLiterals;

struct SqlCanceller::State : SqlInterrupt {
};

void SqlCanceller::cancel() const
{
    if (m_state)
        m_state->request();
}

namespace {

/// Failed: the engine has rolled back after an error, the caller has not yet said rollback().
enum class Attempt { None, Begun, Failed };

Result<void> checkText(const QString &sql, const QString &place)
{
    if (sql.contains(QChar(0)))
        return fail(ErrorCode::Usage, u"the SQL text holds a NUL character"_s, place);
    if (!sql.isValidUtf16())
        return fail(ErrorCode::Usage, u"the SQL text is not valid Unicode"_s, place);
    return {};
}

} // namespace

struct SqlSession::Private {
    SqlOpenRequest request;
    std::shared_ptr<SqlCanceller::State> canceller;
    std::unique_ptr<SqlBackend> backend;
    Attempt attempt = Attempt::None;
    std::stop_token stop;
    std::thread::id owner = std::this_thread::get_id();

    void checkThread() const { SLUICE_INVARIANT(std::this_thread::get_id() == owner); }
    Result<SqlOutcome> run(SqlRequest call);
    Result<SqlOutcome> runOnce(const SqlRequest &call);
    void abandon()
    {
        backend->rollback();
        attempt = Attempt::Failed;
    }
};

Result<SqlOutcome> SqlSession::Private::runOnce(const SqlRequest &call)
{
    const SqlInterrupt::Running running(*canceller);
    const std::stop_callback onStop(stop, [this] { canceller->request(); });
    if (stop.stop_requested())
        return fail(ErrorCode::Cancelled, u"cancelled before the statement ran"_s, request.place());
    return backend->run(call);
}

Result<SqlOutcome> SqlSession::Private::run(SqlRequest call)
{
    checkThread();
    if (attempt == Attempt::Failed)
        return fail(ErrorCode::SqlFailed, u"the transaction was already rolled back after an error"_s, request.place());
    if (!backend->isOpen())
        return fail(ErrorCode::ConnectionLost, u"the connection is closed"_s, request.place());
    Result<SqlOutcome> outcome = checkText(call.sql, request.place()).and_then([&] { return runOnce(call); });
    if (attempt == Attempt::Begun) {
        if (!outcome) {
            abandon();
        } else if (!backend->isInTransaction()) {
            attempt = Attempt::Failed;
            return fail(ErrorCode::Refused, u"the statement ended the transaction that it had to run in"_s, request.place());
        }
    } else if (backend->isInTransaction()) {
        backend->rollback();
        if (outcome)
            return fail(ErrorCode::Refused, u"the statement left a transaction open, which was rolled back"_s, request.place());
    }
    return outcome;
}

SqlSession::SqlSession(std::unique_ptr<Private> data)
    : d(std::move(data))
{
}

SqlSession::~SqlSession()
{
    d->checkThread();
    if (d->backend->isInTransaction())
        d->backend->rollback();
}

Result<std::unique_ptr<SqlSession>> SqlSession::open(const ConnectionProfile &profile, const QString &workspaceRoot, SessionRole role,
    const Secret &password, const SessionOptions &options)
{
    auto data = std::make_unique<Private>();
    data->canceller = std::make_shared<SqlCanceller::State>();
    data->request = SqlOpenRequest { profile, role, options, data->canceller };
    switch (profile.engine) {
    case Engine::Postgresql: {
        SLUICE_TRY(data->backend, openPostgres(data->request, password));
        break;
    }
    case Engine::Sqlite: {
        if (profile.database.isEmpty())
            return fail(ErrorCode::InvalidConnection, u"no database file is named"_s, data->request.place());
        const QString path = QDir::isAbsolutePath(profile.database) ? profile.database : workspaceRoot + u'/' + profile.database;
        SLUICE_TRY(data->backend, openSqlite(data->request, path, SqliteFile::Target));
        break;
    }
    case Engine::Mariadb: {
        SLUICE_TRY(data->backend, openMariadb(data->request, password));
        break;
    }
    case Engine::Odbc: {
        SLUICE_TRY(data->backend, openOdbc(data->request, workspaceRoot, password));
        break;
    }
    }
    return std::unique_ptr<SqlSession>(new SqlSession(std::move(data)));
}

Result<std::unique_ptr<SqlSession>> SqlSession::openFile(const QString &path, bool create, const SessionOptions &options)
{
    return openOwn(path, create ? SqliteFile::OwnMade : SqliteFile::Own, options);
}

Result<std::unique_ptr<SqlSession>> SqlSession::openFileToRead(const QString &path, bool isStill, const SessionOptions &options)
{
    return openOwn(path, isStill ? SqliteFile::OwnStill : SqliteFile::OwnShared, options);
}

Result<std::unique_ptr<SqlSession>> SqlSession::openOwn(const QString &path, SqliteFile file, const SessionOptions &options)
{
    auto data = std::make_unique<Private>();
    data->canceller = std::make_shared<SqlCanceller::State>();
    ConnectionProfile profile;
    profile.name = QDir(path).dirName();
    profile.database = path;
    data->request = SqlOpenRequest { profile, SessionRole::Control, options, data->canceller };
    SLUICE_TRY(data->backend, openSqlite(data->request, QDir().absoluteFilePath(path), file));
    return std::unique_ptr<SqlSession>(new SqlSession(std::move(data)));
}

Engine SqlSession::engine() const
{
    return sqlEngine(d->request.profile);
}

const ConnectionProfile &SqlSession::profile() const
{
    return d->request.profile;
}

SessionRole SqlSession::role() const
{
    return d->request.role;
}

bool SqlSession::isOpen() const
{
    d->checkThread();
    return d->backend->isOpen();
}

int SqlSession::backendPid() const
{
    return d->backend->backendPid();
}

QString SqlSession::serverVersion() const
{
    return d->backend->serverVersion();
}

SqlCanceller SqlSession::canceller() const
{
    SqlCanceller canceller;
    canceller.m_state = d->canceller;
    return canceller;
}

std::stop_token SqlSession::setStopToken(std::stop_token token)
{
    d->checkThread();
    return std::exchange(d->stop, std::move(token));
}

Result<SqlRows> SqlSession::query(const QString &sql, const ReadLimits &limits)
{
    return d->run({ sql, std::nullopt, limits }).map([](SqlOutcome outcome) { return std::move(outcome.rows); });
}

Result<qint64> SqlSession::execute(const QString &sql)
{
    return d->run({ sql, std::nullopt, { 0, 0 } }).map([](const SqlOutcome &outcome) { return outcome.affected; });
}

Result<void> SqlSession::scan(const QString &sql, const std::function<bool(const SqlRowView &)> &visit)
{
    d->checkThread();
    SLUICE_INVARIANT(d->attempt == Attempt::None || d->request.isReadOnly());
    if (d->attempt == Attempt::Failed)
        return fail(ErrorCode::SqlFailed, u"the transaction was already rolled back after an error"_s, d->request.place());
    if (!d->backend->isOpen())
        return fail(ErrorCode::ConnectionLost, u"the connection is closed"_s, d->request.place());
    SLUICE_CHECK(checkText(sql, d->request.place()));
    const SqlInterrupt::Running running(*d->canceller);
    const std::stop_callback onStop(d->stop, [this] { d->canceller->request(); });
    if (d->stop.stop_requested())
        return fail(ErrorCode::Cancelled, u"cancelled before the statement ran"_s, d->request.place());
    bool isEndedEarly = false;
    Result<void> walked = d->backend->scan(sql, [&](const SqlRowView &row) {
        isEndedEarly = !visit(row);
        return !isEndedEarly;
    });
    if (d->attempt == Attempt::Begun && (!walked || isEndedEarly))
        d->abandon();
    return walked;
}

Result<void> SqlSession::copyTo(const QString &path)
{
    d->checkThread();
    SLUICE_INVARIANT(d->attempt == Attempt::None);
    if (!d->backend->isOpen())
        return fail(ErrorCode::ConnectionLost, u"the connection is closed"_s, d->request.place());
    SLUICE_CHECK(checkText(path, d->request.place()));
    const SqlInterrupt::Running running(*d->canceller);
    const std::stop_callback onStop(d->stop, [this] { d->canceller->request(); });
    if (d->stop.stop_requested())
        return fail(ErrorCode::Cancelled, u"cancelled before the copy began"_s, d->request.place());
    return d->backend->copyTo(path);
}

Result<bool> SqlSession::waitForNotice(Duration atMost)
{
    d->checkThread();
    SLUICE_INVARIANT(d->attempt == Attempt::None);
    if (!d->backend->isOpen())
        return fail(ErrorCode::ConnectionLost, u"the connection is closed"_s, d->request.place());
    const SqlInterrupt::Running running(*d->canceller);
    const std::stop_callback onStop(d->stop, [this] { d->canceller->request(); });
    return d->backend->waitForNotice(atMost);
}

Result<SqlRows> SqlSession::queryBound(const QString &sql, const QVariantList &values, const ReadLimits &limits)
{
    SLUICE_INVARIANT(d->request.role != SessionRole::Steps);
    return d->run({ sql, values, limits }).map([](SqlOutcome outcome) { return std::move(outcome.rows); });
}

Result<qint64> SqlSession::executeBound(const QString &sql, const QVariantList &values)
{
    SLUICE_INVARIANT(d->request.role != SessionRole::Steps);
    return d->run({ sql, values, { 0, 0 } }).map([](const SqlOutcome &outcome) { return outcome.affected; });
}

Result<void> SqlSession::begin()
{
    d->checkThread();
    SLUICE_INVARIANT(d->attempt != Attempt::Begun);
    if (!d->backend->isOpen())
        return fail(ErrorCode::ConnectionLost, u"the connection is closed"_s, d->request.place());
    if (d->stop.stop_requested())
        return fail(ErrorCode::Cancelled, u"cancelled before the transaction began"_s, d->request.place());
    SLUICE_CHECK(d->backend->begin());
    d->attempt = Attempt::Begun;
    return {};
}

Result<void> SqlSession::commit()
{
    d->checkThread();
    const Attempt attempt = std::exchange(d->attempt, Attempt::None);
    if (attempt == Attempt::None)
        return fail(ErrorCode::Usage, u"there is no transaction to commit"_s, d->request.place());
    if (attempt == Attempt::Failed)
        return fail(ErrorCode::SqlFailed, u"the transaction was already rolled back after an error"_s, d->request.place());
    if (d->stop.stop_requested()) {
        d->backend->rollback();
        return fail(ErrorCode::Cancelled, u"cancelled before the commit; the transaction was rolled back"_s, d->request.place());
    }
    return d->backend->commit();
}

void SqlSession::rollback()
{
    d->checkThread();
    d->attempt = Attempt::None;
    d->backend->rollback();
}

bool SqlSession::isInTransaction() const
{
    d->checkThread();
    return d->backend->isInTransaction();
}

Result<void> SqlSession::setTimeouts(Duration statementTimeout, Duration lockTimeout)
{
    d->checkThread();
    if (!d->backend->isOpen())
        return fail(ErrorCode::ConnectionLost, u"the connection is closed"_s, d->request.place());
    return d->backend->setTimeouts(statementTimeout, lockTimeout);
}

} // namespace sluice
