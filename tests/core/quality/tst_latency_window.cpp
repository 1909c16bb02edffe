// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/latency_window.h"

#include <QTest>

using namespace sluice;

class TestLatencyWindow : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void p95_data();
    void p95();
};

void TestLatencyWindow::p95_data()
{
    QTest::addColumn<QList<double>>("runs");
    QTest::addColumn<int>("kept");
    QTest::addColumn<double>("value");
    QTest::newRow("none") << QList<double> {} << 0 << 0.0;
    QTest::newRow("one") << QList<double> { 7 } << 1 << 7.0;
    QTest::newRow("one slow of two does not decide") << QList<double> { 10, 900 } << 2 << 10.0;
    QTest::newRow("one slow of three does not decide") << QList<double> { 10, 900, 11 } << 3 << 11.0;
    QTest::newRow("two slow of three do") << QList<double> { 10, 900, 800 } << 3 << 800.0;
    QList<double> twenty(20, 10.0);
    twenty[3] = 500;
    QTest::newRow("one slow of twenty") << twenty << 20 << 10.0;
    twenty[4] = 400;
    QTest::newRow("two slow of twenty") << twenty << 20 << 400.0;
    QList<double> old = QList<double> { 900, 900 } + QList<double>(20, 10.0);
    QTest::newRow("old runs leave") << old << 20 << 10.0;
    QList<double> ascending;
    for (int i = 1; i <= 20; ++i)
        ascending.prepend(i);
    QTest::newRow("rank nineteen of twenty") << ascending << 20 << 19.0;
}

void TestLatencyWindow::p95()
{
    QFETCH(QList<double>, runs);
    LatencyWindow window;
    for (const double run : runs)
        window.add(run);
    QTEST(window.runs(), "kept");
    QTEST(window.p95(), "value");
}

QTEST_GUILESS_MAIN(TestLatencyWindow)
#include "tst_latency_window.moc"
