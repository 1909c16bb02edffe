// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run_environment.h"
#include "engine/undo_look.h"
#include "sql/sql_worker.h"

namespace sluice {

/// Looks at the way back again and again while there is one (DESIGN §9), on a thread and a read-only connection of its
/// own, at aligned ticks: one that comes while the last look still runs is left out, and a look that takes long is
/// followed by nine times as long without one. Owned by the runner, used on its thread; decides nothing.
class UndoWatch
{
public:
    UndoWatch(const RunEnvironment &environment, QList<RelationName> scope);
    ~UndoWatch();

    /// What a look found, when it is news against what is on record; begins the next one when it is time. A look that a
    /// step of this rollout came in between of is thrown away, and ended, so that the step does not wait for its locks.
    /// Never blocks.
    std::optional<UndoOutlook> poll(const RunState &state);
    /// Ends the look that runs, and waits for nobody: what is connecting, or asks a silent server, takes its time.
    void stop() { m_stop.request_stop(); }
    bool isIdle() const { return !m_look || m_look->isFinished(); }

private:
    void begin(const RunState &state, Duration now);
    std::optional<UndoOutlook> end(const RunState &state, Duration now);

    const RunEnvironment &m_env;
    const QList<RelationName> m_scope;
    SqlWorker m_worker;
    std::optional<QFuture<Result<UndoOutlook>>> m_look;
    std::stop_source m_stop;
    QString m_lookedAt; ///< what the running look was asked about
    qint64 m_lastTick = -1;
    Duration m_began { 0 };
    Duration m_notBefore { 0 };
    int m_unknowns = 0; ///< looks in a row: once is a hiccup, twice is an answer
};

} // namespace sluice
