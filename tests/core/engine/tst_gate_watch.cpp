// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/gate_watch.h"
#include "run_events.h"
#include "support/test_database.h"

#include <QTest>

#include <cmath>

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// What a watch writes down, on a real source that is asked twenty times a second.
class GateWatchTest : public QObject
{
    Q_OBJECT

    TestDatabase m_database { Engine::Sqlite };
    SystemClock m_clock;

    static Plan planWith(const Limit &limit)
    {
        Gate gate;
        gate.id = u"rows"_s;
        gate.probe = RowCountProbe { { {}, u"orders"_s }, {} };
        gate.limits = { limit };
        gate.interval = 50ms;
        gate.warmup = 0;
        gate.minSamples = 3;
        Stage stage;
        stage.id = u"additive"_s;
        stage.kind = StageKind::Additive;
        stage.gates = { gate };
        stage.bake = 1h;
        Plan plan;
        plan.stages = { stage };
        plan.rollback.window = 2h;
        return plan;
    }

    std::unique_ptr<GateWatch> watchOf(const Plan &plan)
    {
        return std::make_unique<GateWatch>(
            plan, u"run-1"_s, m_clock,
            [this](
                const QString &) -> Result<std::unique_ptr<SqlSession>> { return m_database.open(SessionRole::Probe); },
            false);
    }

    static RunEvents applied()
    {
        RunEvents run;
        run.created().stageStarted(u"additive"_s, u"f0"_s);
        run.add(EventType::StageApplied, { { u"stage"_s, u"additive"_s }, { u"fingerprint"_s, u"f1"_s } });
        return run;
    }

    /// Polls and records, as the runner does, until a verdict is what is waited for.
    static bool waitFor(GateWatch &watch, RunEvents &run, const std::function<bool(const VerdictRecord &)> &isIt)
    {
        return QTest::qWaitFor(
            [&] {
                const GateWatch::Findings findings = watch.poll(*foldAll(run.events()));
                for (const NewEvent &event : findings.events)
                    run.add(event.type, event.payload);
                const RunState state = *foldAll(run.events());
                const auto &verdicts = state.stage(u"additive"_s)->verdicts;
                return verdicts.contains(u"rows"_s) && isIt(verdicts[u"rows"_s]);
            },
            20'000);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_database.run(u"CREATE TABLE orders (id integer); INSERT INTO orders VALUES (1), (2), (3)"_s);
    }

    /// Between the first tick beyond and the breach no verdict changes; a runner that dies there loses no evidence
    /// worth speaking of, and the next one needs fewer ticks.
    void growingEvidenceIsOnRecord()
    {
        const Plan plan = planWith({ LimitSide::AtMost, 2, false, {} });
        RunEvents run = applied();
        auto watch = watchOf(plan);
        watch->follow(*foldAll(run.events()));
        QVERIFY(waitFor(*watch, run, [](const VerdictRecord &record) { return record.evidence >= 0.3; }));
        const RunState left = *foldAll(run.events());
        const VerdictRecord record = left.stage(u"additive"_s)->verdicts[u"rows"_s];
        QCOMPARE(record.verdict, Verdict::Watch);
        QCOMPARE(record.guards.size(), 6);

        // Another runner, which sees one more tick beyond: what is then on record grew from there.
        watch = watchOf(plan);
        watch->follow(left);
        QVERIFY(waitFor(*watch, run, [&](const VerdictRecord &now) { return now.evidence > record.evidence; }));
        QVERIFY(waitFor(*watch, run, [](const VerdictRecord &now) { return now.verdict == Verdict::Breach; }));
        QCOMPARE(foldAll(run.events())->stage(u"additive"_s)->verdicts[u"rows"_s].rule, u"evidence 100 %"_s);
    }

    void aStageThatPassedIsWatchedForTheWindow()
    {
        const Plan plan = planWith({ LimitSide::AtMost, 5, false, {} });
        RunEvents run = applied();
        const auto watch = watchOf(plan);
        watch->follow(*foldAll(run.events()));
        const auto isHealthy = [](const VerdictRecord &record) { return record.verdict == Verdict::Healthy; };
        QVERIFY(waitFor(*watch, run, isHealthy));
        const auto boundary = [&] { return foldAll(run.events())->stage(u"additive"_s)->verdicts[u"rows"_s].boundary; };
        QCOMPARE(boundary(), 3'600 * 20 / 0.01);
        run.add(EventType::StagePassed, { { u"stage"_s, u"additive"_s } });
        m_database.run(u"INSERT INTO orders VALUES (4), (5), (6)"_s);
        QVERIFY(waitFor(*watch, run, [](const VerdictRecord &record) { return record.verdict == Verdict::Watch; }));
        QCOMPARE(boundary(), 3 * 3'600 * 20 / 0.01); // the bake and two hours of window
        QVERIFY(waitFor(*watch, run, [](const VerdictRecord &record) { return record.verdict == Verdict::Breach; }));
        m_database.run(u"DELETE FROM orders WHERE id > 3"_s);
    }

    /// Readers were sent back: the stage bakes again, and its gate judges by the bake again.
    void aStageThatIsSentBackBakesAgain()
    {
        const Plan plan = planWith({ LimitSide::AtMost, 5, false, {} });
        RunEvents run = applied();
        const auto watch = watchOf(plan);
        watch->follow(*foldAll(run.events()));
        const auto isHealthy = [](const VerdictRecord &record) { return record.verdict == Verdict::Healthy; };
        const auto isWatched = [](const VerdictRecord &record) { return record.verdict == Verdict::Watch; };
        const auto boundary = [&] { return foldAll(run.events())->stage(u"additive"_s)->verdicts[u"rows"_s].boundary; };
        QVERIFY(waitFor(*watch, run, isHealthy));
        run.add(EventType::StagePassed, { { u"stage"_s, u"additive"_s } });
        m_database.run(u"INSERT INTO orders VALUES (4), (5), (6)"_s);
        QVERIFY(waitFor(*watch, run, isWatched));
        QCOMPARE(boundary(), 3 * 3'600 * 20 / 0.01);
        m_database.run(u"DELETE FROM orders WHERE id > 3"_s);
        run.add(EventType::Exposed, { { u"stage"_s, u"additive"_s }, { u"on"_s, false } });
        QVERIFY(waitFor(*watch, run, isHealthy));
        QCOMPARE(boundary(), 3'600 * 20 / 0.01);
    }

    /// A day that was over before the stage came is no proof of it, however many rows it had.
    void aVolumeFromBeforeTheStageIsNoData()
    {
        m_database.run(u"CREATE TABLE loads (at text); INSERT INTO loads VALUES (datetime('now', '-1 day'))"_s);
        Plan plan = planWith({ LimitSide::AtLeast, 1, false, {} });
        plan.stages[0].gates[0].probe = VolumeProbe { { {}, u"loads"_s }, u"at"_s, TimeBucket::Day, {} };
        RunEvents run = applied();
        RunState state = *foldAll(run.events());
        state.stage(u"additive"_s)->applied = m_clock.nowUtc().addSecs(-1);
        const auto watch = watchOf(plan);
        watch->follow(state);
        QVERIFY(waitFor(*watch, run, [](const VerdictRecord &record) {
            if (record.verdict == Verdict::Healthy)
                qFatal("healthy by yesterday");
            return record.verdict == Verdict::NoData && record.detail.contains(u"not over yet"_s);
        }));
    }

    void theBakeTellsTheEvidence()
    {
        const Plan plan = planWith({ LimitSide::AtMost, 5, false, {} });
        RunEvents run = applied();
        const auto watch = watchOf(plan);
        watch->follow(*foldAll(run.events()));
        QVERIFY(waitFor(*watch, run, [](const VerdictRecord &record) { return record.verdict == Verdict::Healthy; }));
        const auto bake = std::find_if(run.events().crbegin(), run.events().crend(),
            [](const Event &event) { return event.type == EventType::BakeProgress; });
        QVERIFY(bake != run.events().crend());
        QCOMPARE(bake->json()[u"guards"_s].toObject()[u"rows"_s].toArray().size(), 6);
    }

    /// Nothing that it measures decides such a gate: a person is asked, and once they have spoken the bake goes on.
    void whatStaysUndecidedIsLeftToAPerson()
    {
        Plan plan = planWith({ LimitSide::AtMost, 1.2, true, {} });
        plan.stages[0].bake = 2s;
        RunEvents run = applied();
        const auto watch = watchOf(plan);
        watch->follow(*foldAll(run.events()));
        GateWatch::Findings findings;
        const auto poll = [&] {
            findings = watch->poll(*foldAll(run.events()));
            for (const NewEvent &event : findings.events)
                run.add(event.type, event.payload);
            return findings;
        };
        QVERIFY(QTest::qWaitFor([&] { return !poll().undecidedWhy.isEmpty(); }, 20'000));
        QVERIFY2(findings.undecidedWhy.contains(u"inconclusive"_s) && findings.undecidedWhy.contains(u"'sluice judge p --gate rows"_s),
            qPrintable(findings.undecidedWhy));
        QCOMPARE(foldAll(run.events())->stage(u"additive"_s)->baked, Duration(0));
        run.add(EventType::CommandRequested, { { u"command"_s, u"judge"_s }, { u"id"_s, u"c"_s }, { u"gate"_s, u"rows"_s }, { u"verdict"_s, u"pass"_s } });
        run.add(EventType::HoldRemoved, { { u"reason"_s, u"inconclusive"_s }, { u"id"_s, u"c"_s }, { u"judged"_s, u"pass"_s } });
        QVERIFY(QTest::qWaitFor([&] { return poll().undecidedWhy.isEmpty() && foldAll(run.events())->stage(u"additive"_s)->baked > Duration(0); }, 20'000));
    }

    void withoutABaselineNothingPasses_data()
    {
        QTest::addColumn<bool>("hasBaseline");
        QTest::addColumn<Verdict>("verdict");
        QTest::newRow("none on record") << false << Verdict::Inconclusive;
        QTest::newRow("the one on record") << true << Verdict::Healthy;
    }
    void withoutABaselineNothingPasses()
    {
        QFETCH(bool, hasBaseline);
        QFETCH(Verdict, verdict);
        const Plan plan = planWith({ LimitSide::AtMost, 1.2, true, {} });
        RunEvents run;
        run.created();
        QJsonObject started { { u"stage"_s, u"additive"_s }, { u"attempt"_s, 1 }, { u"fingerprint"_s, u"f0"_s } };
        if (hasBaseline)
            started[u"baselines"_s]
                = QJsonObject { { u"rows"_s, toJson(GateBaseline { 3, { 3, 3, 3 }, u"d"_s, m_clock.nowUtc() }) } };
        run.add(EventType::StageStarted, started);
        run.add(EventType::StageApplied, { { u"stage"_s, u"additive"_s }, { u"fingerprint"_s, u"f1"_s } });
        const auto watch = watchOf(plan);
        watch->follow(*foldAll(run.events()));
        QVERIFY(waitFor(*watch, run, [&](const VerdictRecord &record) { return record.verdict == verdict; }));
        QList<VerdictRecord> later;
        QVERIFY(waitFor(*watch, run, [&](const VerdictRecord &record) {
            later.append(record);
            return later.size() >= 20;
        }));
        for (const VerdictRecord &record : later)
            QCOMPARE(record.verdict, verdict);
    }
};

QTEST_GUILESS_MAIN(GateWatchTest)
#include "tst_gate_watch.moc"
