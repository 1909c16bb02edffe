// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDBusConnection>
#include <QObject>
#include <QStringList>
#include <QVariantMap>

namespace sluice {

/// The desktop's service for notifications, as the freedesktop specification describes it; writes down what it is told.
class NotificationServer : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")

public:
    struct Shown
    {
        uint id = 0;
        QString title;
        QString text;
        QStringList actions;
        QVariantMap hints;
        QString icon;
    };

    explicit NotificationServer(QDBusConnection bus,
        const QStringList &capabilities
        = { QStringLiteral("actions"), QStringLiteral("body"), QStringLiteral("body-markup") })
        : m_bus(bus)
        , m_capabilities(capabilities)
    {
        m_bus.registerObject(QStringLiteral("/org/freedesktop/Notifications"), this,
            QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals);
        m_isUp = m_bus.registerService(QStringLiteral("org.freedesktop.Notifications"));
    }

    bool isUp() const { return m_isUp; }
    QList<Shown> shown;

public Q_SLOTS:
    QStringList GetCapabilities() { return m_capabilities; }
    uint Notify(const QString &, uint, const QString &icon, const QString &title, const QString &text,
        const QStringList &actions, const QVariantMap &hints, int)
    {
        shown.append({ uint(shown.size()) + 1, title, text, actions, hints, icon });
        return shown.constLast().id;
    }

Q_SIGNALS:
    void ActionInvoked(uint id, const QString &action);
    void NotificationClosed(uint id, uint reason);

private:
    QDBusConnection m_bus;
    QStringList m_capabilities;
    bool m_isUp = false;
};

} // namespace sluice
