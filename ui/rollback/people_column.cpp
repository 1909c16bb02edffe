// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/rollback/people_column.h"

#include "ui/models/text.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/glyph_label.h"
#include "ui/widgets/plain_label.h"

#include <QClipboard>
#include <QGridLayout>
#include <QGuiApplication>
#include <QPlainTextEdit>
#include <QTextDocument>
#include <QVBoxLayout>

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr int kLeastMessage = 60;
constexpr int kMostMessage = 220;
constexpr int kMostOwner = 120; ///< what is to be done comes first; a longer name is in the tooltip

} // namespace

PeopleColumn::PeopleColumn(const Theme &theme, RollbackPresenter &presenter, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_presenter(presenter)
    , m_none(wrappedLabel(theme, tr("This plan names no runbook."), FontRole::Body, ColorRole::Muted, this))
    , m_steps(new QWidget(this))
    , m_grid(new QGridLayout(m_steps))
    , m_messageBox(new QWidget(this))
    , m_message(new QPlainTextEdit(m_messageBox))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::kGrid);
    auto *title = new PlainLabel(theme, tr("Runbook"), FontRole::Strong, ColorRole::Text, this);
    title->setMinimumHeight(3 * metrics::kGrid);
    column->addWidget(title);
    column->addWidget(m_none);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(metrics::kGrid);
    m_grid->setVerticalSpacing(6);
    m_grid->setColumnStretch(1, 1);
    column->addWidget(m_steps);
    auto *message = new QVBoxLayout(m_messageBox);
    message->setContentsMargins(0, metrics::kGrid, 0, 0);
    message->setSpacing(metrics::kGrid);
    auto *head = new QHBoxLayout;
    head->addWidget(new PlainLabel(theme, tr("First message"), FontRole::Strong, ColorRole::Text, m_messageBox), 1);
    auto *copy = new Button(theme, tr("Copy"), ButtonKind::Flat, m_messageBox);
    copy->setAccessibleName(tr("Copy the first message"));
    connect(copy, &Button::clicked, this, &PeopleColumn::copyMessage);
    head->addWidget(copy);
    message->addLayout(head);
    m_message->setReadOnly(true);
    m_message->setAccessibleName(tr("First message"));
    m_message->setTabChangesFocus(true);
    message->addWidget(m_message);
    column->addWidget(m_messageBox);
    column->addStretch(1);
}

void PeopleColumn::refresh()
{
    const RollbackPreview &preview = m_presenter.preview();
    m_none->setVisible(preview.runbook.steps.isEmpty());
    m_steps->setVisible(!preview.runbook.steps.isEmpty());
    showSteps(preview.runbook.steps);
    m_messageBox->setVisible(!preview.message.isEmpty());
    if (m_message->toPlainText() != preview.message)
        m_message->setPlainText(preview.message);
    fitMessage();
}

/// As high as its text, up to a limit from which on it scrolls.
void PeopleColumn::fitMessage()
{
    const int frame = m_message->height() - m_message->viewport()->height();
    const int width
        = std::max(m_message->viewport()->width() - 2 * qRound(m_message->document()->documentMargin()), 40);
    const QRect text
        = m_message->fontMetrics().boundingRect(QRect(0, 0, width, 10'000), Qt::TextWordWrap, m_message->toPlainText());
    const int wanted
        = text.height() + 2 * qRound(m_message->document()->documentMargin()) + std::max(frame, 2 * metrics::kGrid) + 2;
    m_message->setFixedHeight(std::clamp(wanted, kLeastMessage, kMostMessage));
}

void PeopleColumn::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitMessage();
}

void PeopleColumn::showSteps(const QList<RunbookStep> &steps)
{
    QStringList said;
    for (const RunbookStep &step : steps)
        said.append((step.isDone ? u"x"_s : u"-"_s) + step.text + u'\n' + step.owner);
    if (said == m_shown)
        return;
    m_shown = said;
    while (QLayoutItem *item = m_grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (int row = 0; row < steps.size(); ++row) {
        const RunbookStep &step = steps[row];
        auto *sign = new GlyphLabel(m_theme, step.isDone ? Glyph::CheckBoxOn : Glyph::CheckBox, step.isDone ? ColorRole::Good : ColorRole::Muted, 14, m_steps);
        auto *text = wrappedLabel(m_theme, singleLine(step.text, 200), FontRole::Body, ColorRole::Text, m_steps);
        text->setAccessibleName((step.isDone ? tr("done: %1, %2") : tr("open: %1, %2")).arg(text->text(), singleLine(step.owner, 60)));
        auto *owner = new ElidedLabel(m_theme, singleLine(step.owner, 60), FontRole::Body, ColorRole::Muted, m_steps);
        owner->setAlignment(Qt::AlignTrailing | Qt::AlignTop);
        owner->setMaximumWidth(kMostOwner);
        sign->setFixedHeight(18); // as high as the first line beside it
        m_grid->addWidget(sign, row, 0, Qt::AlignTop);
        m_grid->addWidget(text, row, 1);
        m_grid->addWidget(owner, row, 2, Qt::AlignTop);
    }
}

void PeopleColumn::copyMessage()
{
    QGuiApplication::clipboard()->setText(m_presenter.preview().message);
}

} // namespace sluice
