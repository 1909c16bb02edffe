// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/lineage_presenter.h"

#include <QLineEdit>

class QCompleter;
class QStandardItemModel;

namespace sluice {

class Theme;

/// Finds a node by a part of its name: a list opens while one types, Enter takes the first or the chosen one.
class LineageSearch : public QLineEdit
{
    Q_OBJECT

public:
    LineageSearch(const Theme &theme, const LineagePresenter &presenter, QWidget *parent = nullptr);

Q_SIGNALS:
    void chosen(const QString &key);
    void left(); ///< Esc: back to the drawing

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void offer(const QString &text);
    void take(const QModelIndex &index);

    const LineagePresenter &m_presenter;
    QStandardItemModel *m_hits;
    QCompleter *m_completer;
};

} // namespace sluice
