// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/command_palette.h"

#include "ui/shell/palette_delegate.h"
#include "ui/shell/palette_presenter.h"
#include "ui/widgets/plain_label.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QVBoxLayout>

#include <utility>

namespace sluice {

namespace {

constexpr int kWidth = 620;
constexpr int kHeight = 420;
constexpr int kTop = 56;

} // namespace

CommandPalette::CommandPalette(const Theme &theme, PalettePresenter &presenter, QWidget *parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_presenter(presenter)
    , m_field(new QLineEdit(this))
    , m_list(new QListView(this))
    , m_hint(new PlainLabel(theme, {}, FontRole::Small, ColorRole::Muted, this))
{
    setAccessibleName(tr("Command palette"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 6);
    layout->setSpacing(6);
    m_field->setPlaceholderText(tr("Search or run a command"));
    m_field->setAccessibleName(m_field->placeholderText());
    m_field->setMinimumHeight(34);
    m_field->installEventFilter(this);
    m_list->setModel(&presenter.model());
    m_list->setItemDelegate(new PaletteDelegate(theme, m_list));
    m_list->setAccessibleName(tr("Results"));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_hint->setContentsMargins(10, 0, 10, 0);
    m_hint->setMinimumWidth(0);
    m_hint->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    layout->addWidget(m_field);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_hint);
    connect(m_field, &QLineEdit::textChanged, this, [this](const QString &text) { m_presenter.setQuery(text); });
    connect(&presenter.model(), &QAbstractItemModel::modelReset, this, &CommandPalette::showSelection);
    connect(m_list, &QListView::clicked, this, &CommandPalette::choose);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    parent->installEventFilter(this);
    hide();
}

void CommandPalette::open(const QString &query)
{
    if (isHidden())
        m_before = QApplication::focusWidget();
    place();
    m_field->setText(query);
    m_presenter.setQuery(query);
    showSelection();
    show();
    raise();
    m_field->setFocus(Qt::PopupFocusReason);
    m_field->selectAll();
}

void CommandPalette::close()
{
    if (isHidden())
        return;
    // Before hiding: Qt hands the focus of a hidden field to its neighbour, which looks like the person going
    // elsewhere.
    const QPointer<QWidget> before = std::exchange(m_before, nullptr);
    if (before && before->isVisible())
        before->setFocus(Qt::OtherFocusReason);
    hide();
}

void CommandPalette::showSelection()
{
    const QAbstractItemModel &model = m_presenter.model();
    if (model.rowCount() > 0)
        m_list->setCurrentIndex(model.index(0, 0));
    const bool isEmpty = model.rowCount() == 0;
    m_hint->setText(isEmpty ? tr("Nothing matches. The change log is searched from three letters on.")
                            : tr("Enter runs · ↑ ↓ choose · Esc closes"));
}

void CommandPalette::choose()
{
    const PaletteItem *item = m_presenter.model().item(m_list->currentIndex());
    if (!item)
        return;
    const PaletteItem chosen = *item; // closing may change the model under it
    if (!chosen.blockers.isEmpty()) {
        m_hint->setText(chosen.blockers.join(QStringLiteral(" · ")));
        return;
    }
    close();
    m_presenter.run(chosen);
}

void CommandPalette::place()
{
    const int width = qMin(kWidth, parentWidget()->width() - 32);
    const int height = qMin(kHeight, parentWidget()->height() - kTop - 32);
    setGeometry((parentWidget()->width() - width) / 2, kTop, width, height);
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget()) {
        if (event->type() == QEvent::Resize && isVisible())
            place();
        // A click on what takes no focus arrives here; one on what does takes the focus along.
        if (event->type() == QEvent::MouseButtonPress
            && !geometry().contains(static_cast<QMouseEvent *>(event)->position().toPoint()))
            close();
        return false;
    }
    if (watched != m_field)
        return QFrame::eventFilter(watched, event);
    if (event->type() == QEvent::FocusOut) {
        if (static_cast<QFocusEvent *>(event)->reason() != Qt::ActiveWindowFocusReason && static_cast<QFocusEvent *>(event)->reason() != Qt::PopupFocusReason) {
            hide();
            m_before = nullptr;
        }
        return false;
    }
    if (event->type() != QEvent::KeyPress)
        return false;
    const auto *key = static_cast<QKeyEvent *>(event);
    const int rows = m_presenter.model().rowCount();
    const int row = m_list->currentIndex().row();
    const auto select = [&](int wanted) { m_list->setCurrentIndex(m_presenter.model().index(qBound(0, wanted, qMax(0, rows - 1)), 0)); };
    switch (key->key()) {
    case Qt::Key_Escape:
        close();
        return true;
    case Qt::Key_Down:
        select(row + 1 == rows ? 0 : row + 1);
        return true;
    case Qt::Key_Up:
        select(row <= 0 ? rows - 1 : row - 1);
        return true;
    case Qt::Key_PageDown:
        select(row + 8);
        return true;
    case Qt::Key_PageUp:
        select(row - 8);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        choose();
        return true;
    default:
        return false;
    }
}

void CommandPalette::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(mixed(m_theme.color(ColorRole::Border), m_theme.color(ColorRole::Muted), 0.4));
    painter.setBrush(m_theme.color(ColorRole::Surface));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::kRadius, metrics::kRadius);
}

} // namespace sluice
