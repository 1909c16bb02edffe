// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"
#include "ui/models/replay_table_model.h"
#include "ui/models/watched_progress.h"

#include <QDateTime>
#include <QHash>
#include <QTimer>

namespace sluice {

class Clock;
class Service;
struct ReplayOrder;
struct WorkspaceSnapshot;

/// What production's queries get on the selected plan's candidate: asked for by a person, kept a plan with its time and
/// the digest that it holds for. One replay at a time. Lives on the service's thread.
class ReplayPresenter : public QObject
{
    Q_OBJECT

public:
    enum class State { NotYet, Running, Stopping, Done, Stopped, Failed };
    struct Place
    {
        QString connection; ///< empty: the plan's own
        QString text; ///< "warehouse, the plan's own (prod)"
        friend bool operator==(const Place &, const Place &) = default;
    };

    ReplayPresenter(Service &service, const Clock &clock, QObject *parent = nullptr);

    void select(const QString &planId);
    QString plan() const { return m_plan; }
    QList<Place> places() const;
    QString connection() const { return m_connection; }
    QString file() const { return m_file; } ///< empty: what the server counted
    double peak() const { return m_peak; }
    void setConnection(const QString &connection);
    void setFile(const QString &path);
    void setPeak(double factor); ///< 0: none

    State state() const;
    bool isBusy() const;
    ReplayProgress progress() const { return m_progress; }
    ReplayTableModel &model() { return m_model; }
    bool isStale() const;
    QString sentence() const; ///< what it does, how far it is, or what came of it and when
    QStringList notes() const; ///< of the newest result
    const Error &error() const; ///< of Failed
    QStringList blockers() const;
    /// Makes the CSV of the newest result; safe to call on another thread. Empty: there is none.
    std::function<QByteArray()> csvMaker() const;

    void start();
    void stop();
    void refresh(); ///< once a second while shown: its age

Q_SIGNALS:
    void changed();

private:
    struct Known
    {
        State state = State::NotYet;
        std::shared_ptr<const Replay> replay;
        QString digest; ///< of the plan that it holds for
        QDateTime at;
        Error error;
    };
    const Known &known() const;
    QString digest() const;
    void look();
    void send(const ReplayOrder &order, const QString &digest);
    void fail(const QString &plan, const Error &error);
    void finish(const QString &plan, const QString &digest, const Replay &replay);
    void show();

    Service &m_service;
    const Clock &m_clock;
    QString m_plan;
    QString m_connection;
    QString m_file;
    double m_peak = 0;
    QString m_running; ///< plan; empty: none
    QHash<QString, Known> m_known; ///< by plan
    ReplayTableModel m_model;
    WatchedProgress<ReplayProgress> m_watched;
    ReplayProgress m_progress;
    Duration m_began { 0 };
    QTimer m_poll;
};

} // namespace sluice
