// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/approved_changes.h"

#include "plan/nearest_word.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString pathOf(qsizetype transformation, const QString &key = {})
{
    return u"metadata.transformations[%1].expect%2"_s.arg(
        QString::number(transformation), key.isEmpty() ? QString() : u'.' + key);
}

/// What all transformations together expect of one relation.
struct Approved
{
    const Flag *flag = nullptr;
    QList<qsizetype> transformations;
    QStringList columns;
    QStringList keys;
    qsizetype keysFrom = -1; ///< the transformation that states them
    Duration interval = Duration::max();
    Duration timeout { 0 };
    int budget = 0;
};

const Flag *flagThatServes(const Plan &plan, const RelationName &relation)
{
    const auto flag
        = std::find_if(plan.flags.cbegin(), plan.flags.cend(), [&](const Flag &one) { return one.serves == relation; });
    return flag == plan.flags.cend() ? nullptr : &*flag;
}

/// Stage with the step that makes both branches be there; -1: none.
qsizetype installingStage(const Plan &plan, const Flag &flag)
{
    for (qsizetype i = 0; i < plan.stages.size(); ++i) {
        for (const Step &step : plan.stages[i].steps) {
            const auto *install = std::get_if<InstallFlag>(&step.body);
            if (install && install->flag == flag.name)
                return i;
        }
    }
    return -1;
}

/// The primary key of a branch that is a table of this plan: the only keys that are certain without a look at the
/// target.
QStringList certainKeys(const Plan &plan, const Flag &flag)
{
    for (const Stage &stage : plan.stages) {
        for (const Step &step : stage.steps) {
            const auto *create = std::get_if<CreateTable>(&step.body);
            const auto *build = std::get_if<BuildTable>(&step.body);
            if (create && (create->table == flag.candidate || create->table == flag.legacy)
                && !create->primaryKey.isEmpty())
                return create->primaryKey;
            if (build && (build->table == flag.candidate || build->table == flag.legacy)
                && !build->primaryKey.isEmpty())
                return build->primaryKey;
        }
    }
    return {};
}

class Derivation
{
public:
    Derivation(Plan &plan, ReadContext &context)
        : m_plan(plan)
        , m_findings(context.findings)
        , m_areStagesRead(context.thinnedStages.isEmpty())
    {
    }

    void run()
    {
        for (qsizetype i = 0; i < m_plan.metadata.transformations.size(); ++i) {
            if (m_plan.metadata.transformations[i].expect)
                collect(i);
        }
        for (Approved &approved : m_approved)
            derive(approved);
    }

private:
    void collect(qsizetype index)
    {
        const Expectation &expect = *m_plan.metadata.transformations[index].expect;
        if (expect.relation.name.isEmpty())
            return;
        const Flag *flag = flagThatServes(m_plan, expect.relation);
        if (!flag)
            return refuseRelation(index, expect.relation);
        auto known
            = std::find_if(m_approved.begin(), m_approved.end(), [&](const Approved &one) { return one.flag == flag; });
        if (known == m_approved.end())
            known = m_approved.insert(m_approved.end(), Approved { flag, {}, {}, {}, -1 });
        known->transformations.append(index);
        for (const QString &column : expect.columns) {
            if (!known->columns.contains(column))
                known->columns.append(column);
        }
        if (known->keysFrom >= 0 && !expect.keys.isEmpty() && known->keys != expect.keys)
            m_findings.add(pathOf(index, u"keys"_s),
                u"transformation %1 tells rows of %2 apart by other keys than transformation %3; one comparison has one key"_s
                    .arg(QString::number(index + 1), expect.relation.text(), QString::number(known->keysFrom + 1)));
        if (known->keysFrom < 0 && !expect.keys.isEmpty()) {
            known->keys = expect.keys;
            known->keysFrom = index;
        }
        known->interval = std::min(known->interval, expect.interval);
        known->timeout = std::max(known->timeout, expect.timeout);
        known->budget = std::max(known->budget, expect.budget);
    }

    void refuseRelation(qsizetype index, const RelationName &relation)
    {
        QStringList served;
        for (const Flag &flag : m_plan.flags) {
            if (!flag.serves.name.isEmpty())
                served.append(flag.serves.text());
        }
        m_findings.add(pathOf(index, u"relation"_s),
            u"no flag serves %1, so that there are no two branches to compare%2"_s.arg(
                quotedForMessage(relation.text()),
                served.isEmpty() ? u"; write one under 'flags', or check the transformation by a gate of your own"_s
                                 : wordHint(relation.text(), served)));
    }

    void derive(Approved &approved)
    {
        const Flag &flag = *approved.flag;
        const qsizetype first = approved.transformations.first();
        const qsizetype installed = installingStage(m_plan, flag);
        if (flag.name.isEmpty() || flag.legacy.name.isEmpty() || flag.candidate.name.isEmpty())
            return; // told where the flag is written
        if (installed < 0) {
            if (m_areStagesRead)
                m_findings.add(pathOf(first, u"relation"_s),
                    u"no step installs flag %1, so that %2 never has two branches to compare; write {op: install_flag, flag: %3}"_s
                        .arg(quotedForMessage(flag.name), flag.serves.text(), flag.name));
            return;
        }
        if (approved.keysFrom < 0)
            approved.keys = certainKeys(m_plan, flag);
        if (approved.keys.isEmpty())
            return m_findings.add(pathOf(first),
                u"it is not known which columns tell the rows of %1 apart; write them as 'keys: [COLUMN, …]'"_s.arg(
                    flag.serves.text()));
        if (!areKeysKept(approved))
            return;
        for (const qsizetype index : approved.transformations)
            m_plan.metadata.transformations[index].expect->keys = approved.keys;
        for (qsizetype i = installed; i < m_plan.stages.size(); ++i) {
            Stage &stage = m_plan.stages[i];
            if (stage.kind == StageKind::Additive || stage.kind == StageKind::Forward)
                stage.gates.append(gateOf(approved, stage, i == installed));
        }
    }

    /// A row whose key changed is another row.
    bool areKeysKept(const Approved &approved)
    {
        bool areKept = true;
        for (const qsizetype index : approved.transformations) {
            const QStringList &columns = m_plan.metadata.transformations[index].expect->columns;
            for (qsizetype i = 0; i < columns.size(); ++i) {
                if (!approved.keys.contains(columns[i], Qt::CaseInsensitive))
                    continue;
                m_findings.add(pathOf(index, u"columns"_s) + u"[%1]"_s.arg(i),
                    u"%1 tells the rows of %2 apart, so that it cannot be a column that may change"_s.arg(
                        quotedForMessage(columns[i]), approved.flag->serves.text()));
                areKept = false;
            }
        }
        return areKept;
    }

    /// Ids are those of the whole plan: later stages add their own.
    static Gate gateOf(const Approved &approved, const Stage &stage, bool isFirst)
    {
        const Flag &flag = *approved.flag;
        FidelityProbe probe { flag.legacy, flag.candidate, approved.keys, {}, {}, approved.budget, approved.columns };
        Gate gate;
        gate.id = u"only-approved-"_s + flag.name + (isFirst ? QString() : u'-' + stage.id);
        gate.title = u"Only approved changes in "_s + flag.serves.text();
        gate.probe = probe;
        gate.limits.append(Limit { LimitSide::AtMost, 0, false, u"0"_s });
        gate.interval = approved.interval;
        gate.timeout = approved.timeout;
        gate.onBreach = stage.onBreach;
        gate.isDerived = true;
        return gate;
    }

    Plan &m_plan;
    PlanFindings &m_findings;
    const bool m_areStagesRead; ///< a step that could not be read may be the one that installs
    QList<Approved> m_approved;
};

} // namespace

std::optional<Expectation> readExpectation(MappingReader &transformation)
{
    const YamlNode *node = transformation.mapping("expect"_L1);
    if (!node)
        return std::nullopt;
    MappingReader reader(*node, transformation.path("expect"_L1), u"'expect' of %1"_s.arg(transformation.subject()),
        transformation.findings());
    Expectation expectation;
    expectation.relation = reader.relation("relation"_L1);
    expectation.columns = reader.columnNames("columns"_L1, Need::Optional);
    expectation.keys = reader.columnNames("keys"_L1, Need::Optional);
    expectation.interval = reader.duration("interval"_L1, expectation.interval);
    expectation.timeout = reader.duration("timeout"_L1, expectation.timeout);
    expectation.budget = reader.integer("budget"_L1, expectation.budget, 1, 1'000'000'000);
    const auto within = [&](QLatin1String key, Duration value, Duration least, Duration most) {
        if (value < least || value > most)
            reader.add(key,
                u"'%1' of %2 must be from %3 to %4"_s.arg(
                    QString(key), reader.subject(), formatDuration(least), formatDuration(most)));
    };
    within("interval"_L1, expectation.interval, Duration { 100 }, std::chrono::hours(24));
    within("timeout"_L1, expectation.timeout, Duration { 10 }, std::chrono::hours(1));
    reader.finish();
    return expectation;
}

void deriveApprovedGates(Plan &plan, ReadContext &context) { Derivation(plan, context).run(); }

} // namespace sluice
