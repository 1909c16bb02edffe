// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/alert_feed.h"

#include <QDBusConnection>
#include <QHash>
#include <QObject>

namespace sluice {

/// Notifications by the desktop's own service (org.freedesktop.Notifications), which needs no tray. Never blocks; where
/// no service answers, each alert comes back as undelivered. UI thread.
class DesktopNotifier : public QObject
{
    Q_OBJECT

public:
    explicit DesktopNotifier(const QDBusConnection &bus, QObject *parent = nullptr);
    void tell(const Alert &alert);

Q_SIGNALS:
    void activated(const QString &plan); ///< somebody clicked the notification
    void undelivered(const sluice::Alert &alert);

private Q_SLOTS:
    void noteAction(uint id, const QString &action);
    void noteClosed(uint id, uint reason);

private:
    void ask();
    void send(const Alert &alert, bool hasMarkup, bool hasActions);
    void giveBack();

    QDBusConnection m_bus;
    QList<Alert> m_waiting; ///< for the service to say what it can
    QHash<uint, QString> m_plans; ///< by the number of a notification that can still be clicked
    bool m_isAsking = false;
};

} // namespace sluice
