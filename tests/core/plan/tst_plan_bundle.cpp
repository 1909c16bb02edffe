// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "base/digest.h"
#include "plan/plan_bundle.h"
#include "plan/workspace.h"
#include "plan_folder.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

QString dataFolder()
{
    return qEnvironmentVariable("SLUICE_SOURCE_DIR") + u"/tests/data"_s;
}

QString examplePlan()
{
    return u"plans/orders-currency.yaml"_s;
}

void copyFolder(const QString &from, const QString &to)
{
    QVERIFY(QDir().mkpath(to));
    for (const QFileInfo &info : QDir(from).entryInfoList(QDir::Files | QDir::Dirs | QDir::NoDotAndDotDot)) {
        const QString target = to + u'/' + info.fileName();
        if (info.isDir())
            copyFolder(info.filePath(), target);
        else
            QVERIFY(QFile::copy(info.filePath(), target));
    }
}

void replaceIn(const QString &path, const QByteArray &before, const QByteArray &after)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QByteArray bytes = file.readAll();
    file.close();
    QVERIFY2(bytes.contains(before), before.constData());
    bytes.replace(before, after);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    file.write(bytes);
}

} // namespace

/// The whole way of one plan: file, values, canonical form, digest, and back.
class PlanBundleTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void exampleIsRead();
    void defaultsAreWrittenOut();
    void canonicalFormComesBack();
    void canonicalFormIsRfc8785();
    void digestIgnoresLook_data();
    void digestIgnoresLook();
    void digestSeesMeaning_data();
    void digestSeesMeaning();
    void absolutePathIsTheSamePlan();
    void planOutsideIsRefused();
    void aPlanIsFoundByItsId();
    void tamperedCanonicalIsCorrupt_data();
    void tamperedCanonicalIsCorrupt();
    void otherRunbookIsCorrupt();
};

void PlanBundleTest::exampleIsRead()
{
    QList<PlanFinding> findings;
    const auto bundle = readPlan(dataFolder(), examplePlan(), &findings);
    QVERIFY2(bundle, bundle ? "" : qPrintable(bundle.error().what));
    QVERIFY(findings.isEmpty());
    const Plan &plan = bundle->plan;
    QCOMPARE(plan.metadata.id, u"orders-currency"_s);
    QCOMPARE(plan.metadata.milestone->date, QDate(2027, 1, 4));
    QCOMPARE(plan.connection, u"warehouse"_s);
    QCOMPARE(plan.objects, (QList<RelationName> { { u"mart"_s, u"orders"_s }, { u"mart"_s, u"daily_revenue"_s } }));
    QCOMPARE(plan.stages.size(), 4);
    QCOMPARE(plan.stages[2].exposure.size(), 2);
    QCOMPARE(plan.stages[2].exposure[0].hold, Duration(std::chrono::hours(4)));
    const auto &fill = std::get<Backfill>(plan.stages[1].steps[1].body);
    QCOMPARE(fill.set.value(u"currency"_s), u"upper(country)"_s);
    QCOMPARE(fill.batch, 20000);
    const auto &view = std::get<CreateView>(plan.stages[1].steps[2].body);
    QCOMPARE(view.query.file, u"sql/daily_revenue_v2.sql"_s);
    QVERIFY(view.query.text.startsWith(u"-- Revenue by day"));
    const Gate &latency = plan.stages[2].gates[0];
    QCOMPARE(latency.limits, (QList<Limit> { { LimitSide::AtMost, 1.2, true, u"1.2x baseline"_s } }));
    QCOMPARE(latency.hardLimit, 3.0);
    QCOMPARE(latency.onBreach, BreachAction::Rollback);
    const Gate &fresh = plan.stages[2].gates[2];
    QCOMPARE(fresh.limits, (QList<Limit> { { LimitSide::AtMost, 900, false, u"15m"_s } }));
    QCOMPARE(fresh.onBreach, BreachAction::Hold);
    QVERIFY(!fresh.maxAge);
    QCOMPARE(plan.stages[1].gates[0].maxAge, Duration(std::chrono::hours(1)));
    QCOMPARE(plan.rollback.window, Duration(std::chrono::hours(72)));
    QVERIFY(bundle->runbookText.startsWith(u"# Take back"));
    QCOMPARE(bundle->digest, sha256Hex(bundle->canonical));
    QCOMPARE(bundle->file, dataFolder() + u'/' + examplePlan());
    QCOMPARE(bundle->places.value(u"stages[0].steps[0]"_s).line, 26);
    QCOMPARE(bundle->places.value(u"stages[0].steps[0]"_s).column, 9);
}

void PlanBundleTest::defaultsAreWrittenOut()
{
    const auto bundle = readPlan(dataFolder(), examplePlan());
    QVERIFY(bundle);
    const Step &step = bundle->plan.stages[0].steps[0];
    QCOMPARE(step.lockTimeout, Duration(300));
    QCOMPARE(step.statementTimeout, Duration(std::chrono::minutes(15)));
    for (const char *written : { R"("interval":"30s")", R"("min_samples":10)", R"("on_no_data":"hold")", R"("empty_means":"no_data")",
             R"("lock_timeout":"300ms")", R"("nullable":true)", R"("writes_rows":false)" })
        QVERIFY2(bundle->canonical.contains(written), written);
}

void PlanBundleTest::canonicalFormComesBack()
{
    const auto bundle = readPlan(dataFolder(), examplePlan());
    QVERIFY(bundle);
    const auto back = bundleFromCanonical(bundle->canonical, bundle->runbookText);
    QVERIFY2(back, back ? "" : qPrintable(back.error().what));
    QVERIFY(back->plan == bundle->plan);
    QCOMPARE(back->canonical, bundle->canonical);
    QCOMPARE(back->digest, bundle->digest);
    QCOMPARE(back->runbookText, bundle->runbookText);
    QVERIFY(back->file.isEmpty());
}

void PlanBundleTest::canonicalFormIsRfc8785()
{
    const auto bundle = readPlan(dataFolder(), examplePlan());
    QVERIFY(bundle);
    QVERIFY(bundle->canonical.startsWith(R"({"apiVersion":"sluice/v1","communication":{"channels":)"));
    QVERIFY(!bundle->canonical.contains('\n'));
    QVERIFY(bundle->canonical.contains(R"(group by cast(ordered_at as date), currency\n")"));
}

void PlanBundleTest::digestIgnoresLook_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::newRow("comment") << QByteArray("apiVersion:") << QByteArray("# a remark\napiVersion:");
    QTest::newRow("written default") << QByteArray("on_breach: rollback\n") << QByteArray("on_breach: rollback\n    bake: 0s\n");
    QTest::newRow("number") << QByteArray("max: 0.001,") << QByteArray("max: 1.0e-3,");
    QTest::newRow("duration") << QByteArray("window: 72h, owner") << QByteArray("window: 3d, owner");
    QTest::newRow("quotes") << QByteArray("ticket: FIN-4821") << QByteArray("ticket: \"FIN-4821\"");
    QTest::newRow("limit is max") << QByteArray("limit: 0.0001") << QByteArray("max: 0.0001");
    QTest::newRow("quoted relation") << QByteArray("view: mart.daily_revenue_v2") << QByteArray("view: '\"mart\".daily_revenue_v2'");
}

void PlanBundleTest::digestIgnoresLook()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QTemporaryDir copy;
    copyFolder(dataFolder(), copy.path());
    const auto first = readPlan(copy.path(), examplePlan());
    QVERIFY(first);
    replaceIn(copy.filePath(examplePlan()), before, after);
    const auto second = readPlan(copy.path(), examplePlan());
    QVERIFY2(second, second ? "" : qPrintable(second.error().what));
    QCOMPARE(second->digest, first->digest);
}

void PlanBundleTest::digestSeesMeaning_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::newRow("limit") << examplePlan() << QByteArray("max: 0.001,") << QByteArray("max: 0.0011,");
    QTest::newRow("title") << examplePlan() << QByteArray("title: Add") << QByteArray("title: add");
    QTest::newRow("inline SQL") << examplePlan() << QByteArray("'ISO 4217'") << QByteArray("'ISO  4217'");
    QTest::newRow("referenced SQL") << u"sql/dashboard.sql"_s << QByteArray("order by day") << QByteArray("order by day ");
    QTest::newRow("runbook") << u"runbooks/orders-currency.md"_s << QByteArray("Pause") << QByteArray("Stop");
    QTest::newRow("step order") << examplePlan() << QByteArray("exposure: [{cohort: pilot_analysts, hold: 4h}, {cohort: all, hold: 20h}]")
                                << QByteArray("exposure: [{cohort: all, hold: 20h}]");
}

void PlanBundleTest::digestSeesMeaning()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QTemporaryDir copy;
    copyFolder(dataFolder(), copy.path());
    const auto first = readPlan(copy.path(), examplePlan());
    QVERIFY(first);
    replaceIn(copy.filePath(file), before, after);
    const auto second = readPlan(copy.path(), examplePlan());
    QVERIFY2(second, second ? "" : qPrintable(second.error().what));
    QVERIFY(second->digest != first->digest);
}

void PlanBundleTest::absolutePathIsTheSamePlan()
{
    const auto relative = readPlan(dataFolder(), examplePlan());
    const auto absolute = readPlan(dataFolder(), dataFolder() + u'/' + examplePlan());
    QVERIFY(relative);
    QVERIFY(absolute);
    QCOMPARE(absolute->digest, relative->digest);
}

void PlanBundleTest::planOutsideIsRefused()
{
    const auto bundle = readPlan(dataFolder() + u"/plans"_s, dataFolder() + u"/sluice.yaml"_s);
    QVERIFY(!bundle);
    QCOMPARE(bundle.error().code, ErrorCode::InvalidPlan);
    QVERIFY(bundle.error().what.contains(u"outside of the workspace"));
}

void PlanBundleTest::aPlanIsFoundByItsId()
{
    PlanFolder folder;
    Workspace workspace;
    workspace.root = folder.path();
    QCOMPARE(readPlanOf(workspace, u"p"_s).error().code, ErrorCode::NotFound);
    QVERIFY(folder.write(u"plans/p.yaml"_s, samplePlanWith("id: p\n", "id: other\n")));
    QVERIFY(folder.write(u"plans/any name.yaml"_s, samplePlan()));
    QVERIFY(folder.write(u"plans/broken.yaml"_s, "apiVersion: ["));
    const auto found = readPlanOf(workspace, u"p"_s);
    QVERIFY2(found, found ? "" : qPrintable(found.error().what));
    QCOMPARE(found->file, folder.filePath(u"plans/any name.yaml"_s));
    QCOMPARE(readPlanOf(workspace, u"other"_s)->file, folder.filePath(u"plans/p.yaml"_s));
    const Error unknown = readPlanOf(workspace, u"none"_s).error();
    QCOMPARE(unknown.code, ErrorCode::NotFound);
    QCOMPARE(unknown.next, u"there are: p, other"_s);
    QCOMPARE(readPlanOf(workspace, u"broken"_s).error().code, ErrorCode::InvalidPlan);
    QVERIFY(folder.write(u"plans/twice.yaml"_s, samplePlan()));
    const Error twice = readPlanOf(workspace, u"p"_s).error();
    QCOMPARE(twice.code, ErrorCode::AlreadyExists);
    QVERIFY(twice.what.contains(u"any name.yaml") && twice.what.contains(u"twice.yaml"));
}

void PlanBundleTest::tamperedCanonicalIsCorrupt_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::newRow("space") << QByteArray(":{") << QByteArray(": {");
    QTest::newRow("key order") << QByteArray(R"("id":"fill","key":"order_id")") << QByteArray(R"("key":"order_id","id":"fill")");
    QTest::newRow("default left out") << QByteArray(R"("warmup":2)") << QByteArray(R"("warmup":2.0)");
    QTest::newRow("duplicate key") << QByteArray(R"("retries":12)") << QByteArray(R"("retries":11,"retries":12)");
    QTest::newRow("number look") << QByteArray("0.0001") << QByteArray("1e-4");
    QTest::newRow("duration look") << QByteArray(R"("3d")") << QByteArray(R"("72h")");
    QTest::newRow("unknown key") << QByteArray(R"("ticket":)") << QByteArray(R"("tikket":)");
    QTest::newRow("unknown op") << QByteArray(R"("op":"backfill")") << QByteArray(R"("op":"back_fill")");
    QTest::newRow("not an object") << QByteArray("{\"apiVersion\"") << QByteArray("[{\"apiVersion\"");
    QTest::newRow("cut") << QByteArray("\"target\"") << QByteArray("");
}

void PlanBundleTest::tamperedCanonicalIsCorrupt()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    const auto bundle = readPlan(dataFolder(), examplePlan());
    QVERIFY(bundle);
    QByteArray bytes = bundle->canonical;
    QVERIFY(bytes.contains(before));
    bytes.replace(before, after);
    const auto back = bundleFromCanonical(bytes, bundle->runbookText);
    QVERIFY(!back);
    QCOMPARE(back.error().code, ErrorCode::LedgerCorrupt);
}

void PlanBundleTest::otherRunbookIsCorrupt()
{
    const auto bundle = readPlan(dataFolder(), examplePlan());
    QVERIFY(bundle);
    const auto back = bundleFromCanonical(bundle->canonical, bundle->runbookText + u' ');
    QVERIFY(!back);
    QCOMPARE(back.error().code, ErrorCode::LedgerCorrupt);
}

QTEST_GUILESS_MAIN(PlanBundleTest)
#include "tst_plan_bundle.moc"
