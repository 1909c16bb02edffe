// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/shell_state.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace sluice {

/// Who runs and how fresh the lease is, with a dot for its health; shortens where there is no room.
class RunnerPill : public QWidget
{
    Q_OBJECT

public:
    explicit RunnerPill(const Theme &theme, QWidget *parent = nullptr);
    void setRunner(const QString &text, Health health);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    QString m_text;
    Health m_health = Health::None;
};

ColorRole healthRole(Health health);

} // namespace sluice
