// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/shell/page.h"
#include "ui/shell/shell_presenter.h"

#include <QMainWindow>
#include <QTimer>

#include <memory>
#include <vector>

namespace sluice {

class AlarmBanner;
class CommandPalette;
class ErrorBanner;
class JudgementCommands;
class PageStack;
class PalettePresenter;
class Rail;
class RolloutCommands;
class SessionStore;
class StatusStrip;
class Toast;
class TopBar;

struct ShellContext {
    Service &service;
    Theme &theme;
    const Clock &clock;
    Prompter &prompter;
    SessionStore &session;
};

/// The window: top bar, rail, alarm banner, pages, status line. It places and connects; presenters decide.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    MainWindow(const ShellContext &context, std::vector<std::unique_ptr<PageFactory>> pages, QWidget *parent = nullptr);
    ~MainWindow() override;

    PageContext pageContext() const;
    Navigator &navigator() { return *m_navigator; }
    PageStack &pages() { return *m_stack; }
    /// Opens the page of the last session, or the first one.
    void restoreSession();

protected:
    void closeEvent(QCloseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void layOut();
    void addPages(std::vector<std::unique_ptr<PageFactory>> pages);
    void addActions();
    void connectAll();
    void showTopBar();
    void openPage(const QString &id, const QString &item);
    void choosePlan();
    void verifyLedgerOnce();
    void setThemeMode(int mode);

    ShellContext m_context;
    Navigator *m_navigator;
    ActionRegistry *m_actions;
    RolloutCommands *m_commands;
    JudgementCommands *m_judging;
    ShellPresenter *m_presenter;
    PalettePresenter *m_palettePresenter;
    TopBar *m_topBar = nullptr;
    Rail *m_rail = nullptr;
    AlarmBanner *m_alarm = nullptr;
    ErrorBanner *m_error = nullptr;
    PageStack *m_stack = nullptr;
    StatusStrip *m_status = nullptr;
    CommandPalette *m_palette = nullptr;
    Toast *m_toast = nullptr;
    QTimer m_second;
    bool m_hasVerified = false;
};

} // namespace sluice
