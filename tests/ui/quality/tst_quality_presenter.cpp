// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/fake_clock.h"
#include "support/fake_service.h"
#include "ui/quality/quality_presenter.h"

#include <QSignalSpy>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Serves a stored list the way a sample store does: the newest ones within the query, ascending.
class StoredService : public FakeService
{
public:
    using FakeService::FakeService;
    QList<Sample> stored;
    int reads = 0;

    QFuture<Result<QList<Sample>>> samples(const SampleQuery &query) override
    {
        ++reads;
        QList<Sample> found;
        for (const Sample &sample : stored) {
            const bool early = query.since.isValid() && sample.at < query.since;
            const bool late = query.until.isValid() && sample.at > query.until;
            if (!early && !late && sample.run == query.run && sample.stage == query.stage)
                found.append(sample);
        }
        if (found.size() > query.limit)
            found = found.mid(found.size() - query.limit);
        QPromise<Result<QList<Sample>>> promise;
        promise.start();
        if (problem)
            promise.addResult(fail(*problem));
        else
            promise.addResult(found);
        promise.finish();
        return promise.future();
    }
    std::optional<Error> problem;
};

Sample sample(int secondsAgo, double value)
{
    Sample made;
    made.run = u"r-0192"_s;
    made.stage = u"forward"_s;
    made.gate = u"errors"_s;
    made.at = cannedNow().addSecs(-secondsAgo);
    made.tick = 1'000'000 - secondsAgo;
    made.sampleClass = SampleClass::Good;
    made.value = value;
    made.n = 3;
    return made;
}

const GateCard &errorsCard(QualityPresenter &presenter)
{
    return presenter.model().card(presenter.model().rowOf(u"errors"_s));
}

} // namespace

class TestQualityPresenter : public QObject
{
    Q_OBJECT

private:
    FakeClock m_clock { cannedNow() };
    using State = QualityPresenter::State;

private Q_SLOTS:
    void opensWhereTheAlarmIs()
    {
        StoredService service(CannedMood::Breach);
        QualityPresenter presenter(service, m_clock);
        QCOMPARE(presenter.plan(), u"orders-currency"_s);
        QCOMPARE(presenter.stage(), u"forward"_s);
        QTRY_COMPARE(presenter.state(), State::Ready);
        QCOMPARE(presenter.model().card(0).gate.id, u"latency"_s);
        QVERIFY(presenter.model().card(0).isTripped);
        QCOMPARE(presenter.troubles().size(), 1);
    }

    void saysWhyThereIsNothing_data()
    {
        QTest::addColumn<QString>("plan");
        QTest::addColumn<int>("state");
        QTest::newRow("never started") << u"sessions-bigint"_s << static_cast<int>(State::NotStarted);
        QTest::newRow("unreadable file") << u"invoices-rounding"_s << static_cast<int>(State::NotStarted);
    }
    void saysWhyThereIsNothing()
    {
        QFETCH(QString, plan);
        QFETCH(int, state);
        StoredService service;
        QualityPresenter presenter(service, m_clock);
        presenter.choosePlan(plan);
        QCOMPARE(static_cast<int>(presenter.state()), state);
    }

    void emptyAndMissingSnapshots()
    {
        StoredService service;
        service.forgetSnapshot();
        QualityPresenter presenter(service, m_clock);
        QCOMPARE(presenter.state(), State::Loading);
        service.setSnapshot({});
        QCOMPARE(presenter.state(), State::NoRollouts);
    }

    /// Chosen where a rollout is: their history, and their alarms as verdicts.
    void showsTheChecksOfADomain()
    {
        StandingChecks checks;
        checks.domain = u"finance"_s;
        checks.owner = u"finance-data"_s;
        Gate gate;
        gate.id = u"errors"_s;
        gate.probe = NullRateProbe { { {}, u"orders"_s }, u"day"_s, {} };
        gate.limits = { Limit { LimitSide::AtMost, 0.1, false, u"0.1"_s } };
        checks.gates = { gate };
        WorkspaceSnapshot snapshot = cannedWorkspace();
        snapshot.checks = { checks };
        StoredService service;
        for (Sample one : { sample(60, 0.01), sample(30, 0.02) }) {
            one.run = u"checks/finance"_s;
            one.stage = u"standing"_s;
            service.stored.append(one);
        }
        service.setSnapshot(snapshot);
        QualityPresenter presenter(service, m_clock);
        QVERIFY(presenter.run() != u"checks/finance"_s); // a rollout comes first
        const auto choices = presenter.plans();
        QCOMPARE(choices.last().id, u"checks/finance"_s);
        QVERIFY2(choices.last().name.contains(u"finance"_s), qPrintable(choices.last().name));
        presenter.choosePlan(u"checks/finance"_s);
        QCOMPARE(presenter.plan(), u"checks/finance"_s);
        QTRY_COMPARE(presenter.state(), State::Ready);
        QCOMPARE(presenter.model().rowCount(), 1);
        QTRY_COMPARE(errorsCard(presenter).judged.size(), 2);
        QVERIFY(presenter.isSampling() && presenter.troubles().isEmpty() && presenter.feedbackDataset().isEmpty());
        VerdictRecord breach;
        breach.gate = u"errors"_s;
        breach.title = u"Errors"_s;
        breach.verdict = Verdict::Breach;
        snapshot.checkAlarms.insert(u"finance/errors"_s, CheckAlarm { u"finance"_s, u"Errors"_s, {}, breach, cannedNow() });
        service.setSnapshot(snapshot);
        QCOMPARE(presenter.troubles().size(), 1);
        snapshot.checkAlarms.clear();
        service.setSnapshot(snapshot);
        QVERIFY(presenter.troubles().isEmpty());
        QCOMPARE(errorsCard(presenter).judged.size(), 2); // the same checks: nothing was read anew
        snapshot.checks[0].gates[0].limits[0].value = 0.2;
        service.setSnapshot(snapshot);
        QTRY_COMPARE(errorsCard(presenter).judged.size(), 2); // others: read again
        snapshot.checks.clear();
        service.setSnapshot(snapshot);
        QVERIFY(presenter.run() != u"checks/finance"_s);
    }

    void checksWithoutARollout()
    {
        WorkspaceSnapshot snapshot;
        snapshot.checks = { StandingChecks { u"finance"_s, u"o"_s, u"w"_s, { Gate {} }, {} } };
        StoredService service;
        service.setSnapshot(snapshot);
        QualityPresenter presenter(service, m_clock);
        QCOMPARE(presenter.plan(), u"checks/finance"_s);
        QTRY_COMPARE(presenter.state(), State::Ready);
    }

    void aFailedReadSaysSoAndRecovers()
    {
        StoredService service(CannedMood::Breach);
        service.problem = Error { ErrorCode::IoFailed, u"the sample store cannot be read"_s, {}, {}, {} };
        QualityPresenter presenter(service, m_clock);
        QTRY_COMPARE(presenter.state(), State::Failed);
        QCOMPARE(presenter.error().what, u"the sample store cannot be read"_s);
        service.problem.reset();
        presenter.retry();
        QTRY_COMPARE(presenter.state(), State::Ready);
        QVERIFY(presenter.error().what.isEmpty());
    }

    void samplesOfARunnerElsewhereAreFound()
    {
        StoredService service;
        service.stored = { sample(60, 0.1) };
        QualityPresenter presenter(service, m_clock);
        presenter.choosePlan(u"orders-currency"_s);
        QTRY_COMPARE(presenter.state(), State::Ready);
        QTRY_COMPARE(errorsCard(presenter).judged.size(), 1);
        service.stored.append(sample(1, 0.2)); // nobody tells: it was written by another process
        presenter.poll();
        QTRY_COMPARE(errorsCard(presenter).judged.size(), 2);
        WorkspaceSnapshot snapshot = cannedWorkspace();
        snapshot.rollouts[0].state.phase = RunPhase::Sealed;
        service.stored.append(sample(0, 0.3));
        service.setSnapshot(snapshot);
        QTRY_COMPARE(errorsCard(presenter).judged.size(), 3); // the last ones before it ended
        const int reads = service.reads;
        presenter.poll();
        QCOMPARE(service.reads, reads); // what ended is not asked for again
    }
    void newSamplesArriveOnce()
    {
        StoredService service(CannedMood::Breach);
        service.stored = { sample(60, 0.1), sample(30, 0.2) };
        QualityPresenter presenter(service, m_clock);
        QTRY_COMPARE(presenter.state(), State::Ready);
        QCOMPARE(errorsCard(presenter).judged.size(), 2);
        service.stored.append(sample(1, 0.3));
        Q_EMIT service.samplesArrived(u"r-0192"_s);
        QTRY_COMPARE(errorsCard(presenter).judged.size(), 3);
        const int before = service.reads;
        Q_EMIT service.samplesArrived(u"another run"_s);
        QCOMPARE(service.reads, before);
    }

    void olderPagesAreReadWhenTheRangeReachesBack()
    {
        StoredService service(CannedMood::Breach);
        for (int i = 50'000; i > 0; --i)
            service.stored.append(sample(i, 0.1));
        QualityPresenter presenter(service, m_clock);
        QTRY_COMPARE(presenter.state(), State::Ready);
        QCOMPARE(service.reads, 1); // two hours need no more than the first page
        presenter.showLast(Duration(0));
        QTRY_COMPARE(errorsCard(presenter).judged.size(), 50'000);
        QCOMPARE(errorsCard(presenter).judged.gaps().size(), 0);
    }

    void answersToAnOlderChoiceAreDropped()
    {
        FakeService service(CannedMood::Breach);
        service.isHeldBack = true;
        QualityPresenter presenter(service, m_clock);
        presenter.chooseStage(u"additive"_s);
        service.answerAll();
        QTRY_COMPARE(presenter.state(), State::Ready);
        QCOMPARE(presenter.stage(), u"additive"_s);
        QCOMPARE(presenter.model().sampleCount(), 0);
    }

    void rangeFollowsThePresentUntilHeld()
    {
        StoredService service(CannedMood::Breach);
        service.stored = { sample(40'000, 0.1), sample(1, 0.1) };
        FakeClock clock { cannedNow() };
        QualityPresenter presenter(service, clock);
        QTRY_COMPARE(presenter.state(), State::Ready);
        presenter.showLast(5min);
        const qint64 now = cannedNow().toMSecsSinceEpoch();
        QCOMPARE(presenter.range(), std::pair(now - 300'000, now));
        clock.advance(10s);
        QCOMPARE(presenter.range(), std::pair(now - 290'000, now + 10'000));
        presenter.setLive(false);
        clock.advance(10s);
        QCOMPARE(presenter.range(), std::pair(now - 290'000, now + 10'000));
        presenter.showRange(now - 1'000, now);
        QCOMPARE(presenter.range(), std::pair(now - 1'000, now));
        QVERIFY(!presenter.isLive());
        presenter.showRange(now, now + 5); // too narrow to show anything
        QCOMPARE(presenter.range(), std::pair(now - 1'000, now));
        presenter.setLive(true);
        QCOMPARE(presenter.range().second, now + 20'000);
    }

    void stalenessComesWithTime()
    {
        StoredService service(CannedMood::Breach);
        service.stored = { sample(1, 0.1) };
        FakeClock clock { cannedNow() };
        QualityPresenter presenter(service, clock);
        QTRY_COMPARE(presenter.state(), State::Ready);
        QVERIFY(!presenter.isStale(errorsCard(presenter)));
        QCOMPARE(presenter.age(errorsCard(presenter)), Duration(1s));
        clock.advance(91s);
        QVERIFY(presenter.isStale(errorsCard(presenter)));
    }

    void markersComeFromTheLedger()
    {
        StoredService service(CannedMood::Breach);
        QualityPresenter presenter(service, m_clock);
        QTRY_VERIFY(!presenter.markers().isEmpty());
        QStringList words;
        for (const ChartMarker &marker : presenter.markers())
            words.append(marker.text);
        QVERIFY(words.contains(u"flag: pilot_analysts"_s));
        QVERIFY(words.contains(u"stage: Forward"_s));
        QVERIFY(words.contains(u"breach: Latency p95"_s));
        QVERIFY2(!words.contains(u"held"_s), "the hold that comes with a breach is no news");
    }

    void csvHoldsWhatIsShownAndNoFormula()
    {
        StoredService service(CannedMood::Breach);
        service.stored = { sample(4'000, 0.5), sample(60, 0.25) };
        QualityPresenter presenter(service, m_clock);
        QTRY_COMPARE(presenter.state(), State::Ready);
        presenter.showLast(5min);
        const QByteArray csv = presenter.csvMaker()();
        QCOMPARE(csv, QByteArray("time_utc,gate,branch,class,value,n\r\n2026-11-22T12:57:03.000Z,\"errors\",judged,good,0.25,3\r\n"));
    }
};

QTEST_GUILESS_MAIN(TestQualityPresenter)
#include "tst_quality_presenter.moc"
