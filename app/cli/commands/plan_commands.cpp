// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/commands/commands.h"
#include "app/cli/plan_lookup.h"
#include "app/cli/rehearsal_text.h"
#include "communication/plain_text.h"
#include "engine/certificate_book.h"
#include "policy/lint.h"
#include "service/session_factory.h"
#include "service/workspace_files.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QJsonObject findingJson(const Finding &finding)
{
    return QJsonObject { { u"rule"_s, finding.rule }, { u"group"_s, finding.group }, { u"severity"_s, severityName(finding.severity) },
        { u"file"_s, finding.file }, { u"line"_s, finding.line }, { u"step"_s, finding.step }, { u"text"_s, finding.text },
        { u"advice"_s, finding.advice } };
}

/// SARIF 2.1.0: what code hosts show beside the lines.
QJsonObject sarif(const QList<Finding> &findings)
{
    QJsonArray results;
    for (const Finding &finding : findings) {
        const QString level = finding.severity == Severity::Error ? u"error"_s : finding.severity == Severity::Warning ? u"warning"_s : u"note"_s;
        results.append(QJsonObject { { u"ruleId"_s, finding.rule }, { u"level"_s, level },
            { u"message"_s, QJsonObject { { u"text"_s, finding.text + u' ' + finding.advice } } },
            { u"locations"_s,
                QJsonArray { QJsonObject { { u"physicalLocation"_s,
                    QJsonObject { { u"artifactLocation"_s, QJsonObject { { u"uri"_s, finding.file } } },
                        { u"region"_s, QJsonObject { { u"startLine"_s, std::max(1, finding.line) } } } } } } } } });
    }
    return QJsonObject { { u"version"_s, u"2.1.0"_s }, { u"$schema"_s, u"https://json.schemastore.org/sarif-2.1.0.json"_s },
        { u"runs"_s,
            QJsonArray { QJsonObject { { u"tool"_s, QJsonObject { { u"driver"_s, QJsonObject { { u"name"_s, u"sluice lint"_s } } } } },
                { u"results"_s, results } } } } };
}

/// The file of a plan that the call names. An id is looked for in every plan when its usual file is not there.
Result<QString> planFileOf(const Workspace &workspace, const QString &named)
{
    if (named.endsWith(u".yaml"_s))
        return named;
    const QString usual = workspace.planFile(named);
    if (QFileInfo::exists(usual))
        return usual;
    return readPlanOf(workspace, named).map([](const PlanBundle &bundle) { return bundle.file; });
}

class Lint final : public Command
{
public:
    QString name() const override { return u"lint"_s; }
    QString summary() const override { return u"Check plans; says which rule groups ran"_s; }
    QString arguments() const override { return u"[PLAN…]"_s; }
    void describe(QCommandLineParser &parser) const override
    {
        parser.addPositionalArgument(u"plan"_s, u"Plan ids or files; all when none is given."_s, u"[PLAN…]"_s);
        parser.addOption({ u"format"_s, u"text, json or sarif."_s, u"FORMAT"_s, u"text"_s });
    }
    void run(const QCommandLineParser &parser, CliSession &session) override;
};

void Lint::run(const QCommandLineParser &parser, CliSession &session)
{
    const QString format = session.out().isJson() ? u"json"_s : parser.value(u"format"_s);
    if (format != u"text"_s && format != u"json"_s && format != u"sarif"_s)
        return session.fail(usageError(u"--format must be text, json or sarif"_s, u"lint [PLAN…] [--format text|json|sarif]"_s));
    const auto workspace = session.workspace();
    if (!workspace)
        return session.fail(workspace.error());
    QStringList files;
    for (const QString &argument : parser.positionalArguments().mid(1)) {
        const Result<QString> file = planFileOf(*workspace, argument);
        if (!file)
            return session.fail(file.error());
        files += *file;
    }
    if (files.isEmpty())
        files = planFiles(*workspace);
    QList<Finding> findings;
    QStringList groups;
    QStringList notRun;
    for (const QString &file : files) {
        QList<PlanFinding> problems;
        const auto bundle = readPlan(workspace->root, file, &problems);
        if (!bundle && (problems.isEmpty() || bundle.error().code == ErrorCode::NotFound)) // no file: nothing was found wrong in it
            return session.fail(bundle.error());
        for (const PlanFinding &problem : problems)
            findings.append(Finding { u"PLAN"_s, u"plan file"_s, Severity::Error, problem.file, problem.line, problem.path, problem.text, {} });
        if (!bundle)
            continue;
        const LintReport report = lintPlan(*bundle, *workspace);
        findings += report.findings;
        groups = report.groupsRun;
        notRun = report.groupsNotRun;
    }
    const bool hasErrors = std::any_of(findings.cbegin(), findings.cend(), [](const Finding &finding) { return finding.severity == Severity::Error; });
    QJsonArray list;
    for (const Finding &finding : findings) {
        list.append(findingJson(finding));
        const QString severity = severityName(finding.severity);
        if (format == u"text"_s) {
            session.out().line(printable(u"%1:%2: %3 %4: %5"_s.arg(finding.file).arg(finding.line).arg(severity, finding.rule, finding.text)));
            if (!finding.advice.isEmpty())
                session.out().line(u"    "_s + printable(finding.advice));
        }
    }
    const QJsonObject body { { u"findings"_s, list }, { u"groups_run"_s, QJsonArray::fromStringList(groups) },
        { u"groups_not_run"_s, QJsonArray::fromStringList(notRun) }, { u"plans"_s, files.size() } };
    if (format == u"text"_s) {
        session.out().line(u"%1 plans, %2 findings"_s.arg(files.size()).arg(findings.size()));
        session.out().line(u"rule groups run: %1"_s.arg(groups.isEmpty() ? u"none, no plan could be read"_s : groups.join(u", "_s)));
        if (!notRun.isEmpty())
            session.out().line(u"not run: %1"_s.arg(notRun.join(u", "_s)));
    } else {
        const Output json(true, Output::Colour::Never);
        if (format == u"sarif"_s)
            json.document(QJsonDocument(sarif(findings)).toJson(QJsonDocument::Compact) + '\n');
        else
            json.json(u"sluice.lint/1"_s, body);
    }
    session.finish(hasErrors ? 1 : 0);
}

/// The newest certificate of a plan as the ledger has it; none where there is no ledger yet, and none is made for this.
Result<std::optional<Certificate>> certificateOf(const Workspace &workspace, const Clock &clock, const PlanBundle &bundle)
{
    if (workspace.ledgerConnection.isEmpty() && !QFileInfo::exists(workspace.ledgerFile))
        return std::optional<Certificate>();
    SLUICE_TRY(const auto ledger, openLedgerOf(workspace, std::make_shared<SessionFactory>(workspace.root), clock));
    SLUICE_TRY(const CertificateBook book, readCertificates(*ledger));
    const Certificate *newest = book.newest(bundle.digest);
    if (!newest)
        newest = book.newestOfPlan(bundle.plan.metadata.id);
    return newest ? std::optional(*newest) : std::nullopt;
}

/// Reads one plan for the two commands that show it.
std::optional<PlanBundle> readOne(const QCommandLineParser &parser, CliSession &session)
{
    const auto workspace = session.workspace();
    if (!workspace) {
        session.fail(workspace.error());
        return std::nullopt;
    }
    auto bundle = planNamed(*workspace, parser.positionalArguments().at(2));
    if (!bundle) {
        session.fail(bundle.error());
        return std::nullopt;
    }
    return *std::move(bundle);
}

/// Of a gate that no one wrote by itself, what it lets change.
QString approvedText(const Gate &gate)
{
    const auto *fidelity = std::get_if<FidelityProbe>(&gate.probe);
    if (!fidelity || !fidelity->approved)
        return {};
    return fidelity->approved->isEmpty() ? u" · nothing may change"_s : u" · nothing but %1 may change"_s.arg(fidelity->approved->join(u", "_s));
}

class PlanShow final : public Command
{
public:
    QString name() const override { return u"plan show"_s; }
    QString summary() const override { return u"Show a plan: stages, steps, gates, digest"_s; }
    QString arguments() const override { return u"PLAN"_s; }
    void describe(QCommandLineParser &parser) const override { parser.addPositionalArgument(u"plan"_s, u"Plan id or file."_s, u"PLAN"_s); }
    void run(const QCommandLineParser &parser, CliSession &session) override
    {
        const auto bundle = readOne(parser, session);
        if (!bundle)
            return;
        const Plan &plan = bundle->plan;
        const Output &out = session.out();
        out.line(u"%1  %2"_s.arg(out.bold(plan.metadata.id), printable(plan.metadata.title)));
        out.line(u"  owner %1 · connection %2 · digest %3"_s.arg(printable(plan.metadata.owner), plan.connection, bundle->digest.left(12)));
        for (const Stage &stage : plan.stages) {
            out.line(u"  %1 (%2) · bake %3"_s.arg(stageTitle(stage), stageKindName(stage.kind), humanDuration(stage.bake)));
            for (const Step &step : stage.steps)
                out.line(u"    %1  %2"_s.arg(opName(step.body), step.id));
            for (const ExposureStep &exposure : stage.exposure)
                out.line(u"    expose to %1, hold %2"_s.arg(exposure.cohort, humanDuration(exposure.hold)));
            for (const Gate &gate : stage.gates)
                out.line(u"    ◆ %1  %2%3"_s.arg(gate.id, probeName(gate.probe), printable(approvedText(gate))));
        }
        const auto workspace = session.workspace();
        const ConnectionProfile *profile = workspace ? workspace->connection(plan.connection) : nullptr;
        const bool isNeeded = plan.needsCertificate || (profile && needsCertificate(plan, *profile));
        RolloutView view;
        view.planId = plan.metadata.id;
        view.bundle = std::make_shared<const PlanBundle>(*bundle);
        const auto certificate = workspace ? certificateOf(*workspace, session.clock(), *bundle) : Result<std::optional<Certificate>>(std::optional<Certificate>());
        view.certificate = certificate.value_or(std::nullopt);
        if (certificate)
            out.line(rehearsalLine(view, session.clock().nowUtc(), out));
        else
            out.line(u"  ◇ whether it was rehearsed is unknown: "_s + plainLine(certificate.error().what));
        if (isNeeded)
            out.line(u"  ◇ its stages begin only with a certificate"_s);
        out.json(u"sluice.plan/1"_s,
            QJsonObject { { u"digest"_s, bundle->digest }, { u"plan"_s, QJsonDocument::fromJson(bundle->canonical).object() },
                { u"rehearsal"_s, rehearsalJson(view.certificate, bundle->digest, isNeeded, {}) } });
        session.finish(0);
    }
};

class PlanDigest final : public Command
{
public:
    QString name() const override { return u"plan digest"_s; }
    QString summary() const override { return u"Print the digest that approvals and runs bind"_s; }
    QString arguments() const override { return u"PLAN"_s; }
    void describe(QCommandLineParser &parser) const override { parser.addPositionalArgument(u"plan"_s, u"Plan id or file."_s, u"PLAN"_s); }
    void run(const QCommandLineParser &parser, CliSession &session) override
    {
        const auto bundle = readOne(parser, session);
        if (!bundle)
            return;
        session.out().line(bundle->digest);
        session.out().json(u"sluice.digest/1"_s, QJsonObject { { u"plan"_s, bundle->plan.metadata.id }, { u"digest"_s, bundle->digest } });
        session.finish(0);
    }
};

} // namespace

std::unique_ptr<Command> makeLintCommand()
{
    return std::make_unique<Lint>();
}
std::unique_ptr<Command> makePlanShowCommand()
{
    return std::make_unique<PlanShow>();
}
std::unique_ptr<Command> makePlanDigestCommand()
{
    return std::make_unique<PlanDigest>();
}

} // namespace sluice
