// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/cli_session.h"

#include <functional>

namespace sluice {

/// After a proven rollback: waits until its health is told, or nobody is left to tell it, and calls then once with the
/// newest view. Leaves at once when interrupted. The exit code is known before; health never changes it.
/// Lives as a child of the session.
class HealthWait : public QObject
{
public:
    using Then = std::function<void(const RolloutView &)>;
    /// Does nothing but call then when there is nothing to wait for.
    static void start(LocalService &service, CliSession &session, const QString &plan, const Then &then);

private:
    HealthWait(LocalService &service, CliSession &session, QString plan, Then then);
    void look();
    void end();

    LocalService &m_service;
    CliSession &m_session;
    const QString m_plan;
    Then m_then;
    bool m_isLast = false; ///< the runner has ended: one more look
};

} // namespace sluice
