// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/baseline_sweep.h"
#include "run_events.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

TakenBaseline kept(const QString &gate, Duration keep)
{
    TakenBaseline baseline;
    baseline.stage = u"additive"_s;
    baseline.gate = gate;
    baseline.relation = { u"mart"_s, u"da.ily \"x\""_s };
    baseline.live = { u"mart"_s, u"daily_v2"_s };
    baseline.copy = { u"sluice"_s, u"baseline_12345678_"_s + gate };
    baseline.key = { u"day"_s };
    baseline.rows = 1'000;
    baseline.kept = { u"day > '2026-01-01'"_s, 5'000, keep, u"day"_s };
    baseline.mark = u"2026-01-04"_s;
    baseline.at = QDateTime(QDate(2026, 1, 5), QTime(9, 0), Qt::UTC);
    return baseline;
}

RunEvents taken(Duration keep)
{
    RunEvents run;
    run.created().add(EventType::BaselineTaken, toJson(kept(u"same"_s, keep)));
    return run;
}

RunState stateOf(const RunEvents &run)
{
    const auto state = foldAll(run.events());
    if (!state)
        qFatal("%s", qPrintable(state.error().what));
    return *state;
}

} // namespace

/// What the ledger says of rows that were kept, and when their time is over.
class BaselineSweepTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theLedgerKeepsAllOfIt()
    {
        const auto state = stateOf(taken(72h));
        const TakenBaseline read = *state.keptBaseline(u"same"_s);
        const TakenBaseline wrote = kept(u"same"_s, 72h);
        QCOMPARE(read.relation, wrote.relation);
        QCOMPARE(read.live, wrote.live);
        QCOMPARE(read.copy, wrote.copy);
        QCOMPARE(read.key, wrote.key);
        QCOMPARE(read.rows, wrote.rows);
        QVERIFY(read.kept == wrote.kept);
        QCOMPARE(read.mark, wrote.mark);
        QCOMPARE(read.at, wrote.at);
        QCOMPARE(read.stage, wrote.stage);
        QVERIFY(!read.isDropped);
        QVERIFY(!state.keptBaseline(u"other"_s));
    }

    void anEntryThatSaysNoPlaceIsDamage_data()
    {
        QTest::addColumn<QString>("key");
        for (const char *key : { "gate", "relation", "live", "copy", "rows" })
            QTest::newRow(key) << QString::fromLatin1(key);
    }
    void anEntryThatSaysNoPlaceIsDamage()
    {
        QFETCH(const QString, key);
        QJsonObject json = toJson(kept(u"same"_s, 1h));
        json.remove(key);
        RunEvents run;
        run.created().add(EventType::BaselineTaken, json);
        const auto state = foldAll(run.events());
        QVERIFY(!state);
        QCOMPARE(state.error().code, ErrorCode::LedgerCorrupt);
    }

    void whatWasNeverTakenIsNotDropped()
    {
        RunEvents run;
        run.created().add(EventType::BaselineDropped, { { u"gate"_s, u"same"_s } });
        const auto state = foldAll(run.events());
        QVERIFY(!state);
        QVERIFY2(state.error().what.contains(u"'same', which was never taken"_s), qPrintable(state.error().what));
    }

    void itIsDueWhenTheRolloutEndedLongEnoughAgo()
    {
        RunEvents run = taken(72h);
        const QDateTime late(QDate(2030, 1, 1), QTime(0, 0), Qt::UTC);
        QVERIFY(dueBaselines({ stateOf(run) }, late).isEmpty()); // it goes on
        run.add(EventType::RunCancelled, { { u"why"_s, u"not now"_s } });
        const RunState ended = stateOf(run);
        QVERIFY(dueBaselines({ ended }, ended.ended.addSecs(72 * 3600 - 1)).isEmpty());
        const auto due = dueBaselines({ ended }, ended.ended.addSecs(72 * 3600));
        QCOMPARE(due.size(), 1);
        QCOMPARE(due[0].run, u"run-1"_s);
        QCOMPARE(due[0].connection, u"warehouse"_s);
        QCOMPARE(due[0].target, u"uuid"_s);
        const NewEvent dropped = baselineDropped(due[0]);
        run.add(dropped.type, dropped.payload);
        QVERIFY(stateOf(run).keptBaseline(u"same"_s)->isDropped);
        QVERIFY(dueBaselines({ stateOf(run) }, late).isEmpty());
    }

    /// Part of the way back is no end; all of it is, and a rollback that is asked for is still to come.
    void aRollbackAloneMakesNoneDue()
    {
        const QDateTime late(QDate(2030, 1, 1), QTime(0, 0), Qt::UTC);
        const auto rolledBack = [](const QString &to) {
            RunEvents run = taken(0h);
            run.stageStarted(u"additive"_s, u"f0"_s).stepDone(u"additive"_s, u"a"_s, u"f1"_s).stagePassed(u"additive"_s, u"f1"_s);
            run.add(EventType::RollbackIntent, { { u"id"_s, u"r1"_s }, { u"to"_s, to } });
            return run;
        };
        RunEvents partly = rolledBack(u"additive"_s);
        partly.add(EventType::RollbackVerified, { { u"id"_s, u"r1"_s }, { u"result"_s, u"EXACT"_s } });
        QVERIFY(dueBaselines({ stateOf(partly) }, late).isEmpty());
        RunEvents whole = rolledBack({});
        QVERIFY(dueBaselines({ stateOf(whole) }, late).isEmpty());
        whole.add(EventType::RollbackVerified, { { u"id"_s, u"r1"_s }, { u"result"_s, u"EXACT"_s } });
        QCOMPARE(dueBaselines({ stateOf(whole) }, late).size(), 1);
    }
};

QTEST_GUILESS_MAIN(BaselineSweepTest)
#include "tst_baseline_sweep.moc"
