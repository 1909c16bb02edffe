// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

class QVBoxLayout;

namespace sluice {

/// Every reason for and against the next action, at once: crosses block, ticks are met, dots inform.
class BlockersList : public QWidget
{
    Q_OBJECT

public:
    enum class Kind { Blocking, Met, Note };
    struct Item {
        Kind kind = Kind::Blocking;
        QString text;
        friend bool operator==(const Item &, const Item &) = default;
    };

    explicit BlockersList(const Theme &theme, QWidget *parent = nullptr);
    void setItems(const QList<Item> &items);
    void setBlockers(const QStringList &reasons);
    const QList<Item> &items() const { return m_items; }

private:
    const Theme &m_theme;
    QList<Item> m_items;
    QVBoxLayout *m_rows;
};

} // namespace sluice
