// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/empty_state.h"

#include "ui/widgets/glyph_label.h"
#include "ui/widgets/plain_label.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace sluice {

EmptyState::EmptyState(const Theme &theme, Glyph glyph, const QString &title, const QString &text, QWidget *parent)
    : QWidget(parent)
    , m_glyph(new GlyphLabel(theme, glyph, ColorRole::Muted, 28, this))
    , m_title(new PlainLabel(theme, title, FontRole::Heading, ColorRole::Text, this))
    , m_text(wrappedLabel(theme, text, FontRole::Body, ColorRole::Muted, this))
    , m_actions(new QHBoxLayout)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::kPage, 2 * metrics::kPage, metrics::kPage, 2 * metrics::kPage);
    layout->setSpacing(metrics::kGrid);
    layout->addStretch(2);
    layout->addWidget(m_glyph, 0, Qt::AlignHCenter);
    m_title->setAlignment(Qt::AlignHCenter);
    m_title->setWordWrap(true);
    layout->addWidget(m_title);
    m_text->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_text->setMaximumWidth(440);
    auto *column = new QHBoxLayout;
    column->addStretch(1);
    column->addWidget(m_text, 1000);
    column->addStretch(1);
    layout->addLayout(column);
    m_actions->setSpacing(metrics::kGrid);
    m_actions->addStretch();
    m_actions->addStretch();
    layout->addSpacing(metrics::kHalf);
    layout->addLayout(m_actions);
    layout->addStretch(3);
}

void EmptyState::setContent(Glyph glyph, const QString &title, const QString &text)
{
    m_glyph->setGlyph(glyph, ColorRole::Muted);
    m_title->setText(title);
    m_text->setText(text);
}

void EmptyState::addAction(QWidget *button)
{
    m_actions->insertWidget(m_actions->count() - 1, button);
}

} // namespace sluice
