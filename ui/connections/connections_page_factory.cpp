// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/connections/connections_page_factory.h"

#include "ui/connections/connections_page.h"

namespace sluice {

using namespace Qt::StringLiterals;

QString ConnectionsPageFactory::id() const
{
    return u"connections"_s;
}

QString ConnectionsPageFactory::title() const
{
    return ConnectionsPage::tr("Connections");
}

Page *ConnectionsPageFactory::create(const PageContext &context, QWidget *parent) const
{
    return new ConnectionsPage(context, parent);
}

} // namespace sluice
