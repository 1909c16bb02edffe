// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/waiting_gate.h"

#include <QObject>

namespace sluice {

class Service;

/// What a person says about a gate.
struct Judgement
{
    QString gate;
    bool passes = false;
    QString why;
};

/// Behind the dialog that asks for a judgement: which gate, on what record, and everything that still forbids it. It
/// follows the service while it is open; a gate that somebody else judged meanwhile stays, with the reason why it no
/// longer waits. Lives on the service's thread.
class JudgementPresenter : public QObject
{
    Q_OBJECT

public:
    /// gate empty: the first one that waits.
    JudgementPresenter(Service &service, const QString &planId, const QString &gate = {}, QObject *parent = nullptr);

    QString planId() const { return m_planId; }
    QString run() const { return m_run; }
    QString stage() const { return m_stage; } ///< under way when it was opened
    const QList<WaitingGate> &gates() const { return m_gates; }
    const WaitingGate &gate() const { return m_gate; } ///< the chosen one, as it was last known; without id: none waits
    QString person() const; ///< a sentence: as whom it is recorded
    std::optional<bool> verdict() const { return m_verdict; }

    void choose(const QString &gate);
    void setVerdict(bool passes);
    void setWhy(const QString &why);
    /// Every reason at once; empty: it can be said.
    QStringList blockers() const;
    Judgement judgement() const { return { m_gate.id, m_verdict.value_or(false), m_why }; }

Q_SIGNALS:
    void changed();

private:
    void read();

    Service &m_service;
    QString m_planId;
    QString m_run;
    QString m_stage;
    QList<WaitingGate> m_gates;
    WaitingGate m_gate;
    QString m_refusal; ///< why the chosen gate does not wait any more
    QString m_person;
    QString m_starter;
    bool m_namesPeople = false;
    std::optional<bool> m_verdict;
    QString m_why;
};

} // namespace sluice
