// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/rollouts/replay_delegate.h"

#include "ui/models/replay_table_model.h"
#include "ui/widgets/row_ground.h"

#include <QPainter>

namespace sluice {

namespace {

constexpr int kPadding = 12;
constexpr int kSign = 12;

/// Red belongs to breach and rollback; a finding before anything runs is to be watched.
std::pair<Glyph, ColorRole> lookOf(ReplayRow::Tone tone)
{
    switch (tone) {
    case ReplayRow::Tone::Same:
        return { Glyph::Passed, ColorRole::Good };
    case ReplayRow::Tone::Slower:
        return { Glyph::Hazard, ColorRole::Watch };
    case ReplayRow::Tone::Broken:
        return { Glyph::Cross, ColorRole::Watch };
    case ReplayRow::Tone::Unknown:
        return { Glyph::Unknown, ColorRole::Unknown };
    case ReplayRow::Tone::Left:
        return { Glyph::Pending, ColorRole::Muted };
    }
    return { Glyph::Unknown, ColorRole::Unknown };
}

} // namespace

ReplayDelegate::ReplayDelegate(const Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{
}

void ReplayDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    const QRect box = option.rect;
    paintRowGround(*painter, m_theme, option);
    const int column = index.column();
    const auto tone = static_cast<ReplayRow::Tone>(index.data(ReplayTableModel::ToneRole).toInt());
    const auto [glyph, role] = lookOf(tone);
    const bool isNumber = column >= ReplayTableModel::Legacy && column <= ReplayTableModel::Factor;
    const bool isVerdict = column == ReplayTableModel::VerdictColumn;
    const auto placed = [&](const QRect &rect) { return QStyle::visualRect(option.direction, box, rect); };
    QRect inner = box.adjusted(kPadding, 0, -kPadding, 0);
    if (isVerdict) {
        m_theme.paintGlyph(painter, glyph,
            placed(QRect(inner.left(), inner.center().y() - kSign / 2 + 1, kSign, kSign)), m_theme.color(role));
        inner.setLeft(inner.left() + kSign + 6);
    }
    const bool isLoud = isVerdict && tone != ReplayRow::Tone::Same;
    const QFont font = m_theme.font(isNumber     ? FontRole::Mono
            : column == ReplayTableModel::Losses ? FontRole::Small
                                                 : FontRole::Body);
    painter->setFont(font);
    painter->setPen(m_theme.color(isLoud ? role : tone == ReplayRow::Tone::Left ? ColorRole::Muted : ColorRole::Text));
    const Qt::Alignment alignment
        = QStyle::visualAlignment(option.direction, isNumber ? Qt::AlignRight : Qt::AlignLeft);
    painter->drawText(placed(inner), int(alignment | Qt::AlignVCenter) | Qt::TextSingleLine,
        QFontMetrics(font).elidedText(index.data(Qt::DisplayRole).toString(), Qt::ElideRight, inner.width()));
    painter->restore();
}

} // namespace sluice
