// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/fake_clock.h"
#include "support/fake_service.h"
#include "ui/models/timeline_presenter.h"

#include <QSignalSpy>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using State = RollbackPromise::State;

class TestTimelinePresenter : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<FakeService> m_service;
    std::unique_ptr<FakeClock> m_clock;

private Q_SLOTS:
    void init()
    {
        m_service = std::make_unique<FakeService>();
        m_clock = std::make_unique<FakeClock>(cannedNow());
    }

    void nothingIsShownBeforeTheFirstSnapshot()
    {
        m_service->forgetSnapshot();
        TimelinePresenter presenter(*m_service, *m_clock);
        QVERIFY(!presenter.isLoaded());
        QVERIFY(presenter.note().isEmpty());
        m_service->setSnapshot(cannedWorkspace());
        QVERIFY(presenter.isLoaded());
        QCOMPARE(presenter.note(), u"5 rollouts"_s);
    }
    void theRunningStageIsMeantUntilAnotherIsChosen()
    {
        TimelinePresenter presenter(*m_service, *m_clock);
        presenter.select(u"orders-currency"_s);
        QCOMPARE(presenter.selectedStage(), u"forward"_s);
        presenter.select(u"orders-currency"_s, u"additive"_s);
        QCOMPARE(presenter.stage()->id, u"additive"_s);
        QCOMPARE(stageSubtitle(presenter.detail(), *presenter.stage()), u"orders-currency · stage 2 of 4"_s);
        presenter.select(u"unknown"_s);
        QVERIFY(!presenter.stage());
        QVERIFY(presenter.detail().id.isEmpty());
    }
    void anotherStageOfTheSameRolloutIsNews()
    {
        TimelinePresenter presenter(*m_service, *m_clock);
        presenter.select(u"orders-currency"_s);
        QSignalSpy changed(&presenter, &TimelinePresenter::detailChanged);
        presenter.select(u"orders-currency"_s, u"additive"_s);
        QCOMPARE(changed.count(), 1);
        presenter.select(u"orders-currency"_s, u"additive"_s);
        QCOMPARE(changed.count(), 1);
    }
    void allBlockersAreListedAtOnce()
    {
        TimelinePresenter presenter(*m_service, *m_clock);
        presenter.select(u"customer-split"_s);
        QStringList blocking;
        for (const NextReason &reason : presenter.detail().reasons) {
            if (reason.kind == NextReason::Kind::Blocking)
                blocking.append(reason.text);
        }
        QCOMPARE(blocking, m_service->snapshot()->rollout(u"customer-split"_s)->advanceBlockers);
    }
    /// While the window is open, what waits for it is next, and the moment is named.
    void whatWaitsForTheWindowIsSaid()
    {
        WorkspaceSnapshot snapshot = *m_service->snapshot();
        RolloutView &rollout = snapshot.rollouts[0];
        rollout.state.phase = RunPhase::Observing;
        rollout.nextAction = u"Begin Contract"_s;
        rollout.advanceBlockers = { u"outside window: everything can still be rolled back until 2026-12-01 09:00 UTC, and nothing afterwards"_s };
        m_service->setSnapshot(snapshot);
        TimelinePresenter presenter(*m_service, *m_clock);
        presenter.select(rollout.planId);
        QCOMPARE(presenter.detail().nextAction, u"Begin Contract"_s);
        QVERIFY(presenter.detail().reasons.first().kind == NextReason::Kind::Blocking);
        QCOMPARE(presenter.detail().reasons.first().text, rollout.advanceBlockers.first());
    }
    void thePromiseComesFromTheService()
    {
        TimelinePresenter presenter(*m_service, *m_clock);
        m_service->isHeldBack = true;
        presenter.select(u"orders-currency"_s);
        QCOMPARE(presenter.promise().state, State::Loading);
        m_service->answerAll();
        QTRY_COMPARE(presenter.promise().state, State::Ready);
        QCOMPARE(presenter.promise().readersBackIn, u"~0.1 s"_s);
        QCOMPARE(presenter.promise().rowsLost, 0);
        QCOMPARE(presenter.promise().to, u"Additive"_s);
        presenter.select(u"sessions-bigint"_s);
        QCOMPARE(presenter.promise().state, State::None);
    }
    void aLateAnswerForAnotherRunIsDropped()
    {
        TimelinePresenter presenter(*m_service, *m_clock);
        m_service->isHeldBack = true;
        presenter.select(u"orders-currency"_s);
        presenter.select(u"sessions-bigint"_s);
        m_service->answerAll();
        QCoreApplication::processEvents();
        QCOMPARE(presenter.promise().state, State::None);
    }
    void aFailedForecastSaysWhy()
    {
        m_service->nextError = Error { ErrorCode::CannotConnect, u"db-7 does not answer"_s, {}, {}, {} };
        TimelinePresenter presenter(*m_service, *m_clock);
        presenter.select(u"orders-currency"_s);
        QTRY_COMPARE(presenter.promise().state, State::Failed);
        QCOMPARE(presenter.promise().problem, u"db-7 does not answer"_s);
    }
    void forecastsAreNotAskedForEverySecond()
    {
        TimelinePresenter presenter(*m_service, *m_clock);
        presenter.select(u"orders-currency"_s);
        QTRY_COMPARE(presenter.promise().state, State::Ready);
        m_service->preview.undoneIn = u"~9 s"_s;
        m_clock->advance(1s);
        presenter.refresh();
        QCoreApplication::processEvents();
        QCOMPARE(presenter.promise().undoneIn, u"~2 s"_s);
        m_clock->advance(10s);
        presenter.refresh();
        QTRY_COMPARE(presenter.promise().undoneIn, u"~9 s"_s);
    }
};

QTEST_GUILESS_MAIN(TestTimelinePresenter)
#include "tst_timeline_presenter.moc"
