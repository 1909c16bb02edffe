// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/metric_series.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace sluice;
using namespace std::chrono_literals;

namespace {

constexpr qint64 kStart = 1'700'000'000'000;

MetricSeries::Point good(int tick, double value)
{
    return { kStart + tick * 1000LL, value, 10, SampleClass::Good };
}

MetricSeries::Point bad(int tick, SampleClass sampleClass)
{
    return { kStart + tick * 1000LL, 0, 0, sampleClass };
}

MetricSeries seriesOf(const QList<MetricSeries::Point> &points)
{
    MetricSeries series;
    series.setInterval(1s);
    for (const MetricSeries::Point &point : points)
        series.append(point);
    return series;
}

/// A pseudo-random walk, the same in every run.
MetricSeries longSeries(int count)
{
    MetricSeries series;
    series.setInterval(1s);
    quint32 state = 1;
    for (int i = 0; i < count; ++i) {
        state = state * 1'664'525U + 1'013'904'223U;
        series.append(good(i, static_cast<double>(state >> 8) / 16'777'216.0));
    }
    return series;
}

} // namespace

class TestMetricSeries : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsSmallestAndLargestOfEachColumn()
    {
        MetricSeries series = longSeries(100'000);
        // A single spike between a hundred thousand samples.
        MetricSeries spiked;
        spiked.setInterval(1s);
        for (qsizetype i = 0; i < series.size(); ++i) {
            MetricSeries::Point point = series.at(i);
            if (i == 54'321)
                point.value = 99;
            if (i == 54'322)
                point.value = -99;
            spiked.append(point);
        }
        const int columns = 300;
        const qint64 to = kStart + 100'000'000LL;
        const MetricView view = spiked.view(kStart, to, columns);
        QCOMPARE(view.lines.size(), 1);
        QVERIFY(view.lines[0].size() <= 2 * (columns + 2));
        QCOMPARE(view.maximum, 99.0);
        QCOMPARE(view.minimum, -99.0);

        // Every column's extremes are among the points drawn.
        const double width = static_cast<double>(to - kStart) / columns;
        QList<double> smallest(columns, 1e9);
        QList<double> largest(columns, -1e9);
        for (qsizetype i = 0; i < spiked.size(); ++i) {
            const int column = std::min(static_cast<int>(static_cast<double>(spiked.at(i).at - kStart) / width), columns - 1);
            smallest[column] = std::min(smallest[column], spiked.at(i).value);
            largest[column] = std::max(largest[column], spiked.at(i).value);
        }
        QList<double> drawnSmallest(columns, 1e9);
        QList<double> drawnLargest(columns, -1e9);
        for (const QPointF &point : view.lines[0]) {
            const int column = std::min(static_cast<int>((point.x() - kStart) / width), columns - 1);
            drawnSmallest[column] = std::min(drawnSmallest[column], point.y());
            drawnLargest[column] = std::max(drawnLargest[column], point.y());
        }
        QCOMPARE(drawnSmallest, smallest);
        QCOMPARE(drawnLargest, largest);
    }

    /// A minute, later an hour, of many: its least and most are drawn, and the next one is no gap behind it.
    void whatWasRolledUpIsARange()
    {
        MetricSeries series;
        series.setInterval(30s);
        constexpr qint64 kHour = 3'600'000;
        for (int hour = 0; hour < 4; ++hour) {
            const qint64 from = kStart + hour * kHour;
            series.append({ from + kHour - 30'000, 10.0 + hour, 120, SampleClass::Good, MetricRange { from, from + kHour - 30'000, 5, hour == 2 ? 99.0 : 20.0 } });
        }
        series.append({ kStart + 4 * kHour, 10, 1, SampleClass::Good });
        QVERIFY(series.gaps().isEmpty());
        MetricView view = series.view(kStart, kStart + 4 * kHour, 400);
        QCOMPARE(view.lines.size(), 1);
        QCOMPARE(view.ranges.size(), 4);
        QCOMPARE(view.ranges[2], (MetricRange { kStart + 2 * kHour, kStart + 3 * kHour - 30'000, 5, 99 }));
        QCOMPARE(view.minimum, 5.0);
        QCOMPARE(view.maximum, 99.0); // no spike is lost to a mean
        view = series.view(kStart, kStart + 40 * kHour, 10); // all of them in one column
        QCOMPARE(view.ranges.size(), 1);
        QCOMPARE(view.ranges[0].most, 99.0);
        // Within an hour the crosshair reads what stands for it; where one is missing there is a gap.
        QCOMPARE(series.nearest(kStart + kHour + 600'000, 45'000), 1);
        series.append({ kStart + 9 * kHour, 10, 120, SampleClass::Good, MetricRange { kStart + 8 * kHour, kStart + 9 * kHour, 5, 20 } });
        QCOMPARE(series.gaps().size(), 1);
        QCOMPARE(series.gaps()[0], (MetricGap { kStart + 4 * kHour, kStart + 8 * kHour, SampleClass::Skipped, false }));
        QCOMPARE(series.nearest(kStart + 6 * kHour, 45'000), -1);
        // Older history before it keeps all of that.
        series.prepend({ { kStart - 30'000, 3, 120, SampleClass::Good, MetricRange { kStart - kHour, kStart - 30'000, 1, 4 } } });
        QCOMPARE(series.gaps().size(), 1);
        QCOMPARE(series.at(3).range->most, 99.0);
        QCOMPARE(series.at(0).range->least, 1.0);
    }

    void pointsAscendInTime()
    {
        const MetricView view = longSeries(50'000).view(kStart + 1'234'567, kStart + 40'000'000, 257);
        QCOMPARE(view.lines.size(), 1);
        QVERIFY(std::is_sorted(view.lines[0].cbegin(), view.lines[0].cend(), [](QPointF a, QPointF b) { return a.x() < b.x(); }));
    }

    void aMillionSamplesCostTheirPixels()
    {
        const MetricSeries series = longSeries(1'000'000);
        const MetricView view = series.view(kStart, kStart + 1'000'000'000LL, 320);
        QCOMPARE(view.lines.size(), 1);
        QVERIFY(view.lines[0].size() <= 644);
    }

    void splitsTheLineAtGaps_data()
    {
        QTest::addColumn<int>("sampleClass");
        QTest::addColumn<int>("ticks");
        QTest::addColumn<int>("lines");
        QTest::newRow("no data, one tick") << static_cast<int>(SampleClass::NoData) << 1 << 2;
        QTest::newRow("stale") << static_cast<int>(SampleClass::Stale) << 3 << 2;
        QTest::newRow("error") << static_cast<int>(SampleClass::Error) << 3 << 2;
        QTest::newRow("not a number") << static_cast<int>(SampleClass::NaN) << 3 << 2;
        QTest::newRow("one skipped tick is no gap") << static_cast<int>(SampleClass::Skipped) << 1 << 1;
        QTest::newRow("many skipped ticks are") << static_cast<int>(SampleClass::Skipped) << 4 << 2;
    }
    void splitsTheLineAtGaps()
    {
        QFETCH(int, sampleClass);
        QFETCH(int, ticks);
        QFETCH(int, lines);
        MetricSeries series;
        series.setInterval(1s);
        for (int i = 0; i < 10; ++i)
            series.append(good(i, 1));
        for (int i = 0; i < ticks; ++i)
            series.append(bad(10 + i, static_cast<SampleClass>(sampleClass)));
        for (int i = 0; i < 10; ++i)
            series.append(good(10 + ticks + i, 2));
        const MetricView view = series.view(kStart, kStart + 40'000, 400);
        QCOMPARE(view.lines.size(), lines);
        QCOMPARE(view.gaps.size(), lines - 1);
        if (lines == 1)
            return;
        QCOMPARE(view.gaps[0].from, kStart + 9'000);
        QCOMPARE(view.gaps[0].to, kStart + (10 + ticks) * 1000LL);
        QCOMPARE(static_cast<int>(view.gaps[0].reason), sampleClass);
        QCOMPARE(view.lines[0].constLast().y(), 1.0);
        QCOMPARE(view.lines[1].constFirst().y(), 2.0);
    }

    void silenceIsAGapToo()
    {
        const MetricSeries series = seriesOf({ good(0, 1), good(1, 1), good(10, 1), good(11, 1) });
        const MetricView view = series.view(kStart, kStart + 12'000, 100);
        QCOMPARE(view.lines.size(), 2);
        QCOMPARE(view.gaps.size(), 1);
        QCOMPARE(view.gaps[0].reason, SampleClass::Skipped);
    }

    void anOpenGapReachesTheEdge()
    {
        const MetricSeries series = seriesOf({ good(0, 1), good(1, 1), bad(2, SampleClass::Error), bad(3, SampleClass::Error) });
        const MetricView view = series.view(kStart, kStart + 10'000, 100);
        QCOMPARE(view.lines.size(), 1);
        QCOMPARE(view.gaps.size(), 1);
        QVERIFY(view.gaps[0].isOpen);
        QCOMPARE(view.gaps[0].from, kStart + 1'000);
        QCOMPARE(view.gaps[0].to, kStart + 10'000);
    }

    void aLoneSampleBetweenGapsIsStillDrawn()
    {
        const MetricSeries series
            = seriesOf({ good(0, 1), bad(1, SampleClass::NoData), good(2, 5), bad(3, SampleClass::NoData), good(4, 1), good(5, 1) });
        const MetricView view = series.view(kStart, kStart + 6'000, 300);
        QCOMPARE(view.lines.size(), 3);
        QCOMPARE(view.lines[1].size(), 2);
        QCOMPARE(view.lines[1][0].y(), 5.0);
    }

    void aGapNarrowerThanAPixelIsMarkedNotLost()
    {
        MetricSeries series;
        series.setInterval(1s);
        for (int i = 0; i < 100'000; ++i)
            series.append(i == 50'000 ? bad(i, SampleClass::NoData) : good(i, 1));
        const MetricView view = series.view(kStart, kStart + 100'000'000LL, 200);
        QCOMPARE(view.gaps.size(), 1);
    }

    void valuesThatAreNoNumbersNeverReachTheLine()
    {
        const MetricSeries series = seriesOf({ good(0, 1), good(1, std::numeric_limits<double>::quiet_NaN()),
            good(2, std::numeric_limits<double>::infinity()), good(3, 2), good(4, 2) });
        const MetricView view = series.view(kStart, kStart + 5'000, 100);
        for (const QList<QPointF> &line : view.lines) {
            for (const QPointF &point : line)
                QVERIFY(std::isfinite(point.y()));
        }
        QCOMPARE(view.maximum, 2.0);
        QCOMPARE(view.gaps.size(), 1);
        QCOMPARE(view.gaps[0].reason, SampleClass::NaN);
    }

    void ignoresWhatIsNotNewer()
    {
        MetricSeries series = seriesOf({ good(5, 1), good(5, 2), good(3, 3) });
        QCOMPARE(series.size(), 1);
        QCOMPARE(series.last().value, 1.0);
    }

    void prependedHistoryEqualsAppended()
    {
        const MetricSeries whole = longSeries(5'000);
        MetricSeries late;
        late.setInterval(1s);
        QList<MetricSeries::Point> history;
        for (qsizetype i = 0; i < whole.size(); ++i) {
            if (i < 3'000)
                history.append(whole.at(i));
            else
                late.append(whole.at(i));
        }
        history.append(whole.at(3'000)); // the page before overlaps by one
        late.prepend(history);
        QCOMPARE(late.size(), whole.size());
        QCOMPARE(late.view(kStart, kStart + 5'000'000, 211).lines, whole.view(kStart, kStart + 5'000'000, 211).lines);
        QCOMPARE(late.gaps(), whole.gaps());
    }

    void nearestKnowsItsReach()
    {
        const MetricSeries series = seriesOf({ good(0, 1), good(10, 2) });
        QCOMPARE(series.nearest(kStart + 4'000, 5'000), 0);
        QCOMPARE(series.nearest(kStart + 7'000, 5'000), 1);
        QCOMPARE(series.nearest(kStart + 5'000, 1'000), -1);
        QCOMPARE(MetricSeries().nearest(kStart, 1'000), -1);
    }

    void emptyRangesShowNothing()
    {
        const MetricSeries series = longSeries(10);
        QVERIFY(!series.view(kStart, kStart, 100).hasValues);
        QVERIFY(!series.view(kStart + 5, kStart, 100).hasValues);
        QVERIFY(!series.view(kStart, kStart + 5, 0).hasValues);
        QVERIFY(!MetricSeries().view(kStart, kStart + 5, 100).hasValues);
    }
};

QTEST_GUILESS_MAIN(TestMetricSeries)
#include "tst_metric_series.moc"
