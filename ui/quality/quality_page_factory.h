// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/shell/page.h"

namespace sluice {

class QualityPageFactory final : public PageFactory
{
public:
    QString id() const override;
    QString title() const override;
    Page *create(const PageContext &context, QWidget *parent) const override;
};

} // namespace sluice
