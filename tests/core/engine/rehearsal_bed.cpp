// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "rehearsal_bed.h"

#include "sql/sql_classifier.h"
#include "support/mariadb_server.h"
#include "support/postgres_cluster.h"
#include "warehouse/catalogue.h"
#include "warehouse/checksum.h"
#include "warehouse/fingerprint.h"

#include <QDir>
#include <QFile>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

const char *const kHead = R"(apiVersion: sluice/v1
kind: RolloutPlan
metadata: {id: totals, title: Totals, reason: finance asks, owner: finance-data}
target: {connection: warehouse, objects: [@orders, @totals]}
flags:
  - {name: totals, serves: @totals, legacy: @totals_v1, candidate: @totals_v2}
stages:
)";

} // namespace

RehearsalBed::RehearsalBed(const TestTarget &target)
    : m_database(target.engine, target.behindOdbc)
    , m_prefix(engine() == Engine::Postgresql ? u"public."_s : QString())
    , m_source(m_database.profile())
{
    const QString script = q(u"CREATE TABLE @orders (id integer PRIMARY KEY, amount integer, country text);"
                     "INSERT INTO @orders VALUES (1, 10, 'FR'), (2, 20, 'DE'), (3, 30, 'FR');"
                     "CREATE TABLE @notes (id integer PRIMARY KEY, text text);"
                     "CREATE VIEW @totals AS SELECT count(*) AS n, 'legacy' AS source FROM @orders"_s);
    m_database.run(script);
    if (engine() != Engine::Sqlite) {
        m_source.name = u"copy"_s;
        m_source.database += u"_copy"_s;
        m_source.environment = Environment::Staging;
    }
    if (engine() == Engine::Mariadb)
        makeMariadbCopy(script);
    if (engine() == Engine::Postgresql) {
        if (const auto made
            = PostgresCluster::shared().createDatabase(m_source.database, m_database.profile().database);
            !made)
            qFatal("%s", qPrintable(made.error().what));
    }
    QDir(m_database.workspaceRoot()).mkpath(u"plans"_s);
}

/// As a restored dump would be: a database of another name.
void RehearsalBed::makeMariadbCopy(const QString &script) const
{
    if (const auto made = MariadbServer::shared().createDatabase(m_source.database); !made)
        qFatal("%s", qPrintable(made.error().what));
    const auto session = MariadbServer::shared().open(m_source.database);
    const QStringList statements = splitStatements(Engine::Mariadb, script);
    for (const QString &statement : statements) {
        if (const auto done = (*session)->execute(statement); !done)
            qFatal("%s", qPrintable(done.error().what));
    }
}

RehearsalBed::~RehearsalBed()
{
    if (engine() == Engine::Mariadb)
        static_cast<void>(MariadbServer::shared().dropDatabase(m_source.database));
    if (engine() == Engine::Postgresql)
        static_cast<void>(PostgresCluster::shared().dropDatabase(m_source.database));
}

void RehearsalBed::usePlan(const QString &stages)
{
    QFile file(m_database.workspaceRoot() + u"/plans/totals.yaml"_s);
    const QString text = q(QString::fromLatin1(kHead) + stages) + u"rollback: {window: 1h, owner: finance-oncall}\n"_s;
    if (!file.open(QIODevice::WriteOnly) || file.write(text.toUtf8()) < 0)
        qFatal("%s", qPrintable(file.errorString()));
    file.close();
    const auto bundle = readPlan(m_database.workspaceRoot(), file.fileName());
    if (!bundle)
        qFatal("%s", qPrintable(bundle.error().what));
    m_bundle = *bundle;
}

RehearsalOrder RehearsalBed::order()
{
    RehearsalOrder order;
    order.bundle = m_bundle;
    order.target = m_database.profile();
    order.target.environment = Environment::Prod;
    order.source = engine() == Engine::Sqlite ? order.target : m_source;
    order.workspaceRoot = m_database.workspaceRoot();
    order.runner = u"test"_s;
    order.clock = &m_clock;
    order.open = [root = order.workspaceRoot](const ConnectionProfile &profile, SessionRole role,
                     const SessionOptions &options) { return SqlSession::open(profile, root, role, {}, options); };
    order.say = [this](const QString &line) { said += line; };
    return order;
}

QString RehearsalBed::contentOf(const ConnectionProfile &profile) const
{
    const auto session = SqlSession::open(profile, m_database.workspaceRoot(), SessionRole::Catalogue, {});
    if (!session)
        qFatal("%s", qPrintable(session.error().what));
    const auto relations = listRelations(**session);
    QString text;
    for (const RelationFacts &facts : relations ? *relations : QList<RelationFacts>()) {
        const auto fingerprint = takeFingerprint(**session, { facts.name });
        text += facts.name.text() + u' ' + (fingerprint ? fingerprint->total : fingerprint.error().what);
        if (facts.kind == RelationKind::Table) {
            const auto checksum = takeChecksum(**session, facts.name);
            text += u' ' + (checksum ? checksum->rowSum : checksum.error().what);
        }
        text += u'\n';
    }
    const auto own = (*session)->query((*session)->engine() == Engine::Mariadb
            ? u"SELECT count(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME LIKE 'sluice%'"_s
            : (*session)->engine() == Engine::Postgresql
            ? u"SELECT count(*) FROM pg_namespace WHERE nspname = 'sluice'"_s
            : u"SELECT count(*) FROM sqlite_schema WHERE name LIKE 'sluice%'"_s);
    return text + (own ? own->scalar().toString() : own.error().what);
}

QString RehearsalBed::production() const { return contentOf(m_database.profile()); }

QString RehearsalBed::source() const { return contentOf(m_source); }

QStringList RehearsalBed::copies() const
{
    if (engine() == Engine::Sqlite)
        return QDir(m_database.workspaceRoot()).entryList({ u"*rehearsal*"_s }, QDir::Files | QDir::Hidden);
    const bool isMariadb = engine() == Engine::Mariadb;
    const auto session = isMariadb ? MariadbServer::shared().open() : PostgresCluster::shared().open();
    const auto rows = (*session)->query(isMariadb
            ? u"SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE 'sluice_rehearsal%' ORDER BY 1"_s
            : u"SELECT datname FROM pg_database WHERE datname LIKE 'sluice_rehearsal%' ORDER BY 1"_s);
    QStringList names;
    for (const QVariantList &row : rows ? rows->rows : QList<QVariantList>())
        names += row[0].toString();
    return names;
}

} // namespace sluice
