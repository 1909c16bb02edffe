// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

class QGridLayout;
class QLayout;

namespace sluice {

class PlainLabel;

/// Label and value rows with hairlines between, values selectable and plain, each line of a value a paragraph. Values
/// that change in place are written into the labels that are there, so a live table neither blinks nor loses what
/// somebody selects in it; it is built anew only for other rows.
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
    void rebuild();
    QLayout *paragraphs(const Row &row, QList<PlainLabel *> &values);
    static void write(const Row &row, const QList<PlainLabel *> &values);

    const Theme &m_theme;
    QList<Row> m_rows;
    QList<QList<PlainLabel *>> m_values; ///< of each row
    QGridLayout *m_grid;
};

} // namespace sluice
