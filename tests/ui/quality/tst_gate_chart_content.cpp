// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/quality/gate_chart_content.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 kStart = 1'700'000'000'000;

GateCard card(const QList<double> &values, double limit)
{
    GateCard made;
    made.gate.id = u"a"_s;
    made.gate.probe = NullRateProbe { {}, u"c"_s, {} };
    made.gate.limits = { { LimitSide::AtMost, limit, false, {} } };
    made.gate.interval = 1s;
    made.judged.setInterval(1s);
    for (int i = 0; i < values.size(); ++i)
        made.judged.append({ kStart + i * 1000LL, values[i], 7, values[i] < 0 ? SampleClass::NoData : SampleClass::Good });
    return made;
}

GateChartContent contentOf(const GateCard &card, const QList<ChartMarker> &markers = {})
{
    return chartContent(card, kStart, kStart + 60'000, 300, markers, false);
}

} // namespace

class TestGateChartContent : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theLimitIsMutedUntilCrossed()
    {
        QVERIFY(!contentOf(card({ 0.1, 0.1 }, 0.2)).limits[0].isCrossed);
        QVERIFY(!contentOf(card({ 0.9, 0.1 }, 0.2)).limits[0].isCrossed); // over, and back again
        QVERIFY(contentOf(card({ 0.1, 0.3 }, 0.2)).limits[0].isCrossed);
    }

    void samplesAreDotsWhileTheyCanBeToldApart()
    {
        const GateCard few = card({ 0.1, 0.3, -1, 0.2 }, 0.4);
        QCOMPARE(contentOf(few).dots.size(), 3); // what has no value has no dot
        QCOMPARE(contentOf(few).dots[1], QPointF(kStart + 1000, 0.3)); // where it was measured, not between
        QVERIFY(
            contentOf(card(QList<double>(60, 0.1), 0.4)).dots.isEmpty()); // sixty in three hundred pixels are a line
    }

    void aLatchedBreachKeepsItsLimitLoud()
    {
        GateCard tripped = card({ 0.3, 0.1 }, 0.2);
        tripped.record = VerdictRecord();
        tripped.record->verdict = Verdict::Breach;
        QVERIFY(contentOf(tripped).limits[0].isCrossed);
    }

    void dataAndLimitLieInsideTheRange()
    {
        const GateChartContent content = contentOf(card({ 0.1, 0.15 }, 0.4));
        QVERIFY(content.low >= 0);
        QVERIFY(content.low < 0.1);
        QVERIFY(content.high > 0.4);
    }

    void aFlatLineHasARange()
    {
        const GateChartContent zero = contentOf(card({ 0, 0, 0 }, 0));
        QVERIFY(zero.high > zero.low);
        const GateChartContent none = contentOf(card({}, 0));
        QVERIFY(none.high > none.low);
        QVERIFY(!none.hasValues);
    }

    void aFarHardLimitDoesNotFlattenTheData()
    {
        GateCard far = card({ 0.001, 0.002 }, 0.002);
        far.gate.hardLimit = 0.9;
        QCOMPARE(contentOf(far).limits.size(), 1);
        far.gate.hardLimit = 0.003;
        const GateChartContent near = contentOf(far);
        QCOMPARE(near.limits.size(), 2);
        QVERIFY(near.limits[1].isHard);
        QCOMPARE(near.limits[1].text, u"hard limit 0.3 %"_s);
    }

    void aRelativeLimitIsDrawnOnlyInItsUnit()
    {
        GateCard relative = card({ 100, 120 }, 1.2);
        relative.gate.limits[0].relativeToBaseline = true;
        QCOMPARE(contentOf(relative).limits.size(), 0);
        relative.record = VerdictRecord();
        relative.record->hasValue = true;
        relative.record->value = 1.2;
        relative.record->at = QDateTime::fromMSecsSinceEpoch(kStart + 1000, Qt::UTC);
        const GateChartContent content = contentOf(relative);
        QCOMPARE(content.limits.size(), 1);
        QCOMPARE(content.lines[0].constLast().y(), 1.2);
    }

    void ratiosGetTheBandOfTheLegacyBranch()
    {
        GateCard pair = card({ 1.0, 1.1, 1.2 }, 1.2);
        pair.gate.limits[0].relativeToBaseline = true;
        pair.isRatio = true;
        pair.reference.setInterval(1s);
        for (int i = 0; i < 101; ++i)
            pair.reference.append({ kStart + i * 500LL, 90.0 + i * 0.2, 7, SampleClass::Good });
        const GateChartContent content = contentOf(pair);
        QVERIFY(content.band.has_value());
        QVERIFY(content.band->first < 1.0 && content.band->first > 0.9);
        QVERIFY(content.band->second > 1.0 && content.band->second < 1.1);
        QVERIFY(content.reference.isEmpty());
    }

    void absoluteLimitsGetTheLegacyBranchAsALine()
    {
        GateCard both = card({ 0.1, 0.2 }, 0.5);
        both.reference.setInterval(1s);
        both.reference.append({ kStart, 0.05, 7, SampleClass::Good });
        both.reference.append({ kStart + 1000, 0.06, 7, SampleClass::Good });
        const GateChartContent content = contentOf(both);
        QCOMPARE(content.reference.size(), 1);
        QVERIFY(!content.band);
    }

    void anotherGatesBreachIsQuietHere()
    {
        const QDateTime at = QDateTime::fromMSecsSinceEpoch(kStart + 500, Qt::UTC);
        const QDateTime outside = QDateTime::fromMSecsSinceEpoch(kStart - 500, Qt::UTC);
        const GateChartContent content = contentOf(card({ 0.1 }, 1),
            { { outside, ChartMarker::Kind::Flag, u"flag"_s, {} }, { at, ChartMarker::Kind::Breach, u"breach: a"_s, u"a"_s },
                { at, ChartMarker::Kind::Breach, u"breach: b"_s, u"b"_s } });
        QCOMPARE(content.markers.size(), 2);
        QCOMPARE(content.markers[0].kind, ChartMarker::Kind::Breach);
        QCOMPARE(content.markers[0].text, u"breach"_s); // its card has the gate's name; a short word leaves its neighbours room
        QCOMPARE(content.markers[1].kind, ChartMarker::Kind::Stage);
        QCOMPARE(content.markers[1].text, u"breach: b"_s);
    }

    /// Each record holds until the next, the newest as long as there are samples; nothing is drawn before the first.
    void evidenceEndsWithTheSamples()
    {
        GateCard guarded = card({ 0.1, 0.2, 0.3 }, 0.2);
        const auto drawn = [&](const QList<QPointF> &recorded) { return chartContent(guarded, kStart, kStart + 60'000, 300, {}, false, recorded); };
        const QList<QPointF> recorded { { kStart - 9'000, 0.1 }, { kStart - 1'000, 0.2 }, { kStart + 1'000, 0.6 }, { kStart + 90'000, 0.9 } };
        QVERIFY(drawn(recorded).evidence.isEmpty()); // no verdict tells of a guard
        guarded.record = VerdictRecord();
        guarded.record->boundary = 6'000;
        guarded.newestSample = QDateTime::fromMSecsSinceEpoch(kStart + 2'000, Qt::UTC);
        QVERIFY(drawn({}).hasBoundary && drawn({}).evidence.isEmpty());
        QCOMPARE(drawn(recorded).evidence, (QList<QPointF> { { kStart, 0.2 }, { kStart + 1'000, 0.6 }, { kStart + 2'000, 0.6 } }));
        guarded.newestSample = QDateTime::fromMSecsSinceEpoch(kStart + 99'000, Qt::UTC);
        const GateChartContent content = drawn(recorded);
        QCOMPARE(content.evidence.constLast(), QPointF(static_cast<double>(content.to), 0.6)); // no further than can be seen
    }

    /// Never less than was asked for, at most a pixel more at each end, and the same while less than that has passed.
    void aRangeMovesByWholeSteps_data()
    {
        QTest::addColumn<qint64>("span");
        QTest::addColumn<int>("columns");
        QTest::newRow("a minute") << qint64(60'000) << 420;
        QTest::newRow("two hours") << qint64(7'200'000) << 300;
        QTest::newRow("a year") << qint64(31'536'000'000) << 417;
        QTest::newRow("more pixels than time") << qint64(100) << 400;
    }
    void aRangeMovesByWholeSteps()
    {
        QFETCH(const qint64, span);
        QFETCH(const int, columns);
        const auto [from, to] = steadyRange(kStart, kStart + span, columns);
        const qint64 pixel = std::max<qint64>(span / columns, 1);
        QVERIFY(from <= kStart && from > kStart - pixel);
        QVERIFY(to >= kStart + span && to < kStart + span + pixel);
        int moves = 0;
        for (qint64 i = 1; i <= 100; ++i)
            moves += steadyRange(kStart, kStart + span + i * pixel / 100, columns).second != steadyRange(kStart, kStart + span + (i - 1) * pixel / 100, columns).second ? 1 : 0;
        QVERIFY2(moves <= 3, qPrintable(QString::number(moves)));
    }

    void whatIsLeftOfManyIsDrawnAsARange()
    {
        GateCard one = card({}, 1);
        one.judged.append({ kStart + 3'000, 0.2, 30, SampleClass::Good, MetricRange { kStart, kStart + 3'000, 0.1, 0.9 } });
        one.judged.append({ kStart + 6'000, 0.2, 30, SampleClass::Good, MetricRange { kStart + 4'000, kStart + 6'000, 0.2, 0.2 } });
        const GateChartContent content = contentOf(one);
        QCOMPARE(content.ranges, (QList<MetricRange> { { kStart, kStart + 3'000, 0.1, 0.9 } })); // the other is its line
        QVERIFY(content.low <= 0.1 && content.high >= 0.9);
        QCOMPARE(readAt(one, kStart + 1'000).text, u"mean 20.00 %, 10.00 % to 90.00 % · n 30"_s);
        QCOMPARE(readAt(one, kStart + 5'000).text, u"20.00 % · n 30"_s);
    }

    void thresholdsAreTheLimitsAndTheBoundary()
    {
        GateCard guarded = card({ 0.1, 0.15 }, 0.2);
        guarded.gate.hardLimit = 0.22;
        QCOMPARE(thresholdsOf(contentOf(guarded), guarded).size(), 2);
        guarded.record = VerdictRecord();
        guarded.record->boundary = 6'000;
        guarded.record->evidence = 0.62;
        const QList<ChartThreshold> thresholds = thresholdsOf(contentOf(guarded), guarded);
        QCOMPARE(thresholds.size(), 3);
        QCOMPARE(thresholds[0].y, std::optional(0.2));
        QCOMPARE(thresholds[0].text, u"limit 20 %, newest 15.00 %"_s);
        QCOMPARE(thresholds[1].text, u"hard limit 22 %, newest 15.00 %"_s);
        QVERIFY(!thresholds[2].y);
        QCOMPARE(thresholds[2].text, u"decision boundary, evidence 62 % of it"_s);
        const GateCard empty = card({}, 0.2);
        QCOMPARE(thresholdsOf(contentOf(empty), empty)[0].text, u"limit 20 %"_s);
    }

    void theCrosshairReadsTheNearestSample()
    {
        const GateCard one = card({ 0.1, -1, 0.3 }, 1);
        const CrosshairReading first = readAt(one, kStart + 200);
        QVERIFY(first.isGood);
        QCOMPARE(first.text, u"10.00 % · n 7"_s);
        QCOMPARE(first.y, 0.1);
        QCOMPARE(readAt(one, kStart + 1'000).text, u"no data"_s);
        QVERIFY(!readAt(one, kStart + 1'000).isGood);
        QCOMPARE(readAt(one, kStart + 30'000).text, u"not sampled"_s);
        QVERIFY(!readAt(one, kStart + 30'000).isHit);
    }
};

QTEST_GUILESS_MAIN(TestGateChartContent)
#include "tst_gate_chart_content.moc"
