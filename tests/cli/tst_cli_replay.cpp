// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "cli_bench.h"

#include <QTest>

#include <csignal>

using namespace sluice::test;
using namespace Qt::StringLiterals;

/// `sluice replay` as a person and a pipeline call it, on SQLite; tst_workload_replay has the other engines.
class CliReplayTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void likeBranchesEndWithZero();
    void findingsAreToldAndEndWithOne();
    void jsonIsOneObject();
    void nothingComparedIsNoPass();
    void productionIsNotLoadedByDefault();
    void statisticsNeedAServerThatKeepsThem();
    void refusals_data();
    void refusals();
    void interruptEndsIt();

private:
    CliResult replay(const QStringList &more) const
    {
        return m_bench.run(QStringList { u"replay"_s, u"switch"_s } + more);
    }
    CliBench m_bench;
};

namespace {

QByteArray planOf(const char *id, const char *connection, const char *candidate)
{
    return "apiVersion: sluice/v1\nkind: RolloutPlan\nmetadata: {id: " + QByteArray(id)
        + ", title: Switch readers, reason: finance asks for it, owner: finance-data}\n"
          "target: {connection: "
        + connection
        + ", objects: [orders]}\n"
          "flags:\n  - {name: board, serves: board, legacy: board_v1, candidate: "
        + candidate
        + "}\n"
          "stages:\n  - id: route\n    kind: additive\n    steps:\n      - {id: route, op: install_flag, flag: board}\n"
          "    gates:\n      - {id: rows, probe: row_count, table: orders, min: 10}\n    bake: 1h\n"
          "rollback: {window: 1h, owner: \"@on-call\"}\n";
}

} // namespace

void CliReplayTest::initTestCase()
{
    m_bench.initSmall();
    runSql(m_bench.warehouse(),
        { u"create table orders_v2 (id integer, day integer, amount integer)"_s,
            u"insert into orders_v2 select * from orders"_s,
            u"create view board as select id, day, amount from orders"_s,
            u"create view board_v2 as select id, day, amount from orders_v2"_s,
            u"create view board_broken as select id, day, amount + json(char(123)) as amount from orders"_s,
            u"create view board_endless as with recursive n(i) as (select 1 union all select i + 1 from n) select i as id, i as day, i as amount from n"_s });
    m_bench.must({ u"connection"_s, u"add"_s, u"live"_s, u"--driver"_s, u"sqlite"_s, u"--database"_s, u"warehouse.db"_s,
        u"--environment"_s, u"prod"_s });
    m_bench.write(u"plans/switch.yaml"_s, planOf("switch", "warehouse", "board_v2"));
    m_bench.write(u"plans/live.yaml"_s, planOf("live", "live", "board_v2"));
    m_bench.write(u"plans/endless.yaml"_s, planOf("endless", "warehouse", "board_endless"));
    m_bench.write(u"same.sql"_s, "-- name: total\nSELECT sum(amount) FROM board;\nSELECT 1;\n");
    m_bench.write(u"all.sql"_s,
        "-- name: total\nSELECT sum(amount) FROM board;\n-- name: one order\nSELECT amount FROM board WHERE id = 3;\n"
        "SELECT amount FROM board WHERE day = ?;\nDELETE FROM board;\n");
}

void CliReplayTest::likeBranchesEndWithZero()
{
    const CliResult result = replay({ u"--sql"_s, m_bench.file(u"same.sql"_s), u"--runs"_s, u"5"_s });
    QVERIFY2(result.code == 0, result.told().constData());
    for (const QString &line : { u"total  ✓ within the limit"_s, u"SELECT sum(amount) FROM board"_s, u"n 5"_s,
             u"1 queries replayed, 0 slower"_s, u"1 read nothing that the plan switches"_s,
             u"Measured on the branches by their names"_s })
        QVERIFY2(result.text().contains(line), qPrintable(line + u'\n' + result.text()));
    QCOMPARE(result.err, QByteArray());
}

void CliReplayTest::findingsAreToldAndEndWithOne()
{
    const CliResult hints = replay({ u"--sql"_s, m_bench.file(u"all.sql"_s) });
    QVERIFY2(hints.code == 0, hints.told().constData()); // a lost index of a hundred rows costs nobody anything
    for (const QString &line : { u"Plan: on the candidate it reads all rows of orders_v2"_s,
             u"Hint: missing index: orders_v2 has none that begins with id"_s,
             u"all.sql:3: it needs the value of ?, which nobody recorded"_s, u"all.sql:4: "_s, u"2 not replayable"_s })
        QVERIFY2(hints.text().contains(line), qPrintable(line + u'\n' + hints.text()));
    m_bench.write(u"plans/broken.yaml"_s, planOf("broken", "warehouse", "board_broken"));
    const CliResult broken = m_bench.run({ u"replay"_s, u"broken"_s, u"--sql"_s, m_bench.file(u"same.sql"_s) });
    QVERIFY2(broken.code == 1, broken.told().constData());
    QVERIFY2(broken.text().contains(u"✕ does not run"_s)
            && broken.text().contains(u"1 that the candidate does not answer"_s),
        broken.told().constData());
}

void CliReplayTest::jsonIsOneObject()
{
    const CliResult result
        = replay({ u"--sql"_s, m_bench.file(u"all.sql"_s), u"--peak"_s, u"2"_s, u"--runs"_s, u"6"_s, u"--json"_s });
    QVERIFY2(result.code == 0 || result.code == 1, result.told().constData());
    QVERIFY2(result.out.startsWith("{\"format\":\"sluice.replay/1\""), result.out.constData());
    const QJsonObject json = result.json();
    for (const char *key :
        { "finding", "limit", "through_route", "at_once", "cut", "unrelated", "queries", "not_replayable", "notes" })
        QVERIFY2(json.contains(QLatin1String(key)), key);
    QCOMPARE(json["at_once"_L1].toInt(), 2);
    QCOMPARE(json["finding"_L1].toBool(), result.code == 1);
    const QJsonObject total = json["queries"_L1].toArray().at(0).toObject();
    QCOMPARE(total["name"_L1].toString(), u"total"_s);
    QCOMPARE(total["legacy"_L1]["n"_L1].toInt(), 6);
    QVERIFY(total["candidate"_L1]["p95_ms"_L1].toDouble() >= total["candidate"_L1]["p50_ms"_L1].toDouble());
    QCOMPARE(total["peak"_L1]["legacy"_L1]["n"_L1].toInt(), 12);
    QCOMPARE(json["not_replayable"_L1].toArray().size(), 2);
}

void CliReplayTest::nothingComparedIsNoPass()
{
    m_bench.write(u"open.sql"_s, "SELECT amount FROM board WHERE day = ?;\n");
    m_bench.write(u"long.sql"_s, // one run takes longer than all may
        "SELECT sum(amount) + (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) SELECT max(i) FROM n) FROM board;\n");
    for (const QStringList &more : { QStringList { u"--sql"_s, m_bench.file(u"open.sql"_s) },
             QStringList {
                 u"--sql"_s, m_bench.file(u"long.sql"_s), u"--budget"_s, u"10ms"_s, u"--runs"_s, u"200"_s } }) {
        const CliResult result = replay(more);
        QVERIFY2(result.code == 1, result.told().constData());
        QVERIFY2(result.text().contains(u"Inconclusive: "_s), result.told().constData());
        const CliResult json = replay(more + QStringList { u"--json"_s });
        QCOMPARE(json.code, 1);
        QCOMPARE(json.json()["conclusive"_L1].toBool(true), false);
        QCOMPARE(json.json()["finding"_L1].toBool(true), false);
    }
}

void CliReplayTest::productionIsNotLoadedByDefault()
{
    const QStringList words { u"replay"_s, u"live"_s, u"--sql"_s, m_bench.file(u"same.sql"_s), u"--runs"_s, u"5"_s,
        u"--peak"_s, u"3"_s };
    const CliResult refused = m_bench.run(words);
    QVERIFY2(refused.code == 1, refused.told().constData());
    QVERIFY2(
        refused.error().contains(u"A peak load on production is not made by default"_s), refused.told().constData());
    const CliResult named = m_bench.run(words + QStringList { u"--connection"_s, u"warehouse"_s });
    QVERIFY2(named.text().contains(u"At peak 3 sessions"_s), named.told().constData());
}

void CliReplayTest::statisticsNeedAServerThatKeepsThem()
{
    const CliResult result = replay({});
    QVERIFY2(result.code != 0, result.told().constData());
    QVERIFY2(result.error().contains(u"--sql"_s), result.told().constData());
}

void CliReplayTest::refusals_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("says");
    QTest::newRow("runs") << QStringList { u"--runs"_s, u"4"_s } << u"--runs is a number from 5 to 200"_s;
    QTest::newRow("limit") << QStringList { u"--limit"_s, u"0.9"_s } << u"--limit is a factor from 1 to 100"_s;
    QTest::newRow("limit is nan") << QStringList { u"--limit"_s, u"nan"_s } << u"--limit is a factor"_s;
    QTest::newRow("peak") << QStringList { u"--peak"_s, u"-1"_s } << u"--peak is a factor from 0.1 to 100"_s;
    QTest::newRow("timeout") << QStringList { u"--timeout"_s, u"soon"_s } << u"--timeout is a duration"_s;
    QTest::newRow("no file") << QStringList { u"--sql"_s, u"/nowhere.sql"_s } << u"The queries cannot be read"_s;
    QTest::newRow("no connection") << QStringList { u"--connection"_s, u"no"_s } << u"'no' is not in sluice.yaml"_s;
}

void CliReplayTest::refusals()
{
    QFETCH(QStringList, words);
    QFETCH(QString, says);
    const CliResult result = replay(words);
    QVERIFY2(result.code == 2 || result.code == 3, result.told().constData());
    QVERIFY2(result.error().contains(says), result.told().constData());
    QCOMPARE(result.out, QByteArray());
}

void CliReplayTest::interruptEndsIt()
{
    const auto process = m_bench.start({ u"replay"_s, u"endless"_s, u"--sql"_s, m_bench.file(u"same.sql"_s),
        u"--timeout"_s, u"1h"_s, u"--verbose"_s });
    QVERIFY(process->waitForStarted());
    QByteArray said;
    const auto isReading = [&] {
        said += process->readAllStandardError();
        return said.contains("Replaying") || process->state() == QProcess::NotRunning;
    };
    QTRY_VERIFY_WITH_TIMEOUT(isReading(), 20'000);
    QCOMPARE(process->state(), QProcess::Running); // the candidate never ends by itself
    kill(static_cast<pid_t>(process->processId()), SIGINT);
    QVERIFY(process->waitForFinished(30'000));
    QCOMPARE(process->exitStatus(), QProcess::NormalExit);
    QCOMPARE(process->exitCode(), 1);
    said += process->readAllStandardError();
    QVERIFY2(said.contains("Stopping; nothing was changed"), said.constData());
}

QTEST_GUILESS_MAIN(CliReplayTest)
#include "tst_cli_replay.moc"
