// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/seasonal_band.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace sluice;
using namespace std::chrono_literals;

class TestSeasonalBand : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void scatter_data();
    void scatter();
    void itsOwnBucketDoesNotCount();
    void slotsFallBack_data();
    void slotsFallBack();
    void whatDoesNotCount_data();
    void whatDoesNotCount();
    void theBucketMustBeComplete();
    void theEdgeIsWithin();
    void aQuietSeriesTakesNothingElse();
    void oneWildPointMovesLittle();
    void weeksOfTrafficRaiseFewAlarms();
    void gaps_data();
    void gaps();
};

namespace {

const QDateTime kMonday(QDate(2026, 11, 23), QTime(9, 0), Qt::UTC);
const QDateTime kNow = kMonday.addSecs(3'600);

/// One point a week at the hour of kMonday, the latest a week before.
QList<BandPoint> weekly(const QList<double> &values)
{
    QList<BandPoint> points;
    for (qsizetype i = 0; i < values.size(); ++i)
        points.append({ kMonday.addDays(-7 * (values.size() - i)), values[i] });
    return points;
}

} // namespace

void TestSeasonalBand::scatter_data()
{
    QTest::addColumn<QList<double>>("values");
    QTest::addColumn<bool>("isCount");
    QTest::addColumn<double>("median");
    QTest::addColumn<double>("scatter");
    // Sorted 90 95 100 105 110 120, deviations 12.5 7.5 2.5 2.5 7.5 17.5, their median 7.5.
    QTest::newRow("median absolute deviation")
        << QList<double> { 100, 110, 90, 105, 95, 120 } << false << 102.5 << 1.4826 * 7.5;
    QTest::newRow("odd number") << QList<double> { 1, 2, 3, 4, 5, 6, 100 } << false << 4.0 << 1.4826 * 2;
    QTest::newRow("never under 2 % of the level")
        << QList<double> { 100, 100, 100, 100, 100, 101 } << false << 100.0 << 2.0;
    QTest::newRow("of a negative level too") << QList<double>(6, -100.0) << false << -100.0 << 2.0;
    QTest::newRow("counts: never under the root")
        << QList<double> { 100, 100, 100, 100, 100, 101 } << true << 100.0 << 10.0;
    QTest::newRow("large counts: 2 % is more") << QList<double>(6, 10'000.0) << true << 10'000.0 << 200.0;
    QTest::newRow("nothing ever came") << QList<double>(6, 0.0) << true << 0.0 << 0.0;
}

void TestSeasonalBand::scatter()
{
    QFETCH(QList<double>, values);
    QFETCH(bool, isCount);
    const auto band = seasonalBand(weekly(values), kMonday, kNow, { 1h, isCount });
    QVERIFY(band);
    QTEST(band->median, "median");
    QTEST(band->scatter, "scatter");
    QCOMPARE(band->points, int(values.size()));
    QCOMPARE(band->slot, BandSlot::HourOfWeek);
    QCOMPARE(band->upper() - band->lower(), 7 * band->scatter);
}

void TestSeasonalBand::itsOwnBucketDoesNotCount()
{
    QList<BandPoint> points = weekly({ 100, 110, 90, 105, 95, 120 });
    points.append({ kMonday, 1e6 });
    const auto band = seasonalBand(points, kMonday, kNow, {});
    QVERIFY(band);
    QCOMPARE(band->median, 102.5);
    QVERIFY(band->isOdd(1e6));
    // Of a past one the latest does, and it does not itself.
    const auto past = seasonalBand(points, kMonday.addDays(-7), kNow, {});
    QVERIFY(past);
    QCOMPARE(past->median, 102.5);
    QCOMPARE(past->points, 6);
}

void TestSeasonalBand::slotsFallBack_data()
{
    QTest::addColumn<int>("hours"); // points at the hour of the week
    QTest::addColumn<int>("days"); // on the day, at another hour
    QTest::addColumn<int>("others"); // on other days
    QTest::addColumn<int>("slot"); // -1: learning
    QTest::newRow("hour of the week") << 6 << 9 << 9 << int(BandSlot::HourOfWeek);
    QTest::newRow("day of the week") << 5 << 1 << 9 << int(BandSlot::DayOfWeek);
    QTest::newRow("everything") << 2 << 3 << 1 << int(BandSlot::All);
    QTest::newRow("learning") << 2 << 2 << 1 << -1;
}

void TestSeasonalBand::slotsFallBack()
{
    QFETCH(int, hours);
    QFETCH(int, days);
    QFETCH(int, others);
    QFETCH(int, slot);
    QList<BandPoint> points;
    for (int i = 1; i <= hours; ++i)
        points.append({ kMonday.addDays(-7 * i), 100 });
    for (int i = 1; i <= days; ++i)
        points.append({ kMonday.addDays(-7 * i).addSecs(-3'600), 200 });
    for (int i = 1; i <= others; ++i)
        points.append({ kMonday.addDays(-7 * i - 1), 300 });
    const auto band = seasonalBand(points, kMonday, kNow, {});
    QCOMPARE(band ? int(band->slot) : -1, slot);
}

void TestSeasonalBand::whatDoesNotCount_data()
{
    QTest::addColumn<BandPoint>("point");
    QTest::newRow("found odd before") << BandPoint { kMonday.addDays(-49), 100, true };
    QTest::newRow("not a number") << BandPoint { kMonday.addDays(-49), qQNaN(), false };
    QTest::newRow("infinite") << BandPoint { kMonday.addDays(-49), qInf(), false };
    QTest::newRow("no time") << BandPoint { {}, 100, false };
    QTest::newRow("not complete") << BandPoint { kMonday.addDays(7), 100, false };
}

void TestSeasonalBand::whatDoesNotCount()
{
    QFETCH(BandPoint, point);
    QVERIFY(!seasonalBand(weekly(QList<double>(5, 100)) + QList { point }, kMonday, kNow, {}));
    QVERIFY(seasonalBand(weekly(QList<double>(6, 100)) + QList { point }, kMonday, kNow, {}));
}

void TestSeasonalBand::theBucketMustBeComplete()
{
    const QList<BandPoint> points = weekly(QList<double>(6, 100));
    QVERIFY(seasonalBand(points, kMonday, kNow, { 1h, true }));
    QVERIFY(!seasonalBand(points, kMonday, kNow.addSecs(-1), { 1h, true }));
    QVERIFY(!seasonalBand(points, kMonday, kNow, { 24h, true }));
    QVERIFY(!seasonalBand(points, {}, kNow, {}));
}

void TestSeasonalBand::theEdgeIsWithin()
{
    const SeasonalBand band { BandSlot::All, 6, 100, 2 };
    QCOMPARE(band.score(107), 3.5);
    QVERIFY(!band.isOdd(107) && !band.isOdd(93) && !band.isOdd(100));
    QVERIFY(band.isOdd(std::nextafter(107.0, 200.0)) && band.isOdd(std::nextafter(93.0, 0.0)));
    QVERIFY(band.isOdd(qQNaN()));
}

void TestSeasonalBand::aQuietSeriesTakesNothingElse()
{
    const SeasonalBand band { BandSlot::All, 6, 0, 0 };
    QVERIFY(!band.isOdd(0));
    QVERIFY(band.isOdd(1e-9));
}

void TestSeasonalBand::oneWildPointMovesLittle()
{
    const auto calm = seasonalBand(weekly({ 100, 101, 99, 100, 102, 98, 100 }), kMonday, kNow, {});
    const auto wild = seasonalBand(weekly({ 100, 101, 99, 100, 102, 98, 1e9 }), kMonday, kNow, {});
    QVERIFY(calm && wild);
    QCOMPARE(wild->median, calm->median);
    QVERIFY(wild->scatter < 2 * calm->scatter);
}

/// Eight weeks of hourly counts with a daily and a weekly rhythm: the last week is judged hour by hour.
void TestSeasonalBand::weeksOfTrafficRaiseFewAlarms()
{
    std::mt19937 random(20261122);
    QList<BandPoint> points;
    const QDateTime first = kMonday.addDays(-56);
    for (int hour = 0; hour < 56 * 24; ++hour) {
        const QDateTime begin = first.addSecs(3'600 * hour);
        const double level
            = 400 + 300 * std::sin(begin.time().hour() / 24.0 * 6.283) - (begin.date().dayOfWeek() > 5 ? 50 : 0);
        points.append({ begin, double(std::poisson_distribution<int>(level)(random)) });
    }
    int odd = 0;
    int missed = 0;
    for (int hour = 49 * 24; hour < 56 * 24; ++hour) {
        const auto band = seasonalBand(points, points[hour].begin, kNow, { 1h, true });
        QVERIFY(band && band->slot == BandSlot::HourOfWeek);
        odd += band->isOdd(points[hour].value) ? 1 : 0;
        missed += points[hour].value > 150 && !band->isOdd(0) ? 1 : 0;
    }
    QVERIFY2(odd <= 2, qPrintable(QString::number(odd)));
    QCOMPARE(missed, 0); // an hour without a row is seen wherever there is traffic
}

void TestSeasonalBand::gaps_data()
{
    QTest::addColumn<QList<double>>("values");
    QTest::addColumn<double>("usual"); // 0: learning
    QTest::newRow("all alike") << QList<double>(6, 60.0) << 60.0;
    QTest::newRow("learning") << QList<double>(5, 60.0) << 0.0;
    QTest::newRow("no gaps") << QList<double> { 0, -1, qQNaN(), qInf(), 60, 60, 60, 60, 60 } << 0.0;
    QList<double> hundred(99, 10.0);
    hundred.append({ 1'000, 100'000 });
    // Of 101 in order the 99th percentile is the one at rank 99.
    QTest::newRow("one of a hundred decides nothing") << hundred << 1'000.0;
    // Rank 0.99 · 6 = 5.94 between 10 and 1,000: 10 · 100^0.94.
    QTest::newRow("between two, on a log scale")
        << QList<double> { 10, 10, 10, 10, 10, 10, 1'000 } << 10 * std::pow(100, 0.94);
}

void TestSeasonalBand::gaps()
{
    QFETCH(QList<double>, values);
    QFETCH(double, usual);
    const auto gap = usualGap(values);
    QCOMPARE(gap.has_value(), usual > 0);
    if (gap)
        QVERIFY2(std::fabs(*gap / usual - 1) < 1e-12, qPrintable(QString::number(*gap)));
}

QTEST_GUILESS_MAIN(TestSeasonalBand)
#include "tst_seasonal_band.moc"
