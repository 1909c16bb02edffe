// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "cli_bench.h"

#include <QTest>

using namespace sluice::test;
using namespace Qt::StringLiterals;

/// What a plan's gates would ask of the target, told before anything runs, and held against a budget.
class CliCostTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_bench.initSmall(); }
    void oneScanIsCountedOnce();
    void budgetOfATable();
    void unknownIsNotWithin();
    void targetOutOfReach();

private:
    CliBench m_bench;
};

void CliCostTest::oneScanIsCountedOnce()
{
    const QJsonObject json = m_bench.must({ u"plan"_s, u"cost"_s, u"small"_s, u"--json"_s }).json();
    QCOMPARE(json[u"statements"_s].toArray().size(), 1);
    const QJsonObject statement = json[u"statements"_s][0].toObject();
    QCOMPARE(statement[u"gates"_s].toArray(), (QJsonArray { u"add/filled"_s, u"watch/rows"_s, u"late/still"_s }));
    QCOMPARE(statement[u"table"_s].toString(), u"orders"_s);
    QCOMPARE(statement[u"rows"_s].toDouble(), 100.0);
    QCOMPARE(statement[u"interval_ms"_s].toInt(), 100);
    QVERIFY(statement[u"cost"_s].isNull()); // SQLite tells none
    const QJsonObject table = json[u"tables"_s][0].toObject();
    QCOMPARE(table[u"gates"_s].toInt(), 3);
    QCOMPARE(table[u"rows_a_day"_s].toDouble(), 864'000.0 * 100);
    QVERIFY(table[u"within"_s].isNull() && json[u"budget"_s].isNull());
    const CliResult text = m_bench.must({ u"plan"_s, u"cost"_s, u"small"_s });
    QVERIFY2(text.text().contains(u"add/filled, watch/rows, late/still in one statement"_s)
            && text.text().contains(u"about 100 rows a run"_s)
            && text.text().contains(u"orders: about 86\u202f400\u202f000 rows a day"_s),
        text.told().constData());
}

void CliCostTest::budgetOfATable()
{
    const QStringList words { u"plan"_s, u"cost"_s, u"small"_s, u"--budget"_s };
    const CliResult within = m_bench.run(words + QStringList { u"86400000"_s });
    QVERIFY2(within.code == 0 && within.text().contains(u"86\u202f400\u202f000 rows a day of 86\u202f400\u202f000"_s),
        within.told().constData());
    const CliResult beyond = m_bench.run(words + QStringList { u"86399999"_s });
    QVERIFY2(beyond.code == 1 && beyond.text().contains(u"beyond the budget"_s), beyond.told().constData());
    const QJsonObject json = m_bench.run(words + QStringList { u"5"_s, u"--json"_s }).json();
    QCOMPARE(json[u"budget"_s].toInt(), 5);
    QCOMPARE(json[u"tables"_s][0][u"within"_s].toBool(true), false);
}

void CliCostTest::unknownIsNotWithin()
{
    m_bench.writePlan(u"viewed"_s, [](QByteArray &text) {
        text.replace("{id: rows, probe: row_count, table: orders", "{id: rows, probe: row_count, table: daily");
    });
    const CliResult result = m_bench.run({ u"plan"_s, u"cost"_s, u"viewed"_s, u"--budget"_s, u"1000000000000"_s });
    QVERIFY2(result.code == 1 && result.text().contains(u"daily is a view"_s)
            && result.text().contains(u"daily: unknown rows a day"_s)
            && result.text().contains(u"not known to be within the budget"_s) && !result.text().contains(u"beyond"_s),
        result.told().constData());
    QCOMPARE(m_bench.run({ u"plan"_s, u"cost"_s, u"viewed"_s }).code, 0); // nobody asked for one
}

void CliCostTest::targetOutOfReach()
{
    QVERIFY(QFile::rename(m_bench.warehouse(), m_bench.warehouse() + u".away"_s));
    const CliResult result = m_bench.run({ u"plan"_s, u"cost"_s, u"small"_s });
    QVERIFY(QFile::rename(m_bench.warehouse() + u".away"_s, m_bench.warehouse()));
    QVERIFY2(result.code == 3 || result.code == 2, result.told().constData());
    QVERIFY2(!result.err.isEmpty() && !result.text().contains(u"rows a day"_s), result.told().constData());
}

QTEST_GUILESS_MAIN(CliCostTest)
#include "tst_cli_cost.moc"
