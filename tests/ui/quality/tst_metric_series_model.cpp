// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/metric_series_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QString kRun = u"r-1"_s;
const QString kStage = u"forward"_s;
const QDateTime kStart = QDateTime::fromMSecsSinceEpoch(1'700'000'000'000, Qt::UTC);

Gate gate(const QString &id, double limit, bool isRelative = false, LimitSide side = LimitSide::AtMost)
{
    Gate made;
    made.id = id;
    made.probe = QueryLatencyProbe { { u"select 1"_s, {} } };
    made.limits = { { side, limit, isRelative, {} } };
    made.interval = 1s;
    return made;
}

Sample sample(const QString &gate, int tick, double value, Branch branch = Branch::Live, SampleClass sampleClass = SampleClass::Good)
{
    Sample made;
    made.run = kRun;
    made.stage = kStage;
    made.gate = gate;
    made.tick = tick;
    made.at = kStart.addSecs(tick);
    made.value = value;
    made.n = 20;
    made.branch = branch;
    made.sampleClass = sampleClass;
    return made;
}

VerdictRecord record(const QString &gate, Verdict verdict, qint64 tick)
{
    VerdictRecord made;
    made.gate = gate;
    made.verdict = verdict;
    made.tick = tick;
    made.at = kStart.addSecs(tick);
    return made;
}

QStringList order(const MetricSeriesModel &model)
{
    QStringList ids;
    for (int row = 0; row < model.rowCount(); ++row)
        ids.append(model.index(row).data(MetricSeriesModel::IdRole).toString());
    return ids;
}

} // namespace

class TestMetricSeriesModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theTrippingCardMovesFirstAndStays()
    {
        MetricSeriesModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setStage(kRun, kStage, { gate(u"a"_s, 1), gate(u"b"_s, 1), gate(u"c"_s, 1), gate(u"d"_s, 1) });
        QCOMPARE(order(model), QStringList({ u"a"_s, u"b"_s, u"c"_s, u"d"_s }));

        model.setVerdicts({ { u"c"_s, record(u"c"_s, Verdict::Breach, 5) } });
        QCOMPARE(order(model), QStringList({ u"c"_s, u"a"_s, u"b"_s, u"d"_s }));
        // Another one trips: it goes behind the first.
        model.setVerdicts({ { u"c"_s, record(u"c"_s, Verdict::Breach, 5) }, { u"a"_s, record(u"a"_s, Verdict::Breach, 7) } });
        QCOMPARE(order(model), QStringList({ u"c"_s, u"a"_s, u"b"_s, u"d"_s }));
        // The stage was rolled back and judged anew: the card keeps its place until somebody saw it.
        model.setVerdicts({ { u"c"_s, record(u"c"_s, Verdict::Warmup, 1) }, { u"a"_s, record(u"a"_s, Verdict::Breach, 7) } });
        QCOMPARE(order(model), QStringList({ u"c"_s, u"a"_s, u"b"_s, u"d"_s }));

        model.acknowledge(u"c"_s);
        QCOMPARE(order(model), QStringList({ u"a"_s, u"b"_s, u"c"_s, u"d"_s }));
        QVERIFY(model.card(0).isTripped);
        QVERIFY(!model.card(2).isTripped);
        model.acknowledge(u"a"_s);
        QVERIFY(!model.card(0).isTripped);
        // The same breach, told again by the next snapshot, does not come back; a later one does.
        model.setVerdicts({ { u"a"_s, record(u"a"_s, Verdict::Breach, 7) } });
        QVERIFY(!model.card(0).isTripped);
        model.setVerdicts({ { u"b"_s, record(u"b"_s, Verdict::Breach, 9) } });
        QCOMPARE(order(model), QStringList({ u"b"_s, u"a"_s, u"c"_s, u"d"_s }));
    }

    void theSameStageKeepsItsSamples()
    {
        MetricSeriesModel model;
        const QList<Gate> gates { gate(u"a"_s, 1) };
        model.setStage(kRun, kStage, gates);
        model.append({ sample(u"a"_s, 0, 0.5) });
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        model.setStage(kRun, kStage, gates);
        QCOMPARE(reset.size(), 0);
        QCOMPARE(model.sampleCount(), 1);
        model.setStage(kRun, u"other"_s, gates);
        QCOMPARE(reset.size(), 1);
        QCOMPARE(model.sampleCount(), 0);
    }

    void takesOnlyItsOwnSamples()
    {
        MetricSeriesModel model;
        model.setStage(kRun, kStage, { gate(u"a"_s, 1) });
        Sample other = sample(u"a"_s, 0, 1);
        other.stage = u"additive"_s;
        Sample foreign = sample(u"a"_s, 0, 1);
        foreign.run = u"r-2"_s;
        model.append({ other, foreign, sample(u"b"_s, 0, 1) });
        QCOMPARE(model.sampleCount(), 0);
    }

    void pairsBecomeRatios()
    {
        MetricSeriesModel model;
        model.setStage(kRun, kStage, { gate(u"a"_s, 1.2, true) });
        model.append({ sample(u"a"_s, 0, 100, Branch::Legacy), sample(u"a"_s, 0, 131, Branch::Candidate),
            sample(u"a"_s, 1, 100, Branch::Legacy, SampleClass::Error), sample(u"a"_s, 1, 131, Branch::Candidate),
            sample(u"a"_s, 2, 200, Branch::Legacy), sample(u"a"_s, 2, 210, Branch::Candidate),
            sample(u"a"_s, 3, 210, Branch::Candidate) });
        const GateCard &card = model.card(0);
        QVERIFY(card.isRatio);
        QCOMPARE(card.judged.size(), 3); // a candidate alone is no tick of the pair
        QCOMPARE(card.judged.at(0).value, 1.31);
        QCOMPARE(card.judged.at(1).sampleClass, SampleClass::Error);
        QCOMPARE(card.judged.at(2).value, 1.05);
        QCOMPARE(card.reference.size(), 3);
        QCOMPARE(model.index(0).data(MetricSeriesModel::ValueRole).toString(), u"1.05×"_s);
        QCOMPARE(model.index(0).data(MetricSeriesModel::LimitRole).toString(), u"limit 1.2×"_s);
    }

    void aBaselineOnRecordMakesRatiosOfSingleSamples()
    {
        MetricSeriesModel model;
        model.setStage(kRun, kStage, { gate(u"a"_s, 1.2, true) });
        model.append({ sample(u"a"_s, 0, 100), sample(u"a"_s, 1, 130), sample(u"a"_s, 2, 150) });
        VerdictRecord judged = record(u"a"_s, Verdict::Watch, 1);
        judged.hasValue = true;
        judged.value = 1.3;
        model.setVerdicts({ { u"a"_s, judged } });
        QCOMPARE(MetricSeriesModel::baseline(model.card(0)).value_or(0), 100.0);
        QCOMPARE(model.index(0).data(MetricSeriesModel::ValueRole).toString(), u"1.50×"_s);
    }

    /// As it was recorded: charts judge nothing.
    void evidenceIsWhatTheLedgerHas()
    {
        MetricSeriesModel model;
        model.setStage(kRun, kStage, { gate(u"a"_s, 1) });
        model.append({ sample(u"a"_s, 0, 9), sample(u"a"_s, 1, 9) });
        QVERIFY(!MetricSeriesModel::evidence(model.card(0)));
        VerdictRecord judged = record(u"a"_s, Verdict::Watch, 1);
        model.setVerdicts({ { u"a"_s, judged } });
        QVERIFY(!MetricSeriesModel::evidence(model.card(0))); // of an older program, or a gate without a guard
        judged.boundary = 1000;
        judged.evidence = 0.62;
        model.setVerdicts({ { u"a"_s, judged } });
        QCOMPARE(MetricSeriesModel::evidence(model.card(0)).value_or(-1), 0.62);
        judged.verdict = Verdict::Breach; // by its hard limit: nothing is left to wait for
        model.setVerdicts({ { u"a"_s, judged } });
        QCOMPARE(MetricSeriesModel::evidence(model.card(0)).value_or(-1), 1.0);
    }

    void appendingTellsOneRowOnly()
    {
        MetricSeriesModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setStage(kRun, kStage, { gate(u"a"_s, 1), gate(u"b"_s, 1) });
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.append({ sample(u"b"_s, 0, 1) });
        QCOMPARE(changed.size(), 1);
        QCOMPARE(changed[0][0].toModelIndex().row(), 1);
    }

    void historyComesInFront()
    {
        MetricSeriesModel model;
        model.setStage(kRun, kStage, { gate(u"a"_s, 1.2, true) });
        model.append({ sample(u"a"_s, 10, 100, Branch::Legacy) }); // waits for its candidate
        model.prepend({ sample(u"a"_s, 1, 100, Branch::Legacy), sample(u"a"_s, 1, 110, Branch::Candidate) });
        model.append({ sample(u"a"_s, 10, 120, Branch::Candidate) });
        QCOMPARE(model.card(0).judged.size(), 2);
        QCOMPARE(model.card(0).judged.at(0).value, 1.1);
        QCOMPARE(model.card(0).judged.at(1).value, 1.2);
    }
};

QTEST_GUILESS_MAIN(TestMetricSeriesModel)
#include "tst_metric_series_model.moc"
