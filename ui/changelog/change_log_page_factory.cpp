// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/changelog/change_log_page_factory.h"

#include "ui/changelog/change_log_page.h"

namespace sluice {

using namespace Qt::StringLiterals;

QString ChangeLogPageFactory::id() const
{
    return u"changelog"_s;
}

QString ChangeLogPageFactory::title() const
{
    return ChangeLogPage::tr("Change log");
}

Page *ChangeLogPageFactory::create(const PageContext &context, QWidget *parent) const
{
    return new ChangeLogPage(context, parent);
}

} // namespace sluice
