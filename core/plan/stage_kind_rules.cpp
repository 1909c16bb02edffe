// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/plan_validator.h"

#include <QSet>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Which ops a kind of stage may hold (DESIGN §3.1), in words for the message.
QStringList allowedOps(StageKind kind)
{
    switch (kind) {
    case StageKind::Compatibility:
        return { u"add_column"_s, u"add_generated_column"_s, u"create_index"_s, u"set_comment"_s, u"snapshot"_s, u"sql"_s, u"manual"_s };
    case StageKind::Additive:
        return { u"add_column"_s, u"add_generated_column"_s, u"create_table"_s, u"build_table"_s, u"create_view"_s, u"replace_view"_s,
            u"create_index"_s, u"backfill"_s, u"set_default"_s, u"set_comment"_s, u"install_flag"_s, u"snapshot"_s, u"sql"_s, u"command"_s,
            u"manual"_s };
    case StageKind::Forward:
        return { u"add_column"_s, u"add_generated_column"_s, u"create_table"_s, u"build_table"_s, u"create_view"_s, u"replace_view"_s,
            u"create_index"_s, u"backfill"_s, u"set_default"_s, u"set_not_null"_s, u"set_comment"_s, u"add_constraint"_s, u"alter_type"_s,
            u"rename_column"_s, u"swap_table"_s, u"install_flag"_s, u"switch_flag"_s, u"drop_column"_s, u"drop_view"_s, u"snapshot"_s,
            u"restore"_s, u"sql"_s, u"command"_s, u"manual"_s };
    case StageKind::Resilience:
        return {};
    case StageKind::Contract:
        return { u"remove_flag"_s, u"drop_column"_s, u"drop_view"_s, u"rename_column"_s, u"replace_view"_s, u"set_not_null"_s,
            u"set_comment"_s, u"add_constraint"_s, u"snapshot"_s, u"sql"_s, u"command"_s, u"manual"_s };
    }
    return {};
}

bool isInstalledBy(const Plan &plan, const QString &flag, int stageIndex)
{
    for (const Stage &stage : plan.stages.first(stageIndex + 1)) {
        for (const Step &step : stage.steps) {
            const auto *install = std::get_if<InstallFlag>(&step.body);
            if (install && install->flag == flag)
                return true;
        }
    }
    return false;
}

/// True when replacing view cannot reach readers yet: this plan made it, or it is a flag's candidate.
bool isBehindFlag(const Plan &plan, const RelationName &view)
{
    for (const Flag &flag : plan.flags) {
        if (flag.candidate == view)
            return true;
    }
    for (const Stage &stage : plan.stages) {
        for (const Step &step : stage.steps) {
            const auto *create = std::get_if<CreateView>(&step.body);
            if (create && create->view == view)
                return true;
        }
    }
    return false;
}

/// A view that reads one branch reads it for everybody.
void checkCohortOfRoute(const Flag &flag, const QString &cohort, const QString &what, const QString &path, PlanFindings &findings)
{
    if (flag.isReplaced() && !cohort.isEmpty() && cohort != u"all"_s) {
        findings.add(path,
            u"%1 cohort %2, but flag %3 has 'route: replace': its view reads one branch, so it is on for all or for nobody"_s.arg(
                what, quotedForMessage(cohort), quotedForMessage(flag.name)));
    }
}

void checkStep(const Plan &plan, const Stage &stage, const Step &step, const QString &path, PlanFindings &findings)
{
    const QString op = opName(step.body);
    const QString kind = stageKindName(stage.kind);
    const QString subject = u"step "_s + quotedForMessage(step.id);
    const QStringList allowed = allowedOps(stage.kind);
    if (!allowed.contains(op)) {
        findings.add(path, allowed.isEmpty()
                ? u"%1: a resilience stage holds drills and gates, no steps"_s.arg(subject)
                : u"%1: op '%2' does not belong in a %3 stage, which holds %4"_s.arg(subject, op, kind, allowed.join(u", "_s)));
        return;
    }
    if (const auto *add = std::get_if<AddColumn>(&step.body)) {
        if (stage.kind == StageKind::Compatibility && !add->column.nullable)
            findings.add(path, u"%1: a compatibility stage adds optional columns only; old writers do not fill %2"_s.arg(subject, quotedForMessage(add->column.name)));
    } else if (const auto *replace = std::get_if<ReplaceView>(&step.body)) {
        if (stage.kind == StageKind::Additive && !replace->view.name.isEmpty() && !isBehindFlag(plan, replace->view))
            findings.add(path, u"%1: replacing %2 reaches every reader at once; in an additive stage only a flag's candidate or a view of this plan may be replaced"_s.arg(subject, replace->view.text()));
    } else if (const auto *change = std::get_if<SwitchFlag>(&step.body)) {
        if (const Flag *flag = plan.flag(change->flag))
            checkCohortOfRoute(*flag, change->cohort, subject + u" switches"_s, path, findings);
    } else if (const auto *sql = std::get_if<RawSql>(&step.body)) {
        if (stage.kind == StageKind::Compatibility && sql->writesRows)
            findings.add(path, u"%1: a compatibility stage changes no rows"_s.arg(subject));
    }
    if (stage.kind != StageKind::Contract && isIrreversible(step.body))
        findings.add(path, u"%1: an irreversible step (R4) belongs in a contract stage only"_s.arg(subject));
}

void checkExposure(const Plan &plan, const Stage &stage, int stageIndex, const QString &path, PlanFindings &findings)
{
    const QString subject = u"stage "_s + quotedForMessage(stage.id);
    if (stage.kind != StageKind::Forward) {
        findings.add(path, u"%1 has an exposure; cohorts are switched in forward stages only"_s.arg(subject));
        return;
    }
    if (plan.flags.isEmpty())
        findings.add(path, u"%1 has an exposure, but the plan has no flag to switch"_s.arg(subject));
    for (const Flag &flag : plan.flags) {
        if (!flag.name.isEmpty() && !isInstalledBy(plan, flag.name, stageIndex))
            findings.add(path, u"%1 exposes flag %2, which no step up to here installs"_s.arg(subject, quotedForMessage(flag.name)));
    }
    QSet<QString> cohorts;
    for (qsizetype i = 0; i < stage.exposure.size(); ++i) {
        const QString &cohort = stage.exposure[i].cohort;
        const QString entry = path + u"[%1]"_s.arg(i);
        if (cohort.isEmpty())
            continue;
        if (cohorts.contains(cohort))
            findings.add(entry, u"%1 exposes cohort %2 twice"_s.arg(subject, quotedForMessage(cohort)));
        if (cohorts.contains(u"all"_s))
            findings.add(entry, u"%1 exposes cohort %2 after 'all'"_s.arg(subject, quotedForMessage(cohort)));
        cohorts.insert(cohort);
        for (const Flag &flag : plan.flags)
            checkCohortOfRoute(flag, cohort, subject + u" exposes"_s, entry, findings);
    }
}

} // namespace

void validateStageKind(const Plan &plan, int stageIndex, ReadContext &context)
{
    const Stage &stage = plan.stages[stageIndex];
    const QString path = u"stages[%1]"_s.arg(stageIndex);
    for (qsizetype i = 0; i < stage.steps.size(); ++i)
        checkStep(plan, stage, stage.steps[i], path + u".steps[%1]"_s.arg(i), context.findings);
    if (!stage.exposure.isEmpty())
        checkExposure(plan, stage, stageIndex, path + u".exposure"_s, context.findings);
}

} // namespace sluice
