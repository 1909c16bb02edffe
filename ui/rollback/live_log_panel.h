// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/rollback/rollback_presenter.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QPlainTextEdit;

namespace sluice {

class ElidedLabel;
class PlainLabel;

/// What the rollback says while it runs: time since the intent, step of steps, and every line, newest last.
class LiveLogPanel : public QWidget
{
    Q_OBJECT

public:
    LiveLogPanel(const Theme &theme, RollbackPresenter &presenter, QWidget *parent = nullptr);
    void refresh();

private:
    void showLog();
    void showElapsed();

    RollbackPresenter &m_presenter;
    PlainLabel *m_state;
    ElidedLabel *m_elapsed;
    PlainLabel *m_next;
    QPlainTextEdit *m_log;
    QString m_shown;
};

} // namespace sluice
