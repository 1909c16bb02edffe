// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sql_session.h"

#include "support/test_database.h"
#include "support/verify.h"

#include <QElapsedTimer>
#include <QTest>

namespace sluice {

using namespace Qt::StringLiterals;

/// The contract that every engine keeps.
class SqlSessionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsValues_data() { engines(); }
    void readsValues();
    void countsAffectedRows_data() { engines(); }
    void countsAffectedRows();
    void commitsAndRollsBack_data() { engines(); }
    void commitsAndRollsBack();
    void anErrorRollsTheTransactionBack_data() { engines(); }
    void anErrorRollsTheTransactionBack();
    void aFailedStatementIsNeverCommitted();
    void bindsValues_data() { engines(); }
    void bindsValues();
    void readLimitsCut_data() { engines(); }
    void readLimitsCut();
    void readingRolesCannotWrite_data() { engines(); }
    void readingRolesCannotWrite();
    void leavesNoTransactionOpen_data() { engines(); }
    void leavesNoTransactionOpen();
    void refusesEmptyAndBrokenText_data() { engines(); }
    void refusesEmptyAndBrokenText();
    void statementTimeLimitHolds_data() { engines(); }
    void statementTimeLimitHolds();

private:
    static void engines()
    {
        QTest::addColumn<int>("engine");
        QTest::addColumn<int>("kin");
        QTest::newRow("sqlite") << int(Engine::Sqlite) << int(SqlKin::Sqlite);
        QTest::newRow("postgresql") << int(Engine::Postgresql) << int(SqlKin::Postgresql);
        QTest::newRow("mariadb") << int(Engine::Mariadb) << int(SqlKin::Unchecked);
        QTest::newRow("odbc to postgresql") << int(Engine::Odbc) << int(SqlKin::Postgresql);
        QTest::newRow("odbc to sqlite") << int(Engine::Odbc) << int(SqlKin::Sqlite);
    }
    static Engine engine()
    {
        QFETCH(int, engine);
        return static_cast<Engine>(engine);
    }
    static SqlKin kin()
    {
        QFETCH(int, kin);
        return static_cast<SqlKin>(kin);
    }
};

void SqlSessionTest::readsValues()
{
    const TestDatabase database(engine(), kin());
    const auto session = database.open();
    const auto rows = session->query(u"SELECT 9007199254740993 AS big, 1.5e0 AS num, 'é😀' AS text, NULL AS none"_s);
    VERIFY_OK(rows);
    QCOMPARE(rows->columns, (QStringList { u"big"_s, u"num"_s, u"text"_s, u"none"_s }));
    QCOMPARE(rows->rows.size(), 1);
    QCOMPARE(rows->rows[0][0], QVariant(9007199254740993LL));
    QCOMPARE(rows->rows[0][1].toDouble(), 1.5);
    QCOMPARE(rows->rows[0][2], QVariant(u"é😀"_s));
    QVERIFY(!rows->rows[0][3].isValid());
    QVERIFY(!rows->isTruncated);
}

void SqlSessionTest::countsAffectedRows()
{
    const TestDatabase database(engine(), kin());
    const auto session = database.open(SessionRole::Steps);
    QCOMPARE(session->execute(u"CREATE TABLE t (id integer PRIMARY KEY, v text)"_s).value(), 0);
    QCOMPARE(session->execute(u"INSERT INTO t VALUES (1,'a'),(2,'b'),(3,'c')"_s).value(), 3);
    QCOMPARE(session->execute(u"CREATE INDEX t_v ON t (v)"_s).value(), 0);
    QCOMPARE(session->execute(u"UPDATE t SET v = 'x' WHERE id > 1"_s).value(), 2);
    QCOMPARE(session->execute(u"ALTER TABLE t ADD COLUMN w integer"_s).value(), 0);
    QCOMPARE(session->execute(u"DELETE FROM t"_s).value(), 3);
    QCOMPARE(session->execute(u"SELECT 1"_s).value(), 0);
}

void SqlSessionTest::commitsAndRollsBack()
{
    const TestDatabase database(engine(), kin());
    const auto session = database.open(SessionRole::Steps);
    QVERIFY(!session->isInTransaction());
    database.run(u"CREATE TABLE t (id integer)"_s);
    VERIFY_OK(session->begin());
    QVERIFY(session->isInTransaction());
    VERIFY_OK(session->execute(u"INSERT INTO t VALUES (7)"_s));
    VERIFY_OK(session->commit());
    QVERIFY(!session->isInTransaction());
    VERIFY_OK(session->begin());
    VERIFY_OK(session->execute(u"INSERT INTO t VALUES (1)"_s));
    session->rollback();
    QVERIFY(!session->isInTransaction());
    QCOMPARE(session->query(u"SELECT count(*) FROM t"_s)->scalar().toInt(), 1);
    QCOMPARE(session->commit().error().code, ErrorCode::Usage);
}

void SqlSessionTest::anErrorRollsTheTransactionBack()
{
    const TestDatabase database(engine(), kin());
    database.run(u"CREATE TABLE t (id integer)"_s);
    const auto session = database.open(SessionRole::Steps);
    VERIFY_OK(session->begin());
    VERIFY_OK(session->execute(u"INSERT INTO t VALUES (1)"_s));
    const auto failed = session->execute(u"INSERT INTO nowhere VALUES (1)"_s);
    QCOMPARE(failed.error().code, ErrorCode::SqlFailed);
    QCOMPARE(failed.error().where, u"connection warehouse"_s);
    QVERIFY(!session->isInTransaction());
    // What follows must not slip out in autocommit mode.
    QVERIFY(!session->execute(u"CREATE TABLE late (id integer)"_s));
    QCOMPARE(session->commit().error().code, ErrorCode::SqlFailed);
    QCOMPARE(session->query(u"SELECT count(*) FROM t"_s)->scalar().toInt(), 0);
    QVERIFY(!session->query(u"SELECT * FROM late"_s));
    VERIFY_OK(session->execute(u"CREATE TABLE u (id integer)"_s));
}

/// PostgreSQL ends such a transaction by COMMIT as well, without an error and without anything in it.
void SqlSessionTest::aFailedStatementIsNeverCommitted()
{
    for (const Engine way : { Engine::Postgresql, Engine::Odbc }) {
        const TestDatabase database(way, SqlKin::Postgresql);
        database.run(u"CREATE TABLE t (n integer)"_s);
        const auto session = database.open();
        VERIFY_OK(session->begin());
        VERIFY_OK(session->execute(u"INSERT INTO t VALUES (1)"_s));
        QVERIFY(!session->execute(u"INSERT INTO nothing VALUES (1)"_s));
        QVERIFY(!session->commit());
        QVERIFY(!session->isInTransaction());
        QCOMPARE(database.value(u"SELECT count(*) FROM t"_s).toInt(), 0);
    }
}

void SqlSessionTest::bindsValues()
{
    const TestDatabase database(engine(), kin());
    database.run(u"CREATE TABLE t (id bigint, v text, r double precision, b %1)"_s.arg(
        kin() == SqlKin::Postgresql ? u"bytea"_s : u"blob"_s));
    const auto session = database.open();
    const QString hostile = u"it's \\'; DROP TABLE t; -- ? $1 é😀"_s;
    QCOMPARE(session->executeBound(u"INSERT INTO t VALUES (?, ?, ?, ?) -- a ? in a comment"_s,
                        { 9007199254740993LL, hostile, 0.1, QByteArray("\0\x01\xff", 3) })
                 .value(),
        1);
    const auto rows = session->queryBound(u"SELECT id, v, r, b, '?' FROM t WHERE v = ?"_s, { hostile });
    VERIFY_OK(rows);
    QCOMPARE(rows->rows.size(), 1);
    QCOMPARE(rows->rows[0], (QVariantList { 9007199254740993LL, hostile, 0.1, QByteArray("\0\x01\xff", 3), u"?"_s }));
    QVERIFY(!session->queryBound(u"SELECT id FROM t WHERE v = ?"_s, {}));
    QVERIFY(!session->queryBound(u"SELECT id FROM t WHERE v = ?"_s, { 1, 2 }));
    QVERIFY(session->executeBound(u"UPDATE t SET v = ?"_s, { QVariant() }));
    QVERIFY(!session->query(u"SELECT v FROM t"_s)->scalar().isValid());
}

void SqlSessionTest::readLimitsCut()
{
    const TestDatabase database(engine(), kin());
    database.run(u"CREATE TABLE t (v text);"
                 "INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) SELECT 'abcdefghij' FROM n"_s);
    const auto session = database.open(SessionRole::Catalogue);
    auto rows = session->query(u"SELECT v FROM t"_s, { 100, 1 << 20 });
    VERIFY_OK(rows);
    QCOMPARE(rows->rows.size(), 100);
    QVERIFY(rows->isTruncated);
    rows = session->query(u"SELECT v FROM t"_s, { 5000, 1000 });
    VERIFY_OK(rows);
    QVERIFY(rows->isTruncated);
    QVERIFY(rows->rows.size() <= 100);
    rows = session->query(u"SELECT v FROM t"_s, { 5000, 1 << 20 });
    VERIFY_OK(rows);
    QCOMPARE(rows->rows.size(), 5000);
    QVERIFY(!rows->isTruncated);
}

void SqlSessionTest::readingRolesCannotWrite()
{
    const TestDatabase database(engine(), kin());
    database.run(u"CREATE TABLE t (v text)"_s);
    for (const SessionRole role : { SessionRole::Probe, SessionRole::Catalogue }) {
        const auto session = database.open(role);
        for (const QString &sql : { u"INSERT INTO t VALUES ('x')"_s, u"CREATE TABLE u (v text)"_s, u"DROP TABLE t"_s, u"DELETE FROM t"_s }) {
            const auto written = session->execute(sql);
            QVERIFY2(!written, qPrintable(sql));
            QVERIFY(written.error().code == ErrorCode::ReadOnly || written.error().code == ErrorCode::PermissionDenied);
        }
        VERIFY_OK(session->begin());
        VERIFY_OK(session->query(u"SELECT * FROM t"_s));
        VERIFY_OK(session->commit());
    }
}

void SqlSessionTest::leavesNoTransactionOpen()
{
    const TestDatabase database(engine(), kin());
    database.run(u"CREATE TABLE t (id integer)"_s);
    const auto session = database.open(SessionRole::Control);
    QCOMPARE(session->execute(u"BEGIN"_s).error().code, ErrorCode::Refused);
    QVERIFY(!session->isInTransaction());
    VERIFY_OK(session->begin());
    VERIFY_OK(session->execute(u"INSERT INTO t VALUES (1)"_s));
    QCOMPARE(session->execute(u"ROLLBACK"_s).error().code, ErrorCode::Refused);
    QVERIFY(!session->execute(u"CREATE TABLE late (id integer)"_s));
    session->rollback();
    QCOMPARE(session->query(u"SELECT count(*) FROM t"_s)->scalar().toInt(), 0);
}

void SqlSessionTest::refusesEmptyAndBrokenText()
{
    const TestDatabase database(engine(), kin());
    const auto session = database.open();
    for (const QString &sql : { QString(), u" ; -- nothing"_s, u"SELECT 'a"_s + QChar(0) + u"b'"_s, u"SELECT '"_s + QChar(0xd800) + u"'"_s })
        QCOMPARE(session->query(sql).error().code, ErrorCode::Usage);
    VERIFY_OK(session->query(u"SELECT 1; -- behind"_s));
}

void SqlSessionTest::statementTimeLimitHolds()
{
    const TestDatabase database(engine(), kin());
    SessionOptions options;
    options.statementTimeout = Duration(100);
    const auto session = database.open(SessionRole::Probe, options);
    QElapsedTimer timer;
    timer.start();
    const auto endless = session->query(u"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"_s);
    QCOMPARE(endless.error().code, ErrorCode::Timeout);
    QVERIFY(timer.elapsed() < 5000);
    VERIFY_OK(session->query(u"SELECT 1"_s));
}

} // namespace sluice

QTEST_GUILESS_MAIN(sluice::SqlSessionTest)
#include "tst_sql_session.moc"
