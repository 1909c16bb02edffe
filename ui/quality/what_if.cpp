// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/quality/what_if.h"

#include "base/async.h"
#include "plan/limit_value.h"
#include "plan/other_limit.h"
#include "ui/models/gate_text.h"
#include "ui/models/text.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString momentOf(const QDateTime &at) { return at.toUTC().toString(u"yyyy-MM-dd HH:mm:ss 'UTC'"_s); }

} // namespace

WhatIf::WhatIf(Service &service, QObject *parent)
    : QObject(parent)
    , m_service(service)
{
}

void WhatIf::set(State state, const QString &problem)
{
    m_state = state;
    m_problem = problem;
    Q_EMIT changed();
}

void WhatIf::clear()
{
    ++m_reading;
    m_key.clear();
    m_past.reset();
    m_found.reset();
    m_wish = {};
    set(State::Idle);
}

void WhatIf::refuse(const QString &why)
{
    clear();
    set(State::Unavailable, why);
}

void WhatIf::tryLimit(const QString &planId, const QString &stage, const QString &gate, int limit, double value)
{
    const SnapshotPtr snapshot = m_service.snapshot();
    const RolloutView *rollout = snapshot ? snapshot->rollout(planId) : nullptr;
    const int index = rollout && rollout->bundle ? rollout->bundle->plan.stageIndex(stage) : -1;
    if (index < 0)
        return refuse(tr("The plan cannot be read"));
    m_wish = { limit, value };
    const QString key = planId + u'/' + stage + u'/' + gate;
    if (key != m_key) {
        m_key = key;
        m_past.reset();
        m_found.reset();
        m_stated = {};
        for (const Gate &one : rollout->bundle->plan.stages[index].gates) {
            if (one.id == gate)
                m_stated = one;
        }
        return read(rollout->bundle->plan, stage);
    }
    if (m_past)
        replay();
    else
        Q_EMIT changed(); // it is being read, or could not be
}

void WhatIf::read(const Plan &plan, const QString &stage)
{
    set(State::Reading);
    onFinished(m_service.gatePast(plan, stage, m_stated.id), this,
        [this, reading = ++m_reading](const Result<GatePast> &past) {
            if (reading != m_reading)
                return;
            if (!past)
                return set(State::Unavailable, past.error().what);
            if (!past->unknown.isEmpty())
                return set(State::Unavailable, past->unknown);
            m_past = std::make_shared<const GatePast>(*past);
            replay();
        });
}

Result<Gate> WhatIf::wished() const
{
    if (m_wish.limit < 0 || m_wish.limit >= m_stated.limits.size())
        return fail(ErrorCode::NotFound, tr("There is no such limit"));
    const Limit &limit = m_stated.limits[m_wish.limit];
    const LimitValue value { m_wish.value, limit.relativeToBaseline };
    return withOtherLimit(
        m_stated, limit.side == LimitSide::AtMost ? u"max"_s : u"min"_s, limitText(value, limitUnit(m_stated.probe)));
}

void WhatIf::replay()
{
    const Result<Gate> gate = wished();
    if (!gate) {
        m_found.reset();
        return set(State::Unavailable, gate.error().what);
    }
    set(State::Replaying);
    if (m_isReplaying)
        return;
    m_isReplaying = true;
    const auto work = [past = m_past, other = *gate] {
        return Result<GateCalibration>(replayStored(past->stage, other, past->isPaired, past->history));
    };
    onFinished(onPool(work), this, [this, reading = m_reading, wish = m_wish](const Result<GateCalibration> &found) {
        m_isReplaying = false;
        if (!m_past)
            return; // nothing is tried any more, or another gate is being read
        if (reading != m_reading || !(wish == m_wish))
            return replay();
        m_found = *found;
        set(State::Known);
    });
}

QString WhatIf::limitWords() const
{
    const Result<Gate> gate = wished();
    return gate ? gateLimitText(*gate, gate->limits[m_wish.limit]) : QString();
}

QString WhatIf::fragment() const
{
    const Result<Gate> gate = wished();
    if (!gate)
        return {};
    const Limit &limit = gate->limits[m_wish.limit];
    return limitKey(gate->probe, limit.side) + u": "_s + limit.text;
}

QString whatIfWords(const GateCalibration &found)
{
    const ReplayTally &tally = found.tally;
    if (!found.unknown.isEmpty())
        return WhatIf::tr("unknown");
    return tally.fired > 0
        ? WhatIf::tr("would have fired in %1 of %n stage(s)", nullptr, static_cast<int>(tally.stages))
              .arg(groupedNumber(tally.fired))
        : WhatIf::tr("quiet in %n stage(s)", nullptr, static_cast<int>(tally.stages));
}

QList<WhatIfLine> whatIfLines(const GateCalibration &found)
{
    const ReplayTally &tally = found.tally;
    QList<WhatIfLine> lines;
    if (!found.unknown.isEmpty())
        lines.append({ WhatIf::tr("Unknown: %1").arg(singleLine(found.unknown, 200)), false });
    else if (tally.fired > 0)
        lines.append({ WhatIf::tr("It would have fired on healthy history: in %1 of %n stage(s), first at %2", nullptr,
                           static_cast<int>(tally.stages))
                           .arg(groupedNumber(tally.fired), momentOf(tally.firstAt)),
            true });
    else
        lines.append(
            { WhatIf::tr("It would not have fired in %n healthy stage(s)", nullptr, static_cast<int>(tally.stages)),
                false });
    if (tally.restFired > 0)
        lines.append({ WhatIf::tr("It would have fired in %n tick(s) left over that make no stage, first at %1",
                           nullptr, static_cast<int>(tally.restTicks))
                           .arg(momentOf(tally.firstAt)),
            true });
    if (found.badSeries > 0)
        lines.append({ WhatIf::tr("Of %n stage(s) rolled back for this gate it would have caught %1", nullptr,
                           static_cast<int>(found.badSeries))
                           .arg(groupedNumber(found.caught)),
            found.caught < found.badSeries });
    if (tally.held > 0)
        lines.append({ WhatIf::tr("It would have held %n stage(s), without enough data or without proof", nullptr,
                           static_cast<int>(tally.held)),
            false });
    if (found.history.ticks > 0) {
        QString history = WhatIf::tr("Replayed %n tick(s)", nullptr, static_cast<int>(found.history.ticks));
        history += u" · "_s + WhatIf::tr("%n rollout(s)", nullptr, static_cast<int>(found.rollouts));
        if (found.history.rolledUp > 0)
            history
                += u" · "_s + WhatIf::tr("%1 rolled up, each at its worst").arg(groupedNumber(found.history.rolledUp));
        lines.append({ history, false });
    }
    return lines;
}

} // namespace sluice
