// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/shell/page.h"
#include "ui/tray/desktop_notifier.h"
#include "ui/tray/tray_icon.h"

class QDBusConnection;

namespace sluice {

class SessionStore;

/// What the console shows outside its window: tells the alerts of rollouts and standing checks, and keeps the tray. It
/// belongs to the window and leads back into it. Both can be switched off, by palette and menu, for good.
class DesktopPresence : public QObject
{
    Q_OBJECT

public:
    DesktopPresence(const PageContext &context, SessionStore &session, const QDBusConnection &bus, QWidget &window);

    TrayIcon &tray() { return m_tray; }
    bool notifies() const;
    void setNotifies(bool notifies);
    bool showsTray() const;
    void setShowsTray(bool shows);

Q_SIGNALS:
    void told(const sluice::Alert &alert);

private:
    void addActions();
    void look();
    void open(const QString &subject);
    void nameActions();

    PageContext m_context;
    SessionStore &m_session;
    QWidget &m_window;
    AlertFeed m_feed;
    TrayIcon m_tray;
    DesktopNotifier m_notifier;
};

} // namespace sluice
