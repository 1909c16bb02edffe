// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "warehouse/held_locks.h"

#include <QElapsedTimer>

namespace sluice {

/// A lock that an effect took, over all its transactions.
struct TakenLock {
    QString relation;
    QString mode;
    Duration longest { 0 }; ///< in one transaction, from before the statement that took it to after the commit: never too short
    int times = 0; ///< transactions that held it
    friend bool operator==(const TakenLock &, const TakenLock &) = default;
};

/// Listens to the transactions of one effect and asks the engine after each statement which locks it holds. Written on
/// the session's thread; read once the effect has ended. A question that fails is an error of the effect.
class LockTrace
{
public:
    Result<void> begun(SqlSession &session);
    Result<void> looked(SqlSession &session); ///< after a statement
    void ended(); ///< committed or rolled back; harmless when none was begun
    /// No transaction could be asked, as with statements that must run outside one, or an engine that does not tell.
    bool isEmpty() const { return m_transactions == 0; }
    const QList<TakenLock> &locks() const { return m_locks; }

private:
    struct Open {
        HeldLock lock;
        Duration since { 0 };
    };

    QElapsedTimer m_clock;
    QString m_mark;
    Duration m_lastLook { 0 };
    QList<Open> m_open;
    QList<TakenLock> m_locks;
    bool m_isTold = false;
    int m_transactions = 0; ///< that the engine told of
};

} // namespace sluice
