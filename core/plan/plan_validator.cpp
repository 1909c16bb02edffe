// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/plan_validator.h"

#include "plan/nearest_word.h"

#include <QSet>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Adds what is wrong with one part to the findings, each under the part's path.
class Validation
{
public:
    Validation(const Plan &plan, ReadContext &context, QString file = u"plan"_s)
        : m_plan(plan)
        , m_context(context)
        , m_file(std::move(file))
    {
    }

    void gates(const QList<Gate> &gates, const QString &path)
    {
        for (qsizetype i = 0; i < gates.size(); ++i)
            gate(gates[i], path + u"[%1]"_s.arg(i));
    }

    void run()
    {
        flags();
        for (qsizetype i = 0; i < m_plan.stages.size(); ++i)
            stage(i);
        outcomes();
        timings();
    }

private:
    void add(const QString &path, const QString &text) { m_context.findings.add(path, text); }

    /// Ids are receipts' keys, so they must differ over the whole plan, not only within a stage.
    void unique(QSet<QString> &seen, const QString &id, const QString &path, const QString &kind)
    {
        if (id.isEmpty())
            return;
        if (seen.contains(id))
            add(path, u"the %1 id %2 is used twice in this %3"_s.arg(kind, quotedForMessage(id), m_file));
        seen.insert(id);
    }

    void flags()
    {
        QSet<QString> names;
        QSet<RelationName> served;
        for (qsizetype i = 0; i < m_plan.flags.size(); ++i) {
            const Flag &flag = m_plan.flags[i];
            const QString path = u"flags[%1]"_s.arg(i);
            unique(names, flag.name, path + u".name"_s, u"flag"_s);
            if (flag.serves.name.isEmpty() || flag.legacy.name.isEmpty() || flag.candidate.name.isEmpty())
                continue;
            if (flag.legacy == flag.serves || flag.candidate == flag.serves)
                add(path, u"flag %1 serves %2 from itself; legacy and candidate need names of their own"_s.arg(quotedForMessage(flag.name), flag.serves.text()));
            if (flag.legacy == flag.candidate)
                add(path, u"flag %1 has the same legacy and candidate"_s.arg(quotedForMessage(flag.name)));
            if (served.contains(flag.serves))
                add(path + u".serves"_s, u"two flags serve %1"_s.arg(flag.serves.text()));
            served.insert(flag.serves);
        }
    }

    void stage(qsizetype index)
    {
        const Stage &stage = m_plan.stages[index];
        const QString path = u"stages[%1]"_s.arg(index);
        unique(m_stageIds, stage.id, path + u".id"_s, u"stage"_s);
        for (qsizetype i = 0; i < stage.steps.size(); ++i)
            step(stage.steps[i], path + u".steps[%1]"_s.arg(i));
        gates(stage.gates, path + u".gates"_s);
        const bool isEmpty = stage.steps.isEmpty() && stage.exposure.isEmpty() && stage.gates.isEmpty();
        if (isEmpty && !m_context.thinnedStages.contains(path))
            add(path, u"stage %1 has no step, no exposure and no gate"_s.arg(quotedForMessage(stage.id)));
        if (stage.gates.isEmpty() && stage.bake > Duration { 0 } && !m_context.thinnedStages.contains(path))
            add(path + u".bake"_s, u"stage %1 bakes without a gate: no good tick could ever count"_s.arg(quotedForMessage(stage.id)));
        if (stage.kind == StageKind::Contract)
            m_hasContract = true;
        else if (m_hasContract)
            add(path + u".kind"_s, u"stage %1 follows a contract stage, after which nothing can be taken back"_s.arg(quotedForMessage(stage.id)));
        validateStageKind(m_plan, static_cast<int>(index), m_context);
    }

    void knownFlag(const QString &name, const QString &path)
    {
        if (name.isEmpty() || m_plan.flag(name))
            return;
        QStringList names;
        for (const Flag &flag : m_plan.flags)
            names.append(flag.name);
        add(path, names.isEmpty() ? u"there is no flag %1; the plan has no 'flags'"_s.arg(quotedForMessage(name))
                                  : u"there is no flag %1%2"_s.arg(quotedForMessage(name), wordHint(name, names)));
    }

    void step(const Step &step, const QString &path)
    {
        unique(m_stepIds, step.id, path + u".id"_s, u"step"_s);
        const QString subject = u"step "_s + quotedForMessage(step.id);
        timeouts(step.lockTimeout.value_or(m_plan.defaults.lockTimeout), step.statementTimeout.value_or(m_plan.defaults.statementTimeout), path, subject);
        if (const auto *install = std::get_if<InstallFlag>(&step.body)) {
            knownFlag(install->flag, path + u".flag"_s);
            if (m_installed.contains(install->flag))
                add(path + u".flag"_s, u"flag %1 is installed twice"_s.arg(quotedForMessage(install->flag)));
            m_installed.insert(install->flag);
        } else if (const auto *change = std::get_if<SwitchFlag>(&step.body)) {
            knownFlag(change->flag, path + u".flag"_s);
        } else if (const auto *table = std::get_if<CreateTable>(&step.body)) {
            columns(*table, path, subject);
        } else if (const auto *fill = std::get_if<Backfill>(&step.body)) {
            if (fill->pause > std::chrono::hours(1))
                add(path + u".pause"_s, u"'pause' of %1 is longer than 1h"_s.arg(subject));
            if (!fill->key.isEmpty() && fill->set.contains(fill->key))
                add(path + u".set"_s, u"%1 changes the key %2 by which it walks"_s.arg(subject, quotedForMessage(fill->key)));
        } else if (const auto *remove = std::get_if<RemoveFlag>(&step.body)) {
            knownFlag(remove->flag, path + u".flag"_s);
        } else if (const auto *constraint = std::get_if<AddConstraint>(&step.body)) {
            constraintKind(*constraint, path, subject);
        } else if (const auto *swap = std::get_if<SwapTable>(&step.body)) {
            if (swap->table == swap->with && !swap->table.name.isEmpty())
                add(path + u".with"_s, u"%1 swaps %2 with itself"_s.arg(subject, swap->table.text()));
        } else if (const auto *rename = std::get_if<RenameColumn>(&step.body)) {
            if (rename->column == rename->newName && !rename->column.isEmpty())
                add(path + u".to"_s, u"%1 renames %2 to itself"_s.arg(subject, quotedForMessage(rename->column)));
        } else if (std::holds_alternative<Snapshot>(step.body)) {
            m_snapshots.append(step.id);
        } else if (const auto *restore = std::get_if<Restore>(&step.body)) {
            if (!restore->snapshot.isEmpty() && !m_snapshots.contains(restore->snapshot))
                add(path + u".snapshot"_s, u"%1 restores %2, which is no snapshot step before it%3"_s.arg(subject, quotedForMessage(restore->snapshot), wordHint(restore->snapshot, m_snapshots)));
        } else if (const auto *sql = std::get_if<RawSql>(&step.body)) {
            wayBack(step, u"rollback"_s, !sql->rollback.isEmpty(), path, subject);
        } else if (const auto *program = std::get_if<RunProgram>(&step.body)) {
            wayBack(step, u"rollback"_s, !program->rollback.isEmpty(), path, subject);
        } else if (const auto *hand = std::get_if<ByHand>(&step.body)) {
            wayBack(step, u"undo"_s, !hand->undoInstruction.isEmpty(), path, subject);
        }
    }

    void wayBack(const Step &step, const QString &key, bool isStated, const QString &path, const QString &subject)
    {
        if (!isStated && !isIrreversible(step.body))
            add(path, u"%1 has no rollback; write '%2', or 'reversibility: R4' in a contract stage"_s.arg(subject, key));
        if (isStated && isIrreversible(step.body))
            add(path + u".reversibility"_s, u"%1 says R4 (irreversible) and states a rollback"_s.arg(subject));
    }

    void constraintKind(const AddConstraint &constraint, const QString &path, const QString &subject)
    {
        const int kinds = int(!constraint.check.isEmpty()) + int(!constraint.unique.isEmpty()) + int(!constraint.foreignKey.isEmpty());
        if (kinds != 1)
            add(path, u"%1 states %2 constraints; write one of 'check', 'unique' and 'foreign_key'"_s.arg(subject).arg(kinds));
        if (constraint.foreignKey.isEmpty() && (!constraint.references.name.isEmpty() || !constraint.referencedColumns.isEmpty()))
            add(path, u"%1 refers to another table without 'foreign_key'"_s.arg(subject));
        if (!constraint.referencedColumns.isEmpty() && constraint.referencedColumns.size() != constraint.foreignKey.size())
            add(path + u".referenced_columns"_s, u"%1 refers from %2 columns to %3"_s.arg(subject).arg(constraint.foreignKey.size()).arg(constraint.referencedColumns.size()));
        if (!constraint.unique.isEmpty() && !constraint.validate)
            add(path + u".validate"_s, u"%1: a unique constraint always checks every row"_s.arg(subject));
    }

    void columns(const CreateTable &table, const QString &path, const QString &subject)
    {
        QStringList names;
        for (qsizetype i = 0; i < table.columns.size(); ++i) {
            const QString &name = table.columns[i].name;
            if (names.contains(name, Qt::CaseInsensitive) && !name.isEmpty())
                add(path + u".columns[%1]"_s.arg(i), u"%1 has the column %2 twice"_s.arg(subject, quotedForMessage(name)));
            names.append(name);
        }
        for (const QString &key : table.primaryKey) {
            if (!names.contains(key))
                add(path + u".primary_key"_s, u"the primary key of %1 names %2, which is none of its columns%3"_s.arg(subject, quotedForMessage(key), wordHint(key, names)));
        }
    }

    void timeouts(Duration lock, Duration statement, const QString &path, const QString &subject)
    {
        if (lock <= Duration { 0 } || lock > std::chrono::hours(1))
            add(path + u".lock_timeout"_s, u"'lock_timeout' of %1 must be above 0 and at most 1h: 0 would wait for ever"_s.arg(subject));
        if (statement <= Duration { 0 } || statement > std::chrono::hours(7 * 24))
            add(path + u".statement_timeout"_s, u"'statement_timeout' of %1 must be above 0 and at most 7d: 0 would run for ever"_s.arg(subject));
    }

    void gate(const Gate &gate, const QString &path)
    {
        unique(m_gateIds, gate.id, path + u".id"_s, u"gate"_s);
        if (gate.isDerived) // its numbers are told of where they are written
            return;
        const QString subject = u"gate "_s + quotedForMessage(gate.id);
        const auto within = [&](QLatin1String key, Duration value, Duration least, Duration most) {
            if (value < least || value > most)
                add(path + u'.' + key, u"'%1' of %2 must be from %3 to %4"_s.arg(QString(key), subject, formatDuration(least), formatDuration(most)));
        };
        within("interval"_L1, gate.interval, Duration { 100 }, std::chrono::hours(24));
        within("timeout"_L1, gate.timeout, Duration { 10 }, std::chrono::hours(1));
        if (gate.maxAge)
            within("max_age"_L1, *gate.maxAge, Duration { 1 }, std::chrono::hours(24 * 366));
        if (const auto *late = std::get_if<LateRowsProbe>(&gate.probe)) {
            within("window"_L1, late->window, std::chrono::seconds(1), std::chrono::hours(24 * 366));
            within("grace"_L1, late->grace, Duration { 0 }, std::chrono::hours(24 * 366));
        }
        if (const auto *volume = std::get_if<VolumeProbe>(&gate.probe); volume && volume->settling)
            within("settling"_L1, *volume->settling, Duration { 0 }, std::chrono::hours(24 * 366));
        if (const auto *fidelity = std::get_if<FidelityProbe>(&gate.probe); fidelity && fidelity->settling)
            within("settling"_L1, *fidelity->settling, Duration { 0 }, std::chrono::hours(24 * 366));
        if (const auto *errors = std::get_if<ErrorRateProbe>(&gate.probe))
            within("window"_L1, errors->window, std::chrono::seconds(1), std::chrono::hours(24 * 366));
        if (const auto *feedback = std::get_if<FeedbackProbe>(&gate.probe))
            within("window"_L1, feedback->window, std::chrono::seconds(1), std::chrono::hours(24 * 366));
    }

    void outcomes()
    {
        for (qsizetype i = 0; i < m_plan.metadata.transformations.size(); ++i)
            knownGate(m_plan.metadata.transformations[i].gate, u"metadata.transformations[%1].gate"_s.arg(i));
        for (qsizetype i = 0; i < m_plan.metadata.success.size(); ++i)
            knownGate(m_plan.metadata.success[i].gate, u"metadata.success[%1].gate"_s.arg(i));
        for (qsizetype i = 0; i < m_plan.metadata.risks.size(); ++i)
            knownGate(m_plan.metadata.risks[i].gate, u"metadata.risks[%1].gate"_s.arg(i));
    }

    void knownGate(const QString &id, const QString &path)
    {
        if (id.isEmpty() || m_gateIds.contains(id) || m_context.unreadGates.contains(id))
            return;
        const QStringList ids = m_gateIds.values();
        add(path, ids.isEmpty() ? u"there is no gate %1; the plan has no gates"_s.arg(quotedForMessage(id))
                                : u"there is no gate %1%2"_s.arg(quotedForMessage(id), wordHint(id, QStringList(ids.cbegin(), ids.cend()))));
    }

    void timings()
    {
        timeouts(m_plan.defaults.lockTimeout, m_plan.defaults.statementTimeout, u"defaults"_s, u"'defaults'"_s);
        const RollbackSpec &rollback = m_plan.rollback;
        const auto positive = [&](const QString &path, Duration value, const QString &what) {
            if (value <= Duration { 0 })
                add(path, what + u" must be above 0"_s);
        };
        positive(u"rollback.window"_s, rollback.window, u"'window' of 'rollback'"_s);
        positive(u"rollback.budget.max_lock"_s, rollback.maxLock, u"'max_lock' of 'budget'"_s);
        positive(u"rollback.budget.max_duration"_s, rollback.maxDuration, u"'max_duration' of 'budget'"_s);
        if (rollback.maxLock > rollback.maxDuration)
            add(u"rollback.budget.max_lock"_s, u"'max_lock' of 'budget' is longer than its 'max_duration'"_s);
    }

    const Plan &m_plan;
    ReadContext &m_context;
    const QString m_file; ///< what is read, in words
    QSet<QString> m_stageIds;
    QSet<QString> m_stepIds;
    QSet<QString> m_gateIds;
    QSet<QString> m_installed;
    QStringList m_snapshots;
    bool m_hasContract = false;
};

} // namespace

void validatePlan(const Plan &plan, ReadContext &context)
{
    Validation(plan, context).run();
}

void validateGates(const QList<Gate> &gates, const QString &path, ReadContext &context)
{
    Validation(Plan(), context, u"file"_s).gates(gates, path);
}

} // namespace sluice
