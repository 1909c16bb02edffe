// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/health_meter.h"
#include "engine/stage_driver.h"
#include "quality/difference/compared_columns.h"
#include "quality/probe.h"
#include "warehouse/catalogue.h"
#include "warehouse/kept_rows.h"
#include "warehouse/own_tables.h"
#include "warehouse/target_identity.h"

#include <algorithm>

// What there is before a stage changes anything: the reference of limits that are factors of it, and rows to compare with.

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr Duration kLockBudget { std::chrono::seconds(20) };

/// The legacy of a flag has its name only when the flag is installed; before that it is what readers read.
Result<RelationName> relationNow(SqlSession &session, const Plan &plan, const RelationName &legacy)
{
    SLUICE_TRY(const RelationFacts facts, describeRelation(session, legacy));
    const auto flag = std::find_if(plan.flags.cbegin(), plan.flags.cend(), [&](const Flag &one) { return one.legacy == legacy; });
    return facts.kind == RelationKind::Missing && flag != plan.flags.cend() ? flag->serves : legacy;
}

bool tellsNewer(Engine engine, const ComparedColumn &column)
{
    switch (column.holds) {
    case ValueClass::Integer:
    case ValueClass::Decimal:
    case ValueClass::Float:
    case ValueClass::Date:
    case ValueClass::Timestamp:
    case ValueClass::Instant:
        return true;
    case ValueClass::Text:
    case ValueClass::Any:
        return engine == Engine::Sqlite; // which keeps moments so
    case ValueClass::Boolean:
    case ValueClass::Bytes:
    case ValueClass::Time:
    case ValueClass::Json:
    case ValueClass::Other:
        return false;
    }
    return false;
}

/// A column that cannot say what is newer is told before anything is copied.
Result<void> checkNewerBy(SqlSession &session, const RelationName &relation, const QString &newerBy)
{
    if (newerBy.isEmpty())
        return {};
    SLUICE_TRY(const DescribedSide side, describeSide(session, relation));
    const auto column = std::find_if(side.columns.cbegin(), side.columns.cend(), [&](const ComparedColumn &one) { return one.name == newerBy; });
    if (column == side.columns.cend())
        return fail(ErrorCode::Usage, u"%1 has no column '%2' to know newer rows by"_s.arg(relation.text(), newerBy));
    if (!tellsNewer(session.engine(), *column))
        return fail(ErrorCode::Usage, u"column '%1' of %2 (%3) is neither a time nor a number, and does not tell newer rows"_s.arg(newerBy, relation.text(), column->type));
    return {};
}

} // namespace

Result<TakenBaseline> StageDriver::takeBaseline(const Stage &stage, const Gate &gate)
{
    const auto &probe = std::get<FidelityProbe>(gate.probe);
    TakenBaseline taken { stage.id, gate.id, {}, probe.candidate, {}, probe.key, 0, *probe.baseline, {}, m_seat.env.clock->nowUtc(), false };
    return m_seat.onSteps<TakenBaseline>([taken, legacy = probe.legacy, plan = m_seat.plan, run = m_seat.journal.state().run,
                                             fence = m_seat.fence, identity = m_seat.identity](SqlSession &session) mutable -> Result<TakenBaseline> {
        SLUICE_CHECK(session.setTimeouts(plan.defaults.statementTimeout, plan.defaults.lockTimeout));
        SLUICE_TRY(const TargetIdentity found, verifyTarget(session));
        if (found != identity)
            return fail(ErrorCode::IdentityMismatch, u"the target calls itself %1, the run was started on %2"_s.arg(found.uuid, identity.uuid));
        SLUICE_TRY(taken.relation, relationNow(session, plan, legacy));
        SLUICE_CHECK(checkNewerBy(session, taken.relation, taken.kept.newerBy));
        const QString table = baselineTableName(run, taken.gate);
        taken.copy = ownRelation(session.engine(), table);
        SLUICE_TRY(const KeptRows kept,
            keepRows(session, { taken.relation, taken.kept.where, taken.kept.maxRows, taken.kept.newerBy, table }, fence, kLockBudget));
        taken.rows = kept.rows;
        taken.mark = kept.mark;
        return taken;
    });
}

Result<void> StageDriver::takeBaselines()
{
    if (!m_seat.journal.state().stages.isEmpty()) // what they hold now may be this rollout's own work
        return {};
    for (const Stage &stage : m_seat.plan.stages) {
        for (const Gate &gate : stage.gates) {
            const auto *probe = std::get_if<FidelityProbe>(&gate.probe);
            if (!probe || !probe->baseline || m_seat.journal.state().keptBaselines.contains(gate.id))
                continue;
            m_seat.say(u"Keeping the rows of %1 for %2"_s.arg(probe->legacy.text(), gateTitle(gate)));
            const Result<TakenBaseline> taken = takeBaseline(stage, gate);
            if (!mayGoOn())
                return {};
            if (!taken) {
                Error error = taken.error();
                error.what = u"the baseline of %1 cannot be kept: %2"_s.arg(gateTitle(gate), error.what)
                    + (error.next.isEmpty() ? QString() : u"; "_s + error.next);
                return fail(error);
            }
            SLUICE_CHECK(m_seat.journal.record(EventType::BaselineTaken, toJson(*taken)));
        }
    }
    return {};
}

Result<QJsonObject> StageDriver::measureBaselines(const Stage &stage)
{
    const bool isPaired = isPairedStage(m_seat.plan, stage, sqlEngine(m_seat.env.profile) == Engine::Postgresql);
    QJsonObject baselines;
    for (const Gate &gate : stage.gates) {
        if (!needsBaseline(gate, isPaired))
            continue;
        m_seat.say(u"Measuring the baseline of %1"_s.arg(gateTitle(gate)));
        auto measured = m_seat.onProbe<GateBaseline>([gate, now = m_seat.env.clock->nowUtc()](SqlSession &session) {
            return measureBaseline(session, gate, now);
        });
        if (!mayGoOn())
            return baselines;
        if (!measured) {
            Error error = measured.error();
            error.what
                += u". Its limit is a factor of what there was before: name what exists then, or state a limit of its own"_s;
            return fail(error);
        }
        baselines[gate.id] = toJson(*measured);
    }
    return baselines;
}

} // namespace sluice
