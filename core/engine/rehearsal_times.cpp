// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/rehearsal_times.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostKept = 500; ///< what was long ago says little of the target as it is
constexpr int kPercent = 95;

QString keyOf(const RehearsedStep &step) { return step.stage + u'\n' + step.step + u'\n' + step.digest; }

void addTime(RehearsedTimes &times, QList<Duration> all, Duration own)
{
    if (own >= Duration(0))
        all += own;
    times.n = static_cast<int>(all.size());
    times.p95 = times.n >= kEnoughRehearsals ? percentile95(std::move(all)) : Duration(-1);
}

} // namespace

Duration percentile95(QList<Duration> times)
{
    std::sort(times.begin(), times.end());
    return times[(times.size() * kPercent + 99) / 100 - 1];
}

RehearsalTimes::Past RehearsalTimes::pastOf(const Certificate &certificate)
{
    Past past { certificate.plan, certificate.connection, {}, {}, {}, Duration(-1), Duration(-1) };
    for (const RehearsedStage &stage : certificate.stages)
        past.stages += stage.id + u'\n';
    for (const RehearsedStep &step : certificate.steps) {
        if (step.forward.took >= Duration(0))
            past.forward.insert(keyOf(step), measuredForward(step));
        if (step.undo.took >= Duration(0))
            past.undo.insert(keyOf(step), measuredUndo(step));
    }
    if (certificate.result != RollbackResult::Failed) { // a whole that broke off is none
        past.wholeForward = certificate.measuredForward();
        past.wholeBack = certificate.measuredBack();
    }
    return past;
}

void RehearsalTimes::fold(const Certificate &certificate)
{
    m_past.append(pastOf(certificate));
    if (m_past.size() > kMostKept)
        m_past.removeFirst();
}

void RehearsalTimes::describe(Certificate &certificate) const
{
    const Past own = pastOf(certificate);
    QHash<QString, QList<Duration>> forward;
    QHash<QString, QList<Duration>> undo;
    QList<Duration> wholeForward;
    QList<Duration> wholeBack;
    for (const Past &past : m_past) {
        if (past.plan != own.plan || past.connection != own.connection)
            continue;
        for (auto it = past.forward.cbegin(); it != past.forward.cend(); ++it)
            forward[it.key()] += it.value();
        for (auto it = past.undo.cbegin(); it != past.undo.cend(); ++it)
            undo[it.key()] += it.value();
        if (past.stages == own.stages && past.wholeForward >= Duration(0))
            wholeForward += past.wholeForward;
        if (past.stages == own.stages && past.wholeBack >= Duration(0))
            wholeBack += past.wholeBack;
    }
    for (RehearsedStep &step : certificate.steps) {
        const QString key = keyOf(step);
        addTime(step.forwardTimes, forward.value(key), own.forward.value(key, Duration(-1)));
        addTime(step.undoTimes, undo.value(key), own.undo.value(key, Duration(-1)));
    }
    addTime(certificate.forwardTimes, wholeForward, own.wholeForward);
    addTime(certificate.backTimes, wholeBack, own.wholeBack);
}

} // namespace sluice
