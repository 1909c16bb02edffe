// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/lineage/impact_delegate.h"

#include "ui/lineage/impact_look.h"
#include "ui/models/impact_table_model.h"
#include "ui/widgets/row_ground.h"

#include <QPainter>

namespace sluice {

namespace {

constexpr int kPadding = 8;
constexpr int kSign = 12;

} // namespace

ImpactDelegate::ImpactDelegate(const Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{
}

QSize ImpactDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return { 60, metrics::kRow };
}

void ImpactDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    const QRect box = option.rect;
    paintRowGround(*painter, m_theme, option);

    const bool isName = index.column() == ImpactTableModel::Name;
    const bool isRisk = index.column() == ImpactTableModel::Risk;
    const bool isUnowned = index.column() == ImpactTableModel::Owner && index.data(ImpactTableModel::UnownedRole).toBool();
    QRect inner = box.adjusted(kPadding, 0, -kPadding, 0);
    const auto placed = [&](const QRect &rect) { return QStyle::visualRect(option.direction, box, rect); };
    if (isName || isUnowned) {
        const StateLook look = isName ? impactLook(ImpactKind(index.data(ImpactTableModel::KindRole).toInt()))
                                      : StateLook { Glyph::Hazard, ColorRole::Watch, {} };
        m_theme.paintGlyph(painter, look.glyph, placed(QRect(inner.left(), inner.center().y() - kSign / 2 + 1, kSign, kSign)), m_theme.color(look.role));
        inner.setLeft(inner.left() + kSign + 5);
    }
    const QFont font = m_theme.font(isRisk ? FontRole::Mono : isName ? FontRole::Body : FontRole::Small);
    painter->setFont(font);
    painter->setPen(m_theme.color(isName || isRisk ? ColorRole::Text : isUnowned ? ColorRole::Watch : ColorRole::Muted));
    const Qt::Alignment alignment = QStyle::visualAlignment(option.direction, isRisk ? Qt::AlignRight : Qt::AlignLeft);
    painter->drawText(placed(inner), int(alignment | Qt::AlignVCenter) | Qt::TextSingleLine,
        QFontMetrics(font).elidedText(index.data(Qt::DisplayRole).toString(), Qt::ElideRight, inner.width()));
    painter->restore();
}

} // namespace sluice
