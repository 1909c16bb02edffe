// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "cli_bench.h"
#include "support/mariadb_server.h"
#include "support/verify.h"

#include <QTest>

using namespace sluice;
using namespace sluice::test;
using namespace Qt::StringLiterals;

namespace {

const QStringList kShop { u"CREATE TABLE orders (id int PRIMARY KEY AUTO_INCREMENT, day int, amount int)"_s,
    u"CREATE VIEW daily AS SELECT day, sum(amount) AS amount FROM orders GROUP BY day"_s,
    u"CREATE TABLE audit (what varchar(40))"_s,
    u"CREATE FUNCTION `day name`(d int) RETURNS varchar(9) DETERMINISTIC RETURN concat('day ', d)"_s,
    u"CREATE VIEW named AS SELECT `day name`(day) AS day, amount FROM daily"_s,
    u"INSERT INTO orders SELECT seq, seq % 7, seq * 3 FROM seq_1_to_100"_s,
    u"CREATE TRIGGER audited AFTER DELETE ON orders FOR EACH ROW INSERT INTO audit VALUES ('gone')"_s };

QString ask(const QString &database, const QString &sql)
{
    const auto session = MariadbServer::shared().open(database);
    const auto rows = session ? (*session)->query(sql) : Result<SqlRows>(fail(session.error()));
    return rows ? rows->scalar().toString() : rows.error().what;
}

void make(const QString &database)
{
    if (const auto made = MariadbServer::shared().createDatabase(database); !made)
        qFatal("%s", qPrintable(made.error().what));
    const auto session = MariadbServer::shared().open(database);
    for (const QString &statement : kShop) {
        if (const auto done = (*session)->execute(statement); !done)
            qFatal("%s: %s", qPrintable(statement), qPrintable(done.error().what));
    }
}

/// Definition and rows of what the plan touches.
QString shopContent(const QString &database)
{
    return ask(database,
               u"SELECT GROUP_CONCAT(CONCAT_WS(' ', TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, coalesce(COLUMN_DEFAULT, '-')) ORDER BY 1) FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME NOT LIKE 'sluice%'"_s)
        + ask(database, u"SELECT CONCAT(COUNT(*), ' ', SUM(id * amount), ' ', SUM(day)) FROM orders"_s);
}

QString copies()
{
    return ask(u"mysql"_s,
        u"SELECT GROUP_CONCAT(SCHEMA_NAME) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE 'sluice%'"_s);
}

} // namespace

/// A change of a production database on MariaDB by the command line alone: nothing runs that was not shown to go back.
class CliMariadbProductionTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<CliBench> m_bench;
    QString m_shop;

    CliResult add(const QString &name, const QString &database, const QStringList &more) const
    {
        return m_bench->run(QStringList { u"connection"_s, u"add"_s, name, u"--driver"_s, u"mariadb"_s, u"--host"_s,
                                u"127.0.0.1"_s, u"--port"_s, QString::number(MariadbServer::shared().port()),
                                u"--database"_s, database, u"--user"_s, u"root"_s, u"--no-password"_s }
            + more);
    }

private Q_SLOTS:
    void init()
    {
        static int counter = 0;
        m_shop = u"shop_%1"_s.arg(++counter);
        make(m_shop);
        make(m_shop + u"_copy"_s);
        m_bench = std::make_unique<CliBench>();
        m_bench->init();
        QCOMPARE(add(u"copy"_s, m_shop + u"_copy"_s, { u"--environment"_s, u"staging"_s }).code, 0);
        QCOMPARE(add(u"warehouse"_s, m_shop, { u"--environment"_s, u"prod"_s, u"--rehearsal"_s, u"copy"_s }).code, 0);
        m_bench->must({ u"connection"_s, u"enrol"_s, u"warehouse"_s });
        m_bench->writePlan(u"small"_s);
    }

    void cleanup() { QCOMPARE(copies(), QString()); }

    void thereAndBack()
    {
        const QString before = shopContent(m_shop);
        const QString copy = shopContent(m_shop + u"_copy"_s);
        const CliResult refused
            = m_bench->run({ u"run"_s, u"small"_s, u"--until"_s, u"add"_s, u"--reason"_s, u"test"_s });
        QVERIFY2(refused.code == 1 && refused.error().contains(u"sluice rehearse small"_s), refused.told().constData());
        QCOMPARE(shopContent(m_shop), before);
        const CliResult rehearsed = m_bench->must({ u"rehearse"_s, u"small"_s });
        for (const QString &word :
            { u"EXACT"_s, u"on a copy of copy, MariaDB 10."_s, u"lock names unknown"_s, u"back to the start"_s,
                u"fingerprint equal"_s, u"expected on warehouse: forward "_s, u"valid until"_s })
            QVERIFY2(rehearsed.text().contains(word), rehearsed.told().constData());
        QVERIFY2(!rehearsed.told().contains("sluice_rehearsal_"), rehearsed.told().constData());
        QVERIFY2(!rehearsed.text().contains(u"does not speak for"_s), rehearsed.told().constData());
        QCOMPARE(shopContent(m_shop), before);
        QCOMPARE(shopContent(m_shop + u"_copy"_s), copy);
        QCOMPARE(copies(), QString());
        m_bench->must({ u"run"_s, u"small"_s, u"--until"_s, u"add"_s, u"--reason"_s, u"test"_s });
        QCOMPARE(ask(m_shop, u"SELECT COUNT(*) FROM orders WHERE currency = 'EUR'"_s), u"100"_s);
        const CliResult back = m_bench->must(
            { u"rollback"_s, u"small"_s, u"--to"_s, u"start"_s, u"--yes"_s, u"--reason"_s, u"test"_s, u"--json"_s });
        QCOMPARE(back.json()[u"result"_s].toString(), u"EXACT"_s);
        QCOMPARE(shopContent(m_shop), before);
        QCOMPARE(m_bench->must({ u"log"_s, u"verify"_s }).code, 0);
        QVERIFY(m_bench->must({ u"log"_s }).text().contains(u"Rehearsal of small: EXACT"_s));
    }

    void aCopyThatIsNotAlikeIsNoProof()
    {
        QCOMPARE(ask(m_shop + u"_copy"_s, u"ALTER TABLE orders ADD COLUMN older int"_s), QString());
        const CliResult rehearsed = m_bench->run({ u"rehearse"_s, u"small"_s });
        QVERIFY2(rehearsed.code == 1 && rehearsed.text().contains(u"does not speak for warehouse"_s)
                && rehearsed.text().contains(u"older"_s),
            rehearsed.told().constData());
        QCOMPARE(m_bench->run({ u"run"_s, u"small"_s, u"--until"_s, u"add"_s, u"--reason"_s, u"test"_s }).code, 1);
    }

    void aCopyThatCannotBeMadeSaysWhy()
    {
        QCOMPARE(ask(m_shop + u"_copy"_s, u"CREATE TABLE old (id int) ENGINE=MyISAM"_s), QString());
        const CliResult refused = m_bench->run({ u"rehearse"_s, u"small"_s });
        QVERIFY2(refused.code == 1 && refused.error().contains(u"table old is in MyISAM, not in InnoDB"_s),
            refused.told().constData());
    }

    void aProductionWithoutACopySaysWhatToWrite()
    {
        QCOMPARE(add(u"alone"_s, m_shop, { u"--environment"_s, u"prod"_s }).code, 0);
        m_bench->writePlan(
            u"other"_s, [](QByteArray &plan) { plan.replace("connection: warehouse", "connection: alone"); });
        const CliResult refused = m_bench->run({ u"rehearse"_s, u"other"_s });
        QVERIFY2(refused.code == 1 && refused.error().contains(u"'rehearsal: NAME'"_s), refused.told().constData());
        QVERIFY(add(u"wrong"_s, m_shop, { u"--environment"_s, u"prod"_s, u"--rehearsal"_s, u"warehouse"_s }).code != 0);
    }

    /// Killed at any point, it leaves at most a database, which the next one removes.
    void aKilledRehearsalIsCleanedUp_data()
    {
        QTest::addColumn<QString>("point");
        QTest::newRow("behind the rows") << u"K32"_s;
        QTest::newRow("in the middle of a step") << u"K10"_s;
        QTest::newRow("in the middle of the way back") << u"K21"_s;
    }
    void aKilledRehearsalIsCleanedUp()
    {
        QFETCH(const QString, point);
        const QString before = shopContent(m_shop);
        m_bench->environment().insert(u"SLUICE_KILL_AT"_s, point);
        QCOMPARE(m_bench->run({ u"rehearse"_s, u"small"_s }).code, -1);
        m_bench->environment().remove(u"SLUICE_KILL_AT"_s);
        QVERIFY(!copies().isEmpty());
        QCOMPARE(shopContent(m_shop), before);
        QTRY_VERIFY(
            ask(u"mysql"_s, u"SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE DB LIKE 'sluice%'"_s) == u"0");
        QCOMPARE(m_bench->must({ u"rehearse"_s, u"small"_s, u"--json"_s }).json()[u"result"_s].toString(), u"EXACT"_s);
    }
};

QTEST_GUILESS_MAIN(CliMariadbProductionTest)
#include "tst_cli_mariadb_production.moc"
