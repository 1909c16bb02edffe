// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/rollback_step_model.h"
#include "ui/theme/theme.h"

#include <QListView>

namespace sluice {

/// The steps of a rollback: number or state sign, what, lock, time; the same rows before, during and after.
class StepList : public QListView
{
    Q_OBJECT

public:
    StepList(const Theme &theme, RollbackStepModel &model, QWidget *parent = nullptr);
    QSize sizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;
};

} // namespace sluice
