// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/fake_clock.h"
#include "support/fake_service.h"
#include "ui/canned_calibration.h"
#include "ui/models/calibration_presenter.h"

#include <QSignalSpy>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestCalibrationPresenter : public QObject
{
    Q_OBJECT

private:
    using State = CalibrationPresenter::State;
    std::unique_ptr<FakeService> m_service;
    std::unique_ptr<FakeClock> m_clock;
    std::unique_ptr<CalibrationPresenter> m_presenter;
    const QString m_plan = u"orders-currency"_s;

private Q_SLOTS:
    void init()
    {
        m_presenter.reset();
        m_service = std::make_unique<FakeService>();
        m_service->calibrations = cannedCalibration();
        m_clock = std::make_unique<FakeClock>(cannedNow());
        m_presenter = std::make_unique<CalibrationPresenter>(*m_service, *m_clock);
        m_presenter->select(m_plan);
    }

    void aGateSaysHowOftenItWouldHaveFiredAndOverWhat()
    {
        const CalibrationRow often = calibrationRow(cannedCalibration()[0]);
        QCOMPARE(often.tone, CalibrationRow::Tone::TooSensitive);
        QCOMPARE(often.fired, u"in 3 of 202 stages (1.5 %), held in 1"_s);
        const QString lines = often.lines.join(u'\n');
        QVERIFY2(lines.contains(u"97\u202f364 ticks of 5 rollouts, 2026-09-03 12:58 to 2026-11-21 12:58 UTC"_s),
            qPrintable(lines));
        QVERIFY(lines.contains(u"As stated: limit 1.2×"_s));
        QVERIFY(lines.contains(u"40\u202f000 stored samples are rolled up"_s));
        QVERIFY(lines.contains(u"First: Latency p95 breached"_s));
        QVERIFY(lines.contains(u"Least limit for at most 0.25 % false alarms: 1.36× baseline"_s));
        QVERIFY(lines.contains(u"A rate of 0.25 % would take 400 stages to show"_s)); // 202 cannot show it
        QVERIFY(lines.contains(u"Of 2 stages rolled back for it, it fires in 2"_s));
        QVERIFY(lines.contains(u"Passes after 480 ticks; fires after 12 ticks when every tick is beyond"_s));
    }
    void whatNobodyMeasuredIsUnknownAndNotFine()
    {
        const CalibrationRow unknown = calibrationRow(cannedCalibration()[2]);
        QCOMPARE(unknown.tone, CalibrationRow::Tone::Unknown);
        QCOMPARE(unknown.fired, u"unknown"_s);
        QCOMPARE(unknown.lines.first(), u"Unknown: nothing was ever measured by its query"_s);
        const CalibrationRow never = calibrationRow(cannedCalibration()[1]);
        QCOMPARE(never.tone, CalibrationRow::Tone::Fine);
        QCOMPARE(never.fired, u"never in 202 stages"_s);
        // It fired, but in no whole stage: not known how often, and not fine either.
        GateCalibration piece = cannedCalibration()[2];
        piece.tally.restFired = 1;
        piece.tally.restTicks = 30;
        QCOMPARE(calibrationRow(piece).tone, CalibrationRow::Tone::TooSensitive);
        QVERIFY(
            calibrationRow(piece).lines.contains(u"It fired in a piece that is shorter than a stage: 1 of 30 ticks"_s));
    }
    void theSummaryCountsThem()
    {
        QList<CalibrationRow> rows;
        QCOMPARE(calibrationSummary(rows), u"The plan has no gate"_s);
        for (const GateCalibration &gate : cannedCalibration())
            rows.append(calibrationRow(gate));
        QCOMPARE(calibrationSummary(rows), u"1 of 3 gates would fire more often than they may, 1 of 3 unknown"_s);
        QCOMPARE(calibrationSummary({ rows[1] }), u"No gate would fire more often than it may"_s);
        QCOMPARE(calibrationSummary({ rows[2] }), u"1 of 1 unknown"_s); // and nothing that sounds well
    }

    void itTellsHowFarItIsAndWhatCameOfIt()
    {
        QCOMPARE(m_presenter->state(), State::NotYet);
        m_service->isHeldBack = true;
        m_presenter->start();
        QCOMPARE(m_service->calls, QStringList { u"calibrate orders-currency"_s });
        QCOMPARE(m_presenter->state(), State::Running);
        m_service->calibrationWatcher({ 1, 3, u"errors"_s });
        QTRY_COMPARE(m_presenter->sentence(), u"Gate 2 of 3: errors"_s);
        QVERIFY(!m_presenter->blockers().isEmpty());
        m_presenter->start(); // a second press is no second one
        QCOMPARE(m_service->calls.size(), 1);
        m_service->answerAll();
        QTRY_COMPARE(m_presenter->state(), State::Done);
        QCOMPARE(m_presenter->rows().size(), 3);
        m_clock->advance(120s);
        QVERIFY2(m_presenter->sentence().contains(u"2 m ago"_s), qPrintable(m_presenter->sentence()));
        QVERIFY(!m_presenter->isStale());
    }
    void aChangedPlanMakesItStale()
    {
        m_presenter->start();
        QTRY_COMPARE(m_presenter->state(), State::Done);
        WorkspaceSnapshot snapshot = cannedWorkspace();
        auto bundle = std::make_shared<PlanBundle>(*snapshot.rollouts[0].bundle);
        bundle->digest = u"0000ffff0000ffff"_s;
        snapshot.rollouts[0].bundle = bundle;
        QSignalSpy changed(m_presenter.get(), &CalibrationPresenter::changed);
        m_service->setSnapshot(snapshot);
        QCOMPARE(changed.size(), 1);
        QVERIFY(m_presenter->isStale());
        QVERIFY(m_presenter->sentence().startsWith(u"Of another version of the plan"_s));
        QCOMPARE(m_presenter->rows().size(), 3);
        m_presenter->start();
        QTRY_VERIFY(!m_presenter->isStale());
    }
    void stoppingKeepsWhatWasKnown()
    {
        m_presenter->start();
        QTRY_COMPARE(m_presenter->state(), State::Done);
        m_service->isHeldBack = true;
        m_service->nextError = Error { ErrorCode::Cancelled, u"the calibration was stopped"_s, {}, {}, {} };
        m_presenter->start();
        m_presenter->stop();
        QCOMPARE(m_service->calls.last(), u"stopCalibration"_s);
        QCOMPARE(m_presenter->state(), State::Stopping);
        m_service->answerAll();
        QTRY_COMPARE(m_presenter->state(), State::Stopped);
        QCOMPARE(m_presenter->rows().size(), 3);
        QVERIFY(m_presenter->blockers().isEmpty());
    }
    void aFailureIsTold()
    {
        m_service->nextError = Error { ErrorCode::IoFailed, u"the samples cannot be read"_s, u"samples.db"_s, {}, {} };
        m_presenter->start();
        QTRY_COMPARE(m_presenter->state(), State::Failed);
        QCOMPARE(m_presenter->error().what, u"the samples cannot be read"_s);
        QVERIFY(m_presenter->rows().isEmpty());
    }
    void onePlanAtATimeEachWithItsOwn()
    {
        m_service->isHeldBack = true;
        m_presenter->start();
        m_presenter->select(u"sessions-bigint"_s);
        QCOMPARE(m_presenter->state(), State::NotYet);
        QCOMPARE(m_presenter->blockers(), QStringList { u"orders-currency is being calibrated"_s });
        m_service->answerAll();
        QTRY_VERIFY(m_presenter->blockers().isEmpty());
        QVERIFY(m_presenter->rows().isEmpty());
        m_presenter->select(m_plan);
        QCOMPARE(m_presenter->rows().size(), 3);
        m_presenter->select(u"invoices-rounding"_s); // its file cannot be read
        QCOMPARE(m_presenter->blockers(), QStringList { u"The plan file cannot be read"_s });
    }
    void itMayOutliveItsPresenter()
    {
        m_service->isHeldBack = true;
        m_presenter->start();
        const CalibrationWatcher watcher = m_service->calibrationWatcher;
        m_presenter.reset();
        watcher({ 1, 3, u"errors"_s });
        m_service->answerAll();
    }
};

QTEST_GUILESS_MAIN(TestCalibrationPresenter)
#include "tst_calibration_presenter.moc"
