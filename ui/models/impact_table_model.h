// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/lineage_scene.h"

#include <QAbstractTableModel>

namespace sluice {

/// Affected consumers, highest risk first. Holds one analysis and answers roles; colours and signs are the delegate's.
class ImpactTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, Risk, Owner, ColumnCount };
    enum Role { KeyRole = Qt::UserRole + 1, KindRole, RiskRole, UnownedRole, DistanceRole };

    using QAbstractTableModel::QAbstractTableModel;

    /// owner as in LineageFilter. Rows that stay keep their place in views: equal keys only tell what changed.
    void setAnalysis(LineageAnalysisPtr analysis, const std::optional<QString> &owner);
    int rowOf(const QString &key) const; ///< -1 when it is not listed
    QString keyAt(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row {
        QString key;
        QString name;
        QString owner;
        ImpactKind kind = ImpactKind::Unknown;
        double risk = 0;
        int distance = 0;
        bool isUnowned = false;
        QString toolTip;
        friend bool operator==(const Row &, const Row &) = default;
    };
    QList<Row> m_rows;
};

} // namespace sluice
