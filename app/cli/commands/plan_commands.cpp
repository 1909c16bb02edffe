// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/commands/commands.h"
#include "app/cli/plan_lookup.h"
#include "app/cli/rehearsal_text.h"
#include "communication/plain_text.h"
#include "engine/certificate_book.h"
#include "service/session_factory.h"
#include "service/workspace_files.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

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

std::unique_ptr<Command> makePlanShowCommand()
{
    return std::make_unique<PlanShow>();
}
std::unique_ptr<Command> makePlanDigestCommand()
{
    return std::make_unique<PlanDigest>();
}

} // namespace sluice
