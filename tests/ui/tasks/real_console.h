// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/page_list.h"
#include "secrets/memory_store.h"
#include "service/local_service.h"
#include "ui/render.h"
#include "ui/shell/dialog_prompter.h"
#include "ui/shell/main_window.h"
#include "ui/shell/session_store.h"
#include "ui/widgets/elided_label.h"

#include <QAbstractButton>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSettings>

namespace sluice {

/// The console as it is shipped, on a workspace of the test: real service, every page, real dialogs. Only settings and
/// secrets are the test's own.
struct RealConsole
{
    RealConsole(const Workspace &workspace, const QString &settingsFile)
        : settings(settingsFile, QSettings::IniFormat)
        , session(settings, workspace.id)
        , service(std::make_unique<LocalService>(
              workspace, ServiceDependencies { &clock, &secrets, QStringLiteral("test") }))
        , prompter(theme)
    {
        dressApplication(theme);
        window = std::make_unique<MainWindow>(ShellContext { *service, theme, clock, prompter, session }, allPages());
        prompter.setWindow(window.get());
        connectRollbackSheet(*window);
        window->restoreSession();
        window->show();
        window->activateWindow();
        service->start();
    }
    ~RealConsole()
    {
        window.reset();
        service.reset();
    }

    RunState run(const QString &plan) const
    {
        const SnapshotPtr snapshot = service->snapshot();
        const RolloutView *view = snapshot ? snapshot->rollout(plan) : nullptr;
        return view ? view->state : RunState {};
    }
    /// What can be read in a part of the window now.
    static QString shownText(const QWidget &part)
    {
        QStringList all;
        for (const QWidget *widget : part.findChildren<QWidget *>()) {
            if (!widget->isVisible())
                continue;
            if (const auto *label = qobject_cast<const QLabel *>(widget))
                all.append(label->text());
            else if (const auto *elided = qobject_cast<const ElidedLabel *>(widget))
                all.append(elided->text());
            else if (const auto *button = qobject_cast<const QAbstractButton *>(widget))
                all.append(button->text());
            else if (const auto *edit = qobject_cast<const QPlainTextEdit *>(widget))
                all.append(edit->toPlainText());
        }
        return all.join(QLatin1Char('\n'));
    }

    SystemClock clock;
    MemoryStore secrets;
    Theme theme;
    QSettings settings;
    SessionStore session;
    std::unique_ptr<LocalService> service;
    DialogPrompter prompter;
    std::unique_ptr<MainWindow> window;
};

} // namespace sluice
