// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/out_of_sight.h"

#include <QCoreApplication>
#include <QLocale>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text) { return QCoreApplication::translate("sluice::outOfSight", text); }

/// As short as tells it from what the axis shows: the time on the same day, else the day.
QString momentNear(const QDateTime &when, const QDateTime &edge)
{
    const QDateTime local = when.toLocalTime();
    const QDate day = edge.toLocalTime().date();
    if (local.date() == day)
        return local.toString(u"HH:mm"_s);
    return QLocale().toString(local.date(), local.date().year() == day.year() ? u"MMM d"_s : u"MMM d, yyyy"_s);
}

/// The nearest bar on each side; nothing when one of them is in sight.
struct Nearest
{
    QDateTime before;
    QDateTime after;
};

Nearest nearest(const QList<StageSpan> &stages, const TimeRange &shown)
{
    Nearest found;
    for (const StageSpan &stage : stages) {
        if (!stage.begin.isValid() || !stage.end.isValid())
            continue;
        if (stage.end >= shown.begin && stage.begin <= shown.end)
            return {};
        if (stage.end < shown.begin && (!found.before.isValid() || stage.end > found.before))
            found.before = stage.end;
        if (stage.begin > shown.end && (!found.after.isValid() || stage.begin < found.after))
            found.after = stage.begin;
    }
    return found;
}

OutOfSight worded(const Nearest &bars, const QString &word, bool hasEnded, const TimeRange &shown)
{
    OutOfSight words;
    if (bars.before.isValid())
        words.before = hasEnded ? word + u' ' + momentNear(bars.before, shown.begin)
                                : tr("until %1").arg(momentNear(bars.before, shown.begin));
    if (bars.after.isValid())
        words.after = tr("from %1").arg(momentNear(bars.after, shown.end));
    return words;
}

} // namespace

OutOfSight outOfSight(const PlanTimeline &plan, const TimeRange &shown)
{
    Nearest bars = nearest(plan.stages, shown);
    const bool isSealed = plan.look == RolloutLook::Sealed;
    // It was sealed when its window closed, after its last bar.
    const bool knowsSealing = isSealed && bars.before.isValid() && plan.window.end.isValid();
    if (knowsSealing && plan.window.end < shown.begin)
        bars.before = plan.window.end;
    const bool isStageOnly = isSealed && !(knowsSealing && plan.window.end < shown.begin);
    const bool hasEnded = isSealed || plan.look == RolloutLook::RolledBack || plan.look == RolloutLook::Cancelled;
    return worded(
        bars, (isStageOnly ? stageWord(StageLook::Passed) : rolloutWord(plan.look)).toLower(), hasEnded, shown);
}

OutOfSight outOfSight(const StageSpan &stage, const TimeRange &shown)
{
    const bool hasEnded = stage.look == StageLook::Passed || stage.look == StageLook::RolledBack;
    return worded(nearest({ stage }, shown), stageWord(stage.look).toLower(), hasEnded, shown);
}

} // namespace sluice
