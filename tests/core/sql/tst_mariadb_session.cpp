// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sql_session.h"
#include "support/mariadb_server.h"
#include "support/tcp_proxy.h"
#include "support/test_database.h"
#include "support/verify.h"

#include <QElapsedTimer>
#include <QTest>

#include <future>

namespace sluice {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// What MariaDB alone does, beside the contract of every engine.
class MariadbSessionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsExactValues();
    void readsTextAsTheServerDoes();
    void aCancelEndsTheStatementAndNoOther();
    void aCancelComesThroughWhileALockIsAwaited();
    void lockTimeoutsAreWholeSeconds();
    void ddlHoldsUpOthersNoLongerThanItMay_data();
    void ddlHoldsUpOthersNoLongerThanItMay();
    void ddlGetsALockThatComesFreeInTime();
    void ddlDoesNotWaitWhereNobodyWatches();
    void ddlInsideATransactionIsFoundOut();
    void tellsFailuresApart_data();
    void tellsFailuresApart();
    void aServerThatDiesIsALostConnection();
    void aCommitWithoutAnAnswerIsUnknown();
    void aSessionThatWasEndedHasRolledBack();
    void nothingIsCutSilently();
};

void MariadbSessionTest::keepsExactValues()
{
    const TestDatabase database(Engine::Mariadb);
    database.run(
        u"CREATE TABLE t (d decimal(40,10), u bigint unsigned, s datetime(6), b binary(3), e enum('x','y'), j json);"
        "INSERT INTO t VALUES (123456789012345678901234567890.0123456789, 18446744073709551615, '2026-01-02 03:04:05.678901', X'00ff27', 'y', '{\"a\": 1}')"_s);
    const auto rows = database.open()->query(u"SELECT * FROM t"_s);
    VERIFY_OK(rows);
    QCOMPARE(rows->rows[0],
        (QVariantList { u"123456789012345678901234567890.0123456789"_s, u"18446744073709551615"_s,
            u"2026-01-02 03:04:05.678901"_s, QByteArray("\0\xff'", 3), u"y"_s, u"{\"a\": 1}"_s }));
}

/// Where the tokenizer and the server disagree about what is text, something can be smuggled past a check.
void MariadbSessionTest::readsTextAsTheServerDoes()
{
    const TestDatabase database(Engine::Mariadb);
    const auto session = database.open();
    QCOMPARE(session->query(u"SELECT 'a\\'"_s)->scalar().toString(), u"a\\"_s);
    QCOMPARE(session->query(u"SELECT 5--3"_s)->scalar().toInt(), 8);
    QCOMPARE(session->query(u"SELECT \"a;b\" # c"_s)->scalar().toString(), u"a;b"_s);
    QCOMPARE(session->queryBound(u"SELECT CONCAT(?, '?') -- ?"_s, { u"'\\"_s })->scalar().toString(), u"'\\?"_s);
    VERIFY_ERROR(session->query(u"SELECT 1; SELECT 2"_s), ErrorCode::SqlFailed);
}

void MariadbSessionTest::aCancelEndsTheStatementAndNoOther()
{
    const TestDatabase database(Engine::Mariadb);
    const auto session = database.open();
    session->canceller().cancel(); // nothing runs: nothing happens, then or later
    VERIFY_OK(session->query(u"SELECT 1"_s));
    const SqlCanceller canceller = session->canceller();
    QElapsedTimer timer;
    timer.start();
    const auto other = std::async(std::launch::async, [&database, canceller] {
        const auto watcher = database.open();
        while (
            watcher->query(u"SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE 'SELECT BENCHMARK%'"_s)
                ->scalar()
                .toInt()
            == 0) { }
        canceller.cancel();
    });
    VERIFY_ERROR(session->query(u"SELECT BENCHMARK(2000000000, MD5('x'))"_s), ErrorCode::Cancelled);
    other.wait();
    QVERIFY2(timer.elapsed() < 10'000, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(session->isOpen());
    for (int i = 0; i < 20; ++i)
        VERIFY_OK(session->query(u"SELECT 1"_s));
}

void MariadbSessionTest::aCancelComesThroughWhileALockIsAwaited()
{
    const TestDatabase database(Engine::Mariadb);
    database.run(u"CREATE TABLE t (a int)"_s);
    const auto holder = database.open();
    VERIFY_OK(holder->begin());
    VERIFY_OK(holder->query(u"SELECT * FROM t"_s));
    SessionOptions options;
    options.lockTimeout = Duration(0); // for ever
    const auto session = database.open(SessionRole::Steps, options);
    const SqlCanceller canceller = session->canceller();
    const auto other = std::async(std::launch::async, [&database, canceller] {
        const auto watcher = database.open();
        while (
            watcher
                ->query(
                    u"SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE STATE LIKE 'Waiting for table metadata lock%'"_s)
                ->scalar()
                .toInt()
            == 0) { }
        canceller.cancel();
    });
    VERIFY_ERROR(session->execute(u"ALTER TABLE t ADD COLUMN b int"_s), ErrorCode::Cancelled);
    other.wait();
    VERIFY_OK(holder->query(u"SELECT * FROM t"_s)); // and readers go on
}

/// What the server itself is told. Row locks hold up nobody; DDL is watched beside it.
void MariadbSessionTest::lockTimeoutsAreWholeSeconds()
{
    const TestDatabase database(Engine::Mariadb);
    const auto session = database.open(SessionRole::Steps);
    const auto waits = [&] {
        return session->query(u"SELECT CONCAT(@@lock_wait_timeout, ' ', @@innodb_lock_wait_timeout)"_s)
            ->scalar()
            .toString();
    };
    QCOMPARE(waits(), u"1 1"_s);
    VERIFY_OK(session->setTimeouts(1min, 2700ms));
    QCOMPARE(waits(), u"3 3"_s);
    VERIFY_OK(session->setTimeouts(1min, 0ms));
    QCOMPARE(waits(), u"31536000 100000000"_s);
    VERIFY_OK(session->setTimeouts(1min, 300ms));
    database.run(u"CREATE TABLE t (a int primary key); INSERT INTO t VALUES (1)"_s);
    const auto holder = database.open();
    VERIFY_OK(holder->begin());
    VERIFY_OK(holder->execute(u"UPDATE t SET a = 2"_s));
    VERIFY_ERROR(session->execute(u"ALTER TABLE t ADD COLUMN b int"_s), ErrorCode::LockTimeout);
    VERIFY_ERROR(session->execute(u"CREATE OR REPLACE TABLE t (b int)"_s), ErrorCode::LockTimeout);
    VERIFY_ERROR(session->execute(u"UPDATE t SET a = 3"_s), ErrorCode::LockTimeout);
}

void MariadbSessionTest::ddlHoldsUpOthersNoLongerThanItMay_data()
{
    QTest::addColumn<QString>("ddl");
    QTest::newRow("alter") << u"ALTER TABLE t ADD COLUMN b int"_s;
    QTest::newRow("rename") << u"RENAME TABLE t TO u"_s;
    QTest::newRow("in a block") << u"BEGIN NOT ATOMIC IF TRUE THEN RENAME TABLE t TO u; END IF; END"_s;
    QTest::newRow("with settings") << u"SET STATEMENT foreign_key_checks = 0 FOR ALTER TABLE t ADD COLUMN b int"_s;
}

/// Whoever comes while DDL waits queues behind it.
void MariadbSessionTest::ddlHoldsUpOthersNoLongerThanItMay()
{
    QFETCH(QString, ddl);
    const TestDatabase database(Engine::Mariadb);
    database.run(u"CREATE TABLE t (a int)"_s);
    const auto holder = database.open();
    VERIFY_OK(holder->begin());
    VERIFY_OK(holder->query(u"SELECT * FROM t"_s));
    const auto session = database.open(SessionRole::Steps);
    VERIFY_OK(session->setTimeouts(1min, 300ms));
    auto longest = std::async(std::launch::async, [&database] {
        const auto reader = database.open();
        const auto watcher = database.open();
        while (watcher
                   ->query(
                       u"SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE STATE LIKE 'Waiting for table metadata lock%'"_s)
                   ->scalar()
                   .toInt()
            == 0) { }
        QElapsedTimer timer;
        timer.start();
        return reader->query(u"SELECT * FROM t"_s) ? timer.elapsed() : qint64(-1);
    });
    QElapsedTimer timer;
    timer.start();
    const auto refused = session->execute(ddl);
    const qint64 waited = timer.elapsed();
    VERIFY_ERROR(refused, ErrorCode::LockTimeout);
    QVERIFY2(refused.error().what.contains(u"300 ms"_s), qPrintable(refused.error().what));
    const qint64 held = longest.get();
    // Half a second of grace for a busy machine: a whole second would be the server's own limit.
    QVERIFY2(waited >= 290 && waited < 850, qPrintable(QString::number(waited)));
    QVERIFY2(held >= 0 && held < 850, qPrintable(QString::number(held)));
    qInfo() << "waited" << waited << "ms, held up" << held << "ms";
    VERIFY_OK(session->query(u"SELECT * FROM t"_s)); // the end of that wait hits no later statement
}

void MariadbSessionTest::ddlGetsALockThatComesFreeInTime()
{
    const TestDatabase database(Engine::Mariadb);
    database.run(u"CREATE TABLE t (a int)"_s);
    const auto session = database.open(SessionRole::Steps);
    VERIFY_OK(session->setTimeouts(1min, 900ms));
    std::promise<void> isHeld;
    const auto other = std::async(std::launch::async, [&] {
        const auto holder = database.open();
        const auto watcher = database.open();
        const bool holds = holder->begin() && holder->query(u"SELECT * FROM t"_s);
        isHeld.set_value();
        while (watcher
                   ->query(
                       u"SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE STATE LIKE 'Waiting for table metadata lock%'"_s)
                   ->scalar()
                   .toInt()
            == 0) { }
        holder->rollback();
        return holds;
    });
    isHeld.get_future().wait();
    VERIFY_OK(session->execute(u"ALTER TABLE t ADD COLUMN b int"_s));
    QVERIFY(other.valid());
}

/// Without a second connection nothing could end the wait.
void MariadbSessionTest::ddlDoesNotWaitWhereNobodyWatches()
{
    const TestDatabase database(Engine::Mariadb);
    database.run(u"CREATE TABLE t (a int); CREATE OR REPLACE USER single@'%'; GRANT ALL ON *.* TO single@'%' WITH MAX_USER_CONNECTIONS 1"_s);
    ConnectionProfile profile = database.profile();
    profile.user = u"single"_s;
    const auto session = SqlSession::open(profile, {}, SessionRole::Steps, {});
    VERIFY_OK(session);
    VERIFY_OK((*session)->setTimeouts(1min, 300ms));
    const auto holder = database.open();
    VERIFY_OK(holder->begin());
    VERIFY_OK(holder->query(u"SELECT * FROM t"_s));
    QElapsedTimer timer;
    timer.start();
    VERIFY_ERROR((*session)->execute(u"ALTER TABLE t ADD COLUMN b int"_s), ErrorCode::LockTimeout);
    QVERIFY2(timer.elapsed() < 250, qPrintable(QString::number(timer.elapsed())));
    holder->rollback();
    VERIFY_OK((*session)->execute(u"ALTER TABLE t ADD COLUMN b int"_s));
}

void MariadbSessionTest::ddlInsideATransactionIsFoundOut()
{
    const TestDatabase database(Engine::Mariadb);
    database.run(u"CREATE TABLE t (a int)"_s);
    const auto session = database.open(SessionRole::Steps);
    VERIFY_OK(session->begin());
    VERIFY_OK(session->execute(u"INSERT INTO t VALUES (1)"_s));
    VERIFY_ERROR(session->execute(u"CREATE TABLE u (a int)"_s), ErrorCode::Refused);
    VERIFY_ERROR(session->commit(), ErrorCode::SqlFailed);
}

void MariadbSessionTest::tellsFailuresApart_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("no table") << u"SELECT * FROM nowhere"_s << ErrorCode::SqlFailed;
    QTest::newRow("no database") << u"CREATE TABLE nowhere.t (a int)"_s << ErrorCode::NotFound;
    QTest::newRow("copying change") << u"ALTER TABLE t MODIFY a varchar(9), ALGORITHM=INPLACE, LOCK=NONE"_s
                                    << ErrorCode::NotSupported;
    QTest::newRow("unfit value") << u"INSERT INTO t VALUES ('x')"_s << ErrorCode::SqlFailed;
}

void MariadbSessionTest::tellsFailuresApart()
{
    QFETCH(QString, sql);
    QFETCH(ErrorCode, code);
    const TestDatabase database(Engine::Mariadb);
    database.run(u"CREATE TABLE t (a int); INSERT INTO t VALUES (1)"_s);
    const auto failed = database.open()->execute(sql);
    VERIFY_ERROR(failed, code);
    QVERIFY2(failed.error().sqlState.size() == 5, qPrintable(failed.error().sqlState));
    ConnectionProfile profile = database.profile();
    profile.database = u"nowhere"_s;
    VERIFY_ERROR(SqlSession::open(profile, {}, SessionRole::Control, {}), ErrorCode::NotFound);
    profile = database.profile();
    VERIFY_ERROR(SqlSession::open(profile, {}, SessionRole::Control, Secret("hunter2"_ba)), ErrorCode::LoginRefused);
    profile.user = u"nobody"_s;
    const auto refused = SqlSession::open(profile, {}, SessionRole::Control, Secret("hunter2"_ba));
    VERIFY_ERROR(refused, ErrorCode::LoginRefused);
    QVERIFY(!refused.error().what.contains(u"hunter2"_s));
    profile.port = 1;
    VERIFY_ERROR(SqlSession::open(profile, {}, SessionRole::Control, {}), ErrorCode::CannotConnect);
    VERIFY_OK(SqlSession::open(MariadbServer::shared().socketProfile(), {}, SessionRole::Catalogue, {}));
}

void MariadbSessionTest::aServerThatDiesIsALostConnection()
{
    auto server = MariadbServer::create();
    VERIFY_OK(server);
    const auto session = (*server)->open();
    VERIFY_OK(session);
    VERIFY_OK((*session)->begin());
    (*server)->kill();
    VERIFY_ERROR((*session)->query(u"SELECT 1"_s), ErrorCode::ConnectionLost);
    QVERIFY(!(*session)->isOpen());
    QVERIFY(!(*session)->isInTransaction());
}

/// The line is cut while COMMIT is on its way: nobody may take that for a rollback, whatever the server did with it.
void MariadbSessionTest::aCommitWithoutAnAnswerIsUnknown()
{
    for (const TcpProxy::Fault fault : { TcpProxy::Fault::CutBefore, TcpProxy::Fault::CutAfter }) {
        const TestDatabase database(Engine::Mariadb);
        database.run(u"CREATE TABLE t (a int)"_s);
        TcpProxy proxy(database.profile().port);
        ConnectionProfile profile = database.profile();
        profile.port = proxy.port();
        const auto session = SqlSession::open(profile, {}, SessionRole::Steps, {});
        VERIFY_OK(session);
        VERIFY_OK((*session)->begin());
        VERIFY_OK((*session)->execute(u"INSERT INTO t VALUES (1)"_s));
        proxy.arm(fault);
        VERIFY_ERROR((*session)->commit(), ErrorCode::OutcomeUnknown);
        QCOMPARE(proxy.strikes(), 1);
        QVERIFY(!(*session)->isOpen());
        QTRY_COMPARE(database.value(u"SELECT COUNT(*) FROM t"_s).toInt(), fault == TcpProxy::Fault::CutAfter ? 1 : 0);
    }
}

/// Gone before COMMIT was sent: that is known to be rolled back, and said so.
void MariadbSessionTest::aSessionThatWasEndedHasRolledBack()
{
    const TestDatabase database(Engine::Mariadb);
    database.run(u"CREATE TABLE t (a int)"_s);
    const auto session = database.open(SessionRole::Steps);
    VERIFY_OK(session->begin());
    VERIFY_OK(session->execute(u"INSERT INTO t VALUES (1)"_s));
    const auto other = database.open();
    VERIFY_OK(other->execute(u"KILL %1"_s.arg(session->backendPid())));
    QTRY_COMPARE(
        other->query(u"SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE ID = %1"_s.arg(session->backendPid()))
            ->scalar()
            .toInt(),
        0);
    const auto committed = session->commit();
    VERIFY_ERROR(committed, ErrorCode::ConnectionLost);
    QVERIFY2(committed.error().what.contains(u"rolls back"_s), qPrintable(committed.error().what));
    QCOMPARE(other->query(u"SELECT COUNT(*) FROM t"_s)->scalar().toInt(), 0);
}

void MariadbSessionTest::nothingIsCutSilently()
{
    const TestDatabase database(Engine::Mariadb);
    const auto session = database.open();
    QCOMPARE(session
                 ->query(u"SELECT LENGTH(GROUP_CONCAT(REPEAT('x', 1000))) FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION "
                         u"ALL SELECT i + 1 FROM n WHERE i < 3000)"
                         " SELECT i FROM n) AS many"_s)
                 ->scalar()
                 .toInt(),
        3'002'999);
    database.run(u"CREATE TABLE t (v varchar(2))"_s);
    VERIFY_ERROR(session->execute(u"INSERT INTO t VALUES ('abc')"_s), ErrorCode::SqlFailed);
}

} // namespace sluice

QTEST_GUILESS_MAIN(sluice::MariadbSessionTest)
#include "tst_mariadb_session.moc"
