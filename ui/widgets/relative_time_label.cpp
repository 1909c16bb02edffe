// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/relative_time_label.h"

#include "ui/models/text.h"

namespace sluice {

RelativeTimeLabel::RelativeTimeLabel(const Theme &theme, const Clock &clock, FontRole font, ColorRole tone, QWidget *parent)
    : ElidedLabel(theme, {}, font, tone, parent)
    , m_clock(clock)
{
    m_timer.setInterval(1'000);
    connect(&m_timer, &QTimer::timeout, this, &RelativeTimeLabel::refresh);
}

void RelativeTimeLabel::setWhen(const QDateTime &when)
{
    m_when = when;
    setToolTip(when.isValid() ? plainToolTip(absoluteTime(when)) : QString());
    refresh();
}

void RelativeTimeLabel::refresh()
{
    setText(m_when.isValid() ? relativeTime(m_when, m_clock.nowUtc()) : QString());
}

void RelativeTimeLabel::showEvent(QShowEvent *event)
{
    refresh();
    m_timer.start();
    ElidedLabel::showEvent(event);
}

void RelativeTimeLabel::hideEvent(QHideEvent *event)
{
    m_timer.stop();
    ElidedLabel::hideEvent(event);
}

} // namespace sluice
