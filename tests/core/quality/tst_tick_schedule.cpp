// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/tick_schedule.h"

#include <QTest>

using namespace sluice;
using namespace std::chrono_literals;

class TestTickSchedule : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void firstTickIsAtOnce();
    void staysAligned();
    void continuesNumbering();
    void late_data();
    void late();
};

void TestTickSchedule::firstTickIsAtOnce()
{
    TickSchedule schedule(5s, 1s, 0);
    QVERIFY(!schedule.take(4999ms));
    const auto due = schedule.take(5s);
    QVERIFY(due);
    QCOMPARE(due->tick, 0);
    QVERIFY(due->skipped.isEmpty());
    QVERIFY(!schedule.take(5s)); // never twice
}

void TestTickSchedule::staysAligned()
{
    TickSchedule schedule(0s, 1s, 0);
    QVERIFY(schedule.take(0s));
    QVERIFY(schedule.take(1900ms)); // late, within its second
    QCOMPARE(schedule.nextAt(), Duration(2s)); // lateness does not add up
    QCOMPARE(schedule.take(2s)->tick, 2);
}

void TestTickSchedule::continuesNumbering()
{
    TickSchedule schedule(10s, 2s, 41);
    QCOMPARE(schedule.take(10s)->tick, 41);
    QCOMPARE(schedule.nextAt(), Duration(12s));
    QCOMPARE(schedule.timeOf(43), Duration(14s));
}

void TestTickSchedule::late_data()
{
    QTest::addColumn<int>("seconds");
    QTest::addColumn<qint64>("tick");
    QTest::addColumn<QList<qint64>>("skipped");
    QTest::addColumn<qint64>("gap");
    QTest::newRow("on time") << 1 << qint64(1) << QList<qint64> {} << qint64(0);
    QTest::newRow("one missed") << 2 << qint64(2) << QList<qint64> { 1 } << qint64(0);
    QTest::newRow("three missed") << 4 << qint64(4) << QList<qint64> { 1, 2, 3 } << qint64(0);
    QTest::newRow("twenty missed are still told") << 21 << qint64(21)
                                                  << QList<qint64> { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 }
                                                  << qint64(0);
    QTest::newRow("an hour is a gap") << 3600 << qint64(3600) << QList<qint64> { 3599 } << qint64(3599);
}

void TestTickSchedule::late()
{
    QFETCH(int, seconds);
    TickSchedule schedule(0s, 1s, 0);
    QVERIFY(schedule.take(0s));
    const auto due = schedule.take(std::chrono::seconds(seconds));
    QVERIFY(due);
    QTEST(due->tick, "tick");
    QTEST(due->skipped, "skipped");
    QTEST(due->gapTicks, "gap");
    QCOMPARE(schedule.nextAt(), Duration(std::chrono::seconds(seconds + 1)));
}

QTEST_GUILESS_MAIN(TestTickSchedule)
#include "tst_tick_schedule.moc"
