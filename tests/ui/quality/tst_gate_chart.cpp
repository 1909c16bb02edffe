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
};

QTEST_MAIN(TestGateChart)
#include "tst_gate_chart.moc"
