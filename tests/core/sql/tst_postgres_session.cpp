// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sql_quoting.h"
#include "sql/sql_session.h"

#include "support/postgres_cluster.h"
#include "support/test_database.h"
#include "support/verify.h"

#include <QElapsedTimer>

namespace sluice {

using namespace Qt::StringLiterals;

/// Values, settings, limits and names on a healthy server.
class PostgresSessionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsExactValues_data();
    void keepsExactValues();
    void pinsSettings();
    void aReaderKnowsItsTimeouts();
    void seesTheSecondStatementFail();
    void refusesCopy_data();
    void refusesCopy();
    void endlessReadsStopAtTheLimit();
    void probesRunUnderTheirRole();
    void oddSqlRunsAsWritten_data();
    void oddSqlRunsAsWritten();
    void namesAreThoseOfTheStatement();
    void hostileNames_data();
    void hostileNames();
};

void PostgresSessionTest::keepsExactValues_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QVariant>("value");
    QTest::newRow("numeric") << u"12345678901234567890.123456789"_s << QVariant(u"12345678901234567890.123456789"_s);
    QTest::newRow("microseconds") << u"timestamptz '2026-01-02 03:04:05.678901+02'"_s << QVariant(u"2026-01-02 01:04:05.678901+00"_s);
    QTest::newRow("infinity") << u"timestamp 'infinity'"_s << QVariant(u"infinity"_s);
    QTest::newRow("end of day") << u"time '24:00:00'"_s << QVariant(u"24:00:00"_s);
    QTest::newRow("date") << u"date '2026-01-02'"_s << QVariant(u"2026-01-02"_s);
    QTest::newRow("interval") << u"interval '1 day 2 hours'"_s << QVariant(u"1 day 02:00:00"_s);
    QTest::newRow("bool") << u"true"_s << QVariant(true);
    QTest::newRow("smallint") << u"7::smallint"_s << QVariant(7LL);
    QTest::newRow("bigint") << u"(-9223372036854775807 - 1)::bigint"_s << QVariant(std::numeric_limits<qlonglong>::min());
    QTest::newRow("double") << u"0.1::float8"_s << QVariant(0.1);
    QTest::newRow("smallest double") << u"5e-324::float8"_s << QVariant(5e-324);
    QTest::newRow("largest double") << u"-1.7976931348623157e308::float8"_s << QVariant(-1.7976931348623157e308);
    QTest::newRow("real") << u"'-2.5e-3'::float4"_s << QVariant(-0.0025);
    QTest::newRow("infinite double") << u"'-Infinity'::float8"_s << QVariant(-std::numeric_limits<double>::infinity());
    QTest::newRow("bytea") << u"'\\x00ff41'::bytea"_s << QVariant(QByteArray("\0\xff"
                                                                            "A",
                                                              3));
    QTest::newRow("jsonb") << u"'{\"a\":1}'::jsonb"_s << QVariant(u"{\"a\": 1}"_s);
    QTest::newRow("array") << u"ARRAY[1,2]"_s << QVariant(u"{1,2}"_s);
    QTest::newRow("empty text") << u"''"_s << QVariant(QString(u""_s));
}

void PostgresSessionTest::keepsExactValues()
{
    QFETCH(QString, sql);
    QFETCH(QVariant, value);
    const auto session = PostgresCluster::shared().open();
    VERIFY_OK(session);
    const auto rows = (*session)->query(u"SELECT "_s + sql);
    VERIFY_OK(rows);
    QCOMPARE(rows->scalar(), value);
    QVERIFY(rows->scalar().isValid());
}

void PostgresSessionTest::pinsSettings()
{
    const TestDatabase database(Engine::Postgresql);
    database.run(u"ALTER DATABASE %1 SET search_path = evil; ALTER DATABASE %1 SET standard_conforming_strings = off;"
                 "ALTER DATABASE %1 SET TimeZone = 'Asia/Tokyo'; ALTER DATABASE %1 SET extra_float_digits = -5;"
                 "ALTER DATABASE %1 SET default_transaction_read_only = on"_s.arg(quoteIdentifier(Engine::Postgresql, database.profile().database)));
    const auto session = database.open(SessionRole::Steps);
    const auto rows = session->query(u"SELECT name, setting FROM pg_settings WHERE name IN ('search_path', 'standard_conforming_strings', 'TimeZone',"
                                     "'extra_float_digits', 'lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout',"
                                     "'client_connection_check_interval', 'default_transaction_read_only') ORDER BY name COLLATE \"C\""_s);
    VERIFY_OK(rows);
    QStringList found;
    for (const QVariantList &row : rows->rows)
        found.append(row[0].toString() + u'=' + row[1].toString());
    QCOMPARE(found,
        (QStringList { u"TimeZone=UTC"_s, u"client_connection_check_interval=1000"_s, u"default_transaction_read_only=off"_s,
            u"extra_float_digits=1"_s, u"idle_in_transaction_session_timeout=60000"_s, u"lock_timeout=300"_s, u"search_path=public, pg_temp"_s,
            u"standard_conforming_strings=on"_s, u"statement_timeout=900000"_s }));
}

/// It does not tell the server what the server was told; and knows when a rollback took it back.
void PostgresSessionTest::aReaderKnowsItsTimeouts()
{
    const auto session = PostgresCluster::shared().open(u"postgres"_s, SessionRole::Probe);
    VERIFY_OK(session);
    const auto said = [&] { return (*session)->query(u"SHOW statement_timeout"_s)->scalar().toString(); };
    using namespace std::chrono_literals;
    for (const Duration timeout : { Duration(5s), Duration(7s), Duration(7s) }) {
        VERIFY_OK((*session)->setTimeouts(timeout, 1s));
        QCOMPARE(said(), u"%1s"_s.arg(timeout / 1s));
    }
    VERIFY_OK((*session)->begin());
    VERIFY_OK((*session)->setTimeouts(9s, 1s));
    (*session)->rollback();
    QCOMPARE(said(), u"7s"_s);
    VERIFY_OK((*session)->setTimeouts(9s, 1s));
    QCOMPARE(said(), u"9s"_s);
}

void PostgresSessionTest::seesTheSecondStatementFail()
{
    const TestDatabase database(Engine::Postgresql);
    const auto session = database.open(SessionRole::Steps);
    const auto batch = session->execute(u"CREATE TABLE t (a int); SELECT 1/0; CREATE TABLE u (a int)"_s);
    VERIFY_ERROR(batch, ErrorCode::SqlFailed);
    QCOMPARE(batch.error().sqlState, u"22012"_s);
    QCOMPARE(session->query(u"SELECT count(*) FROM pg_class WHERE relname IN ('t', 'u')"_s)->scalar().toInt(), 0);
    const auto late = session->query(u"SELECT 1 / (3 - i) FROM generate_series(1, 5) AS i"_s);
    VERIFY_ERROR(late, ErrorCode::SqlFailed); // the first rows were good
}

void PostgresSessionTest::refusesCopy_data()
{
    QTest::addColumn<QString>("sql");
    QTest::newRow("from the client") << u"COPY t FROM STDIN"_s;
    QTest::newRow("to the client") << u"COPY (SELECT generate_series(1, 100000)) TO STDOUT"_s;
    QTest::newRow("in a batch") << u"SELECT 1; COPY t FROM STDIN; SELECT 2"_s;
}

void PostgresSessionTest::refusesCopy()
{
    QFETCH(QString, sql);
    const TestDatabase database(Engine::Postgresql);
    database.run(u"CREATE TABLE t (a int)"_s);
    const auto session = database.open(SessionRole::Steps);
    VERIFY_ERROR(session->execute(sql), ErrorCode::NotSupported);
    QVERIFY(session->isOpen());
    QCOMPARE(session->query(u"SELECT count(*) FROM t"_s)->scalar().toInt(), 0);
}

void PostgresSessionTest::endlessReadsStopAtTheLimit()
{
    const TestDatabase database(Engine::Postgresql);
    const auto session = database.open(SessionRole::Probe);
    QElapsedTimer timer;
    timer.start();
    const auto rows = session->query(u"SELECT generate_series(1, 1000000000), repeat('x', 1000)"_s, { 50, 1 << 20 });
    VERIFY_OK(rows);
    QCOMPARE(rows->rows.size(), 50);
    QVERIFY(rows->isTruncated);
    QVERIFY(timer.elapsed() < 20'000);
    QCOMPARE(session->query(u"SELECT 1"_s)->scalar().toInt(), 1);
}

void PostgresSessionTest::probesRunUnderTheirRole()
{
    const TestDatabase database(Engine::Postgresql);
    database.run(u"DROP ROLE IF EXISTS \"pro\"\"be\"; CREATE ROLE \"pro\"\"be\"; CREATE TABLE t (a int)"_s);
    ConnectionProfile profile = database.profile();
    profile.probeRole = u"pro\"be"_s;
    const auto session = SqlSession::open(profile, {}, SessionRole::Probe, {});
    VERIFY_OK(session);
    QCOMPARE((*session)->query(u"SELECT current_user::text"_s)->scalar().toString(), profile.probeRole);
    VERIFY_ERROR((*session)->query(u"SELECT * FROM t"_s), ErrorCode::PermissionDenied);
    profile.probeRole = u"missing"_s;
    QVERIFY(!SqlSession::open(profile, {}, SessionRole::Probe, {}));
}

void PostgresSessionTest::oddSqlRunsAsWritten_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QVariant>("value");
    QTest::newRow("question mark") << u"SELECT '{\"a\":1}'::jsonb ? 'a'"_s << QVariant(true);
    QTest::newRow("slice") << u"SELECT (ARRAY[1,2,3])[2:3]::text"_s << QVariant(u"{2,3}"_s);
    QTest::newRow("colon name") << u"SELECT ':name'::text"_s << QVariant(u":name"_s);
    QTest::newRow("percent") << u"SELECT '%1 %n %s'"_s << QVariant(u"%1 %n %s"_s);
    QTest::newRow("backslash") << u"SELECT '\\''; -- '"_s << QVariant(u"\\'; -- "_s);
}

void PostgresSessionTest::oddSqlRunsAsWritten()
{
    QFETCH(QString, sql);
    QFETCH(QVariant, value);
    const auto session = PostgresCluster::shared().open();
    VERIFY_OK(session);
    const auto rows = (*session)->query(sql);
    VERIFY_OK(rows);
    QCOMPARE(rows->scalar(), value);
}

/// Names are kept from one statement to the next, where they are the same.
void PostgresSessionTest::namesAreThoseOfTheStatement()
{
    const TestDatabase database(Engine::Postgresql);
    const auto session = database.open();
    for (const QStringList &names :
        { QStringList { u"a"_s, u"b"_s }, { u"a"_s, u"b"_s }, { u"b"_s, u"a"_s }, { u"b"_s }, {}, { u"a"_s, u"b"_s, u"\u00fc"_s } }) {
        QStringList columns;
        for (const QString &name : names)
            columns << u"1 AS "_s + name;
        const auto rows = session->query(u"SELECT "_s + columns.join(u", "_s));
        VERIFY_OK(rows);
        QCOMPARE(rows->columns, names);
    }
}

void PostgresSessionTest::hostileNames_data()
{
    QTest::addColumn<QString>("name");
    for (const char *name : { "plain", "with space", "Upper", "do\"t", "\"start", "end\"", "\"both\"", "a.b", "semi;colon", "quote'", "back\\slash",
             "new\nline", "tab\t", "%1 %n", "<b>bold</b>", "\xe2\x80\xaertl", "é", "😀", "select", "--", "/* */", "$$", "?", ":1", "a'; DROP TABLE x; --",
             "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggg", "_", "1abc", "ORDER", "user", "null", "current_user",
             "order by", "  two  ", " leading", "trailing ", "a\r\nb", "\x01", "\x7f", "\xe2\x80\x8b", "\xc2\xa0", "e\xcc\x81", "ß", "İ",
             "日本語", "עברית", "\xe2\x80\xa8", "x\xef\xbb\xbf", "`tick`", "[bracket]", "{brace}", "a,b", "(a)", "a=b", "&lt;", "${HOME}",
             "../x", "C:\\x", "rowid", "sluice" })
        QTest::newRow(name) << QString::fromUtf8(name);
}

void PostgresSessionTest::hostileNames()
{
    QFETCH(QString, name);
    for (const Engine engine : { Engine::Postgresql, Engine::Sqlite }) {
        const TestDatabase database(engine);
        database.run(u"CREATE TABLE x (a int)"_s);
        const auto session = database.open();
        const QString quoted = quoteIdentifier(engine, name);
        VERIFY_OK(session->execute(u"CREATE TABLE %1 (%1 text)"_s.arg(quoted)));
        VERIFY_OK(session->execute(u"INSERT INTO %1 (%1) VALUES (%2)"_s.arg(quoted, quoteLiteral(name))));
        const auto rows = session->query(u"SELECT * FROM "_s + quoted);
        VERIFY_OK(rows);
        QCOMPARE(rows->columns, QStringList { name });
        QCOMPARE(rows->scalar().toString(), name);
        const QString catalogue = engine == Engine::Sqlite ? u"sqlite_schema WHERE name"_s : u"pg_class WHERE relname"_s;
        QCOMPARE(session->query(u"SELECT count(*) FROM %1 = %2"_s.arg(catalogue, quoteLiteral(name)))->scalar().toInt(), 1);
        VERIFY_OK(session->query(u"SELECT * FROM x"_s));
    }
}

} // namespace sluice

QTEST_GUILESS_MAIN(sluice::PostgresSessionTest)
#include "tst_postgres_session.moc"
