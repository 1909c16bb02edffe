// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/connection_profile.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace sluice {

/// PROD inverted (never red: red is breach and rollback), STAGING outlined in watch, DEV in muted.
class EnvironmentBadge : public QWidget
{
    Q_OBJECT

public:
    explicit EnvironmentBadge(const Theme &theme, Environment environment = Environment::Dev, QWidget *parent = nullptr);
    void setEnvironment(Environment environment);
    Environment environment() const { return m_environment; }
    QSize sizeHint() const override;
    /// For delegates: the same badge at the leading edge of room, vertically centred.
    static void paint(QPainter *painter, const Theme &theme, Environment environment, const QRect &room, bool isRightToLeft = false);
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    Environment m_environment;
};

} // namespace sluice
