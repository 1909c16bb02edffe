// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

class QGridLayout;
class QLayout;

namespace sluice {

/// Label and value rows with hairlines between, values selectable and plain, each line of a value a paragraph. Rebuilt only when the rows differ.
class KeyValueTable : public QWidget
{
    Q_OBJECT

public:
    struct Row {
        QString key;
        QString value;
        bool isFixed = false; ///< ids, hashes, SQL, numbers
        ColorRole tone = ColorRole::Text;
        QString whole; ///< for the tooltip, when value is a short form of it
        friend bool operator==(const Row &, const Row &) = default;
    };

    explicit KeyValueTable(const Theme &theme, QWidget *parent = nullptr);
    void setRows(const QList<Row> &rows);
    const QList<Row> &rows() const { return m_rows; }

private:
    QLayout *paragraphs(const Row &row);

    const Theme &m_theme;
    QList<Row> m_rows;
    QGridLayout *m_grid;
};

} // namespace sluice
