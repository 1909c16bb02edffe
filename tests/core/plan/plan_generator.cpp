// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan_generator.h"

#include "base/duration.h"
#include "base/relation_name.h"

#include <QJsonArray>

namespace sluice {

using namespace Qt::StringLiterals;

QStringList PlanGenerator::files()
{
    return { u"sql/0.sql"_s, u"sql/1.sql"_s, u"sql/deep/2 ü.sql"_s };
}

QString PlanGenerator::text()
{
    static const QStringList pieces { u"orders"_s, u" "_s, u"'"_s, u"\""_s, u"%1"_s, u"ü"_s, u"😀"_s, u"<b>"_s, u"\n"_s, u"\t"_s, u"{}"_s, u"#"_s, u": "_s,
        u"- "_s, u"\\"_s, u"€"_s, u"012"_s, u"off"_s, u"null"_s, u"&"_s, u"*"_s, u"!"_s, u"`"_s, u"--"_s, u"таблица"_s };
    QString text = u"x"_s;
    for (int i = below(6); i >= 0; --i)
        text += pick(pieces);
    return text;
}

QString PlanGenerator::id(const QString &prefix)
{
    return prefix + pick({ u"-"_s, u"_"_s, QString() }) + QString::number(++m_ids);
}

QString PlanGenerator::name()
{
    return pick({ u"amount"_s, u"order"_s, u"Größe"_s, u"a b"_s, u"x\"y"_s, u"k.l"_s, u"тип"_s }) + QString::number(++m_ids);
}

QString PlanGenerator::relation()
{
    return RelationName { chance(50) ? u"mart"_s : QString(), name() }.text();
}

QString PlanGenerator::duration(qint64 least, qint64 most)
{
    const qint64 count = least + static_cast<qint64>(m_random() % static_cast<quint64>(most - least + 1));
    return formatDuration(Duration(count));
}

void PlanGenerator::maybe(QJsonObject &object, const QString &key, const QJsonValue &value)
{
    if (chance(50))
        object[key] = value;
}

void PlanGenerator::putSql(QJsonObject &object, const QString &textKey, const QString &fileKey)
{
    if (!m_usesFiles || chance(50))
        object[textKey] = u"select "_s + text();
    else
        object[fileKey] = pick(files());
}

QJsonValue PlanGenerator::sqlList()
{
    if (chance(40))
        return u"select "_s + text();
    QJsonArray list;
    for (int i = below(3); i >= 0; --i) {
        QJsonObject entry;
        putSql(entry, u"sql"_s, u"sql_file"_s);
        list.append(chance(50) ? QJsonValue(u"select "_s + text()) : QJsonValue(entry));
    }
    return list;
}

QJsonObject PlanGenerator::column(const QString &columnName)
{
    QJsonObject column { { u"name"_s, columnName }, { u"type"_s, pick({ u"text"_s, u"numeric(12,2)"_s, u"timestamptz"_s }) } };
    maybe(column, u"nullable"_s, true);
    maybe(column, u"default"_s, text());
    return column;
}

QJsonObject PlanGenerator::step(const QString &op)
{
    QJsonObject step { { u"id"_s, id(u"step"_s) }, { u"op"_s, op } };
    if (op == "add_column"_L1) {
        step[u"table"_s] = relation();
        step[u"column"_s] = column(name());
    } else if (op == "drop_column"_L1) {
        step[u"table"_s] = relation();
        step[u"column"_s] = name();
    } else if (op == "create_table"_L1) {
        const QString key = name();
        step[u"table"_s] = relation();
        step[u"columns"_s] = QJsonArray { column(key), column(name()) };
        maybe(step, u"primary_key"_s, QJsonArray { key });
    } else if (op == "create_view"_L1 || op == "replace_view"_L1) {
        step[u"view"_s] = relation();
        putSql(step, u"sql"_s, u"sql_file"_s);
    } else if (op == "create_index"_L1) {
        step[u"name"_s] = name();
        step[u"table"_s] = relation();
        step[u"columns"_s] = QJsonArray { name(), name() };
        maybe(step, u"unique"_s, chance(50));
        maybe(step, u"concurrently"_s, chance(50));
    } else if (op == "backfill"_L1) {
        step[u"table"_s] = relation();
        step[u"set"_s] = QJsonObject { { name(), text() }, { name(), text() } };
        step[u"where"_s] = text();
        maybe(step, u"key"_s, name());
        maybe(step, u"batch"_s, 1 + below(1'000'000));
        maybe(step, u"pause"_s, duration(0, 3'600'000));
        maybe(step, u"nice"_s, below(101));
    } else if (op == "install_flag"_L1) {
        step[u"flag"_s] = m_notInstalled.takeFirst();
    } else if (op == "switch_flag"_L1) {
        step[u"flag"_s] = pick(m_flags);
        step[u"cohort"_s] = text();
        maybe(step, u"to"_s, pick({ u"candidate"_s, u"legacy"_s }));
    } else if (op == "rename_column"_L1) {
        step[u"table"_s] = relation();
        step[u"column"_s] = name();
        step[u"to"_s] = name();
    } else if (op == "alter_type"_L1) {
        step[u"table"_s] = relation();
        step[u"column"_s] = name();
        step[u"type"_s] = u"bigint"_s;
    } else if (op == "set_default"_L1 || op == "set_not_null"_L1) {
        step[u"table"_s] = relation();
        step[u"column"_s] = name();
        if (op == "set_default"_L1)
            maybe(step, u"default"_s, text());
    } else if (op == "add_constraint"_L1) {
        step[u"table"_s] = relation();
        step[u"name"_s] = name();
        if (chance(30)) {
            step[u"unique"_s] = QJsonArray { name(), name() };
        } else if (chance(50)) {
            step[u"foreign_key"_s] = QJsonArray { name() };
            step[u"references"_s] = relation();
            maybe(step, u"referenced_columns"_s, QJsonArray { name() });
            maybe(step, u"validate"_s, chance(50));
        } else {
            step[u"check"_s] = text();
            maybe(step, u"validate"_s, chance(50));
        }
    } else if (op == "add_generated_column"_L1) {
        step[u"table"_s] = relation();
        step[u"column"_s] = name();
        step[u"type"_s] = u"numeric(12,2)"_s;
        step[u"expression"_s] = text();
    } else if (op == "drop_view"_L1) {
        step[u"view"_s] = relation();
    } else if (op == "build_table"_L1) {
        step[u"table"_s] = relation();
        putSql(step, u"sql"_s, u"sql_file"_s);
        maybe(step, u"primary_key"_s, QJsonArray { name() });
    } else if (op == "swap_table"_L1) {
        step[u"table"_s] = relation();
        step[u"with"_s] = relation();
    } else if (op == "set_comment"_L1) {
        step[u"relation"_s] = relation();
        maybe(step, u"column"_s, name());
        maybe(step, u"comment"_s, text());
    } else if (op == "remove_flag"_L1) {
        step[u"flag"_s] = pick(m_flags);
    } else if (op == "snapshot"_L1) {
        step[u"table"_s] = relation();
        maybe(step, u"where"_s, text());
        m_snapshots.append(step[u"id"_s].toString());
    } else if (op == "restore"_L1) {
        step[u"snapshot"_s] = pick(m_snapshots);
    } else if (op == "command"_L1) {
        step[u"run"_s] = QJsonArray { u"dbt"_s, u"run"_s, text() };
        step[u"rollback"_s] = QJsonArray { u"dbt"_s, text() };
        putSql(step, u"probe"_s, u"probe_file"_s);
        maybe(step, u"touches"_s, QJsonArray { relation() });
        maybe(step, u"reversibility"_s, pick({ u"R0"_s, u"R1"_s, u"R2"_s, u"R3"_s }));
        maybe(step, u"writes_rows"_s, chance(50));
    } else if (op == "manual"_L1) {
        step[u"do"_s] = text();
        step[u"undo"_s] = text();
        putSql(step, u"check"_s, u"check_file"_s);
    } else {
        if (!m_usesFiles || chance(70))
            step[u"sql"_s] = sqlList();
        else
            step[u"sql_file"_s] = chance(50) ? QJsonValue(pick(files())) : QJsonValue(QJsonArray::fromStringList(files()));
        if (!m_usesFiles || chance(70))
            step[u"rollback"_s] = sqlList();
        else
            step[u"rollback_file"_s] = pick(files());
        maybe(step, u"touches"_s, QJsonArray { relation(), relation() });
        if (chance(50))
            putSql(step, u"probe"_s, u"probe_file"_s);
        maybe(step, u"reversibility"_s, pick({ u"R0"_s, u"R1"_s, u"R2"_s, u"R3"_s }));
        maybe(step, u"writes_rows"_s, false);
    }
    maybe(step, u"lock_timeout"_s, duration(1, 3'600'000));
    maybe(step, u"statement_timeout"_s, duration(1, 600'000'000));
    return step;
}

QJsonValue PlanGenerator::limit(const QString &probe)
{
    const double share = static_cast<double>(below(1'000'001)) / 1'000'000;
    if (probe == "freshness"_L1 || probe == "query_latency"_L1 || probe == "system"_L1)
        return duration(1, 86'400'000);
    if (probe == "row_count"_L1 || probe == "volume"_L1 || probe == "late_rows"_L1 || probe == "schema_drift"_L1)
        return below(2'000'000'000);
    return probe == "sql"_L1 ? (share - 0.5) * 1e9 : share;
}

void PlanGenerator::putLimits(QJsonObject &gate, const QString &probe)
{
    const bool isFactor = chance(30);
    const auto value = [&](double factor) { return isFactor ? QJsonValue(QString::number(factor) + u"x baseline"_s) : limit(probe); };
    if (probe == "freshness"_L1) {
        gate[u"max_age"_s] = value(1.25);
        return;
    }
    const bool isFromNothing = probe == "schema_drift"_L1 || probe == "distribution"_L1;
    if (isFromNothing) {
        gate[u"max"_s] = probe == "distribution"_L1 ? QJsonValue(0.001 * (1 + below(900))) : limit(probe);
        return;
    }
    if (probe == "dbt"_L1) {
        gate[u"max"_s] = limit(probe);
        return;
    }
    if (probe == "fidelity"_L1 && chance(40)) {
        const int most = below(1'000);
        gate[u"max_mismatch"_s] = most;
        maybe(gate, u"hard_limit"_s, most + below(1'000));
        return;
    }
    const int form = below(4);
    if (form == 0)
        gate[u"min"_s] = value(0.9);
    else
        gate[form == 1 ? u"limit"_s : u"max"_s] = value(1.2);
    if (form == 3 && isFactor)
        gate[u"min"_s] = value(0.5);
    if (form == 1 && isFactor)
        gate[u"hard_limit"_s] = value(3.5);
    maybe(gate, u"max_age"_s, duration(1, 86'400'000));
}

QJsonObject PlanGenerator::gate(const QString &probe)
{
    QJsonObject gate { { u"id"_s, id(u"gate"_s) }, { u"probe"_s, probe } };
    m_gates.append(gate[u"id"_s].toString());
    if (probe == "row_count"_L1 || probe == "null_rate"_L1 || probe == "uniqueness"_L1 || probe == "freshness"_L1)
        gate[u"table"_s] = relation();
    if (probe == "null_rate"_L1 || probe == "freshness"_L1)
        gate[u"column"_s] = name();
    if (probe == "uniqueness"_L1)
        gate[u"columns"_s] = QJsonArray { name(), name() };
    if (probe == "row_count"_L1 || probe == "null_rate"_L1 || probe == "uniqueness"_L1)
        maybe(gate, u"where"_s, text());
    if (probe == "error_rate"_L1) {
        gate[u"from"_s] = relation();
        gate[u"failed"_s] = text();
        gate[u"time"_s] = name();
        maybe(gate, u"window"_s, duration(1'000, 86'400'000));
    }
    if (probe == "query_latency"_L1 || probe == "sql"_L1)
        putSql(gate, u"sql"_s, u"sql_file"_s);
    if (probe == "volume"_L1 || probe == "late_rows"_L1) {
        gate[u"table"_s] = relation();
        gate[u"time"_s] = name();
        gate[u"bucket"_s] = pick({ u"minute"_s, u"hour"_s, u"day"_s, u"week"_s, u"month"_s });
        maybe(gate, u"where"_s, text());
    }
    if (probe == "volume"_L1)
        maybe(gate, u"settling"_s, duration(0, 86'400'000));
    if (probe == "late_rows"_L1) {
        gate[u"loaded"_s] = name();
        maybe(gate, u"grace"_s, duration(0, 86'400'000));
        maybe(gate, u"window"_s, duration(1'000, 86'400'000));
    }
    if (probe == "schema_drift"_L1 || probe == "distribution"_L1) {
        gate[u"table"_s] = relation();
        gate[u"against"_s] = relation();
    }
    if (probe == "schema_drift"_L1)
        maybe(gate, u"compare"_s, QJsonArray { u"types"_s, u"order"_s });
    if (probe == "distribution"_L1) {
        gate[u"column"_s] = name();
        gate[u"bins"_s] = pick({ u"deciles"_s, u"categories"_s });
        maybe(gate, u"where"_s, text());
    }
    if (probe == "system"_L1)
        gate[u"metric"_s] = u"longest_query"_s;
    if (probe == "dbt"_L1) {
        gate[u"metric"_s] = u"error_rate"_s;
        gate[u"file"_s] = u"../shop/target/run_results.json"_s;
        gate[u"max_age"_s] = duration(1, 86'400'000);
        maybe(gate, u"nodes"_s, QJsonArray { u"model.shop.orders"_s, u"test.shop.one.d41d"_s });
    }
    if (probe == "referential_integrity"_L1) {
        gate[u"table"_s] = relation();
        gate[u"columns"_s] = QJsonArray { name(), name() };
        gate[u"references"_s] = relation();
        gate[u"referenced_columns"_s] = QJsonArray { name(), name() };
        maybe(gate, u"where"_s, text());
    }
    if (probe == "mapping"_L1) {
        gate[u"table"_s] = relation();
        gate[u"columns"_s] = QJsonArray { name(), name() };
        gate[u"partners"_s] = relation();
        gate[u"partner_columns"_s] = QJsonArray { name(), name() };
        maybe(gate, u"match"_s, pick({ u"exactly_one"_s, u"at_least_one"_s }));
        maybe(gate, u"where"_s, text());
    }
    if (probe == "feedback"_L1) {
        gate[u"from"_s] = relation();
        gate[u"negative"_s] = text();
        gate[u"time"_s] = name();
        maybe(gate, u"person"_s, name());
        maybe(gate, u"window"_s, duration(1'000, 86'400'000));
    }
    if (probe == "tests"_L1) {
        QJsonArray tests;
        for (int i = below(3); i >= 0; --i) {
            QJsonObject test { { u"name"_s, u"%1 %2"_s.arg(text(), QString::number(i)) }, { u"table"_s, relation() } };
            putSql(test, u"sql"_s, u"sql_file"_s);
            tests.append(test);
        }
        gate[u"tests"_s] = tests;
    }
    if (probe == "fidelity"_L1) {
        gate[u"legacy"_s] = u"before_it"_s;
        gate[u"candidate"_s] = relation();
        maybe(gate, u"key"_s, QJsonArray { name() });
        if (chance(50)) {
            const QString column = name();
            gate[u"columns"_s] = QJsonArray { column };
            maybe(gate, u"tolerances"_s, QJsonObject { { column, static_cast<double>(below(1'000)) / 1e7 } });
        }
        maybe(gate, u"budget"_s, 1 + below(1'000'000'000));
        if (chance(30)) {
            gate[u"at"_s] = u"baseline"_s;
            if (chance(50))
                gate.remove(u"candidate"_s); // legacy as it is now
            QJsonObject kept;
            maybe(kept, u"where"_s, text());
            maybe(kept, u"max_rows"_s, 1 + below(1'000'000));
            maybe(kept, u"keep"_s, duration(0, 864'000'000));
            maybe(kept, u"newer_by"_s, name());
            maybe(gate, u"baseline"_s, kept);
        } else if (chance(50)) {
            gate[u"slices"_s] = pick({ u"day"_s, u"week"_s, u"month"_s });
            gate[u"time"_s] = name();
            maybe(gate, u"settling"_s, duration(0, 86'400'000));
        }
    }
    putLimits(gate, probe);
    maybe(gate, u"title"_s, text());
    maybe(gate, u"interval"_s, duration(100, 86'400'000));
    maybe(gate, u"warmup"_s, below(10'000));
    maybe(gate, u"min_samples"_s, 1 + below(1'000'000));
    maybe(gate, u"min_rows"_s, below(1'000'000'000));
    maybe(gate, u"timeout"_s, duration(10, 3'600'000));
    maybe(gate, u"empty_means"_s, pick({ u"zero"_s, u"no_data"_s }));
    maybe(gate, u"on_breach"_s, pick({ u"rollback"_s, u"hold"_s, u"report"_s }));
    maybe(gate, u"on_no_data"_s, pick({ u"rollback"_s, u"hold"_s, u"report"_s }));
    return gate;
}

QJsonObject PlanGenerator::stage(const QString &kind)
{
    QStringList ops { u"add_column"_s, u"add_generated_column"_s, u"create_index"_s, u"set_comment"_s, u"snapshot"_s, u"sql"_s, u"manual"_s };
    if (kind == "additive"_L1 || kind == "forward"_L1)
        ops += { u"command"_s, u"create_table"_s, u"build_table"_s, u"create_view"_s, u"backfill"_s, u"set_default"_s };
    if (kind == "forward"_L1)
        ops += { u"replace_view"_s, u"drop_column"_s, u"drop_view"_s, u"rename_column"_s, u"alter_type"_s, u"set_not_null"_s,
            u"add_constraint"_s, u"swap_table"_s, u"switch_flag"_s };
    if (kind == "forward"_L1 && !m_snapshots.isEmpty())
        ops.append(u"restore"_s);
    if (kind == "contract"_L1)
        ops = { u"remove_flag"_s, u"drop_column"_s, u"drop_view"_s, u"rename_column"_s, u"set_not_null"_s, u"add_constraint"_s, u"sql"_s };
    QJsonArray steps;
    if (kind == "additive"_L1) {
        while (!m_notInstalled.isEmpty())
            steps.append(step(u"install_flag"_s));
    }
    for (int i = below(5); i > 0 && kind != "resilience"_L1; --i)
        steps.append(step(pick(ops)));
    QJsonArray gates;
    for (int i = below(4); i >= 0; --i)
        gates.append(gate(pick({ u"row_count"_s, u"null_rate"_s, u"uniqueness"_s, u"freshness"_s, u"query_latency"_s, u"error_rate"_s, u"sql"_s,
            u"referential_integrity"_s, u"volume"_s, u"late_rows"_s, u"schema_drift"_s, u"distribution"_s, u"system"_s, u"mapping"_s,
            u"feedback"_s, u"tests"_s, u"fidelity"_s, u"dbt"_s })));
    QJsonObject stage { { u"id"_s, id(u"stage"_s) }, { u"kind"_s, kind }, { u"gates"_s, gates } };
    if (!steps.isEmpty())
        stage[u"steps"_s] = steps;
    if (kind == "forward"_L1 && chance(80))
        stage[u"exposure"_s] = QJsonArray { QJsonObject { { u"cohort"_s, text() }, { u"hold"_s, duration(0, 86'400'000) } }, QJsonObject { { u"cohort"_s, u"all"_s } } };
    maybe(stage, u"title"_s, text());
    maybe(stage, u"bake"_s, duration(0, 86'400'000));
    maybe(stage, u"on_breach"_s, pick({ u"rollback"_s, u"hold"_s, u"report"_s }));
    return stage;
}

QJsonObject PlanGenerator::expectation()
{
    QJsonObject expectation { { u"relation"_s, pick(m_served) }, { u"keys"_s, QJsonArray { u"one_key"_s } } };
    maybe(expectation, u"columns"_s, QJsonArray { name(), name() });
    maybe(expectation, u"interval"_s, duration(100, 86'400'000));
    maybe(expectation, u"timeout"_s, duration(10, 3'600'000));
    maybe(expectation, u"budget"_s, 1 + below(1'000'000'000));
    return expectation;
}

QJsonArray PlanGenerator::outcomes(bool areTransformations)
{
    QJsonArray outcomes;
    for (int i = below(3); i > 0; --i) {
        QJsonObject outcome { { u"text"_s, text() } };
        maybe(outcome, u"gate"_s, pick(m_gates));
        if (areTransformations)
            maybe(outcome, u"expect"_s, expectation());
        outcomes.append(outcome);
    }
    return outcomes;
}

QJsonObject PlanGenerator::plan()
{
    QJsonArray flags;
    for (int i = below(2); i >= 0; --i) {
        const QString flag = id(u"flag"_s);
        QJsonObject json { { u"name"_s, flag }, { u"serves"_s, relation() }, { u"legacy"_s, relation() }, { u"candidate"_s, relation() } };
        if (m_flags.size() % 2 == 1) // a route that asks no cohort for itself
            json.insert(u"route"_s, u"function"_s);
        flags.append(json);
        m_served.append(json[u"serves"_s].toString());
        m_flags.append(flag);
        m_notInstalled.append(flag);
    }
    QJsonArray stages;
    for (const QString &kind : { u"compatibility"_s, u"additive"_s, u"forward"_s, u"resilience"_s, u"contract"_s })
        stages.append(stage(kind));
    QJsonObject metadata { { u"id"_s, u"p"_s }, { u"title"_s, text() }, { u"reason"_s, text() }, { u"owner"_s, text() } };
    maybe(metadata, u"ticket"_s, text());
    maybe(metadata, u"milestone"_s, QJsonObject { { u"name"_s, text() }, { u"date"_s, u"2027-01-04"_s } });
    maybe(metadata, u"transformations"_s, outcomes(true));
    maybe(metadata, u"success"_s, outcomes(false));
    maybe(metadata, u"risks"_s, QJsonArray { QJsonObject { { u"text"_s, text() }, { u"mitigation"_s, text() }, { u"gate"_s, pick(m_gates) } } });
    QJsonObject rollback;
    maybe(rollback, u"window"_s, duration(1, 864'000'000));
    maybe(rollback, u"owner"_s, text());
    if (m_usesFiles)
        maybe(rollback, u"runbook"_s, pick(files()));
    maybe(rollback, u"budget"_s, QJsonObject { { u"max_lock"_s, duration(1, 1'000) }, { u"max_duration"_s, duration(1'000, 1'000'000) } });
    QJsonObject plan { { u"apiVersion"_s, u"sluice/v1"_s }, { u"kind"_s, u"RolloutPlan"_s }, { u"metadata"_s, metadata }, { u"flags"_s, flags }, { u"stages"_s, stages },
        { u"target"_s, QJsonObject { { u"connection"_s, text() }, { u"objects"_s, QJsonArray { relation(), relation() } } } } };
    maybe(plan, u"defaults"_s, QJsonObject { { u"lock_timeout"_s, duration(1, 3'600'000) }, { u"statement_timeout"_s, duration(1, 600'000'000) }, { u"retries"_s, below(1'001) } });
    maybe(plan, u"rollback"_s, rollback);
    maybe(plan, u"communication"_s, QJsonObject { { u"stakeholders"_s, QJsonArray { text() } }, { u"channels"_s, QJsonArray { text(), text() } }, { u"escalation"_s, QJsonArray() } });
    maybe(plan, u"certificate"_s, u"required"_s);
    return plan;
}

} // namespace sluice
