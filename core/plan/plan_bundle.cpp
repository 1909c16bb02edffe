// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/plan_bundle.h"

#include "base/digest.h"
#include "plan/canonical_plan.h"
#include "plan/plan_reader.h"
#include "plan/plan_validator.h"
#include "plan/workspace.h"
#include "plan/yaml_reader.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostCanonicalBytes = qsizetype { 32 } << 20;

/// planFile below root as "plans/x.yaml"; a file elsewhere is refused, because what it refers to is below root.
Result<QString> relativeToRoot(const QString &root, const QString &planFile)
{
    if (!QDir::isAbsolutePath(planFile))
        return planFile;
    const QString clean = QDir::cleanPath(planFile);
    for (const QString &folder : { QDir::cleanPath(root), QFileInfo(root).canonicalFilePath() }) {
        if (!folder.isEmpty() && clean.startsWith(folder + u'/'))
            return clean.mid(folder.size() + 1);
    }
    return fail(ErrorCode::InvalidPlan, u"the plan lies outside of the workspace"_s, planFile, u"move it to "_s + QDir(root).filePath(u"plans"_s));
}

/// readWorkspaceText's error as a finding: its where is "path:line:column", or the path alone.
PlanFinding findingOf(const Error &error, const QString &file)
{
    PlanFinding finding;
    finding.file = file;
    finding.text = error.what;
    const QStringList parts = error.where.split(u':');
    if (parts.size() >= 3) {
        finding.line = parts[parts.size() - 2].toInt();
        finding.column = parts.last().toInt();
    }
    return finding;
}

Result<PlanBundle> complete(PlanDocument document, const QString &file)
{
    PlanBundle bundle;
    const QString runbookDigest = document.plan.rollback.runbook.isEmpty() ? QString() : sha256Hex(document.runbookText.toUtf8());
    SLUICE_TRY(bundle.canonical, canonicalJson(canonicalPlan(document.plan, runbookDigest)));
    bundle.plan = std::move(document.plan);
    bundle.digest = sha256Hex(bundle.canonical);
    bundle.runbookText = std::move(document.runbookText);
    bundle.file = file;
    return bundle;
}

} // namespace

Result<PlanBundle> readPlan(const QString &workspaceRoot, const QString &planFile, QList<PlanFinding> *findings)
{
    SLUICE_TRY(const QString relative, relativeToRoot(workspaceRoot, planFile));
    const Result<QString> text = readWorkspaceText(workspaceRoot, relative);
    if (!text) {
        if (findings)
            findings->append(findingOf(text.error(), relative));
        return fail(text.error());
    }
    PlanFindings collected(relative);
    PlanDocument document;
    if (const std::optional<YamlNode> root = readYaml(text->toUtf8(), collected)) {
        ReadContext context { collected, [&](const QString &path) { return readWorkspaceText(workspaceRoot, path); }, {}, 0, {}, {} };
        document = readPlanDocument(*root, context);
        validatePlan(document.plan, context);
    }
    if (findings)
        findings->append(collected.inFileOrder());
    if (!collected.isEmpty())
        return fail(collected.toError(ErrorCode::InvalidPlan));
    SLUICE_TRY(PlanBundle bundle, complete(std::move(document), QDir(workspaceRoot).absoluteFilePath(relative)));
    bundle.places = collected.places();
    return bundle;
}

Result<PlanBundle> readPlanOf(const Workspace &workspace, const QString &planId)
{
    const QString usual = workspace.planFile(planId);
    std::optional<PlanBundle> found;
    std::optional<Error> usualError;
    QStringList known;
    for (const QString &file : planFiles(workspace)) {
        Result<PlanBundle> bundle = readPlan(workspace.root, file);
        if (!bundle) {
            if (file == usual)
                usualError = bundle.error();
            continue;
        }
        const QString id = bundle->plan.metadata.id;
        known += id;
        if (id != planId)
            continue;
        if (found)
            return fail(ErrorCode::AlreadyExists, u"plan '%1' is in two files: %2 and %3"_s.arg(planId, QFileInfo(found->file).fileName(), QFileInfo(file).fileName()),
                file, u"give one of them another id"_s);
        found = *std::move(bundle);
    }
    if (found)
        return *std::move(found);
    if (usualError)
        return fail(*usualError);
    known.removeDuplicates();
    return fail(ErrorCode::NotFound, u"no plan in plans/ has the id %1"_s.arg(quotedForMessage(planId)), workspace.root,
        known.isEmpty() ? u"there is no readable plan yet; sluice lint tells why"_s : u"there are: "_s + known.join(u", "_s).left(200));
}

Result<PlanBundle> bundleFromCanonical(const QByteArray &canonical, const QString &runbookText)
{
    const auto corrupt = [](const QString &why) {
        return fail(ErrorCode::LedgerCorrupt, u"the stored plan is not what Sluice wrote: "_s + why, {}, u"run sluice log verify"_s);
    };
    if (canonical.size() > kMostCanonicalBytes)
        return corrupt(u"it is larger than 32 MiB"_s);
    QJsonParseError parseError;
    const QJsonDocument json = QJsonDocument::fromJson(canonical, &parseError);
    if (!json.isObject())
        return corrupt(parseError.error == QJsonParseError::NoError ? u"it is not an object"_s : parseError.errorString());
    PlanFindings collected(u"stored plan"_s);
    ReadContext context { collected, {}, {}, 0, {}, {} };
    PlanDocument document = readPlanDocument(treeFromJson(json.object()), context);
    if (!collected.isEmpty())
        return corrupt(collected.toError(ErrorCode::LedgerCorrupt).what);
    document.runbookText = runbookText;
    SLUICE_TRY(PlanBundle bundle, complete(std::move(document), {}));
    if (bundle.canonical != canonical)
        return corrupt(u"its bytes or its runbook differ from the canonical form"_s);
    return bundle;
}

} // namespace sluice
