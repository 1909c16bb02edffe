// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "plan/workspace.h"
#include "secrets/keychain_store.h"
#include "service/agent.h"
#include "service/local_service.h"
#include "ui/shell/dialog_prompter.h"
#include "ui/shell/main_window.h"
#include "ui/shell/session_store.h"
#include "ui/shell/welcome_window.h"
#include "ui/theme/system_appearance.h"
#include "ui/theme/theme.h"

#include <QObject>
#include <QSettings>
#include <QTemporaryDir>

#include <memory>

class QApplication;

namespace sluice {

/// Builds the console: clock, keychain, service, window. The only place that knows the real ones.
class CompositionRoot : public QObject
{
    Q_OBJECT

public:
    explicit CompositionRoot(QApplication &application);
    ~CompositionRoot() override;

    /// dir empty: the current folder when it is a workspace, else the one used last, else the welcome window.
    void openDefault(const QString &dir);
    /// False, with the reason, when dir is no workspace.
    Result<void> openWorkspaceIn(const QString &dir);
    void showWelcome(const std::optional<Error> &error);

    MainWindow *window() { return m_window.get(); }
    Theme &theme() { return m_theme; }
    Service *service() { return m_service.get(); }
    /// For pictures: nothing is read from or written to the person's settings, nothing shows outside the window.
    void forgetSettings();

private:
    void remember(const QString &root);

    bool m_isForPictures = false;
    SystemClock m_clock;
    QTemporaryDir m_scratch;
    std::unique_ptr<QSettings> m_settings;
    Theme m_theme;
    SystemAppearance m_appearance;
    KeychainStore m_secrets;
    DialogPrompter m_prompter;
    std::unique_ptr<SessionStore> m_session;
    std::unique_ptr<LocalService> m_service;
    std::unique_ptr<Agent> m_agent;
    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<WelcomeWindow> m_welcome;
};

} // namespace sluice
