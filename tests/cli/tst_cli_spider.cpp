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

constexpr auto kPlan = R"(apiVersion: sluice/v1
kind: RolloutPlan
metadata: {id: %1, title: A change beside the sharded table, reason: sales asks, owner: sales-analytics}
target: {connection: warehouse, objects: [%2]}
stages:
  - id: change
    kind: %3
    steps:
      - %4
    gates:
      - {id: days, probe: sql, sql: SELECT count(*) FROM daily, min: 30, interval: 100ms, warmup: 1, min_samples: 2}
    bake: 200ms
rollback: {window: 1h, owner: on-call}
)";

constexpr auto kColumns = "(sale_id bigint NOT NULL, region varchar(16) NOT NULL, sold_on date NOT NULL, amount "
                          "decimal(12,2) NOT NULL, PRIMARY KEY (sale_id, region))";

/// A server with Spider, and one partition's rows in each of two others.
class SpiderSales
{
public:
    SpiderSales()
    {
        MariadbServer::Options options;
        options.plugins = QStringList { u"ha_spider"_s };
        m_hub = server(options);
        QString partitions;
        for (const QString &region : { u"north"_s, u"south"_s }) {
            auto &shard = region == u"north" ? m_north : m_south;
            shard = server({});
            run(*shard, u"mysql"_s,
                { u"CREATE DATABASE mart"_s, u"CREATE TABLE mart.sales "_s + QLatin1String(kColumns),
                    u"INSERT INTO mart.sales SELECT seq, '%1', date '2026-09-01' + INTERVAL seq % 30 DAY, seq % 1000 / 10 FROM seq_1_to_600"_s
                        .arg(region) });
            run(*m_hub, u"mysql"_s,
                { u"CREATE SERVER %1 FOREIGN DATA WRAPPER mysql OPTIONS (HOST '127.0.0.1', DATABASE 'mart', USER 'root', PORT %2)"_s
                        .arg(region)
                        .arg(shard->port()) });
            partitions += u"%1PARTITION %2 VALUES IN ('%2') COMMENT = 'srv \"%2\"'"_s.arg(
                partitions.isEmpty() ? QString() : u", "_s, region);
        }
        run(*m_hub, u"mysql"_s,
            { u"CREATE DATABASE shop"_s,
                u"CREATE TABLE shop.sales "_s + QLatin1String(kColumns)
                    + u" ENGINE=SPIDER COMMENT='wrapper \"mysql\", table \"sales\"' PARTITION BY LIST COLUMNS (region) ("_s
                    + partitions + u')',
                u"CREATE TABLE shop.region (name varchar(16) PRIMARY KEY, head varchar(40)) ENGINE=InnoDB"_s,
                u"INSERT INTO shop.region VALUES ('north', 'a'), ('south', 'b')"_s,
                u"CREATE VIEW shop.daily AS SELECT sold_on, sum(amount) AS amount FROM shop.sales GROUP BY sold_on"_s });
    }

    MariadbServer &hub() { return *m_hub; }
    /// Everything that the hub's catalogue and the two others' rows say.
    QString content() const
    {
        QString all;
        for (const QString &table : { u"sales"_s, u"region"_s, u"daily"_s })
            all += ask(*m_hub, u"shop"_s, u"SHOW CREATE TABLE "_s + table, 1) + u'\n';
        all += ask(*m_hub, u"shop"_s,
            u"SELECT group_concat(table_name ORDER BY table_name) FROM information_schema.tables WHERE table_schema = 'shop' AND table_name NOT LIKE 'sluice%'"_s,
            0);
        for (const auto &shard : { m_north.get(), m_south.get() })
            all += u'\n' + ask(*shard, u"mart"_s, u"SHOW CREATE TABLE sales"_s, 1)
                + ask(*shard, u"mart"_s, u"SELECT concat(count(*), ' ', sum(amount)) FROM sales"_s, 0);
        return all;
    }
    static QString ask(const MariadbServer &server, const QString &database, const QString &sql, int column)
    {
        const auto session = server.open(database);
        const auto rows = session ? (*session)->query(sql) : Result<SqlRows>(fail(session.error()));
        return rows && !rows->rows.isEmpty() ? rows->rows[0][column].toString() : rows ? QString() : rows.error().what;
    }

private:
    static std::unique_ptr<MariadbServer> server(const MariadbServer::Options &options)
    {
        auto made = MariadbServer::create(options);
        if (!made)
            qFatal("%s", qPrintable(made.error().what));
        return *std::move(made);
    }
    static void run(const MariadbServer &server, const QString &database, const QStringList &statements)
    {
        const auto session = server.open(database);
        for (const QString &statement : statements) {
            const auto done = session ? (*session)->execute(statement) : Result<qint64>(fail(session.error()));
            if (!done)
                qFatal("%s: %s", qPrintable(statement), qPrintable(done.error().what));
        }
    }

    std::unique_ptr<MariadbServer> m_hub, m_north, m_south;
};

} // namespace

/// A table over two servers by MariaDB's Spider engine: one change of each class beside it, and refusals by name of
/// what would reach the two others.
class CliSpiderTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<SpiderSales> m_sales;
    std::unique_ptr<CliBench> m_bench;

    void writePlan(const QString &id, const QString &objects, const QString &kind, const QString &step)
    {
        m_bench->write(u"plans/%1.yaml"_s.arg(id), QString::fromLatin1(kPlan).arg(id, objects, kind, step).toUtf8());
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_sales = std::make_unique<SpiderSales>();
        m_bench = std::make_unique<CliBench>();
        m_bench->init();
        m_bench->must({ u"connection"_s, u"add"_s, u"warehouse"_s, u"--driver"_s, u"mariadb"_s, u"--host"_s,
            u"127.0.0.1"_s, u"--port"_s, QString::number(m_sales->hub().port()), u"--database"_s, u"shop"_s,
            u"--user"_s, u"root"_s, u"--environment"_s, u"dev"_s, u"--no-password"_s });
        m_bench->must({ u"connection"_s, u"enrol"_s, u"warehouse"_s });
        QCOMPARE(SpiderSales::ask(m_sales->hub(), u"shop"_s, u"SELECT count(*) FROM sales"_s, 0), u"1200"_s);
    }

    void forwardAndBack_data()
    {
        QTest::addColumn<QString>("objects");
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("step");
        QTest::newRow("r0")
            << u"sales, daily"_s << u"forward"_s
            << u"{id: s, op: replace_view, view: daily, sql: \"SELECT sold_on, sum(amount) AS amount FROM sales WHERE amount >= 1 GROUP BY sold_on\"}"_s;
        QTest::newRow("r1") << u"sales, daily, region"_s << u"forward"_s
                            << u"{id: s, op: drop_column, table: region, column: head}"_s;
        QTest::newRow("r2")
            << u"sales, daily"_s << u"additive"_s
            << u"{id: s, op: create_table, table: note, columns: [{name: id, type: int, nullable: false}], primary_key: [id]}"_s;
        QTest::newRow("r3")
            << u"sales, daily"_s << u"contract"_s
            << u"{id: s, op: sql, sql: [\"CREATE TABLE late (id int PRIMARY KEY)\"], rollback: [\"DROP TABLE late\"], "
               u"touches: [late], reversibility: R3,"
               " probe: \"SELECT count(*) = 1 FROM information_schema.tables WHERE table_schema = database() AND table_name = 'late'\"}"_s;
    }
    void forwardAndBack()
    {
        QFETCH(const QString, objects);
        QFETCH(const QString, kind);
        QFETCH(const QString, step);
        const QString id = QLatin1String(QTest::currentDataTag());
        writePlan(id, objects, kind, step);
        const QString before = m_sales->content();
        m_bench->must({ u"run"_s, id, u"--until"_s, u"change"_s, u"--reason"_s, u"test"_s });
        QVERIFY(m_sales->content() != before);
        CliResult back = m_bench->run(
            { u"rollback"_s, id, u"--to"_s, u"start"_s, u"--yes"_s, u"--reason"_s, u"test"_s, u"--json"_s });
        if (id == u"r3"_s) { // another user of this machine accepts what nothing counts
            QVERIFY2(back.code == 1 && back.json()[u"result"_s].toString() == u"WAITING"_s, back.told().constData());
            QVERIFY(m_sales->content() != before);
            m_bench->acceptLossAs(u"second"_s, back.json());
            back = m_bench->run({ u"run"_s, id, u"--json"_s });
        } else {
            QCOMPARE(back.code, 0);
        }
        QVERIFY2(back.json()[u"result"_s].toString() == u"EXACT"_s, back.told().constData());
        QCOMPARE(m_sales->content(), before);
    }

    void whatReachesTheOthersIsRefused_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("step");
        QTest::newRow("add-column")
            << u"additive"_s << u"{id: s, op: add_column, table: sales, column: {name: currency, type: varchar(3)}}"_s;
        QTest::newRow("drop-column") << u"forward"_s << u"{id: s, op: drop_column, table: sales, column: amount}"_s;
        QTest::newRow("index") << u"additive"_s
                               << u"{id: s, op: create_index, name: by_day, table: sales, columns: [sold_on]}"_s;
        QTest::newRow("rows") << u"forward"_s
                              << u"{id: s, op: sql, sql: [\"UPDATE sales SET amount = amount + 1\"], rollback: "
                                 u"[\"UPDATE sales SET amount = amount - 1\"],"
                                 " touches: [sales], reversibility: R1, writes_rows: true}"_s;
    }
    void whatReachesTheOthersIsRefused()
    {
        QFETCH(const QString, kind);
        QFETCH(const QString, step);
        const QString id = QLatin1String(QTest::currentDataTag());
        writePlan(id, u"sales, daily"_s, kind, step);
        const QString before = m_sales->content();
        const auto run = m_bench->start({ u"run"_s, id, u"--until"_s, u"change"_s, u"--reason"_s, u"test"_s });
        QByteArray told;
        const auto isHeld = [&] {
            told += run->readAllStandardError();
            return told.contains("Held: ") || run->state() == QProcess::NotRunning;
        };
        QVERIFY2(QTest::qWaitFor(isHeld, 30'000), told.constData());
        run->terminate(); // the rollout stays held
        QVERIFY(run->waitForFinished(20'000));
        QVERIFY2(told.contains("Held: step s cannot run: ") && told.contains("SPIDER"), told.constData());
        QCOMPARE(m_sales->content(), before);
        m_bench->must({ u"cancel"_s, id, u"--reason"_s, u"refused"_s }); // only what has no effect can be cancelled
    }

    /// Last: there is no way back.
    void whatIsForGoodIsRefusedOnTheWayBack()
    {
        writePlan(u"r4"_s, u"sales, daily"_s, u"contract"_s,
            u"{id: s, op: sql, sql: [\"DELETE FROM region WHERE name = 'south'\"], touches: [region], reversibility: R4, writes_rows: true}"_s);
        m_bench->must({ u"run"_s, u"r4"_s, u"--until"_s, u"change"_s, u"--reason"_s, u"test"_s });
        const QString after = m_sales->content();
        const CliResult back
            = m_bench->run({ u"rollback"_s, u"r4"_s, u"--to"_s, u"start"_s, u"--yes"_s, u"--reason"_s, u"test"_s });
        QVERIFY2(back.code == 1 && back.told().contains("declared irreversible (R4)"), back.told().constData());
        QCOMPARE(m_sales->content(), after);
    }
};

QTEST_GUILESS_MAIN(CliSpiderTest)
#include "tst_cli_spider.moc"
