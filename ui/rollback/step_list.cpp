// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/rollback/step_list.h"

#include "ui/models/text.h"

#include <QPainter>
#include <QStyledItemDelegate>
#include <QTextLayout>
#include <QtMath>

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
        const QString estimate = index.data(RollbackStepModel::TimeRole).toString();
        const bool isOpen = phase == RollbackStepModel::Phase::Pending || phase == RollbackStepModel::Phase::Running;
        painter->setFont(m_theme.font(estimate.isEmpty() ? FontRole::Small : FontRole::Mono));
        painter->setPen(m_theme.color(estimate.isEmpty() ? ColorRole::Muted : ColorRole::Text));
        const int trailing = static_cast<int>(isRightToLeft ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter;
        // Never measured is said: an empty place would look like no time at all.
        const QString shown = estimate.isEmpty() && isOpen ? RollbackStepModel::tr("unknown") : estimate;
        painter->drawText(
            mirrored(time), trailing, painter->fontMetrics().elidedText(shown, Qt::ElideRight, time.width()));
        const int width = row.width() - kNumber - kTime;
        const QRect words(row.left() + kNumber, row.top() + kAbove, width, row.height() - 2 * kAbove);
        paintWords(painter, mirrored(words), index, option.direction);
        painter->restore();
    }

private:
    struct Line
    {
        QString text;
        ColorRole role = ColorRole::Muted;
    };

    QList<Line> below(const QModelIndex &index) const
    {
        QList<Line> lines;
        if (index.data(RollbackStepModel::NoReturnRole).toBool()) {
            const qint64 lost = index.data(RollbackStepModel::LossRole).toLongLong();
            lines.append({ RollbackStepModel::tr("Point of no return: %1 rows are lost here").arg(groupedNumber(lost)),
                ColorRole::Breach });
        }
        const auto phase = static_cast<RollbackStepModel::Phase>(index.data(RollbackStepModel::PhaseRole).toInt());
        const bool isBad = phase == RollbackStepModel::Phase::Failed || phase == RollbackStepModel::Phase::Unknown;
        const QString note = index.data(RollbackStepModel::NoteRole).toString();
        const QString lock = index.data(RollbackStepModel::LockRole).toString();
        if (!note.isEmpty())
            lines.append({ note, isBad ? ColorRole::Watch : ColorRole::Muted });
        else if (!lock.isEmpty())
            lines.append({ lock });
        return lines;
    }

    int textHeight(const QModelIndex &index, int width) const
    {
        int height = paragraph(nullptr, QRect(0, 0, width, 0), index.data().toString(), FontRole::Body);
        const QList<Line> lines = below(index);
        for (const Line &line : lines)
            height += paragraph(nullptr, QRect(0, 0, width, 0), line.text, FontRole::Small) + 1;
        return height;
    }

    /// Breaks between words, within one only where it is wider than the box: drawText's flags know no such thing.
    /// Returns the height; without a painter that is all it does.
    int paragraph(QPainter *painter, const QRect &box, const QString &text, FontRole role,
        Qt::LayoutDirection direction = Qt::LeftToRight) const
    {
        QTextOption option;
        option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
        option.setTextDirection(direction);
        option.setAlignment(QStyle::visualAlignment(direction, Qt::AlignLeft));
        QTextLayout layout(text, m_theme.font(role));
        layout.setTextOption(option);
        layout.beginLayout();
        qreal height = 0;
        for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
            line.setLineWidth(box.width());
            line.setPosition(QPointF(0, height));
            height += line.height();
        }
        layout.endLayout();
        if (painter)
            layout.draw(painter, box.topLeft());
        return qCeil(height);
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

    void paintWords(QPainter *painter, QRect box, const QModelIndex &index, Qt::LayoutDirection direction) const
    {
        painter->setPen(m_theme.color(ColorRole::Text));
        box.setTop(box.top() + paragraph(painter, box, index.data().toString(), FontRole::Body, direction) + 1);
        const QList<Line> lines = below(index);
        for (const Line &line : lines) {
            painter->setPen(m_theme.color(line.role));
            box.setTop(box.top() + paragraph(painter, box, line.text, FontRole::Small, direction) + 1);
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
