// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "service/ledger_room.h"

#include "base/logging.h"
#include "engine/judgement.h"
#include "engine/waiver.h"
#include "engine/next_action.h"
#include "engine/rollback_proof.h"
#include "engine/run_claim.h"
#include "engine/run_journal.h"
#include "service/plan_calibration.h"

#include <QScopeGuard>
#include <QUuid>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {
constexpr Duration kPatience { std::chrono::seconds(15) };
constexpr Duration kAwayLeast { std::chrono::seconds(1) }; ///< a server that was not there is left alone for so long
constexpr Duration kGiveOverEvery { std::chrono::seconds(5) };
constexpr Duration kPatienceOfRollback { std::chrono::seconds(3) }; ///< then it goes without the ledger

QString joinedText(const Event &first)
{
    const QString who = first.json()["trigger"_L1] == u"gate"_s ? u"a gate's rollback, run by %1"_s.arg(first.actor) : first.actor;
    return u"This joins the rollback under way: %1 was first, at %2 UTC: %3"_s.arg(
        who, first.at.toString(u"yyyy-MM-dd HH:mm:ss"_s), first.json()["why"_L1].toString());
}
}

LedgerRoom::LedgerRoom(Workspace workspace, std::shared_ptr<const SessionFactory> sessions, const Clock &clock, QString me)
    : m_workspace(workspace)
    , m_sessions(std::move(sessions))
    , m_clock(clock)
    , m_me(me)
    , m_builder(std::move(workspace), clock, std::move(me))
{
}

Result<Ledger *> LedgerRoom::ledger()
{
    if (m_ledger)
        return m_ledger.get();
    // Every look would wait for a server that is not there, and a rollback behind it.
    const Duration now = m_clock.monotonic();
    if (m_away && now < m_askAgain)
        return tl::make_unexpected(*m_away);
    m_away.reset();
    auto opened = openLedgerOf(m_workspace, m_sessions, m_clock);
    if (opened) {
        m_ledger = *std::move(opened);
        return m_ledger.get();
    }
    if (!m_workspace.ledgerConnection.isEmpty()) {
        m_away = opened.error();
        const Duration took = m_clock.monotonic() - now;
        m_askAgain = m_clock.monotonic() + std::max<Duration>(kAwayLeast, 3 * took);
    }
    return tl::make_unexpected(opened.error());
}

Result<SampleStore *> LedgerRoom::samples()
{
    if (m_samples)
        return m_samples.get();
    auto opened = SampleStore::open(sampleFile(m_workspace));
    if (!opened)
        return tl::make_unexpected(opened.error());
    m_samples = *std::move(opened);
    return m_samples.get();
}

/// What a rollback kept while the ledger was away goes into it as soon as it answers, unless somebody still rolls back.
void LedgerRoom::giveOver(Ledger &ledger)
{
    const Duration now = m_clock.monotonic();
    const QStringList owed = m_builder.owed();
    if (owed.isEmpty() || now < m_nextGiveOver)
        return;
    m_nextGiveOver = now + kGiveOverEvery;
    ledger.setPatience(kPatienceOfRollback);
    for (const QString &run : owed) {
        RunClaim claim(stateFolder(m_workspace), run);
        const auto isMine = claim.take();
        auto copy = RunCopy::open(stateFolder(m_workspace), run);
        if (!isMine || !*isMine || !copy)
            continue;
        RunJournal journal(ledger, *std::move(copy), m_clock, run);
        Result<void> given = journal.load();
        if (given)
            given = journal.flushKept();
        if (!given)
            qCWarning(lcLedger) << "entries of run" << run << "stay with this machine:" << given.error().what;
    }
    ledger.setPatience(kPatience);
}

SnapshotPtr LedgerRoom::look(bool force, bool asksLedger)
{
    const auto opened = ledger();
    if (!opened)
        return m_builder.lookWithout(opened.error(), m_connections, force);
    giveOver(**opened);
    const auto store = samples();
    const SnapshotPtr snapshot = m_builder.look(**opened, store ? *store : nullptr, m_connections, force || std::exchange(m_isUntold, false), asksLedger);
    if (!snapshot || !m_report)
        return snapshot;
    auto copy = std::make_shared<WorkspaceSnapshot>(*snapshot);
    copy->ledgerReport = m_report;
    return copy;
}

void LedgerRoom::setWorkspace(const Workspace &workspace)
{
    m_workspace = workspace;
    m_builder.setWorkspace(workspace);
}

void LedgerRoom::setConnections(const QList<ConnectionView> &connections)
{
    m_connections = connections;
}

Result<LedgerRoom::Prepared> LedgerRoom::start(const SessionFactory &sessions, const QString &planId, const QString &why)
{
    SLUICE_TRY(Ledger *const open, ledger());
    SLUICE_TRY(const QString run, startRun(*open, m_workspace, sessions, planId, why, m_me, m_clock.nowUtc()));
    return prepare(run);
}

Ledger *LedgerRoom::ledgerIfAny()
{
    const auto open = ledger();
    return open ? *open : nullptr;
}

Result<const RunState *> LedgerRoom::known(const QString &run)
{
    // Read without taking the news from whoever looks next.
    m_isUntold = look(false) != nullptr || m_isUntold;
    const RunState *state = m_builder.run(run);
    if (!state)
        return fail(ErrorCode::NotFound, u"the ledger knows no run %1"_s.arg(run), ledgerPlace(m_workspace));
    return state;
}

Result<LedgerRoom::Prepared> LedgerRoom::prepare(const QString &run)
{
    SLUICE_TRY(const RunState *const state, known(run));
    auto bundle = m_builder.bundleOf(ledgerIfAny(), *state);
    if (!bundle)
        return fail(ErrorCode::LedgerCorrupt, u"the stored plan %1 cannot be read"_s.arg(state->digest.left(12)), ledgerPlace(m_workspace),
            u"run 'sluice log verify'"_s);
    return Prepared { run, state->target, state->connection, std::move(bundle) };
}

Result<LedgerRoom::Prepared> LedgerRoom::command(const QString &run, const Wanted &wanted)
{
    SLUICE_TRY(Prepared prepared, prepare(run));
    SLUICE_TRY(const RunState *const state, known(run));
    const bool goesOn = state->phase == RunPhase::Running || state->phase == RunPhase::Observing;
    if (wanted.command == u"resume"_s && state->waiting && !goesOn) {
        SLUICE_CHECK(withdraw(*state, wanted.why));
        return prepared;
    }
    SLUICE_CHECK(mayCommand(*state, prepared.bundle->plan, wanted));
    SLUICE_TRY(prepared.joined, send(*state, wanted));
    return prepared;
}

/// Of a rollout that no runner carries: nobody has to do anything, so it is recorded at once.
Result<void> LedgerRoom::withdraw(const RunState &state, const QString &why)
{
    SLUICE_TRY(Ledger *const open, ledger());
    const QString operatorName = holdReasonName(HoldReason::Operator);
    const QString said = u"the rollback that waited for a second person was withdrawn: "_s + why;
    return open
        ->append({ NewEvent { EventType::HoldAdded, state.run,
                       QJsonObject { { u"reason"_s, operatorName }, { u"id"_s, state.waiting->id }, { u"why"_s, said } } },
            NewEvent { EventType::HoldRemoved, state.run, QJsonObject { { u"reason"_s, operatorName }, { u"why"_s, said } } } })
        .map([](const QList<Event> &) {});
}

Result<void> LedgerRoom::mayCommand(const RunState &state, const Plan &plan, const Wanted &wanted) const
{
    const QString phase = runPhaseName(state.phase).replace(u'_', u' ');
    const bool isRollback = wanted.command == u"rollback"_s;
    const bool isAcceptance = wanted.acceptance.has_value();
    const bool isLate = wanted.overridesWindow || (isAcceptance && state.waiting && state.waiting->overridesWindow);
    if (state.isTerminal() && !(state.phase == RunPhase::Sealed && isLate))
        return fail(ErrorCode::Refused, u"%1 is already %2"_s.arg(state.plan, phase));
    if (isAcceptance && !state.waiting)
        return fail(ErrorCode::Refused, u"no rollback of %1 waits for a second person"_s.arg(state.plan));
    if (isAcceptance)
        return {};
    // A rollback that runs is joined, wherever it goes; a stuck one is tried again, to where it was going or further.
    const bool runs = state.phase == RunPhase::RollingBack || state.phase == RunPhase::Verifying;
    const bool begins = isRollback && !state.isRollingBack();
    if (QStringList targets = rollbackTargets(plan, state); isRollback && !runs && !targets.contains(wanted.to)) {
        targets.first() = u"start"_s;
        return fail(ErrorCode::Refused, u"%1 cannot go back to '%2'"_s.arg(state.plan, wanted.to), {}, u"possible: "_s + targets.join(u", "_s));
    }
    if (begins && state.isWindowClosed(m_clock.nowUtc())) {
        const Stage *contract = beganContract(plan, state);
        const QString closed = u"the rollback window of %1 closed at %2 UTC"_s.arg(state.plan, state.windowCloses.toString(u"yyyy-MM-dd HH:mm"_s));
        if (contract)
            return fail(ErrorCode::Refused, u"%1, and %2 has begun to remove the old path"_s.arg(closed, stageTitle(*contract)));
        if (!wanted.overridesWindow)
            return fail(ErrorCode::Refused, closed, {}, u"'sluice rollback %1 --override-window' asks for it all the same; a second person must accept it"_s.arg(state.plan));
    }
    if (!isRollback && runs)
        return fail(ErrorCode::Refused, u"%1 is rolling back, which outranks '%2'"_s.arg(state.plan, wanted.command));
    if (!isRollback && (state.phase == RunPhase::RolledBack || state.phase == RunPhase::RollbackStuck)) // nobody would hear it
        return fail(ErrorCode::Refused, u"%1 is %2; there is nothing to %3"_s.arg(state.plan, phase, wanted.command), {},
            u"roll it back to the start, or start it again"_s);
    if (begins) {
        SLUICE_TRY(const QList<UndoItem> items, undoItems(state, wanted.to));
        if (const QString final = whyIrreversible(items); !final.isEmpty())
            return fail(ErrorCode::Refused, final);
    }
    if (wanted.command == u"judge"_s)
        return mayJudge(plan, state, wanted.gate);
    if (wanted.command == u"waive"_s)
        return mayWaive(plan, state, wanted.gate, wanted.until, m_clock.nowUtc());
    if (wanted.command == u"cancel"_s && state.hasEffects())
        return fail(ErrorCode::Refused, u"%1 has changed the target already"_s.arg(state.plan), {}, u"roll it back instead"_s);
    return {};
}

Result<QString> LedgerRoom::send(const RunState &state, const Wanted &wanted)
{
    const auto &[command, to, why, overridesWindow, acceptance, gate, passes, evidence, until] = wanted;
    const QString id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    QJsonObject payload { { u"command"_s, command }, { u"id"_s, id }, { u"to"_s, to }, { u"why"_s, why },
        { u"expected"_s, static_cast<double>(state.lastSeq) } };
    if (overridesWindow)
        payload[u"override_window"_s] = true;
    if (!gate.isEmpty())
        payload[u"gate"_s] = gate;
    if (command == u"judge"_s)
        payload[u"verdict"_s] = passes ? u"pass"_s : u"fail"_s;
    if (command == u"waive"_s) {
        payload[u"evidence"_s] = evidence;
        payload[u"until"_s] = until.toUTC().toString(Qt::ISODateWithMs);
    }
    if (acceptance) {
        payload[u"request"_s] = acceptance->request;
        payload[u"accepts"_s] = static_cast<double>(acceptance->accepts);
        payload[u"to"_s] = acceptance->to;
        payload[u"losses"_s] = toJson(acceptance->losses);
        payload.remove(u"expected"_s); // what it is for is named, and nothing else voids it
    }
    const auto open = ledger();
    const bool isRollback = command == u"rollback"_s;
    if (open && isRollback)
        (*open)->setPatience(kPatienceOfRollback);
    const auto patientAgain = qScopeGuard([&] {
        if (open)
            (*open)->setPatience(kPatience);
    });
    const Result<QList<Event>> sent = open ? (*open)->append({ NewEvent { EventType::CommandRequested, state.run, payload } })
                                           : Result<QList<Event>>(tl::make_unexpected(open.error()));
    if (sent)
        return sent->first().json()["id"_L1] == id ? QString() : joinedText(sent->first());
    if (!isRollback || overridesWindow || !isOutOfReach(sent.error())) // without the ledger nobody can prove to be a second person
        return fail(sent.error());
    SLUICE_TRY(RunCopy copy, RunCopy::open(stateFolder(m_workspace), state.run));
    SLUICE_TRY(const RunCopy::Content content, copy.read());
    if (content.canonical.isEmpty() || content.events.isEmpty()) {
        Error unable = sent.error();
        unable.what = u"the ledger is out of reach (%1), and another machine carried this rollout: only it can roll back without the ledger"_s.arg(unable.what);
        return fail(unable);
    }
    SLUICE_CHECK(copy.order(RollbackOrder { id, to, why, m_me }));
    return QString();
}

/// Newest measured duration of an event type, of this run's plan where the event tells, else of any.
std::optional<Duration> LedgerRoom::lastFlagsOff(const QString &run)
{
    const auto open = ledger();
    if (!open)
        return {};
    LogQuery query;
    query.types = { EventType::FlagsOff };
    query.run = run;
    query.limit = 1;
    const auto events = (*open)->search(query);
    if (!events || events->isEmpty())
        return run.isEmpty() ? std::nullopt : lastFlagsOff({});
    const QJsonValue took = events->first().json()["took_ms"_L1];
    return took.isDouble() ? std::optional(Duration(took.toInteger())) : std::nullopt;
}

Result<PreviewInput> LedgerRoom::previewInput(const QString &run, const QString &to)
{
    SLUICE_TRY(const Prepared prepared, prepare(run));
    SLUICE_TRY(const RunState *const state, known(run));
    PreviewInput input;
    input.state = *state;
    input.bundle = prepared.bundle;
    input.to = to;
    if (Ledger *const open = ledgerIfAny()) {
        SLUICE_TRY(input.lease, open->currentLease(state->target));
    }
    input.lastFlagsOff = lastFlagsOff(run);
    if (const Certificate *certificate = m_builder.certificates().newest(state->digest))
        input.certificate = *certificate;
    input.now = m_clock.nowUtc();
    return input;
}

Result<QHash<QString, RunPast>> LedgerRoom::pastOf(const QString &connection)
{
    SLUICE_CHECK(ledger()); // what this machine alone remembers is no history
    m_isUntold = look(false) != nullptr || m_isUntold;
    QHash<QString, RunPast> pasts;
    for (const RunState &run : m_builder.runs()) {
        if (run.connection == connection)
            pasts.insert(run.run, runPast(run));
    }
    return pasts;
}

Result<LedgerReport> LedgerRoom::verify()
{
    SLUICE_TRY(Ledger *const open, ledger());
    LedgerIdentity identity { ledgerPlace(m_workspace), m_workspace.id, {} };
    if (const auto first = open->read(0, 1); first && !first->isEmpty())
        identity.firstHash = first->first().hash;
    SLUICE_TRY(m_report, open->verify(localAnchors(identity)));
    if (m_report->ok) {
        SLUICE_TRY(const LedgerHead head, open->head());
        if (const auto anchored = writeLocalAnchor(identity, head); !anchored)
            qCWarning(lcLedger) << "anchor not written:" << anchored.error().what;
    }
    return *m_report;
}

} // namespace sluice
