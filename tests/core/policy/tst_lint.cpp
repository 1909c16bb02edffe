// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/service_reader.h"
#include "policy/lint.h"

#include <QSet>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

const RelationName kOrders { u"mart"_s, u"orders"_s };

Gate gate(const QString &id, ProbeSpec probe, QList<Limit> limits)
{
    Gate gate;
    gate.id = id;
    gate.probe = std::move(probe);
    gate.limits = std::move(limits);
    gate.timeout = std::chrono::seconds(5);
    return gate;
}

/// A small plan with which every rule is content.
Plan cleanPlan()
{
    Plan plan;
    plan.metadata.id = u"p"_s;
    plan.objects = { kOrders, { u"mart"_s, u"daily"_s } };
    plan.flags = { Flag { u"f"_s, { u"mart"_s, u"daily"_s }, { u"mart"_s, u"daily_v1"_s }, { u"mart"_s, u"daily_v2"_s } } };
    plan.rollback.owner = u"@oncall"_s;
    plan.rollback.runbook = u"runbooks/p.md"_s;
    plan.communication.stakeholders = { u"bi"_s };
    const Limit most { LimitSide::AtMost, 0.01, false, u"0.01"_s };
    Stage additive;
    additive.id = u"additive"_s;
    additive.kind = StageKind::Additive;
    additive.steps = {
        Step { u"column"_s, AddColumn { kOrders, { u"currency"_s, u"text"_s, true, {} } }, {}, {} },
        Step { u"fill"_s, Backfill { kOrders, { { u"currency"_s, u"'EUR'"_s } }, u"currency is null"_s, {}, 10'000, Duration { 50 } }, {}, {} },
        Step { u"view"_s, CreateView { { u"mart"_s, u"daily_v2"_s }, { u"select day from mart.orders"_s, {} } }, {}, {} },
        Step { u"route"_s, InstallFlag { u"f"_s }, {}, {} },
    };
    additive.gates = { gate(u"nulls"_s, NullRateProbe { kOrders, u"currency"_s, {} }, { most }) };
    Stage forward;
    forward.id = u"forward"_s;
    forward.kind = StageKind::Forward;
    forward.exposure = { { u"pilot"_s, std::chrono::hours(4) }, { u"all"_s, std::chrono::hours(20) } };
    Gate fresh = gate(u"fresh"_s, FreshnessProbe { kOrders, u"loaded_at"_s }, { { LimitSide::AtMost, 900, false, u"15m"_s } });
    fresh.onBreach = BreachAction::Rollback;
    forward.gates = { fresh };
    plan.stages = { additive, forward };
    return plan;
}

LintReport lint(const Plan &plan, Engine engine = Engine::Postgresql)
{
    PlanBundle bundle;
    bundle.plan = plan;
    return lintPlan(bundle, engine);
}

QStringList rules(const LintReport &report)
{
    QStringList ids;
    for (const Finding &finding : report.findings)
        ids.append(finding.rule);
    return ids;
}

using Change = void (*)(Plan &);

template <class Body>
Body &body(Plan &plan, int stage, int step)
{
    return std::get<Body>(plan.stages[stage].steps[step].body);
}

} // namespace
Q_DECLARE_METATYPE(Change)

/// Rules that look at the plan itself, and what the report says of itself.
class LintTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanPlanHasNoFindings();
    void fires_data();
    void fires();
    void severityFollowsStage_data();
    void severityFollowsStage();
    void reportIsHonest();
    void ruleIdsAreUnique();
    void findingsNameTheirLine();
    void exampleHasNoErrors();
    void theConnectionIsLookedUp_data();
    void theConnectionIsLookedUp();
    void whatNobodyHasProvenIsSaid();
    void checksAreLookedAtByTheRulesOfGates();
};

void LintTest::cleanPlanHasNoFindings()
{
    const LintReport report = lint(cleanPlan());
    QCOMPARE(rules(report), QStringList());
    QVERIFY(!report.hasErrors());
}

void LintTest::fires_data()
{
    QTest::addColumn<QString>("rule");
    QTest::addColumn<Change>("change");
    const auto row = [](const char *name, const QString &rule, Change change) { QTest::newRow(name) << rule << change; };
    row("no runbook", u"PL01"_s, [](Plan &p) { p.rollback.runbook.clear(); });
    row("no owner", u"PL02"_s, [](Plan &p) { p.rollback.owner.clear(); });
    row("nobody told", u"PL03"_s, [](Plan &p) { p.communication = {}; });
    row("not protected", u"PL04"_s, [](Plan &p) { p.objects.removeFirst(); });
    row("open risk", u"PL05"_s, [](Plan &p) { p.metadata.risks = { Risk { u"x"_s, {}, {} } }; });
    row("unchecked success", u"PL06"_s, [](Plan &p) { p.metadata.success = { Outcome { u"x"_s, {} } }; });
    row("unused flag", u"PL07"_s, [](Plan &p) { p.stages[0].steps.removeLast(); });
    row("no pilot", u"PL08"_s, [](Plan &p) { p.stages[1].exposure.removeFirst(); });
    row("late compatibility", u"PL09"_s, [](Plan &p) { p.stages[1].kind = StageKind::Compatibility; });
    row("hidden in a step", u"PL10"_s, [](Plan &p) { body<CreateView>(p, 0, 2).query.text += QChar(0x202E); });
    row("hidden in a gate", u"PL10"_s, [](Plan &p) { p.stages[0].gates[0].probe = SqlProbe { { u"select 1"_s + QChar(0x200B), {} } }; });
    row("stage without gate", u"GT01"_s, [](Plan &p) { p.stages[0].gates.clear(); });
    row("exposed without gate", u"GT02"_s, [](Plan &p) { p.stages[1].gates.clear(); });
    row("forward only holds", u"GT03"_s, [](Plan &p) { p.stages[1].gates[0].onBreach = BreachAction::Hold; });
    row("breach reported", u"GT04"_s, [](Plan &p) { p.stages[0].gates[0].onBreach = BreachAction::Report; });
    row("no data reported", u"GT04"_s, [](Plan &p) { p.stages[0].gates[0].onNoData = NoDataAction::Report; });
    row("cannot fail", u"GT05"_s, [](Plan &p) { p.stages[0].gates[0].limits[0].value = 1; });
    row("passes early", u"GT06"_s, [](Plan &p) { p.stages[0].gates[0].minSamples = 2; });
    row("short bake", u"GT07"_s, [](Plan &p) { p.stages[0].bake = std::chrono::minutes(1); });
    row("no bucket is over yet", u"GT09"_s, [](Plan &p) {
        p.stages[0].gates[0].probe = VolumeProbe { { {}, u"orders"_s }, u"at"_s, TimeBucket::Day, {} };
        p.stages[0].gates[0].onNoData = NoDataAction::Rollback;
    });
    row("slow probe", u"GT08"_s, [](Plan &p) { p.stages[0].gates[0].timeout = std::chrono::minutes(1); });
    row("lock timeout", u"LK01"_s, [](Plan &p) { p.stages[0].steps[0].lockTimeout = std::chrono::seconds(2); });
    row("statement timeout", u"LK02"_s, [](Plan &p) { p.stages[0].steps[1].statementTimeout = std::chrono::hours(2); });
    row("volatile default", u"LK03"_s, [](Plan &p) { body<AddColumn>(p, 0, 0).column.defaultExpression = u"random()"_s; });
    row("serial", u"LK05"_s, [](Plan &p) { body<AddColumn>(p, 0, 0).column.type = u"bigserial"_s; });
    row("index", u"LK12"_s, [](Plan &p) { p.stages[0].steps[0].body = CreateIndex { u"i"_s, kOrders, { u"a"_s }, false, false }; });
    row("required column", u"DD01"_s, [](Plan &p) { body<AddColumn>(p, 0, 0).column.nullable = false; });
    row("unique index", u"DD03"_s, [](Plan &p) { p.stages[0].steps[0].body = CreateIndex { u"i"_s, kOrders, { u"a"_s }, true, true }; });
    row("two defaults", u"DD08"_s, [](Plan &p) { body<AddColumn>(p, 0, 0).column.defaultExpression = u"'USD'"_s; });
    row("star", u"BC06"_s, [](Plan &p) { body<CreateView>(p, 0, 2).query.text = u"select * from mart.orders"_s; });
    row("qualified star", u"BC06"_s, [](Plan &p) { body<CreateView>(p, 0, 2).query.text = u"select o.*, 1 from mart.orders o"_s; });
    row("no inverse", u"RV01"_s, [](Plan &p) { p.stages[0].steps[0].body = RawSql { { { u"select 1"_s, {} } }, {}, {}, {}, u"R4"_s, false }; });
    row("R3 before contract", u"RV03"_s, [](Plan &p) { p.stages[0].steps[0].body = RawSql { { { u"select 1"_s, {} } }, { { u"select 1"_s, {} } }, {}, {}, u"R3"_s, false }; });
    row("no probe", u"RV04"_s, [](Plan &p) { p.stages[0].steps[0].body = RawSql { { { u"select 1"_s, {} } }, {}, {}, {}, {}, false }; });
    row("short window", u"RV05"_s, [](Plan &p) { p.rollback.window = std::chrono::hours(23); });
    row("nothing declared", u"RV06"_s, [](Plan &p) { p.stages[0].steps[0].body = RawSql { { { u"select 1"_s, {} } }, {}, {}, {}, {}, false }; });
    row("large batch", u"BF01"_s, [](Plan &p) { body<Backfill>(p, 0, 1).batch = 500'000; });
    row("no filter", u"BF02"_s, [](Plan &p) { body<Backfill>(p, 0, 1).where = u"country is not null"_s; });
    row("no pause", u"BF03"_s, [](Plan &p) {
        body<Backfill>(p, 0, 1).pause = Duration { 0 };
        body<Backfill>(p, 0, 1).nice = 0;
    });
    row("reserved name", u"NM01"_s, [](Plan &p) { body<AddColumn>(p, 0, 0).column.name = u"order"_s; });
    row("mixed case", u"NM01"_s, [](Plan &p) { body<AddColumn>(p, 0, 0).column.name = u"Currency"_s; });
    row("no schema", u"NM01"_s, [](Plan &p) { body<AddColumn>(p, 0, 0).table.schema.clear(); });
    row("float money", u"MD01"_s, [](Plan &p) { body<AddColumn>(p, 0, 0).column = { u"total_amount"_s, u"double precision"_s, true, {} }; });
    row("padded", u"MD01"_s, [](Plan &p) { body<AddColumn>(p, 0, 0).column.type = u"char(3)"_s; });
    row("no zone", u"MD01"_s, [](Plan &p) { body<AddColumn>(p, 0, 0).column.type = u"timestamp"_s; });
    row("small key", u"MD01"_s, [](Plan &p) { p.stages[0].steps[0].body = CreateTable { { u"mart"_s, u"t"_s }, { { u"id"_s, u"int"_s, false, {} } }, { u"id"_s } }; });
    row("personal data", u"SC02"_s, [](Plan &p) { p.stages[1].steps = { Step { u"d"_s, DropColumn { kOrders, u"customer_email"_s }, {}, {} } }; });
}

void LintTest::fires()
{
    QFETCH(QString, rule);
    QFETCH(Change, change);
    Plan plan = cleanPlan();
    change(plan);
    const LintReport report = lint(plan);
    QVERIFY2(rules(report).contains(rule), qPrintable(rules(report).join(u' ')));
    for (const Finding &finding : report.findings) {
        QVERIFY2(!finding.text.isEmpty() && !finding.advice.isEmpty() && !finding.group.isEmpty(), qPrintable(finding.rule));
        QVERIFY2(!finding.text.contains(u'%') && !finding.advice.contains(u'%'), qPrintable(finding.text));
    }
}

void LintTest::severityFollowsStage_data()
{
    QTest::addColumn<StageKind>("kind");
    QTest::addColumn<Severity>("index");
    QTest::addColumn<Severity>("dropTable");
    QTest::newRow("additive") << StageKind::Additive << Severity::Warning << Severity::Error;
    QTest::newRow("forward") << StageKind::Forward << Severity::Error << Severity::Error;
    QTest::newRow("contract") << StageKind::Contract << Severity::Warning << Severity::Warning;
}

void LintTest::severityFollowsStage()
{
    QFETCH(StageKind, kind);
    QFETCH(Severity, index);
    QFETCH(Severity, dropTable);
    Plan plan = cleanPlan();
    plan.stages[0].kind = kind;
    plan.stages[0].steps = {
        Step { u"i"_s, CreateIndex { u"i"_s, kOrders, { u"a"_s }, false, false }, {}, {} },
        Step { u"d"_s, RawSql { { { u"drop table mart.old"_s, {} } }, {}, {}, {}, {}, false }, {}, {} },
    };
    int seen = 0;
    for (const Finding &finding : lint(plan).findings) {
        if (finding.rule == "LK12"_L1 || finding.rule == "DS01"_L1) {
            QCOMPARE(finding.severity, finding.rule == "LK12"_L1 ? index : dropTable);
            ++seen;
        }
    }
    QCOMPARE(seen, 2);
}

void LintTest::reportIsHonest()
{
    const LintReport report = lint(cleanPlan());
    QSet<QString> groups;
    for (const LintRuleInfo &rule : lintRules())
        groups.insert(rule.group);
    QCOMPARE(QSet<QString>(report.groupsRun.cbegin(), report.groupsRun.cend()), groups);
    QVERIFY(report.groupsNotRun.join(u' ').contains(u"live catalogue"));
    // A rule that is said not to run must not exist, and the other way round.
    for (const LintRuleInfo &rule : lintRules())
        QVERIFY2(!report.groupsNotRun.join(u' ').contains(rule.id), qPrintable(rule.id));
}

void LintTest::ruleIdsAreUnique()
{
    QSet<QString> ids;
    for (const LintRuleInfo &rule : lintRules()) {
        QVERIFY2(!ids.contains(rule.id), qPrintable(rule.id));
        ids.insert(rule.id);
    }
    QVERIFY(ids.size() >= 60);
}

void LintTest::findingsNameTheirLine()
{
    const QString root = qEnvironmentVariable("SLUICE_SOURCE_DIR") + u"/tests/data"_s;
    auto bundle = readPlan(root, u"plans/orders-currency.yaml"_s);
    QVERIFY(bundle);
    bundle->plan.rollback.runbook.clear();
    const QList<Finding> findings = lintPlan(*bundle, Engine::Postgresql).findings;
    const auto it = std::find_if(findings.cbegin(), findings.cend(), [](const Finding &finding) { return finding.rule == "PL01"_L1; });
    QVERIFY(it != findings.cend());
    QCOMPARE(it->line, bundle->places.value(u"rollback"_s).line);
    QVERIFY(it->line > 60);
    QCOMPARE(it->file, bundle->file);
}

void LintTest::exampleHasNoErrors()
{
    const QString root = qEnvironmentVariable("SLUICE_SOURCE_DIR") + u"/tests/data"_s;
    const auto bundle = readPlan(root, u"plans/orders-currency.yaml"_s);
    QVERIFY(bundle);
    QVERIFY(!lintPlan(*bundle, Engine::Postgresql).hasErrors());
    QVERIFY(!lintPlan(*bundle, Engine::Sqlite).hasErrors());
}

void LintTest::theConnectionIsLookedUp_data()
{
    QTest::addColumn<QString>("connection");
    QTest::addColumn<QString>("rule");
    QTest::addColumn<QString>("advice");
    QTest::newRow("there") << u"warehouse"_s << QString() << QString();
    QTest::newRow("misspelt") << u"warehose"_s << u"PL11"_s << u"did you mean 'warehouse'?"_s;
    QTest::newRow("unlike any") << u"xyz"_s << u"PL11"_s << u"name one of warehouse, lake, or add it with sluice connection add"_s;
    QTest::newRow("not supported") << u"lake"_s << u"PL12"_s << u"use postgresql, mariadb or sqlite"_s;
}

void LintTest::whatNobodyHasProvenIsSaid()
{
    for (const auto &[service, expected] : { std::pair(u"snowflake"_s, 1), std::pair(u"postgresql"_s, 0) }) {
        Workspace workspace;
        workspace.connections.resize(1);
        workspace.connections[0].name = u"warehouse"_s;
        workspace.connections[0].engine = Engine::Odbc;
        workspace.connections[0].service = serviceNamed(service);
        PlanBundle bundle;
        bundle.plan = cleanPlan();
        bundle.plan.connection = u"warehouse"_s;
        QList<Finding> found = lintPlan(bundle, workspace).findings;
        found.removeIf([](const Finding &finding) { return finding.rule != u"PL13"; });
        QCOMPARE(found.size(), expected);
        if (expected == 0)
            continue;
        QCOMPARE(found[0].severity, Severity::Warning);
        QVERIFY2(found[0].text.contains(u"unproven"_s) && found[0].text.contains(u"Snowflake"_s), qPrintable(found[0].text));
    }
}

/// With the places of the file of checks, and without what only a rollout does.
void LintTest::checksAreLookedAtByTheRulesOfGates()
{
    Workspace workspace;
    workspace.connections.resize(1);
    workspace.connections[0].name = u"warehouse"_s;
    workspace.connections[0].engine = Engine::Postgresql;
    StandingChecks checks;
    checks.domain = u"finance"_s;
    checks.file = u"checks/finance.yaml"_s;
    checks.connection = u"warehouse"_s;
    checks.gates = { gate(u"nulls"_s, NullRateProbe { kOrders, u"day"_s, {} }, { { LimitSide::AtMost, 0.1, false, u"0.1"_s } }) };
    checks.gates[0].onBreach = BreachAction::Report;
    checks.gates[0].onNoData = NoDataAction::Report;
    checks.gates[0].minSamples = 3;
    checks.gates[0].interval = std::chrono::minutes(5);
    const LintReport clean = lintChecks(checks, {}, workspace);
    QCOMPARE(rules(clean), QStringList());
    QCOMPARE(clean.groupsRun, (QStringList { u"plan structure"_s, u"gates"_s }));
    QCOMPARE(clean.groupsNotRun, QStringList());
    checks.gates[0].limits[0].value = 1;
    checks.gates[0].minSamples = 1;
    checks.gates[0].timeout = std::chrono::minutes(6);
    checks.gates.append(gate(u"own"_s, SqlProbe { { u"select 1 -- \u202E"_s, {} } }, { { LimitSide::AtMost, 1, false, u"1"_s } }));
    checks.gates[1].interval = std::chrono::minutes(5);
    checks.connection = u"warehose"_s;
    const QHash<QString, PlanPlace> places { { u"connection"_s, { 4, 1 } }, { u"gates[0]"_s, { 6, 5 } }, { u"gates[1]"_s, { 7, 5 } } };
    QStringList told;
    for (const Finding &finding : lintChecks(checks, places, workspace).findings)
        told.append(u"%1:%2:%3 %4 %5"_s.arg(finding.file, QString::number(finding.line), QString::number(finding.column), finding.rule, finding.group));
    QCOMPARE(told,
        (QStringList { u"checks/finance.yaml:4:1 PL11 plan structure"_s, u"checks/finance.yaml:6:5 GT05 gates"_s,
            u"checks/finance.yaml:6:5 GT06 gates"_s, u"checks/finance.yaml:6:5 GT08 gates"_s,
            u"checks/finance.yaml:7:5 PL10 plan structure"_s }));
}

void LintTest::theConnectionIsLookedUp()
{
    QFETCH(QString, connection);
    QFETCH(QString, rule);
    QFETCH(QString, advice);
    Workspace workspace;
    workspace.connections.resize(2);
    workspace.connections[0].name = u"warehouse"_s;
    workspace.connections[0].engine = Engine::Postgresql;
    workspace.connections[1].name = u"lake"_s;
    workspace.connections[1].engine = Engine::Odbc;
    PlanBundle bundle;
    bundle.plan = cleanPlan();
    bundle.plan.connection = connection;
    QList<Finding> found = lintPlan(bundle, workspace).findings;
    found.removeIf([](const Finding &finding) { return !finding.rule.startsWith("PL1"_L1); });
    QCOMPARE(found.size(), rule.isEmpty() ? 0 : 1);
    if (rule.isEmpty())
        return;
    QCOMPARE(found[0].rule, rule);
    QCOMPARE(found[0].advice, advice);
    QCOMPARE(found[0].severity, Severity::Error);
    QVERIFY2(found[0].text.contains(connection), qPrintable(found[0].text));
}

QTEST_GUILESS_MAIN(LintTest)
#include "tst_lint.moc"
