// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/console/page_list.h"

#include "ui/changelog/change_log_page_factory.h"
#include "ui/connections/connections_page_factory.h"
#include "ui/lineage/lineage_page_factory.h"
#include "ui/quality/quality_page_factory.h"
#include "ui/rollback/rollback_sheet.h"
#include "ui/rollouts/rollouts_page.h"
#include "ui/shell/main_window.h"
#include "ui/shell/navigator.h"
#include "ui/timeline/timeline_page.h"
#include "ui/tray/desktop_presence.h"

#include <QDBusConnection>

namespace sluice {

std::vector<std::unique_ptr<PageFactory>> allPages()
{
    std::vector<std::unique_ptr<PageFactory>> pages;
    pages.push_back(std::make_unique<RolloutsPageFactory>());
    pages.push_back(std::make_unique<TimelinePageFactory>());
    pages.push_back(std::make_unique<LineagePageFactory>());
    pages.push_back(std::make_unique<QualityPageFactory>());
    pages.push_back(std::make_unique<ChangeLogPageFactory>());
    pages.push_back(std::make_unique<ConnectionsPageFactory>());
    return pages;
}

void connectRollbackSheet(MainWindow &window)
{
    auto *sheet = new RollbackSheet(window.pageContext(), &window);
    QObject::connect(&window.navigator(), &Navigator::rollbackRequested, sheet,
        [sheet](const QString &plan, const QString &toStage) { sheet->openFor(plan, toStage); });
}

void showOnDesktop(MainWindow &window, SessionStore &session)
{
    new DesktopPresence(window.pageContext(), session, QDBusConnection::sessionBus(), window); // the window's
}

} // namespace sluice
