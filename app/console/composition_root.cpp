// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/console/composition_root.h"

#include "app/console/page_list.h"

#include <QApplication>
#include <QDir>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostRecent = 6;

} // namespace

CompositionRoot::CompositionRoot(QApplication &application)
    : m_settings(std::make_unique<QSettings>())
    , m_prompter(m_theme)
{
    m_theme.setSystemVariant(m_appearance.variant());
    connect(&m_appearance, &SystemAppearance::variantChanged, &m_theme, &Theme::setSystemVariant);
    m_theme.setMode(SessionStore(*m_settings, {}).themeMode());
    m_theme.apply(&application);
}

CompositionRoot::~CompositionRoot()
{
    // The window looks at the service until its end.
    m_window.reset();
    m_welcome.reset();
    m_service.reset();
}

void CompositionRoot::forgetSettings()
{
    // A file of our own, gone with us: settings are saved by renaming a new file over the old one, and for root that works
    // on a device file too.
    m_isForPictures = true;
    m_settings = std::make_unique<QSettings>(m_scratch.filePath(u"settings.ini"_s), QSettings::IniFormat);
}

void CompositionRoot::openDefault(const QString &dir)
{
    QStringList candidates { dir };
    if (dir.isEmpty()) {
        candidates = { QDir::currentPath() };
        candidates += m_settings->value(u"recent"_s).toStringList().mid(0, 1);
    }
    std::optional<Error> first;
    for (const QString &candidate : candidates) {
        const Result<void> opened = openWorkspaceIn(candidate);
        if (opened)
            return;
        if (!first && !dir.isEmpty())
            first = opened.error();
    }
    showWelcome(first);
}

Result<void> CompositionRoot::openWorkspaceIn(const QString &dir)
{
    SLUICE_TRY(Workspace workspace, openWorkspace(dir));
    remember(workspace.root);
    m_window.reset();
    m_agent.reset();
    m_service.reset();
    m_session = std::make_unique<SessionStore>(*m_settings, workspace.id);
    m_service = std::make_unique<LocalService>(std::move(workspace), ServiceDependencies { &m_clock, &m_secrets, u"console"_s });
    m_agent = std::make_unique<Agent>(*m_service, m_clock, Agent::Scope::CommandedRollbacks);
    connect(m_agent.get(), &Agent::said, this, [this](const QString &plan, const QString &line) {
        const SnapshotPtr snapshot = m_service->snapshot();
        if (const RolloutView *view = snapshot ? snapshot->rollout(plan) : nullptr)
            Q_EMIT m_service->progress(view->state.run, line);
    });
    m_window = std::make_unique<MainWindow>(ShellContext { *m_service, m_theme, m_clock, m_prompter, *m_session }, allPages());
    m_prompter.setWindow(m_window.get());
    connectRollbackSheet(*m_window);
    if (!m_isForPictures)
        showOnDesktop(*m_window, *m_session);
    m_window->restoreSession();
    m_window->show();
    m_welcome.reset();
    m_service->start();
    m_agent->start();
    return {};
}

void CompositionRoot::showWelcome(const std::optional<Error> &error)
{
    m_welcome = std::make_unique<WelcomeWindow>(m_theme, m_settings->value(u"recent"_s).toStringList());
    connect(m_welcome.get(), &WelcomeWindow::folderChosen, this, [this](const QString &folder) {
        // Opening ends the welcome window, which must not happen inside its own signal.
        QMetaObject::invokeMethod(this, [this, folder] {
            if (const Result<void> opened = openWorkspaceIn(folder); !opened && m_welcome)
                m_welcome->showError(opened.error());
        }, Qt::QueuedConnection);
    });
    if (error)
        m_welcome->showError(*error);
    m_welcome->show();
}

void CompositionRoot::remember(const QString &root)
{
    QStringList recent = m_settings->value(u"recent"_s).toStringList();
    recent.removeAll(root);
    recent.prepend(root);
    m_settings->setValue(u"recent"_s, recent.mid(0, kMostRecent));
}

} // namespace sluice
