// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/quality/gate_chart.h"
#include "ui/render.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kStart = 1'700'000'000'000;

GateCard calmButForOneSpike(int samples)
{
    GateCard card;
    card.gate.id = u"a"_s;
    card.gate.probe = SqlProbe {};
    card.judged.setInterval(Duration(1000));
    for (int i = 0; i < samples; ++i)
        card.judged.append({ kStart + i * 1000LL, i == samples / 2 ? 100.0 : 1 + i % 7 * 0.01, 7, SampleClass::Good });
    return card;
}

} // namespace

class TestGateChart : public QObject
{
    Q_OBJECT

private:
    Theme m_theme;

private Q_SLOTS:
    void initTestCase() { dressApplication(m_theme); }

    /// One sample of many is a pixel wide, and it is there, wherever the lines become too dense for a series.
    void noSpikeIsLost_data()
    {
        QTest::addColumn<int>("samples");
        QTest::addColumn<int>("series");
        QTest::newRow("few: a smooth line") << 100 << 1;
        QTest::newRow("more than pixels") << 1'500 << 0;
        QTest::newRow("many") << 200'000 << 0;
    }
    void noSpikeIsLost()
    {
        QFETCH(const int, samples);
        QFETCH(const int, series);
        const GateCard card = calmButForOneSpike(samples);
        GateChart chart(m_theme);
        chart.resize(420, 200);
        chart.setContent(chartContent(card, kStart, kStart + (samples - 1) * 1000LL, chart.columns(), {}, false));
        const QImage image = renderWidget(chart, m_theme, ThemeVariant::Light, { 420, 200 }, u"gate-chart-%1"_s.arg(samples));
        QCOMPARE(chart.visibleLineCount(), series);
        const QColor line = m_theme.color(ColorRole::Accent);
        const auto isLine = [&](int x, int y) {
            const QColor seen = image.pixelColor(x, y);
            return std::abs(seen.red() - line.red()) < 60 && std::abs(seen.green() - line.green()) < 60 && std::abs(seen.blue() - line.blue()) < 60;
        };
        // Half way up nothing but the spike is drawn.
        QList<int> found;
        for (int x = 0; x < image.width(); ++x) {
            if (isLine(x, image.height() * 45 / 100))
                found.append(x);
        }
        QVERIFY(!found.isEmpty());
        QVERIFY2(std::abs(found.first() - image.width() / 2) < 8 && std::abs(found.last() - image.width() / 2) < 8,
            qPrintable(u"%1 … %2"_s.arg(found.first()).arg(found.last())));
    }

    /// Half of the boundary stands half as high, grey, and only as far as it was recorded.
    void evidenceClimbsToItsBoundary()
    {
        GateCard card = calmButForOneSpike(100);
        card.record = VerdictRecord();
        card.record->boundary = 6'000;
        const qint64 end = kStart + 99'000;
        card.newestSample = QDateTime::fromMSecsSinceEpoch(end, Qt::UTC);
        GateChart chart(m_theme);
        chart.resize(420, 200);
        const double middle = kStart + 49'500;
        chart.setContent(chartContent(card, kStart, end, chart.columns(), {}, false, { { middle, 0.5 } }));
        const QImage image = renderWidget(chart, m_theme, ThemeVariant::Light, { 420, 200 }, u"gate-chart-evidence"_s);
        const QRgb fill = m_theme.tint(ColorRole::Muted, 0.14).rgb();
        const int right = image.width() * 9 / 10;
        int first = -1;
        int last = -1;
        for (int y = 0; y < image.height(); ++y) {
            if (image.pixel(right, y) != fill)
                continue;
            first = first < 0 ? y : first;
            last = y;
        }
        QVERIFY(first > 0);
        const int dataTop = 2 + 14; // above it are the words
        const int dataBottom = image.height() - 16 - 29; // below it markers and times
        QVERIFY2(std::abs(last - dataBottom) <= 6, qPrintable(QString::number(last))); // the line of the samples lies over its foot
        QVERIFY2(std::abs(first - (dataTop + dataBottom) / 2) <= 3, qPrintable(QString::number(first)));
        for (int y = dataTop + 4; y < dataBottom - 4; ++y)
            QVERIFY(image.pixel(image.width() / 4, y) != fill); // nothing was recorded there
    }

    /// What comes and goes over a chart, and a sample that changes no pixel, cost no picture.
    void thePictureIsMadeOnceUntilItChanges()
    {
        constexpr int kSamples = 200'000;
        GateCard card = calmButForOneSpike(kSamples);
        GateChart chart(m_theme);
        chart.resize(420, 200);
        const auto show = [&] {
            chart.setContent(chartContent(card, kStart, card.judged.last().at, chart.columns(), {}, false));
            return chart.grab().toImage();
        };
        const QImage first = show();
        const int before = chart.paintCount();
        QVERIFY(before > 0);
        chart.setCrosshair(kStart + 40'000'000, readAt(card, kStart + 40'000'000));
        QVERIFY(chart.grab().toImage() != first);
        chart.setCrosshair(std::nullopt, {});
        QCOMPARE(chart.grab().toImage(), first);
        QCOMPARE(chart.paintCount(), before);
        for (int i = 0; i < 40; ++i) {
            card.judged.append({ card.judged.last().at + 1000, 1.03, 7, SampleClass::Good });
            show();
        }
        QVERIFY2(chart.paintCount() <= before + 3, qPrintable(QString::number(chart.paintCount())));
        const int calm = chart.paintCount();
        card.judged.append({ card.judged.last().at + 1000, 70, 7, SampleClass::Good });
        QVERIFY(show() != first);
        QCOMPARE(chart.paintCount(), calm + 1);
        m_theme.setMode(ThemeMode::Dark);
        QVERIFY(chart.grab().toImage().pixel(1, 1) != first.pixel(1, 1));
        m_theme.setMode(ThemeMode::Light);
    }

    /// The series of Qt Charts lies where the painted columns would.
    void aSmoothLineLiesWhereItsValuesAre()
    {
        GateCard card = calmButForOneSpike(2);
        card.judged.append({ kStart + 2'000, 1, 7, SampleClass::Good });
        GateChart chart(m_theme);
        chart.resize(420, 200);
        chart.setContent(chartContent(card, kStart, kStart + 2'000, chart.columns(), {}, false));
        const QImage image = renderWidget(chart, m_theme, ThemeVariant::Light, { 420, 200 }, u"gate-chart-smooth"_s);
        QCOMPARE(chart.visibleLineCount(), 1);
        ChartGeometry geometry(image.size());
        const GateChartContent &content = chart.content();
        geometry.setRange(content.from, content.to, content.low, content.high);
        // Half way between the first sample (1) and the second (100) the line passes their middle.
        const QPoint middle(qRound(geometry.xOf(kStart + qint64(500))), qRound(geometry.yOf(50.5)));
        QVERIFY2(image.pixelColor(middle).blue() > image.pixelColor(middle).red() + 40, qPrintable(image.pixelColor(middle).name()));
        QCOMPARE(image.pixelColor(middle + QPoint(0, 12)), m_theme.color(ColorRole::Surface));
    }

    /// From least to most, and no further, with the mean as its line.
    void whatIsLeftOfManyIsABand()
    {
        GateCard card;
        card.gate.id = u"a"_s;
        card.gate.probe = SqlProbe {};
        card.judged.setInterval(Duration(1000));
        for (const qint64 from : { qint64(0), qint64(60'000) })
            card.judged.append({ kStart + from + 59'000, 10, 60, SampleClass::Good, MetricRange { kStart + from, kStart + from + 59'000, 4, 30 } });
        GateChart chart(m_theme);
        chart.resize(420, 200);
        chart.setContent(chartContent(card, kStart, kStart + 120'000, chart.columns(), {}, false));
        QVERIFY(chart.content().gaps.isEmpty());
        const QImage image = renderWidget(chart, m_theme, ThemeVariant::Light, { 420, 200 }, u"gate-chart-band"_s);
        const ChartGeometry placed = chart.chartGeometry();
        const auto colorAt = [&](double value) { return image.pixel(qRound(placed.xOf(kStart + qint64(30'000))), qRound(placed.yOf(value))); };
        const QRgb band = m_theme.tint(ColorRole::Accent, 0.3).rgb();
        QCOMPARE(colorAt(20), band);
        QCOMPARE(colorAt(28), band);
        QCOMPARE(colorAt(6), band);
        QCOMPARE(colorAt(32), m_theme.color(ColorRole::Surface).rgb());
        QCOMPARE(colorAt(2), m_theme.color(ColorRole::Surface).rgb());
    }

    void theThresholdThatTheKeysReachedStandsOut()
    {
        GateCard card = calmButForOneSpike(100);
        card.gate.limits = { { LimitSide::AtMost, 50, false, {} } };
        GateChart chart(m_theme);
        chart.resize(420, 200);
        // Pixels in the colour of the focus where the limit lies, far above the line.
        const auto accents = [&] {
            const QImage image = renderWidget(chart, m_theme, ThemeVariant::Light, { 420, 200 }, u"gate-chart-threshold"_s);
            const int top = 2 + 14;
            const int height = image.height() - 16 - 29 - top;
            const GateChartContent &content = chart.content();
            const int at = top + qRound((content.high - 50) / (content.high - content.low) * height);
            int most = 0;
            for (int y = at - 2; y <= at + 2; ++y) {
                int count = 0;
                for (int x = 0; x < image.width(); ++x)
                    count += image.pixel(x, y) == m_theme.color(ColorRole::Accent).rgb() ? 1 : 0;
                most = std::max(most, count);
            }
            return most;
        };
        chart.setContent(chartContent(card, kStart, kStart + 99'000, chart.columns(), {}, false));
        QVERIFY(accents() < 100);
        chart.setThreshold(thresholdsOf(chart.content(), card).value(0));
        QVERIFY(accents() > 300);
        chart.setThreshold(std::nullopt);
        QVERIFY(accents() < 100);
    }
};

QTEST_MAIN(TestGateChart)
#include "tst_gate_chart.moc"
