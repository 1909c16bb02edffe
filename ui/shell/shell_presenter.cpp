// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/shell_presenter.h"

#include "communication/plain_text.h"
#include "service/alarms.h"
#include "service/service.h"
#include "ui/models/look.h"
#include "ui/models/rollout_actions.h"
#include "ui/models/text.h"
#include "ui/shell/navigator.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kLeaseSeconds = 15; // how long a lease lasts after each renewal
constexpr Duration kSamplesAreStaleAfter = std::chrono::minutes(2);

const ConnectionView *connectionOf(const WorkspaceSnapshot &snapshot, const QString &plan)
{
    QString wanted;
    if (const RolloutView *rollout = snapshot.rollout(plan); rollout && rollout->bundle)
        wanted = rollout->bundle->plan.connection;
    const auto it = std::find_if(snapshot.connections.cbegin(), snapshot.connections.cend(),
        [&](const ConnectionView &view) { return view.profile.name == wanted; });
    if (it != snapshot.connections.cend())
        return &*it;
    return snapshot.connections.isEmpty() ? nullptr : &snapshot.connections.first();
}

QString hostText(const ConnectionProfile &profile)
{
    if (profile.host.isEmpty())
        return singleLine(profile.database.section(u'/', -1), 40);
    return singleLine(profile.host.startsWith(u'/') ? u"local socket"_s : profile.host.section(u'.', 0, 0), 40);
}

QDateTime newestSample(const WorkspaceSnapshot &snapshot)
{
    QDateTime newest;
    for (const RolloutView &rollout : snapshot.rollouts) {
        const StageState *stage = findStage(rollout.state, rollout.state.currentStage);
        if (!stage || (rollout.state.phase != RunPhase::Running && rollout.state.phase != RunPhase::Observing))
            continue;
        // Verdicts are recorded when they change; the samples go on.
        for (const Sample &sample : rollout.latest) {
            if (sample.stage == stage->id && sample.at.isValid() && (!newest.isValid() || sample.at > newest))
                newest = sample.at;
        }
        for (const VerdictRecord &record : stage->verdicts) {
            if (record.at.isValid() && (!newest.isValid() || record.at > newest))
                newest = record.at;
        }
    }
    return newest;
}

bool isRunning(const RolloutView &rollout)
{
    const RunPhase phase = rollout.state.phase;
    return phase == RunPhase::Running || phase == RunPhase::RollingBack || phase == RunPhase::Verifying;
}

} // namespace

ShellPresenter::ShellPresenter(Service &service, const Clock &clock, Navigator &navigator, QObject *parent)
    : QObject(parent)
    , m_service(service)
    , m_clock(clock)
    , m_navigator(navigator)
{
    connect(&service, &Service::snapshotChanged, this, &ShellPresenter::tick);
    connect(&navigator, &Navigator::planChanged, this, &ShellPresenter::tick);
    tick();
}

void ShellPresenter::tick()
{
    const SnapshotPtr snapshot = m_service.snapshot();
    static const WorkspaceSnapshot nothing;
    const WorkspaceSnapshot &now = snapshot ? *snapshot : nothing;
    m_isLoaded = snapshot != nullptr;
    if (TopBarState state = topBarOf(now); !(state == m_topBar)) {
        m_topBar = std::move(state);
        Q_EMIT topBarChanged();
    }
    if (AlarmBannerState state = alarmOf(now); !(state == m_alarm)) {
        m_alarm = std::move(state);
        Q_EMIT alarmChanged();
    }
    if (StatusStripState state = statusOf(now); !(state == m_status)) {
        m_status = std::move(state);
        Q_EMIT statusChanged();
    }
}

TopBarState ShellPresenter::topBarOf(const WorkspaceSnapshot &snapshot) const
{
    TopBarState state;
    state.workspace = singleLine(snapshot.workspace.name, 80);
    const ConnectionView *connection = connectionOf(snapshot, m_navigator.plan());
    if (!connection)
        return state;
    const ConnectionProfile &profile = connection->profile;
    state.environment = profile.environment;
    QStringList parts { singleLine(profile.name, 40), hostText(profile) };
    if (connection->identity)
        parts.append(shortId(connection->identity->uuid));
    else
        parts.append(connection->isChecked && connection->isReachable ? tr("not enrolled") : tr("not checked"));
    parts.removeAll(QString());
    state.target = parts.join(u" · "_s);
    QStringList detail { tr("Connection %1, %2").arg(singleLine(profile.name, 80), engineName(profile.engine)),
        tr("Database %1").arg(singleLine(profile.database, 200)) };
    if (connection->identity)
        detail.append(tr("Target %1").arg(connection->identity->uuid));
    if (!connection->problem.isEmpty())
        detail.append(singleLine(connection->problem));
    state.targetDetail = detail.join(u'\n');

    const QDateTime now = m_clock.nowUtc();
    if (connection->lease) {
        const qint64 left = now.secsTo(connection->lease->expires);
        const QString who = snapshot.runnerIsMe ? tr("this console") : singleLine(connection->lease->runner, 80);
        state.runner = left >= 0 ? tr("%1, lease %2").arg(who, humanDuration(std::chrono::seconds(std::max<qint64>(0, kLeaseSeconds - left))))
                                 : tr("%1, lease expired %2").arg(who, relativeTime(connection->lease->expires, now));
        state.runnerHealth = left >= 0 ? Health::Good : Health::Watch;
    } else if (!snapshot.runner.isEmpty()) {
        state.runner = snapshot.runnerIsMe ? tr("this console") : singleLine(snapshot.runner, 80);
        state.runnerHealth = Health::Good;
    } else {
        state.runner = tr("no runner");
    }
    return state;
}

AlarmBannerState ShellPresenter::alarmOf(const WorkspaceSnapshot &snapshot) const
{
    AlarmBannerState state;
    if (snapshot.alarms.isEmpty())
        return state;
    const Alarm &alarm = snapshot.alarms.first();
    switch (alarm.level) {
    case AlarmLevel::Breach:
        state.level = AlarmBannerState::Level::Breach;
        state.word = tr("Breach");
        break;
    case AlarmLevel::Hold:
        state.level = AlarmBannerState::Level::Hold;
        state.word = tr("Held");
        break;
    case AlarmLevel::Notice:
        state.level = AlarmBannerState::Level::Notice;
        state.word = tr("Notice");
        break;
    }
    if (alarm.isAboutWayBack)
        state.word = tr("Rollback at risk");
    state.isOfChecks = isChecksRun(alarm.plan);
    if (state.isOfChecks)
        state.word = alarm.level == AlarmLevel::Breach ? tr("Check breached") : tr("Check without data");
    const RolloutView *rollout = snapshot.rollout(alarm.plan);
    QString text = alarm.text;
    if (rollout && rollout->state.isRollingBack()) { // may be a person's decision, which is no breach
        state.word = rolloutWord(rolloutLook(rollout->state));
        text = rollbackWhy(rollout->state);
    }
    state.planId = alarm.plan;
    state.run = alarm.run;
    state.others = static_cast<int>(snapshot.alarms.size()) - 1;
    const QString subject = state.isOfChecks ? alarm.plan.section(u'/', 1) : alarm.plan;
    QStringList parts { singleLine(subject, 80), whyLine(text) };
    parts.removeAll(QString());
    state.sentence = parts.join(u" · "_s);
    if (alarm.since.isValid())
        state.sentence += u", "_s + relativeTime(alarm.since, m_clock.nowUtc());
    if (rollout) {
        const RolloutActions actions = rolloutActions(*rollout);
        state.canJudge = actions.judge.isPossible();
        state.canHold = actions.hold.isPossible();
        state.canRollBack = alarm.canRollBack && actions.rollBack.isPossible();
    }
    return state;
}

StatusStripState ShellPresenter::statusOf(const WorkspaceSnapshot &snapshot) const
{
    const QDateTime now = m_clock.nowUtc();
    StatusStripState state;
    if (!snapshot.ledgerProblem.isEmpty()) {
        state.ledger = tr("ledger: %1").arg(singleLine(snapshot.ledgerProblem, 120));
        state.ledgerHealth = Health::Bad;
    } else if (snapshot.ledgerReport && !snapshot.ledgerReport->ok) {
        state.ledger = snapshot.ledgerReport->firstBad > 0 ? tr("ledger broken at #%1").arg(groupedNumber(snapshot.ledgerReport->firstBad))
                                                           : tr("ledger broken: %1").arg(singleLine(snapshot.ledgerReport->problem, 120));
        state.ledgerHealth = Health::Bad;
    } else if (snapshot.ledgerReport) {
        const qint64 verified = snapshot.ledgerReport->verified;
        const qint64 head = snapshot.ledgerHead.seq;
        state.ledger = tr("ledger verified to #%1").arg(groupedNumber(verified));
        if (head > verified) // entries since are chained to what was verified, but nobody has looked
            state.ledger += u", "_s + tr("now at #%1").arg(groupedNumber(head));
        state.ledgerHealth = Health::Good;
    } else if (m_isLoaded) {
        state.ledger = tr("ledger at #%1, not verified yet").arg(groupedNumber(snapshot.ledgerHead.seq));
    } else {
        state.ledger = tr("opening the workspace");
    }
    if (const QDateTime newest = newestSample(snapshot); newest.isValid()) {
        const Duration age(std::max<qint64>(0, newest.msecsTo(now)));
        state.samples = tr("samples %1").arg(ageText(std::chrono::duration_cast<std::chrono::seconds>(age)));
        state.isStale = age > kSamplesAreStaleAfter;
    }
    const auto running = std::count_if(snapshot.rollouts.cbegin(), snapshot.rollouts.cend(), isRunning);
    state.running = running == 0 ? tr("no rollout running") : running == 1 ? tr("1 rollout running") : tr("%1 rollouts running").arg(running);
    state.clock = u"UTC "_s + now.toUTC().toString(u"yyyy-MM-dd HH:mm:ss"_s);
    return state;
}

} // namespace sluice
