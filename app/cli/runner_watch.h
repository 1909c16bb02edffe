// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/cli_session.h"

#include <QObject>
#include <QStringList>

#include <functional>

namespace sluice {

struct RolloutView;
struct RunState;

/// Follows a rollout until the command that asked has its answer, and knows what no entry in the ledger tells: another
/// process carries the run, that one is gone, our own runner has ended.
class RunnerWatch final : public QObject
{
    Q_OBJECT
public:
    /// Asked at every snapshot and once a second. True when the command has its answer and ends the session itself.
    using Answer = std::function<bool(const RolloutView &)>;

    /// Lives as long as the session.
    RunnerWatch(LocalService &service, CliSession &session, QString plan, Answer answer);

    /// Begins to look: once the command itself was given.
    void start();
    /// Another process carries it, as far as this one knows.
    bool isWatching(const RunState &state) const;

Q_SIGNALS:
    /// Once a second while the run is neither answered nor over.
    void looked(const sluice::RolloutView &view);

private:
    enum class Occasion { Snapshot, Tick };
    void look(Occasion occasion);
    /// False when the command has its answer, or none can come.
    bool follow(const RolloutView &view);
    bool followRunner(const RunState &state);
    void tell(const QString &line);
    void takeUp(const QString &run);

    LocalService &m_service;
    CliSession &m_session;
    const QString m_plan;
    const Answer m_answer;
    bool m_isAnswered = false;
    bool m_isWatcher = false;
    int m_looksWatching = 0;
    int m_looksLeft = 0;
    QStringList m_told;
};

/// Another process carries the run: this one watches.
bool isElsewhere(const Error &error);

} // namespace sluice
