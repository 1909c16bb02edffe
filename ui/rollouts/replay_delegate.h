// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme/theme.h"

#include <QStyledItemDelegate>

namespace sluice {

/// A row of the replay table: numbers in fixed digits, the verdict with its sign.
class ReplayDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit ReplayDelegate(const Theme &theme, QObject *parent = nullptr);
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    const Theme &m_theme;
};

} // namespace sluice
