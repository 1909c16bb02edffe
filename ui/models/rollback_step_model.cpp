// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/rollback_step_model.h"

#include "ui/models/gate_text.h"
#include "ui/models/text.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString tookText(const QDateTime &from, const QDateTime &to)
{
    if (!from.isValid() || !to.isValid())
        return {};
    return preciseDuration(Duration(std::max<qint64>(from.msecsTo(to), 0)));
}

/// Exposures are undone first of all, by the switch that brings the readers back.
bool isExposure(const RollbackStepView &step)
{
    return step.step.startsWith("expose:"_L1);
}

} // namespace

RollbackStepModel::RollbackStepModel(QObject *parent)
    : QAbstractListModel(parent)
{
}

int RollbackStepModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant RollbackStepModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return singleLine(row.view.summary, 200);
    case Qt::ToolTipRole:
        return plainToolTip(row.note.isEmpty() ? row.view.keeps : row.note);
    case PhaseRole:
        return static_cast<int>(row.phase);
    case LockRole:
        return singleLine(row.view.lock, 80);
    case TimeRole:
        return row.took.isEmpty() ? singleLine(row.view.estimate, 40) : row.took;
    case SqlRole:
        return row.view.sql;
    case LossRole:
        return row.view.rowsLost;
    case KeepsRole:
        return singleLine(row.view.keeps, 300);
    case NoReturnRole:
        return index.row() == pointOfNoReturn();
    case NoteRole:
        return singleLine(row.note, 400);
    default:
        return {};
    }
}

void RollbackStepModel::setPreview(const RollbackPreview &preview, const QStringList &flags)
{
    QList<Row> rows;
    // Two lines of the preview belong to no step: what brings the readers back, first, and the verification, last.
    const auto kindOf = [&](const RollbackStepView &step) {
        if (isExposure(step))
            return Kind::FlagsOff;
        if (!step.step.isEmpty())
            return Kind::Undo;
        return &step == &preview.steps.constLast() ? Kind::Verify : Kind::FlagsOff;
    };
    bool hasVerify = false;
    bool hasSwitch = false;
    for (const RollbackStepView &step : preview.steps) {
        const Kind kind = kindOf(step);
        hasSwitch = hasSwitch || kind == Kind::FlagsOff;
        hasVerify = hasVerify || kind == Kind::Verify;
        rows.append({ kind, step, Phase::Pending, {}, {} });
    }
    if (!flags.isEmpty() && !hasSwitch) {
        Row row { Kind::FlagsOff, {}, Phase::Pending, {}, {} };
        row.view.summary = flags.size() == 1 ? tr("Flag %1 off").arg(singleLine(flags.constFirst(), 80)) : tr("%1 flags off").arg(flags.size());
        row.view.lock = tr("no lock");
        row.view.estimate = preview.readersBackIn;
        row.view.rowsLost = 0;
        rows.prepend(row);
    }
    if (hasVerify)
        return replace(std::move(rows));
    Row verify { Kind::Verify, {}, Phase::Pending, {}, {} };
    verify.view.summary = tr("Verify schema and data");
    verify.view.lock = tr("no lock");
    verify.view.rowsLost = 0;
    rows.append(verify);
    replace(std::move(rows));
}

void RollbackStepModel::setRun(const RunState &run)
{
    QList<Row> rows = m_rows;
    if (rows.isEmpty()) {
        rows.append({ Kind::FlagsOff, {}, Phase::Pending, {}, {} });
        rows.last().view.summary = tr("Flags off");
        for (auto stage = run.stages.crbegin(); stage != run.stages.crend(); ++stage) {
            for (auto step = stage->steps.crbegin(); step != stage->steps.crend(); ++step) {
                if (step->phase != StepPhase::UndoIntended && step->phase != StepPhase::Undone)
                    continue;
                Row row;
                row.view.stage = stage->id;
                row.view.step = step->id;
                row.view.summary = tr("Undo %1 of %2").arg(step->id, stage->id);
                rows.append(row);
            }
        }
        rows.append({ Kind::Verify, {}, Phase::Pending, {}, {} });
        rows.last().view.summary = tr("Verify schema and data");
    }
    for (Row &row : rows)
        follow(row, run);
    replace(std::move(rows));
}

void RollbackStepModel::follow(Row &row, const RunState &run)
{
    if (!run.rollback)
        return;
    const RollbackState &rollback = *run.rollback;
    switch (row.kind) {
    case Kind::FlagsOff:
        row.phase = rollback.flagsOff.isValid() || rollback.ended.isValid() ? Phase::Done : Phase::Running;
        row.took = tookText(rollback.requested, rollback.flagsOff);
        return;
    case Kind::Verify:
        row.phase = run.phase == RunPhase::Verifying ? Phase::Running : Phase::Pending;
        if (rollback.result == RollbackResult::Exact || rollback.result == RollbackResult::ExactExcept)
            row.phase = Phase::Done;
        else if (rollback.result == RollbackResult::Failed)
            row.phase = Phase::Failed;
        else if (rollback.result == RollbackResult::Unknown)
            row.phase = Phase::Unknown;
        return;
    case Kind::Undo:
        return followUndo(row, run);
    }
}

void RollbackStepModel::followUndo(Row &row, const RunState &run)
{
    const auto stage = std::find_if(
        run.stages.cbegin(), run.stages.cend(), [&](const StageState &one) { return one.id == row.view.stage; });
    const StepState *step = stage == run.stages.cend() ? nullptr : stage->step(row.view.step);
    if (!step)
        return;
    switch (step->phase) {
    case StepPhase::UndoIntended:
        row.phase = run.phase == RunPhase::RollbackStuck ? Phase::Failed : Phase::Running;
        row.note = step->why;
        break;
    case StepPhase::Undone:
        row.phase = Phase::Done;
        row.note = step->remnant;
        break;
    case StepPhase::Unknown:
        row.phase = Phase::Unknown;
        row.note = step->why;
        break;
    case StepPhase::Pending:
    case StepPhase::Intended:
    case StepPhase::Done:
    case StepPhase::Failed:
        row.phase = Phase::Pending;
        break;
    }
}

void RollbackStepModel::setTook(const QString &stage, const QString &step, Duration took)
{
    for (int i = 0; i < m_rows.size(); ++i) {
        Row &row = m_rows[i];
        const QString text = preciseDuration(took);
        if (row.kind != Kind::Undo || row.view.stage != stage || row.view.step != step || row.took == text)
            continue;
        row.took = text;
        Q_EMIT dataChanged(index(i), index(i), { TimeRole });
    }
}

void RollbackStepModel::clear()
{
    replace({});
}

void RollbackStepModel::replace(QList<Row> rows)
{
    const bool sameSteps = std::equal(rows.cbegin(), rows.cend(), m_rows.cbegin(), m_rows.cend(), [](const Row &a, const Row &b) {
        return a.kind == b.kind && a.view.stage == b.view.stage && a.view.step == b.view.step;
    });
    if (!sameSteps) {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
        return;
    }
    for (int i = 0; i < rows.size(); ++i) {
        if (rows[i] == m_rows[i])
            continue;
        m_rows[i] = rows[i];
        Q_EMIT dataChanged(index(i), index(i));
    }
}

int RollbackStepModel::doneCount() const
{
    return static_cast<int>(std::count_if(m_rows.cbegin(), m_rows.cend(), [](const Row &row) { return row.phase == Phase::Done; }));
}

int RollbackStepModel::pointOfNoReturn() const
{
    for (int i = 0; i < m_rows.size(); ++i) {
        if (m_rows[i].view.rowsLost > 0)
            return i;
    }
    return -1;
}

QString RollbackStepModel::sql() const
{
    QString text;
    for (const Row &row : m_rows) {
        if (row.view.sql.isEmpty())
            continue;
        text += u"-- "_s + singleLine(row.view.summary, 200) + u'\n';
        for (const QString &statement : row.view.sql)
            text += statement.trimmed() + (statement.trimmed().endsWith(u';') ? u"\n"_s : u";\n"_s);
        text += u'\n';
    }
    return text;
}

} // namespace sluice
