// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/standing_checks.h"

#include "plan/plan_validator.h"
#include "plan/yaml_reader.h"

#include <QDir>

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr Duration kInterval { std::chrono::minutes(5) };
constexpr int kMinSamples = 3; ///< ticks are far apart, and nothing has just been changed

/// What a gate says that only a rollout could do.
void refuseRolloutKeys(const YamlNode &node, const Gate &gate, const QString &path, PlanFindings &findings)
{
    const QString subject = u"gate "_s + quotedForMessage(gate.id);
    for (const QLatin1String key : { "on_breach"_L1, "on_no_data"_L1 }) {
        if (node.entry(key))
            findings.add(path + u'.' + key,
                u"'%1' of %2 has no meaning outside a rollout: a standing check reports"_s.arg(QString(key), subject));
    }
    if (const auto *fidelity = std::get_if<FidelityProbe>(&gate.probe); fidelity && fidelity->baseline)
        findings.add(path + u".at"_s,
            u"%1 compares with what was kept when a rollout started; outside of one nothing is kept"_s.arg(subject));
    if (std::any_of(
            gate.limits.cbegin(), gate.limits.cend(), [](const Limit &limit) { return limit.relativeToBaseline; }))
        findings.add(
            path, u"%1 compares with a baseline, which only a rollout has; write a limit of its own"_s.arg(subject));
}

void readGates(MappingReader &parent, StandingChecks &checks, Duration interval, ReadContext &context)
{
    const YamlNode *list = parent.list("gates"_L1, Need::Required);
    for (size_t i = 0; list && i < list->items.size(); ++i) {
        const YamlNode &node = list->items[i];
        const QString path = parent.path("gates"_L1) + u"[%1]"_s.arg(i);
        std::optional<Gate> gate = readGate(node, path, BreachAction::Report, context);
        if (!gate)
            continue;
        const auto unless
            = [&node](QLatin1String key, auto stated, auto otherwise) { return node.entry(key) ? stated : otherwise; };
        gate->interval = unless("interval"_L1, gate->interval, interval);
        gate->warmup = unless("warmup"_L1, gate->warmup, 0);
        gate->minSamples = unless("min_samples"_L1, gate->minSamples, kMinSamples);
        gate->onNoData = NoDataAction::Report;
        refuseRolloutKeys(node, *gate, path, context.findings);
        checks.gates.append(*std::move(gate));
    }
    validateGates(checks.gates, parent.path("gates"_L1), context);
}

StandingChecks readDocument(const YamlNode &root, ReadContext &context)
{
    StandingChecks checks;
    context.findings.notePlace({}, { 1, 1, 0 });
    MappingReader reader(root, {}, u"the file of checks"_s, context.findings);
    if (!reader.isMapping())
        return checks;
    reader.word("apiVersion"_L1, "sluice/v1"_L1);
    reader.word("kind"_L1, "StandingChecks"_L1);
    if (const YamlNode *metadata = reader.mapping("metadata"_L1, Need::Required)) {
        MappingReader inner(*metadata, u"metadata"_s, u"'metadata'"_s, context.findings);
        checks.domain = inner.identifier("domain"_L1);
        checks.owner = inner.text("owner"_L1, Need::Required);
        inner.finish();
    }
    checks.connection = reader.text("connection"_L1, Need::Required);
    readGates(reader, checks, reader.duration("interval"_L1, kInterval), context);
    reader.finish();
    return checks;
}

} // namespace

Result<StandingChecks> readStandingChecks(const QString &workspaceRoot, const QString &file,
    QList<PlanFinding> *findings, QHash<QString, PlanPlace> *places)
{
    SLUICE_TRY(const QString text, readWorkspaceText(workspaceRoot, file));
    PlanFindings collected(file);
    StandingChecks checks;
    if (const std::optional<YamlNode> root = readYaml(text.toUtf8(), collected)) {
        ReadContext context { collected, [&](const QString &path) { return readWorkspaceText(workspaceRoot, path); },
            {}, 0, {}, {} };
        checks = readDocument(*root, context);
    }
    if (findings)
        findings->append(collected.inFileOrder());
    if (places)
        *places = collected.places();
    if (!collected.isEmpty())
        return fail(collected.toError(ErrorCode::InvalidPlan));
    checks.file = file;
    return checks;
}

QStringList checksFiles(const QString &workspaceRoot)
{
    QStringList files = QDir(QDir(workspaceRoot).filePath(u"checks"_s))
                            .entryList({ u"*.yaml"_s }, QDir::Files | QDir::System, QDir::Name);
    for (QString &file : files)
        file.prepend(u"checks/"_s);
    return files;
}

ChecksFolder readChecksFolder(const QString &workspaceRoot)
{
    ChecksFolder folder;
    for (const QString &file : checksFiles(workspaceRoot)) {
        const auto read = readStandingChecks(workspaceRoot, file);
        if (!read) {
            folder.problems.append(read.error());
            continue;
        }
        const auto other = std::find_if(folder.domains.cbegin(), folder.domains.cend(),
            [&](const StandingChecks &one) { return one.domain == read->domain; });
        if (other == folder.domains.cend())
            folder.domains.append(*read);
        else
            folder.problems.append(Error { ErrorCode::InvalidPlan,
                u"the domain %1 has its checks in %2 already"_s.arg(quotedForMessage(read->domain), other->file), file,
                u"write them into one file, or give one of them another domain"_s, {} });
    }
    return folder;
}

bool operator==(const ChecksFolder &a, const ChecksFolder &b)
{
    const auto isSame
        = [](const Error &one, const Error &other) { return one.what == other.what && one.where == other.where; };
    return a.domains == b.domains
        && std::equal(a.problems.cbegin(), a.problems.cend(), b.problems.cbegin(), b.problems.cend(), isSame);
}

} // namespace sluice
