// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/calibration_presenter.h"

#include "base/async.h"
#include "base/clock.h"
#include "service/service.h"
#include "ui/models/text.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr int kLookEveryMs = 150;

const RolloutView *rolloutOf(const Service &service, const QString &plan, SnapshotPtr &snapshot)
{
    snapshot = service.snapshot();
    return snapshot ? snapshot->rollout(plan) : nullptr;
}

} // namespace

CalibrationPresenter::CalibrationPresenter(Service &service, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_service(service)
    , m_clock(clock)
{
    m_poll.setInterval(kLookEveryMs);
    connect(&m_poll, &QTimer::timeout, this, &CalibrationPresenter::look);
    connect(&service, &Service::snapshotChanged, this, &CalibrationPresenter::changed);
}

void CalibrationPresenter::select(const QString &planId)
{
    if (planId == m_plan)
        return;
    m_plan = planId;
    Q_EMIT changed();
}

const CalibrationPresenter::Known &CalibrationPresenter::known() const
{
    static const Known nothing;
    const auto it = m_known.constFind(m_plan);
    return it == m_known.cend() ? nothing : *it;
}

QString CalibrationPresenter::digest() const
{
    SnapshotPtr snapshot;
    const RolloutView *rollout = rolloutOf(m_service, m_plan, snapshot);
    return rollout && rollout->bundle ? rollout->bundle->digest : QString();
}

CalibrationPresenter::State CalibrationPresenter::state() const { return known().state; }

const QList<CalibrationRow> &CalibrationPresenter::rows() const { return known().rows; }

const Error &CalibrationPresenter::error() const { return known().error; }

bool CalibrationPresenter::isStale() const { return !known().digest.isEmpty() && known().digest != digest(); }

QStringList CalibrationPresenter::blockers() const
{
    QStringList blockers;
    if (digest().isEmpty())
        blockers += tr("The plan file cannot be read");
    if (!m_running.isEmpty())
        blockers += m_running == m_plan ? tr("It is being calibrated")
                                        : tr("%1 is being calibrated").arg(singleLine(m_running, 80));
    return blockers;
}

QString CalibrationPresenter::sentence() const
{
    const Known &now = known();
    switch (now.state) {
    case State::Running:
        return m_progress.of == 0
            ? tr("Reading what was measured")
            : tr("Gate %1 of %2: %3").arg(m_progress.done + 1).arg(m_progress.of).arg(singleLine(m_progress.gate, 80));
    case State::Stopping:
        return tr("Stops before the next gate");
    case State::Failed:
        return tr("It could not be calibrated");
    case State::NotYet:
    case State::Done:
    case State::Stopped:
        break;
    }
    if (now.digest.isEmpty())
        return now.state == State::Stopped
            ? tr("Stopped, nothing is known")
            : tr("Replays everything that was ever measured through each gate. Nothing runs in the warehouse.");
    const QString done
        = tr("%1 · %2 · plan %3")
              .arg(calibrationSummary(now.rows), relativeTime(now.at, m_clock.nowUtc()), shortId(now.digest));
    return isStale() ? tr("Of another version of the plan: %1").arg(done) : done;
}

void CalibrationPresenter::start()
{
    SnapshotPtr snapshot;
    const RolloutView *rollout = rolloutOf(m_service, m_plan, snapshot);
    if (!rollout || !blockers().isEmpty())
        return;
    m_running = m_plan;
    m_known[m_plan].state = State::Running;
    m_progress = {};
    m_watched = {};
    m_poll.start();
    Q_EMIT changed();
    const auto found = m_service.calibrate(rollout->bundle->plan, m_watched.watcher());
    onFinished(found, this,
        [this, plan = m_plan, digest = rollout->bundle->digest](const Result<QList<GateCalibration>> &answer) {
            m_running.clear();
            m_poll.stop();
            Known &known = m_known[plan];
            if (!answer) {
                known.state = answer.error().code == ErrorCode::Cancelled ? State::Stopped : State::Failed;
                known.error = answer.error();
            } else {
                known = { State::Done, {}, digest, m_clock.nowUtc(), {} };
                for (const GateCalibration &gate : *answer)
                    known.rows.append(calibrationRow(gate));
            }
            Q_EMIT changed();
        });
}

void CalibrationPresenter::stop()
{
    if (m_running.isEmpty())
        return;
    m_known[m_running].state = State::Stopping;
    m_service.stopCalibration();
    Q_EMIT changed();
}

void CalibrationPresenter::refresh()
{
    if (!known().digest.isEmpty())
        Q_EMIT changed();
}

void CalibrationPresenter::look()
{
    if (const auto newest = m_watched.newest()) {
        m_progress = *newest;
        if (m_running == m_plan)
            Q_EMIT changed();
    }
}

} // namespace sluice
