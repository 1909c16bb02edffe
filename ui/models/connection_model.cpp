// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/connection_model.h"

#include "ui/models/text.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

bool isSame(const ConnectionView &a, const ConnectionView &b)
{
    const auto runner = [](const ConnectionView &view) { return view.lease ? view.lease->runner : QString(); };
    return a.profile == b.profile && a.isReachable == b.isReachable && a.isChecked == b.isChecked && a.problem == b.problem
        && a.identity == b.identity && a.checkedAt == b.checkedAt && runner(a) == runner(b);
}

} // namespace

ConnectionModel::ConnectionModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

int ConnectionModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_views.size());
}

int ConnectionModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ConnectionModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const ConnectionView &view = m_views[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return text(view, index.column());
    case Qt::ToolTipRole:
        if (index.column() == StateColumn && !view.problem.isEmpty())
            return plainToolTip(view.problem);
        if (index.column() == TargetColumn && view.identity)
            return plainToolTip(view.identity->uuid);
        if (index.column() == StateColumn && view.checkedAt.isValid())
            return plainToolTip(tr("%1, looked at %2").arg(reachText(reach(view)), absoluteTime(view.checkedAt)));
        return {};
    case NameRole:
        return view.profile.name;
    case EnvironmentRole:
        return static_cast<int>(view.profile.environment);
    case ReachRole:
        return static_cast<int>(reach(view));
    case ProblemRole:
        return view.problem;
    default:
        return {};
    }
}

QVariant ConnectionModel::text(const ConnectionView &view, int column) const
{
    switch (column) {
    case NameColumn:
        return singleLine(view.profile.name, 80);
    case EnvironmentColumn:
        return environmentName(view.profile.environment).toUpper();
    case EngineColumn:
        return driverText(view.profile);
    case TargetColumn: {
        const QString place = singleLine(placeText(view.profile), 120);
        return view.identity ? u"%1 · %2"_s.arg(place, shortId(view.identity->uuid)) : place;
    }
    case StateColumn: {
        const QString word = reachText(reach(view));
        // Looked at every few seconds: only an answer that grows old says when it was given.
        const bool isOld = view.checkedAt.isValid() && view.checkedAt.secsTo(m_now) >= 60;
        return isOld ? u"%1 · %2"_s.arg(word, relativeTime(view.checkedAt, m_now)) : word;
    }
    case RunnerColumn:
        return view.lease ? singleLine(view.lease->runner, 80) : u"—"_s;
    default:
        return {};
    }
}

QVariant ConnectionModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(Qt::AlignLeading | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return tr("Name");
    case EnvironmentColumn:
        return tr("Environment");
    case EngineColumn:
        return tr("Engine");
    case TargetColumn:
        return tr("Target");
    case StateColumn:
        return tr("State");
    case RunnerColumn:
        return tr("Runner");
    default:
        return {};
    }
}

void ConnectionModel::setConnections(const QList<ConnectionView> &connections, const QDateTime &now)
{
    m_now = now;
    const bool sameNames = std::equal(connections.cbegin(), connections.cend(), m_views.cbegin(), m_views.cend(),
        [](const ConnectionView &a, const ConnectionView &b) { return a.profile.name == b.profile.name; });
    if (!sameNames) {
        beginResetModel();
        m_views = connections;
        endResetModel();
        return;
    }
    for (int row = 0; row < rowCount(); ++row) {
        if (isSame(m_views[row], connections[row]))
            continue;
        m_views[row] = connections[row];
        Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
    }
}

int ConnectionModel::rowOf(const QString &name) const
{
    const auto it = std::find_if(m_views.cbegin(), m_views.cend(), [&](const ConnectionView &view) { return view.profile.name == name; });
    return it == m_views.cend() ? -1 : static_cast<int>(it - m_views.cbegin());
}

ConnectionModel::Reach ConnectionModel::reach(const ConnectionView &view)
{
    if (!view.isChecked)
        return Reach::NotChecked;
    if (!view.isReachable)
        return Reach::Problem;
    if (!view.identity) // a clone or a replica is something else than a target that nobody enrolled yet
        return !view.error || view.error->code == ErrorCode::NotEnrolled ? Reach::NotEnrolled : Reach::Problem;
    return view.problem.isEmpty() ? Reach::Enrolled : Reach::Problem;
}

QString ConnectionModel::reachText(Reach reach)
{
    switch (reach) {
    case Reach::NotChecked:
        return tr("not looked at yet");
    case Reach::Enrolled:
        return tr("reachable, enrolled");
    case Reach::NotEnrolled:
        return tr("reachable, not enrolled");
    case Reach::Problem:
        return tr("problem");
    }
    return {};
}

QString ConnectionModel::placeText(const ConnectionProfile &profile)
{
    if (profile.host.isEmpty())
        return profile.database;
    const QString host = profile.port > 0 ? u"%1:%2"_s.arg(profile.host, QString::number(profile.port)) : profile.host;
    return u"%1 / %2"_s.arg(host, profile.database);
}

QString ConnectionModel::driverText(const ConnectionProfile &profile)
{
    if (!profile.service)
        return engineText(profile.engine);
    return profile.service->isProven ? tr("ODBC to %1").arg(profile.service->title) : tr("ODBC to %1, unproven").arg(profile.service->title);
}

QString ConnectionModel::engineText(Engine engine)
{
    switch (engine) {
    case Engine::Sqlite:
        return u"SQLite"_s;
    case Engine::Postgresql:
        return u"PostgreSQL"_s;
    case Engine::Mariadb:
        return u"MariaDB"_s;
    case Engine::Odbc:
        return u"ODBC"_s;
    }
    return {};
}

} // namespace sluice
