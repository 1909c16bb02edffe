// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/rollback/rollback_presenter.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace sluice {

class Button;
class ElidedLabel;
class PlainLabel;
class StepList;

/// First column of the rollback sheet: what happens, the two promises, and what can be done instead.
class PlanColumn : public QWidget
{
    Q_OBJECT

public:
    PlanColumn(const Theme &theme, RollbackPresenter &presenter, QWidget *parent = nullptr);
    void refresh();
    bool isSqlShown() const;

Q_SIGNALS:
    void sqlToggled(bool isShown);
    void scriptWanted();

private:
    const Theme &m_theme;
    RollbackPresenter &m_presenter;
    PlainLabel *m_title;
    Button *m_script;
    Button *m_sql;
    StepList *m_steps;
    QWidget *m_promises;
    ElidedLabel *m_readers; ///< how long until the readers are back
    ElidedLabel *m_undone; ///< how long until everything is undone
    PlainLabel *m_noReturn;
    QWidget *m_instead;
    Button *m_hold;
    Button *m_flags;
    Button *m_dryRun;
};

} // namespace sluice
