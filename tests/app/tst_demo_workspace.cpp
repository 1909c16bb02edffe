// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/shared/demo_warehouse.h"
#include "app/shared/demo_workspace.h"
#include "engine/run_state.h"
#include "ledger/ledger.h"
#include "lineage/dbt_manifest.h"
#include "plan/plan_bundle.h"
#include "policy/lint.h"
#include "quality/probe.h"
#include "quality/sample_store.h"
#include "service/check_standing.h"
#include "warehouse/compiled_step.h"

#include "support/verify.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestDemoWorkspace : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void opensAsAWorkspace();
    void plansReadAndValidate();
    void itsChecksHold();
    void theReadyPlanHasFourStages();
    void sizes_data();
    void sizes();
    void viewsReturnRows_data();
    void viewsReturnRows();
    void businessIsBelievable();
    void sameMomentSameRows();
    void gatesMeasureAtOnce();
    void targetIsEnrolled();
    void historyFolds();
    void historyHasSamples();
    void manifestReads();
    void refusesToOverwrite();
    void brokenAttemptLeavesNothing();

private:
    QVariant value(const QString &sql);
    std::unique_ptr<SqlSession> open(SessionRole role);

    QTemporaryDir m_folder;
    Workspace m_workspace;
    SystemClock m_clock;
};

void TestDemoWorkspace::initTestCase()
{
    QVERIFY(m_folder.isValid());
    QStringList said;
    QElapsedTimer timer;
    timer.start();
    const auto made = createDemoWorkspace(m_folder.filePath(u"shop"_s), m_clock, [&](const QString &what) { said << what; });
    VERIFY_OK(made);
    qInfo("demo workspace made in %.1f s", static_cast<double>(timer.elapsed()) / 1000.0);
    // Twenty times what it takes on an idle machine: a budget against hanging, not a measurement.
    QVERIFY(timer.elapsed() < 120'000);
    QVERIFY(said.size() >= 3);
    m_workspace = *made;
}

std::unique_ptr<SqlSession> TestDemoWorkspace::open(SessionRole role)
{
    auto session = SqlSession::open(*m_workspace.connection(u"warehouse"_s), m_workspace.root, role, {});
    if (!session)
        qFatal("%s", qPrintable(session.error().what));
    return *std::move(session);
}

QVariant TestDemoWorkspace::value(const QString &sql)
{
    const auto rows = open(SessionRole::Catalogue)->query(sql);
    if (!rows)
        qFatal("%s: %s", qPrintable(sql), qPrintable(rows.error().what));
    return rows->scalar();
}

void TestDemoWorkspace::opensAsAWorkspace()
{
    const auto workspace = openWorkspace(m_workspace.root);
    VERIFY_OK(workspace);
    QCOMPARE(workspace->connections.size(), 1);
    QCOMPARE(workspace->connections.first().environment, Environment::Dev);
    QCOMPARE(workspace->lineage.size(), 2);
    QVERIFY(isDemoWorkspace(*workspace));
    Workspace other = *workspace;
    other.root = m_folder.path();
    QVERIFY(!isDemoWorkspace(other));
}

void TestDemoWorkspace::plansReadAndValidate()
{
    const QStringList files = planFiles(m_workspace);
    QCOMPARE(files.size(), 4);
    for (const QString &file : files) {
        QList<PlanFinding> findings;
        const auto bundle = readPlan(m_workspace.root, file, &findings);
        VERIFY_OK(bundle);
        QVERIFY2(findings.isEmpty(), findings.isEmpty() ? "" : qPrintable(findings.first().text));
        for (const Stage &stage : bundle->plan.stages) {
            for (const Gate &gate : stage.gates)
                VERIFY_OK(compileProbe(Engine::Sqlite, gate));
        }
    }
}

void TestDemoWorkspace::itsChecksHold()
{
    const ChecksFolder checks = readChecksFolder(m_workspace.root);
    QVERIFY2(checks.problems.isEmpty(), checks.problems.isEmpty() ? "" : qPrintable(checks.problems[0].what));
    QCOMPARE(checks.domains.size(), 1);
    QVERIFY(checks.domains[0].gates.size() >= 3);
    QVERIFY(lintChecks(checks.domains[0], {}, m_workspace).findings.isEmpty());
    const auto open = [this](const ConnectionProfile &profile, const QString &) {
        return SqlSession::open(profile, m_workspace.root, SessionRole::Probe, {});
    };
    const ChecksStanding standing = lookAtChecks(m_workspace, {}, open, m_clock);
    for (const CheckStanding &check : standing.domains.constFirst().gates)
        QVERIFY2(check.record.verdict == Verdict::Healthy, qPrintable(whySentence(check.record)));
}

void TestDemoWorkspace::theReadyPlanHasFourStages()
{
    const auto bundle = readPlan(m_workspace.root, m_workspace.planFile(demoPlanId()));
    VERIFY_OK(bundle);
    const Plan &plan = bundle->plan;
    QStringList kinds;
    for (const Stage &stage : plan.stages) {
        kinds << stageKindName(stage.kind);
        QVERIFY(!stage.gates.isEmpty());
    }
    QCOMPARE(kinds, (QStringList { u"compatibility"_s, u"additive"_s, u"forward"_s, u"resilience"_s }));
    QCOMPARE(plan.stages[2].onBreach, BreachAction::Rollback);
    QCOMPARE(plan.stages[2].exposure.size(), 1);
    QVERIFY(!plan.metadata.owner.isEmpty() && !plan.metadata.risks.isEmpty() && plan.metadata.milestone);
    QVERIFY(plan.metadata.milestone->date > QDate::currentDate());
    QVERIFY(bundle->runbookText.contains(u"- [ ] "_s) && bundle->runbookText.contains(u"```message initial"_s));
    // The first step compiles against the warehouse as it is.
    const auto session = open(SessionRole::Control);
    const auto step = compileStep(*session, plan, plan.stages[0].steps[0], u"test-run"_s);
    VERIFY_OK(step);
    QVERIFY(!step->forward.isEmpty());
}

void TestDemoWorkspace::sizes_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<qint64>("least");
    QTest::newRow("orders") << u"SELECT count(*) FROM orders"_s << qint64(200'000);
    QTest::newRow("payments") << u"SELECT count(*) FROM payments"_s << qint64(190'000);
    QTest::newRow("customers") << u"SELECT count(*) FROM customers"_s << qint64(10'000);
    QTest::newRow("products") << u"SELECT count(*) FROM products"_s << qint64(200);
    QTest::newRow("exchange rates") << u"SELECT count(*) FROM exchange_rates"_s << qint64(5'000);
    QTest::newRow("job runs") << u"SELECT count(*) FROM job_runs"_s << qint64(30'000);
    QTest::newRow("days of orders") << u"SELECT count(DISTINCT ordered_on) FROM orders"_s << qint64(728);
    QTest::newRow("rates of tomorrow") << u"SELECT count(*) FROM exchange_rates WHERE day = date('now', '+1 day')"_s << qint64(7);
    QTest::newRow("indexes") << u"SELECT count(*) FROM sqlite_schema WHERE type = 'index'"_s << qint64(6);
}

void TestDemoWorkspace::sizes()
{
    QFETCH(QString, sql);
    QFETCH(qint64, least);
    const qint64 found = value(sql).toLongLong();
    QVERIFY2(found >= least, qPrintable(QString::number(found)));
}

void TestDemoWorkspace::viewsReturnRows_data()
{
    QTest::addColumn<QString>("view");
    QTest::addColumn<int>("least");
    QTest::newRow("daily_revenue") << u"daily_revenue"_s << 728;
    QTest::newRow("revenue_dashboard") << u"revenue_dashboard"_s << 88;
    QTest::newRow("revenue_by_country") << u"revenue_by_country"_s << 12;
    QTest::newRow("customer_ltv") << u"customer_ltv"_s << 5'000;
    QTest::newRow("segment_value") << u"segment_value"_s << 3;
    QTest::newRow("product_performance") << u"product_performance"_s << 200;
    QTest::newRow("refund_rate") << u"refund_rate"_s << 100;
    QTest::newRow("finance_control") << u"finance_control"_s << 728;
    QTest::newRow("revenue_vs_control") << u"revenue_vs_control"_s << 728;
    QTest::newRow("job_health") << u"job_health"_s << 6;
}

void TestDemoWorkspace::viewsReturnRows()
{
    QFETCH(QString, view);
    QFETCH(int, least);
    const int rows = value(u"SELECT count(*) FROM "_s + view).toInt();
    QVERIFY2(rows >= least, qPrintable(QString::number(rows)));
}

void TestDemoWorkspace::businessIsBelievable()
{
    const auto number = [&](const QString &sql) { return value(sql).toDouble(); };
    const auto between = [](double value, double least, double most) {
        if (value < least || value > most)
            qWarning("%g is not between %g and %g", value, least, most);
        return value >= least && value <= most;
    };
    QVERIFY(between(number(u"SELECT avg(status = 'refunded') FROM orders"_s), 0.01, 0.06));
    QVERIFY(between(number(u"SELECT avg(status = 'cancelled') FROM orders"_s), 0.005, 0.04));
    QVERIFY(between(number(u"SELECT count(DISTINCT currency) FROM countries JOIN orders USING (country)"_s), 7, 7));
    QVERIFY(between(number(u"SELECT avg(country = 'DE') FROM orders"_s), 0.15, 0.4)); // no country has nearly all
    QVERIFY(between(number(u"SELECT max(c) FROM (SELECT count(*) AS c FROM orders GROUP BY customer_id)"_s), 10, 1'000));
    QVERIFY(between(number(u"SELECT count(*) FROM orders WHERE country IS NULL"_s), 1, 40));
    // Growth, season and weekdays.
    const QString from = u"SELECT count(*) FROM orders WHERE ordered_on BETWEEN date('now', '%1 days') AND date('now', '%2 days')"_s;
    QVERIFY(between(number(from.arg(u"-365"_s, u"-1"_s)) / number(from.arg(u"-730"_s, u"-366"_s)), 1.1, 1.6));
    const QString ofMonth = u"SELECT avg(c) FROM (SELECT count(*) AS c FROM orders WHERE strftime('%m', ordered_on) = '%1' GROUP BY ordered_on)"_s;
    QVERIFY(number(QString(ofMonth).replace(u"%1"_s, u"12"_s)) > 1.2 * number(QString(ofMonth).replace(u"%1"_s, u"02"_s)));
    const QString onWeekday = u"SELECT avg(c) FROM (SELECT count(*) AS c FROM orders WHERE strftime('%w', ordered_on) = '%1' GROUP BY ordered_on)"_s;
    QVERIFY(number(QString(onWeekday).replace(u"%1"_s, u"5"_s)) > 1.15 * number(QString(onWeekday).replace(u"%1"_s, u"0"_s)));
    // What the plan mends: naive revenue is far from the books.
    QVERIFY(number(u"SELECT sum(difference) / sum(settled_eur) FROM revenue_vs_control"_s) > 0.05);
}

void TestDemoWorkspace::sameMomentSameRows()
{
    const QDateTime moment(QDate(2026, 11, 22), QTime(14, 3), Qt::UTC);
    QStringList sums;
    for (const QString &name : { u"a.db"_s, u"b.db"_s }) {
        const QString file = m_folder.filePath(name);
        VERIFY_OK(buildDemoWarehouse(file, moment));
        const auto session = SqlSession::openFile(file, false);
        VERIFY_OK(session);
        const auto sum = (*session)->query(
            u"SELECT (SELECT count(*) || sluice_hash_sum(order_id, customer_id, product_id, country, amount, status, ordered_at, loaded_at) FROM orders)"
            " || (SELECT sluice_hash_sum(payment_id, method, status, amount_eur) FROM payments)"
            " || (SELECT sluice_hash_sum(run_id, job, status, rows_loaded, finished_at) FROM job_runs)"
            " || (SELECT sluice_hash_sum(day, currency, rate_to_eur) FROM exchange_rates)"_s);
        VERIFY_OK(sum);
        sums << sum->scalar().toString();
    }
    QVERIFY(sums[0].size() > 100);
    QCOMPARE(sums[0], sums[1]);
    VERIFY_ERROR(buildDemoWarehouse(m_folder.filePath(u"a.db"_s), moment), ErrorCode::AlreadyExists);
}

/// Before any step the compatibility gates have values; those that need the rollout's own objects say so.
void TestDemoWorkspace::gatesMeasureAtOnce()
{
    const auto bundle = readPlan(m_workspace.root, m_workspace.planFile(demoPlanId()));
    VERIFY_OK(bundle);
    const auto session = open(SessionRole::Probe);
    const auto sample = [&](const Gate &gate) { return runProbe(*session, gate, *compileProbe(Engine::Sqlite, gate), Branch::Live, m_clock.nowUtc()); };
    for (const Gate &gate : bundle->plan.stages[0].gates) {
        const Sample measured = sample(gate);
        QVERIFY2(measured.sampleClass == SampleClass::Good, qPrintable(gate.id + u": "_s + measured.detail));
        QCOMPARE(measured.value, 0.0);
    }
    for (const Gate &gate : bundle->plan.stages[2].gates) {
        if (gate.id == u"latency")
            QCOMPARE(sample(gate).sampleClass, SampleClass::Good);
        if (gate.id == u"no-nulls-live")
            QCOMPARE(sample(gate).sampleClass, SampleClass::Error);
    }
}

void TestDemoWorkspace::targetIsEnrolled()
{
    const auto session = open(SessionRole::Control);
    const auto identity = verifyTarget(*session);
    VERIFY_OK(identity);
    QCOMPARE(identity->environment, Environment::Dev);
    QVERIFY(!identity->uuid.isEmpty());
}

void TestDemoWorkspace::historyFolds()
{
    auto ledger = openSqliteLedger(m_workspace.ledgerFile, m_clock, u"tester"_s);
    VERIFY_OK(ledger);
    const auto report = (*ledger)->verify();
    VERIFY_OK(report);
    QVERIFY2(report->ok, qPrintable(report->problem));
    const auto events = (*ledger)->read(0);
    VERIFY_OK(events);
    QMap<QString, QList<Event>> runs;
    QDateTime last;
    for (const Event &event : *events) {
        QVERIFY(!last.isValid() || event.at >= last);
        last = event.at;
        if (!event.run.isEmpty())
            runs[event.run] << event;
    }
    QVERIFY(last < m_clock.nowUtc());
    QCOMPARE(runs.size(), 3);
    QMap<QString, RunState> states;
    for (const QList<Event> &one : runs) {
        const auto state = foldAll(one);
        VERIFY_OK(state);
        states.insert(state->plan, *state);
        QVERIFY(state->runner.isEmpty());
        VERIFY_OK((*ledger)->plan(state->digest));
    }
    QCOMPARE(states[u"orders-loaded-at"_s].phase, RunPhase::Sealed);
    QCOMPARE(states[u"customer-segment"_s].phase, RunPhase::Sealed);
    const RunState &back = states[u"refund-reasons"_s];
    QCOMPARE(back.phase, RunPhase::RolledBack);
    QVERIFY(back.rollback);
    QCOMPARE(back.rollback->result, RollbackResult::Exact);
    QVERIFY(back.rollback->proof[u"tables"_s].toArray().size() == 1);
    QCOMPARE(back.stage(u"additive"_s)->verdicts[u"export-errors"_s].verdict, Verdict::Breach);
    QCOMPARE(back.target, verifyTarget(*open(SessionRole::Control))->uuid);
    QVERIFY(!(*ledger)->currentLease(back.target).value());
}

void TestDemoWorkspace::historyHasSamples()
{
    const auto store = SampleStore::open(m_workspace.root + u"/.sluice/samples.db"_s);
    VERIFY_OK(store);
    const auto breached = (*store)->read({ .gate = u"export-errors"_s });
    VERIFY_OK(breached);
    QVERIFY(breached->size() > 50);
    QVERIFY(breached->last().value > 0.02);
}

void TestDemoWorkspace::manifestReads()
{
    const auto graph = readDbtManifest(m_workspace.root + u"/target/manifest.json"_s);
    VERIFY_OK(graph);
    QVERIFY2(graph->problems().isEmpty(), graph->problems().isEmpty() ? "" : qPrintable(graph->problems().first()));
    int exposures = 0;
    int unowned = 0;
    for (const LineageNode &node : graph->nodes()) {
        exposures += node.kind == NodeKind::Exposure ? 1 : 0;
        unowned += node.kind == NodeKind::Exposure && node.owner.isEmpty() ? 1 : 0;
    }
    QCOMPARE(exposures, 8);
    QCOMPARE(unowned, 1);
    const int orders = graph->indexOf(u"main.orders"_s);
    QVERIFY(orders >= 0);
    const QList<int> distances = graph->downstreamDistances({ orders });
    const auto reached = std::count_if(distances.cbegin(), distances.cend(), [](int distance) { return distance > 0; });
    QVERIFY2(reached >= 10, qPrintable(QString::number(reached)));
}

void TestDemoWorkspace::refusesToOverwrite()
{
    QFile file(m_workspace.root + u"/sluice.yaml"_s);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray before = file.readAll();
    VERIFY_ERROR(createDemoWorkspace(m_workspace.root, m_clock), ErrorCode::AlreadyExists);
    file.seek(0);
    QCOMPARE(file.readAll(), before);
}

void TestDemoWorkspace::brokenAttemptLeavesNothing()
{
    QFile plain(m_folder.filePath(u"plain"_s));
    QVERIFY(plain.open(QIODevice::WriteOnly));
    plain.close();
    QVERIFY(!createDemoWorkspace(m_folder.filePath(u"plain/shop"_s), m_clock));
    QVERIFY(plain.exists());
}

QTEST_GUILESS_MAIN(TestDemoWorkspace)
#include "tst_demo_workspace.moc"
