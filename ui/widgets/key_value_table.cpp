// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/key_value_table.h"

#include "ui/models/text.h"
#include "ui/widgets/plain_label.h"

#include <QGridLayout>
#include <QVBoxLayout>

namespace sluice {

namespace {

/// Not by the margins of the labels: a frame loses those when the style changes.
QVBoxLayout *padded()
{
    auto *column = new QVBoxLayout;
    column->setContentsMargins(0, 6, 0, 6);
    column->setSpacing(6);
    return column;
}

} // namespace

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
        while (QLayoutItem *paragraph = item->layout() ? item->layout()->takeAt(0) : nullptr) {
            delete paragraph->widget();
            delete paragraph;
        }
        delete item->widget();
        delete item;
    }
    int line = 0;
    for (const Row &row : rows) {
        auto *key = new PlainLabel(m_theme, row.key, FontRole::Body, ColorRole::Muted, this);
        auto *keys = padded();
        keys->addWidget(key, 0, Qt::AlignTop);
        m_grid->addLayout(keys, line, 0);
        m_grid->addLayout(paragraphs(row), line, 1);
        m_grid->addWidget(separatorLine(Qt::Horizontal, this), line + 1, 0, 1, 2);
        line += 2;
    }
}

QLayout *KeyValueTable::paragraphs(const Row &row)
{
    auto *column = padded();
    for (const QString &text : row.value.split(u'\n')) {
        auto *value = wrappedLabel(m_theme, text, row.isFixed ? FontRole::Mono : FontRole::Body, row.tone, this);
        value->setAccessibleName(row.key + QStringLiteral(": ") + text);
        value->setAlignment(Qt::AlignLeading | Qt::AlignTop);
        if (!row.whole.isEmpty())
            value->setToolTip(plainToolTip(row.whole));
        column->addWidget(value);
    }
    return column;
}

} // namespace sluice
