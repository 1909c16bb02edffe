// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "service/snapshot.h"

#include <QAbstractListModel>

namespace sluice {

/// The steps of one rollback in the order in which they run, the same rows before, during and after: what the preview
/// promises is what the ledger then ticks off. Readers' switch and verification frame the undo steps.
class RollbackStepModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum class Phase { Pending, Running, Done, Failed, Unknown };
    enum Role {
        PhaseRole = Qt::UserRole + 1,
        LockRole,
        TimeRole, ///< the estimate, later what it took
        SqlRole,
        LossRole, ///< qint64; 0 none, -1 unknown
        KeepsRole,
        NoReturnRole, ///< the first step that loses something
        NoteRole,
    };

    explicit RollbackStepModel(QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

    void setPreview(const RollbackPreview &preview, const QStringList &flags);
    /// Without a preview (joined from elsewhere) the steps are those that the ledger knows of.
    void setRun(const RunState &run);
    /// How long the undo of a step took; the run's state knows only when the step itself began.
    void setTook(const QString &stage, const QString &step, Duration took);
    void clear();
    bool isEmpty() const { return m_rows.isEmpty(); }
    int doneCount() const;
    int pointOfNoReturn() const; ///< row; -1: nothing is lost on the way
    QString sql() const; ///< of all steps, for reading and copying

private:
    enum class Kind { FlagsOff, Undo, Verify };
    struct Row {
        Kind kind = Kind::Undo;
        RollbackStepView view;
        Phase phase = Phase::Pending;
        QString took;
        QString note;
        friend bool operator==(const Row &a, const Row &b)
        {
            return a.kind == b.kind && a.view.stage == b.view.stage && a.view.step == b.view.step && a.view.summary == b.view.summary
                && a.view.lock == b.view.lock && a.view.estimate == b.view.estimate && a.view.sql == b.view.sql
                && a.view.rowsLost == b.view.rowsLost && a.view.keeps == b.view.keeps && a.phase == b.phase && a.took == b.took
                && a.note == b.note;
        }
    };
    void replace(QList<Row> rows);
    static void follow(Row &row, const RunState &run);
    static void followUndo(Row &row, const RunState &run);

    QList<Row> m_rows;
};

} // namespace sluice
