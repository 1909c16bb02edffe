// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/time_scale.h"

#include <QObject>

namespace sluice {

/// The stretch of time that axis, rows and milestones show together. Follows now while a person has not moved it.
class TimelineWindow : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    const TimeScale &scale() const { return m_scale; }
    double width() const { return m_width; }
    QDateTime now() const { return m_now; }

    void setWidth(double width);
    void setNow(const QDateTime &now);
    void fit(const QDateTime &begin, const QDateTime &end);
    /// This much time with now near the middle.
    void show(qint64 spanMs);
    void zoomBy(double factor, double aroundX);
    void panBy(double pixels);
    void goToNow();
    void setScale(const TimeScale &scale); ///< of a restored session
    bool isFollowing() const { return m_isFollowing; }

Q_SIGNALS:
    void changed();
    void moved(); ///< by a person: zoom or pan, no preset holds any more

private:
    TimeScale m_scale;
    double m_width = 600;
    QDateTime m_now;
    bool m_isFollowing = true;
};

} // namespace sluice
