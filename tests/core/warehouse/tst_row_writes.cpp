// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "core/warehouse/warehouse_fixture.h"
#include "sql/sql_classifier.h"
#include "support/verify.h"
#include "warehouse/checksum.h"
#include "warehouse/ops/row_writes.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

/// Raw SQL that changed rows and does not give them back must never pass for somebody else's doing.
class RowWritesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void judges_data()
    {
        QTest::addColumn<Engine>("engine");
        QTest::addColumn<QString>("forward");
        QTest::addColumn<QString>("rollback");
        QTest::addColumn<bool>("mayWrite");
        QTest::addColumn<QString>("tables");
        const auto row = [](const char *name, Engine engine, const char *forward, const char *rollback, bool mayWrite,
                             const char *tables = "") {
            QTest::addRow("%s, %s", qPrintable(engineName(engine)), name)
                << engine << QString::fromUtf8(forward) << QString::fromUtf8(rollback) << mayWrite
                << QString::fromUtf8(tables);
        };
        for (const Engine engine : { Engine::Sqlite, Engine::Postgresql }) {
            row("insert", engine, "INSERT INTO t VALUES (1)", "DELETE FROM t WHERE a = 1", true, "t");
            row("update", engine, "UPDATE \"T x\" SET a = 1", "", true, "\"T x\"");
            row("delete", engine, "DELETE FROM t", "", true, "t");
            row("update in a common table expression", engine, "WITH x AS (SELECT 1 AS a) UPDATE t SET a = 2", "", true,
                "t");
            row("new table and away", engine, "CREATE TABLE extra (a int)", "DROP TABLE extra", false);
            row("filling a table of its own", engine, "CREATE TABLE extra (a int); INSERT INTO extra VALUES (1)",
                "DROP TABLE extra", false);
            row("maybe somebody's table", engine, "CREATE TABLE IF NOT EXISTS t (a int)", "DROP TABLE t", true, "t");
            row("dropping an old table", engine, "DROP TABLE t", "CREATE TABLE t (a int)", true, "t");
            row("dropping a column", engine, "ALTER TABLE t DROP COLUMN a", "ALTER TABLE t ADD COLUMN a int", true,
                "t");
            row("adding a column", engine, "ALTER TABLE t ADD COLUMN b int", "", false);
            row("a view", engine, "CREATE VIEW v AS SELECT 1 AS a", "DROP VIEW v", false);
            row("a rename", engine, "ALTER TABLE t RENAME TO u", "", true);
        }
        row("insert", Engine::Mariadb, "INSERT INTO t VALUES (1)", "DELETE FROM t WHERE a = 1", true, "t");
        row("update", Engine::Mariadb, "UPDATE m.t SET a = 1", "", true, "m.t");
        row("update of two tables", Engine::Mariadb, "UPDATE t JOIN u ON t.a = u.a SET u.b = 1", "", true);
        row("delete from two tables", Engine::Mariadb, "DELETE t, u FROM t JOIN u", "", true);
        row("new table and away", Engine::Mariadb, "CREATE TABLE extra (a int)", "DROP TABLE extra", false);
        row("a table in another's place", Engine::Mariadb, "CREATE OR REPLACE TABLE t (a int)", "", true);
        row("dropping an old table", Engine::Mariadb, "DROP TABLE t", "CREATE TABLE t (a int)", true, "t");
        row("adding a column", Engine::Mariadb, "ALTER TABLE t ADD COLUMN b int", "", false);
        row("adding and changing", Engine::Mariadb, "ALTER TABLE t ADD COLUMN b int, MODIFY a bigint", "", true, "t");
        row("truncate", Engine::Mariadb, "TRUNCATE TABLE t", "", true, "t");
        row("a function that may write", Engine::Mariadb, "SELECT mend_rows()", "", true);
        row("a view", Engine::Mariadb, "CREATE VIEW v AS SELECT 1 AS a", "DROP VIEW v", false);
        row("a trigger", Engine::Mariadb, "CREATE TRIGGER g AFTER INSERT ON t FOR EACH ROW DELETE FROM u", "", true);
        row("upsert", Engine::Sqlite, "INSERT OR REPLACE INTO t VALUES (1)", "", true, "t");
        row("update or", Engine::Sqlite, "UPDATE OR IGNORE t SET a = 1", "", true, "t");
        row("a trigger", Engine::Sqlite, "CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM u; END",
            "DROP TRIGGER g", true);
        row("two targets", Engine::Postgresql,
            "WITH gone AS (DELETE FROM m.a RETURNING *) INSERT INTO m.b SELECT * FROM gone", "", true, "m.b m.a");
        row("a table from rows that it deletes", Engine::Postgresql,
            "CREATE TABLE extra AS WITH gone AS (DELETE FROM m.a RETURNING *) SELECT * FROM gone", "DROP TABLE extra", true, "m.a");
        row("truncate", Engine::Postgresql, "TRUNCATE m.a, b", "", true, "m.a b");
        row("a call", Engine::Postgresql, "SELECT mend_rows()", "", true);
        row("a block", Engine::Postgresql, "DO $$ BEGIN UPDATE t SET a = 1; END $$", "", true);
        row("another type", Engine::Postgresql, "ALTER TABLE t ALTER COLUMN a TYPE bigint", "", true, "t");
        row("a table from a query", Engine::Postgresql, "CREATE TABLE extra AS SELECT count(*) FROM t",
            "DROP TABLE extra", false);
        row("a table from a function", Engine::Postgresql, "CREATE TABLE extra AS SELECT mend_rows()",
            "DROP TABLE extra", true);
        row("nonsense", Engine::Postgresql, "FROB t", "", true);
        row("a grant", Engine::Postgresql, "GRANT SELECT ON t TO somebody", "", false);
    }
    void judges()
    {
        QFETCH(Engine, engine);
        QFETCH(QString, forward);
        QFETCH(QString, rollback);
        const RowWrites writes
            = rowWritesOf(engine, splitStatements(engine, forward), splitStatements(engine, rollback));
        QTEST(writes.mayWrite, "mayWrite");
        QFETCH(QString, tables);
        QStringList named;
        for (const RelationName &table : writes.tables)
            named += table.text();
        if (!tables.isEmpty())
            QCOMPARE(named.join(u' '), tables);
    }

    /// The author says what is touched as people write it; the proof must find it under the engine's name.
    void touchedNamesAreTheEnginesOwn_data() { addEngineRows(); }
    void touchedNamesAreTheEnginesOwn()
    {
        QFETCH(Engine, engine);
        WarehouseFixture f(engine);
        f.run(engine == Engine::Postgresql ? u"CREATE TABLE public.stock (id int PRIMARY KEY, n int)"_s
                                           : u"CREATE TABLE stock (id int PRIMARY KEY, n int)"_s);
        RawSql raw;
        raw.forward = { { u"UPDATE stock SET n = 1"_s, {} } };
        raw.rollback = { { u"UPDATE stock SET n = 0"_s, {} } };
        raw.touches = { RelationName { {}, engine == Engine::Sqlite ? u"STOCK"_s : u"stock"_s } };
        const auto step = f.compile(u"raw"_s, raw);
        VERIFY_OK(step);
        QVERIFY(step->writesRows && step->undoWritesRows); // although nobody said so
        const auto checksum = takeChecksum(f.control(), RelationName { {}, u"stock"_s });
        VERIFY_OK(checksum);
        QCOMPARE(step->touches, QList<RelationName> { checksum->table });
    }
};

QTEST_GUILESS_MAIN(RowWritesTest)
#include "tst_row_writes.moc"
