// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/next_action.h"
#include "engine/waiver.h"
#include "run_events.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QString kStage = u"forward"_s;
const QString kGate = u"fresh"_s;
const QDateTime kNow(QDate(2026, 1, 5), QTime(10, 0), Qt::UTC);

Plan planOf()
{
    Gate gate;
    gate.id = kGate;
    gate.probe = FreshnessProbe {};
    gate.minSamples = 3;
    Gate later = gate;
    later.id = u"later"_s;
    Stage stage;
    stage.id = kStage;
    stage.gates = { gate };
    Stage next = stage;
    next.id = u"next"_s;
    next.gates = { later };
    Plan plan;
    plan.metadata.id = u"p"_s;
    plan.stages = { stage, next };
    return plan;
}

QJsonObject verdictJson(Verdict verdict)
{
    return { { u"stage"_s, kStage }, { u"gate"_s, kGate }, { u"verdict"_s, verdictName(verdict) },
        { u"title"_s, u"Fresh"_s } };
}

RunEvents applied(Verdict verdict)
{
    RunEvents run;
    run.created().stageStarted(kStage, u"f0"_s);
    run.add(EventType::StageApplied, { { u"stage"_s, kStage }, { u"fingerprint"_s, u"f1"_s } });
    return run.add(EventType::GateVerdict, verdictJson(verdict));
}

RunEvents &asked(RunEvents &run, const QDateTime &until = kNow.addSecs(3'600), const QString &id = u"c1"_s)
{
    return run.by(u"ann"_s).add(EventType::CommandRequested,
        { { u"command"_s, u"waive"_s }, { u"id"_s, id }, { u"gate"_s, kGate }, { u"why"_s, u"the feed is late"_s },
            { u"evidence"_s, u"FIN-4821"_s }, { u"until"_s, until.toString(Qt::ISODateWithMs) } });
}

RunEvents &waived(RunEvents &run, const QString &id = u"c1"_s)
{
    return run.by(u"runner"_s)
        .add(EventType::GateWaived, { { u"id"_s, id }, { u"stage"_s, kStage }, { u"gate"_s, kGate } });
}

RunState stateOf(const RunEvents &run) { return *foldAll(run.events()); }

} // namespace

/// What may be waived, and how long it is.
class WaiverTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatMayBeWaived_data()
    {
        QTest::addColumn<Verdict>("verdict");
        QTest::addColumn<QString>("refusal");
        QTest::newRow("no data") << Verdict::NoData << QString();
        QTest::newRow("failing") << Verdict::Error << QString();
        QTest::newRow("inconclusive") << Verdict::Inconclusive << QString();
        QTest::newRow("breached") << Verdict::Breach << u"a breach is never waived"_s;
        QTest::newRow("on watch") << Verdict::Watch << u"there is nothing to waive"_s;
        QTest::newRow("healthy") << Verdict::Healthy << u"there is nothing to waive"_s;
        QTest::newRow("collecting") << Verdict::Collecting << u"there is nothing to waive"_s;
    }
    void whatMayBeWaived()
    {
        QFETCH(const Verdict, verdict);
        QFETCH(const QString, refusal);
        RunEvents run = applied(verdict);
        const auto may = mayWaive(planOf(), stateOf(run), kGate, kNow.addSecs(60), kNow);
        QCOMPARE(may.has_value(), refusal.isEmpty());
        asked(run);
        const RunState state = stateOf(run);
        QCOMPARE(mayCarryOut(planOf(), state, *state.commands.first().waiver, kNow).has_value(),
            refusal.isEmpty()); // whoever wrote it into the ledger
        if (!may)
            QVERIFY2(may.error().code == ErrorCode::Refused && may.error().what.contains(refusal),
                qPrintable(may.error().what));
    }

    void aBreachThatEndedItsStageIsNamedAsOne()
    {
        RunEvents run = applied(Verdict::Breach);
        run.add(EventType::StageBreached, { { u"stage"_s, kStage }, { u"gate"_s, kGate }, { u"why"_s, u"x"_s } });
        const auto may = mayWaive(planOf(), stateOf(run), kGate, kNow.addSecs(60), kNow);
        QVERIFY2(!may && may.error().what.contains(u"a breach is never waived"_s), qPrintable(may.error().what));
    }

    void otherGatesAndTimesAreRefusedWithReasons()
    {
        const RunState state = stateOf(applied(Verdict::NoData));
        const auto why = [&](const QString &gate, const QDateTime &until) {
            const auto may = mayWaive(planOf(), state, gate, until, kNow);
            return may ? QString() : may.error().what;
        };
        const QDateTime soon = kNow.addSecs(60);
        QCOMPARE(why(kGate, soon), QString());
        QCOMPARE(why(u"none"_s, soon), u"p has no gate 'none'"_s);
        QCOMPARE(mayWaive(planOf(), state, u"none"_s, soon, kNow).error().next, u"it has: fresh, later"_s);
        QVERIFY2(why(u"later"_s, soon).contains(u"its stage Next is not begun"_s), qPrintable(why(u"later"_s, soon)));
        QVERIFY(why(kGate, kNow).contains(u"a time to come"_s));
        QVERIFY(why(kGate, {}).contains(u"a time to come"_s));
        QCOMPARE(why(kGate, kNow.addDays(7)), QString());
        QVERIFY(why(kGate, kNow.addDays(7).addMSecs(1)).contains(u"at most 7 d"_s));
    }

    void itLetsTheStagePassAndEnds()
    {
        RunEvents run = applied(Verdict::NoData);
        QCOMPARE(nextAction(planOf(), stateOf(run)).kind, ActionKind::Wait);
        asked(run);
        QCOMPARE(nextAction(planOf(), stateOf(run)).kind, ActionKind::Wait); // asked for is not done
        waived(run);
        const RunState state = stateOf(run);
        QVERIFY(state.commands.isEmpty() && isWaived(state, kStage, kGate) && hasWaivers(state));
        const GateWaiver waiver = state.stage(kStage)->waivers.value(kGate);
        QCOMPARE(waiver.actor, u"ann"_s); // whoever said so, not who carried it out
        QCOMPARE(waiver.until, kNow.addSecs(3'600));
        QCOMPARE(waiver.was, Verdict::NoData);
        QCOMPARE(waiverText(*state.stage(kStage), waiver),
            u"Fresh is waived until 2026-01-05 11:00:00 UTC by ann: the feed is late (FIN-4821)"_s);
        QCOMPARE(nextAction(planOf(), state).kind, ActionKind::PassStage);
        QVERIFY(endedWaivers(state, kNow.addSecs(3'599)).isEmpty());
        QCOMPARE(endedWaivers(state, kNow.addSecs(3'600)), (QList<std::pair<QString, QString>> { { kStage, kGate } }));
        run.add(EventType::WaiverEnded, { { u"stage"_s, kStage }, { u"gate"_s, kGate } });
        QVERIFY(!isWaived(stateOf(run), kStage, kGate));
        QCOMPARE(nextAction(planOf(), stateOf(run)).kind, ActionKind::Wait);
    }

    void whatHasChangedIsNotWhatWasWaived_data()
    {
        QTest::addColumn<EventType>("type");
        QTest::addColumn<QJsonObject>("payload");
        QTest::addColumn<bool>("stays");
        QTest::newRow("breach") << EventType::GateVerdict << verdictJson(Verdict::Breach) << false;
        QTest::newRow("another attempt") << EventType::StageStarted
                                         << QJsonObject { { u"stage"_s, kStage }, { u"attempt"_s, 2 },
                                                { u"fingerprint"_s, u"f0"_s } }
                                         << false;
        QTest::newRow("still no data") << EventType::GateVerdict << verdictJson(Verdict::Error) << true;
        QTest::newRow("another runner") << EventType::RunnerTook
                                        << QJsonObject { { u"runner"_s, u"other"_s }, { u"epoch"_s, 2 } } << true;
    }
    void whatHasChangedIsNotWhatWasWaived()
    {
        QFETCH(const EventType, type);
        QFETCH(const QJsonObject, payload);
        QFETCH(const bool, stays);
        RunEvents waiting = applied(Verdict::NoData);
        asked(waiting);
        RunEvents standing = waiting;
        waiting.add(type, payload);
        const RunState before = stateOf(waiting);
        QCOMPARE(mayCarryOut(planOf(), before, *before.commands.first().waiver, kNow).has_value(), stays);
        waived(standing);
        standing.add(type, payload);
        QCOMPARE(isWaived(stateOf(standing), kStage, kGate), stays);
    }

    /// What nobody asked for, or what was over before anybody took it, is no waiver.
    void theEngineLooksItself()
    {
        RunEvents bare = applied(Verdict::NoData);
        QVERIFY(!isWaived(stateOf(waived(bare)), kStage, kGate));
        RunEvents late = applied(Verdict::NoData);
        asked(late, kNow);
        QVERIFY(mayCarryOut(planOf(), stateOf(late), *stateOf(late).commands.first().waiver, kNow)
                    .error()
                    .what.contains(u"before anybody took it"_s));
        RunEvents far = applied(Verdict::NoData);
        asked(far, kNow.addDays(30));
        QVERIFY(!mayCarryOut(planOf(), stateOf(far), *stateOf(far).commands.first().waiver, kNow));
    }
};

QTEST_GUILESS_MAIN(WaiverTest)
#include "tst_waiver.moc"
