// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"
#include "engine/rollback_proof.h"
#include "plan/workspace.h"
#include "service/local_service.h"
#include "support/postgres_cluster.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <thread>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

const char *const kPlan = R"(apiVersion: sluice/v1
kind: RolloutPlan
metadata: {id: loyalty, title: Show loyalty in the customer list, reason: marketing asks, owner: crm}
target: {connection: pagila, objects: [public.customer, public.customer_list]}
flags:
  - {name: loyalty, serves: public.customer_list, legacy: public.customer_list_v1, candidate: public.customer_list_v2}
stages:
  - id: compatibility
    kind: compatibility
    steps:
      - {id: column, op: add_column, table: public.customer, column: {name: loyalty, type: integer}}
    gates:
      - {id: customers, probe: row_count, table: public.customer, min: 599, interval: 200ms, warmup: 1, min_samples: 2}
    bake: 400ms
  - id: additive
    kind: additive
    steps:
      - {id: fill, op: backfill, table: public.customer, set: {loyalty: "customer_id % 5"}, where: "loyalty is null", batch: 100}
      - {id: by-loyalty, op: create_index, name: customer_loyalty, table: public.customer, columns: [loyalty], concurrently: true}
      - {id: v2, op: create_view, view: public.customer_list_v2, sql_file: sql/customer_list_v2.sql}
      - {id: route, op: install_flag, flag: loyalty}
    gates:
      - {id: ids, probe: uniqueness, table: public.customer, columns: [customer_id], max: 0, interval: 200ms, warmup: 1, min_samples: 2}
    bake: 400ms
  - id: forward
    kind: forward
    exposure: [{cohort: pilot_analysts, hold: 1s}, {cohort: all, hold: 2m}]
    gates:
      - {id: errors, probe: error_rate, from: public.job_runs, failed: "status = 'failed'", time: finished_at, window: 1h, max: 0.1, interval: 200ms, warmup: 1, min_samples: 2}
    on_breach: rollback
  - id: resilience
    kind: resilience
    gates:
      - {id: still-there, probe: row_count, table: public.customer, min: 599, interval: 200ms, min_samples: 2}
    bake: 1s
rollback: {window: 1h, owner: "@crm-oncall", budget: {max_lock: 1s, max_duration: 1m}}
)";

const char *const kCandidate = R"(SELECT cu.customer_id AS id, cu.first_name || ' ' || cu.last_name AS name, a.address, a.postal_code AS "zip code",
    a.phone, city.city, country.country, 'loyalty ' || COALESCE(cu.loyalty, 0) AS notes, cu.store_id AS sid
FROM public.customer cu
JOIN public.address a ON cu.address_id = a.address_id
JOIN public.city ON a.city_id = city.city_id
JOIN public.country ON city.country_id = country.country_id
)";

/// Inserts customers and job runs until it is destroyed; never minds a lost moment.
class LiveWriter
{
public:
    explicit LiveWriter(PostgresCluster &cluster)
        : m_thread([this, &cluster] { write(cluster); })
    {
    }
    ~LiveWriter()
    {
        m_stop = true;
        m_thread.join();
    }
    std::atomic<bool> failing { false };
    std::atomic<int> written { 0 };

private:
    void write(PostgresCluster &cluster)
    {
        const auto session = cluster.open(u"pagila"_s);
        while (session && !m_stop) {
            const bool inserted = (*session)
                                      ->execute(u"INSERT INTO public.customer (store_id, first_name, last_name, address_id, active)"
                                                " SELECT 1, 'Late', 'Writer', 5, 1 FROM pg_sleep(0.02)"_s)
                                      .has_value();
            written += inserted ? 1 : 0;
            (void)(*session)->execute(
                u"INSERT INTO public.job_runs (status) SELECT '%1' FROM generate_series(1, 20)"_s.arg(failing ? u"failed"_s : u"done"_s));
        }
    }
    std::atomic<bool> m_stop { false };
    std::thread m_thread;
};

} // namespace

class PagilaTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void fourStagesAndBack();
    void aTriggerThatCannotBeUndoneIsRefused();

private:
    QString scalar(const QString &sql);
    void statements(const QStringList &list);
    void writeFile(const QString &path, const char *text);

    std::unique_ptr<PostgresCluster> m_cluster;
    QTemporaryDir m_folder;
    SystemClock m_clock;
};

QString PagilaTest::scalar(const QString &sql)
{
    const auto session = m_cluster->open(u"pagila"_s);
    const auto rows = (*session)->query(sql);
    return rows ? rows->scalar().toString() : u"error: "_s + rows.error().what;
}

void PagilaTest::statements(const QStringList &list)
{
    const auto session = m_cluster->open(u"pagila"_s);
    for (const QString &sql : list) {
        const auto done = (*session)->execute(sql);
        QVERIFY2(done, qPrintable(done ? QString() : sql + u": "_s + done.error().what));
    }
}

void PagilaTest::writeFile(const QString &path, const char *text)
{
    QFile file(m_folder.filePath(path));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
}

void PagilaTest::initTestCase()
{
    const QString dump = qEnvironmentVariable("SLUICE_SOURCE_DIR") + u"/../shared/data/sampledb/pagila_neon_pg15.sql.gz"_s;
    QVERIFY2(QFile::exists(dump), qPrintable(u"shared data is absent: "_s + dump));
    auto cluster = PostgresCluster::create();
    QVERIFY2(cluster, qPrintable(cluster ? QString() : cluster.error().what));
    m_cluster = *std::move(cluster);
    QVERIFY(m_cluster->createDatabase(u"pagila"_s));
    QProcess load;
    load.setProcessChannelMode(QProcess::MergedChannels);
    load.start(u"bash"_s,
        { u"-c"_s, u"set -o pipefail; gunzip -c '%1' | '%2/psql' -h 127.0.0.1 -p %3 -U postgres -d pagila -q -v ON_ERROR_STOP=1 >/dev/null"_s.arg(
                       dump, PostgresCluster::binaryFolder()).arg(m_cluster->port()) });
    QVERIFY(load.waitForFinished(120'000));
    QVERIFY2(load.exitCode() == 0, load.readAll().constData());
    statements({ u"CREATE TABLE public.job_runs (id bigserial PRIMARY KEY, status text NOT NULL, finished_at timestamptz NOT NULL DEFAULT now())"_s,
        // Pagila's trigger stamps last_update on every UPDATE: the backfill is refused while it is on (see below).
        u"ALTER TABLE public.customer DISABLE TRIGGER last_updated"_s, u"CREATE ROLE pilot_analysts"_s, u"CREATE ROLE pilot_reader LOGIN IN ROLE pilot_analysts"_s, u"CREATE ROLE analyst LOGIN"_s,
        u"GRANT SELECT ON public.customer_list TO pilot_reader, analyst"_s, u"COMMENT ON VIEW public.customer_list IS 'what the call centre reads'"_s });
    QVERIFY(createWorkspace(m_folder.path(), u"pagila"_s));
    writeFile(u"plans/loyalty.yaml"_s, kPlan);
    writeFile(u"sql/customer_list_v2.sql"_s, kCandidate);
}

void PagilaTest::fourStagesAndBack()
{
    auto opened = openWorkspace(m_folder.path());
    QVERIFY2(opened, qPrintable(opened ? QString() : opened.error().what));
    ConnectionProfile profile = m_cluster->profile(u"pagila"_s);
    profile.name = u"pagila"_s;
    LocalService service(*opened, ServiceDependencies { &m_clock, nullptr, u"test"_s });
    service.start();
    const auto added = service.addConnection(profile, Secret());
    QTRY_VERIFY(added.isFinished());
    QVERIFY2(added.result(), qPrintable(added.result() ? QString() : added.result().error().what));
    const auto enrolled = service.enrolConnection(u"pagila"_s);
    QTRY_VERIFY(enrolled.isFinished());
    QVERIFY2(enrolled.result(), qPrintable(enrolled.result() ? QString() : enrolled.result().error().what));

    const QString before = scalar(u"SELECT md5(string_agg(c::text, '|' ORDER BY id)) FROM public.customer_list c"_s);
    LiveWriter writer(*m_cluster);
    QTRY_VERIFY(writer.written > 3);
    const auto started = service.startRollout(u"loyalty"_s, u"test"_s);
    QTRY_VERIFY_WITH_TIMEOUT(started.isFinished(), 20'000);
    QVERIFY2(started.result(), qPrintable(started.result() ? QString() : started.result().error().what));
    const QString run = *started.result();
    const auto state = [&] {
        const RolloutView *view = service.snapshot() ? service.snapshot()->rollout(u"loyalty"_s) : nullptr;
        return view ? view->state : RunState {};
    };
    const auto why = [&] {
        QString text = runPhaseName(state().phase) + u' ' + state().currentStage;
        for (const Hold &hold : state().holds)
            text += u" held: "_s + hold.why;
        if (const auto error = service.runnerError(run))
            text += u" runner: "_s + error->what;
        return text;
    };
    const auto exposed = [&](int cohorts) { return state().stage(u"forward"_s) && state().stage(u"forward"_s)->exposure == cohorts; };

    // The pilot sees the candidate, the others the legacy, through one and the same view.
    QTRY_VERIFY2_WITH_TIMEOUT(exposed(1), qPrintable(why()), 60'000);
    const QString notes = u"SELECT min(notes) FROM public.customer_list WHERE id = 7"_s;
    const auto as = [&](const QString &role) {
        const auto session = m_cluster->open(u"pagila"_s);
        const auto set = (*session)->execute(u"SET ROLE "_s + role);
        const auto rows = (*session)->query(notes);
        return set && rows ? rows->scalar().toString() : u"error"_s;
    };
    QCOMPARE(as(u"pilot_reader"_s), u"loyalty 2"_s);
    QCOMPARE(as(u"analyst"_s), u"active"_s);
    QTRY_VERIFY2_WITH_TIMEOUT(exposed(2), qPrintable(why()), 60'000);
    QCOMPARE(as(u"analyst"_s), u"loyalty 2"_s);

    writer.failing = true;
    QTRY_VERIFY2_WITH_TIMEOUT(state().phase == RunPhase::RolledBack || state().phase == RunPhase::RollbackStuck, qPrintable(why()), 60'000);
    QVERIFY(state().rollback.has_value());
    QVERIFY2(state().rollback->result == RollbackResult::Exact,
        qPrintable(rollbackProofFromJson(state().rollback->proof).exceptions.join(u"; "_s) + state().rollback->stuckWhy));
    QCOMPARE(state().rollback->trigger, u"gate"_s);
    QCOMPARE(state().rollback->to, u"additive"_s);
    QCOMPARE(as(u"pilot_reader"_s), u"active"_s);

    // And all the way: the schema is as it was before the first step, with the rows that arrived meanwhile.
    const auto back = service.rollBack(run, {}, u"all the way"_s);
    QTRY_VERIFY(back.isFinished());
    QVERIFY2(back.result(), qPrintable(back.result() ? QString() : back.result().error().what));
    QTRY_VERIFY2_WITH_TIMEOUT(state().isTerminal() || state().phase == RunPhase::RollbackStuck, qPrintable(why()), 60'000);
    const RollbackProof proof = rollbackProofFromJson(state().rollback->proof);
    QVERIFY2(proof.result == RollbackResult::Exact, qPrintable(proof.exceptions.join(u"; "_s) + state().rollback->stuckWhy));
    QCOMPARE(proof.fingerprintBefore, proof.fingerprintAfter);
    QCOMPARE(proof.tables.size(), 1);
    QVERIFY(proof.tables[0].arrived > 0);
    QVERIFY(proof.tables[0].isEqual);
    QCOMPARE(scalar(u"SELECT has_table_privilege('analyst', 'public.customer_list', 'SELECT')::text"_s), u"true"_s);
    QCOMPARE(scalar(u"SELECT obj_description('public.customer_list'::regclass)"_s), u"what the call centre reads"_s);
    QCOMPARE(scalar(u"SELECT md5(string_agg(c::text, '|' ORDER BY id)) FROM public.customer_list c WHERE name <> 'Late Writer'"_s), before);
    QCOMPARE(scalar(u"SELECT count(*)::text FROM pg_attribute WHERE attrelid = 'public.customer'::regclass AND attname = 'loyalty'"_s), u"0"_s);
}

void PagilaTest::aTriggerThatCannotBeUndoneIsRefused()
{
    statements({ u"ALTER TABLE public.customer ENABLE TRIGGER last_updated"_s, u"ALTER TABLE public.customer ADD COLUMN tier integer"_s });
    const auto session = m_cluster->open(u"pagila"_s);
    Plan plan;
    Stage stage;
    stage.id = u"s"_s;
    stage.steps = { Step { u"fill"_s, Backfill { { u"public"_s, u"customer"_s }, { { u"tier"_s, u"1"_s } }, u"tier is null"_s, {}, 100, {} }, {}, {} } };
    plan.stages = { stage };
    const auto compiled = compileStep(**session, plan, stage.steps[0], u"run"_s);
    QVERIFY(!compiled);
    QCOMPARE(compiled.error().code, ErrorCode::Refused);
    QVERIFY2(compiled.error().what.contains(u"last_updated"_s), qPrintable(compiled.error().what));
}

QTEST_GUILESS_MAIN(PagilaTest)
#include "tst_pagila.moc"
