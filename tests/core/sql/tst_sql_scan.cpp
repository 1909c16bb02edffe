// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sql_session.h"
#include "support/test_database.h"
#include "support/verify.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

/// Rows that are streamed: what every engine's scan() keeps.
class SqlScanTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void streamsEveryRow_data() { engines(); }
    void streamsEveryRow();
    void endsEarly_data() { engines(); }
    void endsEarly();
    void readsOneSnapshot_data() { engines(); }
    void readsOneSnapshot();
    void failsWithItsError_data() { engines(); }
    void failsWithItsError();
    void isCancelled_data() { engines(); }
    void isCancelled();
    void ignoresTheTimeLimitAndPutsItBack_data() { engines(); }
    void ignoresTheTimeLimitAndPutsItBack();

private:
    static void engines()
    {
        QTest::addColumn<Engine>("engine");
        QTest::newRow("sqlite") << Engine::Sqlite;
        QTest::newRow("postgresql") << Engine::Postgresql;
        QTest::newRow("mariadb") << Engine::Mariadb;
    }
    static TestDatabase database()
    {
        QFETCH(Engine, engine);
        return TestDatabase(engine);
    }
    static QString numbers(int most)
    {
        QFETCH(Engine, engine);
        if (engine == Engine::Mariadb) // which would make all of a recursion before it gives the first row
            return u"SELECT seq, 'text ' FROM seq_1_to_%1"_s.arg(most);
        return u"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %1) SELECT i, 'text ' FROM n"_s
            .arg(most);
    }
};

void SqlScanTest::streamsEveryRow()
{
    const TestDatabase database = SqlScanTest::database();
    const auto session = database.open(SessionRole::Probe);
    qint64 sum = 0;
    qint64 bytes = 0;
    VERIFY_OK(session->scan(numbers(50'000), [&](const SqlRowView &row) {
        sum += row.integer(0);
        bytes += row.bytes(1).size();
        return true;
    }));
    QCOMPARE(sum, 50'000LL * 50'001 / 2);
    QCOMPARE(bytes, 250'000);
    bool isNull = false;
    VERIFY_OK(session->scan(u"SELECT NULL"_s, [&](const SqlRowView &row) { return isNull = row.bytes(0).isEmpty(); }));
    QVERIFY(isNull);
}

void SqlScanTest::endsEarly()
{
    const TestDatabase database = SqlScanTest::database();
    const auto session = database.open(SessionRole::Probe);
    int seen = 0;
    VERIFY_OK(session->scan(numbers(3'000'000), [&seen](const SqlRowView &) { return ++seen < 10; }));
    QCOMPARE(seen, 10);
    VERIFY_OK(session->query(u"SELECT 1"_s)); // nothing of it is left
}

void SqlScanTest::readsOneSnapshot()
{
    const TestDatabase database = SqlScanTest::database();
    database.run(u"CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1), (2)"_s);
    const auto session = database.open(SessionRole::Probe);
    const auto count = [&session] {
        int rows = 0;
        const auto walked = session->scan(u"SELECT id FROM t"_s, [&rows](const SqlRowView &) { return ++rows > 0; });
        return walked ? rows : -1;
    };
    if (database.engine() == Engine::Sqlite)
        database.run(u"PRAGMA journal_mode = WAL"_s); // else the writer would wait for the reader
    VERIFY_OK(session->begin());
    QCOMPARE(count(), 2);
    database.run(u"INSERT INTO t VALUES (3)"_s);
    QCOMPARE(count(), 2);
    QVERIFY(session->isInTransaction());
    session->rollback();
    QCOMPARE(count(), 3);
    VERIFY_OK(session->begin());
    VERIFY_ERROR(
        session->scan(u"SELECT missing FROM t"_s, [](const SqlRowView &) { return true; }), ErrorCode::SqlFailed);
    QCOMPARE(count(), -1); // it was rolled back, and what follows must not read another snapshot
    session->rollback();
    QCOMPARE(count(), 3);
}

void SqlScanTest::failsWithItsError()
{
    const TestDatabase database = SqlScanTest::database();
    const auto session = database.open(SessionRole::Probe);
    int seen = 0;
    const auto failed
        = session->scan(u"SELECT missing FROM nowhere"_s, [&seen](const SqlRowView &) { return ++seen > 0; });
    QVERIFY(!failed);
    QVERIFY2(failed.error().what.contains(u"nowhere"_s), qPrintable(failed.error().what));
    QCOMPARE(seen, 0);
    VERIFY_OK(session->query(u"SELECT 1"_s));
}

void SqlScanTest::isCancelled()
{
    const TestDatabase database = SqlScanTest::database();
    const auto session = database.open(SessionRole::Probe);
    std::stop_source stop;
    session->setStopToken(stop.get_token());
    int seen = 0;
    VERIFY_ERROR(session->scan(numbers(50'000'000),
                     [&](const SqlRowView &) {
                         if (++seen == 5)
                             stop.request_stop();
                         return true;
                     }),
        ErrorCode::Cancelled);
    QVERIFY(seen < 50'000'000);
}

void SqlScanTest::ignoresTheTimeLimitAndPutsItBack()
{
    const TestDatabase database = SqlScanTest::database();
    SessionOptions options;
    options.statementTimeout = Duration(300);
    const auto session = database.open(SessionRole::Probe, options);
    qint64 rows = 0;
    VERIFY_OK(session->scan(numbers(1'500'000), [&rows](const SqlRowView &) { return ++rows > 0; }));
    QCOMPARE(rows, 1'500'000);
    VERIFY_ERROR(session->query(u"SELECT count(*) FROM (%1) AS n"_s.arg(numbers(100'000'000)), {}), ErrorCode::Timeout);
}

QTEST_GUILESS_MAIN(SqlScanTest)
#include "tst_sql_scan.moc"
