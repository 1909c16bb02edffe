// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/commands/commands.h"
#include "app/cli/plan_lookup.h"
#include "app/cli/rehearsal_text.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Shows that a plan can be carried out and taken back, on a copy of the warehouse.
class Rehearse final : public Command
{
public:
    QString name() const override { return u"rehearse"_s; }
    QString summary() const override
    {
        return u"Carry a plan forward and back on a copy of its warehouse, and keep the certificate"_s;
    }
    QString arguments() const override { return u"PLAN"_s; }
    void describe(QCommandLineParser &parser) const override
    {
        parser.addPositionalArgument(u"plan"_s, u"Plan id or file."_s, u"PLAN"_s);
        parser.addOption({ u"stage"_s, u"Up to and with this stage; all by default."_s, u"STAGE"_s });
    }
    void run(const QCommandLineParser &parser, CliSession &session) override;

private:
    void rehearse(LocalService &service, CliSession &session, const RolloutView &view, const QString &until);
};

void Rehearse::run(const QCommandLineParser &parser, CliSession &session)
{
    withSnapshot(session,
        [this, &session, wanted = parser.positionalArguments().value(1), until = parser.value(u"stage"_s)](
            LocalService &service, const SnapshotPtr &snapshot) {
            const auto found = planIdOf(*snapshot, wanted);
            if (!found)
                return session.fail(found.error());
            rehearse(service, session, *snapshot->rollout(*found), until);
        });
}

void Rehearse::rehearse(LocalService &service, CliSession &session, const RolloutView &view, const QString &until)
{
    QObject::connect(&service, &Service::rehearsalProgress, &session,
        [&session](const QString &, const QString &line) { session.out().progress(line); });
    QObject::connect(&session, &CliSession::interrupted, &session, [&session, &service] {
        session.out().progress(
            u"Stopping; the copy is removed first. Ctrl+C again leaves it for the next rehearsal to remove."_s);
        service.stopRehearsal();
    });
    whenDone<Certificate>(service.rehearse(view.planId, until), session,
        [&session, isNeeded = view.needsCertificate](const Certificate &certificate) {
            const bool isGood
                = certificate.result != RollbackResult::Failed && (certificate.isTargetAlike || !isNeeded);
            session.out().line(describeCertificate(certificate, session.clock().nowUtc(), isNeeded, session.out()));
            QJsonObject json = toJson(certificate);
            json[u"required"_s] = isNeeded;
            session.out().json(u"sluice.rehearsal/1"_s, json);
            session.finish(isGood ? 0 : 1);
        });
}

} // namespace

std::unique_ptr<Command> makeRehearseCommand() { return std::make_unique<Rehearse>(); }

} // namespace sluice
