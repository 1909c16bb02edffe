// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sql_classifier.h"

#include "support/cpu_time.h"
#include "support/verify.h"

namespace sluice {

using namespace Qt::StringLiterals;

class SqlClassifierTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refusesEscapes_data();
    void refusesEscapes();
    void refusesSqliteEscapes_data();
    void refusesSqliteEscapes();
    void refusesWhatNoTransactionHolds_data();
    void refusesWhatNoTransactionHolds();
    void acceptsSteps_data();
    void acceptsSteps();
    void acceptsReads_data();
    void acceptsReads();
    void refusesWritingReads_data();
    void refusesWritingReads();
    void refusesBrokenText_data();
    void refusesBrokenText();
    void survivesDeepNesting_data();
    void survivesDeepNesting();
};

namespace {

void rows(std::initializer_list<const char *> texts)
{
    QTest::addColumn<QString>("sql");
    int number = 0;
    for (const char *text : texts) {
        const QString sql = QString::fromUtf8(text);
        QTest::newRow(qPrintable(u"%1 %2"_s.arg(++number).arg(sql.left(50)))) << sql;
    }
}

} // namespace

void SqlClassifierTest::refusesEscapes_data()
{
    rows({ "COMMIT", "commit and chain", "/* x */ CoMmIt -- y", "END", "ROLLBACK", "ABORT", "BEGIN", "START TRANSACTION", "SAVEPOINT a",
        "RELEASE a", "ROLLBACK TO a", "PREPARE TRANSACTION 'x'", "COMMIT PREPARED 'x'", "ROLLBACK PREPARED 'x'",
        "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE", "SET ROLE postgres", "SET LOCAL ROLE postgres", "RESET ROLE",
        "SET SESSION AUTHORIZATION postgres", "RESET SESSION AUTHORIZATION", "RESET ALL", "DISCARD ALL",
        "SET standard_conforming_strings = off", "SET LOCAL standard_conforming_strings TO off", "SET search_path = evil", "SET lock_timeout = 0",
        "SELECT set_config('role', 'postgres', false)", "SELECT pg_catalog.set_config('search_path', 'evil', true)",
        "INSERT INTO t SELECT SET_CONFIG('standard_conforming_strings','off',false)", "SELECT dblink_exec('dbname=x', 'COMMIT')",
        "SELECT pg_advisory_unlock_all()", "DO $$ BEGIN COMMIT; END $$", "DO $x$ BEGIN PERFORM 1; ROLLBACK; END $x$",
        "DO 'begin if true then commit; end if; end'", "DO $$ BEGIN SET ROLE postgres; END $$", "DO $$ BEGIN SET LOCAL ROLE postgres; END $$",
        "DO $$ BEGIN EXECUTE 'COMMIT'; END $$", "DO $$ BEGIN EXECUTE $q$SET SESSION AUTHORIZATION postgres$q$; END $$",
        "DO $$ BEGIN EXECUTE 'DO ''BEGIN COMMIT; END'''; END $$", "DO $$ BEGIN PERFORM set_config('role','postgres',false); END $$",
        "DO $$ BEGIN FOR i IN 1..3 LOOP COMMIT; END LOOP; END $$", "DO LANGUAGE plpython3u $$ plpy.execute('commit') $$",
        "CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$", "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'SET ROLE postgres'",
        "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$ SELECT set_config('role','x',false) $$",
        "CREATE FUNCTION f() RETURNS void SET role = 'postgres' LANGUAGE sql AS 'SELECT 1'",
        "CREATE FUNCTION f() RETURNS text LANGUAGE sql BEGIN ATOMIC SELECT set_config('role','x',false); END",
        "PREPARE p AS SELECT 1", "EXECUTE p", "DEALLOCATE ALL", "COPY t FROM PROGRAM 'id'", "COPY t TO PROGRAM 'id'", "COPY t TO '/tmp/x'",
        "COPY t FROM STDIN", "LISTEN a", "LOAD 'x'", "ALTER ROLE a PASSWORD 'clear text'", "EXPLAIN ANALYZE DELETE FROM t",
        "SELECT * FROM t WHERE (SELECT set_config('role','x',false)) = ''", "DECLARE c CURSOR WITH HOLD FOR SELECT 1" });
}

void SqlClassifierTest::refusesEscapes()
{
    QFETCH(QString, sql);
    VERIFY_ERROR(checkStepStatement(Engine::Postgresql, sql), ErrorCode::Refused);
    // Hidden behind a harmless statement it must be found as well.
    VERIFY_ERROR(checkStepStatement(Engine::Postgresql, u"SELECT 1; "_s + sql), ErrorCode::InvalidPlan);
}

void SqlClassifierTest::refusesSqliteEscapes_data()
{
    rows({ "COMMIT", "END TRANSACTION", "BEGIN IMMEDIATE", "ROLLBACK", "SAVEPOINT a", "RELEASE a", "/* */ -- x\n commit", "ATTACH 'x' AS y",
        "DETACH y", "VACUUM", "VACUUM INTO 'x'", "PRAGMA foreign_keys = off", "PRAGMA writable_schema=1", "SELECT load_extension('x')",
        "SELECT \"load_extension\"('x')", "SELECT [load_extension] ('x')", "EXPLAIN SELECT 1" });
}

void SqlClassifierTest::refusesSqliteEscapes()
{
    QFETCH(QString, sql);
    VERIFY_ERROR(checkStepStatement(Engine::Sqlite, sql), ErrorCode::Refused);
    VERIFY_ERROR(checkStepStatement(Engine::Sqlite, u"SELECT 1; "_s + sql), ErrorCode::InvalidPlan);
    VERIFY_ERROR(checkReadOnlyStatement(Engine::Sqlite, sql), ErrorCode::Refused);
}

void SqlClassifierTest::refusesWhatNoTransactionHolds_data()
{
    rows({ "VACUUM", "VACUUM FULL t", "CREATE DATABASE d", "DROP DATABASE d", "ALTER SYSTEM SET work_mem = '1MB'",
        "CREATE INDEX CONCURRENTLY i ON t (a)", "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a)", "DROP INDEX CONCURRENTLY i",
        "REINDEX (CONCURRENTLY) TABLE t", "REINDEX INDEX CONCURRENTLY i", "REINDEX DATABASE d", "REINDEX SYSTEM d", "CLUSTER",
        "ALTER TABLE t DETACH PARTITION p CONCURRENTLY", "CREATE TABLESPACE s LOCATION '/x'", "DROP TABLESPACE s",
        "ALTER DATABASE d SET TABLESPACE s", "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p", "DROP SUBSCRIPTION s", "CHECKPOINT" });
}

void SqlClassifierTest::refusesWhatNoTransactionHolds()
{
    QFETCH(QString, sql);
    VERIFY_ERROR(checkStepStatement(Engine::Postgresql, sql), ErrorCode::Refused);
}

void SqlClassifierTest::acceptsSteps_data()
{
    rows({ "ALTER TABLE t ADD COLUMN c text", "UPDATE t SET role = 'x' WHERE a ? 'b'", "INSERT INTO t VALUES ('COMMIT; SET ROLE x')",
        "CREATE INDEX i ON t (a)", "DROP INDEX i", "REINDEX TABLE t", "CLUSTER t USING i", "ANALYZE t", "SET LOCAL work_mem = '64MB'",
        "SET LOCAL enable_seqscan = off", "CREATE TABLE commit_log (\"set role\" text)", "SELECT a[1:2], b::text, c @> d FROM t -- COMMIT",
        "DO $$ BEGIN UPDATE t SET a = 1; RAISE NOTICE 'commit follows'; EXCEPTION WHEN others THEN NULL; END $$",
        "CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql SET search_path = pg_catalog AS 'SELECT $1 + 1'",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END",
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.a := 1; RETURN NEW; END $$", "COPY t FROM '/srv/x'",
        "ALTER ROLE a PASSWORD 'SCRAM-SHA-256$4096:x$y:z'", "MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN UPDATE SET a = 2",
        "ALTER TABLE t DETACH PARTITION p", "REFRESH MATERIALIZED VIEW CONCURRENTLY v", "ALTER FUNCTION f() SET search_path = ''",
        "ALTER ROLE a SET search_path = ''", "CREATE TABLE t AS SELECT nextval('s') AS id", "NOTIFY changed", "SELECT 1;" });
}

void SqlClassifierTest::acceptsSteps()
{
    QFETCH(QString, sql);
    VERIFY_OK(checkStepStatement(Engine::Postgresql, sql));
}

void SqlClassifierTest::acceptsReads_data()
{
    QTest::addColumn<Engine>("engine");
    QTest::addColumn<QString>("sql");
    int number = 0;
    for (const Engine engine : { Engine::Postgresql, Engine::Sqlite }) {
        for (const char *sql : { "SELECT count(*) FROM t", "WITH a AS (SELECT 1) SELECT * FROM a", "VALUES (1), (2)",
                 "SELECT 'INSERT INTO t' AS \"update\" -- delete", "SELECT a FROM t UNION SELECT b FROM u ORDER BY 1 LIMIT 3;",
                 "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 9) SELECT i FROM n" })
            QTest::newRow(qPrintable(u"%1 %2"_s.arg(++number).arg(engineName(engine)))) << engine << QString::fromUtf8(sql);
    }
    QTest::newRow("postgresql operators") << Engine::Postgresql << u"SELECT a ? 'b', c[1:2], d::text FROM t TABLESAMPLE system (1)"_s;
    QTest::newRow("postgresql table") << Engine::Postgresql << u"TABLE t"_s;
}

void SqlClassifierTest::acceptsReads()
{
    QFETCH(Engine, engine);
    QFETCH(QString, sql);
    VERIFY_OK(checkReadOnlyStatement(engine, sql));
}

void SqlClassifierTest::refusesWritingReads_data()
{
    rows({ "WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x", "WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x", "SELECT * INTO u FROM t",
        "SELECT * FROM t FOR UPDATE", "SELECT nextval('s')", "SELECT setval('s', 1)", "SELECT pg_terminate_backend(1)",
        "SELECT (SELECT set_config('default_transaction_read_only','off',false))", "SELECT lo_import('/etc/passwd')",
        "SELECT pg_read_file('/etc/passwd')", "SELECT query_to_xml('delete from t returning 1', true, true, '')", "INSERT INTO t VALUES (1)",
        "EXPLAIN ANALYZE DELETE FROM t", "SET default_transaction_read_only = off", "CALL p()", "DO $$ BEGIN END $$", "COPY t TO STDOUT" });
}

void SqlClassifierTest::refusesWritingReads()
{
    QFETCH(QString, sql);
    VERIFY_ERROR(checkReadOnlyStatement(Engine::Postgresql, sql), ErrorCode::Refused);
}

void SqlClassifierTest::refusesBrokenText_data()
{
    QTest::addColumn<QString>("sql");
    QTest::newRow("empty") << QString();
    QTest::newRow("comment") << u"-- nothing\n/* here */ ;"_s;
    QTest::newRow("nul") << u"SELECT 'a"_s + QChar(0) + u"'"_s;
    QTest::newRow("surrogate") << u"SELECT '"_s + QChar(0xd800) + u"'"_s;
    QTest::newRow("two") << u"SELECT 1; SELECT 2"_s;
    QTest::newRow("syntax") << u"SELEC 1"_s;
}

void SqlClassifierTest::refusesBrokenText()
{
    QFETCH(QString, sql);
    for (const Engine engine : { Engine::Postgresql, Engine::Sqlite })
        VERIFY_ERROR(checkStepStatement(engine, sql), ErrorCode::InvalidPlan);
}

void SqlClassifierTest::survivesDeepNesting_data()
{
    QTest::addColumn<QString>("start");
    QTest::addColumn<QString>("piece");
    QTest::addColumn<QString>("end");
    QTest::addColumn<int>("pieces");
    QTest::addColumn<bool>("accepted");
    const auto row = [](const char *name, const QString &start, const QString &piece, int pieces, bool accepted, const QString &end = {}) {
        QTest::newRow(name) << start << piece << end << pieces << accepted;
    };
    row("100,000 additions", u"SELECT 1"_s, u"+1"_s, 100'000, false);
    row("100,000 parentheses", u"SELECT "_s, u"("_s, 100'000, false, u"1"_s + u")"_s.repeated(100'000));
    row("100,000 unions", u"SELECT 1"_s, u" UNION ALL SELECT 1"_s, 100'000, false);
    row("100,000 negations", u"SELECT "_s, u"NOT "_s, 100'000, false, u"true"_s);
    row("100,000 joins", u"SELECT 1 FROM t"_s, u" JOIN t ON a = b AND c = d"_s, 100'000, false);
    row("100,000 casts", u"SELECT 1"_s, u"::int"_s, 100'000, false);
    row("100,000 list items", u"SELECT 1 WHERE a IN (1"_s, u",-1"_s, 100'000, true, u")"_s);
    row("20,000 conditions", u"SELECT 1 WHERE a = 1"_s, u" OR a = 1"_s, 20'000, true);
    row("300 unions", u"SELECT 1"_s, u" UNION ALL SELECT 1"_s, 300, true);
}

void SqlClassifierTest::survivesDeepNesting()
{
    QFETCH(QString, start);
    QFETCH(QString, piece);
    QFETCH(QString, end);
    QFETCH(int, pieces);
    QFETCH(bool, accepted);
    const Result<void> checked = checkStepStatement(Engine::Postgresql, start + piece.repeated(pieces) + end);
    QVERIFY2(checked.has_value() == accepted, checked ? "accepted" : qPrintable(checked.error().what));
    const double grown = growth(pieces / 8, [&](int n) { (void)checkStepStatement(Engine::Postgresql, start + piece.repeated(n) + end); });
    QVERIFY2(grown < 8, qPrintable(QString::number(grown)));
}

} // namespace sluice

QTEST_GUILESS_MAIN(sluice::SqlClassifierTest)
#include "tst_sql_classifier.moc"
