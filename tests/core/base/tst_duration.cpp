// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "base/duration.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

class DurationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void parses_data();
    void parses();
    void refuses_data();
    void refuses();
    void formats_data();
    void formats();
    void formattedReadsBack();
    void tellsPeople_data();
    void tellsPeople();
};

void DurationTest::parses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("milliseconds");
    QTest::newRow("milliseconds") << u"300ms"_s << qint64 { 300 };
    QTest::newRow("seconds") << u"5s"_s << qint64 { 5'000 };
    QTest::newRow("minutes") << u"15m"_s << qint64 { 900'000 };
    QTest::newRow("hours") << u"24h"_s << qint64 { 86'400'000 };
    QTest::newRow("days") << u"30d"_s << qint64 { 2'592'000'000 };
    QTest::newRow("zero") << u"0s"_s << qint64 { 0 };
    QTest::newRow("leading zero") << u"007s"_s << qint64 { 7'000 };
    QTest::newRow("ten years") << u"3660d"_s << qint64 { 316'224'000'000 };
}

void DurationTest::parses()
{
    QFETCH(QString, text);
    QFETCH(qint64, milliseconds);
    QCOMPARE(parseDuration(text), std::optional(Duration(milliseconds)));
}

void DurationTest::refuses_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << QString();
    QTest::newRow("no unit") << u"300"_s;
    QTest::newRow("no number") << u"ms"_s;
    QTest::newRow("space") << u"5 s"_s;
    QTest::newRow("space behind") << u"5s "_s;
    QTest::newRow("fraction") << u"1.5h"_s;
    QTest::newRow("negative") << u"-5s"_s;
    QTest::newRow("plus") << u"+5s"_s;
    QTest::newRow("upper case") << u"5S"_s;
    QTest::newRow("two units") << u"1h30m"_s;
    QTest::newRow("unknown unit") << u"2w"_s;
    QTest::newRow("more than ten years") << u"3661d"_s;
    QTest::newRow("overflow") << u"999999999999d"_s;
    QTest::newRow("too many digits") << u"9999999999999ms"_s;
    QTest::newRow("other digits") << u"٥s"_s;
}

void DurationTest::refuses()
{
    QFETCH(QString, text);
    QVERIFY(!parseDuration(text));
}

void DurationTest::formats_data()
{
    QTest::addColumn<qint64>("milliseconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("zero") << qint64 { 0 } << u"0s"_s;
    QTest::newRow("odd milliseconds") << qint64 { 1'001 } << u"1001ms"_s;
    QTest::newRow("90 s stays") << qint64 { 90'000 } << u"90s"_s;
    QTest::newRow("24 h is a day") << qint64 { 86'400'000 } << u"1d"_s;
    QTest::newRow("72 h") << qint64 { 259'200'000 } << u"3d"_s;
}

void DurationTest::formats()
{
    QFETCH(qint64, milliseconds);
    QFETCH(QString, text);
    QCOMPARE(formatDuration(Duration(milliseconds)), text);
}

void DurationTest::formattedReadsBack()
{
    for (qint64 milliseconds = 0; milliseconds < 316'224'000'000; milliseconds = milliseconds * 7 / 3 + 1)
        QCOMPARE(parseDuration(formatDuration(Duration(milliseconds))), std::optional(Duration(milliseconds)));
}

void DurationTest::tellsPeople_data()
{
    QTest::addColumn<qint64>("milliseconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("milliseconds") << qint64 { 42 } << u"42 ms"_s;
    QTest::newRow("part of seconds") << qint64 { 1'250 } << u"1.2 s"_s;
    QTest::newRow("seconds") << qint64 { 2'000 } << u"2 s"_s;
    QTest::newRow("hours and minutes") << qint64 { 4'320'000 } << u"1 h 12 m"_s;
    QTest::newRow("two units at most") << qint64 { 93'784'000 } << u"1 d 2 h"_s;
    QTest::newRow("days") << qint64 { 259'200'000 } << u"3 d"_s;
    QTest::newRow("negative") << qint64 { -2'000 } << u"-2 s"_s;
}

void DurationTest::tellsPeople()
{
    QFETCH(qint64, milliseconds);
    QFETCH(QString, text);
    QCOMPARE(humanDuration(Duration(milliseconds)), text);
}

QTEST_GUILESS_MAIN(DurationTest)
#include "tst_duration.moc"
