// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"
#include "service/calibration_progress.h"
#include "ui/models/calibration_view.h"
#include "ui/models/watched_progress.h"

#include <QDateTime>
#include <QHash>
#include <QObject>
#include <QTimer>

namespace sluice {

class Clock;
class Service;

/// How often the gates of the selected plan would have fired: asked for by a person, kept a plan with its time and the
/// digest that it holds for. One plan at a time is calibrated; looking at another one meanwhile changes nothing about
/// that. Lives on the service's thread.
class CalibrationPresenter : public QObject
{
    Q_OBJECT

public:
    enum class State { NotYet, Running, Stopping, Done, Stopped, Failed };

    CalibrationPresenter(Service &service, const Clock &clock, QObject *parent = nullptr);

    void select(const QString &planId);
    State state() const;
    /// Gates done and of all, the one under way; while it runs.
    CalibrationProgress progress() const { return m_progress; }
    const QList<CalibrationRow> &rows() const; ///< of the newest that ended well, also while another one runs
    bool isStale() const; ///< the plan is another one than the rows hold for
    /// One sentence: what it does, how far it is, what came of it and when.
    QString sentence() const;
    const Error &error() const; ///< of Failed
    QStringList blockers() const; ///< why it cannot be started

    void start();
    void stop();
    void refresh(); ///< once a second while shown: its age

Q_SIGNALS:
    void changed();

private:
    struct Known
    {
        State state = State::NotYet;
        QList<CalibrationRow> rows;
        QString digest; ///< of the plan that rows hold for; empty: there are none
        QDateTime at;
        Error error;
    };
    const Known &known() const;
    QString digest() const; ///< of the selected plan now; empty: it cannot be read
    void look();

    Service &m_service;
    const Clock &m_clock;
    QString m_plan;
    QString m_running; ///< plan; empty: none
    QHash<QString, Known> m_known; ///< by plan
    WatchedProgress<CalibrationProgress> m_watched;
    CalibrationProgress m_progress;
    QTimer m_poll;
};

} // namespace sluice
