// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/backfill_pace.h"
#include "step_bench.h"
#include "support/verify.h"
#include "warehouse/dialect.h"

#include <QTest>

#include <atomic>
#include <thread>

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

CompiledBackfill backfill(int rows, int nice, Duration pause = Duration(0))
{
    CompiledBackfill backfill;
    backfill.rows = rows;
    backfill.nice = nice;
    backfill.pause = pause;
    return backfill;
}

/// Batches whose time grows with their rows, until the pace stands.
int settledRows(BackfillPace &pace, BackfillPace::Time aRow)
{
    for (int i = 0; i < 20; ++i)
        pace.took(pace.rows(), aRow * pace.rows());
    return pace.rows();
}

/// Somebody else's program, at work until this ends.
class Neighbour
{
public:
    explicit Neighbour(const TestDatabase &database)
        : m_thread([this, &database](const std::stop_token &stop) {
            const auto session = database.open(SessionRole::Control);
            must(session->query(u"SELECT set_config('application_name', 'etl', false)"_s).map([](const SqlRows &) {}), u"name"_s);
            while (!stop.stop_requested()) {
                must(session->query(u"SELECT 1"_s).map([](const SqlRows &) {}), u"work"_s);
                m_asked = true;
            }
        })
    {
    }
    bool isAtWork() const { return m_asked; }

private:
    std::atomic<bool> m_asked = false;
    std::jthread m_thread;
};

/// 12,000 orders without a country and the step that fills it in.
struct Filling
{
    explicit Filling(Engine engine, int nice)
        : bench(engine)
    {
        const QString numbers = engine == Engine::Postgresql ? u"generate_series(100000, 111999) AS n(i)"_s
                                                             : u"(WITH RECURSIVE n(i) AS (SELECT 100000 UNION ALL SELECT i + 1 FROM n WHERE i < 111999) SELECT i FROM n) AS n"_s;
        const QString day = engine == Engine::Postgresql ? u"date '2024-01-01'"_s : u"'2024-01-01'"_s;
        bench.f.run(u"INSERT INTO {orders} ({id}, {day}) SELECT i, "_s + day + u" FROM "_s + numbers);
        Backfill fill;
        fill.table = bench.f.names().relation(bench.f.names().orders);
        fill.set.insert(bench.f.names().country, u"'DE'"_s);
        fill.where = bench.f.q(bench.f.names().country) + u" IS NULL"_s;
        fill.batch = 20'000; // all of them at once
        fill.nice = nice;
        const auto compiled = bench.f.compile(u"fill"_s, fill);
        must(compiled.map([](const CompiledStep &) {}), u"compile"_s);
        step = *compiled;
    }
    /// The number of its batches.
    qint64 run()
    {
        const auto session = bench.f.database().open(SessionRole::Steps);
        StepProgress progress;
        const StepOutcome outcome = runStep(*session, bench.order(step, Direction::Forward), {}, progress);
        if (outcome.result != StepResult::Done)
            qFatal("%s", said(outcome).constData());
        return progress.batches.load();
    }

    StepBench bench;
    CompiledStep step;
};

} // namespace

/// How a backfill leaves room for others.
class BackfillPaceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aloneItTakesThePlansBatches()
    {
        BackfillPace pace(Engine::Postgresql, backfill(20'000, 3));
        pace.setOthersAtWork(false);
        QCOMPARE(pace.rows(), 20'000);
        pace.took(20'000, 400ms);
        QCOMPARE(pace.rows(), 20'000);
        QCOMPARE(pace.rest(), Duration(0));
    }

    void besideOthersABatchIsShort()
    {
        BackfillPace pace(Engine::Postgresql, backfill(20'000, 3));
        QVERIFY(pace.rows() <= 500); // before anything was measured, and before anybody was asked
        QCOMPARE(settledRows(pace, 20us), 150);
        BackfillPace file(Engine::Sqlite, backfill(20'000, 3));
        QCOMPARE(settledRows(file, 20us), 2'500);
    }

    void itNeverExceedsThePlansBatch()
    {
        BackfillPace pace(Engine::Postgresql, backfill(120, 3));
        QCOMPARE(settledRows(pace, 1us), 120);
        BackfillPace few(Engine::Postgresql, backfill(7, 3));
        QCOMPARE(settledRows(few, 10ms), 7); // below what a batch is cut to
    }

    /// One batch waited for somebody's row: the next is not a single row.
    void oneSlowBatchHalvesItOnly()
    {
        BackfillPace pace(Engine::Postgresql, backfill(20'000, 3));
        const int before = settledRows(pace, 10us);
        pace.took(before, 10s);
        QCOMPARE(pace.rows(), before / 2);
        QVERIFY(pace.rest() <= 5s);
    }

    void itRestsSoManyTimesAsLong()
    {
        BackfillPace pace(Engine::Postgresql, backfill(20'000, 3));
        pace.took(250, 4'100us);
        QCOMPARE(pace.rest(), Duration(13)); // rounded up
        BackfillPace eager(Engine::Postgresql, backfill(20'000, 0));
        QCOMPARE(eager.rows(), 20'000);
        eager.took(20'000, 400ms);
        QCOMPARE(eager.rest(), Duration(0));
    }

    void thePlansPauseIsTheLeast()
    {
        BackfillPace pace(Engine::Postgresql, backfill(20'000, 3, 50ms));
        pace.took(250, 4ms);
        QCOMPARE(pace.rest(), Duration(50));
        pace.took(250, 40ms);
        QCOMPARE(pace.rest(), Duration(120));
        pace.setOthersAtWork(false);
        QCOMPARE(pace.rest(), Duration(50));
    }

    /// A step that was compiled before batches had a pace is run as it was.
    void olderStepsKeepTheirs()
    {
        CompiledStep step;
        step.backfill = backfill(10'000, 3, 20ms);
        step.backfill->nextBoundSql = u"SELECT {rows}"_s;
        QJsonObject json = toJson(step);
        const auto again = compiledStepFromJson(json);
        VERIFY_OK(again);
        QCOMPARE(again->backfill, step.backfill);
        QJsonObject older = json[u"backfill"_s].toObject();
        older.remove(u"rows"_s);
        older.remove(u"nice"_s);
        json[u"backfill"_s] = older;
        const auto read = compiledStepFromJson(json);
        VERIFY_OK(read);
        BackfillPace pace(Engine::Postgresql, *read->backfill);
        pace.took(pace.rows(), 400ms);
        QCOMPARE(pace.rest(), Duration(20));
        QCOMPARE(nextBoundStatement(*again->backfill, {}, 77), u"SELECT 77"_s);
    }

    void aloneOnTheServerItIsOneBatch()
    {
        Filling filling(Engine::Postgresql, 3);
        QCOMPARE(filling.run(), 1);
    }

    void besideANeighbourItIsMany()
    {
        Filling filling(Engine::Postgresql, 3);
        const Neighbour neighbour(filling.bench.f.database());
        QTRY_VERIFY(neighbour.isAtWork());
        QVERIFY(filling.run() > 2);
        QCOMPARE(filling.bench.f.value(u"SELECT count(*) FROM %1 WHERE %2 IS NULL"_s.arg(
                     filling.bench.f.rel(filling.bench.f.names().orders), filling.bench.f.q(filling.bench.f.names().country))).toInt(), 0);
    }

    void unlessThePlanIsNotNice()
    {
        Filling filling(Engine::Postgresql, 0);
        const Neighbour neighbour(filling.bench.f.database());
        QTRY_VERIFY(neighbour.isAtWork());
        QCOMPARE(filling.run(), 1);
    }

    /// Others' commits must not stand in line behind those of batches; what says that the step is done is on disk, and by
    /// it all that was written before.
    void onlyTheReceiptWaitsForTheDisk()
    {
        Filling filling(Engine::Postgresql, 3);
        const auto owner = filling.bench.f.database().open(SessionRole::Control);
        const QString orders = filling.bench.f.rel(filling.bench.f.names().orders);
        for (const QString &sql : { u"CREATE TABLE commits (what text, waits text)"_s,
                 u"CREATE FUNCTION note_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.commits"
                  " SELECT TG_TABLE_NAME, pg_catalog.current_setting('synchronous_commit'); RETURN NULL; END $$"_s,
                 u"CREATE TRIGGER noted AFTER UPDATE ON %1 EXECUTE FUNCTION note_commit()"_s.arg(orders),
                 u"CREATE TRIGGER noted AFTER INSERT ON sluice.receipt EXECUTE FUNCTION note_commit()"_s })
            VERIFY_OK(owner->execute(sql));
        filling.run();
        const auto waits = owner->query(u"SELECT string_agg(DISTINCT waits, ' ' ORDER BY waits) FROM commits GROUP BY what = 'receipt' ORDER BY what = 'receipt'"_s);
        VERIFY_OK(waits);
        QCOMPARE(waits->rows, (QList<QVariantList> { { u"off"_s }, { u"on"_s } }));
    }

    /// SQLite does not say who else has the file open.
    void whereNobodyTellsThereAreOthers()
    {
        QVERIFY(dialectFor(Engine::Sqlite).othersAtWorkSql().isEmpty());
        Filling filling(Engine::Sqlite, 3);
        QVERIFY(filling.run() > 2);
    }

    /// A role that may not look at others' sessions sees that they are there, not what they do.
    void whatMayNotBeSeenCountsAsAtWork()
    {
        const TestDatabase database(Engine::Postgresql);
        const auto owner = database.open(SessionRole::Control);
        VERIFY_OK(owner->execute(u"CREATE ROLE sluice_pace_blind"_s));
        VERIFY_OK(owner->query(u"SELECT set_config('application_name', 'etl', false)"_s));
        const auto blind = database.open(SessionRole::Control);
        VERIFY_OK(blind->execute(u"SET SESSION AUTHORIZATION sluice_pace_blind"_s));
        const auto answer = blind->query(dialectFor(Engine::Postgresql).othersAtWorkSql());
        VERIFY_OK(answer);
        QVERIFY(answer->scalar().toBool());
    }
};

QTEST_GUILESS_MAIN(BackfillPaceTest)
#include "tst_backfill_pace.moc"
