// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/palette_delegate.h"

#include "ui/shell/palette_model.h"

#include <QPainter>
#include <QTextLayout>

namespace sluice {

PaletteDelegate::PaletteDelegate(const Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{
}

QSize PaletteDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return { 100, metrics::kRow };
}

int PaletteDelegate::paintTitle(QPainter *painter, const QRect &box, const QString &title, const QList<int> &matched, const QColor &ink) const
{
    const QFont plain = m_theme.font(FontRole::Body);
    const QString shown = QFontMetrics(m_theme.font(FontRole::Strong)).elidedText(title, Qt::ElideRight, box.width());
    QTextLayout layout(shown, plain);
    QList<QTextLayout::FormatRange> formats;
    for (const int position : matched) {
        if (position >= shown.size())
            continue;
        QTextLayout::FormatRange range;
        range.start = position;
        range.length = 1;
        range.format.setFontWeight(QFont::Bold);
        range.format.setForeground(m_theme.color(ColorRole::Accent));
        formats.append(range);
    }
    layout.setFormats(formats);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    line.setLineWidth(box.width());
    layout.endLayout();
    painter->setPen(ink);
    layout.draw(painter, QPointF(box.left(), box.top() + (box.height() - line.height()) / 2));
    return static_cast<int>(line.naturalTextWidth());
}

void PaletteDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto *model = qobject_cast<const PaletteModel *>(index.model());
    const PaletteItem *item = model ? model->item(index) : nullptr;
    if (!item)
        return;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRect row = option.rect.adjusted(6, 1, -6, -1);
    if (option.state & QStyle::State_Selected) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(m_theme.color(ColorRole::Selection));
        painter->drawRoundedRect(row, metrics::kRadiusSmall, metrics::kRadiusSmall);
    }
    const bool isBlocked = !item->blockers.isEmpty();
    const QColor muted = m_theme.color(ColorRole::Muted);
    const QColor ink = isBlocked ? muted : m_theme.color(ColorRole::Text);
    QRect inner = row.adjusted(10, 0, -10, 0);
    if (item->glyph) {
        m_theme.paintGlyph(painter, *item->glyph, QRectF(inner.left(), inner.center().y() - 7, 14, 14), muted);
        inner.setLeft(inner.left() + 24);
    }
    if (!item->key.isEmpty()) {
        painter->setFont(m_theme.font(FontRole::MonoSmall));
        const int width = painter->fontMetrics().horizontalAdvance(item->key);
        painter->setPen(muted);
        painter->drawText(QRect(inner.right() - width, inner.top(), width + 1, inner.height()), static_cast<int>(Qt::AlignVCenter | Qt::TextSingleLine), item->key);
        inner.setRight(inner.right() - width - 12);
    }
    const int used = paintTitle(painter, inner, item->title, item->matched, ink);
    inner.setLeft(inner.left() + used + 10);
    const QString detail = isBlocked ? item->blockers.join(QStringLiteral(" · ")) : item->detail;
    if (inner.width() > 40) {
        painter->setFont(m_theme.font(FontRole::Small));
        painter->setPen(muted);
        painter->drawText(inner, static_cast<int>(Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine),
            painter->fontMetrics().elidedText(detail, Qt::ElideRight, inner.width()));
    }
    painter->restore();
}

} // namespace sluice
