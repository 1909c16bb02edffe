// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/cli_session.h"
#include "quality/difference/compare_tables.h"

#include <QTimer>

#include <array>

namespace sluice {

/// Tells a terminal every few seconds how far a comparison is. Lives on the main thread with the session.
class DifferenceWatch : public QObject
{
    Q_OBJECT

public:
    DifferenceWatch(CliSession &session, DifferenceRequest request);

    /// For compareTables(): takes words from any thread.
    DifferenceWatcher watcher();

private:
    void take(const DifferenceProgress &progress);
    void say();

    struct Seen
    {
        DifferenceProgress last;
        Duration began { -1 }; ///< of its phase
    };

    CliSession &m_session;
    const DifferenceRequest m_request;
    std::array<Seen, 2> m_sides; ///< legacy, candidate: two may be read at once
    size_t m_current = 0;
    double m_rowsPerMs = 0; ///< of the side that was read, for the other
    QTimer m_timer;
};

} // namespace sluice
