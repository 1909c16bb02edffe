// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/metric_text.h"

#include <QTest>

#include <limits>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestMetricText : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void value_data();
    void value();
    void limit_data();
    void limit();
    void staysDistinct_data();
    void staysDistinct();
    void ratio();
};

void TestMetricText::value_data()
{
    QTest::addColumn<QString>("probe");
    QTest::addColumn<double>("number");
    QTest::addColumn<QString>("text");
    QTest::newRow("rows") << u"row_count"_s << 204318.0 << u"204,318 rows"_s;
    QTest::newRow("one row") << u"row_count"_s << 1.0 << u"1 row"_s;
    QTest::newRow("no rows") << u"row_count"_s << 0.0 << u"0 rows"_s;
    QTest::newRow("share") << u"error_rate"_s << 0.0003 << u"0.03 %"_s;
    QTest::newRow("share of nothing") << u"null_rate"_s << 0.0 << u"0.00 %"_s;
    QTest::newRow("tiny share is not zero") << u"null_rate"_s << 0.000004 << u"<0.01 %"_s;
    QTest::newRow("whole share") << u"uniqueness"_s << 1.0 << u"100.00 %"_s;
    QTest::newRow("orphans") << u"referential_integrity"_s << 0.25 << u"25.00 %"_s;
    QTest::newRow("volume") << u"volume"_s << 1204.0 << u"1,204 rows"_s;
    QTest::newRow("one late row") << u"late_rows"_s << 1.0 << u"1 row"_s;
    QTest::newRow("one difference") << u"schema_drift"_s << 1.0 << u"1 difference"_s;
    QTest::newRow("no differences") << u"schema_drift"_s << 0.0 << u"0 differences"_s;
    QTest::newRow("unmapped rows") << u"mapping"_s << 0.015 << u"1.50 %"_s;
    QTest::newRow("negative answers") << u"feedback"_s << 0.25 << u"25.00 %"_s;
    QTest::newRow("failing tests") << u"tests"_s << 0.5 << u"50.00 %"_s;
    QTest::newRow("differing rows") << u"fidelity"_s << 0.00001 << u"<0.01 %"_s;
    QTest::newRow("one differing row") << u"fidelity.rows"_s << 1.0 << u"1 row"_s;
    QTest::newRow("many differing rows") << u"fidelity.rows"_s << 12345.0 << u"12,345 rows"_s;
    QTest::newRow("PSI") << u"distribution"_s << 0.12345 << u"PSI 0.123"_s;
    QTest::newRow("longest query") << u"system.longest_query"_s << 360.0 << u"6 m"_s;
    QTest::newRow("connections") << u"system.connections"_s << 17.0 << u"17"_s;
    QTest::newRow("six minutes") << u"freshness"_s << 360.0 << u"6 m"_s;
    QTest::newRow("fresh") << u"freshness"_s << 0.0 << u"0 s"_s;
    QTest::newRow("parts of a second") << u"freshness"_s << 2.9 << u"2 s"_s;
    QTest::newRow("hour and minutes") << u"freshness"_s << 4320.0 << u"1 h 12 m"_s;
    QTest::newRow("absurd age") << u"freshness"_s << 1e30 << u"1e30 s"_s;
    QTest::newRow("latency") << u"query_latency"_s << 118.4 << u"118 ms"_s;
    QTest::newRow("short latency") << u"query_latency"_s << 4.23 << u"4.2 ms"_s;
    QTest::newRow("long latency") << u"query_latency"_s << 12345.0 << u"12.3 s"_s;
    QTest::newRow("plain") << u"sql"_s << 12.5 << u"12.5"_s;
    QTest::newRow("plain thousands") << u"sql"_s << 1234567.0 << u"1,234,567"_s;
    QTest::newRow("plain small") << u"sql"_s << 0.00012345 << u"0.000123"_s;
    QTest::newRow("plain tiny") << u"sql"_s << 1.26675e-07 << u"1.27e-7"_s;
    QTest::newRow("plain tiny and negative") << u"sql"_s << -4.5e-12 << u"-4.5e-12"_s;
    QTest::newRow("plain huge") << u"sql"_s << 1.23456e21 << u"1.23e21"_s;
    QTest::newRow("negative zero") << u"sql"_s << -0.0 << u"0"_s;
    QTest::newRow("not a number") << u"sql"_s << std::numeric_limits<double>::quiet_NaN() << u"not a number"_s;
    QTest::newRow("infinite") << u"error_rate"_s << std::numeric_limits<double>::infinity() << u"not a number"_s;
}

void TestMetricText::value()
{
    QFETCH(QString, probe);
    QFETCH(double, number);
    QTEST(metricText(probe, number), "text");
}

void TestMetricText::limit_data()
{
    QTest::addColumn<QString>("probe");
    QTest::addColumn<double>("number");
    QTest::addColumn<QString>("text");
    QTest::newRow("share") << u"error_rate"_s << 0.002 << u"0.2 %"_s;
    QTest::newRow("small share") << u"null_rate"_s << 0.001 << u"0.1 %"_s;
    QTest::newRow("age") << u"freshness"_s << 900.0 << u"15 m"_s;
    QTest::newRow("rows") << u"row_count"_s << 1000.0 << u"1,000 rows"_s;
    QTest::newRow("latency") << u"query_latency"_s << 250.0 << u"250 ms"_s;
    QTest::newRow("plain") << u"sql"_s << 0.0001 << u"0.0001"_s;
    QTest::newRow("dbt errors") << u"dbt.error_rate"_s << 0.05 << u"5 %"_s;
    QTest::newRow("dbt time") << u"dbt.latency"_s << 90.0 << u"1 m 30 s"_s;
    QTest::newRow("dbt age") << u"dbt.freshness"_s << 900.0 << u"15 m"_s;
    QTest::newRow("tiny stays exact") << u"sql"_s << 1.26675e-07 << u"1.26675e-7"_s;
}

void TestMetricText::limit()
{
    QFETCH(QString, probe);
    QFETCH(double, number);
    QTEST(metricLimitText(probe, number), "text");
}

void TestMetricText::staysDistinct_data()
{
    QTest::addColumn<QString>("probe");
    QTest::addColumn<double>("number");
    QTest::addColumn<double>("bound");
    QTest::addColumn<QString>("text");
    QTest::newRow("just over a share") << u"null_rate"_s << 0.001004 << 0.001 << u"0.1004 %"_s;
    QTest::newRow("clearly over") << u"null_rate"_s << 0.02 << 0.001 << u"2.00 %"_s;
    QTest::newRow("equal stays short") << u"null_rate"_s << 0.001 << 0.001 << u"0.10 %"_s;
    QTest::newRow("just over an hour") << u"freshness"_s << 3605.0 << 3600.0 << u"3,605 s"_s;
    QTest::newRow("just over two seconds") << u"freshness"_s << 2.04 << 2.0 << u"2.04 s"_s;
    QTest::newRow("just over something tiny") << u"sql"_s << 1.2701e-07 << 1.27e-07 << u"1.2701e-7"_s;
    QTest::newRow("just over latency") << u"query_latency"_s << 250.3 << 250.0 << u"250.3 ms"_s;
}

void TestMetricText::staysDistinct()
{
    QFETCH(QString, probe);
    QFETCH(double, number);
    QFETCH(double, bound);
    QTEST(distinctMetricText(probe, number, bound), "text");
}

void TestMetricText::ratio()
{
    QCOMPARE(ratioText(1.3142), u"1.31×"_s);
    QCOMPARE(ratioLimitText(1.2), u"1.2×"_s);
    QCOMPARE(distinctRatioText(1.2004, 1.2), u"1.2004×"_s);
    QCOMPARE(distinctRatioText(1.31, 1.2), u"1.31×"_s);
}

QTEST_GUILESS_MAIN(TestMetricText)
#include "tst_metric_text.moc"
