// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "ui/widgets/elided_label.h"

#include <QTimer>

namespace sluice {

/// "2 s ago", kept current while shown; the tooltip has the absolute time with its UTC offset.
class RelativeTimeLabel : public ElidedLabel
{
    Q_OBJECT

public:
    RelativeTimeLabel(const Theme &theme, const Clock &clock, FontRole font = FontRole::Body,
        ColorRole tone = ColorRole::Muted, QWidget *parent = nullptr);
    void setWhen(const QDateTime &when);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void refresh();
    const Clock &m_clock;
    QDateTime m_when;
    QTimer m_timer;
};

} // namespace sluice
