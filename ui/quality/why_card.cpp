// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/quality/why_card.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/plain_label.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace sluice {

WhyCard::WhyCard(const Theme &theme, QWidget *parent)
    : Card(theme, tr("Why"), parent)
    , m_theme(theme)
{
}

void WhyCard::setEntries(const QList<Entry> &entries)
{
    if (entries == m_entries)
        return;
    m_entries = entries;
    delete m_rows;
    m_rows = new QWidget(this);
    auto *rows = new QVBoxLayout(m_rows);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(metrics::kGap);
    for (const Entry &entry : entries) {
        auto *row = new QHBoxLayout;
        auto *words = new QVBoxLayout;
        words->setSpacing(2);
        auto *head = new PlainLabel(m_theme, entry.head, FontRole::Strong, entry.isBreach ? ColorRole::Breach : ColorRole::Watch, m_rows);
        head->setWordWrap(true);
        words->addWidget(head);
        words->addWidget(wrappedLabel(m_theme, entry.sentence, FontRole::Body, ColorRole::Text, m_rows));
        if (!entry.circumstance.isEmpty())
            words->addWidget(wrappedLabel(m_theme, entry.circumstance, FontRole::Small, ColorRole::Muted, m_rows));
        row->addLayout(words, 1);
        if (entry.canAcknowledge) {
            auto *button = new Button(m_theme, tr("Acknowledge"), ButtonKind::Normal, m_rows);
            button->setAccessibleDescription(tr("The card of this gate returns to its place; the breach stays on record."));
            connect(button, &Button::clicked, this, [this, gate = entry.gate] { Q_EMIT acknowledged(gate); });
            row->addWidget(button, 0, Qt::AlignTop);
        }
        rows->addLayout(row);
    }
    body()->addWidget(m_rows);
    m_rows->show();
}

} // namespace sluice
