// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "communication/log_view.h"
#include "service/service.h"
#include "ui/models/rollback_step_model.h"
#include "ui/rollback/proof_view.h"

#include <QTimer>

namespace sluice {

/// Decides what the rollback sheet shows and when its button may act: preview before, live steps and log during, proof
/// after. Opening it for a run whose rollback is under way joins that rollback. Knows no widget.
class RollbackPresenter : public QObject
{
    Q_OBJECT

public:
    enum class State {
        Closed,
        Loading,
        Ready, ///< the button acts
        Refused, ///< preview().blockers says why, all of them
        Failed, ///< no preview could be made: error()
        Starting, ///< asked for, not yet in the ledger
        Running,
        Stuck,
        Done, ///< proof() says what came of it
    };
    struct LogEntry {
        QDateTime at;
        QString kind; ///< as LogLine::kind; empty: a progress line
        QString text;
    };

    RollbackPresenter(Service &service, const Clock &clock, QObject *parent = nullptr);

    void open(const QString &planId);
    void close();
    void chooseStage(const QString &stageId); ///< empty: the start; until then the engine's own choice stands
    void refresh();

    State state() const { return m_state; }
    const Error &error() const { return m_error; }
    QString planId() const { return m_planId; }
    QString planTitle() const { return m_title; }
    QString stageTitleOf(const QString &stageId) const; ///< "the start" for the empty one
    QString targetStage() const { return m_to; }
    QString why() const;
    std::optional<Environment> environment() const { return m_environment; }
    const RollbackPreview &preview() const { return m_preview; }
    RollbackStepModel &steps() { return m_steps; }
    const QList<LogEntry> &log() const { return m_log; }
    const ProofView &proof() const { return m_proof; }
    const RollbackState &rollback() const { return m_rollback; }
    /// Since the intent, or what it took.
    Duration elapsed() const;
    /// True when what is shown is the preview of the chosen stage and allows it.
    bool canConfirm() const { return m_state == State::Ready; }
    /// The rollback to the chosen stage waits for another person than who asked for it, and that is who sits here: confirm()
    /// accepts what it loses, and needs a reason.
    bool isSecondPerson() const;
    const std::optional<RollbackWait> &waiting() const { return m_waiting; } ///< of this run, wherever it goes
    /// "Accept the loss of 3 rows", for the button of the second person.
    QString acceptanceText() const;
    /// The sentence beside the button, and the outcome of Hold only, Flags off only and Dry run.
    QString notice() const { return m_notice; }
    bool hasFlags() const { return m_hasFlags; }
    bool isBusy() const { return m_isBusy; } ///< an alternative is being carried out
    bool isReadingLineage() const { return m_isReadingLineage; } ///< what is affected is not known yet

    /// Starts or joins. reason is used when the run itself gives none.
    void confirm(const QString &reason);
    void holdOnly();
    void flagsOffOnly();
    void dryRun();
    /// The rollback as SQL, written beside nothing of that name; notice() tells where.
    void saveScripts(const QString &folder);
    QString proofAsText() const;
    QString logAsText() const;

Q_SIGNALS:
    void changed();
    void logChanged();
    void clockTicked(); ///< once a second while it runs

private:
    void readSnapshot();
    void takeWait(qint64 before);
    void takePreview(const Result<RollbackPreview> &preview, bool isDryRun);
    void requestPreview(bool isDryRun);
    void readLineage();
    void loadLog();
    void appendLog(LogEntry entry);
    void takeAlternative(const QFuture<Result<void>> &future, const QString &done);
    void setState(State state);
    bool isUnderWay() const { return m_state == State::Starting || m_state == State::Running || m_state == State::Stuck; }

    Service &m_service;
    const Clock &m_clock;
    RollbackStepModel m_steps;
    State m_state = State::Closed;
    Error m_error;
    QString m_planId;
    QString m_title;
    QString m_run;
    QString m_to;
    QMap<QString, QString> m_stageTitles;
    RunNames m_names;
    QStringList m_flags;
    bool m_hasFlags = false;
    std::optional<Environment> m_environment;
    RollbackPreview m_preview;
    ProofView m_proof;
    RollbackState m_rollback;
    std::optional<RollbackWait> m_waiting;
    qint64 m_waitedAt = 0; ///< what waited when it was asked for here: a newer one is its answer
    QString m_person;
    QString m_seenRollback; ///< id of the latest rollback when the sheet was opened: a newer one is ours to follow
    QList<LogEntry> m_log;
    qint64 m_logSeq = 0; ///< newest ledger entry in the log
    bool m_isLoadingLog = false;
    bool m_isReadingLineage = false;
    bool m_hasLineage = false; ///< the service was asked for it once
    bool m_looksAgain = false; ///< lineage came while the first preview was on its way
    QString m_notice;
    bool m_isBusy = false;
    int m_request = 0; ///< answers to older requests are dropped
    QTimer m_refresh;
    QTimer m_second;
};

} // namespace sluice
