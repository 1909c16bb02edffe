// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/cli_session.h"

#include <QStringList>

namespace sluice {

struct RunState;

/// What no entry in the ledger tells a command that follows a run: another process carries it, that one is gone, our
/// own runner has ended. Owned by the command, asked at every look and every snapshot.
class RunnerWatch
{
public:
    /// Between two looks, beside the snapshots that come.
    static constexpr std::chrono::seconds kLookEvery { 1 };

    RunnerWatch(LocalService &service, CliSession &session)
        : m_service(service)
        , m_session(session)
    {
    }

    /// Says once who carries the run when this process does not. False when the session ended because nobody does.
    bool follow(const RunState &state);
    /// The same once a look: takes the run up when whoever carried it may be gone, and ends the session when our own
    /// runner has left before the run was over.
    bool look(const RunState &state);
    /// Another process carries it, as far as this one knows.
    bool isWatching(const RunState &state) const;

private:
    LocalService &m_service;
    CliSession &m_session;
    int m_looksWatching = 0;
    int m_looksLeft = 0;
    QStringList m_told;
};

/// Another process carries the run: this one watches.
bool isElsewhere(const Error &error);

} // namespace sluice
