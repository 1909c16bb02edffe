// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/fake_clock.h"
#include "support/fake_service.h"
#include "ui/render.h"
#include "ui/shell/main_window.h"
#include "ui/models/judgement_presenter.h"
#include "ui/shell/prompter.h"
#include "ui/shell/session_store.h"

#include <QSettings>
#include <QTemporaryDir>

namespace sluice {

/// Answers every question at once, as told, and keeps what was asked.
class FakePrompter final : public Prompter
{
public:
    QStringList asked;
    bool isAccepting = true;
    QString reason = QStringLiteral("because");
    QString path;
    bool passes = true; ///< what is said of a gate
    Error lastError;

    void confirm(const Question &question, std::function<void()> accepted) override
    {
        asked.append(question.title);
        if (isAccepting)
            accepted();
    }
    void askReason(const ReasonQuestion &question, std::function<void(const QString &)> accepted) override
    {
        asked.append(question.title);
        if (isAccepting)
            accepted(reason);
    }
    void askJudgement(std::shared_ptr<JudgementPresenter> presenter, std::function<void(const Judgement &)> accepted) override
    {
        asked.append(QStringLiteral("Judge ") + presenter->gate().title);
        presenter->setVerdict(passes);
        presenter->setWhy(reason);
        if (isAccepting)
            accepted(presenter->judgement());
    }
    void chooseSaveFile(const FileQuestion &question, std::function<void(const QString &)> accepted) override
    {
        asked.append(question.title);
        if (!path.isEmpty())
            accepted(path);
    }
    void chooseOpenFile(const FileQuestion &question, std::function<void(const QString &)> accepted) override
    {
        chooseSaveFile(question, std::move(accepted));
    }
    void chooseFolder(const QString &title, std::function<void(const QString &)> accepted) override
    {
        chooseSaveFile({ title, {}, {} }, std::move(accepted));
    }
    void showError(const QString &title, const Error &error) override
    {
        asked.append(title);
        lastError = error;
    }
};

/// A whole window over canned values, for tests of pages inside their shell.
struct TestWindow {
    explicit TestWindow(std::vector<std::unique_ptr<PageFactory>> pages, CannedMood mood = CannedMood::Calm)
        : service(mood)
        , settings(folder.filePath(QStringLiteral("session.ini")), QSettings::IniFormat)
        , session(settings, QStringLiteral("test"))
    {
        dressApplication(theme);
        window = std::make_unique<MainWindow>(ShellContext { service, theme, clock, prompter, session }, std::move(pages));
        window->restoreSession();
    }

    QTemporaryDir folder;
    FakeService service;
    FakeClock clock { cannedNow() };
    Theme theme;
    FakePrompter prompter;
    QSettings settings;
    SessionStore session;
    std::unique_ptr<MainWindow> window;
};

template <class... Factories>
std::vector<std::unique_ptr<PageFactory>> pageFactories()
{
    std::vector<std::unique_ptr<PageFactory>> pages;
    (pages.push_back(std::make_unique<Factories>()), ...);
    return pages;
}

} // namespace sluice
