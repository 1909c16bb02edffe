// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/tray/desktop_notifier.h"

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QGuiApplication>

#include <utility>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kService = "org.freedesktop.Notifications"_L1;
constexpr auto kPath = "/org/freedesktop/Notifications"_L1;
constexpr auto kDefaultAction = "default"_L1; // what a click on the whole notification is called

enum Urgency : uchar { Normal = 1, Critical = 2 };

QDBusMessage call(const QString &method) { return QDBusMessage::createMethodCall(kService, kPath, kService, method); }

} // namespace

DesktopNotifier::DesktopNotifier(const QDBusConnection &bus, QObject *parent)
    : QObject(parent)
    , m_bus(bus)
{
    if (!m_bus.isConnected())
        return;
    m_bus.connect(kService, kPath, kService, u"ActionInvoked"_s, this, SLOT(noteAction(uint, QString)));
    m_bus.connect(kService, kPath, kService, u"NotificationClosed"_s, this, SLOT(noteClosed(uint, uint)));
}

void DesktopNotifier::tell(const Alert &alert)
{
    m_waiting.append(alert);
    if (!m_isAsking)
        ask();
}

/// What the service can do is asked anew for each batch: another one may have taken its place.
void DesktopNotifier::ask()
{
    if (!m_bus.isConnected())
        return giveBack();
    m_isAsking = true;
    auto *watcher = new QDBusPendingCallWatcher(m_bus.asyncCall(call(u"GetCapabilities"_s)), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        watcher->deleteLater();
        m_isAsking = false;
        const QDBusPendingReply<QStringList> reply = *watcher;
        if (reply.isError())
            return giveBack();
        const QStringList can = reply.value();
        for (const Alert &alert : std::exchange(m_waiting, {}))
            send(alert, can.contains(u"body-markup"_s), can.contains(u"actions"_s));
    });
}

void DesktopNotifier::send(const Alert &alert, bool hasMarkup, bool hasActions)
{
    QDBusMessage notify = call(u"Notify"_s);
    const QVariantMap hints { { u"urgency"_s, QVariant::fromValue<uchar>(alert.isUrgent ? Critical : Normal) },
        { u"desktop-entry"_s, QGuiApplication::desktopFileName() } };
    const QStringList actions = hasActions ? QStringList { kDefaultAction, tr("Open") } : QStringList();
    // Names and reasons are other people's text: a service that reads markup must not find any.
    notify << QGuiApplication::applicationDisplayName() << 0U << QGuiApplication::desktopFileName() << alert.title
           << (hasMarkup ? alert.text.toHtmlEscaped() : alert.text) << actions << hints << -1;
    auto *watcher = new QDBusPendingCallWatcher(m_bus.asyncCall(notify), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher, alert] {
        watcher->deleteLater();
        const QDBusPendingReply<uint> reply = *watcher;
        if (reply.isError())
            Q_EMIT undelivered(alert);
        else
            m_plans.insert(reply.value(), alert.plan);
    });
}

void DesktopNotifier::giveBack()
{
    for (const Alert &alert : std::exchange(m_waiting, {}))
        Q_EMIT undelivered(alert);
}

void DesktopNotifier::noteAction(uint id, const QString &action)
{
    // The service tells every program of every click.
    if (action == kDefaultAction && m_plans.contains(id))
        Q_EMIT activated(m_plans.value(id));
}

void DesktopNotifier::noteClosed(uint id, uint reason)
{
    Q_UNUSED(reason)
    m_plans.remove(id);
}

} // namespace sluice
