// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/card.h"

#include "ui/widgets/plain_label.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace sluice {

Card::Card(const Theme &theme, const QString &title, QWidget *parent)
    : QFrame(parent)
    , m_theme(theme)
{
    setProperty("card", true);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(14, 12, 14, 14);
    outer->setSpacing(metrics::kGrid);
    m_header = new QHBoxLayout;
    m_header->setSpacing(metrics::kGrid);
    m_header->addStretch();
    m_body = new QVBoxLayout;
    m_body->setSpacing(metrics::kGrid);
    outer->addLayout(m_header);
    outer->addLayout(m_body, 1);
    if (!title.isEmpty())
        setTitle(title);
}

void Card::setTitle(const QString &title)
{
    if (!m_title) {
        m_title = new PlainLabel(m_theme, title, FontRole::Strong, ColorRole::Text, this);
        m_header->insertWidget(0, m_title);
    }
    m_title->setText(title);
    setAccessibleName(title);
}

void Card::addToHeader(QWidget *widget)
{
    m_header->addWidget(widget);
}

void Card::setFlush()
{
    layout()->setContentsMargins(1, 1, 1, 1);
    layout()->setSpacing(0);
    m_body->setSpacing(0);
}

} // namespace sluice
