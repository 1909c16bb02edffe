// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme/theme.h"

#include <QFrame>
#include <QPointer>

class QLineEdit;
class QListView;

namespace sluice {

class PalettePresenter;
class PlainLabel;

/// Ctrl+K: type, arrows, Enter. Floats over the window; Esc or a click elsewhere closes it and gives the focus back.
class CommandPalette : public QFrame
{
    Q_OBJECT

public:
    CommandPalette(const Theme &theme, PalettePresenter &presenter, QWidget *parent);
    void open(const QString &query = {});
    void close();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void choose();
    void showSelection();
    void place();
    const Theme &m_theme;
    PalettePresenter &m_presenter;
    QLineEdit *m_field;
    QListView *m_list;
    PlainLabel *m_hint;
    QPointer<QWidget> m_before; ///< had the focus
};

} // namespace sluice
