// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/fake_service.h"
#include "ui/quality/what_if.h"

#include <QSignalSpy>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

const QString kPlan = u"orders-currency"_s;

/// Three stages' worth of ages of 300 s, with twenty ticks of 600 s in the second.
GatePast pastOf(const WorkspaceSnapshot &workspace)
{
    const Plan &plan = workspace.rollouts[0].bundle->plan;
    GatePast past;
    past.stage = plan.stages[2];
    for (const Gate &gate : past.stage.gates) {
        if (gate.id == u"fresh"_s)
            past.gate = gate;
    }
    HistorySeries series;
    series.run = u"r1"_s;
    series.stage = past.stage.id;
    const qint64 length = GateReplay(past.gate, false, bakeBudget(past.stage, past.gate)).stageTicks();
    for (qint64 tick = 0; tick < 3 * length; ++tick) {
        Sample sample;
        sample.run = series.run;
        sample.stage = series.stage;
        sample.gate = past.gate.id;
        sample.tick = tick;
        sample.at = cannedNow().addDays(-9).addMSecs(tick * past.gate.interval.count());
        sample.sampleClass = SampleClass::Good;
        sample.value = tick > length + 30 && tick <= length + 50 ? 600 : 300;
        sample.n = 1;
        series.ticks.append(HistoryTick { sample, std::nullopt });
    }
    past.history.ticks = series.ticks.size();
    past.history.series = { series };
    return past;
}

} // namespace

class TestWhatIf : public QObject
{
    Q_OBJECT

private:
    static bool isKnown(const WhatIf &whatIf) { return whatIf.state() == WhatIf::State::Known; }

private Q_SLOTS:
    void saysWhatAnotherLimitWouldHaveDone()
    {
        FakeService service;
        service.past = pastOf(*service.snapshot());
        WhatIf whatIf(service);
        whatIf.tryLimit(kPlan, service.past->stage.id, u"fresh"_s, 0, 450);
        QTRY_VERIFY(isKnown(whatIf));
        QCOMPARE(whatIf.found()->tally.stages, 3);
        QCOMPARE(whatIf.found()->tally.fired, 1);
        const QList<WhatIfLine> lines = whatIfLines(*whatIf.found());
        QVERIFY(lines[0].isWarning);
        QVERIFY2(lines[0].text.contains(u"in 1 of 3"_s), qPrintable(lines[0].text));
        const QString first = whatIf.found()->tally.firstAt.toString(u"yyyy-MM-dd HH:mm"_s);
        QVERIFY2(lines[0].text.contains(first), qPrintable(lines[0].text));
        QCOMPARE(whatIf.fragment(), u"max_age: 450s"_s);
        // Above everything that was measured it is quiet, and the history is not read again.
        whatIf.tryLimit(kPlan, service.past->stage.id, u"fresh"_s, 0, 700);
        QTRY_VERIFY(isKnown(whatIf));
        QCOMPARE(whatIf.found()->tally.fired, 0);
        QVERIFY(!whatIfLines(*whatIf.found())[0].isWarning);
        QCOMPARE(service.calls.filter(u"gatePast"_s).size(), 1);
    }

    /// A handle that is dragged wishes faster than a replay answers.
    void theNewestWishIsAnswered()
    {
        FakeService service;
        service.past = pastOf(*service.snapshot());
        service.isHeldBack = true;
        WhatIf whatIf(service);
        for (const double value : { 450.0, 500.0, 700.0 })
            whatIf.tryLimit(kPlan, service.past->stage.id, u"fresh"_s, 0, value);
        QCOMPARE(whatIf.state(), WhatIf::State::Reading);
        service.answerAll();
        whatIf.tryLimit(kPlan, service.past->stage.id, u"fresh"_s, 0, 800);
        QTRY_VERIFY(isKnown(whatIf));
        QCOMPARE(whatIf.found()->gate.limits[0].value, 800.0);
        QCOMPARE(service.calls.filter(u"gatePast"_s).size(), 1);
    }

    void whatWasNeverMeasuredIsUnknown()
    {
        FakeService service;
        WhatIf whatIf(service);
        whatIf.tryLimit(kPlan, u"forward"_s, u"fresh"_s, 0, 450);
        QTRY_VERIFY(isKnown(whatIf));
        QVERIFY(!whatIf.found()->unknown.isEmpty());
        QVERIFY2(whatIfLines(*whatIf.found())[0].text.startsWith(u"Unknown: "_s),
            qPrintable(whatIfLines(*whatIf.found())[0].text));
        QCOMPARE(whatIfWords(*whatIf.found()), u"unknown"_s);
    }

    void whatCannotBeReadSaysWhy()
    {
        FakeService service;
        service.nextError = Error { ErrorCode::IoFailed, u"the sample store is damaged"_s, {}, {}, {} };
        WhatIf whatIf(service);
        whatIf.tryLimit(kPlan, u"forward"_s, u"fresh"_s, 0, 450);
        QTRY_COMPARE(whatIf.state(), WhatIf::State::Unavailable);
        QCOMPARE(whatIf.problem(), u"the sample store is damaged"_s);
        whatIf.tryLimit(u"no such plan"_s, u"forward"_s, u"fresh"_s, 0, 450);
        QCOMPARE(whatIf.state(), WhatIf::State::Unavailable);
        QVERIFY(whatIf.fragment().isEmpty());
    }

    /// What a plan could not say is not copied either.
    void aLimitThatThePlanCouldNotHaveIsRefused()
    {
        FakeService service;
        WhatIf whatIf(service);
        whatIf.tryLimit(kPlan, u"forward"_s, u"errors"_s, 0, 1.5); // a share
        QTRY_COMPARE(whatIf.state(), WhatIf::State::Unavailable);
        QVERIFY(!whatIf.problem().isEmpty());
        QVERIFY(whatIf.fragment().isEmpty());
        whatIf.tryLimit(kPlan, u"forward"_s, u"errors"_s, 0, 0.003);
        QTRY_VERIFY(isKnown(whatIf));
        QCOMPARE(whatIf.fragment(), u"max: 0.003"_s);
    }

    void nothingComesAfterItWasPutBack()
    {
        FakeService service;
        service.past = pastOf(*service.snapshot());
        service.isHeldBack = true;
        WhatIf whatIf(service);
        whatIf.tryLimit(kPlan, service.past->stage.id, u"fresh"_s, 0, 450);
        whatIf.clear();
        service.answerAll();
        QCOMPARE(whatIf.state(), WhatIf::State::Idle);
        QVERIFY(!whatIf.found());
    }
};

QTEST_GUILESS_MAIN(TestWhatIf)
#include "tst_what_if.moc"
