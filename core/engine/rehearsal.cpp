// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/rehearsal.h"

#include "base/logging.h"
#include "engine/next_action.h"
#include "engine/rehearsal_names.h"
#include "engine/rehearsal_pass.h"
#include "engine/rehearsal_reach.h"
#include "engine/rehearsal_scale.h"
#include "engine/route_plans.h"
#include "ledger/os_user.h"

#include <QJsonDocument>
#include <QTemporaryDir>
#include <QUuid>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

bool hasNoWayBack(const Stage &stage)
{
    return std::any_of(stage.steps.cbegin(), stage.steps.cend(), [](const Step &step) { return isIrreversible(step.body); });
}

/// One rehearsal under way.
class Rehearsal
{
public:
    explicit Rehearsal(const RehearsalOrder &order)
        : m_order(order)
        , m_plan(order.bundle.plan)
    {
    }
    Result<Certificate> run();

private:
    void say(const QString &line) const
    {
        if (m_order.say)
            m_order.say(line);
    }
    Result<void> lookAtTarget();
    Result<void> chooseStages();
    Result<void> onClone(const Clone &clone);
    Result<void> openLedger();
    Result<std::unique_ptr<RehearsalPass>> begin();
    Result<bool> go(RehearsalPass &pass, int until);
    Result<void> compareRoutes();
    Result<void> thereAndBack();
    Result<bool> descend(RehearsalPass &pass, int from);
    Result<void> backAtOnce(int until);
    Result<void> lastStages();
    void noteState(const RunState &state);
    void noteReturn(RehearsedReturn back, bool isDirect);
    bool isAsBefore() const;
    void conclude();
    QString titleBefore(int stage) const { return stage == 0 ? u"the start"_s : stageTitle(m_plan.stages[stage - 1]); }
    QString idBefore(int stage) const { return stage == 0 ? QString() : m_plan.stages[stage - 1].id; }

    const RehearsalOrder &m_order;
    const Plan &m_plan;
    Certificate m_certificate;
    RehearsalMeasures m_measures;
    std::optional<Fingerprint> m_target; ///< portable
    RowScale m_rows;
    QTemporaryDir m_folder;
    std::unique_ptr<Ledger> m_ledger;
    RunEnvironment m_env;
    TargetIdentity m_identity;
    int m_first = 0; ///< stages to rehearse
    int m_last = 0;
    QStringList m_failures;
    QStringList m_exceptions;
    QStringList m_compared; ///< flags
};

/// Read only, and on PostgreSQL only for comparison: the copy can be rehearsed on while the target is away.
Result<void> Rehearsal::lookAtTarget()
{
    const auto look = [this]() -> Result<void> {
        SLUICE_TRY(const auto session, m_order.open(m_order.target, SessionRole::Catalogue, {}));
        session->setStopToken(m_order.stop);
        SLUICE_TRY(const Fingerprint now, takeFingerprint(*session, runScope(m_plan)));
        SLUICE_TRY(m_rows.target, rowsOf(*session, runScope(m_plan)));
        m_target = portableForm(now);
        return {};
    };
    const Result<void> looked = look();
    if (!looked && m_order.target.name != m_order.source.name && isRetryable(looked.error().code)) {
        say(u"%1 is not compared with the copy: %2"_s.arg(m_order.target.name, looked.error().what));
        return {};
    }
    return looked;
}

Result<void> Rehearsal::chooseStages()
{
    m_last = static_cast<int>(m_plan.stages.size()) - 1;
    if (m_order.until.isEmpty())
        return {};
    m_last = m_plan.stageIndex(m_order.until);
    if (m_last < 0)
        return fail(ErrorCode::Usage, u"the plan has no stage '%1'"_s.arg(m_order.until), m_plan.metadata.id);
    return {};
}

Result<void> Rehearsal::openLedger()
{
    if (!m_folder.isValid())
        return fail(
            ErrorCode::IoFailed, u"no temporary folder can be made: "_s + m_folder.errorString(), m_folder.path());
    SLUICE_TRY(m_ledger, openSqliteLedger(m_folder.filePath(u"rehearsal.db"_s), *m_order.clock, osUser()));
    return {};
}

Result<Certificate> Rehearsal::run()
{
    SLUICE_CHECK(chooseStages());
    SLUICE_CHECK(refuseWaysOut(m_order.open, m_order.source, m_order.bundle));
    SLUICE_CHECK(lookAtTarget());
    say(u"Copying %1"_s.arg(m_order.source.name));
    SLUICE_TRY(const auto clone,
        makeClone(CloneOrder {
            m_order.source, m_order.workspaceRoot, m_order.open, m_order.freeBytes, m_order.say, m_order.stop }));
    const Result<void> done = onClone(*clone);
    if (const Result<void> removed = clone->remove(); !removed) // it is said, and tried again by the next one
        say(removed.error().what);
    SLUICE_CHECK(done);
    conclude();
    return m_certificate;
}

Result<void> Rehearsal::onClone(const Clone &clone)
{
    // Open as long as the clone is needed: it tells others that somebody uses it.
    SessionOptions options;
    options.applicationName = u"sluice rehearsal"_s;
    SLUICE_TRY(const auto keeper, m_order.open(clone.profile(), SessionRole::Control, options));
    m_certificate.server = keeper->serverVersion();
    SLUICE_TRY(m_identity, enrolTarget(*keeper, clone.profile().environment));
    SLUICE_TRY(const Fingerprint base, takeFingerprint(*keeper, runScope(m_plan)));
    const Fingerprint portable = portableForm(base);
    m_certificate.isTargetAlike = m_target && portable == *m_target;
    if (m_target && !m_certificate.isTargetAlike)
        m_certificate.targetDifferences = fingerprintDifferences(portable, *m_target);
    if (m_target)
        m_certificate.newPartitions = newPartitions(portable, *m_target);
    SLUICE_TRY(m_rows.copy, rowsOf(*keeper, runScope(m_plan)));
    m_certificate.scale = m_rows.largest();
    if (m_certificate.isTargetAlike && !m_order.standing.isEmpty())
        m_first = m_plan.stageIndex(m_order.standing.last()) + 1;
    if (m_first > m_last)
        return fail(ErrorCode::Refused, u"every stage that was asked for is in place already"_s, m_plan.metadata.id);
    SLUICE_CHECK(openLedger());
    m_env.profile = clone.profile();
    m_env.bundle = m_order.bundle;
    m_env.bundle.plan = thinnedPlan(m_plan, sqlEngine(clone.profile()));
    m_env.scope = runScope(m_plan); // as production's runner looks at it
    m_env.checksumBudget = m_order.target.rehearsal.sampleAbove;
    m_env.stateFolder = m_folder.filePath(u"runs"_s);
    m_env.runner = m_order.runner + u" (rehearsal)"_s;
    m_env.comparesEveryTable = true;
    m_env.undoLookEvery = Duration(0); // it goes the way back itself
    m_env.clock = m_order.clock;
    m_env.openSession = [open = m_order.open, profile = clone.profile()](
                            SessionRole role, const SessionOptions &wanted) { return open(profile, role, wanted); };
    m_env.progress = [this](const QString &line) { say(withoutClone(line)); };
    return thereAndBack();
}

Result<std::unique_ptr<RehearsalPass>> Rehearsal::begin()
{
    return RehearsalPass::begin({ m_env, m_ledger.get(), m_identity, m_first > 0 ? m_order.standing : QStringList(),
        m_order.stop, &m_measures });
}

/// True when the stage was reached; else the rehearsal has failed.
Result<bool> Rehearsal::go(RehearsalPass &pass, int until)
{
    for (int stage = m_first; stage <= until; ++stage) {
        SLUICE_TRY(const QString why, pass.forward(m_plan.stages[stage].id));
        noteState(pass.state());
        if (!why.isEmpty()) {
            m_failures += u"forward: "_s + why;
            return false;
        }
        SLUICE_CHECK(compareRoutes());
    }
    return true;
}

/// Once for each flag, at the end of the stage that installs it: then what it needs to be quick is there, and it is not yet removed.
/// Readers' plans decide nothing about the way back, so what cannot be compared is said and no failure.
Result<void> Rehearsal::compareRoutes()
{
    if (m_compared.size() == m_plan.flags.size())
        return {};
    SLUICE_TRY(const auto session, m_env.openSession(SessionRole::Steps, {}));
    session->setStopToken(m_order.stop);
    for (const Flag &flag : m_plan.flags) {
        if (m_compared.contains(flag.name))
            continue;
        const auto routed = compareRoute(*session, m_plan, flag);
        if (!routed && routed.error().code == ErrorCode::Cancelled)
            return fail(routed.error());
        if (!routed && routed.error().code == ErrorCode::NotFound)
            continue;
        m_compared += flag.name;
        if (routed)
            m_certificate.routes += *routed;
        else
            m_certificate.routes.append(
                RoutedQuery { flag.name, flag.serves.text(), {}, -1, -1, -1, -1, {}, u"not compared: "_s + routed.error().what });
    }
    return {};
}

Result<void> Rehearsal::thereAndBack()
{
    int provable = m_last;
    for (int stage = m_last; stage >= m_first; --stage) {
        if (hasNoWayBack(m_plan.stages[stage]))
            provable = stage - 1;
    }
    if (provable >= m_first) {
        SLUICE_TRY(const auto pass, begin());
        SLUICE_TRY(const bool there, go(*pass, provable));
        if (!there)
            return {};
        SLUICE_TRY(const QList<UndoItem> items, undoItems(pass->state(), idBefore(m_first)));
        const bool isShorter = provable > m_first && !takenAlong(items).isEmpty();
        SLUICE_TRY(const bool back, descend(*pass, provable));
        if (!back)
            return {};
        if (isShorter && isAsBefore())
            SLUICE_CHECK(backAtOnce(provable));
    }
    return provable < m_last && m_failures.isEmpty() ? lastStages() : Result<void>();
}

/// Stage by stage, each with its own proof, as far as this rehearsal began.
Result<bool> Rehearsal::descend(RehearsalPass &pass, int from)
{
    for (int stage = from; stage >= m_first; --stage) {
        SLUICE_TRY(RehearsedReturn back, pass.back(idBefore(stage)));
        const RollbackResult result = back.proof.result;
        noteReturn(std::move(back), false);
        if (result != RollbackResult::Exact && result != RollbackResult::ExactExcept)
            return false;
    }
    return true;
}

/// Nothing was left behind that a second pass would meet; that a table was compared by a sample alone leaves nothing.
bool Rehearsal::isAsBefore() const
{
    return m_failures.isEmpty() && std::all_of(m_certificate.returns.cbegin(), m_certificate.returns.cend(), [](const RehearsedReturn &back) {
        const auto sampled = std::count_if(back.proof.tables.cbegin(), back.proof.tables.cend(), [&](const TableProof &table) {
            return table.isSampled && table.isEqual && back.proof.exceptions.contains(table.table + u' ' + table.note);
        });
        return back.proof.exceptions.size() == sampled;
    });
}

/// Whole, a rollback leaves out what a later undo takes along: another way, so it is gone and proven too.
Result<void> Rehearsal::backAtOnce(int until)
{
    SLUICE_TRY(const auto pass, begin());
    SLUICE_TRY(const bool there, go(*pass, until));
    if (!there)
        return {};
    SLUICE_TRY(RehearsedReturn back, pass->back(idBefore(m_first)));
    noteReturn(std::move(back), true);
    return {};
}

/// Behind the point of no return there is only forward.
Result<void> Rehearsal::lastStages()
{
    SLUICE_TRY(const auto pass, begin());
    SLUICE_TRY(const bool there, go(*pass, m_last));
    for (int stage = m_first; there && stage <= m_last; ++stage) {
        for (const Step &step : m_plan.stages[stage].steps) {
            if (isIrreversible(step.body))
                m_exceptions += u"step '%1' of %2 cannot be taken back: it was declared irreversible (R4)"_s.arg(
                    step.id, stageTitle(m_plan.stages[stage]));
        }
    }
    return {};
}

/// What the last pass went through: it went furthest.
void Rehearsal::noteState(const RunState &state)
{
    QList<RehearsedStage> stages;
    QList<RehearsedStep> steps;
    for (int index = m_first; index <= m_last; ++index) {
        const QString id = m_plan.stages[index].id;
        const StageState *stage = state.stage(id);
        stages.append(
            RehearsedStage { id, stage ? portableForm(fingerprintFromJson(stage->fingerprintDetail)) : Fingerprint() });
        for (const StepState &known : stage ? stage->steps : QList<StepState>()) {
            const auto compiled = compiledStepFromJson(known.compiled);
            if (!compiled)
                continue;
            steps.append(RehearsedStep { id, known.id, compiled->op, compiled->summary, compiled->undoSummary,
                compiled->reversibility, portableDigest(known.compiled, state.run), {}, {}, {}, m_rows.forward(*compiled),
                m_rows.undo(*compiled) });
        }
    }
    m_certificate.stages = stages;
    m_certificate.steps = steps;
}

void Rehearsal::noteReturn(RehearsedReturn back, bool isDirect)
{
    back.isDirect = isDirect;
    const int stage = back.to.isEmpty() ? 0 : m_plan.stageIndex(back.to) + 1;
    QStringList &lines = back.proof.result == RollbackResult::ExactExcept ? m_exceptions : m_failures;
    if (back.proof.result != RollbackResult::Exact) {
        for (const QString &line : back.proof.exceptions)
            lines += u"back to %1: %2"_s.arg(titleBefore(stage), line);
        if (back.proof.exceptions.isEmpty())
            lines += u"back to %1: %2"_s.arg(titleBefore(stage), rollbackResultName(back.proof.result));
    }
    m_certificate.returns.append(std::move(back));
}

void Rehearsal::conclude()
{
    Certificate &made = m_certificate;
    made.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    made.plan = m_plan.metadata.id;
    made.digest = m_order.bundle.digest;
    made.connection = m_plan.connection;
    made.madeOn = m_order.source.name;
    made.driver = driverName(m_order.source);
    made.at = m_order.clock->nowUtc();
    made.validUntil = made.at.addMSecs(m_order.target.rehearsal.valid.count());
    for (int stage = m_first; stage >= 0 && stage <= m_last; ++stage) {
        for (const Step &step : m_plan.stages[stage].steps) {
            if (isOutside(step))
                m_exceptions += u"step '%1' of %2 was left out: a rehearsal starts no program, and nobody does things by hand for it"_s.arg(
                    step.id, stageTitle(m_plan.stages[stage]));
        }
    }
    m_exceptions.removeDuplicates();
    made.result = !m_failures.isEmpty() ? RollbackResult::Failed
        : !m_exceptions.isEmpty()       ? RollbackResult::ExactExcept
                                        : RollbackResult::Exact;
    made.reasons = m_failures.isEmpty() ? m_exceptions : m_failures;
    forgetClone(made);
    made.readersBack = m_measures.readersBack;
    for (RehearsedStep &step : made.steps) {
        step.forward = m_measures.forward.value(step.step);
        step.undo = m_measures.undo.value(step.step);
        step.remnant = m_measures.remnants.value(step.step);
        made.forwardTime += std::max(step.forward.took, Duration(0));
    }
    Duration descent { 0 };
    Duration direct { -1 };
    for (const RehearsedReturn &back : std::as_const(made.returns))
        (back.isDirect ? direct : descent) = back.isDirect ? back.took : descent + back.took;
    if (!made.returns.isEmpty() && m_failures.isEmpty())
        made.backTime = direct >= Duration(0) ? direct : descent;
}

} // namespace

Result<Certificate> rehearse(const RehearsalOrder &order) { return Rehearsal(order).run(); }

Result<ConnectionProfile> rehearsalSource(const ConnectionProfile &target, const ConnectionProfile *named)
{
    if (const auto unsupported = unsupportedTarget(target))
        return fail(*unsupported);
    if (sqlEngine(target) == Engine::Sqlite)
        return target;
    if (target.rehearsal.connection.isEmpty())
        return fail(ErrorCode::Refused, u"connection '%1' names nothing to rehearse on"_s.arg(target.name),
            u"sluice.yaml"_s,
            u"give it 'rehearsal: NAME', NAME being a connection to an idle copy of its database; production is never copied itself"_s);
    if (!named)
        return fail(ErrorCode::InvalidConnection,
            u"connection '%1' is not in sluice.yaml"_s.arg(target.rehearsal.connection), u"sluice.yaml"_s);
    return *named;
}

} // namespace sluice
