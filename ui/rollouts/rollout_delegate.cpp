// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/rollouts/rollout_delegate.h"

#include "ui/models/rollout_list_model.h"
#include "ui/models/text.h"
#include "ui/widgets/row_ground.h"
#include "ui/widgets/stage_bar.h"
#include "ui/widgets/state_look.h"
#include "ui/widgets/status_pill.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr int kRowHeight = 88;
constexpr int kPadding = 14;
constexpr int kStripRoom = 190;

const RolloutRow *rowOf(const QModelIndex &index)
{
    const auto *model = qobject_cast<const RolloutListModel *>(index.model());
    return model ? model->row(index) : nullptr;
}

ColorRole noteRole(RolloutLook look)
{
    switch (look) {
    case RolloutLook::Breached:
    case RolloutLook::Stuck:
        return ColorRole::Breach;
    case RolloutLook::Held:
    case RolloutLook::Unreadable:
        return ColorRole::Watch;
    default: // NOLINT: every other state is quiet
        return ColorRole::Muted;
    }
}

/// Draws in a row that is laid out left to right and mirrored as a whole where the language asks for it.
class RowPainter
{
public:
    RowPainter(QPainter *painter, const QRect &row, Qt::LayoutDirection direction)
        : m_painter(painter)
        , m_row(row)
        , m_direction(direction)
    {
    }
    QRect placed(const QRect &box) const { return QStyle::visualRect(m_direction, m_row, box); }
    void text(const QRect &box, const QFont &font, const QColor &color, const QString &words, Qt::Alignment alignment = Qt::AlignLeft) const
    {
        m_painter->setFont(font);
        m_painter->setPen(color);
        m_painter->drawText(placed(box), static_cast<int>(QStyle::visualAlignment(m_direction, alignment) | Qt::AlignVCenter | Qt::TextSingleLine),
            QFontMetrics(font).elidedText(words, Qt::ElideRight, box.width()));
    }

private:
    QPainter *m_painter;
    QRect m_row;
    Qt::LayoutDirection m_direction;
};

} // namespace

RolloutDelegate::RolloutDelegate(const Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{
}

QSize RolloutDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return { 280, kRowHeight };
}

void RolloutDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const RolloutRow *row = rowOf(index);
    if (!row)
        return;
    painter->save();
    const QRect area = option.rect;
    paintRowGround(*painter, m_theme, option);
    if ((option.state & QStyle::State_HasFocus) && (option.state & QStyle::State_Selected))
        painter->fillRect(option.direction == Qt::RightToLeft ? QRect(area.right() - 2, area.top(), 3, area.height()) : QRect(area.left(), area.top(), 3, area.height()),
            m_theme.color(ColorRole::Accent));

    const RowPainter paint(painter, area, option.direction);
    const QRect inner = area.adjusted(kPadding, 10, -kPadding, -10);
    const StateLook look = stateLook(row->look);
    const int pill = StatusPill::widthFor(m_theme, look);
    const QRect pillBox = paint.placed(QRect(inner.right() - pill + 1, inner.top(), pill, StatusPill::height()));
    StatusPill::paint(painter, m_theme, look, pillBox.topLeft(), option.direction == Qt::RightToLeft);
    paint.text(QRect(inner.left(), inner.top(), inner.width() - pill - 12, 20), m_theme.font(FontRole::Strong), m_theme.color(ColorRole::Text), singleLine(row->id, 200));

    QStringList words { singleLine(row->title, 200), singleLine(row->owner, 80) };
    words.removeAll(QString());
    if (words.value(0) == row->id)
        words.removeFirst();
    if (!words.isEmpty())
        paint.text(QRect(inner.left(), inner.top() + 21, inner.width(), 18), m_theme.font(FontRole::Body), m_theme.color(ColorRole::Muted), words.join(u" · "_s));

    int x = inner.left();
    const int y = inner.top() + (words.isEmpty() ? 24 : 48); // a file that cannot be read has no title of its own
    QList<StageStripItem> strip;
    const bool isOver = row->look == RolloutLook::RolledBack || row->look == RolloutLook::Cancelled;
    for (const StageChip &chip : row->stages)
        strip.append({ chip.kind, chip.look, chip.progress, chip.look == StageLook::Pending && isOver });
    if (!strip.isEmpty()) {
        const QRect room = paint.placed(QRect(x, y + 6, kStripRoom, 6));
        const double took = paintStageStrip(painter, m_theme, room.topLeft(), kStripRoom, strip, option.direction == Qt::RightToLeft);
        x += static_cast<int>(took) + 10;
    }
    const QFont small = m_theme.font(FontRole::Small);
    const int stageWidth = row->stageText.isEmpty() ? 0 : qMin(QFontMetrics(small).horizontalAdvance(row->stageText) + 1, inner.right() - x);
    paint.text(QRect(x, y, stageWidth, 18), small, m_theme.color(ColorRole::Muted), row->stageText);
    x += stageWidth + (stageWidth > 0 ? 14 : 0);
    if (inner.right() - x > 60 && !row->note.isEmpty()) {
        const QRect sign = paint.placed(QRect(x, y + 3, 12, 12));
        m_theme.paintGlyph(painter, look.glyph, sign, m_theme.color(noteRole(row->look)));
        paint.text(QRect(x + 17, y, inner.right() - x - 17, 18), small, m_theme.color(noteRole(row->look)), row->note);
    }
    painter->restore();
}

bool RolloutDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const RolloutRow *row = rowOf(index);
    if (event->type() != QEvent::ToolTip || !row)
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    QStringList lines { singleLine(row->id, 200) + u" · "_s + rolloutWord(row->look), singleLine(row->title, 300), row->stageText, row->note };
    lines.removeAll(QString());
    QToolTip::showText(event->globalPos(), plainToolTip(lines.join(u'\n')), view);
    return true;
}

} // namespace sluice
