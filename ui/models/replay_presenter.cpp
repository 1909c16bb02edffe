// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/replay_presenter.h"

#include "base/async.h"
#include "base/clock.h"
#include "service/service.h"
#include "service/workload_files.h"
#include "ui/models/text.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr int kLookEveryMs = 150;

} // namespace

ReplayPresenter::ReplayPresenter(Service &service, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_service(service)
    , m_clock(clock)
{
    m_poll.setInterval(kLookEveryMs);
    connect(&m_poll, &QTimer::timeout, this, &ReplayPresenter::look);
    connect(&service, &Service::snapshotChanged, this, &ReplayPresenter::changed);
}

void ReplayPresenter::select(const QString &planId)
{
    if (planId == m_plan)
        return;
    m_plan = planId;
    m_connection.clear(); // where one plan may be replayed says nothing of another's
    m_file.clear();
    m_peak = 0;
    show();
}

QList<ReplayPresenter::Place> ReplayPresenter::places() const
{
    QList<Place> places;
    const SnapshotPtr snapshot = m_service.snapshot();
    const RolloutView *rollout = snapshot ? snapshot->rollout(m_plan) : nullptr;
    if (!rollout || !rollout->bundle)
        return places;
    const QString own = rollout->bundle->plan.connection;
    for (const ConnectionProfile &profile : snapshot->workspace.connections) {
        const QString name = singleLine(profile.name, 60);
        const QString environment = environmentName(profile.environment);
        if (profile.name == own)
            places.prepend({ {}, tr("%1, the plan's own (%2)").arg(name, environment) });
        else
            places.append({ profile.name, tr("%1 (%2)").arg(name, environment) });
    }
    return places;
}

void ReplayPresenter::setConnection(const QString &connection)
{
    m_connection = connection;
    Q_EMIT changed();
}

void ReplayPresenter::setFile(const QString &path)
{
    m_file = path;
    Q_EMIT changed();
}

void ReplayPresenter::setPeak(double factor)
{
    m_peak = factor;
    Q_EMIT changed();
}

const ReplayPresenter::Known &ReplayPresenter::known() const
{
    static const Known nothing;
    const auto it = m_known.constFind(m_plan);
    return it == m_known.cend() ? nothing : *it;
}

QString ReplayPresenter::digest() const
{
    const SnapshotPtr snapshot = m_service.snapshot();
    const RolloutView *rollout = snapshot ? snapshot->rollout(m_plan) : nullptr;
    return rollout && rollout->bundle ? rollout->bundle->digest : QString();
}

ReplayPresenter::State ReplayPresenter::state() const { return known().state; }

bool ReplayPresenter::isBusy() const { return known().state == State::Running || known().state == State::Stopping; }

const Error &ReplayPresenter::error() const { return known().error; }

bool ReplayPresenter::isStale() const { return known().replay && known().digest != digest(); }

QStringList ReplayPresenter::notes() const { return known().replay ? replayNotes(*known().replay) : QStringList(); }

std::function<QByteArray()> ReplayPresenter::csvMaker() const
{
    if (!known().replay)
        return {};
    return [replay = known().replay] { return replayCsv(*replay); };
}

QStringList ReplayPresenter::blockers() const
{
    QStringList blockers;
    const SnapshotPtr snapshot = m_service.snapshot();
    const RolloutView *rollout = snapshot ? snapshot->rollout(m_plan) : nullptr;
    if (!rollout || !rollout->bundle)
        blockers += tr("The plan file cannot be read");
    else if (rollout->bundle->plan.flags.isEmpty())
        blockers += tr("The plan switches nothing: it has no flag");
    const ConnectionProfile *own
        = rollout && rollout->bundle ? snapshot->workspace.connection(rollout->bundle->plan.connection) : nullptr;
    if (m_peak > 0 && m_connection.isEmpty() && own && own->environment == Environment::Prod)
        blockers += tr("A peak load is not made on production: choose a clone or a replica");
    if (!m_running.isEmpty())
        blockers += m_running == m_plan ? tr("It is being replayed")
                                        : tr("%1 is being replayed").arg(singleLine(m_running, 80));
    return blockers;
}

QString ReplayPresenter::sentence() const
{
    const Known &now = known();
    if (now.state == State::Running)
        return m_progress.of == 0
            ? tr("Reading the queries")
            : replayProgressText(m_progress, m_progress.isAtPeak ? Duration(0) : m_clock.monotonic() - m_began);
    if (now.state == State::Stopping)
        return tr("Stopping; nothing was changed");
    if (now.state == State::Failed)
        return tr("It could not be replayed");
    if (!now.replay)
        return now.state == State::Stopped
            ? tr("Stopped, nothing is known")
            : tr("Runs the queries that read what the plan switches on the legacy and on the candidate in turns. "
                 "It only reads, and ends after %1 at most.")
                  .arg(humanDuration(ReplayOptions().budget));
    const QString done = tr("%1 · %2 · plan %3")
                             .arg(replaySummary(*now.replay, ReplayOptions().limit),
                                 relativeTime(now.at, m_clock.nowUtc()), shortId(now.digest));
    return isStale() ? tr("Of another version of the plan: %1").arg(done) : done;
}

void ReplayPresenter::start()
{
    if (!blockers().isEmpty())
        return;
    m_running = m_plan;
    m_known[m_plan].state = State::Running;
    m_progress = {};
    m_watched = {};
    m_began = m_clock.monotonic();
    m_poll.start();
    Q_EMIT changed();
    ReplayOrder order;
    order.planId = m_plan;
    order.connection = m_connection;
    order.peak = m_peak;
    if (m_file.isEmpty())
        return send(order, digest());
    onFinished(onPool([file = m_file] { return readWorkloadFiles({ file }); }), this,
        [this, order, digest = digest()](const Result<QList<WorkloadFile>> &files) {
            if (!files)
                return fail(order.planId, files.error());
            if (m_known[order.planId].state == State::Stopping) // there was nothing to stop yet
                return fail(order.planId, Error { ErrorCode::Cancelled, {}, {}, {}, {} });
            ReplayOrder complete = order;
            complete.files = *files;
            send(complete, digest);
        });
}

void ReplayPresenter::send(const ReplayOrder &order, const QString &digest)
{
    onFinished(m_service.replayWorkload(order, m_watched.watcher()), this,
        [this, plan = order.planId, digest](const Result<Replay> &replay) {
            if (!replay)
                fail(plan, replay.error());
            else
                finish(plan, digest, *replay);
        });
}

void ReplayPresenter::fail(const QString &plan, const Error &error)
{
    m_running.clear();
    m_poll.stop();
    Known &known = m_known[plan];
    known.state = error.code == ErrorCode::Cancelled ? State::Stopped : State::Failed;
    known.error = error;
    Q_EMIT changed();
}

void ReplayPresenter::finish(const QString &plan, const QString &digest, const Replay &replay)
{
    m_running.clear();
    m_poll.stop();
    m_known[plan] = { State::Done, std::make_shared<const Replay>(replay), digest, m_clock.nowUtc(), {} };
    show();
}

void ReplayPresenter::show()
{
    m_model.setRows(known().replay ? replayRows(*known().replay) : QList<ReplayRow>());
    Q_EMIT changed();
}

void ReplayPresenter::stop()
{
    if (m_running.isEmpty())
        return;
    m_known[m_running].state = State::Stopping;
    m_service.stopReplay();
    Q_EMIT changed();
}

void ReplayPresenter::refresh()
{
    if (known().replay || isBusy())
        Q_EMIT changed();
}

void ReplayPresenter::look()
{
    if (const auto newest = m_watched.newest()) {
        m_progress = *newest;
        if (m_running == m_plan)
            Q_EMIT changed();
    }
}

} // namespace sluice
