// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan_folder.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

/// What the parts of a plan must say about each other, and what each kind of stage may hold.
class PlanValidatorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findings_data();
    void findings();
    void opsByKind_data();
    void opsByKind();
    void referenceToUnreadGateIsNotDangling();
    void routeOfAFlag();
    void onlyApprovedChanges();
    void keysThatThePlanItselfMakes();
    void aGateOfTheIdThatFollows();
};

void PlanValidatorTest::findings_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<QString>("finding");
    const auto row = [](const char *name, const QByteArray &before, const QByteArray &after, const QString &finding) {
        QTest::newRow(name) << before << after << finding;
    };
    row("step id twice", "{id: route", "{id: §fill", u"the step id 'fill' is used twice in this plan"_s);
    row("stage id twice", "  - id: forward", "  - id: §additive", u"the stage id 'additive' is used twice"_s);
    row("gate id twice over stages", "{id: fresh", "{id: §nulls", u"the gate id 'nulls' is used twice"_s);
    row("flag twice", "candidate: daily_v2}", "candidate: daily_v2}\n  - {name: §f, serves: x, legacy: a, candidate: b}", u"the flag id 'f' is used twice in this plan"_s);
    row("two flags serve one view", "candidate: daily_v2}", "candidate: daily_v2}\n  - {name: g, serves: §daily, legacy: a, candidate: b}", u"two flags serve daily"_s);
    row("flag serves itself", "legacy: daily_v1", "legacy: daily", u"10:5 flag 'f' serves daily from itself"_s);
    row("flag with one side", "legacy: daily_v1", "legacy: daily_v2", u"10:5 flag 'f' has the same legacy and candidate"_s);
    row("unknown flag", "op: install_flag, flag: f", "op: install_flag, flag: §ff", u"there is no flag 'ff'; did you mean 'f'?"_s);
    row("flag never installed", "      - {id: route, op: install_flag, flag: f}\n", "", u"23:15 stage 'forward' exposes flag 'f', which no step up to here installs"_s);
    row("flag installed twice", "{id: route, op: install_flag, flag: f}", "{id: route, op: install_flag, flag: f}\n      - {id: again, op: install_flag, flag: §f}", u"flag 'f' is installed twice"_s);
    row("risk names no gate", "  owner: team", "  owner: team\n  risks: [{text: x, gate: §null_s}]", u"there is no gate 'null_s'; did you mean 'nulls'?"_s);
    row("success names no gate", "  owner: team", "  owner: team\n  success: [{text: x, gate: §other}]", u"there is no gate 'other'"_s);
    row("transformation names no gate", "  owner: team", "  owner: team\n  transformations: [{text: x, gate: §other}]", u"there is no gate 'other'"_s);
    const auto expects = [](const QByteArray &keys) { return "  owner: team\n  transformations: [{text: x, expect: §{" + keys + "}}]"; };
    row("changes nobody serves", "  owner: team", "  owner: team\n  transformations: [{text: x, expect: {relation: §dayly, keys: [day]}}]",
        u"no flag serves 'dayly', so that there are no two branches to compare; did you mean 'daily'?"_s);
    row("changes by no key", "  owner: team", expects("relation: daily, columns: [amount]"),
        u"it is not known which columns tell the rows of daily apart; write them as 'keys: [COLUMN, …]'"_s);
    row("changes of a key", "  owner: team", "  owner: team\n  transformations: [{text: x, expect: {relation: daily, keys: [day], columns: [a, §Day]}}]",
        u"'Day' tells the rows of daily apart, so that it cannot be a column that may change"_s);
    row("changes by two keys", "  owner: team",
        "  owner: team\n  transformations:\n    - {text: x, expect: {relation: daily, keys: [day]}}\n    - {text: y, expect: {relation: daily, keys: §[month]}}",
        u"transformation 2 tells rows of daily apart by other keys than transformation 1"_s);
    row("empty stage", "    exposure: [{cohort: all, hold: 1h}]\n    gates:\n      - {id: fresh, probe: freshness, table: orders, column: at, max_age: 15m}\n", "", u"22:5 stage 'forward' has no step, no exposure and no gate"_s);
    row("bake without gate", "    gates:\n      - {id: nulls, probe: null_rate, table: orders, column: currency, max: 0.001}\n", "", u"19:11 stage 'additive' bakes without a gate"_s);
    row("exposure in additive", "bake: 1h", "exposure: §[{cohort: all}]", u"stage 'additive' has an exposure; cohorts are switched in forward stages only"_s);
    row("exposure without flag", "flags:\n  - {name: f, serves: daily, legacy: daily_v1, candidate: daily_v2}\n", "", u"22:15 stage 'forward' has an exposure, but the plan has no flag to switch"_s);
    row("cohort twice", "[{cohort: all, hold: 1h}]", "[{cohort: a}, §{cohort: a}]", u"stage 'forward' exposes cohort 'a' twice"_s);
    row("cohort after all", "[{cohort: all, hold: 1h}]", "[{cohort: all}, §{cohort: a}]", u"stage 'forward' exposes cohort 'a' after 'all'"_s);
    row("after contract", "rollback:", "  - {id: c, kind: contract, steps: [{id: d, op: drop_column, table: orders, column: x}]}\n  - {id: r, kind: §resilience, gates: [{id: g, probe: row_count, table: orders, min: 1}]}\nrollback:", u"stage 'r' follows a contract stage"_s);
    row("lock timeout of nothing", "rollback:", "defaults: {lock_timeout: §0s}\nrollback:", u"'lock_timeout' of 'defaults' must be above 0"_s);
    row("statement timeout of weeks", "flag: f}\n    gates", "flag: f, statement_timeout: §8d}\n    gates", u"'statement_timeout' of step 'route' must be above 0 and at most 7d"_s);
    row("interval of nothing", "max: 0.001", "max: 0.001, interval: §0s", u"'interval' of gate 'nulls' must be from 100ms to 1d"_s);
    row("probe timeout of nothing", "max: 0.001", "max: 0.001, timeout: §0ms", u"'timeout' of gate 'nulls' must be from 10ms to 1h"_s);
    row("window of nothing", "window: 72h", "window: §0s", u"'window' of 'rollback' must be above 0"_s);
    row("budget", "window: 72h", "budget: {max_lock: §10m}", u"'max_lock' of 'budget' is longer than its 'max_duration'"_s);
    row("backfill moves its key", "where: currency is null", "where: currency is null, key: currency", u"16:54 step 'fill' changes the key 'currency' by which it walks"_s);
    row("primary key", "op: install_flag, flag: f", "op: create_table, table: t, columns: [{name: a, type: int}], primary_key: §[b]", u"the primary key of step 'route' names 'b', which is none of its columns"_s);
    row("column twice", "op: install_flag, flag: f", "op: create_table, table: t, columns: [{name: a, type: int}, §{name: A, type: int}]", u"step 'route' has the column 'A' twice"_s);
    row("sql without rollback", "op: install_flag, flag: f", "op: sql, sql: select 1", u"18:9 step 'route' has no rollback"_s);
    row("program without rollback", "op: install_flag, flag: f", "op: command, run: [dbt], probe: select 1", u"18:9 step 'route' has no rollback; write 'rollback', or"_s);
    row("manual without undo", "op: install_flag, flag: f", "op: manual, do: x, check: select 1", u"18:9 step 'route' has no rollback; write 'undo', or"_s);
    row("irreversible program with rollback", "op: install_flag, flag: f", "op: command, run: [dbt], rollback: [dbt], probe: select 1, reversibility: §R4", u"step 'route' says R4 (irreversible) and states a rollback"_s);
    row("irreversible by hand too early", "op: install_flag, flag: f", "op: manual, do: x, check: select 1, reversibility: R4", u"18:9 step 'route': an irreversible step (R4) belongs in a contract stage only"_s);
    row("irreversible with rollback", "op: install_flag, flag: f", "op: sql, sql: select 1, rollback: select 2, reversibility: §R4", u"step 'route' says R4 (irreversible) and states a rollback"_s);
    row("irreversible too early", "op: install_flag, flag: f", "op: sql, sql: select 1, reversibility: R4", u"18:9 step 'route': an irreversible step (R4) belongs in a contract stage only"_s);
    row("replaces what readers use", "op: create_view, view: daily_v2", "op: replace_view, view: daily", u"17:9 step 'view': replacing daily reaches every reader at once"_s);
    row("replaces the candidate", "op: create_view, view: daily_v2", "op: replace_view, view: daily_v2", QString());
}

void PlanValidatorTest::findings()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QFETCH(QString, finding);
    PlanFolder folder;
    QByteArray text = samplePlanWith(before, after);
    const QString place = takeMark(text);
    const auto bundle = folder.readText(text);
    QVERIFY2(bundle.has_value() == finding.isEmpty(), qPrintable(folder.told().join(u'\n')));
    if (!finding.isEmpty())
        QVERIFY2(folder.isTold(place + finding), qPrintable(folder.told().join(u'\n')));
}

/// Optional, and told apart from not being there: what was approved without it keeps its digest.
void PlanValidatorTest::routeOfAFlag()
{
    PlanFolder folder;
    const auto plain = folder.readText(samplePlan());
    QVERIFY(plain && !plain->canonical.contains("\"route\":\""));
    QVERIFY(!plain->plan.flags[0].route && !plain->plan.flags[0].isReplaced());
    const auto with = [&](const QByteArray &route, const QByteArray &cohort) {
        QByteArray text = samplePlanWith("candidate: daily_v2}", "candidate: daily_v2, route: " + route + "}");
        return folder.readText(text.replace("cohort: all", "cohort: " + cohort));
    };
    const auto replaced = with("replace", "all");
    QVERIFY2(replaced, qPrintable(folder.told().join(u'\n')));
    QVERIFY(replaced->plan.flags[0].isReplaced());
    QVERIFY(replaced->canonical.contains("\"route\":\"replace\""));
    QVERIFY(replaced->digest != plain->digest);
    const auto stated = with("function", "pilot");
    QVERIFY2(stated && !stated->plan.flags[0].isReplaced(), qPrintable(folder.told().join(u'\n')));
    QVERIFY(stated->digest != plain->digest); // another text, of the same meaning
    QVERIFY(!with("replace", "pilot"));
    QVERIFY2(folder.told().join(u'\n').contains(u"stage 'forward' exposes cohort 'pilot', but flag 'f' has 'route: replace'"_s), qPrintable(folder.told().join(u'\n')));
    QVERIFY(!with("view", "all"));
    QVERIFY2(folder.told().join(u'\n').contains(u"'view' is not a value of 'route' of flag 'f'"_s), qPrintable(folder.told().join(u'\n')));
    QByteArray text = samplePlanWith("candidate: daily_v2}", "candidate: daily_v2, route: replace}");
    text.replace("    exposure: [{cohort: all", "    steps:\n      - {id: some, op: switch_flag, flag: f, cohort: pilot}\n    exposure: [{cohort: all");
    QVERIFY(!folder.readText(text));
    QVERIFY2(folder.told().join(u'\n').contains(u"step 'some' switches cohort 'pilot', but flag 'f'"_s), qPrintable(folder.told().join(u'\n')));
}

/// What is expected of a relation becomes a gate of every stage in which both branches are there, and no other digest's.
void PlanValidatorTest::onlyApprovedChanges()
{
    PlanFolder folder;
    const auto plain = folder.readText(samplePlan());
    QVERIFY(plain);
    QVERIFY(!plain->canonical.contains("expect") && !plain->canonical.contains("only-approved"));
    const QByteArray changes = "  owner: team\n  transformations:\n"
                               "    - {text: per currency, expect: {relation: daily, columns: [amount], keys: [day], timeout: 2m}}\n"
                               "    - {text: says which, expect: {relation: daily, columns: [currency, amount], interval: 5m}}\n"
                               "    - {text: words alone}";
    QByteArray text = samplePlanWith("  owner: team", changes);
    text.replace("stages:\n", "stages:\n  - {id: before, kind: compatibility, gates: [{id: g, probe: row_count, table: orders, min: 1}]}\n");
    text.replace("rollback:", "  - {id: drill, kind: resilience, gates: [{id: h, probe: row_count, table: orders, min: 1}]}\nrollback:");
    text.replace("    exposure:", "    on_breach: rollback\n    exposure:");
    const auto bundle = folder.readText(text);
    QVERIFY2(bundle, qPrintable(folder.told().join(u'\n')));
    QStringList gates;
    for (const Stage &stage : bundle->plan.stages) {
        for (const Gate &gate : stage.gates)
            gates.append(stage.id + u'/' + gate.id);
    }
    QCOMPARE(gates, QStringList({ u"before/g"_s, u"additive/nulls"_s, u"additive/only-approved-f"_s, u"forward/fresh"_s, u"forward/only-approved-f-forward"_s, u"drill/h"_s }));
    const Gate &gate = bundle->plan.stages[2].gates[1];
    const auto *probe = std::get_if<FidelityProbe>(&gate.probe);
    QVERIFY(probe && probe->legacy.name == u"daily_v1" && probe->candidate.name == u"daily_v2" && probe->columns.isEmpty());
    QCOMPARE(probe->key, QStringList(u"day"_s));
    QCOMPARE(*probe->approved, QStringList({ u"amount"_s, u"currency"_s })); // of both together
    QCOMPARE(gate.limits.size(), 1);
    QVERIFY(gate.limits[0].side == LimitSide::AtMost && gate.limits[0].value == 0 && !gate.limits[0].relativeToBaseline);
    QCOMPARE(gate.onBreach, BreachAction::Rollback);
    QCOMPARE(bundle->plan.stages[1].gates[1].onBreach, BreachAction::Hold);
    QVERIFY(gate.interval == std::chrono::seconds(30) && gate.timeout == std::chrono::minutes(2)); // the shortest and the longest of both
    QVERIFY2(bundle->canonical.contains("\"keys\":[\"day\"]") && !bundle->canonical.contains("only-approved"), bundle->canonical.constData());
    const auto again = bundleFromCanonical(bundle->canonical, bundle->runbookText);
    QVERIFY(again);
    QVERIFY(again->plan == bundle->plan && again->digest == bundle->digest);
    const auto other = folder.readText(QByteArray(text).replace("columns: [amount]", "columns: [total]"));
    QVERIFY(other && other->digest != bundle->digest);
}

void PlanValidatorTest::keysThatThePlanItselfMakes()
{
    PlanFolder folder;
    const QByteArray changes = "  owner: team\n  transformations: [{text: x, expect: {relation: daily, columns: [amount]}}]";
    QByteArray text = samplePlanWith("  owner: team", changes);
    text.replace("{id: view, op: create_view, view: daily_v2, sql: select 1 as day}",
        "{id: view, op: build_table, table: daily_v2, sql: select 1 as day, primary_key: [day]}");
    const auto bundle = folder.readText(text);
    QVERIFY2(bundle, qPrintable(folder.told().join(u'\n')));
    QCOMPARE(bundle->plan.metadata.transformations[0].expect->keys, QStringList(u"day"_s));
    QVERIFY(bundle->canonical.contains("\"keys\":[\"day\"]")); // what is approved says it
    QVERIFY(bundleFromCanonical(bundle->canonical, {}));
    QVERIFY(!folder.readText(QByteArray(text).replace(", primary_key: [day]", "")));
    QVERIFY2(folder.isTold(u"8:39 it is not known which columns"_s), qPrintable(folder.told().join(u'\n')));
    QVERIFY(!folder.readText(samplePlanWith("  owner: team", changes).replace("      - {id: route, op: install_flag, flag: f}\n", "")));
    QVERIFY2(folder.told().join(u'\n').contains(u"no step installs flag 'f', so that daily never has two branches to compare"_s), qPrintable(folder.told().join(u'\n')));
}

void PlanValidatorTest::aGateOfTheIdThatFollows()
{
    PlanFolder folder;
    QByteArray text = samplePlanWith("  owner: team", "  owner: team\n  transformations: [{text: x, expect: {relation: daily, keys: [day]}}]");
    QVERIFY(folder.readText(text));
    QVERIFY(!folder.readText(text.replace("id: fresh", "id: only-approved-f")));
    QVERIFY2(folder.told().join(u'\n').contains(u"the gate id 'only-approved-f' is used twice in this plan"_s), qPrintable(folder.told().join(u'\n')));
}

void PlanValidatorTest::opsByKind_data()
{
    QTest::addColumn<QByteArray>("kind");
    QTest::addColumn<QByteArray>("step");
    QTest::addColumn<bool>("isAllowed");
    struct Op {
        const char *name;
        const char *keys;
        const char *kinds;
    };
    const Op ops[] = {
        { "add_column", "table: t, column: {name: c, type: text}", "compatibility additive forward" },
        { "drop_column", "table: t, column: c", "forward contract" },
        { "create_table", "table: t, columns: [{name: c, type: text}]", "additive forward" },
        { "create_view", "view: v, sql: select 1", "additive forward" },
        { "replace_view", "view: v, sql: select 1", "forward contract" },
        { "create_index", "name: i, table: t, columns: [c]", "compatibility additive forward" },
        { "backfill", "table: t, set: {c: '1'}, where: c is null", "additive forward" },
        { "install_flag", "flag: f", "additive forward" },
        { "switch_flag", "flag: f, cohort: all", "forward" },
        { "sql", "sql: select 1, rollback: select 2", "compatibility additive forward contract" },
    };
    for (const Op &op : ops) {
        for (const char *kind : { "compatibility", "additive", "forward", "resilience", "contract" })
            QTest::addRow("%s in %s", op.name, kind) << QByteArray(kind) << QByteArray("op: ") + op.name + ", " + op.keys << QByteArray(op.kinds).split(' ').contains(kind);
    }
    QTest::newRow("required column in compatibility") << QByteArray("compatibility") << QByteArray("op: add_column, table: t, column: {name: c, type: text, nullable: false}") << false;
    QTest::newRow("rows written in compatibility") << QByteArray("compatibility") << QByteArray("op: sql, sql: select 1, rollback: select 2, writes_rows: true") << false;
    QTest::newRow("program in compatibility") << QByteArray("compatibility") << QByteArray("op: command, run: [dbt], rollback: [dbt], probe: select 1") << false;
    QTest::newRow("program in additive") << QByteArray("additive") << QByteArray("op: command, run: [dbt], rollback: [dbt], probe: select 1") << true;
    QTest::newRow("by hand in compatibility") << QByteArray("compatibility") << QByteArray("op: manual, do: x, undo: y, check: select 1") << true;
    QTest::newRow("irreversible by hand in contract") << QByteArray("contract") << QByteArray("op: manual, do: x, check: select 1, reversibility: R4") << true;
    QTest::newRow("irreversible in contract") << QByteArray("contract") << QByteArray("op: sql, sql: select 1, reversibility: R4") << true;
}

void PlanValidatorTest::opsByKind()
{
    QFETCH(QByteArray, kind);
    QFETCH(QByteArray, step);
    QFETCH(bool, isAllowed);
    const QByteArray text = "apiVersion: sluice/v1\nkind: RolloutPlan\nmetadata: {id: p, title: t, reason: r, owner: o}\n"
                            "target: {connection: w, objects: [t]}\nflags: [{name: f, serves: a, legacy: b, candidate: c}]\n"
                            "stages:\n  - {id: s, kind: "
        + kind + ", steps: [{id: x, " + step + "}]}\n";
    PlanFolder folder;
    const auto bundle = folder.readText(text);
    QVERIFY2(bundle.has_value() == isAllowed, qPrintable(folder.told().join(u'\n')));
    if (!bundle) {
        QCOMPARE(folder.findings.size(), 1);
        QVERIFY2(folder.told().first().startsWith(u"7:"_s) && folder.told().first().contains(u"step 'x'"), qPrintable(folder.told().first()));
    }
}

void PlanValidatorTest::referenceToUnreadGateIsNotDangling()
{
    PlanFolder folder;
    QByteArray text = samplePlanWith("  owner: team", "  owner: team\n  risks: [{text: x, gate: nulls}]");
    text.replace("probe: null_rate, table: orders, column: currency, max: 0.001", "probe: guesswork");
    QVERIFY(!folder.readText(text));
    QCOMPARE(folder.findings.size(), 1);
    QVERIFY2(folder.told().first().contains(u"unknown probe 'guesswork'"_s), qPrintable(folder.told().first()));
}

QTEST_GUILESS_MAIN(PlanValidatorTest)
#include "tst_plan_validator.moc"
