// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/canned_workspace.h"
#include "ui/models/alert_feed.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestAlertFeed : public QObject
{
    Q_OBJECT

    static RunState &stateIn(WorkspaceSnapshot &snapshot) { return snapshot.rollouts[0].state; }

    static QStringList told(AlertFeed &feed, const WorkspaceSnapshot &snapshot)
    {
        QStringList lines;
        for (const Alert &alert : feed.news(snapshot, cannedNow()))
            lines.append(alert.title + u" | "_s + alert.text);
        return lines;
    }

    static CheckAlarm checkAlarm(Verdict verdict)
    {
        VerdictRecord record;
        record.gate = u"days"_s;
        record.title = u"Days"_s;
        record.verdict = verdict;
        record.detail = u"3 ticks"_s;
        return { u"finance"_s, record.title, u"warehouse"_s, record, cannedNow() };
    }

    static RollbackState begun(const QString &trigger)
    {
        RollbackState rollback;
        rollback.id = u"b-7"_s;
        rollback.to = u"additive"_s;
        rollback.why = u"Latency p95 breached: 1.31× baseline against 1.2×"_s;
        rollback.trigger = trigger;
        rollback.requested = cannedNow();
        return rollback;
    }

private Q_SLOTS:
    void nothingOldIsToldAtTheStart()
    {
        AlertFeed feed;
        QCOMPARE(
            told(feed, cannedWorkspace(CannedMood::Breach)), QStringList()); // a breach, a rollback that ended days ago
        QCOMPARE(told(feed, cannedWorkspace(CannedMood::Breach)), QStringList());
    }

    void aBreachIsToldOnce()
    {
        AlertFeed feed;
        told(feed, cannedWorkspace());
        const WorkspaceSnapshot breach = cannedWorkspace(CannedMood::Breach);
        const QStringList first = told(feed, breach);
        QCOMPARE(first.size(), 1);
        const StageState *forward = breach.rollouts[0].state.stage(u"forward"_s);
        QCOMPARE(first[0], u"orders-currency · Breach | "_s + whySentence(forward->verdicts[u"latency"_s]));
        QCOMPARE(told(feed, breach), QStringList());
        // Judged by a person and breached again: that is another one.
        WorkspaceSnapshot again = breach;
        stateIn(again).stage(u"forward"_s)->verdicts[u"latency"_s].at = cannedNow().addSecs(600);
        stateIn(again).stage(u"forward"_s)->verdicts[u"latency"_s].tick += 20;
        QCOMPARE(told(feed, again).size(), 1);
    }

    void theOtherBreachOfAStageIsToldToo()
    {
        AlertFeed feed;
        told(feed, cannedWorkspace(CannedMood::Breach));
        WorkspaceSnapshot two = cannedWorkspace(CannedMood::Breach);
        VerdictRecord &errors = stateIn(two).stage(u"forward"_s)->verdicts[u"errors"_s];
        errors.verdict = Verdict::Breach;
        const QStringList news = told(feed, two);
        QCOMPARE(news.size(), 1);
        QVERIFY2(news[0].contains(errors.title), qPrintable(news[0]));
    }

    void aGateThatOnlyReportsIsQuiet()
    {
        AlertFeed feed;
        told(feed, cannedWorkspace());
        WorkspaceSnapshot reported = cannedWorkspace();
        auto bundle = std::make_shared<PlanBundle>(*reported.rollouts[0].bundle);
        for (Gate &gate : bundle->plan.stages[2].gates)
            gate.onBreach = BreachAction::Report;
        reported.rollouts[0].bundle = bundle;
        stateIn(reported).stage(u"forward"_s)->verdicts[u"errors"_s].verdict = Verdict::Breach;
        QCOMPARE(told(feed, reported), QStringList());
    }

    void aRollbackIsToldFromBeginToProof()
    {
        AlertFeed feed;
        WorkspaceSnapshot snapshot = cannedWorkspace(CannedMood::Breach);
        told(feed, snapshot);
        stateIn(snapshot).phase = RunPhase::RollingBack;
        stateIn(snapshot).rollback = begun(u"gate"_s);
        QCOMPARE(told(feed, snapshot),
            QStringList { u"orders-currency · Rolling back | Latency p95 breached: 1.31× baseline against 1.2×"_s });
        stateIn(snapshot).phase = RunPhase::Verifying;
        QCOMPARE(told(feed, snapshot), QStringList());
        stateIn(snapshot).phase = RunPhase::RolledBack;
        stateIn(snapshot).rollback->result = RollbackResult::Exact;
        stateIn(snapshot).rollback->proof
            = { { u"id"_s, u"b-7"_s }, { u"to"_s, u"additive"_s }, { u"result"_s, u"EXACT"_s } };
        QCOMPARE(
            told(feed, snapshot), QStringList { u"orders-currency · Rolled back | Rolled back to Additive: EXACT"_s });
        stateIn(snapshot).phase = RunPhase::Running; // and goes on from there
        QCOMPARE(told(feed, snapshot), QStringList());
    }

    void whoPressedTheButtonIsNotToldThatItBegan()
    {
        AlertFeed feed;
        WorkspaceSnapshot snapshot = cannedWorkspace();
        told(feed, snapshot);
        stateIn(snapshot).phase = RunPhase::RollingBack;
        stateIn(snapshot).rollback = begun(u"person"_s);
        QCOMPARE(told(feed, snapshot), QStringList());
    }

    /// Seen late, the proof says all: that it began is old by then.
    void whatIsOverIsNotToldAsBegun()
    {
        AlertFeed feed;
        WorkspaceSnapshot snapshot = cannedWorkspace(CannedMood::Breach);
        told(feed, snapshot);
        stateIn(snapshot).phase = RunPhase::RolledBack;
        stateIn(snapshot).rollback = begun(u"gate"_s);
        stateIn(snapshot).rollback->result = RollbackResult::ExactExcept;
        QCOMPARE(told(feed, snapshot).size(), 1);
    }

    void stuck_data()
    {
        QTest::addColumn<QString>("why");
        QTest::addColumn<RollbackResult>("result");
        QTest::addColumn<QString>("text");
        QTest::newRow("at a lock") << u"mart.orders is locked by session 4711"_s << RollbackResult::None
                                   << u"mart.orders is locked by session 4711"_s;
        QTest::newRow("not proven") << QString() << RollbackResult::Failed << u"the result is FAILED"_s;
        QTest::newRow("not known") << QString() << RollbackResult::Unknown << u"the result is UNKNOWN"_s;
    }
    void stuck()
    {
        QFETCH(QString, why);
        QFETCH(RollbackResult, result);
        AlertFeed feed;
        WorkspaceSnapshot snapshot = cannedWorkspace();
        told(feed, snapshot);
        stateIn(snapshot).phase = RunPhase::RollbackStuck;
        stateIn(snapshot).rollback = begun(u"gate"_s);
        stateIn(snapshot).rollback->stuckWhy = why;
        stateIn(snapshot).rollback->result = result;
        const QList<Alert> news = feed.news(snapshot, cannedNow());
        QCOMPARE(news.size(), 1);
        QCOMPARE(news[0].kind, AlertKind::Stuck);
        QTEST(news[0].text, "text");
        QVERIFY(news[0].isUrgent);
    }

    void aSecondPersonIsToldOnceAndNotOfAStuckRollback()
    {
        AlertFeed feed;
        WorkspaceSnapshot snapshot = cannedWorkspace();
        told(feed, snapshot);
        stateIn(snapshot).phase = RunPhase::RollbackStuck;
        stateIn(snapshot).rollback = begun(u"person"_s);
        RollbackWait wait;
        wait.id = u"c-1"_s;
        wait.text = u"operator-1 asks to lose 12 rows of mart.orders"_s;
        wait.seq = 100;
        stateIn(snapshot).waiting = wait;
        QCOMPARE(told(feed, snapshot),
            QStringList {
                u"orders-currency · Waits for a second person | operator-1 asks to lose 12 rows of mart.orders"_s });
        stateIn(snapshot).waiting->seq = 101; // counted again
        stateIn(snapshot).waiting->text = u"operator-1 asks to lose 13 rows of mart.orders"_s;
        QCOMPARE(told(feed, snapshot), QStringList());
    }

    void aBreachThatNobodyMayTakeBackAsksForAPerson()
    {
        AlertFeed feed;
        WorkspaceSnapshot snapshot = cannedWorkspace(CannedMood::Breach);
        told(feed, snapshot);
        stateIn(snapshot).holds[0].seq = 44;
        stateIn(snapshot).holds[0].needsPerson = true;
        stateIn(snapshot).holds[0].why
            = u"Latency breached. undoing step 'fill' would lose 12 rows: a person must decide"_s;
        QCOMPARE(told(feed, snapshot),
            QStringList { u"orders-currency · Waits for a person | "_s + stateIn(snapshot).holds[0].why });
    }

    void theWayBack_data()
    {
        QTest::addColumn<WayBack>("way");
        QTest::addColumn<bool>("isTold");
        QTest::newRow("possible") << WayBack::Possible << false;
        QTest::newRow("loses rows: that needs nobody before somebody wants it") << WayBack::LosesRows << false;
        QTest::newRow("not known") << WayBack::Unknown << false;
        QTest::newRow("impossible") << WayBack::Impossible << true;
    }
    void theWayBack()
    {
        QFETCH(WayBack, way);
        QFETCH(bool, isTold);
        AlertFeed feed;
        WorkspaceSnapshot snapshot = cannedWorkspace();
        told(feed, snapshot);
        UndoOutlook outlook;
        outlook.way = way;
        outlook.why = u"what step 'old' kept is gone"_s;
        outlook.since = cannedNow();
        stateIn(snapshot).outlook = outlook;
        const QStringList news = told(feed, snapshot);
        QCOMPARE(news.size(), isTold ? 1 : 0);
        if (isTold)
            QCOMPARE(news[0],
                u"orders-currency · Cannot be rolled back any more | Cannot be rolled back as recorded: what step 'old' kept is gone"_s);
    }

    void theWindowClosedUnderARunThatGoesOn()
    {
        AlertFeed feed;
        WorkspaceSnapshot snapshot = cannedWorkspace();
        told(feed, snapshot);
        stateIn(snapshot).windowCloses = cannedNow().addSecs(-1);
        QCOMPARE(told(feed, snapshot),
            QStringList {
                u"orders-currency · Cannot be rolled back any more | Cannot be rolled back any more: the window closed at 2026-11-22 12:58 UTC"_s });
        QCOMPARE(told(feed, snapshot), QStringList());
    }

    /// Began without its ledger: what the ledger then tells of the past is old, what happens from then on is news.
    void aLedgerThatComesLateBringsNoOldNews()
    {
        AlertFeed feed;
        WorkspaceSnapshot without;
        without.ledgerProblem = u"no connection"_s;
        without.rollouts = { cannedWorkspace().rollouts[1] };
        QCOMPARE(told(feed, without), QStringList());
        QCOMPARE(told(feed, cannedWorkspace(CannedMood::Breach)), QStringList());
        WorkspaceSnapshot later = cannedWorkspace(CannedMood::Breach);
        stateIn(later).run = u"r-0300"_s; // began and broke between two looks
        QCOMPARE(told(feed, later).size(), 1);
    }

    /// A run that this machine carries on while the ledger is away is told of all the same.
    void anOutageSilencesNobody()
    {
        AlertFeed feed;
        WorkspaceSnapshot without = cannedWorkspace();
        without.ledgerProblem = u"no connection"_s;
        QCOMPARE(told(feed, without), QStringList());
        WorkspaceSnapshot breach = cannedWorkspace(CannedMood::Breach);
        breach.ledgerProblem = u"no connection"_s;
        QCOMPARE(told(feed, breach).size(), 1);
    }

    void aStandingCheckIsToldWhenItBeginsAndWhenItIsOver_data()
    {
        QTest::addColumn<bool>("isWell");
        QTest::addColumn<QString>("over");
        QTest::newRow("well") << true << u"finance · Standing check is healthy again | Days healthy: 0.00 %"_s;
        QTest::newRow("not asked for") << false << u"finance · Standing check ended | Days healthy: 0.00 %"_s;
    }
    void aStandingCheckIsToldWhenItBeginsAndWhenItIsOver()
    {
        QFETCH(bool, isWell);
        AlertFeed feed;
        WorkspaceSnapshot snapshot = cannedWorkspace();
        told(feed, snapshot);
        const CheckAlarm missing = checkAlarm(Verdict::NoData);
        snapshot.checkAlarms.insert(u"finance/days"_s, missing);
        const QList<Alert> news = feed.news(snapshot, cannedNow());
        QCOMPARE(news.size(), 1);
        QCOMPARE(news[0].title, u"finance · Standing check has no data"_s);
        QCOMPARE(news[0].text, whySentence(missing.record));
        QCOMPARE(news[0].plan, u"checks/finance"_s);
        QVERIFY(news[0].isUrgent);
        QCOMPARE(told(feed, snapshot), QStringList());
        snapshot.checkAlarms[u"finance/days"_s] = checkAlarm(Verdict::Error); // missing in another way
        QCOMPARE(told(feed, snapshot), QStringList());
        snapshot.checkAlarms[u"finance/days"_s] = checkAlarm(Verdict::Breach);
        QCOMPARE(told(feed, snapshot).size(), 1);
        QCOMPARE(told(feed, snapshot), QStringList());
        snapshot.checkAlarms.clear();
        QCOMPARE(told(feed, snapshot), QStringList()); // nothing says that it is over: the ledger is away
        snapshot.checkEnds.insert(u"finance/days"_s, { u"finance"_s, u"Days healthy: 0.00 %"_s, isWell });
        QTEST(told(feed, snapshot).join(u'\n'), "over");
        QCOMPARE(told(feed, snapshot), QStringList());
        snapshot.checkEnds.clear();
        snapshot.checkAlarms.insert(u"finance/days"_s, missing);
        QCOMPARE(told(feed, snapshot).size(), 1); // another one
    }

    void anOldAlarmOfACheckIsOnlyToldAsOver()
    {
        AlertFeed feed;
        WorkspaceSnapshot snapshot;
        snapshot.ledgerProblem = u"no connection"_s;
        QCOMPARE(told(feed, snapshot), QStringList());
        snapshot.ledgerProblem.clear();
        snapshot.checkAlarms.insert(u"finance/days"_s, checkAlarm(Verdict::Breach));
        snapshot.checkEnds.insert(u"finance/rows"_s, { u"finance"_s, u"long ago"_s, true });
        QCOMPARE(told(feed, snapshot), QStringList());
        snapshot.checkAlarms.clear();
        snapshot.checkEnds.insert(u"finance/days"_s, { u"finance"_s, u"well"_s, true });
        QCOMPARE(told(feed, snapshot), QStringList { u"finance · Standing check is healthy again | well"_s });
    }

    void textOfOthersIsOneCleanLine()
    {
        AlertFeed feed;
        told(feed, cannedWorkspace());
        WorkspaceSnapshot hostile = hostileWorkspace();
        hostile.ledgerProblem.clear();
        hostile.rollouts[0].planId = hostileText();
        const QList<Alert> news = feed.news(hostile, cannedNow());
        QVERIFY(!news.isEmpty());
        for (const Alert &alert : news) {
            for (const QString &text : { alert.title, alert.text }) {
                QVERIFY(!text.contains(u'\n') && !text.contains(QChar(0x202E)));
                QVERIFY(text.size() < 500);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestAlertFeed)
#include "tst_alert_feed.moc"
