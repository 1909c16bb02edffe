// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/standing_judge.h"

#include <QTest>

#include <cmath>

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// A gate without an end: alarms come and go, and nothing that is unknown is well.
class StandingJudgeTest : public QObject
{
    Q_OBJECT

    static Gate gate()
    {
        Gate gate;
        gate.id = u"rows"_s;
        gate.probe = RowCountProbe { { {}, u"orders"_s }, {} };
        gate.limits = { Limit { LimitSide::AtLeast, 10, false, u"10"_s } };
        gate.interval = 5min;
        gate.warmup = 0;
        gate.minSamples = 3;
        return gate;
    }
    static Sample sample(double value, SampleClass sampleClass = SampleClass::Good)
    {
        static qint64 tick = 0;
        Sample one;
        one.gate = u"rows"_s;
        one.tick = ++tick;
        one.at = QDateTime(QDate(2026, 11, 28), QTime(12, 0), Qt::UTC).addSecs(300 * tick);
        one.sampleClass = sampleClass;
        one.value = value;
        one.n = 100;
        return one;
    }
    static Verdict feed(StandingJudge &judge, double value, int ticks, SampleClass sampleClass = SampleClass::Good)
    {
        for (int i = 0; i < ticks; ++i)
            judge.feed(sample(value, sampleClass));
        return judge.current().verdict;
    }

private Q_SLOTS:
    void aBreachLastsUntilItIsHealthy()
    {
        StandingJudge judge(gate());
        QCOMPARE(feed(judge, 20, 2), Verdict::Collecting);
        QCOMPARE(feed(judge, 20, 1), Verdict::Healthy);
        QCOMPARE(feed(judge, 5, 1), Verdict::Watch);
        QCOMPARE(feed(judge, 5, 9), Verdict::Breach);
        const double value = judge.current().value;
        QCOMPARE(value, 5.0);
        QCOMPARE(feed(judge, 20, 2), Verdict::Breach); // two good ticks are no proof
        QCOMPARE(feed(judge, 5, 20), Verdict::Breach);
        QCOMPARE(feed(judge, 0, 20, SampleClass::NoData), Verdict::Breach); // nor is silence
        QCOMPARE(feed(judge, 20, 3), Verdict::Healthy);
        QCOMPARE(feed(judge, 5, 20), Verdict::Breach); // and it can begin again
    }

    void anOutageEndsWithData()
    {
        StandingJudge judge(gate());
        QCOMPARE(feed(judge, 20, 3), Verdict::Healthy);
        QCOMPARE(feed(judge, 0, 3, SampleClass::NoData), Verdict::NoData);
        QCOMPARE(feed(judge, 20, 1), Verdict::Healthy);
        QCOMPARE(feed(judge, 0, 5, SampleClass::Error), Verdict::Error);
    }

    void goesOnFromAnAlarmOnRecord()
    {
        StandingJudge before(gate());
        QCOMPARE(feed(before, 5, 20), Verdict::Breach);
        StandingJudge judge(gate());
        judge.restore(before.current());
        QCOMPARE(judge.current().verdict, Verdict::Breach);
        QCOMPARE(feed(judge, 20, 2), Verdict::Breach);
        QCOMPARE(feed(judge, 20, 1), Verdict::Healthy);
    }

    /// One tick in a hundred beyond its limit is no alarm for a month of a healthy count.
    void chanceIsNoAlarm()
    {
        StandingJudge judge(gate());
        for (int i = 0; i < 8'640; ++i) {
            judge.feed(sample(i % 100 == 50 ? 5 : 20));
            QVERIFY2(judge.current().verdict != Verdict::Breach, qPrintable(QString::number(i)));
        }
    }

    void oneLook_data()
    {
        QTest::addColumn<Sample>("sample");
        QTest::addColumn<Verdict>("verdict");
        QTest::newRow("within") << sample(10) << Verdict::Healthy;
        QTest::newRow("beyond") << sample(9) << Verdict::Breach;
        QTest::newRow("no data") << sample(20, SampleClass::NoData) << Verdict::NoData;
        QTest::newRow("stale") << sample(20, SampleClass::Stale) << Verdict::NoData;
        QTest::newRow("skipped") << sample(20, SampleClass::Skipped) << Verdict::NoData;
        QTest::newRow("failed") << sample(20, SampleClass::Error) << Verdict::Error;
        QTest::newRow("no number") << sample(20, SampleClass::NaN) << Verdict::Error;
        QTest::newRow("infinite") << sample(std::numeric_limits<double>::infinity()) << Verdict::Error;
    }
    void oneLook()
    {
        QFETCH(Sample, sample);
        QFETCH(Verdict, verdict);
        Gate careful = gate();
        careful.warmup = 5; // of a watch, not of a look
        const VerdictRecord record = judgeOnce(careful, sample);
        QCOMPARE(record.verdict, verdict);
        QVERIFY(!whySentence(record).isEmpty());
        QCOMPARE(record.hasValue, sample.sampleClass == SampleClass::Good && std::isfinite(sample.value));
    }

    void oneLookBeyondAHardLimit()
    {
        Gate hard = gate();
        hard.limits = { Limit { LimitSide::AtMost, 100, false, u"100"_s } };
        hard.hardLimit = 50; // stricter than the reader lets it be
        QCOMPARE(judgeOnce(hard, sample(20)).verdict, Verdict::Healthy);
        QCOMPARE(judgeOnce(hard, sample(70)).verdict, Verdict::Breach);
    }
};

QTEST_GUILESS_MAIN(StandingJudgeTest)
#include "tst_standing_judge.moc"
