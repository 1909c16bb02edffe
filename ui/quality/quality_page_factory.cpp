// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/quality/quality_page_factory.h"

#include "ui/quality/quality_page.h"

namespace sluice {

using namespace Qt::StringLiterals;

QString QualityPageFactory::id() const
{
    return u"quality"_s;
}

QString QualityPageFactory::title() const
{
    return QualityPage::tr("Quality");
}

Page *QualityPageFactory::create(const PageContext &context, QWidget *parent) const
{
    return new QualityPage(context, parent);
}

} // namespace sluice
