// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/changelog/log_delegate.h"

#include "ui/models/change_log_model.h"
#include "ui/widgets/state_look.h"

#include <QPainter>

namespace sluice {

namespace {

constexpr int kRowHeight = 31;
constexpr int kSide = 12;
constexpr int kSign = 13;
constexpr int kBetween = 7;

} // namespace

LogDelegate::LogDelegate(const Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{
}

QSize LogDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return { 80, kRowHeight };
}

void LogDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    painter->fillRect(option.rect, m_theme.color(isSelected ? ColorRole::Selection : ColorRole::Surface));
    painter->setPen(m_theme.color(ColorRole::Grid));
    painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
    const bool isRightToLeft = option.direction == Qt::RightToLeft;
    QRect room = option.rect.adjusted(kSide, 0, -kSide, -1);
    const bool isWhat = index.column() == ChangeLogModel::WhatColumn;
    if (isWhat) {
        const StateLook look = logLook(index.data(ChangeLogModel::KindRole).toString());
        const int x = isRightToLeft ? room.right() - kSign + 1 : room.left();
        m_theme.paintGlyph(painter, look.glyph, QRectF(x, room.center().y() - kSign / 2.0 + 0.5, kSign, kSign), m_theme.color(look.role));
        room.adjust(isRightToLeft ? 0 : kSign + kBetween, 0, isRightToLeft ? -kSign - kBetween : 0, 0);
    }
    const bool isQuiet = index.data(ChangeLogModel::DetailRole).toBool() || index.column() == ChangeLogModel::WhoColumn
        || index.column() == ChangeLogModel::PlanColumn;
    painter->setFont(m_theme.font(index.column() == ChangeLogModel::WhenColumn ? FontRole::Mono : FontRole::Body));
    painter->setPen(m_theme.color(isQuiet ? ColorRole::Muted : ColorRole::Text));
    const QString text = painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, room.width());
    painter->drawText(room, static_cast<int>(QStyle::visualAlignment(option.direction, Qt::AlignLeft | Qt::AlignVCenter)) | Qt::TextSingleLine, text);
    painter->restore();
}

} // namespace sluice
