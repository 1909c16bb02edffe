// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

namespace sluice {

/// The network line that a driver opened while it connected, held beside the driver: ODBC names none, and a driver that
/// waits for a server which takes everything and says nothing comes back by nothing else. Empty when there is none, or
/// when it could not be told from others. Closes its own end alone: the connection lasts as long as the driver's.
class OdbcLine
{
public:
    OdbcLine() = default;
    ~OdbcLine() { forget(); }
    OdbcLine(OdbcLine &&other) noexcept;
    OdbcLine &operator=(OdbcLine &&other) noexcept;

    /// What connect opened to this port. One at a time: else nobody knew whose line is whose.
    static OdbcLine openedBy(const std::function<void()> &connect, int port);

    explicit operator bool() const { return m_descriptor >= 0; }
    /// Whoever waits for the server learns that it is gone. From any thread.
    void cut() const;
    /// With the driver's own end: the server must see the connection closed.
    void forget();

private:
    int m_descriptor = -1;
};

} // namespace sluice
