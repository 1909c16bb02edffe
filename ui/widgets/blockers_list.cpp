// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/blockers_list.h"

#include "communication/plain_text.h"
#include "ui/models/text.h"
#include "ui/widgets/glyph_label.h"
#include "ui/widgets/plain_label.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace sluice {

BlockersList::BlockersList(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_rows(new QVBoxLayout(this))
{
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(2);
    setAccessibleName(tr("What the next action waits for"));
}

void BlockersList::setBlockers(const QStringList &reasons)
{
    QList<Item> items;
    for (const QString &reason : reasons)
        items.append({ Kind::Blocking, reason });
    setItems(items);
}

void BlockersList::setItems(const QList<Item> &items)
{
    if (items == m_items)
        return;
    m_items = items;
    while (QLayoutItem *item = m_rows->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const Item &item : items) {
        auto *row = new QWidget(this);
        auto *layout = new QHBoxLayout(row);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(6);
        const bool isMet = item.kind == Kind::Met;
        const Glyph glyph = isMet ? Glyph::Passed : item.kind == Kind::Blocking ? Glyph::Cross : Glyph::Info;
        const ColorRole role = isMet ? ColorRole::Good : item.kind == Kind::Blocking ? ColorRole::Text : ColorRole::Muted;
        auto *sign = new GlyphLabel(m_theme, glyph, role, metrics::kIconSmall, row);
        layout->addWidget(sign, 0, Qt::AlignTop);
        sign->setFixedHeight(16); // as high as the first line beside it
        auto *text = wrappedLabel(m_theme, sentenceCase(singleLine(item.text)), FontRole::Small, role, row);
        text->setAccessibleName((isMet ? tr("Met: %1") : item.kind == Kind::Blocking ? tr("Blocks: %1") : QStringLiteral("%1")).arg(text->text()));
        layout->addWidget(text, 1);
        m_rows->addWidget(row);
    }
    m_rows->addStretch(1); // room to spare goes below, not between
}

} // namespace sluice
