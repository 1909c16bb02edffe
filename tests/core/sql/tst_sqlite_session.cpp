// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sql_session.h"
#include "support/test_database.h"
#include "support/verify.h"

#include <QElapsedTimer>
#include <QSet>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace sluice {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// Locks, cancelling, roles and functions of the SQLite side.
class SqliteSessionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void waitsForLocksWithinBudget();
    void aCancelEndsTheWaitForALock();
    void cancelsFromAnotherThread();
    void rolesAreGuardedBelowTheText_data();
    void rolesAreGuardedBelowTheText();
    void pinsSettings();
    void hashesTellValuesApart();
    void hashSumIgnoresOrderOnly();
    void schemaCannotUseOurFunctions();
    void walksEveryRow();
    void aSchemaThatChangesUnderAReader();
};

namespace {

// Stored in ledgers, so it may never change.
constexpr qlonglong kPinnedHash = 8979350623444409806;

/// Cancels from another thread until the statement is over. A cancel counts only for a statement that runs, and nothing
/// outside can see when SQLite's begins.
class Insistence
{
public:
    explicit Insistence(const SqlCanceller &canceller)
        : m_thread([canceller](const std::stop_token &over) {
            std::mutex mutex;
            std::condition_variable_any ended;
            std::unique_lock lock(mutex);
            while (!ended.wait_for(lock, over, 20ms, [&over] { return over.stop_requested(); }))
                canceller.cancel();
        })
    {
    }

private:
    std::jthread m_thread;
};

} // namespace

void SqliteSessionTest::waitsForLocksWithinBudget()
{
    const TestDatabase database(Engine::Sqlite);
    database.run(u"CREATE TABLE t (a)"_s);
    const auto holder = database.open();
    const auto session = database.open(SessionRole::Steps);
    VERIFY_OK(holder->begin());
    QElapsedTimer timer;
    timer.start();
    VERIFY_ERROR(session->begin(), ErrorCode::LockTimeout);
    QVERIFY(timer.elapsed() >= 290 && timer.elapsed() < 3000);
    QVERIFY(!session->isInTransaction());
    VERIFY_OK(session->setTimeouts(Duration(60'000), Duration(0)));
    timer.restart();
    VERIFY_ERROR(session->execute(u"INSERT INTO t VALUES (1)"_s), ErrorCode::LockTimeout);
    QVERIFY(timer.elapsed() < 290);
    holder->rollback();
    VERIFY_OK(session->begin());
    VERIFY_OK(session->execute(u"INSERT INTO t VALUES (1)"_s));
    VERIFY_OK(session->commit());
}

void SqliteSessionTest::aCancelEndsTheWaitForALock()
{
    const TestDatabase database(Engine::Sqlite);
    database.run(u"CREATE TABLE t (a)"_s);
    const auto holder = database.open();
    VERIFY_OK(holder->begin());
    SessionOptions patient;
    patient.lockTimeout = Duration(60'000);
    const auto session = database.open(SessionRole::Steps, patient);
    const Insistence insistence(session->canceller());
    QElapsedTimer timer;
    timer.start();
    QVERIFY(!session->execute(u"INSERT INTO t VALUES (1)"_s));
    QVERIFY(timer.elapsed() < 5000);
}

void SqliteSessionTest::cancelsFromAnotherThread()
{
    const TestDatabase database(Engine::Sqlite);
    database.run(u"CREATE TABLE t (a)"_s);
    auto session = database.open(SessionRole::Steps);
    const SqlCanceller canceller = session->canceller();
    canceller.cancel(); // nothing runs: must not hit what comes
    VERIFY_OK(session->begin());
    VERIFY_OK(session->execute(u"INSERT INTO t VALUES (1)"_s));
    {
        const Insistence insistence(canceller);
        VERIFY_ERROR(
            session->execute(
                u"INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"_s),
            ErrorCode::Cancelled);
    }
    QVERIFY(!session->isInTransaction());
    session->rollback();
    QCOMPARE(session->query(u"SELECT count(*) FROM t"_s)->scalar().toInt(), 0);
    session.reset();
    canceller.cancel(); // the session is gone
}

void SqliteSessionTest::rolesAreGuardedBelowTheText_data()
{
    QTest::addColumn<SessionRole>("role");
    QTest::addColumn<QString>("sql");
    QTest::addColumn<bool>("allowed");
    for (const char *sql : { "PRAGMA query_only = OFF", "PRAGMA user_version = 7", "PRAGMA journal_mode = DELETE", "PRAGMA journal_mode = WAL",
             "CREATE TEMP TABLE u (a)", "CREATE TABLE x (a)", "INSERT INTO sqlite_schema VALUES (1, 2, 3, 4, 5)", "UPDATE sqlite_schema SET sql = NULL",
             "DELETE FROM sqlite_schema", "ATTACH ':memory:' AS m", "INSERT INTO t VALUES (1)", "BEGIN", "VACUUM", "ANALYZE", "REINDEX",
             "SELECT load_extension('x')", "EXPLAIN DELETE FROM t", "SAVEPOINT s" })
        QTest::newRow(qPrintable(u"probe: "_s + QLatin1String(sql))) << SessionRole::Probe << QString::fromLatin1(sql) << false;
    for (const char *sql : { "PRAGMA table_xinfo(t)", "SELECT * FROM pragma_table_info('t')", "PRAGMA user_version", "PRAGMA integrity_check",
             "PRAGMA foreign_key_list('t')", "SELECT sluice_hash_sum(a) FROM t", "WITH n(i) AS (VALUES (1)) SELECT upper(i) FROM n",
             "SELECT * FROM sqlite_schema", "SELECT value FROM json_each('[1,2]')" })
        QTest::newRow(qPrintable(u"catalogue: "_s + QLatin1String(sql))) << SessionRole::Catalogue << QString::fromLatin1(sql) << true;
    for (const char *sql : { "BEGIN", "COMMIT", "END", "ROLLBACK", "ATTACH ':memory:' AS m", "DETACH m", "SELECT 1; COMMIT" })
        QTest::newRow(qPrintable(u"steps: "_s + QLatin1String(sql))) << SessionRole::Steps << QString::fromLatin1(sql) << false;
}

void SqliteSessionTest::rolesAreGuardedBelowTheText()
{
    QFETCH(SessionRole, role);
    QFETCH(QString, sql);
    QFETCH(bool, allowed);
    const TestDatabase database(Engine::Sqlite);
    database.run(u"CREATE TABLE t (a UNIQUE)"_s);
    const auto session = database.open(role);
    VERIFY_OK(session->begin());
    const auto rows = session->query(sql);
    if (allowed) {
        VERIFY_OK(rows);
        VERIFY_OK(session->commit());
        return;
    }
    QVERIFY(!rows);
    QVERIFY2(rows.error().code == ErrorCode::PermissionDenied || rows.error().code == ErrorCode::ReadOnly || rows.error().code == ErrorCode::Usage
            || rows.error().code == ErrorCode::SqlFailed,
        qPrintable(errorCodeName(rows.error().code)));
    QVERIFY(!session->isInTransaction());
    session->rollback();
    QCOMPARE(database.value(u"SELECT count(*) FROM sqlite_schema WHERE name = 't'"_s).toInt(), 1);
    QCOMPARE(database.value(u"PRAGMA user_version"_s).toInt(), 0);
    QCOMPARE(database.value(u"PRAGMA journal_mode"_s).toString(), u"delete"_s);
}

void SqliteSessionTest::pinsSettings()
{
    const TestDatabase database(Engine::Sqlite);
    database.run(u"CREATE TABLE p (a PRIMARY KEY); CREATE TABLE c (a REFERENCES p)"_s);
    const auto session = database.open();
    QCOMPARE(session->query(u"PRAGMA trusted_schema"_s)->scalar().toInt(), 0);
    VERIFY_ERROR(session->execute(u"INSERT INTO c VALUES (1)"_s), ErrorCode::SqlFailed);
    static_cast<void>(session->query(u"PRAGMA writable_schema = ON"_s));
    QVERIFY(!session->execute(u"UPDATE sqlite_schema SET sql = 'x'"_s)); // defensive mode
}

void SqliteSessionTest::hashesTellValuesApart()
{
    const TestDatabase database(Engine::Sqlite);
    const auto session = database.open();
    const auto rows = session->query(u"SELECT sluice_hash(NULL), sluice_hash(''), sluice_hash(0), sluice_hash('0'), sluice_hash(0.0), sluice_hash(x''),"
                                     "sluice_hash(x'30'), sluice_hash('ab', 'c'), sluice_hash('a', 'bc'), sluice_hash('abc'), sluice_hash(NULL, NULL),"
                                     "sluice_hash(), sluice_hash(-1), sluice_hash('é')"_s);
    VERIFY_OK(rows);
    QSet<qlonglong> seen;
    for (const QVariant &hash : rows->rows[0]) {
        QCOMPARE(hash.typeId(), int(QMetaType::LongLong));
        seen.insert(hash.toLongLong());
    }
    QCOMPARE(seen.size(), rows->rows[0].size());
    QCOMPARE(session->query(u"SELECT sluice_hash('a', 1, NULL)"_s)->scalar().toLongLong(), kPinnedHash);
}

void SqliteSessionTest::hashSumIgnoresOrderOnly()
{
    const TestDatabase database(Engine::Sqlite);
    database.run(u"CREATE TABLE t (a, b); INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
                 " SELECT i, 'row ' || i FROM n; CREATE TABLE e (a)"_s);
    const auto session = database.open();
    const auto sum = [&session](const QString &from) { return session->query(u"SELECT sluice_hash_sum(a, b) FROM "_s + from)->scalar().toString(); };
    const QString all = sum(u"t"_s);
    QCOMPARE(all.size(), 32);
    QCOMPARE(sum(u"(SELECT * FROM t ORDER BY random())"_s), all);
    QVERIFY(sum(u"(SELECT * FROM t WHERE a <> 17)"_s) != all);
    QVERIFY(sum(u"(SELECT * FROM t UNION ALL SELECT * FROM t WHERE a = 17)"_s) != all);
    // Equal rows in pairs must not cancel, which XOR would do.
    QVERIFY(sum(u"(SELECT * FROM t UNION ALL SELECT * FROM t)"_s) != QString(32, u'0'));
    QCOMPARE(session->query(u"SELECT sluice_hash_sum(a) FROM e"_s)->scalar().toString(), QString(32, u'0'));
    QCOMPARE(session->query(u"SELECT count(*) FROM (SELECT a % 3, sluice_hash_sum(a) FROM t GROUP BY 1)"_s)->scalar().toInt(), 3);
}

void SqliteSessionTest::schemaCannotUseOurFunctions()
{
    const TestDatabase database(Engine::Sqlite);
    const auto session = database.open();
    VERIFY_OK(session->execute(u"CREATE TABLE t (a)"_s));
    VERIFY_OK(session->query(u"SELECT sluice_now()"_s));
    static_cast<void>(session->execute(u"CREATE VIEW v AS SELECT sluice_hash(a) FROM t"_s));
    QVERIFY(!session->query(u"SELECT * FROM v"_s));
    QVERIFY(!session->execute(u"CREATE INDEX i ON t (sluice_hash(a))"_s));
}

void SqliteSessionTest::walksEveryRow()
{
    const TestDatabase database(Engine::Sqlite);
    const auto session = database.open();
    // The error hides behind good rows; neither reading nor executing may stop before it.
    const QString sql = u"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50) SELECT abs(CASE WHEN i = 40 THEN"
                        " -9223372036854775808 ELSE i END) FROM n"_s;
    VERIFY_ERROR(session->query(sql), ErrorCode::SqlFailed);
    VERIFY_ERROR(session->execute(sql), ErrorCode::SqlFailed);
    VERIFY_OK(session->query(sql, { 10, 1000 }));
}

/// SQLite prepares a statement again within its first step when somebody else changed the schema: the row is then wider
/// than the one that was prepared.
void SqliteSessionTest::aSchemaThatChangesUnderAReader()
{
    const TestDatabase database(Engine::Sqlite);
    database.run(u"CREATE TABLE t (c0 INTEGER)"_s);
    database.run(u"INSERT INTO t VALUES (0)"_s);
    const auto reader = database.open(SessionRole::Probe);
    for (int columns = 1; columns < 40; ++columns) {
        const auto rows = reader->query(u"SELECT * FROM t"_s);
        QCOMPARE(rows->columns.size(), columns);
        QCOMPARE(rows->rows[0].size(), columns);
        QCOMPARE(rows->rows[0].last().toInt(), columns - 1);
        database.run(u"ALTER TABLE t ADD COLUMN c%1 INTEGER DEFAULT %1"_s.arg(columns));
    }
}

} // namespace sluice

QTEST_GUILESS_MAIN(sluice::SqliteSessionTest)
#include "tst_sqlite_session.moc"
