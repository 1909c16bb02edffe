// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/alert_feed.h"
#include "ui/models/tray_state.h"

#include <QObject>
#include <QSystemTrayIcon>

#include <memory>

class QAction;
class QMenu;

namespace sluice {

class Theme;

/// The icon in the tray and its menu: renders a state and emits what somebody wants. Without a tray it waits for one.
class TrayIcon : public QObject
{
    Q_OBJECT

public:
    explicit TrayIcon(const Theme &theme, QObject *parent = nullptr);
    ~TrayIcon() override;

    void setState(const TrayState &state);
    void setShown(bool isShown);
    void setNotifies(bool notifies);
    /// Where the desktop has no service for notifications; does nothing without a tray.
    void say(const Alert &alert);

    QMenu *menu() const { return m_menu.get(); }
    QString toolTip() const { return m_icon.toolTip(); }
    bool isShown() const { return m_icon.isVisible(); }
    /// A filled tile with the sign of the state, so that it shows on panels of any colour; the product's own while all
    /// is quiet.
    static QIcon iconOf(TrayMood mood, const Theme &theme);

Q_SIGNALS:
    void openRequested();
    void planRequested(const QString &plan);
    void quitRequested();
    void notifiesRequested(bool notifies);

private:
    void fillMenu();

    const Theme &m_theme;
    TrayState m_state;
    QSystemTrayIcon m_icon;
    std::unique_ptr<QMenu> m_menu;
    QAction *m_notify = nullptr; ///< of the menu
    QString m_saidPlan; ///< of the balloon that shows now
    bool m_notifies = true;
};

} // namespace sluice
