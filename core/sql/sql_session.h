// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/connection_profile.h"
#include "base/duration.h"
#include "base/result.h"
#include "base/secret.h"

#include <QStringList>
#include <QVariant>

#include <functional>
#include <memory>
#include <stop_token>

namespace sluice {

enum class SqliteFile; // sql_backend.h

/// What a session is for; decides pinned settings. Plan SQL runs on Steps only, bound values never do.
enum class SessionRole {
    Steps, ///< DDL and backfills; no bound values
    Control, ///< receipts, fence, flags, enrolment
    Probe, ///< read-only, capped
    Catalogue, ///< read-only reads of the catalogue
};

struct SessionOptions {
    QString applicationName = QStringLiteral("sluice"); ///< tag seen in pg_stat_activity; at most 63 bytes
    Duration statementTimeout { std::chrono::minutes(15) };
    Duration lockTimeout { 300 };
    Duration connectTimeout { std::chrono::seconds(5) };
    Duration silence { std::chrono::seconds(10) }; ///< past its statement's time limit, before a server counts as gone
    bool fullSync = true; ///< openFile: false trades the last commits after a power loss for speed (samples only)
};

/// Values: NULL is an invalid QVariant; bool, qlonglong, double, QByteArray; everything else, numeric and timestamps
/// too, is the engine's exact text under pinned settings (UTC, ISO).
struct SqlRows {
    QStringList columns;
    QList<QVariantList> rows;
    bool isTruncated = false; ///< a read limit cut it

    /// First column of the first row; invalid when there is none.
    QVariant scalar() const { return rows.isEmpty() || rows[0].isEmpty() ? QVariant() : rows[0][0]; }
};

struct ReadLimits {
    int rows = 10'000;
    qint64 bytes = 16 * 1024 * 1024;
};

/// One row while SqlSession::scan() runs; what it hands out lives until the visitor returns.
class SqlRowView
{
public:
    virtual qint64 integer(int column) const = 0;
    virtual QByteArrayView bytes(int column) const = 0; ///< a blob, or text as UTF-8; empty for NULL

protected:
    ~SqlRowView() = default;
};

/// Stops the running statement of a session from any thread. Cheap to copy; harmless after the session ended.
class SqlCanceller
{
public:
    SqlCanceller() = default;
    void cancel() const;

private:
    friend class SqlSession;
    struct State;
    std::shared_ptr<State> m_state;
};

/// One database connection, synchronous, used only on the thread that opened it (asserted). Owns its handle; closing
/// rolls back. Every call walks all results and turns driver errors into Error with SQLSTATE; no call throws.
/// The only class (with its private parts) that sees QSqlDatabase, libpq, libmariadb, unixODBC or sqlite3.
class SqlSession
{
public:
    /// Opens with pinned settings for the role (search_path "public, pg_temp", time zone UTC, standard_conforming_strings, timeouts; MariaDB: mariadbPins(); SQLite:
    /// foreign keys on, defensive, busy timeout = lockTimeout, functions sluice_hash(v, …) -> integer, the aggregate
    /// sluice_hash_sum(v, …) -> text of 32 hex digits, sluice_frame and sluice_md5 of sqlite_frames.h, and sluice_now() -> UTC
    /// text, none of them usable in a schema).
    /// DriverMissing, CannotConnect, LoginRefused, NotFound (no such file: never created here), ReadOnly.
    static Result<std::unique_ptr<SqlSession>> open(
        const ConnectionProfile &profile, const QString &workspaceRoot, SessionRole role, const Secret &password, const SessionOptions &options = {});
    /// Opens a SQLite file that Sluice itself owns (ledger, samples, demo), creating it when asked.
    static Result<std::unique_ptr<SqlSession>> openFile(const QString &path, bool create, const SessionOptions &options = {});
    /// The same for a user who may only read it; makes no file. isStill: nobody writes it as long as the session lives
    /// (the caller looks after that), so that no lock is needed; else its -wal and -shm must be there.
    static Result<std::unique_ptr<SqlSession>> openFileToRead(const QString &path, bool isStill, const SessionOptions &options = {});
    ~SqlSession();
    SqlSession(const SqlSession &) = delete;
    SqlSession &operator=(const SqlSession &) = delete;

    /// Whose SQL it speaks; profile().engine is how it is reached.
    Engine engine() const;
    const ConnectionProfile &profile() const;
    SessionRole role() const;
    bool isOpen() const;
    /// PostgreSQL backend pid, MariaDB connection id; 0 elsewhere.
    int backendPid() const;
    /// "PostgreSQL 15.14", "SQLite 3.40.1", as the engine itself says; empty once the connection is lost.
    QString serverVersion() const;
    SqlCanceller canceller() const;
    /// While token is stopped, every statement fails with Cancelled and a running one is cancelled; rollback still works,
    /// a COMMIT on its way is never disturbed. Replaces an earlier token, which it returns.
    std::stop_token setStopToken(std::stop_token token);
    /// While it lives, statements run although a stop was requested: for the few that put things back in order.
    class PastStop
    {
    public:
        explicit PastStop(SqlSession &session)
            : m_session(session)
            , m_token(session.setStopToken({}))
        {
        }
        ~PastStop() { m_session.setStopToken(m_token); }
        PastStop(const PastStop &) = delete;
        PastStop &operator=(const PastStop &) = delete;

    private:
        SqlSession &m_session;
        const std::stop_token m_token;
    };

    /// One statement, no placeholders: user SQL with ?, :name or :: is safe. Refuses a second statement on SQLite;
    /// on PostgreSQL every result is walked, and any failing one is the result. Any failure inside begin() … commit()
    /// rolls back at once; later statements then fail until rollback() or commit() ends the attempt.
    Result<SqlRows> query(const QString &sql, const ReadLimits &limits = {});
    /// One statement; affected rows, 0 for DDL.
    Result<qint64> execute(const QString &sql);
    /// Streams the rows of one reading statement without copying them, for millions of rows; visit returns false to end
    /// early. Outside begin() … commit(), but in a reading role, where an early end ends the transaction too. The statement
    /// time limit does not apply. A row tells whole numbers by integer(), text and binary values by bytes().
    Result<void> scan(const QString &sql, const std::function<bool(const SqlRowView &)> &visit);
    /// Writes a consistent copy of the whole database into an empty or missing file, reading this one only (VACUUM INTO); any role
    /// may. SQLite only, outside begin() … commit(). The statement time limit does not apply. DiskFull leaves part of it.
    Result<void> copyTo(const QString &path);
    /// Waits, at most this long, until somebody notifies a channel that LISTEN named here; false when nobody did. What came is
    /// not handed out: anybody may notify anything. PostgreSQL only, outside begin() … commit(); a requested stop is Cancelled.
    Result<bool> waitForNotice(Duration atMost);
    /// Bound values ("?" placeholders): control data only; asserts role is not Steps.
    Result<SqlRows> queryBound(const QString &sql, const QVariantList &values, const ReadLimits &limits = {});
    Result<qint64> executeBound(const QString &sql, const QVariantList &values);

    /// BEGIN (BEGIN IMMEDIATE on SQLite; read-only roles: one REPEATABLE READ snapshot); an open transaction is a programmer error.
    Result<void> begin();
    /// OutcomeUnknown when the connection died around COMMIT; any other failure means rolled back.
    Result<void> commit();
    /// Never fails loudly: a lost connection has rolled back too.
    void rollback();
    /// What the engine itself says (PQtransactionStatus, sqlite3_get_autocommit), not what we remember.
    bool isInTransaction() const;

    /// Changes the timeouts of later statements.
    Result<void> setTimeouts(Duration statementTimeout, Duration lockTimeout);

private:
    struct Private;
    explicit SqlSession(std::unique_ptr<Private> d);
    static Result<std::unique_ptr<SqlSession>> openOwn(const QString &path, SqliteFile file, const SessionOptions &options);
    std::unique_ptr<Private> d;
};

} // namespace sluice
