// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/canonical_plan.h"

#include "base/digest.h"
#include "plan/canonical_pieces.h"
#include "plan/limit_value.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

void putRelations(QJsonObject &object, QLatin1String key, const QList<RelationName> &relations)
{
    QStringList names;
    for (const RelationName &relation : relations)
        names.append(relation.text());
    putTexts(object, key, names);
}

void putSqlList(QJsonObject &object, QLatin1String key, const QList<SqlText> &list)
{
    QJsonArray array;
    for (const SqlText &sql : list) {
        QJsonObject entry;
        putSql(entry, "sql"_L1, "sql_file"_L1, sql);
        array.append(entry);
    }
    if (!array.isEmpty())
        object[key] = array;
}

QJsonObject columnJson(const ColumnSpec &column)
{
    QJsonObject json { { u"name"_s, column.name }, { u"type"_s, column.type }, { u"nullable"_s, column.nullable } };
    putText(json, "default"_L1, column.defaultExpression);
    return json;
}

class StepWriter
{
public:
    explicit StepWriter(QJsonObject &object)
        : json(object)
    {
    }

    void operator()(const AddColumn &op) const
    {
        json["table"_L1] = op.table.text();
        json["column"_L1] = columnJson(op.column);
    }
    void operator()(const DropColumn &op) const
    {
        json["table"_L1] = op.table.text();
        json["column"_L1] = op.column;
    }
    void operator()(const CreateTable &op) const
    {
        QJsonArray columns;
        for (const ColumnSpec &column : op.columns)
            columns.append(columnJson(column));
        json["table"_L1] = op.table.text();
        json["columns"_L1] = columns;
        putTexts(json, "primary_key"_L1, op.primaryKey);
    }
    void operator()(const CreateView &op) const
    {
        json["view"_L1] = op.view.text();
        putSql(json, "sql"_L1, "sql_file"_L1, op.query);
    }
    void operator()(const ReplaceView &op) const
    {
        json["view"_L1] = op.view.text();
        putSql(json, "sql"_L1, "sql_file"_L1, op.query);
    }
    void operator()(const CreateIndex &op) const
    {
        json["name"_L1] = op.name;
        json["table"_L1] = op.table.text();
        putTexts(json, "columns"_L1, op.columns);
        json["unique"_L1] = op.unique;
        json["concurrently"_L1] = op.concurrently;
    }
    void operator()(const Backfill &op) const
    {
        QJsonObject set;
        for (auto it = op.set.cbegin(); it != op.set.cend(); ++it)
            set[it.key()] = it.value();
        json["table"_L1] = op.table.text();
        json["set"_L1] = set;
        json["where"_L1] = op.where;
        putText(json, "key"_L1, op.key);
        json["batch"_L1] = op.batch;
        json["pause"_L1] = formatDuration(op.pause);
        if (op.nice != Backfill::kUsualNice) // a key that came later: plans without it keep their digest
            json["nice"_L1] = op.nice;
    }
    void operator()(const InstallFlag &op) const { json["flag"_L1] = op.flag; }
    void operator()(const SwitchFlag &op) const
    {
        json["flag"_L1] = op.flag;
        json["cohort"_L1] = op.cohort;
        json["to"_L1] = op.on ? u"candidate"_s : u"legacy"_s;
    }
    void operator()(const RawSql &op) const
    {
        putSqlList(json, "sql"_L1, op.forward);
        putSqlList(json, "rollback"_L1, op.rollback);
        putRelations(json, "touches"_L1, op.touches);
        putSql(json, "probe"_L1, "probe_file"_L1, op.probe);
        putText(json, "reversibility"_L1, op.reversibility);
        json["writes_rows"_L1] = op.writesRows;
    }
    void operator()(const RenameColumn &op) const
    {
        putColumn(op.table, op.column);
        json["to"_L1] = op.newName;
    }
    void operator()(const AlterType &op) const
    {
        putColumn(op.table, op.column);
        json["type"_L1] = op.type;
    }
    void operator()(const SetDefault &op) const
    {
        putColumn(op.table, op.column);
        putText(json, "default"_L1, op.defaultExpression);
    }
    void operator()(const SetNotNull &op) const { putColumn(op.table, op.column); }
    void operator()(const AddConstraint &op) const
    {
        json["table"_L1] = op.table.text();
        json["name"_L1] = op.name;
        putText(json, "check"_L1, op.check);
        putTexts(json, "unique"_L1, op.unique);
        putTexts(json, "foreign_key"_L1, op.foreignKey);
        if (!op.foreignKey.isEmpty())
            json["references"_L1] = op.references.text();
        putTexts(json, "referenced_columns"_L1, op.referencedColumns);
        json["validate"_L1] = op.validate;
    }
    void operator()(const AddGeneratedColumn &op) const
    {
        putColumn(op.table, op.column);
        json["type"_L1] = op.type;
        json["expression"_L1] = op.expression;
    }
    void operator()(const DropView &op) const { json["view"_L1] = op.view.text(); }
    void operator()(const BuildTable &op) const
    {
        json["table"_L1] = op.table.text();
        putSql(json, "sql"_L1, "sql_file"_L1, op.query);
        putTexts(json, "primary_key"_L1, op.primaryKey);
    }
    void operator()(const SwapTable &op) const
    {
        json["table"_L1] = op.table.text();
        json["with"_L1] = op.with.text();
    }
    void operator()(const SetComment &op) const
    {
        json["relation"_L1] = op.relation.text();
        putText(json, "column"_L1, op.column);
        putText(json, "comment"_L1, op.comment);
    }
    void operator()(const RemoveFlag &op) const { json["flag"_L1] = op.flag; }
    void operator()(const Snapshot &op) const
    {
        json["table"_L1] = op.table.text();
        putText(json, "where"_L1, op.where);
    }
    void operator()(const Restore &op) const { json["snapshot"_L1] = op.snapshot; }
    void operator()(const RunProgram &op) const
    {
        putTexts(json, "run"_L1, op.run);
        putTexts(json, "rollback"_L1, op.rollback);
        putSql(json, "probe"_L1, "probe_file"_L1, op.probe);
        putRelations(json, "touches"_L1, op.touches);
        putText(json, "reversibility"_L1, op.reversibility);
        json["writes_rows"_L1] = op.writesRows;
    }
    void operator()(const ByHand &op) const
    {
        json["do"_L1] = op.instruction;
        putText(json, "undo"_L1, op.undoInstruction);
        putSql(json, "check"_L1, "check_file"_L1, op.check);
        putText(json, "reversibility"_L1, op.reversibility);
    }

private:
    void putColumn(const RelationName &table, const QString &column) const
    {
        json["table"_L1] = table.text();
        json["column"_L1] = column;
    }
    QJsonObject &json;
};

QJsonObject stepJson(const Step &step, const PlanDefaults &defaults)
{
    QJsonObject json { { u"id"_s, step.id }, { u"op"_s, opName(step.body) } };
    std::visit(StepWriter(json), step.body);
    json["lock_timeout"_L1] = formatDuration(step.lockTimeout.value_or(defaults.lockTimeout));
    json["statement_timeout"_L1] = formatDuration(step.statementTimeout.value_or(defaults.statementTimeout));
    return json;
}

QString breachWord(BreachAction action)
{
    return action == BreachAction::Rollback ? u"rollback"_s : action == BreachAction::Report ? u"report"_s : u"hold"_s;
}

QString noDataWord(NoDataAction action)
{
    return action == NoDataAction::Rollback ? u"rollback"_s : action == NoDataAction::Report ? u"report"_s : u"hold"_s;
}

QJsonObject gateJson(const Gate &gate)
{
    QJsonObject json { { u"id"_s, gate.id }, { u"probe"_s, probeWord(gate.probe) } };
    putText(json, "title"_L1, gate.title);
    putProbe(json, gate.probe);
    const LimitUnit unit = limitUnit(gate.probe);
    const bool isFreshness = std::holds_alternative<FreshnessProbe>(gate.probe);
    for (const Limit &limit : gate.limits)
        json[limitKey(gate.probe, limit.side)] = limitToJson({ limit.value, limit.relativeToBaseline }, unit);
    if (gate.hardLimit)
        json["hard_limit"_L1] = limitToJson({ *gate.hardLimit, !gate.limits.isEmpty() && gate.limits.first().relativeToBaseline }, unit);
    if (gate.maxAge && !isFreshness)
        json["max_age"_L1] = formatDuration(*gate.maxAge);
    json["interval"_L1] = formatDuration(gate.interval);
    json["warmup"_L1] = gate.warmup;
    json["min_samples"_L1] = gate.minSamples;
    json["min_rows"_L1] = gate.minRows;
    json["timeout"_L1] = formatDuration(gate.timeout);
    json["empty_means"_L1] = gate.emptyMeansZero ? u"zero"_s : u"no_data"_s;
    json["on_breach"_L1] = breachWord(gate.onBreach);
    json["on_no_data"_L1] = noDataWord(gate.onNoData);
    return json;
}

QJsonObject stageJson(const Stage &stage, const PlanDefaults &defaults)
{
    QJsonObject json { { u"id"_s, stage.id }, { u"kind"_s, stageKindName(stage.kind) }, { u"bake"_s, formatDuration(stage.bake) },
        { u"on_breach"_s, breachWord(stage.onBreach) } };
    putText(json, "title"_L1, stage.title);
    QJsonArray steps;
    for (const Step &step : stage.steps)
        steps.append(stepJson(step, defaults));
    QJsonArray exposure;
    for (const ExposureStep &step : stage.exposure)
        exposure.append(QJsonObject { { u"cohort"_s, step.cohort }, { u"hold"_s, formatDuration(step.hold) } });
    QJsonArray gates;
    for (const Gate &gate : stage.gates) {
        if (!gate.isDerived) // follows from what is written under the transformations
            gates.append(gateJson(gate));
    }
    json["steps"_L1] = steps;
    json["exposure"_L1] = exposure;
    json["gates"_L1] = gates;
    return json;
}

QJsonObject expectationJson(const Expectation &expectation)
{
    QJsonObject json { { u"relation"_s, expectation.relation.text() }, { u"interval"_s, formatDuration(expectation.interval) },
        { u"timeout"_s, formatDuration(expectation.timeout) }, { u"budget"_s, expectation.budget } };
    putTexts(json, "columns"_L1, expectation.columns);
    putTexts(json, "keys"_L1, expectation.keys);
    return json;
}

QJsonArray outcomesJson(const QList<Outcome> &outcomes)
{
    QJsonArray array;
    for (const Outcome &outcome : outcomes) {
        QJsonObject json { { u"text"_s, outcome.text } };
        putText(json, "gate"_L1, outcome.gate);
        if (outcome.expect)
            json["expect"_L1] = expectationJson(*outcome.expect);
        array.append(json);
    }
    return array;
}

QJsonObject metadataJson(const PlanMetadata &metadata)
{
    QJsonObject json { { u"id"_s, metadata.id }, { u"title"_s, metadata.title }, { u"reason"_s, metadata.reason }, { u"owner"_s, metadata.owner } };
    putText(json, "ticket"_L1, metadata.ticket);
    if (metadata.milestone)
        json["milestone"_L1] = QJsonObject { { u"name"_s, metadata.milestone->name }, { u"date"_s, metadata.milestone->date.toString(u"yyyy-MM-dd"_s) } };
    QJsonArray risks;
    for (const Risk &risk : metadata.risks) {
        QJsonObject entry { { u"text"_s, risk.text } };
        putText(entry, "mitigation"_L1, risk.mitigation);
        putText(entry, "gate"_L1, risk.gate);
        risks.append(entry);
    }
    json["transformations"_L1] = outcomesJson(metadata.transformations);
    json["success"_L1] = outcomesJson(metadata.success);
    json["risks"_L1] = risks;
    return json;
}

} // namespace

QJsonObject canonicalPlan(const Plan &plan, const QString &runbookDigest)
{
    QJsonObject target { { u"connection"_s, plan.connection } };
    putRelations(target, "objects"_L1, plan.objects);
    QJsonArray flags;
    for (const Flag &flag : plan.flags) {
        QJsonObject json { { u"name"_s, flag.name }, { u"serves"_s, flag.serves.text() }, { u"legacy"_s, flag.legacy.text() },
            { u"candidate"_s, flag.candidate.text() } };
        if (flag.route) // else the digests of plans that were approved without it stay
            json.insert(u"route"_s, flagRouteName(*flag.route));
        flags.append(json);
    }
    QJsonArray stages;
    for (const Stage &stage : plan.stages)
        stages.append(stageJson(stage, plan.defaults));
    QJsonObject rollback { { u"window"_s, formatDuration(plan.rollback.window) },
        { u"budget"_s, QJsonObject { { u"max_lock"_s, formatDuration(plan.rollback.maxLock) }, { u"max_duration"_s, formatDuration(plan.rollback.maxDuration) } } } };
    putText(rollback, "owner"_L1, plan.rollback.owner);
    putText(rollback, "runbook"_L1, plan.rollback.runbook);
    putText(rollback, "runbook_sha256"_L1, runbookDigest);
    QJsonObject json {
        { u"apiVersion"_s, u"sluice/v1"_s },
        { u"kind"_s, u"RolloutPlan"_s },
        { u"metadata"_s, metadataJson(plan.metadata) },
        { u"target"_s, target },
        { u"flags"_s, flags },
        { u"defaults"_s,
            QJsonObject { { u"lock_timeout"_s, formatDuration(plan.defaults.lockTimeout) },
                { u"statement_timeout"_s, formatDuration(plan.defaults.statementTimeout) }, { u"retries"_s, plan.defaults.retries } } },
        { u"stages"_s, stages },
        { u"rollback"_s, rollback },
        { u"communication"_s,
            QJsonObject { { u"stakeholders"_s, QJsonArray::fromStringList(plan.communication.stakeholders) },
                { u"channels"_s, QJsonArray::fromStringList(plan.communication.channels) },
                { u"escalation"_s, QJsonArray::fromStringList(plan.communication.escalation) } } },
    };
    // Written only where it is asked for, so that plans of earlier versions keep their digest.
    if (plan.needsCertificate)
        json[u"certificate"_s] = u"required"_s;
    return json;
}

YamlNode treeFromJson(const QJsonValue &value)
{
    YamlNode node;
    switch (value.type()) {
    case QJsonValue::Null:
    case QJsonValue::Undefined:
        break;
    case QJsonValue::Bool:
        node.kind = YamlNode::Kind::Scalar;
        node.text = value.toBool() ? u"true"_s : u"false"_s;
        break;
    case QJsonValue::Double: {
        const Result<QByteArray> text = canonicalJson(value);
        node.kind = YamlNode::Kind::Scalar;
        node.text = text ? QString::fromLatin1(*text) : QString();
        break;
    }
    case QJsonValue::String:
        node.kind = YamlNode::Kind::Scalar;
        node.text = value.toString();
        node.isQuoted = true;
        break;
    case QJsonValue::Array: {
        node.kind = YamlNode::Kind::Sequence;
        const QJsonArray array = value.toArray();
        for (const QJsonValue item : array)
            node.items.push_back(treeFromJson(item));
        break;
    }
    case QJsonValue::Object: {
        node.kind = YamlNode::Kind::Mapping;
        const QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it)
            node.entries.push_back(YamlEntry { it.key(), {}, treeFromJson(it.value()) });
        break;
    }
    }
    return node;
}

} // namespace sluice
