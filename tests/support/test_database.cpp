// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/test_database.h"

#include "sql/sql_classifier.h"
#include "support/mariadb_server.h"
#include "support/odbc_services.h"
#include "support/postgres_cluster.h"

#include <QCoreApplication>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

template <class T>
T orDie(Result<T> result)
{
    if (!result)
        qFatal("test database: %s (%s)", qUtf8Printable(result.error().what), qUtf8Printable(result.error().where));
    if constexpr (!std::is_void_v<T>)
        return *std::move(result);
}

} // namespace

TestDatabase::TestDatabase(Engine engine, SqlKin behindOdbc)
{
    m_profile.name = u"warehouse"_s;
    m_profile.engine = engine;
    switch (engine) {
    case Engine::Sqlite:
        makeFile();
        break;
    case Engine::Postgresql:
        makePostgresDatabase();
        break;
    case Engine::Mariadb: {
        static int counter = 0;
        MariadbServer &server = MariadbServer::shared();
        m_profile = server.profile(u"test_%1"_s.arg(++counter));
        orDie(server.createDatabase(m_profile.database));
        break;
    }
    case Engine::Odbc:
        if (behindOdbc == SqlKin::Sqlite)
            makeFile();
        else
            makePostgresDatabase();
        m_profile.engine = engine;
        m_profile.service = testService(behindOdbc);
        break;
    }
}

void TestDatabase::makeFile()
{
    m_profile.database = u"warehouse.db"_s;
    // Not SqlSession::openFile, whose WAL mode would stay with the file: a user's file usually has none.
    QFile file(filePath());
    if (!file.open(QIODevice::WriteOnly))
        qFatal("cannot create %s", qUtf8Printable(filePath()));
}

void TestDatabase::makePostgresDatabase()
{
    static int counter = 0;
    PostgresCluster &cluster = PostgresCluster::shared();
    m_profile = cluster.profile(u"test_%1"_s.arg(++counter));
    orDie(cluster.createDatabase(m_profile.database));
}

TestDatabase::~TestDatabase()
{
    const bool isFile = QFile::exists(filePath());
    if (m_profile.engine == Engine::Mariadb)
        static_cast<void>(MariadbServer::shared().dropDatabase(m_profile.database));
    else if (!isFile)
        static_cast<void>(PostgresCluster::shared().dropDatabase(m_profile.database)); // a test may have stopped the server
}

Result<std::unique_ptr<SqlSession>> TestDatabase::tryOpen(SessionRole role, const SessionOptions &options) const
{
    return SqlSession::open(m_profile, workspaceRoot(), role, {}, options);
}

std::unique_ptr<SqlSession> TestDatabase::open(SessionRole role, const SessionOptions &options) const
{
    return orDie(tryOpen(role, options));
}

void TestDatabase::run(const QString &script) const
{
    const auto session = open();
    const QStringList statements = splitStatements(engine(), script);
    for (const QString &statement : statements)
        orDie(session->execute(statement));
}

QVariant TestDatabase::value(const QString &sql) const
{
    return orDie(open()->query(sql)).scalar();
}

} // namespace sluice
