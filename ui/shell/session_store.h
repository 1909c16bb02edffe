// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme/tokens.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>

class QSettings;

namespace sluice {

/// What comes back when the console opens again: window, page, plan, theme, each page's own view. Per workspace except
/// window, theme, and what shows outside the window. Never data, never a secret.
class SessionStore
{
public:
    SessionStore(QSettings &settings, const QString &workspaceId);
    QByteArray geometry() const;
    void setGeometry(const QByteArray &geometry);
    ThemeMode themeMode() const;
    void setThemeMode(ThemeMode mode);
    bool notifies() const; ///< on the desktop; true until somebody says otherwise
    void setNotifies(bool notifies);
    bool showsTray() const;
    void setShowsTray(bool shows);
    QString page() const;
    void setPage(const QString &page);
    QString plan() const;
    void setPlan(const QString &plan);
    QJsonObject pageState(const QString &page) const;
    void setPageState(const QString &page, const QJsonObject &state);

private:
    QString key(const QString &name) const;
    QSettings &m_settings;
    QString m_workspace;
};

} // namespace sluice
