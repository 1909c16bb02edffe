// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/key_value_table.h"

#include "ui/models/text.h"
#include "ui/widgets/plain_label.h"

#include <QGridLayout>

namespace sluice {

KeyValueTable::KeyValueTable(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(metrics::kPage);
    m_grid->setVerticalSpacing(0);
    m_grid->setColumnStretch(1, 1);
}

void KeyValueTable::setRows(const QList<Row> &rows)
{
    if (rows == m_rows)
        return;
    m_rows = rows;
    while (QLayoutItem *item = m_grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    int line = 0;
    for (const Row &row : rows) {
        auto *key = new PlainLabel(m_theme, row.key, FontRole::Body, ColorRole::Muted, this);
        auto *value = wrappedLabel(m_theme, row.value, row.isFixed ? FontRole::Mono : FontRole::Body, row.tone, this);
        value->setAccessibleName(row.key + QStringLiteral(": ") + row.value);
        if (!row.whole.isEmpty())
            value->setToolTip(plainToolTip(row.whole));
        for (PlainLabel *label : { key, value }) {
            label->setContentsMargins(0, 6, 0, 6);
            label->setAlignment(Qt::AlignLeading | Qt::AlignTop);
        }
        m_grid->addWidget(key, line, 0, Qt::AlignTop);
        m_grid->addWidget(value, line, 1);
        m_grid->addWidget(separatorLine(Qt::Horizontal, this), line + 1, 0, 1, 2);
        line += 2;
    }
}

} // namespace sluice
