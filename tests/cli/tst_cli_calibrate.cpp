// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "cli_bench.h"

#include <QTest>

using namespace sluice::test;
using namespace Qt::StringLiterals;

namespace {
const QStringList kCalibrate { u"plan"_s, u"calibrate"_s, u"small"_s };
}

/// What stored samples say about a plan's gates, and what they would say about other limits.
class CliCalibrateTest : public QObject
{
    Q_OBJECT

    static QJsonObject gate(const CliResult &result, const QString &id)
    {
        for (const QJsonValue &one : result.json()[u"gates"_s].toArray()) {
            if (one[u"gate"_s].toString() == id)
                return one.toObject();
        }
        return {};
    }
    static QString samples(const CliBench &bench) { return bench.file(u".sluice/samples.db"_s); }
    /// What the rollout measured once, measured so often: evenly, with this value.
    static void lengthen(const CliBench &bench, const QString &gateId, int ticks, const QString &value)
    {
        runSql(samples(bench),
            { u"CREATE TEMP TABLE one AS SELECT * FROM samples WHERE gate = '%1' ORDER BY id DESC LIMIT 1"_s.arg(
                  gateId),
                u"DELETE FROM samples WHERE gate = '%1'"_s.arg(gateId),
                u"INSERT INTO samples (run, stage, gate, branch, tick, at, class, value, n, newest, took, query, "
                u"detail)"
                " WITH RECURSIVE i(t) AS (SELECT 0 UNION ALL SELECT t + 1 FROM i WHERE t + 1 < %1)"
                " SELECT run, stage, gate, branch, t, at + 100 * t, 'good', %2, n, newest, took, query, detail FROM one, i"_s
                    .arg(ticks)
                    .arg(value) });
    }

private Q_SLOTS:
    void nothingIsKnownBeforeTheFirstRollout()
    {
        const CliBench bench;
        bench.initSmall();
        const CliResult text = bench.must(kCalibrate);
        QVERIFY2(text.text().contains(u"history: none"_s)
                && text.text().contains(u"unknown, nothing was ever measured by its query"_s),
            text.told().constData());
        const CliResult json = bench.must(kCalibrate + QStringList { u"--json"_s });
        QVERIFY2(json.out.startsWith("{\"format\":\"sluice.calibration/1\","), json.told().constData());
        QCOMPARE(json.json()[u"gates"_s].toArray().size(), 3);
        const QJsonObject rows = gate(json, u"rows"_s);
        QVERIFY(!rows[u"unknown"_s].toString().isEmpty());
        QVERIFY(rows[u"stated"_s][u"rate"_s].isNull());
        QVERIFY(rows[u"what_if"_s].isNull());
        QVERIFY(rows[u"least"_s].toArray().isEmpty());
    }

    void replaysWhatWasMeasured()
    {
        const CliBench bench;
        bench.initSmall();
        bench.must({ u"run"_s, u"small"_s, u"--until"_s, u"watch"_s, u"--reason"_s, u"test"_s });
        lengthen(bench, u"rows"_s, 30, u"100 - t"_s); // from 100 rows down to 71
        const CliResult stated = bench.must(kCalibrate + QStringList { u"--json"_s });
        const QJsonObject rows = gate(stated, u"rows"_s);
        QCOMPARE(rows[u"unknown"_s].toString(), QString());
        QCOMPARE(rows[u"stage_ticks"_s].toInt(), 3); // 200 ms of bake, and one tick of warm-up
        QCOMPARE(rows[u"history"_s][u"ticks"_s].toInt(), 30);
        QCOMPARE(rows[u"history"_s][u"rollouts"_s].toInt(), 1);
        QCOMPARE(rows[u"stated"_s][u"stages"_s].toInt(), 10);
        QCOMPARE(rows[u"stated"_s][u"fired"_s].toInt(), 0);
        QCOMPARE(rows[u"stated"_s][u"rate"_s].toDouble(-1), 0.0);
        QCOMPARE(rows[u"least"_s][0][u"side"_s].toString(), u"min"_s);
        QVERIFY2(rows[u"ticks_to_pass"_s].isUndefined() && rows[u"stated"_s][u"ticks_to_pass"_s].toInt() == 2,
            stated.told().constData());
        const CliResult text = bench.must(kCalibrate);
        QVERIFY2(text.text().contains(u"30 ticks of 1 rollout"_s)
                && text.text().contains(u"fired in 0 of 10 stages, held in 0"_s)
                && text.text().contains(u"least limit for at most 1 % false alarms: at least "_s)
                && text.text().contains(u"a rate of 1 % would take 100 to show"_s),
            text.told().constData());

        // The query is what counts: a gate that asks something else has no history.
        bench.writePlan(u"small"_s, [](QByteArray &plan) {
            plan.replace("table: orders, min: 10", "table: orders, where: amount > 0, min: 10");
        });
        QVERIFY(
            !gate(bench.must(kCalibrate + QStringList { u"--json"_s }), u"rows"_s)[u"unknown"_s].toString().isEmpty());
    }

    void whatIf()
    {
        const CliBench bench;
        bench.initSmall();
        bench.writePlan(u"small"_s, [](QByteArray &plan) { plan.replace("bake: 200ms", "bake: 1s"); });
        bench.must({ u"run"_s, u"small"_s, u"--until"_s, u"watch"_s, u"--reason"_s, u"test"_s });
        lengthen(bench, u"rows"_s, 44, u"100 - t"_s);
        const CliResult other = bench.run(kCalibrate + QStringList { u"--limit"_s, u"rows=80"_s, u"--json"_s });
        QCOMPARE(other.code, 1); // a finding
        const QJsonObject rows = gate(other, u"rows"_s);
        QCOMPARE(rows[u"stated"_s][u"fired"_s].toInt(-1), 0);
        QCOMPARE(rows[u"what_if"_s][u"stages"_s].toInt(), rows[u"stated"_s][u"stages"_s].toInt());
        QVERIFY2(rows[u"what_if"_s][u"fired"_s].toInt() > 0, other.told().constData());
        QVERIFY(rows[u"what_if"_s][u"first_why"_s].toString().contains(u"80 rows"_s));
        QVERIFY(gate(other, u"still"_s)[u"what_if"_s].isNull()); // only the gate that was named
        const CliResult text = bench.run(kCalibrate + QStringList { u"--limit"_s, u"rows=80"_s });
        QVERIFY2(
            text.text().contains(u"what if, at least 80: "_s) && text.text().contains(u"as stated, at least 10: "_s),
            text.told().constData());
        // The least limit that it names holds what it says.
        const QString least = QString::number(rows[u"least"_s][0][u"value"_s].toDouble());
        const CliResult held = bench.must(kCalibrate + QStringList { u"--limit"_s, u"rows="_s + least, u"--json"_s });
        QCOMPARE(gate(held, u"rows"_s)[u"what_if"_s][u"fired"_s].toInt(-1), 0);
        QVERIFY(bench.read(u"plans/small.yaml"_s).contains("min: 10")); // the plan says what it said
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("limit");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("why");
        QTest::newRow("no value") << u"rows"_s << 2 << u"--limit 'rows' is not GATE=VALUE"_s;
        QTest::newRow("empty value") << u"rows="_s << 2 << u"is not GATE=VALUE"_s;
        QTest::newRow("no gate") << u"row=3"_s << 2 << u"has no gate 'row'"_s;
        QTest::newRow("no number") << u"rows=many"_s << 2 << u"cannot have the limit 'many'"_s;
        QTest::newRow("no such limit") << u"rows.max=3"_s << 2 << u"has no 'max'"_s;
    }
    void refuses()
    {
        QFETCH(const QString, limit);
        QFETCH(const int, code);
        QFETCH(const QString, why);
        const CliBench bench;
        bench.initSmall();
        const CliResult result = bench.run(kCalibrate + QStringList { u"--limit"_s, limit });
        QVERIFY2(result.code == code && result.error().contains(why), result.told().constData());
    }
};

QTEST_GUILESS_MAIN(CliCalibrateTest)
#include "tst_cli_calibrate.moc"
