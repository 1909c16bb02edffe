// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "policy/rules/rules.h"

#include "plan/nearest_word.h"

#include <QRegularExpression>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

void noRunbook(const LintContext &context, LintReporter &report)
{
    if (context.plan.rollback.runbook.isEmpty())
        report.atPath(u"rollback"_s, u"no runbook: whoever takes this back will not know whom to tell and what to check"_s, u"add rollback.runbook"_s);
}

void noRollbackOwner(const LintContext &context, LintReporter &report)
{
    if (context.plan.rollback.owner.isEmpty())
        report.atPath(u"rollback"_s, u"nobody is named to take this back"_s, u"add rollback.owner"_s);
}

void nobodyTold(const LintContext &context, LintReporter &report)
{
    if (context.plan.communication.stakeholders.isEmpty())
        report.atPath(u"communication"_s, u"no stakeholder is named"_s, u"add communication.stakeholders"_s);
}

/// A step may change only what the plan protects or makes: anything else has no fingerprint and no checksum.
void notProtected(const LintContext &context, LintReporter &report)
{
    const auto check = [&](const LintStep &step, const RelationName &relation) {
        const bool isServed = std::any_of(context.plan.flags.cbegin(), context.plan.flags.cend(), [&](const Flag &flag) {
            return flag.serves == relation || flag.legacy == relation || flag.candidate == relation;
        });
        if (!relation.name.isEmpty() && !context.plan.objects.contains(relation) && !context.isCreatedHere(relation) && !isServed)
            report.atStep(step, u"changes %1, which target.objects does not list: its data is not compared after a rollback"_s.arg(relation.text()), u"add it to target.objects"_s);
    };
    for (const LintStep &step : context.steps) {
        if (const auto *add = std::get_if<AddColumn>(&step.step->body))
            check(step, add->table);
        else if (const auto *drop = std::get_if<DropColumn>(&step.step->body))
            check(step, drop->table);
        else if (const auto *view = std::get_if<ReplaceView>(&step.step->body))
            check(step, view->view);
        else if (const auto *fill = std::get_if<Backfill>(&step.step->body))
            check(step, fill->table);
        for (const RelationName &relation : declaredTouches(step.step->body))
            check(step, relation);
    }
}

void openRisk(const LintContext &context, LintReporter &report)
{
    for (qsizetype i = 0; i < context.plan.metadata.risks.size(); ++i) {
        const Risk &risk = context.plan.metadata.risks[i];
        if (risk.gate.isEmpty() && risk.mitigation.isEmpty())
            report.atPath(u"metadata.risks[%1]"_s.arg(i), u"a risk with neither a gate nor a mitigation"_s, u"say what is done about it"_s);
    }
}

void uncheckedSuccess(const LintContext &context, LintReporter &report)
{
    for (qsizetype i = 0; i < context.plan.metadata.success.size(); ++i) {
        if (context.plan.metadata.success[i].gate.isEmpty())
            report.atPath(u"metadata.success[%1]"_s.arg(i), u"no gate checks this success criterion"_s, u"name the gate that does"_s);
    }
}

void unusedFlag(const LintContext &context, LintReporter &report)
{
    for (qsizetype i = 0; i < context.plan.flags.size(); ++i) {
        const Flag &flag = context.plan.flags[i];
        const bool isInstalled = std::any_of(context.steps.cbegin(), context.steps.cend(), [&](const LintStep &step) {
            const auto *install = std::get_if<InstallFlag>(&step.step->body);
            return install && install->flag == flag.name;
        });
        if (!isInstalled)
            report.atPath(u"flags[%1]"_s.arg(i), u"no step installs flag '%1'"_s.arg(flag.name), u"add op install_flag, or remove the flag"_s);
    }
}

void noPilot(const LintContext &context, LintReporter &report)
{
    for (int i = 0; i < context.plan.stages.size(); ++i) {
        const Stage &stage = context.plan.stages[i];
        if (stage.exposure.size() == 1 && stage.exposure.first().cohort == "all"_L1 && context.isPostgres())
            report.atStage(stage, i, u"everybody is moved to the candidate at once"_s, u"expose a small cohort first"_s);
    }
}

void kindsOutOfOrder(const LintContext &context, LintReporter &report)
{
    for (int i = 1; i < context.plan.stages.size(); ++i) {
        const Stage &stage = context.plan.stages[i];
        if (stage.kind == StageKind::Compatibility && context.plan.stages[i - 1].kind != StageKind::Compatibility)
            report.atStage(stage, i, u"a compatibility stage after a %1 stage proves its point too late"_s.arg(stageKindName(context.plan.stages[i - 1].kind)), u"put it first"_s);
    }
}

bool isHidden(const QString &text)
{
    // Direction overrides and isolates, zero width characters, the soft hyphen and the byte order mark: SQL that holds
    // one reads differently from what runs.
    static const QRegularExpression pattern(u"[\\x{00AD}\\x{061C}\\x{180E}\\x{200B}-\\x{200F}\\x{202A}-\\x{202E}\\x{2060}-\\x{2069}\\x{FEFF}]"_s);
    return pattern.match(text).hasMatch();
}

void hiddenCharacters(const LintContext &context, LintReporter &report)
{
    const QString text = u"the SQL of %1 holds an invisible or direction-changing character: it does not run as it reads"_s;
    const QString advice = u"remove the character"_s;
    for (const LintStep &step : context.steps) {
        QStringList texts;
        if (const auto *add = std::get_if<AddColumn>(&step.step->body))
            texts = { add->column.name, add->column.type, add->column.defaultExpression };
        else if (const auto *create = std::get_if<CreateView>(&step.step->body))
            texts = { create->query.text };
        else if (const auto *replace = std::get_if<ReplaceView>(&step.step->body))
            texts = { replace->query.text };
        else if (const auto *fill = std::get_if<Backfill>(&step.step->body))
            texts = QStringList(fill->set.values()) << fill->where;
        else if (const auto *sql = std::get_if<RawSql>(&step.step->body))
            for (const SqlText &part : sql->forward + sql->rollback)
                texts.append(part.text);
        else if (const auto *program = std::get_if<RunProgram>(&step.step->body))
            texts = program->run + program->rollback << program->probe.text;
        else if (const auto *hand = std::get_if<ByHand>(&step.step->body))
            texts = { hand->instruction, hand->undoInstruction, hand->check.text };
        if (std::any_of(texts.cbegin(), texts.cend(), isHidden))
            report.atStep(step, text.arg(u"step '%1'"_s.arg(step.step->id)), advice);
    }
    for (qsizetype i = 0; i < context.plan.stages.size(); ++i) {
        for (qsizetype k = 0; k < context.plan.stages[i].gates.size(); ++k) {
            const Gate &gate = context.plan.stages[i].gates[k];
            const auto *sql = std::get_if<SqlProbe>(&gate.probe);
            const auto *latency = std::get_if<QueryLatencyProbe>(&gate.probe);
            const auto *tests = std::get_if<TestsProbe>(&gate.probe);
            const bool hidesInTest = tests
                && std::any_of(tests->tests.cbegin(), tests->tests.cend(),
                    [&](const NamedTest &test) { return isHidden(test.name) || isHidden(test.query.text); });
            if ((sql && isHidden(sql->query.text)) || (latency && isHidden(latency->query.text)) || hidesInTest)
                report.atPath(u"stages[%1].gates[%2]"_s.arg(QString::number(i), QString::number(k)), text.arg(u"gate '%1'"_s.arg(gate.id)), advice);
        }
    }
}

void unknownConnection(const LintContext &context, LintReporter &report)
{
    const QString wanted = context.plan.connection;
    if (!context.workspace || context.workspace->connection(wanted))
        return;
    QStringList known;
    for (const ConnectionProfile &profile : context.workspace->connections)
        known.append(profile.name);
    const QString nearest = nearestWord(wanted, known);
    report.atPath(u"target.connection"_s, u"connection '%1' is not in sluice.yaml"_s.arg(wanted),
        !nearest.isEmpty()    ? u"did you mean '%1'?"_s.arg(nearest)
            : known.isEmpty() ? u"add it with sluice connection add"_s
                              : u"name one of %1, or add it with sluice connection add"_s.arg(known.join(u", "_s)));
}

void unsupportedDriver(const LintContext &context, LintReporter &report)
{
    const ConnectionProfile *profile = context.workspace ? context.workspace->connection(context.plan.connection) : nullptr;
    if (!profile)
        return;
    if (const auto unsupported = unsupportedTarget(*profile))
        report.atPath(u"target.connection"_s, unsupported->where + u": "_s + unsupported->what, unsupported->next);
}

void unprovenService(const LintContext &context, LintReporter &report)
{
    const ConnectionProfile *profile = context.workspace ? context.workspace->connection(context.plan.connection) : nullptr;
    if (profile && profile->service && !profile->service->isProven)
        report.atPath(u"target.connection"_s,
            u"connection %1 is unproven: Sluice's profile of %2 was never run against the service itself"_s.arg(profile->name, profile->service->title),
            u"rehearse on a copy, and compare every result with what the service itself says"_s);
}

} // namespace

LintGroup planRules()
{
    return { u"plan structure"_s,
        {
            { "PL01", "no-runbook", Severity::Warning, noRunbook },
            { "PL02", "no-rollback-owner", Severity::Warning, noRollbackOwner },
            { "PL03", "nobody-told", Severity::Info, nobodyTold },
            { "PL04", "not-protected", Severity::Warning, notProtected },
            { "PL05", "open-risk", Severity::Warning, openRisk },
            { "PL06", "unchecked-success", Severity::Info, uncheckedSuccess },
            { "PL07", "unused-flag", Severity::Warning, unusedFlag },
            { "PL08", "no-pilot", Severity::Info, noPilot },
            { "PL09", "kinds-out-of-order", Severity::Warning, kindsOutOfOrder },
            { "PL10", "hidden-characters", Severity::Error, hiddenCharacters },
            { "PL11", "unknown-connection", Severity::Error, unknownConnection },
            { "PL12", "unsupported-driver", Severity::Error, unsupportedDriver },
            { "PL13", "unproven-service", Severity::Warning, unprovenService },
        } };
}

} // namespace sluice
