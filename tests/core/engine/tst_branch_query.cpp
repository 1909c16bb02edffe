// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/branch_query.h"
#include "support/verify.h"

using namespace sluice;
using namespace Qt::StringLiterals;

/// Which query of production can be asked of one branch: what the text does not say for certain is refused.
class BranchQueryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void filesAreCutIntoQueries();
    void whatCannotBeRun_data();
    void whatCannotBeRun();
    void viewIsReplaced_data();
    void viewIsReplaced();
    void unclearIsRefused_data();
    void unclearIsRefused();
};

void BranchQueryTest::filesAreCutIntoQueries()
{
    const QList<WorkloadQuery> queries = workloadOfText(Engine::Postgresql,
        u"-- name: revenue a day\nSELECT 1;\n\nSELECT ';' /* ; */;\n;-- done\n--name: last\nselect 3 -- no more\n"_s,
        u"nightly.sql"_s);
    QCOMPARE(queries.size(), 3);
    QCOMPARE(queries[0].name, u"revenue a day"_s);
    QVERIFY(queries[0].sql.endsWith(u"SELECT 1"_s));
    QCOMPARE(queries[1], (WorkloadQuery { u"nightly.sql:2"_s, u"SELECT ';'"_s, 0, 0 }));
    QCOMPARE(queries[2].name, u"last"_s);
    QVERIFY(workloadOfText(Engine::Sqlite, u"-- nothing\n"_s, u"a.sql"_s).isEmpty());
}

void BranchQueryTest::whatCannotBeRun_data()
{
    QTest::addColumn<int>("engine");
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QString>("why");
    const auto row = [](const char *name, Engine engine, const QString &sql, const QString &why) {
        QTest::newRow(name) << int(engine) << sql << why;
    };
    const Engine pg = Engine::Postgresql;
    row("parameter", pg, u"SELECT * FROM v WHERE day = $1 AND x > $2"_s, u"the value of $1"_s);
    row("parameter in a limit", pg, u"SELECT 1 FROM v LIMIT $12"_s, u"the value of $12"_s);
    row("dollar in a text", pg, u"SELECT '$1', $$ $1 $$, $t$ $2 $t$ FROM v -- $3"_s, QString());
    row("an operator", pg, u"SELECT doc ? 'a' FROM v"_s, QString());
    row("a cast", pg, u"SELECT x::text FROM v"_s, QString());
    row("writes", pg, u"INSERT INTO t SELECT * FROM v"_s, u" "_s);
    row("writes inside", pg, u"WITH gone AS (DELETE FROM v RETURNING *) SELECT * FROM gone"_s, u" "_s);
    row("locks", pg, u"SELECT * FROM v FOR UPDATE"_s, u" "_s);
    row("acts", pg, u"SELECT pg_terminate_backend(1) FROM v"_s, u" "_s);
    row("two", pg, u"SELECT 1; SELECT 2"_s, u"2 statements"_s);
    row("reads", pg, u"WITH a AS (SELECT 1) SELECT * FROM a, v"_s, QString());
    row("question mark", Engine::Sqlite, u"SELECT * FROM v WHERE a = ?"_s, u"the value of ?"_s);
    row("named", Engine::Sqlite, u"SELECT * FROM v WHERE a = :day"_s, u"the value of :day"_s);
    row("at", Engine::Sqlite, u"SELECT * FROM v WHERE a = @day"_s, u"the value of @day"_s);
    row("mark in a text", Engine::Sqlite, u"SELECT '?', \":a\" FROM v"_s, QString());
    row("session variable", Engine::Mariadb, u"SELECT * FROM v WHERE a = @day"_s, u"the value of @day"_s);
    row("mark", Engine::Mariadb, u"SELECT * FROM v WHERE a = ?"_s, u"the value of ?"_s);
}

void BranchQueryTest::whatCannotBeRun()
{
    QFETCH(int, engine);
    QFETCH(QString, sql);
    QFETCH(QString, why);
    const QString told = whyNotReplayable(Engine(engine), sql);
    QVERIFY2(why.isEmpty() ? told.isEmpty() : told.contains(why), qPrintable(told));
}

void BranchQueryTest::viewIsReplaced_data()
{
    QTest::addColumn<RelationName>("view");
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QString>("wanted");
    const RelationName v { {}, u"v"_s };
    const RelationName mart { u"mart"_s, u"v"_s };
    QTest::newRow("plain") << v << u"SELECT x FROM v"_s << u"SELECT x FROM \"v_2\" AS \"v\""_s;
    QTest::newRow("prefixes stay valid") << v << u"SELECT v.x FROM v WHERE v.y = 1"_s
                                         << u"SELECT v.x FROM \"v_2\" AS \"v\" WHERE v.y = 1"_s;
    QTest::newRow("own alias") << v << u"SELECT a.x FROM v a JOIN V AS b ON a.x = b.x"_s
                               << u"SELECT a.x FROM \"v_2\" a JOIN \"v_2\" AS b ON a.x = b.x"_s;
    QTest::newRow("quoted") << v << u"SELECT x FROM \"v\" ORDER BY x LIMIT 3"_s
                            << u"SELECT x FROM \"v_2\" AS \"v\" ORDER BY x LIMIT 3"_s;
    QTest::newRow("in a text") << v << u"SELECT 'FROM v' FROM v -- v"_s
                               << u"SELECT 'FROM v' FROM \"v_2\" AS \"v\" -- v"_s;
    QTest::newRow("subquery")
        << v << u"SELECT * FROM t WHERE a IN (SELECT a FROM v) AND b < (WITH c AS (SELECT 1) SELECT max(b) FROM v)"_s
        << u"SELECT * FROM t WHERE a IN (SELECT a FROM \"v_2\" AS \"v\") AND b < (WITH c AS (SELECT 1) SELECT max(b) FROM \"v_2\" AS \"v\")"_s;
    QTest::newRow("union") << v << u"SELECT x FROM v UNION ALL SELECT x FROM v"_s
                           << u"SELECT x FROM \"v_2\" AS \"v\" UNION ALL SELECT x FROM \"v_2\" AS \"v\""_s;
    QTest::newRow("longer names are others") << v << u"SELECT x FROM v_old, vv"_s << u"SELECT x FROM v_old, vv"_s;
    QTest::newRow("schema left out on both sides")
        << v << u"SELECT x FROM public.v"_s << u"SELECT x FROM \"v_2\" AS \"v\""_s;
    QTest::newRow("schema") << mart << u"SELECT v.x FROM mart.v WHERE 1 = 1"_s
                            << u"SELECT v.x FROM \"v_2\" AS \"v\" WHERE 1 = 1"_s;
    QTest::newRow("another schema") << mart << u"SELECT x FROM raw.v JOIN mart.v AS m ON true"_s
                                    << u"SELECT x FROM raw.v JOIN \"v_2\" AS m ON true"_s;
    QTest::newRow("a column of another") << v << u"SELECT o.v FROM o"_s << u"SELECT o.v FROM o"_s;
}

void BranchQueryTest::viewIsReplaced()
{
    QFETCH(RelationName, view);
    QFETCH(QString, sql);
    const auto read = readInstead(Engine::Postgresql, sql, view, { {}, u"v_2"_s });
    VERIFY_OK(read);
    QTEST(*read, "wanted");
}

void BranchQueryTest::unclearIsRefused_data()
{
    QTest::addColumn<QString>("sql");
    for (const char *sql : { "SELECT v FROM v", "SELECT a FROM t, v", "WITH v AS (SELECT 1) SELECT * FROM v",
             "SELECT extract(day FROM v) FROM t", "SELECT x FROM mart.v WHERE mart.v.x = 1",
             "SELECT x FROM other.public.v", "SELECT * FROM (v JOIN t ON true)", "SELECT * FROM ONLY v",
             "SELECT * FROM v(1)", "SELECT * FROM v TABLESAMPLE SYSTEM (1)", "SELECT trim(BOTH ' ' FROM v) FROM t" })
        QTest::newRow(sql) << QString::fromLatin1(sql);
}

void BranchQueryTest::unclearIsRefused()
{
    QFETCH(QString, sql);
    const bool isInMart = sql.contains(u"mart"_s);
    const auto read
        = readInstead(Engine::Postgresql, sql, { isInMart ? u"mart"_s : QString(), u"v"_s }, { {}, u"v_2"_s });
    VERIFY_ERROR(read, ErrorCode::Refused);
    QVERIFY(!read.error().what.isEmpty());
    // A schema that the search path would have to find is not guessed.
    VERIFY_ERROR(readInstead(Engine::Postgresql, u"SELECT x FROM v"_s, { u"mart"_s, u"v"_s }, { {}, u"v_2"_s }),
        ErrorCode::Refused);
}

QTEST_GUILESS_MAIN(BranchQueryTest)
#include "tst_branch_query.moc"
