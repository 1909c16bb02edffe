// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/baseline_sweep.h"
#include "service/local_service_private.h"
#include "warehouse/kept_rows.h"

// Rows that were kept when a rollout started: taken away when their time is over, and compared with on demand.

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

struct Sweep {
    QList<DueBaseline> dropped;
    QStringList said;
};

Sweep dropAll(const QList<DueBaseline> &due, const Workspace &workspace, const SessionFactory &sessions)
{
    Sweep sweep;
    for (const DueBaseline &one : due) {
        const QString what = u"%1 of %2"_s.arg(one.baseline.copy.text(), one.plan);
        const ConnectionProfile *profile = workspace.connection(one.connection);
        if (!profile) {
            sweep.said += u"the baseline %1 stays, connection '%2' is not in sluice.yaml"_s.arg(what, one.connection);
            continue;
        }
        const auto session = sessions.open(*profile, SessionRole::Control);
        const Result<void> dropped = session ? dropBaseline(**session, one) : Result<void>(tl::make_unexpected(session.error()));
        if (dropped)
            sweep.dropped += one;
        sweep.said += dropped ? u"the baseline %1 was kept long enough and is gone"_s.arg(what)
                              : u"the baseline %1 stays for now: %2"_s.arg(what, dropped.error().what);
    }
    return sweep;
}

/// The newest run of a plan, or the run itself, that keeps a baseline for the gate.
Result<DifferenceOrder> orderAt(const QString &rollout, const QString &gate, DifferenceOrder order, const QList<RunState> &runs, const Workspace &workspace)
{
    const RunState *found = nullptr;
    for (const RunState &run : runs) {
        if ((run.run == rollout || run.plan == rollout) && run.keptBaselines.contains(gate))
            found = &run;
    }
    if (!found)
        return fail(ErrorCode::NotFound, u"no baseline of gate '%1' was taken by rollout '%2'"_s.arg(gate, rollout), {},
            u"'sluice log --details' shows what was kept"_s);
    const TakenBaseline taken = found->keptBaselines[gate];
    if (taken.isDropped)
        return fail(ErrorCode::NotFound, u"the baseline of gate '%1' was kept long enough, and is gone"_s.arg(gate));
    if (found->connection != order.legacyConnection)
        return fail(ErrorCode::Usage, u"the baseline of gate '%1' is on connection '%2', and not on '%3'"_s.arg(gate, found->connection, order.legacyConnection));
    const ConnectionProfile *profile = workspace.connection(found->connection);
    if (!profile)
        return fail(ErrorCode::NotFound, u"connection '%1' is not in sluice.yaml"_s.arg(found->connection));
    order.request.legacy = taken.copy;
    if (order.request.candidate.name.isEmpty())
        order.request.candidate = taken.live;
    if (order.request.key.isEmpty())
        order.request.key = taken.key;
    order.request.candidateOnly = newerRows(sqlEngine(*profile), taken.kept.where, taken.kept.newerBy, taken.copy).compared;
    return order;
}

} // namespace

QFuture<Result<QStringList>> LocalService::sweepBaselines()
{
    using Due = QList<DueBaseline>;
    auto promise = promised<QStringList>();
    auto future = promise->future();
    const auto asked = d->onLedger<Due>([clock = d->deps.clock](LedgerRoom &room) -> Result<Due> {
        SLUICE_TRY(Ledger *const open, room.ledger());
        SLUICE_TRY(const QList<RunState> runs, allRuns(*open));
        return dueBaselines(runs, clock->nowUtc());
    });
    onFinished<Due>(asked, this, [this, promise](const Result<Due> &due) {
        if (!due || due->isEmpty())
            return answer<QStringList>(promise, due ? Result<QStringList>(QStringList()) : Result<QStringList>(tl::make_unexpected(due.error())));
        auto swept = promised<Sweep>();
        onFinished<Sweep>(swept->future(), this, [this, promise](const Result<Sweep> &sweep) {
            if (!sweep)
                return answer<QStringList>(promise, tl::make_unexpected(sweep.error()));
            const auto told = d->onLedger<QStringList>([sweep = *sweep](LedgerRoom &room) -> Result<QStringList> {
                SLUICE_TRY(Ledger *const open, room.ledger());
                for (const DueBaseline &one : sweep.dropped)
                    SLUICE_CHECK(open->append({ baselineDropped(one) }).map([](const QList<Event> &) {}));
                return sweep.said;
            });
            onFinished<QStringList>(told, this, [promise](const Result<QStringList> &said) { answer<QStringList>(promise, said); });
        });
        d->readerThread.post([swept, due = *due, workspace = d->workspace, sessions = d->sessions] {
            answer<Sweep>(swept, dropAll(due, workspace, *sessions));
        });
    });
    return future;
}

QFuture<Result<DifferenceOrder>> LocalService::orderAtBaseline(const QString &rollout, const QString &gate, const DifferenceOrder &order)
{
    return d->onLedger<DifferenceOrder>([rollout, gate, order, workspace = d->workspace](LedgerRoom &room) -> Result<DifferenceOrder> {
        SLUICE_TRY(Ledger *const open, room.ledger());
        SLUICE_TRY(const QList<RunState> runs, allRuns(*open));
        return orderAt(rollout, gate, order, runs, workspace);
    });
}

} // namespace sluice
