// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"

#include <QObject>
#include <QSet>

namespace sluice {

class ActionRegistry;
class Navigator;
class Prompter;
class Service;

/// Start, rehearse, hold, resume, roll back and cancel for pages, palette and keys alike: asks what must be asked, sends the
/// command, tells the outcome. No widgets.
class RolloutCommands : public QObject
{
    Q_OBJECT

public:
    RolloutCommands(Service &service, Prompter &prompter, Navigator &navigator, QObject *parent = nullptr);
    /// Registers rollout.start and the others for the navigator's plan, and keeps their blockers current.
    void registerActions(ActionRegistry &actions);

public Q_SLOTS:
    void start(const QString &planId);
    /// On a copy, in the background; a second press while it runs does nothing.
    void rehearse(const QString &planId);
    void hold(const QString &planId);
    void resume(const QString &planId);
    void rollBack(const QString &planId);
    void cancel(const QString &planId);

Q_SIGNALS:
    /// undo: the id of an action of the registry that takes it back; empty: none.
    void done(const QString &sentence, const QString &undo);
    void failed(const sluice::Error &error);

private:
    void refresh();
    QString runOf(const QString &planId) const;

    Service &m_service;
    Prompter &m_prompter;
    Navigator &m_navigator;
    ActionRegistry *m_actions = nullptr;
    QSet<QString> m_rehearsing; ///< plans
};

} // namespace sluice
