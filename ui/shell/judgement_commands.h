// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"

#include <QList>
#include <QObject>

namespace sluice {

class ActionRegistry;
class Navigator;
class Prompter;
class Service;
struct Judgement;

/// A person's word on a gate for pages, palette and keys alike: asks with the record at hand, sends it, and tells what
/// the runner made of it. No widgets.
class JudgementCommands : public QObject
{
    Q_OBJECT

public:
    JudgementCommands(Service &service, Prompter &prompter, Navigator &navigator, QObject *parent = nullptr);
    /// Registers rollout.judge for the navigator's plan, and keeps its blockers current.
    void registerActions(ActionRegistry &actions);

public Q_SLOTS:
    /// gate empty: the first one of the plan that waits.
    void judge(const QString &planId, const QString &gate = {});

Q_SIGNALS:
    void done(const QString &sentence);
    void failed(const sluice::Error &error);

private:
    /// Said, and not carried out yet.
    struct Said
    {
        QString plan;
        QString run;
        QString stage;
        QString gate;
        QString title;
        bool passes = false;
        qint64 since = 0; ///< newest entry of the run before it was said
    };
    void refresh();
    void send(const Said &said, const QString &why);
    bool tell(const Said &said); ///< false: nothing came of it yet

    Service &m_service;
    Prompter &m_prompter;
    Navigator &m_navigator;
    ActionRegistry *m_actions = nullptr;
    QList<Said> m_awaited;
};

} // namespace sluice
