// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/rollback/rollback_presenter.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QComboBox;

namespace sluice {

class ElidedLabel;
class EnvironmentBadge;
class PlainLabel;

/// Verb, object, target, environment and reason of a rollback, and the choice of the stage to go back to.
class SheetHeader : public QWidget
{
    Q_OBJECT

public:
    SheetHeader(const Theme &theme, RollbackPresenter &presenter, QWidget *parent = nullptr);
    void refresh();
    QString sentence() const; ///< all of it, for screen readers

private:
    void fillStages();

    RollbackPresenter &m_presenter;
    ElidedLabel *m_verb;
    ElidedLabel *m_plan;
    ElidedLabel *m_where;
    EnvironmentBadge *m_badge;
    PlainLabel *m_stagesLabel;
    QComboBox *m_stages;
    PlainLabel *m_why;
};

} // namespace sluice
