// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "service/agent_duty.h"

#include <QHash>
#include <QObject>
#include <QTimer>

namespace sluice {

class LocalService;

/// Sees to it that every run that should have a runner has one, as long as it lives: takes up what was started without
/// one and what a dead console or agent left, and tries again, ever more slowly, what could not be taken up. Beside
/// another runner it waits: two agents on one ledger are a pair of which one stands by. On the service's thread.
class Agent : public QObject
{
    Q_OBJECT

public:
    enum class Scope {
        EveryRun,
        CommandedRollbacks, ///< what goes back and was commanded in this process too: a console finishes what was pressed in it
    };

    Agent(LocalService &service, const Clock &clock, Scope scope = Scope::EveryRun, QObject *parent = nullptr);

    void start();
    /// The plans that it has taken up so far, each once.
    QStringList carried() const { return m_carried; }

Q_SIGNALS:
    void said(const QString &plan, const QString &line); ///< plan is empty where it is about none

private:
    struct Attempt {
        Duration next { 0 }; ///< of the monotonic clock
        Duration pause { 0 };
        QString said; ///< the last line about it, so that it is not said every time
        bool isUnderWay = false; ///< taken up and not heard of since
    };
    void look();
    QList<Duty> duties(const WorkspaceSnapshot &snapshot) const;
    void lookAtWorkspace();
    void take(const Duty &duty);
    void postpone(const Duty &duty, const Error &why);
    void sayLedger(const WorkspaceSnapshot &snapshot);
    void sweep();

    LocalService &m_service;
    const Clock &m_clock;
    const Scope m_scope;
    QTimer m_timer;
    QHash<QString, Attempt> m_attempts; ///< by run
    QStringList m_carried;
    std::optional<Duration> m_nextSweep; ///< of baselines
    QStringList m_swept; ///< lines of the last one
    QString m_ledgerSaid;
    QString m_workspaceSaid;
    QPair<QDateTime, qint64> m_workspaceFile; ///< modified, size
};

} // namespace sluice
