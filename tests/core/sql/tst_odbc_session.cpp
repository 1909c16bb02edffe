// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/postgres_pins.h"
#include "sql/sql_session.h"
#include "support/odbc_services.h"
#include "support/postgres_cluster.h"
#include "support/tcp_proxy.h"
#include "support/test_database.h"
#include "support/verify.h"

#include <QDeadlineTimer>
#include <QElapsedTimer>
#include <QTest>

#include <future>
#include <thread>

namespace sluice {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// What ODBC alone does, beside the contract of every engine.
class OdbcSessionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsPostgresValuesExact();
    void keepsSqliteValuesExact();
    void keepsLongAndManyValuesWhole_data() { drivers(); }
    void keepsLongAndManyValuesWhole();
    void keepsTheOrderOfRows_data() { drivers(); }
    void keepsTheOrderOfRows();
    void bindsEveryType_data() { drivers(); }
    void bindsEveryType();
    void aQuestionMarkIsNoOperator_data() { drivers(); }
    void aQuestionMarkIsNoOperator();
    void holdsTheSettingsOfEverySession();
    void settingsBelongToTheSession_data();
    void settingsBelongToTheSession();
    void doesWhatItSaysOrRefuses_data() { drivers(); }
    void doesWhatItSaysOrRefuses();
    void takesOneStatement_data() { drivers(); }
    void takesOneStatement();
    void aCancelEndsTheStatementAndNoOther_data() { drivers(); }
    void aCancelEndsTheStatementAndNoOther();
    void aLockIsAwaitedNoLongerThanAllowed_data() { drivers(); }
    void aLockIsAwaitedNoLongerThanAllowed();
    void saysWhatItTalksTo_data() { drivers(); }
    void saysWhatItTalksTo();
    void aServerThatDiesIsALostConnection();
    void aCommitWithoutAnAnswerIsUnknown();
    void aSilentServerIsGivenUp();
    void aSilentServerIsGivenUpAfterACancel();
    void aSilenceAtACommitIsUnknown();
    void refusesWhatIsNoConnection_data();
    void refusesWhatIsNoConnection();
    void takesAnyPassword();
    void theEnvironmentDecidesNothing();

private:
    static void drivers()
    {
        QTest::addColumn<int>("kin");
        QTest::newRow("postgresql") << int(SqlKin::Postgresql);
        QTest::newRow("sqlite") << int(SqlKin::Sqlite);
    }
    static SqlKin kin()
    {
        QFETCH(int, kin);
        return static_cast<SqlKin>(kin);
    }
    static QString endless()
    {
        return u"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"_s;
    }
};

void OdbcSessionTest::keepsPostgresValuesExact()
{
    const TestDatabase database(Engine::Odbc, SqlKin::Postgresql);
    const auto rows = database.open()->query(
        u"SELECT 123456789012345678901234567890.0123456789::numeric, '2026-01-02 03:04:05.678901'::timestamp, "
        u"'2026-01-02 03:04:05.678901+02'::timestamptz,"
        " '10000-01-01'::date, '0044-03-15 BC'::date, 'infinity'::timestamp, '12:00:01.5'::time, 0.1::float8 + 0.2, "
        "'infinity'::float8, 1.1::float4,"
        " true, false, '\\x00ff27'::bytea, ARRAY['a,b', NULL, '😀'], interval '1 mon 2 days', 9223372036854775807, ''::text, '{\"a\": 1}'::jsonb, '\\'::text"_s);
    VERIFY_OK(rows);
    QCOMPARE(rows->rows[0],
        (QVariantList { u"123456789012345678901234567890.0123456789"_s, u"2026-01-02 03:04:05.678901"_s,
            u"2026-01-02 01:04:05.678901+00"_s, u"10000-01-01"_s, u"0044-03-15 BC"_s, u"infinity"_s, u"12:00:01.5"_s,
            0.1 + 0.2, std::numeric_limits<double>::infinity(), rows->rows[0][9], true, false, QByteArray("\0\xff'", 3),
            u"{\"a,b\",NULL,😀}"_s, u"1 mon 2 days"_s, 9223372036854775807LL, QString(u""_s), u"{\"a\": 1}"_s,
            u"\\"_s }));
    QCOMPARE(QString::number(rows->rows[0][9].toDouble(), 'g', 6), u"1.1"_s);
}

void OdbcSessionTest::keepsSqliteValuesExact()
{
    const TestDatabase database(Engine::Odbc, SqlKin::Sqlite);
    database.run(u"CREATE TABLE t (a, b text, c timestamp, d numeric(40,10), e double precision);"
                 "INSERT INTO t VALUES (x'00ff27', x'00', 'soon', '123456789012345678901234567890.01', 0.1 + 0.2);"
                 "INSERT INTO t VALUES (9007199254740993, 'it''s', 5, NULL, 1e300)"_s);
    const auto rows = database.open()->query(u"SELECT a, b, c, d, e, -9223372036854775808, 'NULL', '', 9e999 FROM t"_s);
    VERIFY_OK(rows);
    QCOMPARE(rows->columns.mid(0, 5), (QStringList { u"a"_s, u"b"_s, u"c"_s, u"d"_s, u"e"_s }));
    const double inf = std::numeric_limits<double>::infinity();
    QCOMPARE(rows->rows[0],
        (QVariantList { QByteArray("\0\xff'", 3), QByteArray("\0", 1), u"soon"_s, 1.2345678901234568e29, 0.1 + 0.2,
            std::numeric_limits<qlonglong>::min(), u"NULL"_s, QString(u""_s), inf }));
    QCOMPARE(rows->rows[1],
        (QVariantList { 9007199254740993LL, u"it's"_s, 5LL, QVariant(), 1e300, std::numeric_limits<qlonglong>::min(),
            u"NULL"_s, QString(u""_s), inf }));
}

void OdbcSessionTest::keepsLongAndManyValuesWhole()
{
    const TestDatabase database(Engine::Odbc, kin());
    const auto session = database.open();
    QString text;
    for (int i = 0; i < 20'000; ++i)
        text += i % 3 == 0 ? u"😀"_s : i % 3 == 1 ? u"é"_s : u"x"_s;
    QByteArray bytes;
    for (int i = 0; i < 50'000; ++i)
        bytes.append(static_cast<char>(i * 7));
    database.run(
        kin() == SqlKin::Sqlite ? u"CREATE TABLE t (v text, b blob)"_s : u"CREATE TABLE t (v text, b bytea)"_s);
    VERIFY_OK(session->executeBound(u"INSERT INTO t VALUES (?, ?)"_s, { text, bytes }));
    const auto rows = session->query(u"SELECT v, b FROM t"_s);
    VERIFY_OK(rows);
    QVERIFY(rows->rows[0][0] == text);
    QVERIFY(rows->rows[0][1] == bytes);
    for (const int length : { 4095, 4096, 4097, 8191, 8192, 8193 }) { // around the pieces that the driver hands over
        const auto piece = session->queryBound(u"SELECT ?"_s, { QString(length, u'y') });
        VERIFY_OK(piece);
        QCOMPARE(piece->scalar().toString().size(), length);
    }
}

void OdbcSessionTest::keepsTheOrderOfRows()
{
    const TestDatabase database(Engine::Odbc, kin());
    database.run(
        u"CREATE TABLE t (id integer, at timestamp);"
        "INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) SELECT i, '2026-01-01 00:00:00' FROM n"_s
            .replace(u"'2026-01-01 00:00:00'"_s,
                kin() == SqlKin::Sqlite ? u"'2026-01-01 00:00:00'"_s : u"timestamp '2026-01-01 00:00:00'"_s));
    const auto rows = database.open()->query(u"SELECT id, at FROM t ORDER BY id DESC LIMIT 2000 -- newest first"_s);
    VERIFY_OK(rows);
    QCOMPARE(rows->rows.size(), 2000);
    for (int i = 0; i < 2000; ++i)
        QCOMPARE(rows->rows[i][0].toInt(), 3000 - i);
    QCOMPARE(rows->rows[0][1].toString(), u"2026-01-01 00:00:00"_s);
}

void OdbcSessionTest::bindsEveryType()
{
    const TestDatabase database(Engine::Odbc, kin());
    const auto session = database.open();
    const auto rows = session->queryBound(u"SELECT ?, ?, ?, ?, ?, ?, ?"_s,
        { true, -5, 0.1, QVariant(), QDateTime(QDate(2026, 1, 2), QTime(3, 4, 5, 678), Qt::UTC), QDate(2026, 1, 2),
            u"\\'; --"_s });
    VERIFY_OK(rows);
    const QVariantList row = rows->rows[0];
    QCOMPARE(row[0].toInt(), 1);
    QCOMPARE(row[1].toInt(), -5);
    QCOMPARE(row[2].toDouble(), 0.1);
    QVERIFY(!row[3].isValid());
    QCOMPARE(row[4].toString(), u"2026-01-02T03:04:05.678Z"_s);
    QCOMPARE(row[5].toString(), u"2026-01-02"_s);
    QCOMPARE(row[6].toString(), u"\\'; --"_s);
    VERIFY_ERROR(session->queryBound(u"SELECT ?"_s, { std::numeric_limits<double>::quiet_NaN() }), ErrorCode::Usage);
    VERIFY_ERROR(session->queryBound(u"SELECT ?"_s, { u"a"_s + QChar(0) }), ErrorCode::Usage);
}

void OdbcSessionTest::aQuestionMarkIsNoOperator()
{
    const TestDatabase database(Engine::Odbc, kin());
    const auto session = database.open();
    VERIFY_ERROR(session->query(u"SELECT '{\"a\": 1}' ? 'a'"_s), ErrorCode::NotSupported);
    QCOMPARE(session->query(u"SELECT '?', 1 -- ?\n AS \"?\" /* ? */"_s)->columns.last(), u"?"_s);
}

/// What another setting changes is another rollout: the ones that the engine's own connection pins, to the last.
void OdbcSessionTest::holdsTheSettingsOfEverySession()
{
    const TestDatabase database(Engine::Odbc, SqlKin::Postgresql);
    const QStringList pins = database.profile().service->pins;
    for (const QString &pin : postgresPins())
        QVERIFY2(pins.contains(u"SET "_s + pin), qPrintable(pin));
    for (const SessionRole role : { SessionRole::Steps, SessionRole::Probe }) {
        const auto rows = database.open(role)->query(
            u"SELECT current_setting('default_transaction_read_only'), current_setting('client_connection_check_interval')"_s);
        VERIFY_OK(rows);
        QCOMPARE(rows->rows[0], (QVariantList { role == SessionRole::Probe ? u"on"_s : u"off"_s, u"1s"_s }));
    }
}

void OdbcSessionTest::settingsBelongToTheSession_data()
{
    QTest::addColumn<int>("kin");
    QTest::addColumn<QString>("sql");
    const auto row
        = [](const char *name, SqlKin which, const QString &sql) { QTest::newRow(name) << int(which) << sql; };
    row("set", SqlKin::Postgresql, u"SET search_path = other"_s);
    row("role", SqlKin::Postgresql, u"/* x */ set session authorization nobody"_s);
    row("reset", SqlKin::Postgresql, u"RESET ALL"_s);
    row("prepare", SqlKin::Postgresql, u"PREPARE TRANSACTION 'x'"_s);
    row("abort", SqlKin::Postgresql, u"abort"_s);
    row("pragma", SqlKin::Sqlite, u"PRAGMA query_only = OFF"_s);
    row("attach", SqlKin::Sqlite, u"ATTACH '/tmp/x.db' AS x"_s);
    row("savepoint", SqlKin::Sqlite, u"-- x\nSAVEPOINT a"_s);
    row("end", SqlKin::Sqlite, u"END"_s);
}

void OdbcSessionTest::settingsBelongToTheSession()
{
    QFETCH(QString, sql);
    const TestDatabase database(Engine::Odbc, kin());
    for (const SessionRole role : { SessionRole::Steps, SessionRole::Probe })
        VERIFY_ERROR(database.open(role)->execute(sql), ErrorCode::Refused);
}

/// SQLite's driver says that it ran these, and did not, or kept their rows to itself.
void OdbcSessionTest::doesWhatItSaysOrRefuses()
{
    const TestDatabase database(Engine::Odbc, kin());
    database.run(u"CREATE TABLE t (a integer)"_s);
    const auto session = database.open(SessionRole::Steps);
    const auto written
        = session->execute(u"WITH n(i) AS (SELECT 1 UNION ALL SELECT 2) INSERT INTO t SELECT i FROM n"_s);
    const auto returned = session->query(u"DELETE FROM t WHERE a = 2 returning a"_s);
    if (kin() == SqlKin::Sqlite) {
        VERIFY_ERROR(written, ErrorCode::NotSupported);
        VERIFY_ERROR(returned, ErrorCode::NotSupported);
    } else {
        QCOMPARE(written.value(), 2);
        QCOMPARE(returned.value().scalar().toInt(), 2);
    }
    QCOMPARE(database.value(u"SELECT count(*) FROM t"_s).toInt(), kin() == SqlKin::Sqlite ? 0 : 1);
}

void OdbcSessionTest::takesOneStatement()
{
    const TestDatabase database(Engine::Odbc, kin());
    database.run(u"CREATE TABLE t (a integer)"_s);
    const auto session = database.open(SessionRole::Steps);
    VERIFY_ERROR(session->execute(u"INSERT INTO t VALUES (1); DROP TABLE t"_s), ErrorCode::Usage);
    QCOMPARE(database.value(u"SELECT count(*) FROM t"_s).toInt(), 0);
}

void OdbcSessionTest::aCancelEndsTheStatementAndNoOther()
{
    const TestDatabase database(Engine::Odbc, kin());
    const auto session = database.open();
    const SqlCanceller canceller = session->canceller();
    canceller.cancel(); // nothing runs: nothing happens, then or later
    VERIFY_OK(session->query(u"SELECT 1"_s));
    std::atomic<bool> isOver = false;
    auto other = std::async(std::launch::async, [&] {
        while (!isOver)
            canceller.cancel();
    });
    QElapsedTimer timer;
    timer.start();
    const auto ended = session->query(endless());
    isOver = true;
    other.wait();
    VERIFY_ERROR(ended, ErrorCode::Cancelled);
    QVERIFY2(timer.elapsed() < 10'000, qPrintable(QString::number(timer.elapsed())));
    for (int i = 0; i < 20; ++i)
        VERIFY_OK(session->query(u"SELECT 1"_s));
}

void OdbcSessionTest::aLockIsAwaitedNoLongerThanAllowed()
{
    const TestDatabase database(Engine::Odbc, kin());
    database.run(u"CREATE TABLE t (a integer)"_s);
    const auto holder = database.open();
    VERIFY_OK(holder->begin());
    VERIFY_OK(holder->execute(u"INSERT INTO t VALUES (1)"_s));
    const auto session = database.open(SessionRole::Steps);
    VERIFY_OK(session->setTimeouts(1min, 200ms));
    QElapsedTimer timer;
    timer.start();
    VERIFY_ERROR(session->execute(u"DROP TABLE t"_s), ErrorCode::LockTimeout);
    QVERIFY2(timer.elapsed() >= 190 && timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
    holder->rollback();
    VERIFY_OK(session->execute(u"DROP TABLE t"_s));
}

void OdbcSessionTest::saysWhatItTalksTo()
{
    const TestDatabase database(Engine::Odbc, kin());
    const QString version = database.open()->serverVersion();
    QVERIFY2(version.contains(u" through "_s)
            && version.startsWith(kin() == SqlKin::Sqlite ? u"SQLite 3."_s : u"PostgreSQL 1"_s),
        qPrintable(version));
}

void OdbcSessionTest::aServerThatDiesIsALostConnection()
{
    auto cluster = PostgresCluster::create();
    VERIFY_OK(cluster);
    ConnectionProfile profile = (*cluster)->profile();
    profile.engine = Engine::Odbc;
    profile.service = testService(SqlKin::Postgresql);
    const auto session = SqlSession::open(profile, {}, SessionRole::Control, {});
    VERIFY_OK(session);
    VERIFY_OK((*session)->begin());
    (*cluster)->stop(PostgresCluster::StopMode::Kill);
    VERIFY_ERROR((*session)->query(u"SELECT 1"_s), ErrorCode::ConnectionLost);
    QVERIFY(!(*session)->isOpen());
    QVERIFY(!(*session)->isInTransaction());
    QVERIFY((*session)->serverVersion().isEmpty());
    VERIFY_ERROR(SqlSession::open(profile, {}, SessionRole::Control, {}), ErrorCode::CannotConnect);
}

/// The line is cut while COMMIT is on its way: nobody may take that for a rollback, whatever the server did with it.
void OdbcSessionTest::aCommitWithoutAnAnswerIsUnknown()
{
    for (const TcpProxy::Fault fault : { TcpProxy::Fault::CutBefore, TcpProxy::Fault::CutAfter }) {
        const TestDatabase database(Engine::Odbc, SqlKin::Postgresql);
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
        QTRY_COMPARE(database.value(u"SELECT count(*) FROM t"_s).toInt(), fault == TcpProxy::Fault::CutAfter ? 1 : 0);
    }
}

namespace {

/// A session by way of a line that can go silent.
struct SilentBed
{
    TestDatabase database { Engine::Odbc, SqlKin::Postgresql };
    TcpProxy proxy { database.profile().port };
    QElapsedTimer timer;

    std::unique_ptr<SqlSession> open(Duration statementTimeout)
    {
        ConnectionProfile profile = database.profile();
        profile.port = proxy.port();
        SessionOptions options;
        options.statementTimeout = statementTimeout;
        options.silence = Duration(1'000);
        auto session = SqlSession::open(profile, {}, SessionRole::Steps, {}, options);
        if (!session)
            qFatal("no session: %s", qPrintable(session.error().what));
        timer.start();
        return *std::move(session);
    }
};

} // namespace

/// It takes everything and says nothing: no other limit of the system or of the driver would ever end that.
void OdbcSessionTest::aSilentServerIsGivenUp()
{
    SilentBed bed;
    const auto other = bed.database.open(); // to the same server, and none of its business
    const auto session = bed.open(500ms);
    bed.proxy.arm(TcpProxy::Fault::Silence, "needle");
    VERIFY_ERROR(session->query(u"SELECT 'needle'"_s), ErrorCode::ConnectionLost);
    QVERIFY2(
        bed.timer.elapsed() >= 1'500 && bed.timer.elapsed() < 15'000, qPrintable(QString::number(bed.timer.elapsed())));
    QVERIFY(!session->isOpen());
    VERIFY_OK(other->query(u"SELECT 1"_s));
}

void OdbcSessionTest::aSilentServerIsGivenUpAfterACancel()
{
    SilentBed bed;
    const auto session = bed.open(0ms); // no time limit: somebody's patience alone
    bed.proxy.arm(TcpProxy::Fault::Silence, "needle");
    const auto canceller = session->canceller();
    const std::jthread person([&] {
        for (const QDeadlineTimer limit(10s); bed.proxy.strikes() == 0 && !limit.hasExpired();)
            std::this_thread::yield();
        canceller.cancel();
    });
    VERIFY_ERROR(session->query(u"SELECT 'needle'"_s), ErrorCode::ConnectionLost);
    QVERIFY2(bed.timer.elapsed() < 15'000, qPrintable(QString::number(bed.timer.elapsed())));
    QVERIFY(!session->isOpen());
}

void OdbcSessionTest::aSilenceAtACommitIsUnknown()
{
    SilentBed bed;
    bed.database.run(u"CREATE TABLE t (a int)"_s);
    const auto session = bed.open(500ms);
    VERIFY_OK(session->begin());
    VERIFY_OK(session->execute(u"INSERT INTO t VALUES (1)"_s));
    bed.proxy.arm(TcpProxy::Fault::Silence);
    VERIFY_ERROR(session->commit(), ErrorCode::OutcomeUnknown);
    QVERIFY(!session->isOpen());
}

void OdbcSessionTest::refusesWhatIsNoConnection_data()
{
    QTest::addColumn<int>("kin");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("value");
    QTest::addColumn<ErrorCode>("code");
    const auto row = [](const char *name, SqlKin which, const QString &field, const QString &value, ErrorCode code) {
        QTest::newRow(name) << int(which) << field << value << code;
    };
    row("second keyword", SqlKin::Postgresql, u"database"_s, u"x;Server=evil"_s, ErrorCode::InvalidConnection);
    row("braces", SqlKin::Postgresql, u"user"_s, u"x}"_s, ErrorCode::InvalidConnection);
    row("conninfo", SqlKin::Postgresql, u"database"_s, u"host=evil dbname=postgres"_s, ErrorCode::InvalidConnection);
    row("control character", SqlKin::Postgresql, u"host"_s, u"a\nb"_s, ErrorCode::InvalidConnection);
    row("no database", SqlKin::Postgresql, u"database"_s, {}, ErrorCode::InvalidConnection);
    row("library by path", SqlKin::Postgresql, u"driver"_s, u"/usr/lib/x86_64-linux-gnu/odbc/psqlodbcw.so"_s,
        ErrorCode::InvalidConnection);
    row("no driver", SqlKin::Postgresql, u"driver"_s, u"No Such Driver"_s, ErrorCode::DriverMissing);
    row("nowhere", SqlKin::Postgresql, u"database"_s, u"nowhere"_s, ErrorCode::CannotConnect);
    row("no file", SqlKin::Sqlite, u"database"_s, u"missing.db"_s, ErrorCode::NotFound);
    row("file of keywords", SqlKin::Sqlite, u"database"_s, u"a.db;LoadExt=/tmp/x.so"_s, ErrorCode::InvalidConnection);
}

void OdbcSessionTest::refusesWhatIsNoConnection()
{
    QFETCH(QString, field);
    QFETCH(QString, value);
    QFETCH(ErrorCode, code);
    const TestDatabase database(Engine::Odbc, kin());
    ConnectionProfile profile = database.profile();
    (field == u"database"      ? profile.database
            : field == u"user" ? profile.user
            : field == u"host" ? profile.host
                               : profile.odbcDriver)
        = value;
    const auto refused
        = SqlSession::open(profile, database.workspaceRoot(), SessionRole::Control, Secret("hunter2"_ba));
    VERIFY_ERROR(refused, code);
    QCOMPARE(refused.error().where, u"connection warehouse"_s);
    QVERIFY(!refused.error().what.contains(u"hunter2"_s) && !refused.error().what.contains(u'\n'));
    QVERIFY(!QFile::exists(database.workspaceRoot() + u"/missing.db"_s));
    profile = database.profile();
    profile.service.reset();
    VERIFY_ERROR(SqlSession::open(profile, {}, SessionRole::Control, {}), ErrorCode::InvalidConnection);
}

void OdbcSessionTest::takesAnyPassword()
{
    for (const QString &password : { u"plain"_s, u"a;b=c"_s, u"{x}"_s, u"}};UID=nobody;{"_s, u"é😀 '\"\\"_s }) {
        PostgresCluster::Options options;
        options.password = password;
        auto cluster = PostgresCluster::create(options);
        VERIFY_OK(cluster);
        ConnectionProfile profile = (*cluster)->profile();
        profile.engine = Engine::Odbc;
        profile.service = testService(SqlKin::Postgresql);
        VERIFY_OK(SqlSession::open(profile, {}, SessionRole::Control, (*cluster)->password()));
        const auto refused = SqlSession::open(profile, {}, SessionRole::Control, Secret("hunter2"_ba));
        VERIFY_ERROR(refused, ErrorCode::CannotConnect); // the driver tells no refused login from a dead server
        QVERIFY(!refused.error().what.contains(u"hunter2"_s));
        QVERIFY(!SqlSession::open(profile, {}, SessionRole::Control, {}));
    }
}

/// Whoever sets these would choose the library or the server that a connection gets.
void OdbcSessionTest::theEnvironmentDecidesNothing()
{
    const TestDatabase database(Engine::Odbc, SqlKin::Postgresql);
    for (const char *name : { "ODBCINI", "ODBCSYSINI", "ODBCINSTINI", "PGHOSTADDR", "PGOPTIONS", "PGDATABASE" })
        qputenv(name, "/nonexistent");
    VERIFY_OK(database.tryOpen(SessionRole::Control));
}

} // namespace sluice

QTEST_GUILESS_MAIN(sluice::OdbcSessionTest)
#include "tst_odbc_session.moc"
