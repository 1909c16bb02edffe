// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "service/snapshot.h"

#include <QAbstractTableModel>

namespace sluice {

/// The workspace's connections, one row each, in the file's order; diffed by name.
class ConnectionModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { NameColumn, EnvironmentColumn, EngineColumn, TargetColumn, StateColumn, RunnerColumn, ColumnCount };
    enum Role { NameRole = Qt::UserRole + 1, EnvironmentRole, ReachRole, ProblemRole };
    /// What is known about reaching it.
    enum class Reach { NotChecked, Enrolled, NotEnrolled, Problem };

    explicit ConnectionModel(QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    void setConnections(const QList<ConnectionView> &connections, const QDateTime &now);
    const ConnectionView &view(int row) const { return m_views[row]; }
    int rowOf(const QString &name) const;

    static Reach reach(const ConnectionView &view);
    static QString reachText(Reach reach);
    /// "db-7:5432 / analytics", or the file.
    static QString placeText(const ConnectionProfile &profile);
    static QString engineText(Engine engine);
    static QString driverText(const ConnectionProfile &profile); ///< with what stands behind ODBC, and whether it is proven

private:
    QVariant text(const ConnectionView &view, int column) const;

    QList<ConnectionView> m_views;
    QDateTime m_now;
};

} // namespace sluice
