// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/console/page_list.h"

#include "ui/rollouts/rollouts_page.h"
#include "ui/shell/main_window.h"
#include "ui/shell/navigator.h"
#include "ui/timeline/timeline_page.h"

namespace sluice {

std::vector<std::unique_ptr<PageFactory>> allPages()
{
    std::vector<std::unique_ptr<PageFactory>> pages;
    pages.push_back(std::make_unique<RolloutsPageFactory>());
    pages.push_back(std::make_unique<TimelinePageFactory>());
    return pages;
}

void connectRollbackSheet(MainWindow &window)
{
    Q_UNUSED(window)
}

} // namespace sluice
