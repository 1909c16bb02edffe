// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/rollback/rollback_presenter.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QGridLayout;

namespace sluice {

class PlainLabel;

/// Second column of the rollback sheet: what is lost, what stays, who is affected, and every light.
class ReadinessColumn : public QWidget
{
    Q_OBJECT

public:
    ReadinessColumn(const Theme &theme, RollbackPresenter &presenter, QWidget *parent = nullptr);
    void refresh();

private:
    QString keptText() const;
    QString rowsText() const;
    void showLights(const QList<ReadinessLight> &lights);

    const Theme &m_theme;
    RollbackPresenter &m_presenter;
    PlainLabel *m_lost;
    PlainLabel *m_kept;
    PlainLabel *m_rows; ///< a few of the rows that others wrote
    PlainLabel *m_affected;
    QWidget *m_lights;
    QGridLayout *m_grid;
    QStringList m_shown; ///< what the lights say now, to rebuild them only when they differ
};

} // namespace sluice
