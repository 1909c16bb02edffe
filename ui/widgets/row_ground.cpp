// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/row_ground.h"

#include "ui/theme/theme.h"

#include <QPainter>
#include <QStyleOptionViewItem>

namespace sluice {

void paintRowGround(QPainter &painter, const Theme &theme, const QStyleOptionViewItem &option)
{
    const QRect box = option.rect;
    if (option.state & QStyle::State_Selected)
        painter.fillRect(box, theme.color(ColorRole::Selection));
    else if (option.state & QStyle::State_MouseOver)
        painter.fillRect(box, theme.tint(ColorRole::Text, 0.03));
    painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), theme.color(ColorRole::Grid));
}

} // namespace sluice
