// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/rollback/step_list.h"

#include <QPainter>
#include <QStyledItemDelegate>

namespace sluice {

namespace {

constexpr int kNumber = 24;
constexpr int kTime = 62;
constexpr int kSign = 14;
constexpr int kAbove = 7;

struct Look {
    Glyph glyph;
    ColorRole role;
};

Look lookOf(RollbackStepModel::Phase phase)
{
    switch (phase) {
    case RollbackStepModel::Phase::Pending:
        return { Glyph::Pending, ColorRole::Muted };
    case RollbackStepModel::Phase::Running:
        return { Glyph::Running, ColorRole::Accent };
    case RollbackStepModel::Phase::Done:
        return { Glyph::Passed, ColorRole::Good };
    case RollbackStepModel::Phase::Failed:
        return { Glyph::Cross, ColorRole::Breach };
    case RollbackStepModel::Phase::Unknown:
        return { Glyph::Unknown, ColorRole::Unknown };
    }
    return { Glyph::Pending, ColorRole::Muted };
}

class StepDelegate : public QStyledItemDelegate
{
public:
    StepDelegate(const Theme &theme, QObject *parent)
        : QStyledItemDelegate(parent)
        , m_theme(theme)
    {
    }

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const auto *list = qobject_cast<const QListView *>(option.widget);
        const int width = list ? list->viewport()->width() : 280;
        return { width, textHeight(index, width - kNumber - kTime) + 2 * kAbove + 1 };
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        painter->save();
        const bool isRightToLeft = option.direction == Qt::RightToLeft;
        const QRect row = option.rect;
        painter->setPen(m_theme.color(ColorRole::Grid));
        painter->drawLine(row.bottomLeft(), row.bottomRight());
        if (option.state.testFlag(QStyle::State_HasFocus)) {
            painter->setPen(QPen(m_theme.color(ColorRole::Accent), 2));
            painter->drawRoundedRect(row.adjusted(1, 1, -1, -2), 4, 4);
        }
        const auto mirrored = [&](const QRect &box) { return QStyle::visualRect(option.direction, row, box); };
        const QRect number(row.left(), row.top() + kAbove, kNumber, 18);
        const auto phase = static_cast<RollbackStepModel::Phase>(index.data(RollbackStepModel::PhaseRole).toInt());
        paintNumber(painter, mirrored(number), index.row() + 1, phase);
        const QRect time(row.right() - kTime + 1, row.top() + kAbove, kTime, 18);
        painter->setFont(m_theme.font(FontRole::Mono));
        painter->setPen(m_theme.color(ColorRole::Text));
        const int trailing = static_cast<int>(isRightToLeft ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter;
        painter->drawText(mirrored(time), trailing, index.data(RollbackStepModel::TimeRole).toString());
        const int width = row.width() - kNumber - kTime;
        const QRect words(row.left() + kNumber, row.top() + kAbove, width, row.height() - 2 * kAbove);
        paintWords(painter, mirrored(words), index, phase, isRightToLeft);
        painter->restore();
    }

private:
    static constexpr int kWrap = Qt::TextWordWrap | Qt::TextWrapAnywhere;

    QStringList below(const QModelIndex &index) const
    {
        QStringList lines;
        if (index.data(RollbackStepModel::NoReturnRole).toBool())
            lines.append(RollbackStepModel::tr("Point of no return: %1 rows are lost here").arg(index.data(RollbackStepModel::LossRole).toLongLong()));
        const QString note = index.data(RollbackStepModel::NoteRole).toString();
        const QString lock = index.data(RollbackStepModel::LockRole).toString();
        if (!note.isEmpty())
            lines.append(note);
        else if (!lock.isEmpty())
            lines.append(lock);
        return lines;
    }

    int textHeight(const QModelIndex &index, int width) const
    {
        const QFontMetrics body(m_theme.font(FontRole::Body));
        const QFontMetrics small(m_theme.font(FontRole::Small));
        int height = body.boundingRect(QRect(0, 0, width, 1000), kWrap, index.data().toString()).height();
        for (const QString &line : below(index))
            height += small.boundingRect(QRect(0, 0, width, 1000), kWrap, line).height() + 1;
        return height;
    }

    void paintNumber(QPainter *painter, const QRect &box, int number, RollbackStepModel::Phase phase) const
    {
        if (phase == RollbackStepModel::Phase::Pending) {
            painter->setFont(m_theme.font(FontRole::Small));
            painter->setPen(m_theme.color(ColorRole::Muted));
            painter->drawText(box, static_cast<int>(Qt::AlignLeading | Qt::AlignVCenter), QString::number(number));
            return;
        }
        const Look look = lookOf(phase);
        m_theme.paintGlyph(painter, look.glyph, QRectF(box.left(), box.center().y() - kSign / 2.0 + 0.5, kSign, kSign), m_theme.color(look.role));
    }

    void paintWords(QPainter *painter, QRect box, const QModelIndex &index, RollbackStepModel::Phase phase, bool isRightToLeft) const
    {
        const int leading = static_cast<int>(isRightToLeft ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignTop | kWrap;
        painter->setFont(m_theme.font(FontRole::Body));
        painter->setPen(m_theme.color(ColorRole::Text));
        QRect used;
        painter->drawText(box, leading, index.data().toString(), &used);
        painter->setFont(m_theme.font(FontRole::Small));
        const QStringList lines = below(index);
        for (const QString &line : lines) {
            box.setTop(used.bottom() + 2);
            const bool isLoss = index.data(RollbackStepModel::NoReturnRole).toBool() && line == lines.constFirst();
            const bool isBad = phase == RollbackStepModel::Phase::Failed || phase == RollbackStepModel::Phase::Unknown;
            painter->setPen(m_theme.color(isLoss ? ColorRole::Breach : isBad ? ColorRole::Watch : ColorRole::Muted));
            painter->drawText(box, leading, line, &used);
        }
    }

    const Theme &m_theme;
};

} // namespace

StepList::StepList(const Theme &theme, RollbackStepModel &model, QWidget *parent)
    : QListView(parent)
{
    setModel(&model);
    setItemDelegate(new StepDelegate(theme, this));
    setAccessibleName(tr("Steps"));
    setFrameShape(QFrame::NoFrame);
    setSelectionMode(QAbstractItemView::NoSelection);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setResizeMode(QListView::Adjust);
    setTabKeyNavigation(false);
    connect(&theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
    const auto grow = [this] { updateGeometry(); };
    connect(&model, &QAbstractItemModel::modelReset, this, grow);
    connect(&model, &QAbstractItemModel::dataChanged, this, [this, grow] {
        scheduleDelayedItemsLayout(); // a note below a step changes its height
        grow();
    });
}

QSize StepList::sizeHint() const
{
    int height = 0;
    for (int row = 0; row < model()->rowCount(); ++row)
        height += sizeHintForIndex(model()->index(row, 0)).height();
    return { 280, height + 2 };
}

void StepList::resizeEvent(QResizeEvent *event)
{
    QListView::resizeEvent(event);
    if (event->oldSize().width() != event->size().width())
        updateGeometry();
}

} // namespace sluice
