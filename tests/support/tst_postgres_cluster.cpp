// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/postgres_cluster.h"

#include "support/verify.h"

#include <QDir>

#include <csignal>

namespace sluice {

using namespace Qt::StringLiterals;

/// The helper itself: other tests trust it to be private, to come back and to leave nothing.
class PostgresClusterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void survivesEveryStop_data();
    void survivesEveryStop();
    void clonesAreIndependent();
    void passwordsAreDemanded();
    void twoClustersAreApart();
    void leavesNothing();
};

void PostgresClusterTest::survivesEveryStop_data()
{
    QTest::addColumn<int>("mode");
    QTest::newRow("fast") << int(PostgresCluster::StopMode::Fast);
    QTest::newRow("immediate") << int(PostgresCluster::StopMode::Immediate);
    QTest::newRow("kill -9") << int(PostgresCluster::StopMode::Kill);
}

void PostgresClusterTest::survivesEveryStop()
{
    QFETCH(int, mode);
    const auto cluster = PostgresCluster::create({ true, {}, {} });
    VERIFY_OK(cluster);
    {
        const auto session = (*cluster)->open();
        VERIFY_OK(session);
        VERIFY_OK((*session)->execute(u"CREATE TABLE kept (a int)"_s));
    }
    VERIFY_OK((*cluster)->restart(static_cast<PostgresCluster::StopMode>(mode)));
    const auto session = (*cluster)->open();
    VERIFY_OK(session);
    VERIFY_OK((*session)->query(u"SELECT * FROM kept"_s));
}

void PostgresClusterTest::clonesAreIndependent()
{
    PostgresCluster &cluster = PostgresCluster::shared();
    VERIFY_OK(cluster.createDatabase(u"origin \"1\""_s));
    {
        const auto session = cluster.open(u"origin \"1\""_s);
        VERIFY_OK(session);
        VERIFY_OK((*session)->execute(u"CREATE TABLE t AS SELECT 1 AS a"_s));
    }
    VERIFY_OK(cluster.createDatabase(u"clone"_s, u"origin \"1\""_s));
    const auto clone = cluster.open(u"clone"_s);
    VERIFY_OK(clone);
    VERIFY_OK((*clone)->execute(u"UPDATE t SET a = 2"_s));
    const auto origin = cluster.open(u"origin \"1\""_s);
    VERIFY_OK(origin);
    QCOMPARE((*origin)->query(u"SELECT a FROM t"_s)->scalar().toInt(), 1);
    VERIFY_OK(cluster.dropDatabase(u"clone"_s));
    VERIFY_ERROR(cluster.open(u"clone"_s), ErrorCode::NotFound);
}

void PostgresClusterTest::passwordsAreDemanded()
{
    const auto cluster = PostgresCluster::create({ false, u"pass 'word"_s, {} });
    VERIFY_OK(cluster);
    VERIFY_OK((*cluster)->open());
    VERIFY_ERROR(SqlSession::open((*cluster)->profile(), {}, SessionRole::Control, {}), ErrorCode::LoginRefused);
}

void PostgresClusterTest::twoClustersAreApart()
{
    const auto first = PostgresCluster::create();
    const auto second = PostgresCluster::create();
    VERIFY_OK(first);
    VERIFY_OK(second);
    QVERIFY((*first)->port() != (*second)->port());
    const QString identifier = u"SELECT system_identifier FROM pg_control_system()"_s;
    QVERIFY((*first)->open().value()->query(identifier)->scalar() != (*second)->open().value()->query(identifier)->scalar());
    (*first)->stop();
    QVERIFY(!(*first)->isRunning());
    VERIFY_OK((*second)->open());
}

void PostgresClusterTest::leavesNothing()
{
    QString folder;
    pid_t process = 0;
    {
        const auto cluster = PostgresCluster::create();
        VERIFY_OK(cluster);
        folder = (*cluster)->folder();
        QFile pidFile((*cluster)->dataDirectory() + u"/postmaster.pid"_s);
        QVERIFY(pidFile.open(QIODevice::ReadOnly));
        process = static_cast<pid_t>(pidFile.readLine().trimmed().toInt());
        QVERIFY(process > 0 && kill(process, 0) == 0);
    }
    QVERIFY(!QDir(folder).exists());
    QVERIFY(kill(process, 0) != 0);
}

} // namespace sluice

QTEST_GUILESS_MAIN(sluice::PostgresClusterTest)
#include "tst_postgres_cluster.moc"
