// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/connection_profile.h"
#include "sql/sql_session.h"

#include <QTemporaryDir>

#include <memory>

namespace sluice {

/// An engine, and for ODBC whose SQL is behind it.
struct TestTarget
{
    TestTarget() = default;
    TestTarget(Engine e, SqlKin behind = SqlKin::Unchecked)
        : engine(e)
        , behindOdbc(behind)
    {
    }

    Engine engine = Engine::Sqlite;
    SqlKin behindOdbc = SqlKin::Unchecked;
};

/// A fresh, empty warehouse on one engine: a SQLite file in a temporary folder, or a database in the shared PostgreSQL
/// cluster or MariaDB server, for ODBC either of the first two. Gone with the object. Any failure here ends the test process, because nothing could be tested then.
class TestDatabase
{
public:
    explicit TestDatabase(Engine engine, SqlKin behindOdbc = SqlKin::Unchecked);
    ~TestDatabase();
    TestDatabase(const TestDatabase &) = delete;
    TestDatabase &operator=(const TestDatabase &) = delete;

    const ConnectionProfile &profile() const { return m_profile; }
    Engine engine() const { return sqlEngine(m_profile); } ///< whose SQL it speaks
    /// A folder of its own; the SQLite file is in it as warehouse.db.
    QString workspaceRoot() const { return m_folder.path(); }
    QString filePath() const { return workspaceRoot() + QStringLiteral("/warehouse.db"); }

    std::unique_ptr<SqlSession> open(SessionRole role = SessionRole::Control, const SessionOptions &options = {}) const;
    Result<std::unique_ptr<SqlSession>> tryOpen(SessionRole role, const SessionOptions &options = {}) const;
    /// Runs a script, statement by statement, on a session of its own.
    void run(const QString &script) const;
    /// First column of the first row.
    QVariant value(const QString &sql) const;

private:
    void makeFile();
    void makePostgresDatabase();

    QTemporaryDir m_folder;
    ConnectionProfile m_profile;
};

} // namespace sluice
