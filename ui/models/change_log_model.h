// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "communication/log_view.h"

#include <QAbstractTableModel>

namespace sluice {

/// Ledger entries, newest first, as far as they were fetched. Asks for the next page when a view reaches the end and
/// gets it later through appendOlder; never fetches by itself twice at once.
class ChangeLogModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { WhenColumn, WhatColumn, WhoColumn, PlanColumn, ColumnCount };
    enum Role { SeqRole = Qt::UserRole + 1, KindRole, TimeRole, WhyRole, DetailRole };

    explicit ChangeLogModel(QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

    void setNames(const QHash<QString, RunNames> &names); ///< by run; reads again what it has when they differ
    RunNames names(const QString &run) const { return m_names.value(run); }
    void setNow(const QDateTime &now); ///< days other than today show their date
    void clear();
    /// Both newest first. hasMore: older ones may exist.
    void appendOlder(const QList<Event> &events, bool hasMore);
    void prependNewer(const QList<Event> &events);
    /// A page could not be read: asked again at the next scroll.
    void fetchFailed() { m_isFetching = false; }

    const Event &event(int row) const { return m_entries[row].event; }
    const LogLine &line(int row) const { return m_entries[row].line; }
    int rowOfSeq(qint64 seq) const; ///< -1 when it is not loaded
    qint64 newestSeq() const { return m_entries.isEmpty() ? 0 : m_entries.constFirst().event.seq; }
    qint64 oldestSeq() const { return m_entries.isEmpty() ? 0 : m_entries.constLast().event.seq; }

Q_SIGNALS:
    void olderWanted(qint64 beforeSeq);

private:
    struct Entry {
        Event event;
        LogLine line;
    };
    QList<Entry> read(const QList<Event> &events) const;
    QString whenText(const QDateTime &at) const;

    QList<Entry> m_entries;
    QHash<QString, RunNames> m_names;
    QDateTime m_now;
    bool m_hasMore = false;
    bool m_isFetching = false;
};

} // namespace sluice
