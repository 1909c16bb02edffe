// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "simulated_run.h"

#include <QJsonDocument>

namespace sluice::test {

using namespace Qt::StringLiterals;

namespace {

[[noreturn]] void broken(const QString &what) { throw Broken(what.toStdString()); }

Effect effectOf(const QJsonObject &json, bool isUndo)
{
    return { json["step"_L1].toString(), json["generation"_L1].toInt(), isUndo };
}

} // namespace

int SimulatedTarget::open()
{
    m_sessions.insert(++m_last, {});
    return m_last;
}

void SimulatedTarget::close(int session)
{
    m_sessions.remove(session);
    if (m_locker == session)
        m_locker = 0;
}

std::optional<Fence> SimulatedTarget::takeFence(const QString &runner)
{
    const bool isHeld = std::any_of(
        m_sessions.cbegin(), m_sessions.cend(), [](const Session &session) { return session.began.has_value(); });
    if (isHeld && !m_endsSessions)
        return std::nullopt;
    if (m_endsSessions) {
        m_sessions.clear();
        m_locker = 0;
    }
    m_fence = { m_fence.epoch + 1, runner };
    return m_fence;
}

bool SimulatedTarget::lock(int session)
{
    if (m_locker == 0)
        m_locker = session;
    return m_locker == session;
}

bool SimulatedTarget::begin(int session, const Fence &mine)
{
    if (!isStillMine(m_fence, mine)) { // the product's own decision
        ++m_refusals;
        return false;
    }
    m_sessions[session].began = mine;
    return true;
}

void SimulatedTarget::commit(int session)
{
    const Session done = std::exchange(m_sessions[session], Session {});
    const Effect effect = *done.effect;
    if (done.began->epoch != m_fence.epoch)
        broken(u"I5: %1 of epoch %2 had an effect (%3) in epoch %4"_s.arg(done.began->runner)
                   .arg(done.began->epoch)
                   .arg(effect.text())
                   .arg(m_fence.epoch));
    if (hasReceipt(effect))
        broken(u"I1: %1 happened twice"_s.arg(effect.text()));
    if (!effect.isUndo && isPresent(effect.step))
        broken(u"I1: %1 was there already"_s.arg(effect.text()));
    m_receipts.insert(effect.text());
    if (effect.isUndo)
        m_present.remove(effect.step);
    else
        m_present.insert(effect.step);
}

ProcessIdentity SimulatedLedger::process() const
{
    // Of another process nothing is known but its clock: nobody here can look whether it lives.
    const QString mine = m_isOneMachine ? u"1"_s : QString::number(calling);
    return { u"machine-"_s + mine, u"boot-"_s + mine, {}, {}, 0, 0 };
}

/// What an entry says of the target must be so.
void SimulatedLedger::mustBeTrue(const Event &event) const
{
    const QJsonObject json = event.json();
    const auto done = [&](bool isUndo) { return m_target.hasReceipt(effectOf(json, isUndo)); };
    if (event.type == EventType::StepDone && !done(false))
        broken(u"I2: '%1' is recorded as done, and is not"_s.arg(json["step"_L1].toString()));
    if (event.type == EventType::StepFailed && done(false))
        broken(u"I8: '%1' is recorded as certainly not applied, and is"_s.arg(json["step"_L1].toString()));
    if (event.type == EventType::UndoDone && !done(true))
        broken(u"I2: '%1' is recorded as undone, and is not"_s.arg(json["step"_L1].toString()));
    if (event.type == EventType::RollbackVerified && !m_target.isUntouched())
        broken(u"I6: rolled back, and something is left"_s);
}

void SimulatedLedger::write(const NewEvent &wanted)
{
    Event event;
    event.seq = m_events.size() + 1;
    event.type = wanted.type;
    event.run = wanted.run;
    event.at = m_clock.nowUtc();
    event.payload = QJsonDocument(wanted.payload).toJson(QJsonDocument::Compact);
    event.previousHash = m_events.isEmpty() ? QByteArray(32, '\0') : m_events.last().hash;
    event.hash = eventHash(event);
    mustBeTrue(event);
    auto next = fold(std::move(m_state), event);
    if (!next)
        broken(u"I3: the run can be read no more: "_s + next.error().what);
    m_state = *std::move(next);
    m_events += event;
}

Result<QList<Event>> SimulatedLedger::append(const QList<NewEvent> &events, const Lease *lease)
{
    if (mood == Mood::Away)
        return fail(ErrorCode::IoFailed, u"the ledger is away"_s);
    if (lease && !holds(*lease))
        return fail(ErrorCode::LeaseHeld, u"another runner has the target"_s);
    const qsizetype before = m_events.size();
    for (const NewEvent &event : events)
        write(event);
    if (mood == Mood::Speechless)
        return fail(ErrorCode::OutcomeUnknown, u"no answer"_s);
    return m_events.mid(before);
}

Result<QList<Event>> SimulatedLedger::read(qint64 afterSeq, int limit)
{
    if (mood == Mood::Away)
        return fail(ErrorCode::IoFailed, u"the ledger is away"_s);
    return m_events.mid(afterSeq, limit);
}

Result<Lease> SimulatedLedger::acquireLease(const QString &target, const QString &runner, Duration ttl)
{
    if (mood != Mood::Well)
        return fail(ErrorCode::IoFailed, u"the ledger is away"_s);
    if (m_row.lease.epoch > 0 && !isTakeable(m_row, process(), m_clock)) // the product's own decision
        return fail(ErrorCode::LeaseHeld, u"another runner has the target"_s);
    const QDateTime now = m_clock.nowUtc();
    m_row = { Lease { target, runner, m_row.lease.epoch + 1, now, now.addMSecs(ttl.count()) },
        m_clock.monotonic() + ttl, process() };
    return m_row.lease;
}

Result<Lease> SimulatedLedger::renewLease(const Lease &lease, Duration ttl)
{
    if (mood != Mood::Well)
        return fail(ErrorCode::IoFailed, u"the ledger is away"_s);
    if (!holds(lease))
        return fail(ErrorCode::LeaseHeld, u"another runner has the target"_s);
    m_row.lease.expires = m_clock.nowUtc().addMSecs(ttl.count());
    m_row.expiresMonotonic = m_clock.monotonic() + ttl;
    return m_row.lease;
}

Result<void> SimulatedLedger::releaseLease(const Lease &lease)
{
    if (mood == Mood::Well && holds(lease))
        m_row.lease.runner.clear();
    return {};
}

void SimulatedLedger::mustHold() const
{
    QByteArray previous(32, '\0');
    for (const Event &event : m_events) {
        if (event.previousHash != previous || eventHash(event) != event.hash)
            broken(u"I3: entry %1 does not follow"_s.arg(event.seq));
        previous = event.hash;
    }
    const auto folded = foldAll(m_events);
    if (!folded || folded->phase != m_state.phase)
        broken(u"I3: the run reads otherwise from its beginning"_s);
}

} // namespace sluice::test
