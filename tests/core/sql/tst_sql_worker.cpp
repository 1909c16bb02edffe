// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sql_worker.h"

#include "base/async.h"

#include "support/postgres_cluster.h"
#include "support/test_database.h"
#include "support/verify.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QSemaphore>

#include <thread>

namespace sluice {

using namespace Qt::StringLiterals;

class SqlWorkerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void runsJobsInOrderOnOneThread();
    void reportsAFailedOpening();
    void reopensAfterALoss();
    void dropsAJobStoppedBeforeItsTurn();
    void stopsARunningStatement_data();
    void stopsARunningStatement();
    void anEarlierStopDoesNotHitTheNextJob_data();
    void anEarlierStopDoesNotHitTheNextJob();
    void endsWithWorkInHand_data();
    void endsWithWorkInHand();
    void aForgottenTransactionIsRolledBack();
    void aSessionRefusesAnotherThread();

private:
    static SqlWorker::Opener opener(const TestDatabase &database, SessionRole role = SessionRole::Control)
    {
        return [&database, role] { return database.tryOpen(role); };
    }
    static Result<QVariant> value(SqlWorker &worker, const QString &sql, const std::stop_token &stop = {})
    {
        return worker.submit<QVariant>(stop, [sql](SqlSession &session) { return session.query(sql).map(&SqlRows::scalar); }).result();
    }
};

namespace {

QString endless(Engine engine)
{
    return engine == Engine::Postgresql ? u"SELECT pg_sleep(60)"_s
                                        : u"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"_s;
}

void engines()
{
    QTest::addColumn<Engine>("engine");
    QTest::newRow("sqlite") << Engine::Sqlite;
    QTest::newRow("postgresql") << Engine::Postgresql;
}

} // namespace

void SqlWorkerTest::runsJobsInOrderOnOneThread()
{
    const TestDatabase database(Engine::Sqlite);
    database.run(u"CREATE TABLE t (a INTEGER PRIMARY KEY, b)"_s);
    SqlWorker worker(opener(database), u"test"_s);
    QList<QFuture<Result<Qt::HANDLE>>> futures;
    for (int i = 0; i < 200; ++i) {
        futures.append(worker.submit<Qt::HANDLE>({}, [i](SqlSession &session) -> Result<Qt::HANDLE> {
            SLUICE_CHECK(session.executeBound(u"INSERT INTO t (b) VALUES (?)"_s, { i }));
            return QThread::currentThreadId();
        }));
    }
    const Result<Qt::HANDLE> first = futures[0].result();
    VERIFY_OK(first);
    QVERIFY(*first != QThread::currentThreadId());
    for (const auto &future : futures)
        QCOMPARE(future.result().value(), *first);
    QCOMPARE(value(worker, u"SELECT count(*) FROM t WHERE a = b + 1"_s)->toInt(), 200);
}

void SqlWorkerTest::reportsAFailedOpening()
{
    const TestDatabase database(Engine::Sqlite);
    ConnectionProfile missing = database.profile();
    missing.database = u"later.db"_s;
    SqlWorker worker([&] { return SqlSession::open(missing, database.workspaceRoot(), SessionRole::Control, {}); }, u"test"_s);
    VERIFY_ERROR(value(worker, u"SELECT 1"_s), ErrorCode::NotFound);
    VERIFY_OK(SqlSession::openFile(database.workspaceRoot() + u"/later.db"_s, true));
    QCOMPARE(value(worker, u"SELECT 1"_s)->toInt(), 1);
}

void SqlWorkerTest::reopensAfterALoss()
{
    const auto cluster = PostgresCluster::create();
    VERIFY_OK(cluster);
    SqlWorker worker([&] { return (*cluster)->open(); }, u"test"_s);
    const auto before = value(worker, u"SELECT pg_backend_pid()"_s);
    VERIFY_OK(before);
    VERIFY_OK((*cluster)->restart(PostgresCluster::StopMode::Kill));
    VERIFY_ERROR(value(worker, u"SELECT 1"_s), ErrorCode::ConnectionLost);
    const auto after = value(worker, u"SELECT pg_backend_pid()"_s);
    VERIFY_OK(after);
    (*cluster)->stop();
    VERIFY_ERROR(value(worker, u"SELECT 1"_s), ErrorCode::ConnectionLost);
    VERIFY_ERROR(value(worker, u"SELECT 1"_s), ErrorCode::CannotConnect);
}

void SqlWorkerTest::dropsAJobStoppedBeforeItsTurn()
{
    const TestDatabase database(Engine::Sqlite);
    SqlWorker worker(opener(database), u"test"_s);
    QSemaphore gate;
    auto blocking = worker.submit<int>({}, [&gate](SqlSession &) -> Result<int> {
        gate.acquire();
        return 1;
    });
    std::stop_source stop;
    std::atomic<bool> ran = false;
    auto dropped = worker.submit<int>(stop.get_token(), [&ran](SqlSession &) -> Result<int> {
        ran = true;
        return 2;
    });
    stop.request_stop();
    gate.release();
    VERIFY_OK(blocking.result());
    VERIFY_ERROR(dropped.result(), ErrorCode::Cancelled);
    QVERIFY(!ran);
}

void SqlWorkerTest::stopsARunningStatement_data()
{
    engines();
}

void SqlWorkerTest::stopsARunningStatement()
{
    QFETCH(Engine, engine);
    const TestDatabase database(engine);
    SqlWorker worker(opener(database), u"test"_s);
    VERIFY_OK(value(worker, u"SELECT 1"_s));
    std::stop_source stop;
    QSemaphore started;
    auto future = worker.submit<QVariant>(stop.get_token(), [&started, engine](SqlSession &session) -> Result<QVariant> {
        started.release();
        SLUICE_CHECK(session.query(endless(engine)));
        return fail(ErrorCode::Internal, u"ended by itself"_s);
    });
    started.acquire();
    QElapsedTimer timer;
    timer.start();
    stop.request_stop();
    QVERIFY2(timer.elapsed() < 1000, "asking to stop must never block the asker");
    VERIFY_ERROR(future.result(), ErrorCode::Cancelled);
    QVERIFY(timer.elapsed() < 5000);
    QCOMPARE(value(worker, u"SELECT 7"_s)->toInt(), 7);
}

void SqlWorkerTest::anEarlierStopDoesNotHitTheNextJob_data()
{
    QTest::addColumn<QString>("moment");
    for (const char *moment : { "it starts", "it ends", "the next one starts" })
        QTest::newRow(moment) << QString::fromLatin1(moment);
}

void SqlWorkerTest::anEarlierStopDoesNotHitTheNextJob()
{
    QFETCH(QString, moment);
    const TestDatabase database(Engine::Postgresql);
    SqlWorker worker(opener(database), u"test"_s);
    for (int i = 0; i < 30; ++i) {
        std::stop_source stop;
        QSemaphore reached;
        const auto passes = [&](const char *name) {
            if (moment == QLatin1StringView(name))
                reached.release();
        };
        auto first = worker.submit<QVariant>(stop.get_token(), [&](SqlSession &session) {
            passes("it starts"); // a short statement: the stop comes before, in and behind it
            auto slept = session.query(u"SELECT pg_sleep(%1)"_s.arg(i * 0.0001)).map(&SqlRows::scalar);
            passes("it ends");
            return slept;
        });
        auto second = worker.submit<QVariant>({}, [&](SqlSession &session) {
            passes("the next one starts");
            return session.query(u"SELECT pg_sleep(0.005), 1"_s).map(&SqlRows::scalar);
        });
        reached.acquire();
        stop.request_stop();
        static_cast<void>(first.result());
        VERIFY_OK(second.result());
    }
}

void SqlWorkerTest::endsWithWorkInHand_data()
{
    engines();
}

void SqlWorkerTest::endsWithWorkInHand()
{
    QFETCH(Engine, engine);
    const TestDatabase database(engine);
    auto worker = std::make_unique<SqlWorker>(opener(database), u"test"_s);
    QSemaphore started;
    auto running = worker->submit<int>({}, [&started, engine](SqlSession &session) -> Result<int> {
        started.release();
        SLUICE_CHECK(session.query(endless(engine)));
        return 1;
    });
    auto waiting = worker->submit<int>({}, [](SqlSession &) -> Result<int> { return 2; });
    started.acquire();
    QElapsedTimer timer;
    timer.start();
    worker.reset();
    QVERIFY(timer.elapsed() < 5000);
    QVERIFY(running.isFinished() && waiting.isFinished());
    VERIFY_ERROR(running.result(), ErrorCode::Cancelled);
    VERIFY_ERROR(waiting.result(), ErrorCode::Cancelled);
}

void SqlWorkerTest::aForgottenTransactionIsRolledBack()
{
    const TestDatabase database(Engine::Sqlite);
    database.run(u"CREATE TABLE t (a)"_s);
    SqlWorker worker(opener(database), u"test"_s);
    VERIFY_OK(worker
                  .submit<void>({},
                      [](SqlSession &session) -> Result<void> {
                          SLUICE_CHECK(session.begin());
                          return session.execute(u"INSERT INTO t VALUES (1)"_s).map([](qint64) {});
                      })
                  .result());
    QCOMPARE(value(worker, u"SELECT count(*) FROM t"_s)->toInt(), 0);
    VERIFY_OK(worker.submit<void>({}, [](SqlSession &session) { return session.begin(); }).result());
    VERIFY_OK(worker.submit<void>({}, [](SqlSession &session) { return session.begin(); }).result());
}

void SqlWorkerTest::aSessionRefusesAnotherThread()
{
    QProcess process;
    process.start(QCoreApplication::applicationFilePath(), { u"--use-session-on-another-thread"_s });
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.exitStatus(), QProcess::CrashExit);
    QVERIFY(process.readAllStandardError().contains("invariant broken"));
}

} // namespace sluice

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (application.arguments().contains(QStringLiteral("--use-session-on-another-thread"))) {
        const sluice::TestDatabase database(sluice::Engine::Sqlite);
        const auto session = database.open();
        std::jthread([&session] { static_cast<void>(session->query(QStringLiteral("SELECT 1"))); }).join();
        return 0;
    }
    sluice::SqlWorkerTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_sql_worker.moc"
