// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme/theme.h"

#include <QAbstractButton>

namespace sluice {

/// Looks like a field, is a button: opens the palette.
class SearchField : public QAbstractButton
{
    Q_OBJECT

public:
    explicit SearchField(const Theme &theme, QWidget *parent = nullptr);
    QSize sizeHint() const override { return { 260, 31 }; }
    QSize minimumSizeHint() const override { return { 140, 31 }; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
};

} // namespace sluice
