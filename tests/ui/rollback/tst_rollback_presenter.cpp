// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/fake_clock.h"
#include "support/fake_service.h"
#include "ui/rollback/rollback_presenter.h"
#include "ui/rollback/rollback_states.h"

#include <QAbstractItemModelTester>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using State = RollbackPresenter::State;

class TestRollbackPresenter : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<FakeService> m_service;
    FakeClock m_clock { cannedNow() };
    std::unique_ptr<RollbackPresenter> m_presenter;

    QStringList rollbacks() const { return m_service->calls.filter(QRegularExpression(u"^rollBack "_s)); }
    QStringList titles() const
    {
        QStringList all;
        RollbackStepModel &model = m_presenter->steps();
        for (int row = 0; row < model.rowCount(); ++row)
            all.append(model.index(row).data().toString());
        return all;
    }

private Q_SLOTS:
    void init()
    {
        m_service = std::make_unique<FakeService>(CannedMood::Breach);
        m_presenter = std::make_unique<RollbackPresenter>(*m_service, m_clock);
        new QAbstractItemModelTester(
            &m_presenter->steps(), QAbstractItemModelTester::FailureReportingMode::QtTest, m_presenter.get());
    }
    void cleanup()
    {
        m_presenter.reset();
        m_service.reset();
    }

    void openingLoadsThenIsReady()
    {
        m_service->isHeldBack = true;
        m_presenter->open(u"orders-currency"_s);
        QCOMPARE(m_presenter->state(), State::Loading);
        QVERIFY(!m_presenter->canConfirm());
        m_service->answerAll();
        QTRY_COMPARE(m_presenter->state(), State::Ready);
        QCOMPARE(m_presenter->targetStage(), u"additive"_s);
        QCOMPARE(m_presenter->stageTitleOf(u"additive"_s), u"Additive"_s);
        QCOMPARE(m_presenter->environment(), std::optional(Environment::Prod));
    }
    void theServicesOwnFrameIsNotDoubled()
    {
        // The real service lists the readers' switch and the verification itself, both without a step id.
        m_service->preview.steps = { { {}, {}, u"Flags off: readers to the old path"_s, u"no lock"_s, u"24 ms"_s, {}, 0,
                                         {} },
            { u"additive"_s, u"route"_s, u"Restore view"_s, u"ACCESS EXCLUSIVE"_s, {}, { u"create view"_s }, 0, {} },
            { {}, {}, u"Verify schema, flags and tables"_s, u"none"_s, {}, {}, 0, {} } };
        m_presenter->open(u"orders-currency"_s);
        QTRY_COMPARE(m_presenter->state(), State::Ready);
        QCOMPARE(titles(),
            (QStringList {
                u"Flags off: readers to the old path"_s, u"Restore view"_s, u"Verify schema, flags and tables"_s }));
        m_service->setSnapshot(rollingBack());
        QCOMPARE(m_presenter->steps().index(0).data(RollbackStepModel::PhaseRole).toInt(),
            static_cast<int>(RollbackStepModel::Phase::Done));
        QCOMPARE(m_presenter->steps().index(2).data(RollbackStepModel::PhaseRole).toInt(),
            static_cast<int>(RollbackStepModel::Phase::Pending));
    }
    void theEnginesOwnChoiceIsPreviewedFirst_data()
    {
        QTest::addColumn<int>("passed");
        QTest::addColumn<QString>("to");
        QTest::newRow("the last stage that stands") << 2 << u"additive"_s;
        QTest::newRow("only the first stands") << 1 << u"compatibility"_s;
        QTest::newRow("none stands") << 0 << QString();
    }
    void theEnginesOwnChoiceIsPreviewedFirst()
    {
        QFETCH(int, passed);
        QFETCH(QString, to);
        WorkspaceSnapshot snapshot = cannedWorkspace(CannedMood::Breach);
        QList<StageState> &stages = snapshot.rollouts[0].state.stages;
        for (int i = passed; i < stages.size(); ++i)
            stages[i].phase = StagePhase::Baking;
        m_service->setSnapshot(snapshot);
        m_service->isHeldBack = true;
        m_presenter->open(u"orders-currency"_s);
        QCOMPARE(m_presenter->targetStage(), to);
        m_service->preview.to.clear(); // what the service answers to the empty id: the start
        m_service->isHeldBack = false;
        m_presenter->open(u"orders-currency"_s);
        QTRY_COMPARE(m_presenter->state(), State::Ready);
        QCOMPARE(m_presenter->targetStage(), to);
    }
    void lineageThatComesLaterCompletesThePreview()
    {
        m_service->preview.affected.clear();
        m_service->isHeldBack = true;
        m_presenter->open(u"orders-currency"_s);
        QVERIFY(m_presenter->isReadingLineage());
        m_service->answerAll();
        m_service->preview.affected = { u"3 dashboards"_s };
        m_service->isHeldBack = false;
        QTRY_COMPARE(m_presenter->preview().affected, m_service->preview.affected);
        QVERIFY(!m_presenter->isReadingLineage());
        QCOMPARE(m_presenter->state(), State::Ready);
    }
    void anAnswerForAnotherStageIsDropped()
    {
        m_service->isHeldBack = true;
        m_presenter->open(u"orders-currency"_s);
        m_presenter->chooseStage(u"compatibility"_s);
        m_service->answerAll();
        QTRY_COMPARE(m_presenter->state(), State::Ready);
        QCOMPARE(m_presenter->targetStage(), u"compatibility"_s);
        m_service->isHeldBack = false;
        m_presenter->confirm({});
        QCOMPARE(rollbacks().size(), 1);
        QVERIFY(rollbacks()[0].startsWith(u"rollBack r-0192 to compatibility: "_s));
    }
    void theButtonWaitsForThePreviewOfTheChosenStage()
    {
        m_presenter->open(u"orders-currency"_s);
        QTRY_COMPARE(m_presenter->state(), State::Ready);
        m_service->isHeldBack = true;
        m_presenter->chooseStage(QString());
        QVERIFY(!m_presenter->canConfirm());
        m_presenter->confirm({});
        QCOMPARE(rollbacks(), QStringList());
        m_service->answerAll();
        QTRY_VERIFY(m_presenter->canConfirm());
    }
    void aRefusalIsNotConfirmed()
    {
        m_service->preview.isAllowed = false;
        m_service->preview.blockers = { u"window closed"_s };
        m_presenter->open(u"orders-currency"_s);
        QTRY_COMPARE(m_presenter->state(), State::Refused);
        m_presenter->confirm({});
        QCOMPARE(rollbacks(), QStringList());
    }
    void aFailedPreviewIsAskedAgain()
    {
        m_service->nextError = Error { ErrorCode::Timeout, u"no answer"_s, {}, {}, {} };
        m_presenter->open(u"orders-currency"_s);
        QTRY_COMPARE(m_presenter->state(), State::Failed);
        QCOMPARE(m_presenter->error().code, ErrorCode::Timeout);
        m_presenter->refresh();
        QTRY_COMPARE(m_presenter->state(), State::Ready);
    }
    void neverStartedCannotBeRolledBack()
    {
        m_presenter->open(u"sessions-bigint"_s);
        QCOMPARE(m_presenter->state(), State::Failed);
        QVERIFY(!m_presenter->error().next.isEmpty());
    }
    void confirmingTwiceAsksOnce()
    {
        m_presenter->open(u"orders-currency"_s);
        QTRY_COMPARE(m_presenter->state(), State::Ready);
        m_service->isHeldBack = true;
        m_presenter->confirm({});
        m_presenter->confirm({});
        QCOMPARE(m_presenter->state(), State::Starting);
        QCOMPARE(rollbacks().size(), 1);
    }
    void aRefusedCommandIsSaidAndCanBeTriedAgain()
    {
        m_presenter->open(u"orders-currency"_s);
        QTRY_COMPARE(m_presenter->state(), State::Ready);
        m_service->nextError = Error { ErrorCode::Busy, u"the ledger is locked"_s, {}, {}, {} };
        m_presenter->confirm({});
        QTRY_COMPARE(m_presenter->state(), State::Failed);
        m_presenter->refresh();
        QTRY_COMPARE(m_presenter->state(), State::Ready);
    }
    void openingWhatIsUnderWayJoinsIt()
    {
        m_service->setSnapshot(rollingBack());
        m_presenter->open(u"orders-currency"_s);
        QCOMPARE(m_presenter->state(), State::Running);
        m_presenter->confirm({});
        QCOMPARE(rollbacks(), QStringList());
        QVERIFY(m_presenter->steps().rowCount() >= 2);
        QCOMPARE(m_presenter->elapsed(), Duration(5'000));
    }
    void anotherPersonsRollbackTakesTheSheetAlong()
    {
        m_presenter->open(u"orders-currency"_s);
        QTRY_COMPARE(m_presenter->state(), State::Ready);
        const QStringList promised = titles();
        m_service->setSnapshot(rollingBack());
        QCOMPARE(m_presenter->state(), State::Running);
        QCOMPARE(titles(), promised);
    }
    void stuckCanBeTakenUpAgain()
    {
        m_service->setSnapshot(rollbackStuck());
        m_presenter->open(u"orders-currency"_s);
        QCOMPARE(m_presenter->state(), State::Stuck);
        m_presenter->confirm({});
        QCOMPARE(rollbacks().size(), 1);
        m_service->setSnapshot(rolledBack(RollbackResult::Exact));
        QCOMPARE(m_presenter->state(), State::Done);
    }
    void anOlderRollbackIsNotTakenForThisOne()
    {
        // Rolled back to Additive before, effects remain: the sheet offers to go further.
        WorkspaceSnapshot before = rolledBack(RollbackResult::Exact);
        m_service->setSnapshot(before);
        m_presenter->open(u"orders-currency"_s);
        QTRY_COMPARE(m_presenter->state(), State::Ready);
        before.rollouts[0].state.rollback->id = u"b-10"_s;
        before.rollouts[0].state.rollback->to = u"compatibility"_s;
        m_service->setSnapshot(before);
        QCOMPARE(m_presenter->state(), State::Done);
        QCOMPARE(m_presenter->proof().to, u"compatibility"_s);
    }
    void progressOfThisRunAloneIsLogged()
    {
        m_service->setSnapshot(rollingBack());
        m_presenter->open(u"orders-currency"_s);
        const int before = static_cast<int>(m_presenter->log().size());
        QSignalSpy logged(m_presenter.get(), &RollbackPresenter::logChanged);
        Q_EMIT m_service->progress(u"r-0192"_s, u"Restore view mart.daily_revenue"_s);
        Q_EMIT m_service->progress(u"r-0191"_s, u"another run"_s);
        QCOMPARE(logged.size(), 1);
        QCOMPARE(m_presenter->log().size(), before + 1);
        QVERIFY(m_presenter->logAsText().contains(u"Restore view mart.daily_revenue"_s));
    }
    void theLogIsInOrderOfTimeWhicheverWayItCame()
    {
        m_service->setSnapshot(rollingBack());
        m_presenter->open(u"orders-currency"_s);
        Q_EMIT m_service->progress(u"r-0192"_s, u"said now"_s);
        m_clock.shiftWall(-2s);
        Q_EMIT m_service->progress(u"r-0192"_s, u"said before"_s);
        m_clock.shiftWall(2s);
        const QString log = m_presenter->logAsText();
        QVERIFY2(log.indexOf(u"said before"_s) >= 0 && log.indexOf(u"said before"_s) < log.indexOf(u"said now"_s), qPrintable(log));
    }
    void anUndoTookWhatTheLedgerSaysNotTheAgeOfTheStep()
    {
        m_presenter->open(u"orders-currency"_s);
        QTRY_COMPARE(m_presenter->state(), State::Ready);
        WorkspaceSnapshot snapshot = rollingBack();
        StepState &route = snapshot.rollouts[0].state.stages[1].steps[2]; // begun days ago
        route.phase = StepPhase::Undone;
        route.ended = cannedNow();
        m_service->setSnapshot(snapshot);
        const auto time = [&] { return m_presenter->steps().index(1).data(RollbackStepModel::TimeRole).toString(); };
        QCOMPARE(time(), u"~0.1 s"_s);
        m_presenter->steps().setTook(u"additive"_s, u"route"_s, Duration(8));
        QCOMPARE(time(), u"8 ms"_s);
        m_service->setSnapshot(snapshot);
        QCOMPARE(time(), u"8 ms"_s);
    }
    void alternativesSayWhatTheyDid_data()
    {
        QTest::addColumn<int>("which");
        QTest::addColumn<QString>("call");
        QTest::newRow("hold only") << 0 << u"holdRollout r-0192"_s;
        QTest::newRow("flags off only") << 1 << u"flagsOff r-0192"_s;
    }
    void alternativesSayWhatTheyDid()
    {
        QFETCH(int, which);
        QFETCH(QString, call);
        m_presenter->open(u"orders-currency"_s);
        QTRY_COMPARE(m_presenter->state(), State::Ready);
        const auto act = [&] { which == 0 ? m_presenter->holdOnly() : m_presenter->flagsOffOnly(); };
        act();
        QTRY_VERIFY(!m_presenter->isBusy());
        QCOMPARE(m_service->calls.filter(call).size(), 1);
        QVERIFY(!m_presenter->notice().isEmpty());
        m_service->nextError = Error { ErrorCode::Busy, u"the ledger is locked"_s, {}, {}, {} };
        act();
        QTRY_VERIFY(m_presenter->notice().contains(u"ledger is locked"_s, Qt::CaseInsensitive));
        QCOMPARE(rollbacks(), QStringList());
    }
    void aDryRunChangesNothingAndSaysSo()
    {
        m_presenter->open(u"orders-currency"_s);
        QTRY_COMPARE(m_presenter->state(), State::Ready);
        m_presenter->dryRun();
        QTRY_VERIFY(m_presenter->notice().contains(u"Nothing was changed"_s));
        QCOMPARE(rollbacks(), QStringList());
        QCOMPARE(m_presenter->state(), State::Ready);
    }
    void aFailedDryRunIsSaid()
    {
        m_presenter->open(u"orders-currency"_s);
        QTRY_COMPARE(m_presenter->state(), State::Ready);
        m_service->nextError = Error { ErrorCode::Timeout, u"no answer"_s, {}, {}, {} };
        m_presenter->dryRun();
        QTRY_VERIFY(m_presenter->notice().contains(u"no answer"_s, Qt::CaseInsensitive));
    }
    void closingForgetsEverything()
    {
        m_service->setSnapshot(rolledBack(RollbackResult::Failed));
        m_presenter->open(u"orders-currency"_s);
        m_presenter->close();
        QCOMPARE(m_presenter->state(), State::Closed);
        QVERIFY(m_presenter->steps().isEmpty());
        QVERIFY(m_presenter->log().isEmpty());
        m_service->isHeldBack = true;
        m_presenter->open(u"orders-currency"_s);
        m_presenter->close();
        m_service->answerAll();
        QCoreApplication::sendPostedEvents();
        QCOMPARE(m_presenter->state(), State::Closed);
    }
};

QTEST_GUILESS_MAIN(TestRollbackPresenter)
#include "tst_rollback_presenter.moc"
