// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/session_store.h"

#include <QJsonDocument>
#include <QSettings>

namespace sluice {

using namespace Qt::StringLiterals;

SessionStore::SessionStore(QSettings &settings, const QString &workspaceId)
    : m_settings(settings)
    , m_workspace(workspaceId.isEmpty() ? u"none"_s : workspaceId)
{
}

QString SessionStore::key(const QString &name) const
{
    return u"workspace/"_s + m_workspace + u'/' + name;
}

QByteArray SessionStore::geometry() const
{
    return m_settings.value(u"window/geometry"_s).toByteArray();
}

void SessionStore::setGeometry(const QByteArray &geometry)
{
    m_settings.setValue(u"window/geometry"_s, geometry);
}

ThemeMode SessionStore::themeMode() const
{
    const QString mode = m_settings.value(u"window/theme"_s).toString();
    return mode == u"dark"_s ? ThemeMode::Dark : mode == u"light"_s ? ThemeMode::Light : ThemeMode::System;
}

void SessionStore::setThemeMode(ThemeMode mode)
{
    m_settings.setValue(u"window/theme"_s, mode == ThemeMode::Dark ? u"dark"_s : mode == ThemeMode::Light ? u"light"_s : u"system"_s);
}

bool SessionStore::notifies() const
{
    return m_settings.value(u"window/notifications"_s, true).toBool();
}

void SessionStore::setNotifies(bool notifies)
{
    m_settings.setValue(u"window/notifications"_s, notifies);
}

bool SessionStore::showsTray() const
{
    return m_settings.value(u"window/tray"_s, true).toBool();
}

void SessionStore::setShowsTray(bool shows)
{
    m_settings.setValue(u"window/tray"_s, shows);
}

QString SessionStore::page() const
{
    return m_settings.value(key(u"page"_s)).toString();
}

void SessionStore::setPage(const QString &page)
{
    m_settings.setValue(key(u"page"_s), page);
}

QString SessionStore::plan() const
{
    return m_settings.value(key(u"plan"_s)).toString();
}

void SessionStore::setPlan(const QString &plan)
{
    m_settings.setValue(key(u"plan"_s), plan);
}

QJsonObject SessionStore::pageState(const QString &page) const
{
    return QJsonDocument::fromJson(m_settings.value(key(u"pages/"_s + page)).toByteArray()).object();
}

void SessionStore::setPageState(const QString &page, const QJsonObject &state)
{
    m_settings.setValue(key(u"pages/"_s + page), QJsonDocument(state).toJson(QJsonDocument::Compact));
}

} // namespace sluice
