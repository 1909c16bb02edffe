// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/plan_reader.h"

#include "plan/approved_changes.h"
#include "plan/nearest_word.h"
#include "plan/unbuilt_words.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// metadata.transformations and metadata.success: words, and what checks them.
QList<Outcome> readOutcomes(MappingReader &parent, QLatin1String key, ReadContext &context)
{
    QList<Outcome> outcomes;
    const YamlNode *list = parent.list(key);
    if (!list)
        return outcomes;
    for (size_t i = 0; i < list->items.size(); ++i) {
        MappingReader reader(list->items[i], parent.path(key) + u"[%1]"_s.arg(i), QString(key == "success"_L1 ? u"success %1"_s : u"transformation %1"_s).arg(i + 1), context.findings);
        outcomes.append(Outcome { reader.text("text"_L1, Need::Required), reader.text("gate"_L1) });
        if (key == "transformations"_L1)
            outcomes.last().expect = readExpectation(reader);
        reader.finish();
    }
    return outcomes;
}

QList<Risk> readRisks(MappingReader &parent, ReadContext &context)
{
    QList<Risk> risks;
    const YamlNode *list = parent.list("risks"_L1);
    if (!list)
        return risks;
    for (size_t i = 0; i < list->items.size(); ++i) {
        MappingReader reader(list->items[i], parent.path("risks"_L1) + u"[%1]"_s.arg(i), u"risk %1"_s.arg(i + 1), context.findings);
        risks.append(Risk { reader.text("text"_L1, Need::Required), reader.text("mitigation"_L1), reader.text("gate"_L1) });
        reader.finish();
    }
    return risks;
}

PlanMetadata readMetadata(const YamlNode &node, const QString &path, ReadContext &context)
{
    MappingReader reader(node, path, u"'metadata'"_s, context.findings);
    PlanMetadata metadata;
    metadata.id = reader.identifier("id"_L1);
    metadata.title = reader.text("title"_L1, Need::Required);
    metadata.reason = reader.text("reason"_L1, Need::Required);
    metadata.owner = reader.text("owner"_L1, Need::Required);
    metadata.ticket = reader.text("ticket"_L1);
    if (const YamlNode *milestone = reader.mapping("milestone"_L1)) {
        MappingReader inner(*milestone, reader.path("milestone"_L1), u"'milestone'"_s, context.findings);
        metadata.milestone = Milestone { inner.text("name"_L1, Need::Required), inner.date("date"_L1, Need::Required) };
        inner.finish();
    }
    metadata.transformations = readOutcomes(reader, "transformations"_L1, context);
    metadata.success = readOutcomes(reader, "success"_L1, context);
    metadata.risks = readRisks(reader, context);
    reader.finish();
    return metadata;
}

QList<Flag> readFlags(MappingReader &parent, ReadContext &context)
{
    QList<Flag> flags;
    const YamlNode *list = parent.list("flags"_L1);
    if (!list)
        return flags;
    for (size_t i = 0; i < list->items.size(); ++i) {
        MappingReader reader(list->items[i], u"flags[%1]"_s.arg(i), u"a flag"_s, context.findings);
        Flag flag;
        flag.name = reader.identifier("name"_L1);
        if (!flag.name.isEmpty())
            reader.setSubject(u"flag "_s + quotedForMessage(flag.name));
        flag.serves = reader.relation("serves"_L1);
        flag.legacy = reader.relation("legacy"_L1);
        flag.candidate = reader.relation("candidate"_L1);
        if (reader.has("route"_L1)) {
            const QString route = reader.choice("route"_L1, { u"function"_s, u"replace"_s }, u"function"_s);
            flag.route = route == u"replace"_s ? FlagRoute::Replace : FlagRoute::Function;
        }
        reader.refuseKeys({ u"percent"_s });
        reader.finish();
        flags.append(flag);
    }
    return flags;
}

PlanDefaults readDefaults(const YamlNode &node, ReadContext &context)
{
    MappingReader reader(node, u"defaults"_s, u"'defaults'"_s, context.findings);
    PlanDefaults defaults;
    defaults.lockTimeout = reader.duration("lock_timeout"_L1, defaults.lockTimeout);
    defaults.statementTimeout = reader.duration("statement_timeout"_L1, defaults.statementTimeout);
    defaults.retries = reader.integer("retries"_L1, defaults.retries, 0, 1000);
    reader.finish();
    return defaults;
}

QList<ExposureStep> readExposure(MappingReader &parent, ReadContext &context)
{
    QList<ExposureStep> exposure;
    const YamlNode *list = parent.list("exposure"_L1);
    if (!list)
        return exposure;
    for (size_t i = 0; i < list->items.size(); ++i) {
        MappingReader reader(list->items[i], parent.path("exposure"_L1) + u"[%1]"_s.arg(i),
            u"exposure %1 of %2"_s.arg(QString::number(i + 1), parent.subject()), context.findings);
        reader.refuseKeys(unbuiltExposureKeys());
        const Need need = reader.has("percent"_L1) ? Need::Optional : Need::Required; // a share stands instead of a cohort
        exposure.append(ExposureStep { reader.text("cohort"_L1, need), reader.duration("hold"_L1, Duration { 0 }) });
        reader.finish();
    }
    return exposure;
}

BreachAction readOnBreach(MappingReader &reader)
{
    const QString word = reader.choice("on_breach"_L1, { u"rollback"_s, u"hold"_s, u"report"_s }, u"hold"_s);
    return word == "rollback"_L1 ? BreachAction::Rollback : word == "report"_L1 ? BreachAction::Report : BreachAction::Hold;
}

Stage readStage(const YamlNode &node, const QString &path, ReadContext &context)
{
    MappingReader reader(node, path, u"a stage"_s, context.findings);
    Stage stage;
    stage.id = reader.identifier("id"_L1);
    if (!stage.id.isEmpty())
        reader.setSubject(u"stage "_s + quotedForMessage(stage.id));
    const QStringList kinds { u"compatibility"_s, u"additive"_s, u"forward"_s, u"resilience"_s, u"contract"_s };
    reader.node("kind"_L1, Need::Required);
    stage.kind = stageKindFromName(reader.choice("kind"_L1, kinds, kinds.first())).value_or(StageKind::Compatibility);
    stage.title = reader.text("title"_L1);
    stage.onBreach = readOnBreach(reader);
    stage.bake = reader.duration("bake"_L1, stage.bake);
    if (const YamlNode *steps = reader.list("steps"_L1)) {
        for (size_t i = 0; i < steps->items.size(); ++i) {
            if (std::optional<Step> step = readStep(steps->items[i], reader.path("steps"_L1) + u"[%1]"_s.arg(i), context))
                stage.steps.append(*std::move(step));
            else
                context.thinnedStages.insert(path);
        }
    }
    stage.exposure = readExposure(reader, context);
    if (const YamlNode *gates = reader.list("gates"_L1)) {
        for (size_t i = 0; i < gates->items.size(); ++i) {
            if (std::optional<Gate> gate = readGate(gates->items[i], reader.path("gates"_L1) + u"[%1]"_s.arg(i), stage.onBreach, context))
                stage.gates.append(*std::move(gate));
            else
                context.thinnedStages.insert(path);
        }
    }
    reader.refuseKeys(unbuiltStageKeys());
    if (reader.has("drills"_L1))
        context.thinnedStages.insert(path);
    reader.finish();
    return stage;
}

void readRollback(const YamlNode &node, PlanDocument &document, ReadContext &context)
{
    MappingReader reader(node, u"rollback"_s, u"'rollback'"_s, context.findings);
    RollbackSpec &rollback = document.plan.rollback;
    rollback.window = reader.duration("window"_L1, rollback.window);
    rollback.owner = reader.text("owner"_L1);
    rollback.runbook = reader.text("runbook"_L1);
    if (!rollback.runbook.isEmpty())
        document.runbookText = loadReferencedText(rollback.runbook, reader.path("runbook"_L1), context);
    if (context.isCanonical())
        reader.node("runbook_sha256"_L1); // compared with the runbook when the canonical form is made again
    if (const YamlNode *budget = reader.mapping("budget"_L1)) {
        MappingReader inner(*budget, reader.path("budget"_L1), u"'budget'"_s, context.findings);
        rollback.maxLock = inner.duration("max_lock"_L1, rollback.maxLock);
        rollback.maxDuration = inner.duration("max_duration"_L1, rollback.maxDuration);
        inner.finish();
    }
    reader.refuseKeys({ u"retain"_s, u"point_of_no_return"_s });
    reader.finish();
}

Communication readCommunication(const YamlNode &node, ReadContext &context)
{
    MappingReader reader(node, u"communication"_s, u"'communication'"_s, context.findings);
    Communication communication { reader.texts("stakeholders"_L1), reader.texts("channels"_L1), reader.texts("escalation"_L1) };
    reader.finish();
    return communication;
}

} // namespace

PlanDocument readPlanDocument(const YamlNode &root, ReadContext &context)
{
    PlanDocument document;
    Plan &plan = document.plan;
    context.findings.notePlace({}, { 1, 1, 0 });
    MappingReader reader(root, {}, u"the plan"_s, context.findings);
    if (!reader.isMapping())
        return document;
    reader.word("apiVersion"_L1, "sluice/v1"_L1);
    reader.word("kind"_L1, "RolloutPlan"_L1);
    if (const YamlNode *metadata = reader.mapping("metadata"_L1, Need::Required))
        plan.metadata = readMetadata(*metadata, u"metadata"_s, context);
    if (const YamlNode *target = reader.mapping("target"_L1, Need::Required)) {
        MappingReader inner(*target, u"target"_s, u"'target'"_s, context.findings);
        plan.connection = inner.text("connection"_L1, Need::Required);
        plan.objects = inner.relations("objects"_L1, Need::Required);
        inner.finish();
    }
    plan.flags = readFlags(reader, context);
    if (const YamlNode *defaults = reader.mapping("defaults"_L1))
        plan.defaults = readDefaults(*defaults, context);
    context.defaults = plan.defaults;
    if (const YamlNode *stages = reader.list("stages"_L1, Need::Required)) {
        for (size_t i = 0; i < stages->items.size(); ++i)
            plan.stages.append(readStage(stages->items[i], u"stages[%1]"_s.arg(i), context));
    }
    if (const YamlNode *rollback = reader.mapping("rollback"_L1))
        readRollback(*rollback, document, context);
    if (const YamlNode *communication = reader.mapping("communication"_L1))
        plan.communication = readCommunication(*communication, context);
    plan.needsCertificate = reader.choice("certificate"_L1, { u"required"_s, u"advisory"_s }, {}) == "required"_L1;
    reader.refuseKeys(unbuiltPlanKeys());
    reader.finish();
    deriveApprovedGates(plan, context);
    return document;
}

} // namespace sluice
