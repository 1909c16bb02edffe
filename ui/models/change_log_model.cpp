// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/change_log_model.h"

#include "ui/models/gate_text.h"
#include "ui/models/text.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

ChangeLogModel::ChangeLogModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

int ChangeLogModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

int ChangeLogModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ChangeLogModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const LogLine &entry = m_entries[index.row()].line;
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case WhenColumn:
            return whenText(entry.at);
        case WhatColumn:
            return singleLine(entry.what, 300);
        case WhoColumn:
            return singleLine(entry.actor, 60);
        case PlanColumn:
            return entry.plan.isEmpty() ? u"—"_s : singleLine(entry.plan, 80);
        default:
            return {};
        }
    case Qt::ToolTipRole:
        if (index.column() == WhenColumn)
            return plainToolTip(absoluteTime(entry.at));
        if (index.column() != WhatColumn)
            return plainToolTip(index.data().toString());
        return plainToolTip(
            singleLine(entry.what, 300) + (entry.why.isEmpty() ? QString() : u'\n' + singleLine(entry.why, 500)));
    case Qt::AccessibleTextRole:
        return index.column() == WhatColumn ? QVariant(tr("%1, %2").arg(entry.kind, singleLine(entry.what, 300))) : QVariant();
    case SeqRole:
        return entry.seq;
    case KindRole:
        return entry.kind;
    case TimeRole:
        return entry.at;
    case WhyRole:
        return entry.why;
    case DetailRole:
        return entry.isDetail;
    default:
        return {};
    }
}

QVariant ChangeLogModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(Qt::AlignLeading | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case WhenColumn:
        return tr("When (UTC)");
    case WhatColumn:
        return tr("What");
    case WhoColumn:
        return tr("Who");
    case PlanColumn:
        return tr("Plan");
    default:
        return {};
    }
}

bool ChangeLogModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && m_hasMore && !m_isFetching;
}

void ChangeLogModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    m_isFetching = true;
    Q_EMIT olderWanted(oldestSeq());
}

void ChangeLogModel::setNow(const QDateTime &now)
{
    const bool sameDay = m_now.isValid() && m_now.toUTC().date() == now.toUTC().date();
    m_now = now;
    if (!sameDay && !m_entries.isEmpty())
        Q_EMIT dataChanged(index(0, WhenColumn), index(rowCount() - 1, WhenColumn));
}

void ChangeLogModel::setNames(const QHash<QString, RunNames> &names)
{
    if (names == m_names)
        return;
    m_names = names;
    for (Entry &entry : m_entries)
        entry.line = readEvent(entry.event, m_names.value(entry.event.run));
    if (!m_entries.isEmpty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

void ChangeLogModel::clear()
{
    beginResetModel();
    m_entries.clear();
    m_hasMore = false;
    m_isFetching = false;
    endResetModel();
}

QList<ChangeLogModel::Entry> ChangeLogModel::read(const QList<Event> &events) const
{
    QList<Entry> entries;
    entries.reserve(events.size());
    for (const Event &event : events)
        entries.append({ event, readEvent(event, names(event.run)) });
    return entries;
}

void ChangeLogModel::appendOlder(const QList<Event> &events, bool hasMore)
{
    m_isFetching = false;
    m_hasMore = hasMore;
    QList<Event> older;
    const qint64 before = oldestSeq();
    std::copy_if(events.cbegin(), events.cend(), std::back_inserter(older),
        [&](const Event &event) { return m_entries.isEmpty() || event.seq < before; });
    if (older.isEmpty())
        return;
    beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(older.size()) - 1);
    m_entries.append(read(older));
    endInsertRows();
}

void ChangeLogModel::prependNewer(const QList<Event> &events)
{
    const qint64 after = newestSeq();
    QList<Event> newer;
    std::copy_if(events.cbegin(), events.cend(), std::back_inserter(newer), [after](const Event &event) { return event.seq > after; });
    if (newer.isEmpty())
        return;
    beginInsertRows({}, 0, static_cast<int>(newer.size()) - 1);
    m_entries = read(newer) + m_entries;
    endInsertRows();
}

int ChangeLogModel::rowOfSeq(qint64 seq) const
{
    const auto it = std::lower_bound(
        m_entries.cbegin(), m_entries.cend(), seq, [](const Entry &entry, qint64 wanted) { return entry.event.seq > wanted; });
    return it != m_entries.cend() && it->event.seq == seq ? static_cast<int>(it - m_entries.cbegin()) : -1;
}

QString ChangeLogModel::whenText(const QDateTime &at) const
{
    return momentText(at, m_now);
}

} // namespace sluice
