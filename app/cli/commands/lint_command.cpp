// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/commands/commands.h"
#include "app/cli/plan_lookup.h"
#include "communication/plain_text.h"
#include "plan/standing_checks.h"
#include "policy/lint.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QJsonObject findingJson(const Finding &finding)
{
    return QJsonObject { { u"rule"_s, finding.rule }, { u"group"_s, finding.group }, { u"severity"_s, severityName(finding.severity) },
        { u"file"_s, finding.file }, { u"line"_s, finding.line }, { u"column"_s, finding.column }, { u"step"_s, finding.step },
        { u"text"_s, finding.text }, { u"advice"_s, finding.advice } };
}

QJsonObject regionOf(const Finding &finding)
{
    QJsonObject region { { u"startLine"_s, std::max(1, finding.line) } };
    if (finding.column > 0)
        region[u"startColumn"_s] = finding.column;
    return region;
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
                        { u"region"_s, regionOf(finding) } } } } } } });
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

bool isChecksFile(const QString &named) { return named.startsWith(u"checks/"_s) && named.endsWith(u".yaml"_s); }

/// Reads and checks one file after the other.
class Inspection
{
public:
    explicit Inspection(const Workspace &workspace)
        : m_workspace(workspace)
    {
    }

    Result<void> plan(const QString &file)
    {
        ++plans;
        QList<PlanFinding> problems;
        const auto bundle = readPlan(m_workspace.root, file, &problems);
        if (!bundle && (problems.isEmpty() || bundle.error().code == ErrorCode::NotFound)) // no file: nothing was found wrong in it
            return tl::make_unexpected(bundle.error());
        addProblems(u"PLAN"_s, u"plan file"_s, problems);
        if (bundle)
            add(lintPlan(*bundle, m_workspace));
        return {};
    }

    Result<void> standingChecks(const QString &file)
    {
        ++checks;
        QList<PlanFinding> problems;
        QHash<QString, PlanPlace> places;
        const auto read = readStandingChecks(m_workspace.root, file, &problems, &places);
        if (!read && problems.isEmpty())
            return tl::make_unexpected(read.error());
        addProblems(u"CHECKS"_s, u"file of checks"_s, problems);
        if (!read)
            return {};
        const QString other = m_domains.value(read->domain);
        m_domains.insert(read->domain, file);
        if (!other.isEmpty()) {
            const PlanPlace place = places.value(u"metadata.domain"_s);
            findings.append(Finding { u"CHECKS"_s, u"file of checks"_s, Severity::Error, file, place.line, {},
                u"the domain '%1' has its checks in %2 already"_s.arg(read->domain, other),
                u"write them into one file, or give one of them another domain"_s, place.column });
        }
        add(lintChecks(*read, places, m_workspace));
        return {};
    }

    QList<Finding> findings;
    QStringList groups;
    QStringList notRun;
    int plans = 0;
    int checks = 0;

private:
    void addProblems(const QString &rule, const QString &group, const QList<PlanFinding> &problems)
    {
        for (const PlanFinding &problem : problems)
            findings.append(
                Finding { rule, group, Severity::Error, problem.file, problem.line, problem.path, problem.text, {}, problem.column });
    }

    void add(const LintReport &report)
    {
        findings += report.findings;
        for (const QString &group : report.groupsRun) {
            if (!groups.contains(group))
                groups += group;
        }
        if (!report.groupsNotRun.isEmpty())
            notRun = report.groupsNotRun;
    }

    const Workspace &m_workspace;
    QHash<QString, QString> m_domains; ///< and the file that has it
};

Result<void> inspect(Inspection &inspection, const Workspace &workspace, const QStringList &named)
{
    for (const QString &one : named) {
        if (isChecksFile(one)) {
            SLUICE_CHECK(inspection.standingChecks(one));
            continue;
        }
        SLUICE_TRY(const QString file, planFileOf(workspace, one));
        SLUICE_CHECK(inspection.plan(file));
    }
    if (!named.isEmpty())
        return {};
    for (const QString &file : planFiles(workspace))
        SLUICE_CHECK(inspection.plan(file));
    for (const QString &file : checksFiles(workspace.root))
        SLUICE_CHECK(inspection.standingChecks(file));
    return {};
}

void print(const Inspection &inspection, const Output &out)
{
    for (const Finding &finding : inspection.findings) {
        const QString column = finding.column > 0 ? u":%1"_s.arg(finding.column) : QString();
        out.line(printable(u"%1:%2%3: %4 %5: %6"_s.arg(finding.file, QString::number(finding.line), column,
            severityName(finding.severity), finding.rule, finding.text)));
        if (!finding.advice.isEmpty())
            out.line(u"    "_s + printable(finding.advice));
    }
    const QString checks = inspection.checks > 0 ? u", %1 files of checks"_s.arg(inspection.checks) : QString();
    out.line(u"%1 plans%2, %3 findings"_s.arg(QString::number(inspection.plans), checks, QString::number(inspection.findings.size())));
    out.line(u"rule groups run: %1"_s.arg(inspection.groups.isEmpty() ? u"none, no file could be read"_s : inspection.groups.join(u", "_s)));
    if (!inspection.notRun.isEmpty())
        out.line(u"not run: %1"_s.arg(inspection.notRun.join(u", "_s)));
}

QJsonObject toJson(const Inspection &inspection)
{
    QJsonArray list;
    for (const Finding &finding : inspection.findings)
        list.append(findingJson(finding));
    return { { u"findings"_s, list }, { u"groups_run"_s, QJsonArray::fromStringList(inspection.groups) },
        { u"groups_not_run"_s, QJsonArray::fromStringList(inspection.notRun) }, { u"plans"_s, inspection.plans },
        { u"checks"_s, inspection.checks } };
}

class Lint final : public Command
{
public:
    QString name() const override { return u"lint"_s; }
    QString summary() const override { return u"Check plans and standing checks; says which rule groups ran"_s; }
    QString arguments() const override { return u"[PLAN…]"_s; }
    void describe(QCommandLineParser &parser) const override
    {
        parser.addPositionalArgument(
            u"plan"_s, u"Plan ids or files, or files of checks/; all plans and checks when none is given."_s, u"[PLAN…]"_s);
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
    Inspection inspection(*workspace);
    if (const auto done = inspect(inspection, *workspace, parser.positionalArguments().mid(1)); !done)
        return session.fail(done.error());
    const Output json(true, Output::Colour::Never);
    if (format == u"text"_s)
        print(inspection, session.out());
    else if (format == u"sarif"_s)
        json.document(QJsonDocument(sarif(inspection.findings)).toJson(QJsonDocument::Compact) + '\n');
    else
        json.json(u"sluice.lint/1"_s, toJson(inspection));
    const bool hasErrors = std::any_of(inspection.findings.cbegin(), inspection.findings.cend(),
        [](const Finding &finding) { return finding.severity == Severity::Error; });
    session.finish(hasErrors ? 1 : 0);
}

} // namespace

std::unique_ptr<Command> makeLintCommand() { return std::make_unique<Lint>(); }

} // namespace sluice
