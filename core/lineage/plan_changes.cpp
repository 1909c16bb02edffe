// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "lineage/plan_changes.h"

#include "sql/sql_tokenizer.h"

#include <QSet>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

void addFlagChanges(const Plan &plan, const QString &name, bool isInstalled, QList<ObjectChange> &changes)
{
    const Flag *flag = plan.flag(name);
    if (flag == nullptr)
        return;
    if (isInstalled) {
        changes.append({ flag->serves, {}, ChangeEffect::ChangesRelation, u"routes by flag %1"_s.arg(flag->name) });
        changes.append({ flag->legacy, {}, ChangeEffect::None, u"keeps the definition of %1"_s.arg(flag->serves.text()), true });
    } else {
        changes.append({ flag->serves, {}, ChangeEffect::ChangesRelation, u"flag %1 is switched"_s.arg(flag->name) });
    }
}

void addChanges(const Plan &, const AddColumn &step, QList<ObjectChange> &changes)
{
    const bool readsNull = step.column.nullable && step.column.defaultExpression.isEmpty();
    changes.append({ step.table, step.column.name, readsNull ? ChangeEffect::AddsNullable : ChangeEffect::AddsColumn,
        u"+ "_s + step.column.name });
}

void addChanges(const Plan &, const DropColumn &step, QList<ObjectChange> &changes)
{
    changes.append({ step.table, step.column, ChangeEffect::RemovesColumn, u"− "_s + step.column });
}

void addChanges(const Plan &, const CreateTable &step, QList<ObjectChange> &changes)
{
    changes.append({ step.table, {}, ChangeEffect::None, u"new table"_s, true });
}

void addChanges(const Plan &, const CreateView &step, QList<ObjectChange> &changes)
{
    changes.append({ step.view, {}, ChangeEffect::None, u"new view"_s, true });
}

void addChanges(const Plan &, const ReplaceView &step, QList<ObjectChange> &changes)
{
    changes.append({ step.view, {}, ChangeEffect::ChangesRelation, u"new definition"_s });
}

void addChanges(const Plan &, const CreateIndex &step, QList<ObjectChange> &changes)
{
    changes.append({ step.table, {}, ChangeEffect::None, (step.unique ? u"unique index %1"_s : u"index %1"_s).arg(step.name) });
}

void addChanges(const Plan &, const Backfill &step, QList<ObjectChange> &changes)
{
    for (auto it = step.set.cbegin(); it != step.set.cend(); ++it)
        changes.append({ step.table, it.key(), ChangeEffect::ChangesColumn, u"%1 is filled"_s.arg(it.key()) });
}

void addChanges(const Plan &plan, const InstallFlag &step, QList<ObjectChange> &changes)
{
    addFlagChanges(plan, step.flag, true, changes);
}

void addChanges(const Plan &plan, const SwitchFlag &step, QList<ObjectChange> &changes)
{
    addFlagChanges(plan, step.flag, false, changes);
}

void addChanges(const Plan &, const RawSql &step, QList<ObjectChange> &changes)
{
    for (const RelationName &relation : step.touches)
        changes.append({ relation, {}, ChangeEffect::Opaque, u"raw SQL"_s });
}

void addChanges(const Plan &, const RunProgram &step, QList<ObjectChange> &changes)
{
    for (const RelationName &relation : step.touches)
        changes.append({ relation, {}, ChangeEffect::Opaque, u"changed by "_s + step.run.value(0) });
}

void addChanges(const Plan &, const ByHand &, QList<ObjectChange> &) { } // elsewhere

void addChanges(const Plan &, const RenameColumn &step, QList<ObjectChange> &changes)
{
    changes.append({ step.table, step.column, ChangeEffect::RemovesColumn, u"%1 becomes %2"_s.arg(step.column, step.newName) });
    changes.append({ step.table, step.newName, ChangeEffect::AddsColumn, u"+ "_s + step.newName });
}

void addChanges(const Plan &, const AlterType &step, QList<ObjectChange> &changes)
{
    changes.append({ step.table, step.column, ChangeEffect::ChangesColumn, u"%1 becomes %2"_s.arg(step.column, step.type) });
}

void addChanges(const Plan &, const SetDefault &step, QList<ObjectChange> &changes)
{
    // Rows that are there keep their values; rows that come read another one.
    changes.append({ step.table, step.column, ChangeEffect::ChangesColumn, u"%1 has another default"_s.arg(step.column) });
}

void addChanges(const Plan &, const SetNotNull &step, QList<ObjectChange> &changes)
{
    changes.append({ step.table, step.column, ChangeEffect::None, u"%1 is never NULL"_s.arg(step.column) });
}

void addChanges(const Plan &, const AddConstraint &step, QList<ObjectChange> &changes)
{
    changes.append({ step.table, {}, ChangeEffect::None, u"constraint %1"_s.arg(step.name) });
}

void addChanges(const Plan &, const AddGeneratedColumn &step, QList<ObjectChange> &changes)
{
    changes.append({ step.table, step.column, ChangeEffect::AddsColumn, u"+ "_s + step.column });
}

void addChanges(const Plan &, const DropView &step, QList<ObjectChange> &changes)
{
    changes.append({ step.view, {}, ChangeEffect::RemovesColumn, u"the view is taken away"_s });
}

void addChanges(const Plan &, const BuildTable &step, QList<ObjectChange> &changes)
{
    changes.append({ step.table, {}, ChangeEffect::None, u"new table"_s, true });
}

void addChanges(const Plan &, const SwapTable &step, QList<ObjectChange> &changes)
{
    changes.append({ step.table, {}, ChangeEffect::ChangesRelation, u"has the rows of %1"_s.arg(step.with.text()) });
    changes.append({ step.with, {}, ChangeEffect::ChangesRelation, u"has the rows of %1"_s.arg(step.table.text()) });
}

void addChanges(const Plan &, const SetComment &step, QList<ObjectChange> &changes)
{
    changes.append({ step.relation, step.column, ChangeEffect::None, u"another comment"_s });
}

void addChanges(const Plan &plan, const RemoveFlag &step, QList<ObjectChange> &changes)
{
    if (const Flag *flag = plan.flag(step.flag))
        changes.append({ flag->serves, {}, ChangeEffect::ChangesRelation, u"reads the candidate for good"_s });
}

void addChanges(const Plan &, const Snapshot &step, QList<ObjectChange> &changes)
{
    changes.append({ step.table, {}, ChangeEffect::None, u"rows are copied aside"_s });
}

void addChanges(const Plan &plan, const Restore &step, QList<ObjectChange> &changes)
{
    for (const Stage &stage : plan.stages) {
        for (const Step &other : stage.steps) {
            const auto *snapshot = std::get_if<Snapshot>(&other.body);
            if (snapshot != nullptr && other.id == step.snapshot)
                changes.append({ snapshot->table, {}, ChangeEffect::ChangesRelation, u"has the rows of snapshot %1"_s.arg(step.snapshot) });
        }
    }
}

bool startsFromClause(QStringView word)
{
    return word.compare("from"_L1, Qt::CaseInsensitive) == 0 || word.compare("join"_L1, Qt::CaseInsensitive) == 0
        || word.compare("using"_L1, Qt::CaseInsensitive) == 0;
}

bool endsFromClause(QStringView word)
{
    static const QSet<QString> kEnds { u"where"_s, u"group"_s, u"order"_s, u"having"_s, u"select"_s, u"union"_s, u"except"_s,
        u"intersect"_s, u"limit"_s, u"on"_s, u"window"_s, u"set"_s, u"values"_s };
    return kEnds.contains(word.toString().toLower());
}

QString identifier(const SqlToken &token, const QString &sql)
{
    const QString text = token.in(sql).toString();
    if (token.kind != SqlTokenKind::Quoted || text.size() < 2)
        return text;
    return text.mid(1, text.size() - 2).replace(u"\"\""_s, u"\""_s);
}

/// What a plan adds to a graph; indices go on where the graph's end.
class PlanGraph
{
public:
    PlanGraph(const LineageGraph &graph, const Plan &plan)
        : m_graph(graph)
        , m_origin(u"plan %1"_s.arg(plan.metadata.id))
    {
    }
    /// -1 for a relation that neither the graph nor the plan has.
    int find(const RelationName &relation) const
    {
        const int known = m_graph.indexOf(relation);
        return known >= 0 ? known : m_added.value(relation, -1);
    }
    int need(const RelationName &relation, NodeKind kind);
    void addView(const RelationName &relation, const QString &sql) { addQuery(relation, NodeKind::View, sql); }
    void addTable(const RelationName &relation, const QString &sql) { addQuery(relation, NodeKind::Table, sql); }
    void addFlag(const Flag &flag);
    LineageGraph result() const { return m_graph.extended(m_nodes, m_edges); }

private:
    void addQuery(const RelationName &relation, NodeKind kind, const QString &sql);
    void link(int from, int to) { m_edges.append({ from, to, {}, {}, EdgeBasis::Plan, m_origin }); }
    bool isNew(int node) const { return node >= m_graph.size(); }

    const LineageGraph &m_graph;
    QString m_origin;
    QList<LineageNode> m_nodes;
    QList<LineageEdge> m_edges;
    QHash<RelationName, int> m_added;
};

int PlanGraph::need(const RelationName &relation, NodeKind kind)
{
    if (const int known = find(relation); known >= 0)
        return known;
    LineageNode node;
    node.key = node.relation = node.name = relation.text();
    node.kind = kind;
    node.origin = m_origin;
    const int index = m_graph.size() + int(m_nodes.size());
    m_added.insert(relation, index);
    m_nodes.append(node);
    return index;
}

void PlanGraph::addQuery(const RelationName &relation, NodeKind kind, const QString &sql)
{
    const int reader = need(relation, kind);
    for (int source : relationsNamedBy(sql, m_graph))
        link(source, reader);
}

/// The saved legacy view reads what the serving view read; the serving view then reads both sides of the flag.
void PlanGraph::addFlag(const Flag &flag)
{
    const int serves = need(flag.serves, NodeKind::View);
    const int legacy = need(flag.legacy, NodeKind::View);
    if (isNew(legacy) && !isNew(serves)) {
        for (int source : m_graph.upstream(serves))
            link(source, legacy);
    }
    link(legacy, serves);
    link(need(flag.candidate, NodeKind::View), serves);
}

} // namespace

QList<int> relationsNamedBy(const QString &sql, const LineageGraph &graph)
{
    SqlLexis lexis;
    lexis.dollarQuotes = true;
    QList<int> found;
    bool isInFrom = false;
    QStringList parts;
    bool isAfterDot = false;
    const auto flush = [&] {
        if (parts.size() >= 2 || (isInFrom && !parts.isEmpty())) {
            const RelationName name { parts.size() > 1 ? parts.at(parts.size() - 2) : QString(), parts.last() };
            int node = graph.indexOf(name);
            if (node < 0) // unquoted text in another case is the same name to every engine
                node = graph.indexOf(RelationName { name.schema.toLower(), name.name.toLower() });
            if (node < 0 && parts.size() >= 3) // schema.table.column
                node = graph.indexOf(RelationName { parts.at(parts.size() - 3), parts.at(parts.size() - 2) });
            if (node >= 0 && !found.contains(node))
                found.append(node);
        }
        parts.clear();
        isAfterDot = false;
    };
    for (const SqlToken &token : tokenizeSql(sql, lexis)) {
        if (!token.isSolid())
            continue;
        if (token.kind == SqlTokenKind::Symbol && token.in(sql) == "."_L1 && !parts.isEmpty()) {
            isAfterDot = true;
            continue;
        }
        if (!isAfterDot)
            flush();
        isAfterDot = false;
        if (token.kind == SqlTokenKind::Quoted || token.kind == SqlTokenKind::Word) {
            const bool isWord = token.kind == SqlTokenKind::Word && parts.isEmpty();
            if (isWord && startsFromClause(token.in(sql)))
                isInFrom = true;
            else if (isWord && endsFromClause(token.in(sql)))
                isInFrom = false;
            else
                parts.append(identifier(token, sql));
        }
    }
    flush();
    return found;
}

QList<ObjectChange> changesOfPlan(const Plan &plan)
{
    QList<ObjectChange> changes;
    for (const Stage &stage : plan.stages) {
        for (const Step &step : stage.steps)
            std::visit([&](const auto &body) { addChanges(plan, body, changes); }, step.body);
        if (!stage.exposure.isEmpty()) {
            for (const Flag &flag : plan.flags)
                addFlagChanges(plan, flag.name, false, changes);
        }
    }
    QSet<RelationName> touched;
    for (const ObjectChange &change : std::as_const(changes))
        touched.insert(change.object);
    const auto has = [&]<class Body>(std::type_identity<Body>) {
        return std::any_of(plan.stages.cbegin(), plan.stages.cend(), [](const Stage &stage) {
            return std::any_of(stage.steps.cbegin(), stage.steps.cend(), [](const Step &step) { return std::holds_alternative<Body>(step.body); });
        });
    };
    const bool hasRawSql = has(std::type_identity<RawSql>());
    const bool hasProgram = has(std::type_identity<RunProgram>());
    for (const RelationName &object : plan.objects) {
        if (touched.contains(object))
            continue;
        if (hasRawSql) // raw SQL may change every object of the target, whatever else it declares
            changes.append({ object, {}, ChangeEffect::Opaque, u"raw SQL may change it"_s });
        else if (hasProgram)
            changes.append({ object, {}, ChangeEffect::Opaque, u"a program may change it"_s });
        else
            changes.append({ object, {}, ChangeEffect::None, u"protected, no step touches it"_s });
    }
    return changes;
}

LineageGraph graphWithPlan(const LineageGraph &graph, const Plan &plan)
{
    PlanGraph result(graph, plan);
    for (const Stage &stage : plan.stages) {
        for (const Step &step : stage.steps) {
            if (const auto *created = std::get_if<CreateView>(&step.body))
                result.addView(created->view, created->query.text);
            else if (const auto *replaced = std::get_if<ReplaceView>(&step.body))
                result.addView(replaced->view, replaced->query.text);
            else if (const auto *built = std::get_if<BuildTable>(&step.body))
                result.addTable(built->table, built->query.text);
        }
    }
    for (const Flag &flag : plan.flags)
        result.addFlag(flag);
    for (const ObjectChange &change : changesOfPlan(plan))
        result.need(change.object, NodeKind::Table);
    return result.result();
}

} // namespace sluice
