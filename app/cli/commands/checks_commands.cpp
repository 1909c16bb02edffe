// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/checks_text.h"
#include "app/cli/commands/commands.h"
#include "app/cli/plan_lookup.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Whatever is not known to be well is a finding.
void answerChecks(CliSession &session, const ChecksStanding &standing, bool isLook)
{
    printChecks(standing, isLook, session.clock().nowUtc(), session.out());
    session.out().json(u"sluice.checks/1"_s, checksJson(standing, session.clock().nowUtc()));
    session.finish(standing.isHealthy() ? 0 : 1);
}

class Checks final : public Command
{
public:
    QString name() const override { return u"checks"_s; }
    QString summary() const override { return u"Show how the workspace's standing checks stand"_s; }
    void describe(QCommandLineParser &) const override { }
    void run(const QCommandLineParser &, CliSession &session) override
    {
        withSnapshot(
            session,
            [&session](LocalService &service, const SnapshotPtr &) {
                whenDone<ChecksStanding>(service.checksStanding(), session,
                    [&session](const ChecksStanding &standing) { answerChecks(session, standing, false); });
            },
            Needs::Ledger);
    }
};

class ChecksRun final : public Command
{
public:
    QString name() const override { return u"checks run"_s; }
    QString summary() const override { return u"Look at every standing check once, now; 1 unless all are healthy"_s; }
    QString arguments() const override { return u"[DOMAIN]"_s; }
    void describe(QCommandLineParser &parser) const override
    {
        parser.addPositionalArgument(u"domain"_s, u"Only the checks of this domain."_s, u"[DOMAIN]"_s);
    }
    void run(const QCommandLineParser &parser, CliSession &session) override
    {
        LocalService *service = session.service(CliSession::Reach::Targets);
        if (!service)
            return;
        const QString domain = parser.positionalArguments().value(2);
        whenDone<ChecksStanding>(
            service->lookAtChecks(domain), session, [&session, domain](const ChecksStanding &standing) {
                // A CI job whose checks nobody wrote has checked nothing.
                if (standing.domains.isEmpty() && standing.problems.isEmpty())
                    return session.fail(Error { ErrorCode::NotFound,
                        domain.isEmpty() ? u"there are no checks to run"_s
                                         : u"no file in checks/ has the domain '%1'"_s.arg(printable(domain)),
                        session.workspaceDir() + u"/checks"_s,
                        u"write checks/DOMAIN.yaml, with the gates that must hold"_s, {} });
                answerChecks(session, standing, true);
            });
    }
};

} // namespace

std::unique_ptr<Command> makeChecksCommand() { return std::make_unique<Checks>(); }

std::unique_ptr<Command> makeChecksRunCommand() { return std::make_unique<ChecksRun>(); }

} // namespace sluice
