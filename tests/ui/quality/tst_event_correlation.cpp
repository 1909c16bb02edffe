// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/event_correlation.h"

#include <QRandomGenerator>
#include <QTest>

#include <functional>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kEvent = 1'700'000'000'000;
constexpr qint64 kMinute = 60'000;
const EventWindow kHour { kEvent, 30 * kMinute };

/// One sample a minute around the event: value by its minute, which is below zero before it.
MetricSeries seriesOf(const std::function<double(int)> &value, int from = -40, int to = 40)
{
    MetricSeries series;
    series.setInterval(Duration(kMinute));
    for (int minute = from; minute <= to; ++minute)
        series.append({ kEvent + minute * kMinute, value(minute), 1, SampleClass::Good });
    return series;
}

/// Between -1 and 1, the same in every run.
double noise(int minute) { return static_cast<double>((minute + 100) * 7'919 % 201 - 100) / 100; }

Gate gateOf(const QString &id, const ProbeSpec &probe)
{
    Gate gate;
    gate.id = id;
    gate.probe = probe;
    gate.limits = { Limit { LimitSide::AtMost, 100, false, u"100"_s } };
    gate.interval = Duration(kMinute);
    return gate;
}

QList<Sample> samplesOf(const QString &gate, const std::function<double(int)> &value, int step = 1)
{
    QList<Sample> samples;
    for (int minute = -25; minute <= 25; minute += step) {
        Sample sample;
        sample.run = u"r1"_s;
        sample.stage = u"forward"_s;
        sample.gate = gate;
        sample.tick = minute + 100;
        sample.at = QDateTime::fromMSecsSinceEpoch(kEvent + minute * kMinute, Qt::UTC);
        sample.sampleClass = SampleClass::Good;
        sample.value = value(minute);
        sample.n = 1;
        samples.append(sample);
    }
    return samples;
}

} // namespace

class TestEventCorrelation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void mediansAndSpread()
    {
        const SeriesMove move
            = moveOver(seriesOf([](int minute) { return (minute < 0 ? 10 : 20) + noise(minute); }), kHour);
        QCOMPARE(move.known, SeriesMove::Known::Yes);
        QCOMPARE(move.before.n, 30); // the window's, not the series'
        QCOMPARE(move.after.n, 31); // with the event's own moment
        QVERIFY(std::abs(move.before.median - 10) < 0.6);
        QVERIFY(std::abs(move.after.median - 20) < 0.6);
        QVERIFY2(move.shift > 8 && move.shift < 25,
            qPrintable(QString::number(move.shift))); // 10 against a spread of some 0.7
        const SeriesMove down
            = moveOver(seriesOf([](int minute) { return (minute < 0 ? 20 : 10) + noise(minute); }), kHour);
        QVERIFY(down.shift < -8);
    }

    /// One spike, however high, is no move.
    void aSpikeMovesNothing()
    {
        const SeriesMove move
            = moveOver(seriesOf([](int minute) { return minute == 3 ? 1e9 : 10 + noise(minute); }), kHour);
        QCOMPARE(move.known, SeriesMove::Known::Yes);
        QVERIFY2(std::abs(move.shift) < 1, qPrintable(QString::number(move.shift)));
    }

    void tooFewOnASideIsUnknown()
    {
        const auto known = [](int before, int after) {
            return moveOver(seriesOf([](int minute) { return minute < 0 ? 1.0 : 9.0; }, -before, after - 1), kHour)
                .known;
        };
        QCOMPARE(known(4, 20), SeriesMove::Known::TooFew);
        QCOMPARE(known(20, 4), SeriesMove::Known::TooFew);
        QVERIFY(known(5, 5) != SeriesMove::Known::TooFew);
        // Samples without a value count for nothing.
        MetricSeries gap = seriesOf([](int) { return 1.0; }, -20, -1);
        for (int minute = 0; minute < 20; ++minute)
            gap.append({ kEvent + minute * kMinute, 0, 0, SampleClass::NoData });
        QCOMPARE(moveOver(gap, kHour).known, SeriesMove::Known::TooFew);
        QCOMPARE(moveOver(gap, kHour).after.n, 0);
        QCOMPARE(moveOver(MetricSeries(), kHour).known, SeriesMove::Known::TooFew);
    }

    void whatWasConstantHasNoSpread()
    {
        const SeriesMove still = moveOver(seriesOf([](int) { return 7.0; }), kHour);
        QCOMPARE(still.known, SeriesMove::Known::Yes);
        QCOMPARE(still.shift, 0.0);
        const SeriesMove moved = moveOver(seriesOf([](int minute) { return minute < 0 ? 7.0 : 8.0; }), kHour);
        QCOMPARE(moved.known, SeriesMove::Known::WasConstant);
    }

    /// What moved most is first whatever its unit; unknown is last.
    void whatMovedMostIsFirst()
    {
        Stage stage;
        stage.id = u"forward"_s;
        stage.gates = { gateOf(u"still"_s, SqlProbe {}), gateOf(u"locks"_s, SystemProbe {}),
            gateOf(u"rare"_s, SqlProbe {}), gateOf(u"rows"_s, RowCountProbe {}), gateOf(u"never"_s, SqlProbe {}) };
        Plan plan;
        plan.stages = { stage };
        QList<Sample> samples = samplesOf(u"still"_s, [](int minute) { return 1000 + 50 * noise(minute); });
        samples += samplesOf(u"locks"_s, [](int minute) { return (minute < 0 ? 1 : 9) + noise(minute); });
        samples += samplesOf(
            u"rare"_s, [](int minute) { return minute < 0 ? 1.0 : 1e6; }, 12);
        samples
            += samplesOf(u"rows"_s, [](int minute) { return (minute < 0 ? 1e6 : 1e6 - 3e4) + 1e4 * noise(minute); });
        const QList<CorrelatedSeries> found = correlate(plan, u"r1"_s, samples, kHour);
        QStringList order;
        for (const CorrelatedSeries &one : found)
            order.append(one.gate.id);
        QCOMPARE(order, (QStringList { u"locks"_s, u"rows"_s, u"still"_s, u"rare"_s }));
        QVERIFY(found[0].isSystem);
        QVERIFY(!found[1].isSystem);
        QCOMPARE(found[3].move.known, SeriesMove::Known::TooFew);
        QVERIFY(correlate(plan, u"another run"_s, samples, kHour).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestEventCorrelation)
#include "tst_event_correlation.moc"
