// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan_folder.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

/// One line of a valid plan replaced by a wrong one: place (marked §), words and nearest key of what is told.
class PlanReaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sampleIsValid();
    void findings_data();
    void findings();
    void refusals_data();
    void refusals();
    void scalarsAreTypedBySchema();
    void everythingIsToldAtOnce();
    void errorJoinsFindings();
    void refusalIsNotSupported();
    void manyFindingsAreBounded();
    void referencedFiles_data();
    void referencedFiles();
};

void PlanReaderTest::sampleIsValid()
{
    PlanFolder folder;
    const auto bundle = folder.readText(samplePlan());
    QVERIFY2(bundle, qPrintable(folder.told().join(u'\n')));
}

void PlanReaderTest::findings_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<QString>("finding");
    const auto row = [](const char *name, const QByteArray &before, const QByteArray &after, const QString &finding) {
        QTest::newRow(name) << before << after << finding;
    };
    row("apiVersion", "sluice/v1", "§sluice/v2", u"'apiVersion' of the plan: expected 'sluice/v1', found 'sluice/v2'"_s);
    row("kind", "RolloutPlan", "§Plan", u"'kind' of the plan: expected 'RolloutPlan', found 'Plan'"_s);
    row("not a mapping", samplePlan(), "- a\n", u"1:1 expected the plan as a mapping of keys to values, found a list"_s);
    row("unknown key", "  owner: team", "  §ownr: team", u"unknown key 'ownr' in 'metadata'; did you mean 'owner'?"_s);
    row("missing key", "  owner: team\n", "", u"4:3 'metadata' needs the key 'owner'"_s);
    row("unknown top key", "rollback:", "§rolback:", u"unknown key 'rolback' in the plan; did you mean 'rollback'?"_s);
    row("camel case", "window: 72h", "window: 72h, §maxLock: 1s", u"unknown key 'maxLock' in 'rollback'; expected one of"_s);
    row("transposed", "bake: 1h", "§baek: 1h", u"unknown key 'baek' in stage 'additive'; did you mean 'bake'?"_s);
    row("gate key", "max: 0.001", "max: 0.001, §intervall: 5s", u"unknown key 'intervall' in gate 'nulls'; did you mean 'interval'?"_s);
    row("text is a list", "title: Title", "title: §[a]", u"'title' of 'metadata': expected text, found a list"_s);
    row("text is nothing", "title: Title", "§title:", u"'title' of 'metadata': expected text, found an empty value"_s);
    row("text is null", "title: Title", "title: §null", u"'title' of 'metadata': expected text, found an empty value (null; quote it if the word is meant)"_s);
    row("text is blank", "title: Title", "title: §' '", u"'title' of 'metadata' is empty"_s);
    row("id", "  id: p", "  id: §a b", u"'a b' is not an id"_s);
    row("id starts with dash", "  id: p", "  id: §-p", u"'-p' is not an id"_s);
    row("id is a path", "  id: p", "  id: §../p", u"'../p' is not an id"_s);
    row("id too long", "  id: p", "  id: " + QByteArray(64, 'x'), u"4:7 'xxxx"_s);
    row("milestone date", "  owner: team", "  owner: team\n  milestone: {name: x, date: §2027-13-01}", u"'date' of 'milestone': expected a date such as 2027-01-04, found '2027-13-01'"_s);
    row("relation", "objects: [orders]", "objects: [§a.b.c]", u"'a.b.c' has more than a schema and a name"_s);
    row("relation twice", "objects: [orders]", "objects: [orders, §orders]", u"'orders' is listed twice"_s);
    row("no objects", "objects: [orders]", "objects: §[]", u"'objects' of 'target' needs at least one entry"_s);
    row("objects no list", "objects: [orders]", "objects: §orders", u"'objects' of 'target': expected a list, found 'orders'"_s);
    row("stage kind", "kind: additive", "kind: §addative", u"'addative' is not a value of 'kind' of stage 'additive'; did you mean 'additive'?"_s);
    row("stage without kind", "    kind: forward\n", "", u"22:5 stage 'forward' needs the key 'kind'"_s);
    row("unknown op", "op: add_column", "op: §add_colum", u"unknown op 'add_colum' in step 'column'; did you mean 'add_column'?"_s);
    row("no op", "op: add_column, ", "", u"15:9 step 'column' needs the key 'op'"_s);
    row("key of another op", "op: install_flag, flag: f", "op: install_flag, flag: f, §table: x", u"unknown key 'table' in step 'route'; expected one of"_s);
    const QByteArray flagStep = "op: install_flag, flag: f";
    row("program is a path", flagStep, "op: command, run: §[/bin/sh, -c, x], rollback: [a], probe: select 1", u"'run' of step 'route' must begin with a name of the runner's list of programs, found '/bin/sh'"_s);
    row("program is a line", flagStep, "op: command, run: §dbt run, rollback: [a], probe: select 1", u"'run' of step 'route': expected a list, found 'dbt run'"_s);
    row("way back is a path", flagStep, "op: command, run: [dbt], rollback: §[../dbt], probe: select 1", u"'rollback' of step 'route' must begin with a name"_s);
    row("program without probe", flagStep, "op: command, run: [dbt], rollback: [dbt]", u"18:9 step 'route' needs 'probe' or 'probe_file'"_s);
    row("manual without check", flagStep, "op: manual, do: tell them, undo: tell them again", u"18:9 step 'route' needs 'check' or 'check_file'"_s);
    row("manual without instruction", flagStep, "op: manual, check: select 1, undo: x", u"18:9 step 'route' needs the key 'do'"_s);
    row("column is text", "column: {name: currency, type: text}", "column: §currency", u"'column' of step 'column': expected a mapping of keys to values, found 'currency'"_s);
    row("column without type", "{name: currency, type: text}", "§{name: currency}", u"column 'currency' needs the key 'type'"_s);
    row("nullable is no", "type: text}}", "type: text, nullable: §no}}", u"'nullable' of column 'currency': expected true or false, found 'no'"_s);
    row("nullable is quoted", "type: text}}", "type: text, nullable: §\"true\"}}", u"'nullable' of column 'currency': expected true or false, found the text 'true'"_s);
    row("batch is octal", "where: currency is null", "where: currency is null, batch: §012", u"'batch' of step 'fill': expected a whole number from 1 to 1000000, found '012'"_s);
    row("batch is a fraction", "where: currency is null", "where: currency is null, batch: §1.5", u"'batch' of step 'fill': expected a whole number"_s);
    row("batch is 0", "where: currency is null", "where: currency is null, batch: §0", u"'batch' of step 'fill': expected a whole number"_s);
    row("set is empty", "set: {currency: \"'EUR'\"}", "set: §{}", u"'set' of step 'fill' names no column"_s);
    row("set without value", "set: {currency: \"'EUR'\"}", "set: {§currency: }", u"'set' of step 'fill': expected an SQL expression for column 'currency', found an empty value"_s);
    row("no where", ", where: currency is null", "", u"16:9 step 'fill' needs the key 'where'"_s);
    row("view without query", ", sql: select 1 as day", "", u"17:9 step 'view' needs 'sql' or 'sql_file'"_s);
    row("both queries", "sql: select 1 as day", "sql: select 1, sql_file: §a.sql", u"step 'view' has both 'sql' and 'sql_file'"_s);
    row("lock timeout", "flag: f}\n    gates", "flag: f, lock_timeout: §1}\n    gates", u"'lock_timeout' of step 'route': expected a duration such as 300ms, 5s, 15m, 24h or 3d, found '1'"_s);
    row("unknown probe", "probe: null_rate", "probe: §nullrate", u"unknown probe 'nullrate' in gate 'nulls'; did you mean 'null_rate'?"_s);
    const QByteArray nulls = "probe: null_rate, table: orders, column: currency, max: 0.001";
    row("foreign key in halves", nulls, "probe: referential_integrity, table: a, columns: [x, y], references: b, referenced_columns: §[x]",
        u"gate 'nulls' looks up 2 columns in 1"_s);
    row("foreign key into the open", nulls, "probe: referential_integrity, table: a, columns: [x], references: b", u"20:9 gate 'nulls' needs the key 'referenced_columns'"_s);
    row("volume without bucket", nulls, "probe: volume, table: a, time: t, min: 3", u"20:9 gate 'nulls' needs the key 'bucket'"_s);
    row("volume by the fortnight", nulls, "probe: volume, table: a, time: t, min: 3, bucket: §fortnight", u"'fortnight' is not a value of 'bucket' of gate 'nulls'"_s);
    row("late rows in no time", nulls, "probe: late_rows, table: a, time: t, loaded: l, bucket: day, max: 3, window: §0s", u"'window' of gate 'nulls' must be from 1s"_s);
    row("drift of nothing", nulls, "probe: schema_drift, table: a, against: b, compare: [types, §colours]", u"'compare' of gate 'nulls' names 'colours'; it takes each of columns"_s);
    row("drift with a floor", nulls, "probe: schema_drift, table: a, against: b, §min: 3", u"unknown key 'min' in gate 'nulls'"_s);
    row("drift", nulls, "probe: schema_drift, table: a, against: b", QString());
    row("distribution of factors", nulls, "probe: distribution, table: a, column: c, against: b, bins: deciles, max: §2x baseline",
        u"'max' of gate 'nulls': expected a population stability index above 0"_s);
    row("distribution within nothing", nulls, "probe: distribution, table: a, column: c, against: b, bins: deciles, max: §0",
        u"'max' of gate 'nulls': expected a population stability index above 0"_s);
    row("distribution without limit", nulls, "probe: distribution, table: a, column: c, against: b, bins: deciles",
        u"20:9 gate 'nulls' states no limit; write 'max' or 'limit' as a population"_s);
    row("system age as a number", nulls, "probe: system, metric: longest_query, max: §30", u"'max' of gate 'nulls': expected a duration such as 15m"_s);
    row("system metric", nulls, "probe: system, metric: §load, max: 30", u"'load' is not a value of 'metric' of gate 'nulls'"_s);
    const QByteArray dbt = "probe: dbt, metric: error_rate, file: ../shop/target/run_results.json, max_age: 26h";
    row("dbt", nulls, dbt + ", nodes: [model.shop.orders], max: 0", QString());
    row("dbt without age", nulls, "probe: dbt, metric: error_rate, file: a.json, max: 0", u"20:9 gate 'nulls' needs the key 'max_age'"_s);
    row("dbt without file", nulls, "probe: dbt, metric: error_rate, max_age: 1h, max: 0", u"20:9 gate 'nulls' needs the key 'file'"_s);
    row("dbt elsewhere", nulls, "probe: dbt, metric: error_rate, file: §/srv/run_results.json, max_age: 1h, max: 0", u"'file' of gate 'nulls' must be relative to the workspace"_s);
    row("dbt metric", nulls, "probe: dbt, metric: §rows, file: a.json, max_age: 1h, max: 0", u"'rows' is not a value of 'metric' of gate 'nulls'"_s);
    row("dbt latency as a share", nulls, "probe: dbt, metric: latency, file: a.json, max_age: 1h, max: §0.5", u"'max' of gate 'nulls': expected a duration such as 15m"_s);
    row("dbt errors as a time", nulls, dbt + ", max: §5m", u"'max' of gate 'nulls': expected a share from 0 to 1"_s);
    row("dbt against a baseline", nulls, dbt + ", max: 1.2x baseline", u"20:9 gate 'nulls' compares with a baseline, and no earlier results of dbt are kept"_s);
    row("dbt node by name", nulls, dbt + ", max: 0, nodes: [§orders]", u"'nodes' of gate 'nulls' names 'orders'; a node is written as dbt's unique id"_s);
    row("dbt node twice", nulls, dbt + ", max: 0, nodes: [model.s.a, §model.s.a]", u"'nodes' of gate 'nulls' names 'model.s.a' twice"_s);
    row("dbt nodes of nothing", nulls, dbt + ", max: 0, nodes: §[]", u"'nodes' of gate 'nulls' "_s);
    row("foreign key", nulls, "probe: referential_integrity, table: a, columns: [x], references: b, referenced_columns: [y]", QString());
    row("mapping in halves", nulls, "probe: mapping, table: a, columns: [x, y], partners: b, partner_columns: §[x]", u"gate 'nulls' looks up 2 columns in 1"_s);
    row("mapping to nobody", nulls, "probe: mapping, table: a, columns: [x], partner_columns: [x]", u"20:9 gate 'nulls' needs the key 'partners'"_s);
    row("mapping to some", nulls, "probe: mapping, table: a, columns: [x], partners: b, partner_columns: [x], match: §some",
        u"'some' is not a value of 'match' of gate 'nulls'"_s);
    row("mapping", nulls, "probe: mapping, table: a, columns: [x], partners: b, partner_columns: [x]", QString());
    row("feedback of no kind", nulls, "probe: feedback, from: a, time: t, max: 0.2", u"20:9 gate 'nulls' needs the key 'negative'"_s);
    row("feedback of no time", nulls, "probe: feedback, from: a, negative: v < 0, time: t, max: 0.2, window: §0s", u"'window' of gate 'nulls' must be from 1s"_s);
    row("feedback without limit", nulls, "probe: feedback, from: a, negative: v < 0, time: t", u"20:9 gate 'nulls' states no limit"_s);
    row("expect of a success", "  owner: team", "  owner: team\n  success: [{text: x, §expect: {relation: daily}}]", u"unknown key 'expect' in success 1"_s);
    const auto expects = [](const QByteArray &keys) { return "  owner: team\n  transformations: [{text: x, expect: {" + keys + "}}]"; };
    row("expect of what", "  owner: team", expects("columns: [a], keys: [day]"), u"8:39 'expect' of transformation 1 needs the key 'relation'"_s);
    row("expect key", "  owner: team", expects("relation: daily, §key: [day]"), u"unknown key 'key' in 'expect' of transformation 1; did you mean 'keys'?"_s);
    row("expect column twice", "  owner: team", expects("relation: daily, keys: [day], columns: [a, §a]"), u"the column 'a' is named twice"_s);
    row("expect in no time", "  owner: team", expects("relation: daily, keys: [day], timeout: §1ms"), u"'timeout' of 'expect' of transformation 1 must be from 10ms to 1h"_s);
    row("expect", "  owner: team", expects("relation: daily, keys: [day], columns: [amount]"), QString());
    row("no tests", nulls, "probe: tests, tests: §[]", u"'tests' of gate 'nulls' needs at least one entry"_s);
    row("test of nothing", nulls, "probe: tests, tests: [§{name: a, sql: select 1}]", u"test 1 of gate 'nulls' needs the key 'table'"_s);
    row("test without a query", nulls, "probe: tests, tests: [{name: a, table: t, sql: select 1}, §{name: b, table: t}]", u"test 2 of gate 'nulls' needs 'sql' or 'sql_file'"_s);
    row("test by a name of two", nulls, "probe: tests, tests: [{name: a, table: t, sql: select 1}, {name: §a, table: t, sql: select 2}]",
        u"two tests of gate 'nulls' have the name 'a'"_s);
    row("test with a key too many", nulls, "probe: tests, tests: [{name: a, table: t, sql: select 1, §limit: 3}]", u"unknown key 'limit' in test 1 of gate 'nulls'"_s);
    row("test that is a text", nulls, "probe: tests, tests: [§select 1]", u"expected test 1 of gate 'nulls' as a mapping"_s);
    row("tests", nulls, "probe: tests, tests: [{name: no refunds without order, table: t, sql: select 1}]", QString());
    row("fidelity to itself", nulls, "probe: fidelity, legacy: a, candidate: §a", u"gate 'nulls' compares a with itself"_s);
    row("fidelity to nothing", nulls, "probe: fidelity, candidate: a", u"20:9 gate 'nulls' needs the key 'legacy'"_s);
    row("tolerance of the key", nulls, "probe: fidelity, legacy: a, candidate: b, key: [id], tolerances: {§id: 1}",
        u"'tolerances' of gate 'nulls' names 'id', which is not one of the compared columns"_s);
    row("tolerance of what is not compared", nulls, "probe: fidelity, legacy: a, candidate: b, key: [id], columns: [c], tolerances: {c: 0, §d: 1}",
        u"'tolerances' of gate 'nulls' names 'd', which is not one of the compared columns"_s);
    row("tolerance below nothing", nulls, "probe: fidelity, legacy: a, candidate: b, tolerances: {c: §-1}", u"'tolerances' of gate 'nulls': expected a distance such as 0.01 for column 'c'"_s);
    row("a distance that is no number", nulls, "probe: fidelity, legacy: a, candidate: b, tolerance: {c: §x}", u"'tolerance' of gate 'nulls': expected a distance such as 0.01 for column 'c'"_s);
    row("tolerance twice", nulls, "probe: fidelity, legacy: a, candidate: b, tolerances: {c: 1}, tolerance: §{c: 1}",
        u"'tolerances' and 'tolerance' of gate 'nulls' say the same; write one of them"_s);
    row("as the design writes it", nulls, "probe: fidelity, legacy: a, candidate: b, slices: month, keys: [day], tolerance: {c: 0.005}", QString());
    row("slices of hours", nulls, "probe: fidelity, legacy: a, candidate: b, time: t, slices: §hour", u"'hour' is not a value of 'slices' of gate 'nulls'; expected one of day, week, month"_s);
    row("slices of nothing known", nulls, "probe: fidelity, legacy: a, candidate: b, slices: §day", u"gate 'nulls' does not say which column cuts its slices; name it with 'time'"_s);
    row("a time without slices", nulls, "probe: fidelity, legacy: a, candidate: b, time: §t", u"'time' of gate 'nulls' cuts no slices"_s);
    row("settling without slices", nulls, "probe: fidelity, legacy: a, candidate: b, settling: §2h", u"'settling' of gate 'nulls' is the age of a slice, and it has none"_s);
    row("settling for ever", nulls, "probe: fidelity, legacy: a, candidate: b, slices: day, time: t, settling: §400d", u"'settling' of gate 'nulls' must be from 0"_s);
    row("a volume that settles", nulls, "probe: volume, table: a, time: t, bucket: day, min: 1, settling: 6h", QString());
    row("a volume that never settles", nulls, "probe: volume, table: a, time: t, bucket: day, min: 1, settling: §400d", u"'settling' of gate 'nulls' must be from 0"_s);
    const QByteArray rows = "probe: fidelity, legacy: a, candidate: b, key: [id], max_mismatch: ";
    row("some may differ", nulls, rows + "3, hard_limit: 100", QString());
    row("none may differ", nulls, rows + "0", QString());
    row("a part of a row", nulls, rows + "§1.5", u"'max_mismatch' of gate 'nulls': expected a whole number of rows from 0 to 1000000000, found '1.5'"_s);
    row("less than no row", nulls, rows + "§-1", u"'max_mismatch' of gate 'nulls': expected a whole number of rows"_s);
    row("a factor of rows", nulls, rows + "§2x baseline", u"'max_mismatch' of gate 'nulls': expected a whole number of rows"_s);
    row("rows and their share", nulls, rows + "3, max: §0.1", u"'max' of gate 'nulls' is a share of the rows, and 'max_mismatch' a number of them; write one of them"_s);
    row("rows and a floor", nulls, rows + "3, min: §0.1", u"'min' of gate 'nulls' is a share of the rows"_s);
    row("fewer than may", nulls, rows + "3, hard_limit: §2", u"'hard_limit' of gate 'nulls' is stricter than its limit 3"_s);
    row("a share of rows at once", nulls, rows + "0, hard_limit: §0.5", u"'hard_limit' of gate 'nulls': expected a whole number of rows"_s);
    row("mismatches of another probe", ", max: 0.001", ", max: 0.001, §max_mismatch: 3", u"unknown key 'max_mismatch' in gate 'nulls'"_s);
    const QByteArray kept = "probe: fidelity, legacy: a, key: [id], at: baseline";
    row("as it was", nulls, kept, QString());
    row("as it was, in the design's words", nulls, kept + ", max_mismatch: 0", QString());
    row("the candidate as legacy was", nulls, kept + ", candidate: b, baseline: {where: id > 3, max_rows: 9, keep: 7d, newer_by: id}", QString());
    row("as it was once", nulls, "probe: fidelity, legacy: a, key: [id], at: §start", u"'start' is not a value of 'at' of gate 'nulls'; expected one of baseline"_s);
    row("kept for nothing", nulls, "probe: fidelity, legacy: a, candidate: b, baseline: §{keep: 7d}",
        u"'baseline' of gate 'nulls' says what is kept, and nothing is compared with it; write 'at: baseline'"_s);
    row("nothing may be kept", nulls, kept + ", baseline: {max_rows: §0}", u"'max_rows' of 'baseline' of gate 'nulls': expected a whole number from 1"_s);
    row("kept for ever", nulls, kept + ", baseline: {keep: §5000d}", u"'keep' of 'baseline' of gate 'nulls': expected a duration such as"_s);
    row("kept with a word too many", nulls, kept + ", baseline: {§newer: id}", u"unknown key 'newer' in 'baseline' of gate 'nulls'; did you mean 'newer_by'?"_s);
    row("slices of what was", nulls, kept + ", slices: §day, time: t", u"'slices' of gate 'nulls' cuts what lives"_s);
    row("no budget", nulls, "probe: fidelity, legacy: a, candidate: b, budget: §0", u"'budget' of gate 'nulls': expected a whole number from 1"_s);
    row("fidelity", nulls, "probe: fidelity, legacy: a, candidate: b, key: [id], columns: [c], tolerances: {c: 0.01}", QString());
    row("no limit", ", max: 0.001", "", u"20:9 gate 'nulls' states no limit; write 'max', 'min' or 'limit' as a share from 0 to 1"_s);
    row("two limits", "max: 0.001", "max: 0.001, limit: §0.002", u"'limit' and 'max' of gate 'nulls' say the same"_s);
    row("share above one", "max: 0.001", "max: §1.5", u"'max' of gate 'nulls': expected a share from 0 to 1, or a factor such as 1.2x baseline, found '1.5'"_s);
    row("share in percent", "max: 0.001", "max: §0.1%", u"'max' of gate 'nulls': expected a share"_s);
    row("number is quoted", "max: 0.001", "max: §'0.001'", u"'max' of gate 'nulls': expected a share from 0 to 1, or a factor such as 1.2x baseline, found the text '0.001'"_s);
    row("number is nan", "max: 0.001", "max: §.nan", u"'max' of gate 'nulls': expected a share"_s);
    row("factor of nothing", "max: 0.001", "max: §0x baseline", u"'max' of gate 'nulls': expected a share"_s);
    row("min above max", "max: 0.001", "max: 0.001, min: §0.5", u"'min' of gate 'nulls' is above its 'max'"_s);
    row("hard limit stricter", "max: 0.001", "max: 0.5, hard_limit: §0.1", u"'hard_limit' of gate 'nulls' is stricter than its limit 0.5"_s);
    row("hard limit in another manner", "max: 0.001", "max: 0.5, hard_limit: §2x baseline", u"'hard_limit' of gate 'nulls' and its limit must both be factors"_s);
    row("hard limit beside two", "max: 0.001", "max: 0.5, min: 0.1, hard_limit: §0.9", u"gate 'nulls' has 'hard_limit' beside two limits"_s);
    row("freshness without age", ", max_age: 15m", "", u"26:9 gate 'fresh' needs the key 'max_age'"_s);
    row("freshness as number", "max_age: 15m", "max_age: §900", u"'max_age' of gate 'fresh': expected a duration such as 15m"_s);
    row("freshness with max", "max_age: 15m", "max_age: 15m, §max: 3", u"unknown key 'max' in gate 'fresh'"_s);
    row("no rollback section", "rollback: {window: 72h}", "", QString());
    row("breach action", "bake: 1h", "on_breach: §rolback", u"'rolback' is not a value of 'on_breach' of stage 'additive'; did you mean 'rollback'?"_s);
    row("no-data action", "max: 0.001", "max: 0.001, on_no_data: §pass", u"'pass' is not a value of 'on_no_data' of gate 'nulls'; expected one of rollback, hold, report"_s);
    row("empty means", "max: 0.001", "max: 0.001, empty_means: §ok", u"'ok' is not a value of 'empty_means' of gate 'nulls'"_s);
    row("min samples", "max: 0.001", "max: 0.001, min_samples: §0", u"'min_samples' of gate 'nulls': expected a whole number from 1"_s);
    row("cohort missing", "{cohort: all, hold: 1h}", "§{hold: 1h}", u"exposure 1 of stage 'forward' needs the key 'cohort'"_s);
    row("hold is a number", "hold: 1h", "hold: §3600", u"'hold' of exposure 1 of stage 'forward': expected a duration"_s);
    row("flags is a mapping", "flags:\n  - {name: f, serves: daily, legacy: daily_v1, candidate: daily_v2}", "flags: §{name: f}", u"'flags' of the plan: expected a list, found a mapping"_s);
}

void PlanReaderTest::findings()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QFETCH(QString, finding);
    PlanFolder folder;
    QByteArray text = samplePlanWith(before, after);
    const QString place = takeMark(text);
    const auto bundle = folder.readText(text);
    QCOMPARE(bundle.has_value(), finding.isEmpty());
    if (finding.isEmpty())
        return;
    QVERIFY2(folder.isTold(place + finding), qPrintable(folder.told().join(u'\n')));
    QCOMPARE(bundle.error().code, ErrorCode::InvalidPlan);
}

void PlanReaderTest::refusals_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<QString>("finding");
    const auto row = [](const char *name, const QByteArray &before, const QByteArray &after, const QString &finding) {
        QTest::newRow(name) << before << after << finding;
    };
    const QByteArray nulls = "- {id: nulls, probe: null_rate, table: orders, column: currency, max: 0.001";
    row("replication lag", nulls, "- {id: nulls, probe: system, metric: §replication_lag, max: 3", u"gate 'nulls' asks for the metric 'replication_lag'"_s);
    row("cache hits since the server's start", nulls, "- {id: nulls, probe: system, metric: §cache_hit_ratio, min: 0.9", u"gate 'nulls' asks for the metric 'cache_hit_ratio'"_s);
    row("distribution of the past", nulls, "- §{id: nulls, probe: distribution, table: a, column: c, bins: deciles, max: 0.1", u"gate 'nulls' has no relation to compare with"_s);
    row("drift from the past", nulls, "- §{id: nulls, probe: schema_drift, table: a", u"gate 'nulls' has no relation to compare with"_s);
    row("stage approvals", "bake: 1h", "approvals: §{quorum: 2}", u"stage 'additive' asks for 'approvals', which this version"_s);
    row("drills", "bake: 1h", "drills: §[{id: d}]", u"stage 'additive' asks for 'drills'"_s);
    row("rehearsal", "rollback:", "rehearsal: §{connection: x}\nrollback:", u"the plan asks for 'rehearsal'"_s);
    row("certificate", "bake: 1h", "certificate: §required", u"stage 'additive' asks for 'certificate'"_s);
    row("settling of what has no slices", "max: 0.001", "max: 0.001, settling: §2h", u"gate 'nulls' asks for 'settling', which this version"_s);
    row("baseline", "max: 0.001", "max: 0.001, at: §baseline", u"gate 'nulls' asks for 'at'"_s);
    row("percent", "{cohort: all, hold: 1h}", "{percent: §25, hold: 1h}", u"exposure 1 of stage 'forward' asks for 'percent'"_s);
    row("suppressions", "rollback:", "suppressions: §[]\nrollback:", u"the plan asks for 'suppressions'"_s);
}

void PlanReaderTest::refusals()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QFETCH(QString, finding);
    PlanFolder folder;
    QByteArray text = samplePlanWith(before, after);
    const QString place = takeMark(text);
    const auto bundle = folder.readText(text);
    QVERIFY(!bundle);
    QVERIFY2(folder.isTold(place + finding), qPrintable(folder.told().join(u'\n')));
    QCOMPARE(folder.findings.size(), 1);
    QVERIFY(folder.findings.first().isRefusal);
    QCOMPARE(bundle.error().code, ErrorCode::NotSupported);
}

void PlanReaderTest::scalarsAreTypedBySchema()
{
    PlanFolder folder;
    QByteArray text = samplePlan();
    text.replace("title: Title", "title: off").replace("reason: Reason", "reason: 012").replace("owner: team", "owner: no\n  ticket: 1e3");
    text.replace("where: currency is null", "where: true").replace("type: text", "type: 2027-01-01");
    const auto bundle = folder.readText(text);
    QVERIFY2(bundle, qPrintable(folder.told().join(u'\n')));
    QCOMPARE(bundle->plan.metadata.title, u"off"_s);
    QCOMPARE(bundle->plan.metadata.reason, u"012"_s);
    QCOMPARE(bundle->plan.metadata.owner, u"no"_s);
    QCOMPARE(bundle->plan.metadata.ticket, u"1e3"_s);
    QCOMPARE(std::get<Backfill>(bundle->plan.stages[0].steps[1].body).where, u"true"_s);
    QCOMPARE(std::get<AddColumn>(bundle->plan.stages[0].steps[0].body).column.type, u"2027-01-01"_s);
}

void PlanReaderTest::everythingIsToldAtOnce()
{
    PlanFolder folder;
    QByteArray text = samplePlan();
    text.replace("owner: team", "ownr: team").replace("op: install_flag", "op: instal_flag").replace("bake: 1h", "bake: soon").replace("max_age: 15m", "max_age: old");
    text.replace("rollback: {", "suppressions: []\nrollback: {");
    QVERIFY(!folder.readText(text));
    const QStringList told = folder.told();
    QVERIFY2(told.size() >= 5, qPrintable(told.join(u'\n')));
    for (const QString &start : { u"4:3 "_s, u"7:3 "_s, u"18:25 "_s, u"21:11 "_s, u"26:75 "_s })
        QVERIFY2(folder.isTold(start), qPrintable(start + u'\n' + told.join(u'\n')));
    for (qsizetype i = 1; i < folder.findings.size(); ++i)
        QVERIFY(folder.findings[i - 1].line <= folder.findings[i].line);
    // A refused step beside errors is still named as a refusal, and the whole stays an invalid plan.
    QVERIFY(std::any_of(folder.findings.cbegin(), folder.findings.cend(), [](const PlanFinding &f) { return f.isRefusal; }));
}

void PlanReaderTest::errorJoinsFindings()
{
    PlanFolder folder;
    QByteArray text = samplePlan();
    text.replace("bake: 1h", "bake: soon").replace("max_age: 15m", "max_age: old");
    const auto bundle = folder.readText(text);
    QVERIFY(!bundle);
    QCOMPARE(bundle.error().where, u"plans/p.yaml:21:11"_s);
    QVERIFY2(bundle.error().what.startsWith(u"'bake' of stage 'additive': expected a duration"), qPrintable(bundle.error().what));
    QVERIFY2(bundle.error().what.contains(u"; 26:75: 'max_age' of gate 'fresh'"), qPrintable(bundle.error().what));
}

void PlanReaderTest::refusalIsNotSupported()
{
    PlanFolder folder;
    const auto refused = folder.readText(samplePlanWith("bake: 1h", "approvals: {quorum: 2}"));
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::NotSupported);
    const auto both = folder.readText(samplePlanWith("bake: 1h", "approvals: {quorum: 2}\n    bake: soon"));
    QVERIFY(!both);
    QCOMPARE(both.error().code, ErrorCode::InvalidPlan);
}

void PlanReaderTest::manyFindingsAreBounded()
{
    QByteArray keys;
    for (int i = 0; i < 20'000; ++i)
        keys += "key" + QByteArray::number(i) + ": x\n";
    PlanFolder folder;
    const auto bundle = folder.readText(samplePlan() + keys);
    QVERIFY(!bundle);
    QCOMPARE(folder.findings.size(), 201);
    QCOMPARE(folder.findings.last().text, u"and 19800 more findings"_s);
    QVERIFY(bundle.error().what.size() < 5'000);
}

void PlanReaderTest::referencedFiles_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("finding");
    const QString start = u"17:63 "_s;
    QTest::newRow("good") << QByteArray("select 1 as day\n") << QString();
    QTest::newRow("missing") << QByteArray() << start + u"there is no file 'sql/q.sql'"_s;
    QTest::newRow("empty") << QByteArray(" \n") << start + u"the file 'sql/q.sql' is empty"_s;
    QTest::newRow("CR") << QByteArray("select 1\r\n") << start + u"the file holds a carriage return at sql/q.sql:1:9; save it with LF line ends"_s;
    QTest::newRow("NFD") << QByteArray("select 1\n, 'xe\xCC\x81'") << start + u"the file is not in Unicode normal form NFC at sql/q.sql:2:5"_s;
    QTest::newRow("Latin-1") << QByteArray("-- \xE9") << start + u"the file is not UTF-8 at sql/q.sql:1:4"_s;
    QTest::newRow("BOM") << QByteArray("\xEF\xBB\xBFselect 1") << start + u"the file begins with a byte order mark at sql/q.sql:1:1"_s;
    QTest::newRow("large") << QByteArray((1 << 20) + 1, 'x') << start + u"'sql/q.sql' is larger than 1 MiB"_s;
}

void PlanReaderTest::referencedFiles()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, finding);
    PlanFolder folder;
    if (!bytes.isEmpty())
        QVERIFY(folder.write(u"sql/q.sql"_s, bytes));
    const auto bundle = folder.readText(samplePlanWith("sql: select 1 as day", "sql_file: sql/q.sql"));
    QCOMPARE(bundle.has_value(), finding.isEmpty());
    if (bundle)
        QCOMPARE(std::get<CreateView>(bundle->plan.stages[0].steps[2].body).query, (SqlText { QString::fromUtf8(bytes), u"sql/q.sql"_s }));
    else
        QVERIFY2(folder.isTold(finding), qPrintable(folder.told().join(u'\n')));
}

QTEST_GUILESS_MAIN(PlanReaderTest)
#include "tst_plan_reader.moc"
