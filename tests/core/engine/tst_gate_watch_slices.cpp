// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/gate_watch.h"
#include "run_events.h"
#include "support/test_database.h"

#include <QJsonArray>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// What a watch writes down of slices of time, on a real source that is asked twenty times a second.
class GateWatchSlicesTest : public QObject
{
    Q_OBJECT

    TestDatabase m_database { Engine::Sqlite };
    SystemClock m_clock;
    RunEvents m_run;

    static Plan planOf()
    {
        Gate gate;
        gate.id = u"history"_s;
        FidelityProbe probe { { {}, u"was"_s }, { {}, u"now"_s }, { u"id"_s }, {}, {} };
        probe.slices = TimeBucket::Month;
        probe.time = u"day"_s;
        probe.settling = 2h;
        gate.probe = probe;
        gate.limits = { { LimitSide::AtMost, 0, false, u"0"_s } };
        gate.interval = 50ms;
        gate.warmup = 0;
        gate.minSamples = 2;
        Stage stage;
        stage.id = u"additive"_s;
        stage.kind = StageKind::Additive;
        stage.gates = { gate };
        stage.bake = 1h;
        Plan plan;
        plan.stages = { stage };
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
    RunState state() const { return *foldAll(m_run.events()); }
    SliceBook book() const { return state().stage(u"additive"_s)->slices.value(u"history"_s); }
    qsizetype entries(EventType type) const
    {
        return std::count_if(
            m_run.events().cbegin(), m_run.events().cend(), [&](const Event &event) { return event.type == type; });
    }

    /// Polls and records, as the runner does, until it is so.
    bool waitFor(GateWatch &watch, const std::function<bool()> &isIt)
    {
        return QTest::qWaitFor(
            [&] {
                const GateWatch::Findings findings = watch.poll(state());
                for (const NewEvent &event : findings.events)
                    m_run.add(event.type, event.payload);
                return isIt();
            },
            20'000);
    }

private Q_SLOTS:
    /// Late rows in a slice that was the same: judged again, beside what was said before, a breach as any other; the
    /// watermark and all that was judged are the next runner's too.
    void lateRowsBreachAndAnotherRunnerKnows()
    {
        m_database.run(
            u"CREATE TABLE was (id integer PRIMARY KEY, day date); CREATE TABLE now (id integer PRIMARY KEY, day date);"
            "INSERT INTO was VALUES (1, '2025-01-10'), (2, '2025-02-10'); INSERT INTO now SELECT * FROM was"_s);
        const Plan plan = planOf();
        m_run.created().stageStarted(u"additive"_s, u"f0"_s);
        m_run.add(EventType::StageApplied, { { u"stage"_s, u"additive"_s }, { u"fingerprint"_s, u"f1"_s } });
        auto watch = watchOf(plan);
        watch->follow(state());
        const auto verdict = [&] { return state().stage(u"additive"_s)->verdicts.value(u"history"_s); };
        QVERIFY(waitFor(*watch, [&] { return verdict().verdict == Verdict::Healthy; }));
        QCOMPARE(entries(EventType::SlicesJudged), 1); // nothing changed since
        QCOMPARE(book().slices.size(), 2);
        const QDateTime settled(QDate(2025, 3, 1), QTime(0, 0), Qt::UTC);
        QCOMPARE(book().settledTo, settled);
        m_database.run(u"INSERT INTO was VALUES (3, '2025-01-31')"_s);

        watch = watchOf(plan);
        watch->follow(state());
        QVERIFY(waitFor(*watch, [&] { return verdict().verdict == Verdict::Breach; }));
        QCOMPARE(entries(EventType::SlicesJudged), 2);
        const qint64 january = QDateTime(QDate(2025, 1, 1), QTime(0, 0), Qt::UTC).toSecsSinceEpoch();
        const SliceRecord record = book().slices.value(january);
        QCOMPARE(record.differing, 1);
        QVERIFY(record.was && record.was->differing == 0 && record.was->rows == 1);
        QVERIFY2(verdict().detail.contains(u"judged again: 2025-01"_s), qPrintable(verdict().detail));
        QCOMPARE(book().settledTo, settled);
        m_run.add(EventType::StageStarted,
            { { u"stage"_s, u"additive"_s }, { u"attempt"_s, 2 }, { u"fingerprint"_s, u"f0"_s } });
        QVERIFY(book().slices.isEmpty()); // another attempt looks for itself
    }
};

QTEST_GUILESS_MAIN(GateWatchSlicesTest)
#include "tst_gate_watch_slices.moc"
