// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/connections/connection_delegate.h"

#include "ui/models/connection_model.h"
#include "ui/widgets/environment_badge.h"

#include <QPainter>

namespace sluice {

namespace {

constexpr int kRowHeight = 40;
constexpr int kSide = 12;
constexpr int kSign = 13;
constexpr int kBetween = 7;

std::pair<Glyph, ColorRole> lookOf(ConnectionModel::Reach reach)
{
    switch (reach) {
    case ConnectionModel::Reach::NotChecked:
        return { Glyph::Pending, ColorRole::Muted };
    case ConnectionModel::Reach::Enrolled:
        return { Glyph::Passed, ColorRole::Good };
    case ConnectionModel::Reach::NotEnrolled:
        return { Glyph::Info, ColorRole::Accent };
    case ConnectionModel::Reach::Problem:
        return { Glyph::Hazard, ColorRole::Watch };
    }
    return { Glyph::Pending, ColorRole::Muted };
}

} // namespace

ConnectionDelegate::ConnectionDelegate(const Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{
}

QSize ConnectionDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return { 80, kRowHeight };
}

void ConnectionDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    painter->fillRect(option.rect, m_theme.color(isSelected ? ColorRole::Selection : ColorRole::Surface));
    painter->setPen(m_theme.color(ColorRole::Grid));
    painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
    QRect room = option.rect.adjusted(kSide, 0, -kSide, -1);
    const bool isRightToLeft = option.direction == Qt::RightToLeft;
    if (index.column() == ConnectionModel::EnvironmentColumn) {
        EnvironmentBadge::paint(painter, m_theme, static_cast<Environment>(index.data(ConnectionModel::EnvironmentRole).toInt()), room,
            isRightToLeft);
        painter->restore();
        return;
    }
    ColorRole ink = index.column() == ConnectionModel::NameColumn ? ColorRole::Text : ColorRole::Muted;
    if (index.column() == ConnectionModel::StateColumn) {
        const auto [glyph, role] = lookOf(static_cast<ConnectionModel::Reach>(index.data(ConnectionModel::ReachRole).toInt()));
        const int x = isRightToLeft ? room.right() - kSign + 1 : room.left();
        m_theme.paintGlyph(painter, glyph, QRectF(x, room.center().y() - kSign / 2.0 + 0.5, kSign, kSign), m_theme.color(role));
        room.adjust(isRightToLeft ? 0 : kSign + kBetween, 0, isRightToLeft ? -kSign - kBetween : 0, 0);
        ink = role;
    }
    const bool isFixed = index.column() == ConnectionModel::TargetColumn;
    painter->setFont(m_theme.font(index.column() == ConnectionModel::NameColumn ? FontRole::Strong : isFixed ? FontRole::Mono : FontRole::Body));
    painter->setPen(m_theme.color(ink));
    const QString text = painter->fontMetrics().elidedText(index.data().toString(), isFixed ? Qt::ElideMiddle : Qt::ElideRight, room.width());
    painter->drawText(room, static_cast<int>(QStyle::visualAlignment(option.direction, Qt::AlignLeft | Qt::AlignVCenter)) | Qt::TextSingleLine, text);
    painter->restore();
}

} // namespace sluice
