// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/look.h"
#include "ui/models/rollout_actions.h"

#include <QAbstractListModel>

namespace sluice {

struct StageChip {
    QString title;
    StageKind kind = StageKind::Compatibility;
    StageLook look = StageLook::Pending;
    double progress = 0;
    friend bool operator==(const StageChip &, const StageChip &) = default;
};

/// What the list shows of one rollout.
struct RolloutRow {
    QString id;
    QString title;
    QString owner;
    RolloutLook look = RolloutLook::Draft;
    QList<StageChip> stages;
    QString stageText; ///< "Forward · 92 % · 3 of 4"
    QString note; ///< hold reasons, the breach, the result of a rollback, the first problem of the file
    QString nextAction;
    QStringList blockers; ///< of the next action
    RolloutActions actions;
    QDateTime changed; ///< of the last thing that happened; invalid for drafts
    friend bool operator==(const RolloutRow &, const RolloutRow &) = default;
};

RolloutRow rolloutRow(const RolloutView &rollout, const QDateTime &now);

/// Rollouts in the order given; diffs by id, selection survives.
class RolloutListModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role { IdRole = Qt::UserRole + 1, LookRole };

    using QAbstractListModel::QAbstractListModel;
    void setRows(const QList<RolloutRow> &rows);
    const QList<RolloutRow> &rows() const { return m_rows; }
    const RolloutRow *row(const QModelIndex &index) const;
    QModelIndex indexOf(const QString &id) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    QList<RolloutRow> m_rows;
};

} // namespace sluice
