// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/fake_clock.h"
#include "support/fake_service.h"
#include "ui/canned_replay.h"
#include "ui/models/replay_presenter.h"

#include <QAbstractItemModelTester>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestReplayPresenter : public QObject
{
    Q_OBJECT

private:
    using State = ReplayPresenter::State;
    std::unique_ptr<FakeService> m_service;
    std::unique_ptr<FakeClock> m_clock;
    std::unique_ptr<ReplayPresenter> m_presenter;

    QString shown(int row, int column) const { return m_presenter->model().index(row, column).data().toString(); }

private Q_SLOTS:
    void init()
    {
        m_presenter.reset();
        m_service = std::make_unique<FakeService>();
        m_service->replay = cannedReplay();
        m_clock = std::make_unique<FakeClock>(cannedNow());
        m_presenter = std::make_unique<ReplayPresenter>(*m_service, *m_clock);
        m_presenter->select(u"orders-currency"_s);
    }

    void findingsComeFirstWithBothTimesAndWhatIsLost()
    {
        QAbstractItemModelTester tester(&m_presenter->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        m_presenter->start();
        QTRY_COMPARE(m_presenter->state(), State::Done);
        QCOMPARE(m_presenter->model().rowCount(), 5);
        QCOMPARE(shown(0, ReplayTableModel::VerdictColumn), u"does not run"_s);
        QCOMPARE(shown(0, ReplayTableModel::Candidate), u"failed"_s);
        QCOMPARE(shown(0, ReplayTableModel::Factor), QString());
        QCOMPARE(shown(1, ReplayTableModel::VerdictColumn), u"slower"_s);
        QCOMPARE(shown(1, ReplayTableModel::Factor), u"2.50×"_s);
        QCOMPARE(shown(1, ReplayTableModel::Losses), u"reads all rows of mart.orders_v2; has no parallel plan"_s);
        const ReplayRow *slower = m_presenter->model().row(m_presenter->model().index(1, 0));
        QVERIFY(slower->details.join(u'\n').contains(u"Hint: an index on mart.orders_v2 (day) would serve it"_s));
        QCOMPARE(shown(2, ReplayTableModel::VerdictColumn), u"too few runs"_s);
        QCOMPARE(shown(3, ReplayTableModel::VerdictColumn), u"not slower"_s);
        QCOMPARE(shown(4, ReplayTableModel::VerdictColumn), u"not replayed"_s);
        QVERIFY2(
            m_presenter->sentence().startsWith(
                u"1 of 4 queries slower than 1.2× the legacy, 1 that the candidate does not answer, 1 not replayable"_s),
            qPrintable(m_presenter->sentence()));
        QVERIFY(m_presenter->notes().contains(u"31 queries read nothing that the plan switches"_s));
    }
    /// Nothing found in nothing run is no good news.
    void tooLittleIsSaidToBeTooLittle()
    {
        Replay replay = cannedReplay();
        replay.queries = { replay.queries[0], replay.queries[3] };
        QVERIFY(replaySummary(replay, 1.2).startsWith(u"Inconclusive"_s));
        replay.queries = { replay.queries[0] };
        QVERIFY(replaySummary(replay, 1.2).startsWith(u"The one query is not slower than 1.2×"_s));
        replay.isCut = true;
        QVERIFY(replaySummary(replay, 1.2).startsWith(u"Inconclusive"_s));
        replay.queries.clear();
        QVERIFY(replaySummary(replay, 1.2).contains(u"nothing is known"_s));
    }
    void aLoadDecidesWhereTheQueryAloneDoesNot()
    {
        Replay replay = cannedReplay();
        replay.queries = { replay.queries[0] };
        replay.atOnce = 8;
        replay.queries[0].legacyAtPeak = { 10, 20, 30, {} };
        replay.queries[0].candidateAtPeak = { 10, 90, 120, {} };
        replay.queries[0].verdictAtPeak = ReplayVerdict::Slower;
        const ReplayRow row = replayRows(replay).first();
        QCOMPARE(row.verdict, u"slower at peak"_s);
        QCOMPARE(row.tone, ReplayRow::Tone::Slower);
        QVERIFY(row.details.join(u'\n').contains(u"Candidate, at peak: p50 90"_s));
        replay.queries[0].verdictAtPeak = ReplayVerdict::Inconclusive;
        QCOMPARE(replayRows(replay).first().tone, ReplayRow::Tone::Unknown);
    }
    void theCsvHoldsEveryNumberAndNoFormula()
    {
        const QList<QByteArray> lines = replayCsv(cannedReplay()).split('\n');
        QCOMPARE(lines.size(), 7); // head, five queries, the end of the last line
        const auto fields = lines[0].count(',');
        QCOMPARE(fields, 19);
        QVERIFY(lines[2].startsWith("\"'=nightly.sql:3\",")); // what a spreadsheet would compute
        QVERIFY(lines[2].contains(",slower,10,12.4"));
        QVERIFY(lines[3].contains("does not exist"));
        QVERIFY(lines[5].contains(",not_replayed,"));
        for (const qsizetype at : { 1, 4, 5 }) // those whose texts hold no comma
            QVERIFY2(at == 1 || lines[at].count(',') == fields, lines[at].constData());
    }

    void itTellsHowFarItIs()
    {
        m_service->isHeldBack = true;
        m_presenter->start();
        QCOMPARE(m_service->calls, QStringList { u"replayWorkload orders-currency"_s });
        QVERIFY(m_service->replayOrder.connection.isEmpty() && m_service->replayOrder.files.isEmpty());
        m_clock->advance(10s);
        m_service->replayWatcher({ 20, 80, false });
        QTRY_COMPARE(m_presenter->sentence(), u"Replaying: run 20 of 80, about 31 s left"_s);
        m_service->replayWatcher({ 2, 10, true });
        QTRY_COMPARE(m_presenter->sentence(), u"At peak load: round 2 of 10"_s);
        m_presenter->stop();
        QCOMPARE(m_service->calls.last(), u"stopReplay"_s);
        QCOMPARE(m_presenter->state(), State::Stopping);
        m_service->answerAll();
        QTRY_COMPARE(m_presenter->state(), State::Done); // it had ended by then
    }
    void aStoppedOneIsNoFailure()
    {
        m_service->nextError = Error { ErrorCode::Cancelled, u"stopped"_s, {}, {}, {} };
        m_presenter->start();
        QTRY_COMPARE(m_presenter->state(), State::Stopped);
        m_service->nextError = Error { ErrorCode::NotFound, u"pg_stat_statements is not there"_s, {}, {}, {} };
        m_presenter->start();
        QTRY_COMPARE(m_presenter->state(), State::Failed);
        QCOMPARE(m_presenter->error().what, u"pg_stat_statements is not there"_s);
    }
    void productionGetsNoLoadByDefault()
    {
        m_presenter->setPeak(2);
        QVERIFY(m_presenter->blockers().value(0).contains(u"not made on production"_s));
        m_presenter->start();
        QVERIFY(m_service->calls.isEmpty());
        WorkspaceSnapshot snapshot = cannedWorkspace();
        ConnectionProfile clone = *snapshot.workspace.connection(snapshot.rollouts[0].bundle->plan.connection);
        clone.name = u"clone"_s;
        clone.environment = Environment::Staging;
        snapshot.workspace.connections.append(clone);
        m_service->setSnapshot(snapshot);
        QCOMPARE(m_presenter->places().first().connection, QString()); // the plan's own
        QCOMPARE(m_presenter->places().last().connection, u"clone"_s);
        m_presenter->setConnection(u"clone"_s);
        QVERIFY(m_presenter->blockers().isEmpty());
        m_presenter->start();
        QCOMPARE(m_service->replayOrder.connection, u"clone"_s);
        QCOMPARE(m_service->replayOrder.peak, 2.0);
        // Of another plan nobody has chosen anything.
        m_presenter->select(u"sessions-bigint"_s);
        QVERIFY(m_presenter->connection().isEmpty() && m_presenter->peak() <= 0);
    }
    void queriesOfAFile()
    {
        QTemporaryDir folder;
        QFile file(folder.filePath(u"night.sql"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("select 1");
        file.close();
        m_presenter->setFile(file.fileName());
        m_presenter->start();
        QTRY_COMPARE(m_presenter->state(), State::Done);
        QCOMPARE(m_service->replayOrder.files.size(), 1);
        QCOMPARE(m_service->replayOrder.files.first().name, u"night.sql"_s);
        m_presenter->setFile(folder.filePath(u"none.sql"_s));
        m_presenter->start();
        QTRY_COMPARE(m_presenter->state(), State::Failed);
        QCOMPARE(m_presenter->error().code, ErrorCode::NotFound);
        QCOMPARE(m_presenter->model().rowCount(), 5); // what was known before
    }
    void aChangedPlanMakesItStale()
    {
        m_presenter->start();
        QTRY_COMPARE(m_presenter->state(), State::Done);
        WorkspaceSnapshot snapshot = cannedWorkspace();
        auto bundle = std::make_shared<PlanBundle>(*snapshot.rollouts[0].bundle);
        bundle->digest = u"0000ffff0000ffff"_s;
        snapshot.rollouts[0].bundle = bundle;
        m_service->setSnapshot(snapshot);
        QVERIFY(m_presenter->isStale());
        QVERIFY(m_presenter->sentence().startsWith(u"Of another version of the plan"_s));
    }
    void onePlanAtATime()
    {
        m_service->isHeldBack = true;
        m_presenter->start();
        m_presenter->select(u"sessions-bigint"_s);
        QVERIFY(m_presenter->blockers().contains(u"orders-currency is being replayed"_s));
        QCOMPARE(m_presenter->model().rowCount(), 0);
        m_service->answerAll();
        QTRY_VERIFY(!m_presenter->blockers().contains(u"orders-currency is being replayed"_s));
        QCOMPARE(m_presenter->model().rowCount(), 0);
        m_presenter->select(u"orders-currency"_s);
        QCOMPARE(m_presenter->model().rowCount(), 5);
    }
};

QTEST_GUILESS_MAIN(TestReplayPresenter)
#include "tst_replay_presenter.moc"
