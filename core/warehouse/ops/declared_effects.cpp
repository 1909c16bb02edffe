// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/ops/declared_effects.h"

#include "warehouse/dialect.h"
#include "warehouse/ops/op_support.h"
#include "warehouse/sql_fragment.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

Result<Reversibility> declaredClass(const StepContext &context, const QString &declared, bool hasWayBack)
{
    const bool isContract = std::any_of(context.plan.stages.cbegin(), context.plan.stages.cend(), [&](const Stage &stage) {
        return stage.kind == StageKind::Contract
            && std::any_of(stage.steps.cbegin(), stage.steps.cend(), [&](const Step &step) { return step.id == context.step.id; });
    });
    Reversibility found = Reversibility::R2;
    bool isKnown = declared.isEmpty();
    for (int i = 0; i <= static_cast<int>(Reversibility::R4) && !isKnown; ++i) {
        found = static_cast<Reversibility>(i);
        isKnown = declared == reversibilityName(found);
    }
    if (!isKnown)
        return refuse(context, u"'%1' is no reversibility class"_s.arg(declared), u"use R0, R1, R2, R3 or R4"_s);
    if (!hasWayBack && (found != Reversibility::R4 || !isContract))
        return refuse(context, u"a step without a rollback cannot be taken back"_s, u"state the way back, or declare R4 in a contract stage"_s);
    if (found == Reversibility::R4 && !isContract)
        return refuse(context, u"an irreversible step belongs into a contract stage"_s);
    return found;
}

Result<void> setProbes(const StepContext &context, const SqlText &query, const QString &what, CompiledStep &step)
{
    SLUICE_TRY(const QString checked, checkedQuery(context.engine(), query.text, what));
    const QString answer = u"coalesce(("_s + checked + u"\n), "_s + (context.engine() == Engine::Postgresql ? u"false)"_s : u"0)"_s);
    step.present = u"SELECT "_s + answer;
    step.absent = u"SELECT NOT "_s + answer;
    return {};
}

Result<void> setTouches(const StepContext &context, const QList<RelationName> &relations, CompiledStep &step)
{
    for (const RelationName &relation : relations) {
        SLUICE_TRY(const RelationName resolved, dialectFor(context.engine()).resolve(context.session, relation));
        if (!step.touches.contains(resolved))
            step.touches.append(resolved);
    }
    return {};
}

} // namespace sluice
