// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/shell_state.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace sluice {

class ElidedLabel;
class GlyphLabel;

/// The window's last line: ledger, samples, running rollouts, UTC clock.
class StatusStrip : public QWidget
{
    Q_OBJECT

public:
    explicit StatusStrip(const Theme &theme, QWidget *parent = nullptr);
    void setState(const StatusStripState &state);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    GlyphLabel *m_dot;
    ElidedLabel *m_ledger;
    ElidedLabel *m_samples;
    ElidedLabel *m_running;
    ElidedLabel *m_clock;
};

} // namespace sluice
