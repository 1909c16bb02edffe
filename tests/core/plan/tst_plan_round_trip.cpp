// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan_folder.h"
#include "plan_generator.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

/// bundleFromCanonical is the exact inverse of readPlan, over plans made at random from printed seeds.
class PlanRoundTripTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void randomPlansComeBack_data();
    void randomPlansComeBack();
    void everyOpAndProbeWasMade();

private:
    PlanFolder m_folder;
    QSet<QString> m_ops;
    QSet<QString> m_probes;
};

void PlanRoundTripTest::initTestCase()
{
    for (const QString &file : PlanGenerator::files())
        QVERIFY(m_folder.write(file, "-- " + file.toUtf8() + "\nselect 'ü %1'\n\n"));
}

void PlanRoundTripTest::randomPlansComeBack_data()
{
    QTest::addColumn<unsigned>("firstSeed");
    for (unsigned i = 0; i < 8; ++i)
        QTest::addRow("seeds from %u", i * 100) << i * 100;
}

void PlanRoundTripTest::randomPlansComeBack()
{
    QFETCH(unsigned, firstSeed);
    for (unsigned seed = firstSeed; seed < firstSeed + 40; ++seed) {
        const bool usesFiles = seed % 4 != 0;
        PlanGenerator generator(seed, usesFiles);
        const QByteArray text = QJsonDocument(generator.plan()).toJson(seed % 2 == 0 ? QJsonDocument::Indented : QJsonDocument::Compact);
        const auto bundle = m_folder.readText(text);
        QVERIFY2(bundle, qPrintable(u"seed %1: %2"_s.arg(QString::number(seed), m_folder.told().join(u'\n'))));
        const auto back = bundleFromCanonical(bundle->canonical, bundle->runbookText);
        QVERIFY2(back, qPrintable(u"seed %1: %2"_s.arg(QString::number(seed), back ? QString() : back.error().what)));
        QVERIFY2(back->plan == bundle->plan, qPrintable(u"seed %1"_s.arg(seed)));
        QCOMPARE(back->canonical, bundle->canonical);
        QCOMPARE(back->digest, bundle->digest);
        // Reading again gives the same bytes: nothing depends on order of hashing or on time.
        QCOMPARE(m_folder.readText(text)->digest, bundle->digest);
        // Without files the canonical form is itself a plan with the same digest.
        if (!usesFiles) {
            const auto again = m_folder.readText(bundle->canonical);
            QVERIFY2(again, qPrintable(u"seed %1: %2"_s.arg(QString::number(seed), m_folder.told().join(u'\n'))));
            QCOMPARE(again->digest, bundle->digest);
        }
        for (const Stage &stage : bundle->plan.stages) {
            for (const Step &step : stage.steps)
                m_ops.insert(opName(step.body));
            for (const Gate &gate : stage.gates)
                m_probes.insert(probeWord(gate.probe));
        }
    }
}

void PlanRoundTripTest::everyOpAndProbeWasMade()
{
    QCOMPARE(static_cast<size_t>(m_ops.size()), std::variant_size_v<StepBody>);
    QCOMPARE(static_cast<size_t>(m_probes.size()), std::variant_size_v<ProbeSpec>);
}

QTEST_GUILESS_MAIN(PlanRoundTripTest)
#include "tst_plan_round_trip.moc"
