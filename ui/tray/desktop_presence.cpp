// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/tray/desktop_presence.h"

#include "base/clock.h"
#include "service/service.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/navigator.h"
#include "ui/shell/session_store.h"

#include <QDBusConnection>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kNotifications = "window.notifications"_L1;
constexpr auto kTray = "window.tray"_L1;

} // namespace

DesktopPresence::DesktopPresence(
    const PageContext &context, SessionStore &session, const QDBusConnection &bus, QWidget &window)
    : QObject(&window)
    , m_context(context)
    , m_session(session)
    , m_window(window)
    , m_tray(context.theme)
    , m_notifier(bus)
{
    addActions();
    connect(&m_tray, &TrayIcon::openRequested, this, [this] { open({}); });
    connect(&m_tray, &TrayIcon::planRequested, this, &DesktopPresence::open);
    connect(&m_tray, &TrayIcon::quitRequested, &window, &QWidget::close);
    connect(&m_tray, &TrayIcon::notifiesRequested, this, &DesktopPresence::setNotifies);
    connect(&m_notifier, &DesktopNotifier::activated, this, &DesktopPresence::open);
    connect(&m_notifier, &DesktopNotifier::undelivered, &m_tray, &TrayIcon::say);
    connect(&context.service, &Service::snapshotChanged, this, &DesktopPresence::look);
    m_tray.setNotifies(notifies());
    m_tray.setShown(showsTray());
    look();
}

void DesktopPresence::addActions()
{
    const QString group = tr("Window");
    m_context.actions.add({ kNotifications, {}, group, {}, Glyph::Message }, [this] { setNotifies(!notifies()); });
    m_context.actions.add({ kTray, {}, group, {}, Glyph::Info }, [this] { setShowsTray(!showsTray()); });
    nameActions();
}

/// A command is named by what it does.
void DesktopPresence::nameActions()
{
    m_context.actions.action(kNotifications)
        ->setText(notifies() ? tr("Turn desktop notifications off") : tr("Turn desktop notifications on"));
    m_context.actions.action(kTray)->setText(showsTray() ? tr("Hide the tray icon") : tr("Show the tray icon"));
}

bool DesktopPresence::notifies() const { return m_session.notifies(); }

void DesktopPresence::setNotifies(bool notifies)
{
    m_session.setNotifies(notifies);
    m_tray.setNotifies(notifies);
    nameActions();
}

bool DesktopPresence::showsTray() const { return m_session.showsTray(); }

void DesktopPresence::setShowsTray(bool shows)
{
    m_session.setShowsTray(shows);
    m_tray.setShown(shows);
    nameActions();
}

void DesktopPresence::look()
{
    const SnapshotPtr snapshot = m_context.service.snapshot();
    if (!snapshot)
        return;
    m_tray.setState(trayState(*snapshot, m_context.clock.nowUtc()));
    // Also while nobody is told: what happened meanwhile is old when somebody turns it on again.
    for (const Alert &alert : m_feed.news(*snapshot, m_context.clock.nowUtc())) {
        if (!notifies())
            continue;
        m_notifier.tell(alert);
        Q_EMIT told(alert);
    }
}

void DesktopPresence::open(const QString &subject)
{
    m_window.setWindowState(m_window.windowState() & ~Qt::WindowMinimized);
    m_window.show();
    m_window.raise();
    m_window.activateWindow();
    if (!subject.isEmpty())
        m_context.navigator.openSubject(subject);
}

} // namespace sluice
