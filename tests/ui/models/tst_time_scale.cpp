// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/time_scale.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestTimeScale : public QObject
{
    Q_OBJECT

private:
    const QDateTime m_noon { QDate(2026, 11, 22), QTime(12, 0), Qt::UTC };

private Q_SLOTS:
    void initTestCase() { qputenv("TZ", "UTC"); }

    void pixelsAndTimesAreInverse()
    {
        const TimeScale scale = TimeScale::fitted(m_noon, m_noon.addDays(3), 600);
        for (int minutes = 0; minutes < 3 * 24 * 60; minutes += 97) {
            const QDateTime when = m_noon.addSecs(minutes * 60);
            QVERIFY(qAbs(scale.timeAt(scale.x(when)).msecsTo(when)) <= 1);
        }
    }
    void fittedSpansLieInside_data()
    {
        QTest::addColumn<qint64>("span");
        QTest::newRow("nothing") << qint64 { 0 };
        QTest::newRow("seconds") << qint64 { 4'000 };
        QTest::newRow("two weeks") << qint64 { 14 } * 86'400'000;
        QTest::newRow("three years") << qint64 { 3 * 365 } * 86'400'000;
    }
    void fittedSpansLieInside()
    {
        QFETCH(qint64, span);
        const QDateTime end = m_noon.addMSecs(span);
        const TimeScale scale = TimeScale::fitted(m_noon, end, 600, 24);
        QVERIFY(scale.x(m_noon) >= 23);
        QVERIFY(scale.x(end) <= 577);
    }
    void zoomKeepsTheMomentUnderThePointer()
    {
        TimeScale scale = TimeScale::fitted(m_noon, m_noon.addDays(2), 600);
        const QDateTime under = scale.timeAt(217);
        for (const double factor : { 1.5, 1.5, 0.4, 3.0 }) {
            scale = scale.zoomed(factor, 217);
            QVERIFY(qAbs(scale.x(under) - 217) < 1.5);
        }
    }
    void zoomEndsAtSensibleSpans()
    {
        TimeScale scale = TimeScale::fitted(m_noon, m_noon.addDays(2), 600);
        for (int i = 0; i < 60; ++i)
            scale = scale.zoomed(2, 300);
        QVERIFY(scale.msPerPixel() >= 1);
        for (int i = 0; i < 80; ++i)
            scale = scale.zoomed(0.5, 300);
        QVERIFY(scale.msPerPixel() <= 2.0e8);
    }
    void panMovesByPixels()
    {
        const TimeScale scale = TimeScale::fitted(m_noon, m_noon.addDays(2), 600);
        QVERIFY(qAbs(scale.panned(50).x(m_noon) - (scale.x(m_noon) - 50)) < 0.01);
    }
    void ticksKeepTheirDistance_data()
    {
        QTest::addColumn<qint64>("span");
        for (const qint64 seconds : { 1LL, 7LL, 40LL, 300LL, 1'800LL, 20'000LL, 86'400LL, 400'000LL, 1'209'600LL, 7'862'400LL, 40'000'000LL, 150'000'000LL })
            QTest::addRow("%lld s", seconds) << qint64 { seconds * 1'000 };
    }
    void ticksKeepTheirDistance()
    {
        QFETCH(qint64, span);
        const TimeScale scale = TimeScale::around(m_noon, span, 600);
        const QList<AxisTick> ticks = scale.ticks(600, 64);
        QVERIFY(ticks.size() >= 1);
        QVERIFY(ticks.size() <= 12);
        for (qsizetype i = 1; i < ticks.size(); ++i) {
            // Months differ in length; everything else keeps the gap exactly.
            QVERIFY2(ticks[i].x - ticks[i - 1].x >= 58, qPrintable(ticks[i].label));
            QVERIFY(ticks[i].label != ticks[i - 1].label);
        }
    }
    void labelsSayWhatTheyMean_data()
    {
        QTest::addColumn<qint64>("spanSeconds");
        QTest::addColumn<QString>("expected");
        QTest::newRow("seconds") << qint64 { 30 } << u"12:00:00"_s;
        QTest::newRow("minutes") << qint64 { 1'800 } << u"12:00"_s;
        QTest::newRow("days") << qint64 { 7 * 86'400 } << u"23"_s;
        QTest::newRow("months") << qint64 { 200 * 86'400 } << u"2027"_s;
    }
    void labelsSayWhatTheyMean()
    {
        QFETCH(qint64, spanSeconds);
        QFETCH(QString, expected);
        QStringList labels;
        for (const AxisTick &tick : TimeScale::around(m_noon, spanSeconds * 1'000, 600).ticks(600))
            labels.append(tick.label);
        QVERIFY2(labels.contains(expected), qPrintable(labels.join(u' ')));
    }
};

QTEST_GUILESS_MAIN(TestTimeScale)
#include "tst_time_scale.moc"
