// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sql_session.h"
#include "support/postgres_cluster.h"
#include "support/tcp_proxy.h"
#include "support/test_database.h"
#include "support/verify.h"

#include <QElapsedTimer>

#include <array>
#include <csignal>
#include <thread>

namespace sluice {

using namespace Qt::StringLiterals;

/// What only a server can do to a session: die, cut in, block, keep silent.
class PostgresFailuresTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void noticesAnEscapedTransaction_data();
    void noticesAnEscapedTransaction();
    void noticesALostConnection_data();
    void noticesALostConnection();
    void commitAfterTerminationIsCertain();
    void commitIsUnknownWhenTheLineIsCut_data();
    void commitIsUnknownWhenTheLineIsCut();
    void commitUnderTerminationNeverLies();
    void deferredConstraintFailsTheCommit();
    void aSilentServerIsGivenUp();
    void cancelsFromAnotherThread();
    void anothersCancelIsAnError();
    void stopTokenEndsTheTransaction();
    void waitsForLocksWithinBudget();
    void reportsDeadlocks();
    void aPoolerIsRefused();
};

namespace {

/// Waits until the server says that this backend sleeps in its statement; false when it does not within five seconds.
bool fallsAsleep(const TestDatabase &database, int pid)
{
    const auto administrator = database.open();
    const QString sleeps = u"SELECT 1 FROM pg_stat_activity WHERE pid = %1 AND wait_event = 'PgSleep'"_s.arg(pid);
    return QTest::qWaitFor([&] { return administrator->query(sleeps)->scalar().toInt() == 1; });
}

} // namespace

void PostgresFailuresTest::noticesAnEscapedTransaction_data()
{
    QTest::addColumn<QString>("sql");
    QTest::newRow("commit") << u"COMMIT"_s;
    QTest::newRow("rollback") << u"ROLLBACK"_s;
    QTest::newRow("hidden in a batch") << u"SELECT 1; COMMIT"_s;
    QTest::newRow("prepared") << u"PREPARE TRANSACTION 'x'"_s;
}

void PostgresFailuresTest::noticesAnEscapedTransaction()
{
    QFETCH(QString, sql);
    const TestDatabase database(Engine::Postgresql);
    const auto session = database.open(SessionRole::Steps);
    VERIFY_OK(session->begin());
    const auto escaped = session->execute(sql);
    QVERIFY(!escaped);
    QVERIFY(!session->isInTransaction());
    QVERIFY(!session->execute(u"CREATE TABLE late (a int)"_s));
    QVERIFY(!session->commit());
    VERIFY_OK(session->execute(u"CREATE TABLE later (a int)"_s));
}

void PostgresFailuresTest::noticesALostConnection_data()
{
    QTest::addColumn<int>("mode");
    QTest::newRow("fast") << int(PostgresCluster::StopMode::Fast);
    QTest::newRow("immediate") << int(PostgresCluster::StopMode::Immediate);
    QTest::newRow("kill -9") << int(PostgresCluster::StopMode::Kill);
}

void PostgresFailuresTest::noticesALostConnection()
{
    QFETCH(int, mode);
    const auto cluster = PostgresCluster::create();
    VERIFY_OK(cluster);
    auto session = (*cluster)->open();
    VERIFY_OK(session);
    VERIFY_OK((*session)->begin());
    VERIFY_OK((*session)->execute(u"CREATE TABLE t (a int)"_s));
    const SqlCanceller canceller = (*session)->canceller();
    VERIFY_OK((*cluster)->restart(static_cast<PostgresCluster::StopMode>(mode)));
    VERIFY_ERROR((*session)->execute(u"INSERT INTO t VALUES (1)"_s), ErrorCode::ConnectionLost);
    QVERIFY(!(*session)->isOpen());
    QVERIFY(!(*session)->isInTransaction());
    canceller.cancel();
    (*session)->rollback();
    VERIFY_ERROR((*session)->query(u"SELECT 1"_s), ErrorCode::ConnectionLost);
    VERIFY_ERROR((*session)->begin(), ErrorCode::ConnectionLost);
    session = (*cluster)->open();
    VERIFY_OK(session);
    QVERIFY(!(*session)->query(u"SELECT * FROM t"_s));
}

void PostgresFailuresTest::commitAfterTerminationIsCertain()
{
    const TestDatabase database(Engine::Postgresql);
    const auto session = database.open(SessionRole::Steps);
    const auto other = database.open();
    VERIFY_OK(session->begin());
    VERIFY_OK(session->execute(u"CREATE TABLE t (a int)"_s));
    VERIFY_OK(other->query(u"SELECT pg_terminate_backend(%1, 5000)"_s.arg(session->backendPid())));
    const auto committed = session->commit();
    VERIFY_ERROR(committed, ErrorCode::ConnectionLost); // known before COMMIT was sent: rolled back for sure
    QVERIFY(!session->isOpen());
    QVERIFY(!other->query(u"SELECT * FROM t"_s));
}

void PostgresFailuresTest::commitIsUnknownWhenTheLineIsCut_data()
{
    QTest::addColumn<int>("fault");
    QTest::addColumn<bool>("happened");
    QTest::newRow("before the server saw it") << int(TcpProxy::Fault::CutBefore) << false;
    QTest::newRow("before its answer came") << int(TcpProxy::Fault::CutAfter) << true;
}

void PostgresFailuresTest::commitIsUnknownWhenTheLineIsCut()
{
    QFETCH(int, fault);
    QFETCH(bool, happened);
    const TestDatabase database(Engine::Postgresql);
    TcpProxy proxy(database.profile().port);
    ConnectionProfile profile = database.profile();
    profile.port = proxy.port();
    const auto session = SqlSession::open(profile, {}, SessionRole::Steps, {});
    VERIFY_OK(session);
    VERIFY_OK((*session)->begin());
    VERIFY_OK((*session)->execute(u"CREATE TABLE t (a int)"_s));
    proxy.arm(static_cast<TcpProxy::Fault>(fault));
    VERIFY_ERROR((*session)->commit(), ErrorCode::OutcomeUnknown);
    QCOMPARE(proxy.strikes(), 1);
    QVERIFY(!(*session)->isOpen());
    const auto other = database.open();
    QTRY_COMPARE(other->query(u"SELECT count(*) FROM pg_stat_activity WHERE pid = %1"_s.arg((*session)->backendPid()))->scalar().toInt(), 0);
    QCOMPARE(other->query(u"SELECT * FROM t"_s).has_value(), happened);
}

void PostgresFailuresTest::commitUnderTerminationNeverLies()
{
    const TestDatabase database(Engine::Postgresql);
    database.run(u"CREATE TABLE t (a int)"_s);
    const auto other = database.open();
    TcpProxy proxy(database.profile().port);
    ConnectionProfile profile = database.profile();
    profile.port = proxy.port();
    constexpr std::array kMoments { TcpProxy::Moment::BeforeRequest, TcpProxy::Moment::AfterRequest,
        TcpProxy::Moment::BeforeAnswer };
    int survived = 0;
    for (int round = 0; round < 60; ++round) {
        const auto opened = SqlSession::open(profile, {}, SessionRole::Steps, {});
        VERIFY_OK(opened);
        const auto &session = *opened;
        VERIFY_OK(session->begin());
        VERIFY_OK(session->execute(u"INSERT INTO t VALUES (%1)"_s.arg(round)));
        const auto moment = kMoments[static_cast<size_t>(round) % kMoments.size()];
        // What pg_terminate_backend does, without a round trip.
        proxy.watch(moment, [pid = session->backendPid()] { kill(pid, SIGTERM); });
        const Result<void> committed = session->commit();
        survived += committed ? 1 : 0;
        const bool exists = other->query(u"SELECT count(*) FROM t WHERE a = %1"_s.arg(round))->scalar().toInt() == 1;
        const QString told = committed ? u"committed"_s : committed.error().what;
        const QString message = u"round %1: %2"_s.arg(round).arg(told);
        if (committed)
            QVERIFY2(exists, qPrintable(message));
        else if (committed.error().code != ErrorCode::OutcomeUnknown)
            QVERIFY2(!exists, qPrintable(message));
    }
    QCOMPARE(proxy.strikes(), 60);
    QVERIFY2(survived >= 20 && survived < 60, qPrintable(QString::number(survived))); // both sides of the edge were met
}

void PostgresFailuresTest::deferredConstraintFailsTheCommit()
{
    const TestDatabase database(Engine::Postgresql);
    database.run(u"CREATE TABLE p (a int PRIMARY KEY); CREATE TABLE c (a int REFERENCES p DEFERRABLE INITIALLY DEFERRED)"_s);
    const auto session = database.open(SessionRole::Steps);
    VERIFY_OK(session->begin());
    VERIFY_OK(session->execute(u"INSERT INTO c VALUES (1)"_s));
    const auto committed = session->commit();
    VERIFY_ERROR(committed, ErrorCode::SqlFailed);
    QCOMPARE(committed.error().sqlState, u"23503"_s);
    QVERIFY2(!committed.error().what.contains(u"(1)"_s), "row values stay out of messages");
    QVERIFY(session->isOpen() && !session->isInTransaction());
    QCOMPARE(session->query(u"SELECT count(*) FROM c"_s)->scalar().toInt(), 0);
}

void PostgresFailuresTest::aSilentServerIsGivenUp()
{
    const TestDatabase database(Engine::Postgresql);
    TcpProxy proxy(database.profile().port);
    ConnectionProfile profile = database.profile();
    profile.port = proxy.port();
    SessionOptions options;
    options.statementTimeout = Duration(500);
    const auto session = SqlSession::open(profile, {}, SessionRole::Steps, {}, options);
    VERIFY_OK(session);
    proxy.arm(TcpProxy::Fault::Silence, "needle");
    QElapsedTimer timer;
    timer.start();
    VERIFY_ERROR((*session)->query(u"SELECT 'needle'"_s), ErrorCode::ConnectionLost);
    QVERIFY(timer.elapsed() < 30'000);
    QVERIFY(!(*session)->isOpen());
}

void PostgresFailuresTest::cancelsFromAnotherThread()
{
    const TestDatabase database(Engine::Postgresql);
    auto session = database.open();
    const SqlCanceller canceller = session->canceller();
    canceller.cancel(); // nothing runs: must not hit what comes
    VERIFY_OK(session->query(u"SELECT 1"_s));
    QElapsedTimer timer;
    timer.start();
    std::jthread other([&database, canceller, pid = session->backendPid()] {
        if (fallsAsleep(database, pid))
            canceller.cancel();
    });
    const auto slept = session->query(u"SELECT pg_sleep(60)"_s);
    VERIFY_ERROR(slept, ErrorCode::Cancelled);
    QCOMPARE(slept.error().sqlState, u"57014"_s);
    QVERIFY(timer.elapsed() < 5000);
    VERIFY_OK(session->query(u"SELECT 1"_s));
    session.reset();
    canceller.cancel(); // the session is gone
}

void PostgresFailuresTest::anothersCancelIsAnError()
{
    const TestDatabase database(Engine::Postgresql);
    const auto session = database.open();
    std::jthread other([&database, pid = session->backendPid()] {
        if (fallsAsleep(database, pid))
            static_cast<void>(database.value(u"SELECT pg_cancel_backend(%1)"_s.arg(pid)));
    });
    const auto slept = session->query(u"SELECT pg_sleep(60)"_s);
    VERIFY_ERROR(slept, ErrorCode::SqlFailed);
    QCOMPARE(slept.error().sqlState, u"57014"_s);
}

void PostgresFailuresTest::stopTokenEndsTheTransaction()
{
    const TestDatabase database(Engine::Postgresql);
    const auto session = database.open(SessionRole::Steps);
    std::stop_source source;
    session->setStopToken(source.get_token());
    VERIFY_OK(session->begin());
    VERIFY_OK(session->execute(u"CREATE TABLE t (a int)"_s));
    source.request_stop();
    VERIFY_ERROR(session->commit(), ErrorCode::Cancelled);
    QVERIFY(!session->isInTransaction());
    VERIFY_ERROR(session->begin(), ErrorCode::Cancelled);
    VERIFY_ERROR(session->query(u"SELECT 1"_s), ErrorCode::Cancelled);
    session->setStopToken({});
    QVERIFY(!session->query(u"SELECT * FROM t"_s));
}

void PostgresFailuresTest::waitsForLocksWithinBudget()
{
    const TestDatabase database(Engine::Postgresql);
    database.run(u"CREATE TABLE t (a int)"_s);
    const auto holder = database.open();
    VERIFY_OK(holder->begin());
    VERIFY_OK(holder->execute(u"LOCK TABLE t IN ACCESS SHARE MODE"_s));
    const auto session = database.open(SessionRole::Steps);
    VERIFY_OK(session->begin());
    QElapsedTimer timer;
    timer.start();
    const auto blocked = session->execute(u"ALTER TABLE t ADD COLUMN b int"_s);
    VERIFY_ERROR(blocked, ErrorCode::LockTimeout);
    QCOMPARE(blocked.error().sqlState, u"55P03"_s);
    QVERIFY(timer.elapsed() >= 290 && timer.elapsed() < 3000);
    QVERIFY(!session->isInTransaction()); // its place in the queue is free again
    session->rollback();
    VERIFY_OK(session->setTimeouts(Duration(60'000), Duration(50)));
    timer.restart();
    VERIFY_ERROR(session->execute(u"ALTER TABLE t ADD COLUMN b int"_s), ErrorCode::LockTimeout);
    QVERIFY(timer.elapsed() < 290);
}

void PostgresFailuresTest::reportsDeadlocks()
{
    const TestDatabase database(Engine::Postgresql);
    database.run(u"CREATE TABLE t (a int PRIMARY KEY, b int); INSERT INTO t VALUES (1, 0), (2, 0)"_s);
    SessionOptions patient;
    patient.lockTimeout = Duration(20'000);
    const auto first = database.open(SessionRole::Steps, patient);
    VERIFY_OK(first->begin());
    VERIFY_OK(first->execute(u"UPDATE t SET b = 1 WHERE a = 1"_s));
    Result<qint64> theirs = fail(ErrorCode::Internal, u"did not run"_s);
    std::jthread other([&] {
        const auto second = database.open(SessionRole::Steps, patient);
        static_cast<void>(second->begin());
        static_cast<void>(second->execute(u"UPDATE t SET b = 2 WHERE a = 2"_s));
        theirs = second->execute(u"UPDATE t SET b = 2 WHERE a = 1"_s);
    });
    const auto watcher = database.open();
    QTRY_COMPARE(watcher->query(u"SELECT count(*) FROM pg_locks WHERE NOT granted"_s)->scalar().toInt(), 1);
    const auto ours = first->execute(u"UPDATE t SET b = 1 WHERE a = 2"_s);
    first->rollback();
    other.join();
    QVERIFY(ours.has_value() != theirs.has_value());
    const Error &error = ours ? theirs.error() : ours.error();
    QCOMPARE(error.code, ErrorCode::Busy);
    QCOMPARE(error.sqlState, u"40P01"_s);
}

/// A pooler names a process of its own making when one connects. What a session holds is not kept behind it.
void PostgresFailuresTest::aPoolerIsRefused()
{
    const TestDatabase database(Engine::Postgresql);
    TcpProxy proxy(database.profile().port);
    ConnectionProfile profile = database.profile();
    profile.port = proxy.port();
    VERIFY_OK(SqlSession::open(profile, {}, SessionRole::Steps, {}, {})); // a line that only passes on is none
    proxy.rewriteAnswers([](QByteArray bytes) {
        const qsizetype key = bytes.indexOf(QByteArray("K\0\0\0\x0c", 5)); // BackendKeyData: length, process, key
        if (key >= 0)
            bytes[key + 8] = static_cast<char>(bytes[key + 8] ^ 1);
        return bytes;
    });
    for (const SessionRole role : { SessionRole::Steps, SessionRole::Control, SessionRole::Probe, SessionRole::Catalogue }) {
        const auto session = SqlSession::open(profile, {}, role, {}, {});
        VERIFY_ERROR(session, ErrorCode::Refused);
        QVERIFY2(session.error().what.contains(u"pooler"_s), qPrintable(session.error().what));
    }
}

} // namespace sluice

QTEST_GUILESS_MAIN(sluice::PostgresFailuresTest)
#include "tst_postgres_failures.moc"
