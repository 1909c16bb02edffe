// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/run_journal.h"

#include "base/kill_point.h"
#include "base/logging.h"

#include <QSet>
#include <QUuid>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// A rollback does not wait for every single entry: a ledger that did not answer is asked again after this.
constexpr Duration kAskAgain { std::chrono::minutes(1) };

bool isRollbackCommand(const QString &command)
{
    return command == u"rollback"_s || command == u"accept_loss"_s;
}

/// What was kept, save what the ledger took all the same: its answer was lost, or whoever gave it did not live to say
/// so.
QList<NewEvent> withoutKnown(QList<NewEvent> kept, const QList<Event> &events)
{
    QSet<QString> known;
    for (const Event &event : events) {
        if (event.payload.contains("kept_id"))
            known.insert(event.json()["kept_id"_L1].toString());
    }
    kept.removeIf([&](const NewEvent &event) { return known.contains(event.payload["kept_id"_L1].toString()); });
    return kept;
}

} // namespace

bool isOutOfReach(const Error &error)
{
    switch (error.code) {
    case ErrorCode::CannotConnect:
    case ErrorCode::LoginRefused:
    case ErrorCode::ConnectionLost:
    case ErrorCode::Timeout:
    case ErrorCode::LockTimeout:
    case ErrorCode::Busy:
    case ErrorCode::DiskFull:
    case ErrorCode::ReadOnly:
    case ErrorCode::PermissionDenied:
    case ErrorCode::IoFailed:
    case ErrorCode::SecretUnavailable:
    case ErrorCode::OutcomeUnknown: // it failed in the middle of its commit: the entry has an id, by which it is known
                                    // again
        return true;
    default: // a damaged ledger must not be written past, a lost lease belongs to somebody else
        return false;
    }
}

RunJournal::RunJournal(Ledger &ledger, RunCopy copy, const Clock &clock, const QString &run)
    : m_ledger(ledger)
    , m_copy(std::move(copy))
    , m_clock(clock)
    , m_run(run)
{
}

Result<void> RunJournal::foldIn(const Event &event)
{
    if (event.seq > m_head.seq)
        m_head = LedgerHead { event.seq, event.hash };
    if (event.run != m_run && event.type == EventType::CommandRequested && isRollbackCommand(event.json()["command"_L1].toString()))
        m_foreignRollbacks += event.run;
    if (event.run != m_run || event.seq <= m_state.lastSeq)
        return {};
    SLUICE_TRY(m_state, fold(m_state, event));
    copy({ event });
    return {};
}

/// Of what the ledger has; when it cannot be written, the ledger still can be read.
void RunJournal::copy(const QList<Event> &events)
{
    if (const auto copied = m_copy.copy(events); !copied)
        qCWarning(lcEngine) << "this machine's copy of the run is behind:" << copied.error().what;
}

Result<void> RunJournal::keepPlan(const PlanBundle &bundle)
{
    SLUICE_TRY(const RunCopy::Content content, m_copy.read());
    return content.canonical == bundle.canonical ? Result<void>() : m_copy.writePlan(bundle.canonical, bundle.runbookText);
}

Result<void> RunJournal::load()
{
    // The head first: what others append in between is read twice rather than never.
    const Result<LedgerHead> head = m_ledger.head();
    const Result<QList<Event>> events = head ? m_ledger.readRun(m_run) : Result<QList<Event>>(tl::make_unexpected(head.error()));
    if (!events)
        return loadCopy(events.error());
    if (events->isEmpty())
        return fail(ErrorCode::NotFound, u"the ledger knows no run %1"_s.arg(m_run));
    m_head = *head;
    SLUICE_TRY(m_state, foldAll(*events));
    copy(*events);
    SLUICE_TRY(const RunCopy::Content content, m_copy.read());
    m_orders = content.orders;
    return adoptKept(content.kept, *events);
}

/// Entries that a rollback kept here while the ledger was away come first in what happens next. Those that the ledger
/// has already were given to it by somebody who did not live to say so.
Result<void> RunJournal::adoptKept(QList<NewEvent> kept, const QList<Event> &events)
{
    m_kept.clear();
    if (kept.isEmpty())
        return {};
    kept = withoutKnown(kept, events);
    if (kept.isEmpty())
        return m_copy.settle();
    if (const auto follows = rehearse(kept); !follows)
        return fail(ErrorCode::Refused, u"a rollback made without the ledger cannot follow what the ledger says now: %1"_s.arg(follows.error().what),
            m_run, u"compare the receipts in the target with 'sluice log --details'; nothing goes on until a person decided"_s);
    m_kept = kept;
    for (const NewEvent &event : std::as_const(m_kept)) {
        SLUICE_TRY(m_state, fold(m_state, provisionalEvent(event, m_state.lastSeq + 1)));
    }
    return {};
}

Result<void> RunJournal::loadCopy(const Error &why)
{
    SLUICE_TRY(const RunCopy::Content content, m_copy.read());
    if (!isOutOfReach(why) || content.orders.isEmpty() || content.events.isEmpty())
        return tl::make_unexpected(why);
    qCWarning(lcEngine) << "the ledger is out of reach, rolling back from this machine's copy:" << why.what;
    SLUICE_TRY(m_state, content.state());
    m_head = LedgerHead { content.events.last().seq, content.events.last().hash };
    m_kept = content.kept;
    m_orders = content.orders;
    m_awaySince = m_clock.monotonic();
    return {};
}

Result<bool> RunJournal::isCarriedWithoutLedger() const
{
    SLUICE_TRY(const RunCopy::Content content, m_copy.read());
    return !content.kept.isEmpty();
}

std::optional<RollbackOrder> RunJournal::order()
{
    if (m_copy.hasNews()) {
        if (const auto content = m_copy.read())
            m_orders = content->orders;
    }
    return m_orders.isEmpty() ? std::nullopt : std::optional(m_orders.last());
}

Result<void> RunJournal::takeLedgerAtItsWord()
{
    if (order())
        return {};
    std::optional<RollbackOrder> wanted;
    const bool isUnderWay = m_state.phase == RunPhase::RollingBack || m_state.phase == RunPhase::Verifying;
    if (isUnderWay && m_state.rollback)
        wanted = RollbackOrder { m_state.rollback->id, m_state.rollback->to, m_state.rollback->why, m_state.rollback->actor };
    for (const PendingCommand &command : std::as_const(m_state.commands)) {
        if (command.command == u"rollback"_s)
            wanted = RollbackOrder { command.id, command.to, command.why, command.actor };
    }
    SLUICE_TRY(const RunCopy::Content content, m_copy.read());
    if (!wanted || content.canonical.isEmpty() || content.events.isEmpty())
        return {};
    SLUICE_CHECK(m_copy.order(*wanted)); // by the command's own id, by which the ledger knows it again
    m_orders.append(*wanted);
    return {};
}

Result<void> RunJournal::refresh()
{
    if (hasKept()) // provisional numbers would clash; the ledger is behind until they are flushed
        return {};
    if (m_isBehind) {
        SLUICE_CHECK(load());
        m_isBehind = false;
        return {};
    }
    SLUICE_TRY(const QList<Event> events, m_ledger.read(m_head.seq));
    for (const Event &event : events)
        SLUICE_CHECK(foldIn(event));
    return {};
}

Result<void> RunJournal::record(EventType type, const QJsonObject &payload)
{
    return record({ event(type, payload) });
}

/// An event that cannot follow would make the run unreadable for ever, so it is folded before it is written.
Result<void> RunJournal::rehearse(const QList<NewEvent> &events) const
{
    RunState next = m_state;
    for (const NewEvent &wanted : events) {
        const qint64 seq = next.lastSeq + 1;
        SLUICE_TRY(next, fold(std::move(next), provisionalEvent(wanted, seq)));
    }
    return {};
}

Result<void> RunJournal::record(const QList<NewEvent> &events)
{
    if (events.isEmpty())
        return {};
    SLUICE_CHECK(flushKept());
    SLUICE_CHECK(rehearse(events));
    // Others may have appended in between; their events come first in the fold.
    SLUICE_TRY(const QList<Event> appended, m_ledger.append(events, lease()));
    if (appended.first().seq > m_head.seq + 1) {
        // They are in the ledger: an error here would have them written a second time.
        if (const Result<void> refreshed = refresh(); !refreshed) {
            if (refreshed.error().code == ErrorCode::LedgerCorrupt)
                return refreshed;
            m_isBehind = true;
        }
    }
    for (const Event &event : appended)
        SLUICE_CHECK(foldIn(event));
    return {};
}

Result<void> RunJournal::recordIntent(EventType type, const QJsonObject &payload)
{
    SLUICE_CHECK(m_copy.writeIntent(event(type, payload)));
    SLUICE_CHECK(m_copy.keepRoomForRollback());
    SLUICE_KILL_POINT("K1");
    SLUICE_CHECK(record(type, payload));
    SLUICE_KILL_POINT("K2");
    return {};
}

Result<void> RunJournal::recordInRollback(EventType type, const QJsonObject &payload)
{
    // Known again by its id, whichever way it comes into the ledger, and however often it is given.
    QJsonObject kept = payload;
    kept[u"kept_id"_s] = QUuid::createUuid().toString(QUuid::WithoutBraces);
    const bool isAsked = !m_awaySince || m_clock.monotonic() - *m_awaySince >= kAskAgain;
    if (isAsked) {
        SLUICE_CHECK(m_copy.writeIntent(event(type, kept)));
        const Result<void> recorded = record(type, kept);
        if (recorded || !isOutOfReach(recorded.error()))
            return recorded;
        qCWarning(lcEngine) << "ledger out of reach, keeping the event:" << recorded.error().what;
        m_awaySince = m_clock.monotonic();
    }
    kept[u"kept_at"_s] = static_cast<double>(m_clock.nowUtc().toMSecsSinceEpoch());
    const NewEvent wanted = event(type, kept);
    SLUICE_CHECK(m_copy.keep(wanted));
    SLUICE_TRY(m_state, fold(m_state, provisionalEvent(wanted, m_state.lastSeq + 1)));
    m_kept.append(wanted);
    return {};
}

Result<void> RunJournal::flushKept()
{
    if (m_kept.isEmpty())
        return {};
    SLUICE_TRY(const QList<Event> events, m_ledger.readRun(m_run));
    if (const QList<NewEvent> unknown = withoutKnown(m_kept, events); !unknown.isEmpty())
        SLUICE_CHECK(m_ledger.append(unknown, lease()));
    m_kept.clear();
    m_awaySince.reset();
    SLUICE_CHECK(m_copy.settle());
    return load(); // the provisional numbers give way to the real ones
}

} // namespace sluice
