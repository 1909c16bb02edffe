// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/commands/commands.h"
#include "ledger/os_user.h"
#include "ledger/postgres_ledger_schema.h"
#include "sql/sql_drivers.h"

#include <QFileInfo>
#include <QJsonArray>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

const QStringList &groupRoles()
{
    static const QStringList roles { u"sluice_reader"_s, u"sluice_operator"_s, u"sluice_approver"_s,
        u"sluice_commander"_s };
    return roles;
}

class LedgerInit final : public Command
{
public:
    QString name() const override { return u"ledger init"_s; }
    QString summary() const override
    {
        return u"Make the workspace's ledger: the file, or the schema in its PostgreSQL database"_s;
    }
    void describe(QCommandLineParser &parser) const override
    {
        parser.addOption({ u"print-sql"_s, u"Print the statements for a DBA instead of running them."_s });
    }
    void run(const QCommandLineParser &parser, CliSession &session) override
    {
        const auto workspace = session.workspace();
        if (!workspace)
            return session.fail(workspace.error());
        const ConnectionProfile *profile = workspace->connection(workspace->ledgerConnection);
        if (parser.isSet(u"print-sql"_s))
            return profile ? print(session) : session.fail(fileNeedsNoSql(*workspace));
        if (!profile)
            return makeFile(session, *workspace);
        if (profile->login != Login::Keychain)
            return makeSchema(session, *workspace, *profile, {});
        session.secrets().read(secretKey(workspace->id, *profile),
            [&session, workspace = *workspace, profile = *profile](
                const Result<Secret> &secret) { makeSchema(session, workspace, profile, secret); });
    }

private:
    static Error fileNeedsNoSql(const Workspace &workspace)
    {
        return { ErrorCode::Usage, u"the ledger is a file, which needs no SQL"_s, workspace.ledgerFile,
            u"for a team, name the connection of a PostgreSQL database in sluice.yaml: ledger: {connection: NAME}"_s,
            {} };
    }
    static void print(CliSession &session)
    {
        const QStringList statements = postgresLedgerSql();
        session.out().line(
            u"-- In a UTF8 database of its own, better on another server than the warehouses; run it as a whole."_s);
        session.out().line(u"BEGIN;"_s);
        for (const QString &statement : statements)
            session.out().line(statement + u';');
        session.out().line(u"COMMIT;"_s);
        session.out().line(
            u"-- Then, for each person's own login: GRANT "_s + groupRoles().join(u" | "_s) + u" TO somebody;"_s);
        session.out().json(
            u"sluice.ledger/1"_s, QJsonObject { { u"statements"_s, QJsonArray::fromStringList(statements) } });
        session.finish(0);
    }
    static void makeFile(CliSession &session, const Workspace &workspace)
    {
        loadSqlDrivers();
        const bool isThere = QFileInfo::exists(workspace.ledgerFile);
        const auto ledger = openSqliteLedger(workspace.ledgerFile, session.clock(), osUser());
        if (!ledger)
            return session.fail(ledger.error());
        tell(session, workspace.ledgerFile, !isThere);
    }
    static void makeSchema(
        CliSession &session, const Workspace &workspace, const ConnectionProfile &profile, const Result<Secret> &secret)
    {
        auto open = SqlSession::open(profile, workspace.root, SessionRole::Control, secret ? *secret : Secret());
        if (!open && open.error().code == ErrorCode::LoginRefused && !secret
            && secret.error().code != ErrorCode::NotFound) {
            Error error = open.error();
            error.what += u"; no stored password could be read: "_s + secret.error().what;
            error.next = secret.error().next;
            return session.fail(error);
        }
        if (!open
            && open.error().code == ErrorCode::NotFound) { // the database is named well enough; it cannot be reached
            Error error = open.error();
            error.code = ErrorCode::CannotConnect;
            return session.fail(error);
        }
        const Result<bool> made = open ? initPostgresLedger(**open) : Result<bool>(tl::make_unexpected(open.error()));
        if (!made)
            return session.fail(made.error());
        if (*made)
            session.out().line(u"Each person's own login gets one of the group roles: GRANT "_s
                + groupRoles().join(u" | "_s) + u" TO somebody"_s);
        tell(session, u"connection "_s + profile.name, *made);
    }
    static void tell(CliSession &session, const QString &place, bool isMade)
    {
        session.out().line((isMade ? u"Made the ledger: "_s : u"The ledger is there already: "_s) + place);
        session.out().json(u"sluice.ledger/1"_s, QJsonObject { { u"ledger"_s, place }, { u"made"_s, isMade } });
        session.finish(0);
    }
};

} // namespace

std::unique_ptr<Command> makeLedgerInitCommand() { return std::make_unique<LedgerInit>(); }

} // namespace sluice
