// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/tray_state.h"

#include "ui/models/attention.h"
#include "ui/models/look.h"
#include "ui/models/text.h"

#include <QCoreApplication>

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostLines = 6; ///< of a tooltip; desktops cut longer ones without a word
constexpr qsizetype kMostWhy = 120;

QString tr(const char *text) { return QCoreApplication::translate("sluice::tray", text); }

TrayMood moodOf(RolloutLook look)
{
    switch (look) {
    case RolloutLook::Unreadable:
    case RolloutLook::Draft:
    case RolloutLook::Scheduled:
    case RolloutLook::Sealed:
    case RolloutLook::Cancelled:
    case RolloutLook::RolledBack:
        return TrayMood::Quiet;
    case RolloutLook::Running:
    case RolloutLook::Observing:
        return TrayMood::Running;
    case RolloutLook::Held:
        return TrayMood::Held;
    case RolloutLook::Breached:
        return TrayMood::Breached;
    case RolloutLook::RollingBack:
    case RolloutLook::Verifying:
        return TrayMood::RollingBack;
    case RolloutLook::Stuck:
        return TrayMood::Stuck;
    }
    return TrayMood::Quiet;
}

const Alarm *alarmOf(const WorkspaceSnapshot &snapshot, const QString &plan)
{
    const auto found = std::find_if(snapshot.alarms.cbegin(), snapshot.alarms.cend(),
        [&](const Alarm &alarm) { return alarm.plan == plan && alarm.level != AlarmLevel::Notice; });
    return found == snapshot.alarms.cend() ? nullptr : &*found;
}

/// A line for each domain, by its most urgent alarm; how it stands as words for the menu.
void addChecks(const WorkspaceSnapshot &snapshot, TrayState &state, QStringList &lines)
{
    for (const CheckAlarm &alarm : byUrgency(snapshot.checkAlarms)) {
        const QString subject = checksRun(alarm.domain);
        if (std::any_of(state.rollouts.cbegin(), state.rollouts.cend(),
                [&](const TrayRollout &one) { return one.plan == subject; }))
            continue;
        const bool isBreach = alarm.record.verdict == Verdict::Breach;
        const QString text
            = singleLine(alarm.domain, 60) + u" · "_s + (isBreach ? tr("Check breached") : tr("Check without data"));
        state.rollouts.append({ subject, text, isBreach ? TrayMood::Breached : TrayMood::Held });
        state.mood = std::max(state.mood, state.rollouts.last().mood);
        if (lines.size() <= kMostLines)
            lines.append(text + u" · "_s + singleLine(whySentence(alarm.record), kMostWhy));
    }
}

} // namespace

TrayState trayState(const WorkspaceSnapshot &snapshot, const QDateTime &now)
{
    TrayState state;
    QStringList lines { u"Sluice · "_s + singleLine(snapshot.workspace.name, 60) };
    for (const qsizetype at : byAttention(snapshot.rollouts, now)) {
        const RolloutView &rollout = snapshot.rollouts[at];
        const RolloutLook look = rolloutLook(rollout.state);
        TrayMood mood = moodOf(look);
        if (mood == TrayMood::Quiet)
            continue;
        const Alarm *alarm = alarmOf(snapshot, rollout.planId);
        if (alarm && mood == TrayMood::Running) // nothing holds it, and all the same it needs somebody: nobody runs it,
                                                // no way back
            mood = TrayMood::Held;
        const QString text = singleLine(rollout.planId, 60) + u" · "_s + rolloutWord(look);
        state.mood = std::max(state.mood, mood);
        state.rollouts.append({ rollout.planId, text, mood });
        if (lines.size() <= kMostLines)
            lines.append(alarm ? text + u" · "_s + singleLine(alarm->text, kMostWhy) : text);
    }
    if (state.rollouts.isEmpty())
        lines.append(tr("No rollout is under way"));
    addChecks(snapshot, state, lines);
    if (const qsizetype more = state.rollouts.size() - kMostLines; more > 0)
        lines.append(tr("and %1 more").arg(more));
    state.toolTip = lines.join(u'\n');
    return state;
}

} // namespace sluice
