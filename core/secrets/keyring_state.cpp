// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "secrets/keyring_state.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusVariant>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

KeyringState stateFrom(const QDBusMessage &reply)
{
    if (reply.type() == QDBusMessage::ReplyMessage && !reply.arguments().isEmpty()) {
        const bool isLocked = reply.arguments().constFirst().value<QDBusVariant>().variant().toBool();
        return isLocked ? KeyringState::Locked : KeyringState::Unlocked;
    }
    const bool isLate = reply.errorName().endsWith(u".NoReply"_s) || reply.errorName().endsWith(u".Timeout"_s);
    return isLate ? KeyringState::Silent : KeyringState::Absent;
}

} // namespace

void askKeyringState(QObject *context, Duration limit, std::function<void(KeyringState)> answer)
{
    QDBusMessage call = QDBusMessage::createMethodCall(u"org.freedesktop.secrets"_s, u"/org/freedesktop/secrets/aliases/default"_s,
        u"org.freedesktop.DBus.Properties"_s, u"Get"_s);
    call << u"org.freedesktop.Secret.Collection"_s << u"Locked"_s;
    call.setAutoStartService(false);
    auto *watcher = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(call, static_cast<int>(limit.count())), context);
    QObject::connect(watcher, &QDBusPendingCallWatcher::finished, context, [watcher, answer = std::move(answer)] {
        watcher->deleteLater();
        answer(stateFrom(watcher->reply()));
    });
}

} // namespace sluice
