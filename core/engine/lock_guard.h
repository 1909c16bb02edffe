// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/step_protocol.h"
#include "sql/sql_worker.h"
#include "warehouse/held_locks.h"

#include <QElapsedTimer>

#include <optional>

namespace sluice {

/// Watches who waits behind a step while it runs. lock_timeout bounds how long the step itself waits; this bounds how long
/// others wait for it. Asks on the control connection, never blocks; where the engine does not tell, it never gives up.
class LockGuard
{
public:
    LockGuard(SqlWorker &control, const StepOrder &order);

    /// Called often while the step runs. True from the moment on in which too many waited, or one for too long.
    bool mustGiveUp();
    bool hasGivenUp() const { return m_hasGivenUp; }
    /// "7 other sessions waited for it, one for 1.2 s"
    QString why() const;

private:
    void ask();

    SqlWorker &m_control;
    const QString m_tag; ///< of the session that makes the step
    const Duration m_longest; ///< that one session may wait; 0: as long as it wants
    std::optional<QFuture<Result<LockQueue>>> m_asked;
    QElapsedTimer m_since;
    LockQueue m_seen;
    bool m_hasGivenUp = false;
};

} // namespace sluice
