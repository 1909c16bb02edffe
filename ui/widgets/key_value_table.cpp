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
    const auto isBuiltAlike = [](const Row &one, const Row &other) {
        return one.key == other.key && one.isFixed == other.isFixed
            && one.value.count(u'\n') == other.value.count(u'\n');
    };
    const bool isAlike = std::equal(rows.cbegin(), rows.cend(), m_rows.cbegin(), m_rows.cend(), isBuiltAlike);
    m_rows = rows;
    if (!isAlike)
        return rebuild();
    for (qsizetype at = 0; at < m_rows.size(); ++at)
        write(m_rows[at], m_values[at]);
}

void KeyValueTable::rebuild()
{
    while (QLayoutItem *item = m_grid->takeAt(0)) {
        while (QLayoutItem *paragraph = item->layout() ? item->layout()->takeAt(0) : nullptr) {
            delete paragraph->widget();
            delete paragraph;
        }
        delete item->widget();
        delete item;
    }
    m_values.clear();
    int line = 0;
    for (const Row &row : std::as_const(m_rows)) {
        auto *key = new PlainLabel(m_theme, row.key, FontRole::Body, ColorRole::Muted, this);
        auto *keys = padded();
        keys->addWidget(key, 0, Qt::AlignTop);
        m_grid->addLayout(keys, line, 0);
        QList<PlainLabel *> values;
        m_grid->addLayout(paragraphs(row, values), line, 1);
        m_values.append(values);
        m_grid->addWidget(separatorLine(Qt::Horizontal, this), line + 1, 0, 1, 2);
        line += 2;
    }
    // A layout shows new children a turn of the event loop later: a picture without them would be drawn before.
    for (QWidget *part : findChildren<QWidget *>(Qt::FindDirectChildrenOnly))
        part->show();
}

QLayout *KeyValueTable::paragraphs(const Row &row, QList<PlainLabel *> &values)
{
    auto *column = padded();
    for (qsizetype at = 0; at <= row.value.count(u'\n'); ++at) {
        auto *value
            = wrappedLabel(m_theme, QString(), row.isFixed ? FontRole::Mono : FontRole::Body, row.tone, this);
        value->setAlignment(Qt::AlignLeading | Qt::AlignTop);
        column->addWidget(value);
        values.append(value);
    }
    write(row, values);
    return column;
}

void KeyValueTable::write(const Row &row, const QList<PlainLabel *> &values)
{
    const QStringList texts = row.value.split(u'\n');
    for (qsizetype at = 0; at < values.size(); ++at) {
        PlainLabel *value = values[at];
        if (value->text() != texts[at])
            value->setText(texts[at]);
        value->setTone(row.tone);
        value->setAccessibleName(row.key + QStringLiteral(": ") + texts[at]);
        value->setToolTip(row.whole.isEmpty() ? QString() : plainToolTip(row.whole));
    }
}

} // namespace sluice
