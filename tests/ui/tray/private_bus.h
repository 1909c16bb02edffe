// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDBusConnection>
#include <QProcess>

namespace sluice {

/// A session bus of the test's own, on which nothing can be started on demand. Ends with the object.
class PrivateBus
{
public:
    PrivateBus()
    {
        const QString configuration
            = qEnvironmentVariable("SLUICE_SOURCE_DIR") + QStringLiteral("/tests/support/empty-bus.conf");
        m_daemon.start(QStringLiteral("dbus-daemon"),
            { QStringLiteral("--nofork"), QStringLiteral("--print-address"),
                QStringLiteral("--config-file=") + configuration });
        if (m_daemon.waitForStarted() && m_daemon.waitForReadyRead())
            m_address = QString::fromUtf8(m_daemon.readLine()).trimmed();
    }
    ~PrivateBus()
    {
        for (const QString &name : std::as_const(m_names))
            QDBusConnection::disconnectFromBus(name);
        m_daemon.kill();
        m_daemon.waitForFinished();
    }

    bool isUp() const { return !m_address.isEmpty(); }
    /// As one more program on it.
    QDBusConnection join()
    {
        m_names.append(QStringLiteral("test-%1-%2").arg(quintptr(this)).arg(m_names.size()));
        return QDBusConnection::connectToBus(m_address, m_names.constLast());
    }

private:
    QProcess m_daemon;
    QString m_address;
    QStringList m_names;
};

} // namespace sluice
