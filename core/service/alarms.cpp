// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "service/alarms.h"

#include "engine/waiver.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kStartingSeconds = 5;

/// Of a rollback that is wanted some day: what nobody can tell is told, and does not drown what holds the rollout now.
AlarmLevel levelOf(WayBack way)
{
    return way == WayBack::Impossible ? AlarmLevel::Breach
        : way == WayBack::LosesRows   ? AlarmLevel::Hold
                                      : AlarmLevel::Notice;
}

/// The alarms of one rollout, in the order in which they matter.
class Watcher
{
public:
    Watcher(const RolloutView &view, const QDateTime &now, QList<Alarm> &alarms)
        : m_view(view)
        , m_state(view.state)
        , m_now(now)
        , m_alarms(alarms)
    {
    }

    void watch()
    {
        const bool isGoing = m_state.phase == RunPhase::Running || m_state.phase == RunPhase::Observing;
        if (m_state.rollback)
            addRollback();
        if (m_state.waiting && !isGoing
            && m_state.phase != RunPhase::RollbackStuck) // there its hold or what it is stuck at says so
            add(AlarmLevel::Hold, m_state.waiting->text, m_state.waiting->since, true);
        if (!isGoing)
            return;
        addHolds();
        addWaivers();
        addOutcomes();
        const bool isStarting = m_state.started.isValid() && m_state.started.secsTo(m_now) < kStartingSeconds;
        if (!m_view.hasRunner && !isStarting && m_state.phase == RunPhase::Running)
            add(AlarmLevel::Hold, u"Nobody runs this rollout: its gates are not watched"_s, m_now, m_canRollBack);
    }

private:
    void add(
        AlarmLevel level, const QString &text, const QDateTime &since, bool canRollBack, bool isAboutWayBack = false)
    {
        m_alarms.append(Alarm { level, m_view.planId, m_state.run, text, since, canRollBack, isAboutWayBack });
    }

    void addRollback()
    {
        if (m_state.phase == RunPhase::RollbackStuck)
            add(AlarmLevel::Breach, u"Rollback stuck: %1"_s.arg(rollbackWhy(m_state)), m_state.rollback->requested,
                true);
        if (m_state.phase == RunPhase::RollingBack)
            add(AlarmLevel::Breach,
                (m_view.hasRunner ? u"Rolling back: %1"_s : u"Rollback cut off, nobody carries it on: %1"_s)
                    .arg(rollbackWhy(m_state)),
                m_state.rollback->requested, true);
    }

    void addHolds()
    {
        if (m_isPastReturn)
            add(AlarmLevel::Hold, pastReturnWhy(m_state), m_state.windowCloses, false);
        for (const Hold &hold : m_state.holds)
            add(hold.reason == HoldReason::Breach ? AlarmLevel::Breach : AlarmLevel::Hold, hold.why, hold.since,
                m_canRollBack);
        if (!m_isPastReturn && m_state.outlook && m_state.outlook->way != WayBack::Possible)
            add(levelOf(m_state.outlook->way), outlookText(*m_state.outlook), m_state.outlook->since, m_canRollBack,
                true);
    }

    /// Nothing holds, because somebody said so for a time.
    void addWaivers()
    {
        for (const StageState &stage : m_state.stages) {
            for (const GateWaiver &waiver : stage.waivers)
                add(AlarmLevel::Notice, waiverText(stage, waiver), waiver.at, m_canRollBack);
        }
    }

    void addOutcomes()
    {
        for (const StageState &stage : m_state.stages) {
            for (const StepState &step : stage.steps) {
                if (step.phase == StepPhase::Unknown)
                    add(AlarmLevel::Breach, u"Outcome of %1 unknown: %2"_s.arg(step.id, step.why), step.started,
                        m_canRollBack);
            }
        }
    }

    const RolloutView &m_view;
    const RunState &m_state;
    const QDateTime &m_now;
    QList<Alarm> &m_alarms;
    const bool m_isPastReturn = isPastReturn(m_state, m_now);
    const bool m_canRollBack = (m_state.hasEffects() || m_state.isRollingBack()) && !m_isPastReturn;
};

Alarm alarmOf(const CheckAlarm &check)
{
    const bool isBreach = check.record.verdict == Verdict::Breach;
    return Alarm { isBreach ? AlarmLevel::Breach : AlarmLevel::Hold, checksRun(check.domain), {},
        whySentence(check.record), check.since, false, false };
}

/// A rollout waits for somebody, who can take it back; a standing check may be ill for days.
int rank(const Alarm &alarm)
{
    if (alarm.level == AlarmLevel::Notice)
        return 0;
    if (isChecksRun(alarm.plan))
        return 1;
    return alarm.level == AlarmLevel::Breach ? 3 : 2;
}

} // namespace

QList<Alarm> alarmsOf(const QList<RolloutView> &rollouts, const CheckAlarms &checks, const QDateTime &now)
{
    QList<Alarm> alarms;
    for (const RolloutView &view : rollouts)
        Watcher(view, now, alarms).watch();
    for (const CheckAlarm &check : byUrgency(checks))
        alarms.append(alarmOf(check));
    std::stable_sort(alarms.begin(), alarms.end(), [](const Alarm &a, const Alarm &b) { return rank(a) > rank(b); });
    return alarms;
}

QString rollbackWhy(const RunState &state)
{
    if (!state.rollback)
        return {};
    if (state.phase != RunPhase::RollbackStuck)
        return state.rollback->why;
    return state.rollback->stuckWhy.isEmpty() ? u"the result is %1"_s.arg(rollbackResultName(state.rollback->result))
                                              : state.rollback->stuckWhy;
}

bool isPastReturn(const RunState &state, const QDateTime &now)
{
    return state.phase == RunPhase::Running && state.isWindowClosed(now);
}

QString pastReturnWhy(const RunState &state)
{
    return u"Cannot be rolled back any more: the window closed at %1 UTC"_s.arg(
        state.windowCloses.toString(u"yyyy-MM-dd HH:mm"_s));
}

} // namespace sluice
