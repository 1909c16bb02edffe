// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/page_header.h"

#include "ui/widgets/elided_label.h"
#include "ui/widgets/plain_label.h"

#include <QHBoxLayout>

namespace sluice {

PageHeader::PageHeader(const Theme &theme, const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_layout(new QHBoxLayout(this))
    , m_note(new ElidedLabel(theme, {}, FontRole::Body, ColorRole::Muted, this))
{
    setFixedHeight(metrics::kControl);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(10);
    m_layout->addWidget(new PlainLabel(theme, title, FontRole::Title, ColorRole::Text, this));
    m_layout->addWidget(m_note, 1);
}

void PageHeader::addLeading(QWidget *widget)
{
    m_layout->insertWidget(m_layout->indexOf(m_note), widget);
}

void PageHeader::addTrailing(QWidget *widget)
{
    m_layout->addWidget(widget);
}

void PageHeader::setNote(const QString &note)
{
    m_note->setText(note);
}

QString PageHeader::note() const
{
    return m_note->text();
}

} // namespace sluice
