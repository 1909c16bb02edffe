// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/nearest_word.h"
#include "plan/read_context.h"
#include "plan/unbuilt_words.h"

#include <QRegularExpression>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

ColumnSpec readColumn(const YamlNode &node, const QString &path, ReadContext &context)
{
    MappingReader reader(node, path, u"a column"_s, context.findings);
    ColumnSpec column;
    column.name = reader.columnName("name"_L1);
    if (!column.name.isEmpty())
        reader.setSubject(u"column "_s + quotedForMessage(column.name));
    column.type = reader.text("type"_L1, Need::Required);
    column.nullable = reader.boolean("nullable"_L1, true);
    column.defaultExpression = reader.text("default"_L1);
    reader.finish();
    return column;
}

StepBody readAddColumn(MappingReader &reader, ReadContext &context)
{
    AddColumn body;
    body.table = reader.relation("table"_L1);
    if (const YamlNode *column = reader.mapping("column"_L1, Need::Required))
        body.column = readColumn(*column, reader.path("column"_L1), context);
    return body;
}

StepBody readDropColumn(MappingReader &reader, ReadContext &)
{
    return DropColumn { reader.relation("table"_L1), reader.columnName("column"_L1) };
}

StepBody readCreateTable(MappingReader &reader, ReadContext &context)
{
    CreateTable body;
    body.table = reader.relation("table"_L1);
    if (const YamlNode *columns = reader.list("columns"_L1, Need::Required)) {
        for (size_t i = 0; i < columns->items.size(); ++i)
            body.columns.append(readColumn(columns->items[i], reader.path("columns"_L1) + u"[%1]"_s.arg(i), context));
    }
    body.primaryKey = reader.columnNames("primary_key"_L1, Need::Optional);
    return body;
}

StepBody readCreateView(MappingReader &reader, ReadContext &context)
{
    CreateView body;
    body.view = reader.relation("view"_L1);
    body.query = readSql(reader, "sql"_L1, "sql_file"_L1, Need::Required, context);
    return body;
}

StepBody readReplaceView(MappingReader &reader, ReadContext &context)
{
    ReplaceView body;
    body.view = reader.relation("view"_L1);
    body.query = readSql(reader, "sql"_L1, "sql_file"_L1, Need::Required, context);
    return body;
}

StepBody readCreateIndex(MappingReader &reader, ReadContext &)
{
    CreateIndex body;
    body.name = reader.columnName("name"_L1);
    body.table = reader.relation("table"_L1);
    body.columns = reader.columnNames("columns"_L1);
    body.unique = reader.boolean("unique"_L1, false);
    body.concurrently = reader.boolean("concurrently"_L1, false);
    return body;
}

QMap<QString, QString> readAssignments(MappingReader &reader, ReadContext &context)
{
    QMap<QString, QString> set;
    const YamlNode *node = reader.mapping("set"_L1, Need::Required);
    if (!node)
        return set;
    const QString path = reader.path("set"_L1);
    if (node->entries.empty())
        context.findings.add(path, u"'set' of %1 names no column"_s.arg(reader.subject()));
    for (const YamlEntry &entry : node->entries) {
        if (const QString problem = databaseNameProblem(entry.key); !problem.isEmpty())
            context.findings.addAt(entry.place, path, problem);
        else if (entry.value.kind != YamlNode::Kind::Scalar || entry.value.text.trimmed().isEmpty())
            context.findings.addAt(entry.value.place, path,
                u"'set' of %1: expected an SQL expression for column %2, found %3"_s.arg(reader.subject(), quotedForMessage(entry.key), describeNode(entry.value)));
        else
            set.insert(entry.key, entry.value.text);
    }
    return set;
}

StepBody readBackfill(MappingReader &reader, ReadContext &context)
{
    Backfill body;
    body.table = reader.relation("table"_L1);
    body.set = readAssignments(reader, context);
    body.where = reader.text("where"_L1, Need::Required);
    body.key = reader.columnName("key"_L1, Need::Optional);
    body.batch = reader.integer("batch"_L1, body.batch, 1, 1'000'000);
    body.pause = reader.duration("pause"_L1, body.pause);
    body.nice = reader.integer("nice"_L1, body.nice, 0, 100);
    return body;
}

StepBody readInstallFlag(MappingReader &reader, ReadContext &)
{
    return InstallFlag { reader.text("flag"_L1, Need::Required) };
}

StepBody readSwitchFlag(MappingReader &reader, ReadContext &)
{
    SwitchFlag body;
    body.flag = reader.text("flag"_L1, Need::Required);
    body.cohort = reader.text("cohort"_L1, Need::Required);
    body.on = reader.choice("to"_L1, { u"candidate"_s, u"legacy"_s }, u"candidate"_s) == "candidate"_L1;
    return body;
}

QString readReversibility(MappingReader &reader)
{
    return reader.choice("reversibility"_L1, { u"R0"_s, u"R1"_s, u"R2"_s, u"R3"_s, u"R4"_s }, {});
}

StepBody readRawSql(MappingReader &reader, ReadContext &context)
{
    RawSql body;
    body.forward = readSqlList(reader, "sql"_L1, "sql_file"_L1, Need::Required, context);
    body.rollback = readSqlList(reader, "rollback"_L1, "rollback_file"_L1, Need::Optional, context);
    body.touches = reader.relations("touches"_L1);
    body.probe = readSql(reader, "probe"_L1, "probe_file"_L1, Need::Optional, context);
    body.reversibility = readReversibility(reader);
    body.writesRows = reader.boolean("writes_rows"_L1, false);
    return body;
}

StepBody readRenameColumn(MappingReader &reader, ReadContext &)
{
    return RenameColumn { reader.relation("table"_L1), reader.columnName("column"_L1), reader.columnName("to"_L1) };
}

StepBody readAlterType(MappingReader &reader, ReadContext &)
{
    return AlterType { reader.relation("table"_L1), reader.columnName("column"_L1), reader.text("type"_L1, Need::Required) };
}

StepBody readSetDefault(MappingReader &reader, ReadContext &)
{
    return SetDefault { reader.relation("table"_L1), reader.columnName("column"_L1), reader.text("default"_L1) };
}

StepBody readSetNotNull(MappingReader &reader, ReadContext &)
{
    return SetNotNull { reader.relation("table"_L1), reader.columnName("column"_L1) };
}

StepBody readAddConstraint(MappingReader &reader, ReadContext &)
{
    AddConstraint body;
    body.table = reader.relation("table"_L1);
    body.name = reader.columnName("name"_L1);
    body.check = reader.text("check"_L1);
    body.unique = reader.columnNames("unique"_L1, Need::Optional);
    body.foreignKey = reader.columnNames("foreign_key"_L1, Need::Optional);
    body.references = reader.relation("references"_L1, body.foreignKey.isEmpty() ? Need::Optional : Need::Required);
    body.referencedColumns = reader.columnNames("referenced_columns"_L1, Need::Optional);
    body.validate = reader.boolean("validate"_L1, true);
    return body;
}

StepBody readAddGeneratedColumn(MappingReader &reader, ReadContext &)
{
    return AddGeneratedColumn { reader.relation("table"_L1), reader.columnName("column"_L1), reader.text("type"_L1, Need::Required),
        reader.text("expression"_L1, Need::Required) };
}

StepBody readDropView(MappingReader &reader, ReadContext &)
{
    return DropView { reader.relation("view"_L1) };
}

StepBody readBuildTable(MappingReader &reader, ReadContext &context)
{
    BuildTable body;
    body.table = reader.relation("table"_L1);
    body.query = readSql(reader, "sql"_L1, "sql_file"_L1, Need::Required, context);
    body.primaryKey = reader.columnNames("primary_key"_L1, Need::Optional);
    return body;
}

StepBody readSwapTable(MappingReader &reader, ReadContext &)
{
    return SwapTable { reader.relation("table"_L1), reader.relation("with"_L1) };
}

StepBody readSetComment(MappingReader &reader, ReadContext &)
{
    return SetComment { reader.relation("relation"_L1), reader.columnName("column"_L1, Need::Optional), reader.text("comment"_L1) };
}

StepBody readRemoveFlag(MappingReader &reader, ReadContext &)
{
    return RemoveFlag { reader.text("flag"_L1, Need::Required) };
}

StepBody readSnapshot(MappingReader &reader, ReadContext &)
{
    return Snapshot { reader.relation("table"_L1), reader.text("where"_L1) };
}

StepBody readRestore(MappingReader &reader, ReadContext &)
{
    return Restore { reader.identifier("snapshot"_L1) };
}

/// argv, whose first word is a name and no path: where the program lies is for the runner to say.
QStringList readProgram(MappingReader &reader, QLatin1String key, Need need)
{
    const QStringList argv = reader.texts(key, need);
    static const QRegularExpression name(u"^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$"_s);
    if (!argv.isEmpty() && !name.match(argv.first()).hasMatch())
        reader.add(key, u"'%1' of %2 must begin with a name of the runner's list of programs, found %3"_s.arg(QString(key), reader.subject(), quotedForMessage(argv.first())));
    return argv;
}

StepBody readRunProgram(MappingReader &reader, ReadContext &context)
{
    RunProgram body;
    body.run = readProgram(reader, "run"_L1, Need::Required);
    body.rollback = readProgram(reader, "rollback"_L1, Need::Optional);
    body.probe = readSql(reader, "probe"_L1, "probe_file"_L1, Need::Required, context);
    body.touches = reader.relations("touches"_L1);
    body.reversibility = readReversibility(reader);
    body.writesRows = reader.boolean("writes_rows"_L1, body.writesRows);
    return body;
}

StepBody readByHand(MappingReader &reader, ReadContext &context)
{
    ByHand body;
    body.instruction = reader.text("do"_L1, Need::Required);
    body.undoInstruction = reader.text("undo"_L1);
    body.check = readSql(reader, "check"_L1, "check_file"_L1, Need::Required, context);
    body.reversibility = readReversibility(reader);
    return body;
}

struct Op {
    const char *name;
    StepBody (*read)(MappingReader &, ReadContext &);
};

constexpr std::array<Op, std::variant_size_v<StepBody>> kOps { {
    { "add_column", readAddColumn },
    { "drop_column", readDropColumn },
    { "create_table", readCreateTable },
    { "create_view", readCreateView },
    { "replace_view", readReplaceView },
    { "create_index", readCreateIndex },
    { "backfill", readBackfill },
    { "install_flag", readInstallFlag },
    { "switch_flag", readSwitchFlag },
    { "sql", readRawSql },
    { "rename_column", readRenameColumn },
    { "alter_type", readAlterType },
    { "set_default", readSetDefault },
    { "set_not_null", readSetNotNull },
    { "add_constraint", readAddConstraint },
    { "add_generated_column", readAddGeneratedColumn },
    { "drop_view", readDropView },
    { "build_table", readBuildTable },
    { "swap_table", readSwapTable },
    { "set_comment", readSetComment },
    { "remove_flag", readRemoveFlag },
    { "snapshot", readSnapshot },
    { "restore", readRestore },
    { "command", readRunProgram },
    { "manual", readByHand },
} };

} // namespace

std::optional<Step> readStep(const YamlNode &node, const QString &path, ReadContext &context)
{
    MappingReader reader(node, path, u"a step"_s, context.findings);
    if (!reader.isMapping())
        return std::nullopt;
    Step step;
    step.id = reader.identifier("id"_L1);
    if (!step.id.isEmpty())
        reader.setSubject(u"step "_s + quotedForMessage(step.id));
    const QString name = reader.text("op"_L1, Need::Required);
    const auto op = std::find_if(kOps.cbegin(), kOps.cend(), [&](const Op &candidate) { return name == QLatin1String(candidate.name); });
    if (op == kOps.cend()) {
        QStringList names;
        for (const Op &candidate : kOps)
            names.append(QLatin1String(candidate.name));
        if (!name.isEmpty())
            reader.add("op"_L1, u"unknown op %1 in %2%3"_s.arg(quotedForMessage(name), reader.subject(), wordHint(name, names)));
        return std::nullopt;
    }
    step.body = op->read(reader, context);
    step.lockTimeout = reader.duration("lock_timeout"_L1, context.defaults.lockTimeout);
    step.statementTimeout = reader.duration("statement_timeout"_L1, context.defaults.statementTimeout);
    reader.refuseKeys(unbuiltStepKeys());
    reader.finish();
    return step;
}

} // namespace sluice
