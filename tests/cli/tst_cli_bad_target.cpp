// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "cli_bench.h"
#include "support/postgres_cluster.h"

#include <QLocalServer>
#include <QTcpServer>
#include <QTest>

using namespace sluice;
using namespace sluice::test;
using namespace Qt::StringLiterals;

/// PostgreSQL targets that refuse, vanish, are locked or are not what they seem.
class CliBadTargetTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void refusedLogin();
    void noSuchDatabase();
    void closedPort();
    void mayNotEnrol();
    void clonedDatabase();
    void lockedTable();
    void serverStopsInTheMiddle();
    void withoutKeychain();
    void passwordFile();
    void readingAsksNobody_data();
    void readingAsksNobody();

private:
    QStringList options(int port, const QString &user = u"postgres"_s) const;
    void add(const QString &name, const QStringList &words);
    QString value(const QString &sql) const;
    QString columns() const;

    std::unique_ptr<PostgresCluster> m_cluster;
    std::unique_ptr<CliBench> m_bench;
    QString m_database;
    int m_number = 0;
};

void CliBadTargetTest::initTestCase()
{
    auto cluster = PostgresCluster::create();
    QVERIFY2(cluster, cluster ? "" : qPrintable(cluster.error().what));
    m_cluster = *std::move(cluster);
    const auto session = m_cluster->open();
    QVERIFY((*session)->execute(u"create role guest login"_s));
}

void CliBadTargetTest::init()
{
    m_bench = std::make_unique<CliBench>();
    m_bench->init();
    m_database = u"shop_%1"_s.arg(++m_number);
    QVERIFY(m_cluster->createDatabase(m_database));
    const auto session = m_cluster->open(m_database);
    QVERIFY(session);
    for (const QString &statement : { u"create table orders (id integer primary key, day integer, amount integer)"_s,
             u"insert into orders select i, i % 7, i * 3 from generate_series(1, 100) i"_s })
        QVERIFY((*session)->execute(statement));
    add(u"warehouse"_s, options(m_cluster->port()));
    m_bench->writePlan(u"small"_s,
        [](QByteArray &text) { text.replace("stages:\n", "defaults: {lock_timeout: 50ms, retries: 2}\nstages:\n"); });
}

QStringList CliBadTargetTest::options(int port, const QString &user) const
{
    return { u"--driver"_s, u"postgresql"_s, u"--host"_s, u"127.0.0.1"_s, u"--port"_s, QString::number(port),
        u"--user"_s, user, u"--database"_s, m_database, u"--environment"_s, u"dev"_s, u"--no-password"_s };
}

void CliBadTargetTest::add(const QString &name, const QStringList &words)
{
    m_bench->must(QStringList { u"connection"_s, u"add"_s, name } + words);
}

QString CliBadTargetTest::value(const QString &sql) const
{
    const auto session = m_cluster->open(m_database);
    const auto rows = session ? (*session)->query(sql) : Result<SqlRows>(tl::make_unexpected(session.error()));
    return rows ? rows->scalar().toString() : rows.error().what;
}

QString CliBadTargetTest::columns() const
{
    return value(
        u"select string_agg(column_name, ',' order by ordinal_position) from information_schema.columns where table_name = 'orders'"_s);
}

void CliBadTargetTest::refusedLogin()
{
    add(u"stranger"_s, options(m_cluster->port(), u"stranger"_s));
    for (const QString &verb : { u"test"_s, u"enrol"_s }) {
        const CliResult result = m_bench->run({ u"connection"_s, verb, u"stranger"_s });
        QCOMPARE(result.code, 3);
        QVERIFY2(result.error().startsWith(u"sluice: "_s) && result.error().contains(u"stranger"_s)
                && result.err.count('\n') == 1,
            result.told().constData());
    }
}

void CliBadTargetTest::noSuchDatabase()
{
    add(u"nowhere"_s, options(m_cluster->port()).replaceInStrings(m_database, u"nowhere"_s));
    const CliResult result = m_bench->run({ u"connection"_s, u"test"_s, u"nowhere"_s });
    QVERIFY2(result.code == 3, result.told().constData());
    QVERIFY2(result.error().contains(u"nowhere"_s), result.told().constData());
}

void CliBadTargetTest::closedPort()
{
    add(u"closed"_s, options(1));
    m_bench->writePlan(
        u"small"_s, [](QByteArray &text) { text.replace("connection: warehouse", "connection: closed"); });
    const QByteArray ledger = contentOf(m_bench->ledger());
    for (const QString &call :
        { u"connection test closed"_s, u"connection enrol closed"_s, u"run small"_s, u"start small"_s }) {
        const CliResult result = m_bench->run(call.split(u' '));
        QVERIFY2(result.code == 3, (call.toUtf8() + ": " + result.told()).constData());
        QVERIFY2(result.error().contains(u"127.0.0.1:1"_s) && result.err.count('\n') == 1, result.told().constData());
    }
    const CliResult lineage = m_bench->run({ u"lineage"_s, u"show"_s, u"orders"_s });
    QVERIFY2(
        lineage.code == 3 && lineage.error().contains(u"The lineage is incomplete: "_s), lineage.told().constData());
    QCOMPARE(m_bench->run({ u"status"_s }).code, 0); // a dead target is no reason not to see the record
    QCOMPARE(contentOf(m_bench->ledger()), ledger);
}

void CliBadTargetTest::mayNotEnrol()
{
    add(u"guest"_s, options(m_cluster->port(), u"guest"_s));
    const CliResult result = m_bench->run({ u"connection"_s, u"enrol"_s, u"guest"_s });
    QCOMPARE(result.code, 1);
    QVERIFY2(result.error().contains(u"permission"_s, Qt::CaseInsensitive) || result.error().contains(u"owner"_s),
        result.told().constData());
    QCOMPARE(value(u"select count(*) from pg_namespace where nspname = 'sluice'"_s), u"0"_s);
    const CliResult print
        = m_bench->must({ u"connection"_s, u"enrol"_s, u"guest"_s, u"--print-sql"_s, u"--runtime-role"_s, u"guest"_s });
    QVERIFY2(print.text().contains(u"guest"_s) && print.text().contains(u"CREATE SCHEMA"_s, Qt::CaseInsensitive),
        print.told().constData());
    QCOMPARE(m_bench->run({ u"run"_s, u"small"_s }).code, 1); // not enrolled
    // The owner may, and lets the other in.
    m_bench->must({ u"connection"_s, u"enrol"_s, u"warehouse"_s, u"--runtime-role"_s, u"guest"_s });
    QCOMPARE(m_bench->run({ u"connection"_s, u"test"_s, u"guest"_s }).code, 0);
}

void CliBadTargetTest::clonedDatabase()
{
    m_bench->must({ u"connection"_s, u"enrol"_s, u"warehouse"_s });
    const QString original = m_database;
    m_database = original + u"_clone"_s;
    QVERIFY(m_cluster->createDatabase(m_database, original));
    add(u"clone"_s, options(m_cluster->port()));
    m_bench->writePlan(
        u"small"_s, [](QByteArray &text) { text.replace("connection: warehouse", "connection: clone"); });
    const QByteArray ledger = contentOf(m_bench->ledger());
    for (const QString &call : { u"run small"_s, u"start small"_s }) {
        const CliResult result = m_bench->run(call.split(u' '));
        QVERIFY2(result.code == 1, result.told().constData());
        QVERIFY2(result.error().contains(u"enrol"_s) && result.error().contains(u"clone"_s), result.told().constData());
    }
    QCOMPARE(contentOf(m_bench->ledger()), ledger);
    QCOMPARE(columns(), u"id,day,amount"_s);
    QCOMPARE(m_bench->run({ u"connection"_s, u"test"_s, u"warehouse"_s }).code, 0);
}

void CliBadTargetTest::lockedTable()
{
    m_bench->must({ u"connection"_s, u"enrol"_s, u"warehouse"_s });
    const auto reader = m_cluster->open(m_database);
    QVERIFY((*reader)->begin());
    QVERIFY((*reader)->query(u"select count(*) from orders"_s));
    const CliResult result = m_bench->run({ u"run"_s, u"small"_s, u"--exit-on-hold"_s, u"--json"_s });
    QVERIFY2(result.code == 1 || result.code == 3, result.told().constData());
    QVERIFY2(result.error().contains(u"lock"_s), result.told().constData());
    QCOMPARE(value(u"select count(*) from orders"_s), u"100"_s); // readers were never made to wait
    (*reader)->rollback();
    QCOMPARE(columns(), u"id,day,amount"_s);
    if (result.code == 1) {
        m_bench->must({ u"resume"_s, u"small"_s, u"--reason"_s, u"the reader has left"_s });
    }
    m_bench->must({ u"run"_s, u"small"_s, u"--until"_s, u"add"_s });
    QCOMPARE(columns(), u"id,day,amount,currency"_s);
}

void CliBadTargetTest::serverStopsInTheMiddle()
{
    m_bench->must({ u"connection"_s, u"enrol"_s, u"warehouse"_s });
    const auto run = m_bench->start({ u"run"_s, u"small"_s });
    const auto entry = [this] {
        return m_bench->run({ u"status"_s, u"small"_s, u"--json"_s }).json()[u"rollouts"_s][0];
    };
    QTRY_VERIFY_WITH_TIMEOUT(entry()[u"stages"_s][1][u"state"_s].toString() == u"passed"_s, 30'000);
    m_cluster->stop(PostgresCluster::StopMode::Immediate);
    // Nobody guesses: the rollout waits, and says for what.
    QTRY_VERIFY_WITH_TIMEOUT(!entry()[u"holds"_s].toArray().isEmpty() || run->state() == QProcess::NotRunning, 60'000);
    if (run->state() == QProcess::Running)
        run->terminate();
    QVERIFY(run->waitForFinished(30'000));
    const QString said = QString::fromUtf8(run->readAllStandardError());
    QVERIFY2(run->exitStatus() == QProcess::NormalExit && (run->exitCode() == 1 || run->exitCode() == 3),
        qPrintable(u"%1: %2"_s.arg(run->exitCode()).arg(said)));
    QVERIFY2(said.contains(u"127.0.0.1"_s) || said.contains(u"held ("_s), qPrintable(said));
    m_bench->must({ u"log"_s, u"verify"_s });
    const CliResult gone = m_bench->run(
        { u"rollback"_s, u"small"_s, u"--to"_s, u"start"_s, u"--yes"_s, u"--reason"_s, u"x"_s, u"--json"_s });
    QVERIFY2(gone.code == 1 || gone.code == 3 || gone.code == 4, gone.told().constData());
    QVERIFY2(gone.json()[u"result"_s].toString() != u"EXACT"_s, gone.told().constData());
    QVERIFY(m_cluster->start());
    const CliResult back = m_bench->run(
        { u"rollback"_s, u"small"_s, u"--to"_s, u"start"_s, u"--yes"_s, u"--reason"_s, u"x"_s, u"--json"_s });
    QVERIFY2(back.code == 0 && back.json()[u"result"_s].toString() == u"EXACT"_s, back.told().constData());
    QCOMPARE(columns(), u"id,day,amount"_s);
}

/// A session without a keychain still has connections, and is told where their passwords can come from.
void CliBadTargetTest::withoutKeychain()
{
    const QStringList words = options(m_cluster->port()).replaceInStrings(u"--no-password"_s, u"--password-stdin"_s);
    const CliResult added = m_bench->run(QStringList { u"connection"_s, u"add"_s, u"shop"_s } + words, "hunter2\n");
    QVERIFY2(added.code == 1 && added.text().contains(u"Added connection shop (postgresql, dev) without its password: "_s)
            && added.text().contains(u"~/.pgpass"_s),
        added.told().constData());
    QVERIFY(!added.told().contains("hunter2") && !m_bench->read(u"sluice.yaml"_s).contains("hunter2"));
    QVERIFY(m_bench->read(u"sluice.yaml"_s).contains("shop"));
    QCOMPARE(m_bench->run({ u"connection"_s, u"enrol"_s, u"shop"_s }).code, 0); // this server asks for none
    const CliResult removed = m_bench->run({ u"connection"_s, u"remove"_s, u"shop"_s });
    QVERIFY2(removed.code == 0 && removed.text().contains(u"Removed connection shop"_s)
            && removed.text().contains(u"could not be removed: "_s),
        removed.told().constData());
    QVERIFY(!m_bench->read(u"sluice.yaml"_s).contains("name: shop\n"));
    const CliResult json = m_bench->run({ u"connection"_s, u"remove"_s, u"warehouse"_s, u"--json"_s });
    QVERIFY2(json.code == 0 && json.json()[u"removed"_s].toBool() && !json.json()[u"password_problem"_s].toString().isEmpty(), json.told().constData());
}

void CliBadTargetTest::passwordFile()
{
    PostgresCluster::Options secured;
    secured.password = u"hunter2"_s;
    const auto cluster = PostgresCluster::create(secured);
    QVERIFY2(cluster, cluster ? "" : qPrintable(cluster.error().what));
    const CliResult added = m_bench->must({ u"connection"_s, u"add"_s, u"filed"_s, u"--driver"_s, u"postgresql"_s, u"--host"_s, u"127.0.0.1"_s,
        u"--port"_s, QString::number((*cluster)->port()), u"--user"_s, u"postgres"_s, u"--database"_s, u"postgres"_s, u"--passfile"_s });
    QVERIFY2(added.text().contains(u"~/.pgpass"_s), added.told().constData());
    QVERIFY(m_bench->read(u"sluice.yaml"_s).contains("login: passfile"));
    const CliResult without = m_bench->run({ u"connection"_s, u"test"_s, u"filed"_s });
    QVERIFY2(without.code == 3 && without.error().contains(u"~/.pgpass has none for this connection"_s)
            && !without.error().contains(u"keychain"_s) && without.error().contains(u"chmod 600"_s),
        without.told().constData());
    QFile file(m_bench->folder() + u"/home/.pgpass"_s);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
    file.write("127.0.0.1:*:*:postgres:hunter2\n");
    file.close();
    m_bench->must({ u"connection"_s, u"enrol"_s, u"filed"_s });
    m_bench->must({ u"connection"_s, u"test"_s, u"filed"_s });
    const CliResult removed = m_bench->must({ u"connection"_s, u"remove"_s, u"filed"_s });
    QVERIFY2(!removed.text().contains(u"password"_s), removed.told().constData()); // nothing of it was in a keychain
}

void CliBadTargetTest::readingAsksNobody_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::newRow("status") << QStringList { u"status"_s };
    QTest::newRow("log") << QStringList { u"log"_s };
    QTest::newRow("log verify") << QStringList { u"log"_s, u"verify"_s };
}

/// What the ledger knows needs no password and no warehouse: no keyring dialog, no waiting for a dead server.
void CliBadTargetTest::readingAsksNobody()
{
    QFETCH(QStringList, words);
    QTcpServer silent; // a target that accepts and never answers
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    QLocalServer bus; // the same for the keychain's bus
    QVERIFY(bus.listen(m_bench->folder() + u"/bus"_s));
    QByteArray workspace = m_bench->read(u"sluice.yaml"_s);
    workspace.replace(QByteArray("port: ") + QByteArray::number(m_cluster->port()), QByteArray("port: ") + QByteArray::number(silent.serverPort()));
    m_bench->write(u"sluice.yaml"_s, workspace);
    m_bench->environment().insert(u"DBUS_SESSION_BUS_ADDRESS"_s, u"unix:path="_s + bus.fullServerName());
    const CliResult read = m_bench->run(words);
    QVERIFY2(read.code == 0, read.told().constData());
    QVERIFY(!silent.waitForNewConnection(0));
    QVERIFY(!bus.waitForNewConnection(0));
    const auto tested = m_bench->start({ u"connection"_s, u"test"_s, u"warehouse"_s }); // which does ask
    QVERIFY(bus.waitForNewConnection(20'000));
    tested->kill();
    QVERIFY(tested->waitForFinished(10'000));
}

QTEST_GUILESS_MAIN(CliBadTargetTest)
#include "tst_cli_bad_target.moc"
