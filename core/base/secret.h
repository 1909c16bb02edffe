// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QDebug>

namespace sluice {

/// A password in memory: UTF-8 bytes, wiped when it dies, printed as ***. Move or copy deliberately; never put it into
/// a QString except for the moment a driver needs one.
class Secret
{
public:
    Secret() = default;
    explicit Secret(QByteArray utf8);
    ~Secret();
    Secret(const Secret &other);
    Secret(Secret &&other) noexcept;
    Secret &operator=(Secret other) noexcept;

    bool isEmpty() const { return m_bytes.isEmpty(); }
    /// For the one call that hands it to a driver.
    const QByteArray &reveal() const { return m_bytes; }

private:
    QByteArray m_bytes; ///< always detached: a shared copy could not be wiped
};

QDebug operator<<(QDebug debug, const Secret &secret);

} // namespace sluice
