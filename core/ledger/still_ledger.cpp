// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger/still_ledger.h"

#include "base/pause.h"

namespace sluice {

using namespace Qt::StringLiterals;

StillLedger::StillLedger(QString file, Open opener)
    : m_file(std::move(file))
    , m_open(std::move(opener))
{
}

Result<std::unique_ptr<Ledger>> StillLedger::open(const QString &file, Open opener)
{
    std::unique_ptr<StillLedger> ledger(new StillLedger(file, std::move(opener)));
    SLUICE_CHECK(ledger->still<LedgerHead>([](Ledger &opened) { return opened.head(); }));
    return std::unique_ptr<Ledger>(std::move(ledger));
}

Result<void> StillLedger::openAnew()
{
    m_ledger.reset();
    m_state = ledgerFileState(m_file); // before the first page is read
    SLUICE_TRY(m_ledger, m_open());
    return {};
}

/// An answer counts when the file was the same before its first page and after its last one. Errors count no more than
/// answers: half a write looks like damage.
template <class T>
Result<T> StillLedger::still(const std::function<Result<T>(Ledger &)> &body)
{
    constexpr int kMostTries = 100;
    for (int attempt = 0; attempt < kMostTries; ++attempt) {
        const bool isShared = m_ledger && m_ledger->access() != LedgerAccess::ReadStill; // a writer came; SQLite locks then
        if (!m_ledger || (!isShared && m_state != ledgerFileState(m_file))) {
            if (const Result<void> opened = openAnew(); !opened) {
                if (m_state == ledgerFileState(m_file))
                    return fail(opened.error());
                continue;
            }
        }
        Result<T> answer = body(*m_ledger);
        if (m_ledger->access() != LedgerAccess::ReadStill || m_state == ledgerFileState(m_file))
            return answer;
        pauseFor(Duration(20));
    }
    return fail(ErrorCode::Busy, u"the ledger was written again and again while it was read"_s, m_file, u"try again in a moment"_s);
}

Result<QList<Event>> StillLedger::append(const QList<NewEvent> &events, const Lease *lease)
{
    return still<QList<Event>>([&](Ledger &ledger) { return ledger.append(events, lease); });
}

Result<LedgerHead> StillLedger::head()
{
    return still<LedgerHead>([](Ledger &ledger) { return ledger.head(); });
}

Result<QList<Event>> StillLedger::read(qint64 afterSeq, int limit)
{
    return still<QList<Event>>([&](Ledger &ledger) { return ledger.read(afterSeq, limit); });
}

Result<QList<Event>> StillLedger::readRun(const QString &run)
{
    return still<QList<Event>>([&](Ledger &ledger) { return ledger.readRun(run); });
}

Result<QList<Event>> StillLedger::search(const LogQuery &query)
{
    return still<QList<Event>>([&](Ledger &ledger) { return ledger.search(query); });
}

Result<qint64> StillLedger::count(const LogQuery &query)
{
    return still<qint64>([&](Ledger &ledger) { return ledger.count(query); });
}

Result<void> StillLedger::storePlan(const QString &digest, const QByteArray &canonical, const QString &runbook)
{
    return still<void>([&](Ledger &ledger) { return ledger.storePlan(digest, canonical, runbook); });
}

Result<std::pair<QByteArray, QString>> StillLedger::plan(const QString &digest)
{
    return still<std::pair<QByteArray, QString>>([&](Ledger &ledger) { return ledger.plan(digest); });
}

Result<Lease> StillLedger::acquireLease(const QString &target, const QString &runner, Duration ttl)
{
    return still<Lease>([&](Ledger &ledger) { return ledger.acquireLease(target, runner, ttl); });
}

Result<Lease> StillLedger::seizeLease(const Lease &seen, const QString &runner, Duration ttl)
{
    return still<Lease>([&](Ledger &ledger) { return ledger.seizeLease(seen, runner, ttl); });
}

Result<Lease> StillLedger::renewLease(const Lease &lease, Duration ttl)
{
    return still<Lease>([&](Ledger &ledger) { return ledger.renewLease(lease, ttl); });
}

Result<void> StillLedger::releaseLease(const Lease &lease)
{
    return still<void>([&](Ledger &ledger) { return ledger.releaseLease(lease); });
}

Result<std::optional<Lease>> StillLedger::currentLease(const QString &target)
{
    return still<std::optional<Lease>>([&](Ledger &ledger) { return ledger.currentLease(target); });
}

Result<LedgerReport> StillLedger::verify(const QList<LedgerAnchor> &anchors)
{
    return still<LedgerReport>([&](Ledger &ledger) { return ledger.verify(anchors); });
}

Result<void> StillLedger::rebuildIndexes()
{
    return still<void>([](Ledger &ledger) { return ledger.rebuildIndexes(); });
}

} // namespace sluice
