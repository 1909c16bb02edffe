// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/commands/commands.h"
#include "app/cli/plan_lookup.h"
#include "plan/service_reader.h"
#include "sql/sql_session.h"
#include "warehouse/target_identity.h"

#include <QJsonArray>

#include <cstdio>
#include <termios.h>
#include <unistd.h>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kWriteAheadLog = "Its journal mode is WAL from now on, for every program: readers and Sluice's steps do not lock each other "
                                "out, and files named -wal and -shm lie beside it while it is open"_L1;

/// "postgresql"; of ODBC also what is behind it, and whether anybody has proven that.
QString driverText(const ConnectionProfile &profile)
{
    const QString name = engineName(profile.engine);
    if (!profile.service)
        return name;
    return profile.service->isProven ? u"%1 (%2)"_s.arg(name, profile.service->name) : u"%1 (%2, unproven)"_s.arg(name, profile.service->name);
}

void insertService(QJsonObject &json, const ConnectionProfile &profile)
{
    if (!profile.service)
        return;
    json.insert(u"service"_s, profile.service->name);
    json.insert(u"proven"_s, profile.service->isProven);
}

const ConnectionProfile *profileOf(const Workspace &workspace, const QString &name)
{
    return workspace.connection(name);
}

Error unknownConnection(const Workspace &workspace, const QString &name)
{
    QStringList known;
    for (const ConnectionProfile &profile : workspace.connections)
        known += profile.name;
    return Error { ErrorCode::NotFound, u"there is no connection '%1' in sluice.yaml"_s.arg(name), workspace.root,
        known.isEmpty() ? u"add it with 'sluice connection add'"_s : u"Known: "_s + known.join(u", "_s), {} };
}

/// From standard input: one line, without echo on a terminal.
Result<Secret> readPassword(const QString &prompt)
{
    const bool isTerminal = isatty(STDIN_FILENO) == 1;
    termios before {};
    if (isTerminal) {
        std::fprintf(stderr, "%s", prompt.toUtf8().constData());
        tcgetattr(STDIN_FILENO, &before);
        termios silent = before;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }
    QByteArray bytes;
    char c = 0;
    ssize_t got = 0;
    while (bytes.size() < 4096 && (got = read(STDIN_FILENO, &c, 1)) == 1 && c != '\n')
        bytes.append(c);
    if (isTerminal) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
        std::fprintf(stderr, "\n");
    }
    if (bytes.endsWith('\r'))
        bytes.chop(1);
    Secret secret(bytes);
    explicit_bzero(bytes.data(), static_cast<size_t>(bytes.size()));
    if (got < 0)
        return fail(ErrorCode::IoFailed, u"the password could not be read"_s, u"standard input"_s);
    return secret;
}

class ConnectionAdd final : public Command
{
public:
    QString name() const override { return u"connection add"_s; }
    QString summary() const override { return u"Add a connection; the password goes to the system keychain"_s; }
    QString arguments() const override { return u"NAME"_s; }
    void describe(QCommandLineParser &parser) const override
    {
        parser.addPositionalArgument(u"name"_s, u"Name of the connection."_s, u"NAME"_s);
        parser.addOptions({ { u"driver"_s, u"sqlite, postgresql, mariadb or odbc."_s, u"DRIVER"_s },
            { u"service"_s, u"ODBC: what stands behind the driver: %1."_s.arg(serviceNames().join(u", "_s)), u"SERVICE"_s },
            { u"odbc-driver"_s, u"ODBC: the driver as odbcinst -q -d lists it; the service's usual one without it."_s, u"NAME"_s }, { u"host"_s, u"Host or socket folder."_s, u"HOST"_s },
            { u"port"_s, u"Port."_s, u"PORT"_s }, { u"database"_s, u"Database, or the file for SQLite."_s, u"DATABASE"_s },
            { u"user"_s, u"User."_s, u"USER"_s }, { u"ssl-mode"_s, u"verify-full unless local."_s, u"MODE"_s },
            { u"probe-role"_s, u"PostgreSQL: role of the probe sessions."_s, u"ROLE"_s }, { u"environment"_s, u"dev, staging or prod."_s, u"ENV"_s, u"dev"_s },
            { u"rehearsal"_s, u"PostgreSQL and MariaDB: connection to an idle copy, on which plans are rehearsed."_s, u"NAME"_s },
            { u"password-stdin"_s, u"Read the password from standard input."_s }, { u"no-password"_s, u"The server asks for none: peer, a client certificate."_s },
            { u"passfile"_s, u"PostgreSQL: the password is in ~/.pgpass of whoever runs Sluice."_s } });
    }
    void run(const QCommandLineParser &parser, CliSession &session) override;
};

/// whyNoPassword: what kept the password that was given from being stored.
void tellAdded(CliSession &session, const ConnectionProfile &profile, const std::optional<Error> &whyNoPassword)
{
    const Output &out = session.out();
    const QString added = u"Added connection %1 (%2, %3)"_s.arg(profile.name, engineName(profile.engine), environmentName(profile.environment));
    out.line(whyNoPassword ? u"%1 without its password: %2"_s.arg(added, printable(whyNoPassword->what)) : added);
    if (whyNoPassword)
        out.line(u"Its password: %1"_s.arg(printable(whyNoPassword->next)));
    if (profile.login == Login::Passfile)
        out.line(u"Its password: the line host:port:database:user:password in ~/.pgpass, a file readable by you alone (chmod 600)"_s);
    out.line(u"Next: sluice connection test %1, then sluice connection enrol %1"_s.arg(profile.name));
    QJsonObject body { { u"connection"_s, profile.name }, { u"added"_s, true } };
    if (whyNoPassword)
        body.insert(u"password_problem"_s, whyNoPassword->what);
    out.json(u"sluice.connection/1"_s, body);
    session.finish(whyNoPassword ? 1 : 0);
}

/// Without a keychain the connection is still worth having: its password can come from elsewhere.
void addToWorkspace(CliSession &session, LocalService &service, const ConnectionProfile &profile, const Secret &password)
{
    onFinished<void>(service.addConnection(profile, password), &session, [&session, &service, profile](const Result<void> &added) {
        if (added)
            return tellAdded(session, profile, std::nullopt);
        if (added.error().code != ErrorCode::SecretUnavailable)
            return session.fail(added.error());
        whenDone<void>(service.addConnection(profile, Secret()), session,
            [&session, profile, why = added.error()] { tellAdded(session, profile, why); });
    });
}

void ConnectionAdd::run(const QCommandLineParser &parser, CliSession &session)
{
    const QString usage
        = u"connection add NAME --driver sqlite|postgresql|mariadb|odbc [--service …] --database … [--host … --port … --user …] [--passfile] --environment dev|staging|prod"_s;
    ConnectionProfile profile;
    profile.name = parser.positionalArguments().at(2);
    const auto engine = engineFromName(parser.value(u"driver"_s));
    const auto environment = environmentFromName(parser.value(u"environment"_s));
    bool portOk = true;
    profile.port = parser.isSet(u"port"_s) ? parser.value(u"port"_s).toInt(&portOk) : 0;
    const bool needsService = engine == Engine::Odbc && !serviceNamed(parser.value(u"service"_s));
    if (!engine || needsService || !environment || !portOk || profile.port < 0 || profile.port > 65535 || !parser.isSet(u"database"_s)) {
        const QString what = !engine       ? u"--driver must be sqlite, postgresql, mariadb or odbc"_s
            : needsService                 ? u"--service must be one of %1"_s.arg(serviceNames().join(u", "_s))
            : !environment                 ? u"--environment must be dev, staging or prod"_s
            : !parser.isSet(u"database"_s) ? u"--database is needed"_s
                                           : u"--port must be a number up to 65535"_s;
        return session.fail(usageError(what, usage));
    }
    profile.engine = *engine;
    profile.environment = *environment;
    profile.service = serviceNamed(parser.value(u"service"_s));
    profile.odbcDriver = parser.value(u"odbc-driver"_s);
    profile.host = parser.value(u"host"_s);
    profile.database = parser.value(u"database"_s);
    profile.user = parser.value(u"user"_s);
    profile.sslMode = parser.value(u"ssl-mode"_s);
    profile.probeRole = parser.value(u"probe-role"_s);
    profile.rehearsal.connection = parser.value(u"rehearsal"_s);
    profile.login = parser.isSet(u"passfile"_s) ? Login::Passfile : Login::Keychain;
    if (const auto unsupported = unsupportedEngine(profile)) // before anybody is asked for a password
        return session.fail(*unsupported);
    if (profile.login == Login::Passfile && (parser.isSet(u"password-stdin"_s) || parser.isSet(u"no-password"_s)))
        return session.fail(usageError(u"--passfile says where the password is; leave --password-stdin and --no-password away"_s, usage));
    Secret password;
    if (sqlEngine(profile) != Engine::Sqlite && profile.login == Login::Keychain && !parser.isSet(u"no-password"_s)) {
        if (!parser.isSet(u"password-stdin"_s) && isatty(STDIN_FILENO) != 1)
            return session.fail(usageError(u"there is no terminal to ask for the password"_s, usage + u" --password-stdin"_s));
        auto read = readPassword(u"Password of %1: "_s.arg(profile.user));
        if (!read)
            return session.fail(read.error());
        password = *read;
    }
    withSnapshot(session, [&session, profile, password](LocalService &service, const SnapshotPtr &) { addToWorkspace(session, service, profile, password); });
}

class ConnectionList final : public Command
{
public:
    QString name() const override { return u"connection list"_s; }
    QString summary() const override { return u"List the connections of the workspace"_s; }
    void describe(QCommandLineParser &) const override { }
    void run(const QCommandLineParser &, CliSession &session) override
    {
        const auto workspace = session.workspace();
        if (!workspace)
            return session.fail(workspace.error());
        QList<QStringList> rows { { u"NAME"_s, u"DRIVER"_s, u"ENVIRONMENT"_s, u"DATABASE"_s } };
        QJsonArray list;
        for (const ConnectionProfile &profile : workspace->connections) {
            const QString place = profile.host.isEmpty() ? profile.database : profile.host + u'/' + profile.database;
            rows.append({ profile.name, driverText(profile), environmentName(profile.environment), place });
            QJsonObject entry { { u"name"_s, profile.name }, { u"driver"_s, engineName(profile.engine) },
                { u"environment"_s, environmentName(profile.environment) }, { u"host"_s, profile.host }, { u"port"_s, profile.port },
                { u"database"_s, profile.database }, { u"user"_s, profile.user }, { u"login"_s, loginName(profile.login) } };
            insertService(entry, profile);
            list.append(entry);
        }
        session.out().line(rows.size() > 1 ? printable(table(rows)) : u"No connections. Add one with 'sluice connection add'."_s);
        session.out().json(u"sluice.connections/1"_s, QJsonObject { { u"connections"_s, list } });
        session.finish(0);
    }
};

class ConnectionTest final : public Command
{
public:
    QString name() const override { return u"connection test"_s; }
    QString summary() const override { return u"Connect, and say what is there"_s; }
    QString arguments() const override { return u"NAME"_s; }
    void describe(QCommandLineParser &parser) const override { parser.addPositionalArgument(u"name"_s, u"Name of the connection."_s, u"NAME"_s); }
    void run(const QCommandLineParser &parser, CliSession &session) override
    {
        const QString wanted = parser.positionalArguments().value(2);
        withSnapshot(session, [&session, wanted](LocalService &service, const SnapshotPtr &snapshot) {
            const ConnectionProfile *profile = profileOf(snapshot->workspace, wanted);
            if (!profile)
                return session.fail(unknownConnection(snapshot->workspace, wanted));
            whenDone<ConnectionView>(service.testConnection(*profile, Secret()), session, [&session, wanted, profile = *profile](const ConnectionView &view) {
                if (!view.isReachable)
                    return session.fail(view.error.value_or(Error { ErrorCode::CannotConnect, view.problem, wanted, {}, {} }));
                const QString state = view.identity ? u"enrolled as %1"_s.arg(view.identity->uuid)
                    : view.problem.isEmpty()          ? u"it holds the ledger, and is no target"_s
                                                      : view.problem;
                session.out().line(u"%1 is reachable: %2"_s.arg(wanted, printable(state)));
                if (!view.identity && view.error && !view.error->next.isEmpty())
                    session.out().line(u"Next: "_s + printable(view.error->next));
                if (profile.service && !profile.service->isProven)
                    session.out().line(u"Unproven: Sluice's profile of %1 was never run against the service itself"_s.arg(profile.service->title));
                QJsonObject body { { u"connection"_s, wanted }, { u"reachable"_s, true }, { u"enrolled"_s, view.identity.has_value() }, { u"problem"_s, view.problem } };
                insertService(body, profile);
                session.out().json(u"sluice.connection/1"_s, body);
                session.finish(view.problem.isEmpty() ? 0 : 1);
            });
        });
    }
};

class ConnectionEnrol final : public Command
{
public:
    QString name() const override { return u"connection enrol"_s; }
    QString summary() const override { return u"Create Sluice's own tables in a target, once, by an owner role"_s; }
    QString arguments() const override { return u"NAME"_s; }
    void describe(QCommandLineParser &parser) const override
    {
        parser.addPositionalArgument(u"name"_s, u"Name of the connection."_s, u"NAME"_s);
        parser.addOptions({ { u"print-sql"_s, u"Print the statements for a DBA instead of running them."_s },
            { u"runtime-role"_s, u"Role that will run rollouts; on MariaDB also USER@HOST."_s, u"ROLE"_s } });
    }
    void run(const QCommandLineParser &parser, CliSession &session) override
    {
        const QString wanted = parser.positionalArguments().value(2);
        const auto workspace = session.workspace();
        if (!workspace)
            return session.fail(workspace.error());
        const ConnectionProfile *profile = profileOf(*workspace, wanted);
        if (!profile)
            return session.fail(unknownConnection(*workspace, wanted));
        if (parser.isSet(u"print-sql"_s)) {
            const auto statements = enrolmentSql(*profile, workspace->root, parser.value(u"runtime-role"_s));
            if (!statements)
                return session.fail(statements.error());
            if (sqlEngine(*profile) == Engine::Sqlite)
                session.out().line(u"-- "_s + kWriteAheadLog);
            for (const QString &statement : *statements)
                session.out().line(statement + u';');
            session.out().json(u"sluice.enrolment/1"_s, QJsonObject { { u"statements"_s, QJsonArray::fromStringList(*statements) } });
            return session.finish(0);
        }
        withSnapshot(session, [&session, wanted, engine = sqlEngine(*profile), role = parser.value(u"runtime-role"_s)](LocalService &service, const SnapshotPtr &) {
            whenDone<TargetIdentity>(service.enrolConnection(wanted, role), session, [&session, wanted, engine](const TargetIdentity &identity) {
                session.out().line(u"Enrolled %1 as %2 (%3)"_s.arg(wanted, identity.uuid, environmentName(identity.environment)));
                if (engine == Engine::Sqlite)
                    session.out().line(kWriteAheadLog);
                session.out().json(u"sluice.connection/1"_s, QJsonObject { { u"connection"_s, wanted }, { u"identity"_s, toJson(identity) } });
                session.finish(0);
            });
        });
    }
};

class ConnectionRemove final : public Command
{
public:
    QString name() const override { return u"connection remove"_s; }
    QString summary() const override { return u"Remove a connection and its password"_s; }
    QString arguments() const override { return u"NAME"_s; }
    void describe(QCommandLineParser &parser) const override { parser.addPositionalArgument(u"name"_s, u"Name of the connection."_s, u"NAME"_s); }
    void run(const QCommandLineParser &parser, CliSession &session) override
    {
        const QString wanted = parser.positionalArguments().value(2);
        withSnapshot(session, [&session, wanted](LocalService &service, const SnapshotPtr &snapshot) {
            if (!profileOf(snapshot->workspace, wanted))
                return session.fail(unknownConnection(snapshot->workspace, wanted));
            whenDone<void>(service.removeConnection(wanted), session, [&session, &service, wanted] {
                const auto kept = service.keptPassword(wanted);
                QJsonObject body { { u"connection"_s, wanted }, { u"removed"_s, true } };
                session.out().line(u"Removed connection %1"_s.arg(wanted));
                if (kept) {
                    session.out().line(u"A password that was stored for it could not be removed: "_s + printable(kept->what));
                    body.insert(u"password_problem"_s, kept->what);
                }
                session.out().json(u"sluice.connection/1"_s, body);
                session.finish(0);
            });
        });
    }
};

} // namespace

std::unique_ptr<Command> makeConnectionAddCommand()
{
    return std::make_unique<ConnectionAdd>();
}
std::unique_ptr<Command> makeConnectionListCommand()
{
    return std::make_unique<ConnectionList>();
}
std::unique_ptr<Command> makeConnectionTestCommand()
{
    return std::make_unique<ConnectionTest>();
}
std::unique_ptr<Command> makeConnectionEnrolCommand()
{
    return std::make_unique<ConnectionEnrol>();
}
std::unique_ptr<Command> makeConnectionRemoveCommand()
{
    return std::make_unique<ConnectionRemove>();
}

} // namespace sluice
