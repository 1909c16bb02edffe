// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/lineage/lineage_page_factory.h"

#include "ui/lineage/lineage_page.h"

namespace sluice {

using namespace Qt::StringLiterals;

QString LineagePageFactory::id() const
{
    return u"lineage"_s;
}

QString LineagePageFactory::title() const
{
    return LineagePage::tr("Lineage");
}

Page *LineagePageFactory::create(const PageContext &context, QWidget *parent) const
{
    return new LineagePage(context, parent);
}

} // namespace sluice
