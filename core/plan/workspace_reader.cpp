// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/workspace_reader.h"

#include "plan/mapping_reader.h"
#include "plan/plan_bundle.h"
#include "plan/service_reader.h"
#include "plan/unbuilt_words.h"
#include "plan/yaml_reader.h"

#include <QDir>
#include <QRegularExpression>
#include <QSet>

#include <limits>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kFileName = "sluice.yaml"_L1;

bool isSecretKey(const QString &key)
{
    static const QRegularExpression pattern(
        u"password|passwd|passphrase|secret|credential|api_?key|private_?key|(^|_|-)(pass|pwd|token|auth)($|_|-)|token$"_s,
        QRegularExpression::CaseInsensitiveOption);
    return pattern.match(key).hasMatch();
}

/// Every key of the file, at any depth: a password must be refused wherever somebody put it.
void refuseSecrets(const YamlNode &node, PlanFindings &findings)
{
    for (const YamlEntry &entry : node.entries) {
        if (isSecretKey(entry.key))
            findings.addAt(entry.place, {},
                u"the key %1 looks like a secret, which never goes into a file: remove it, change that secret, and keep the password in the system keychain with sluice connection add"_s
                    .arg(quotedForMessage(entry.key)));
        else
            refuseSecrets(entry.value, findings);
    }
    for (const YamlNode &item : node.items)
        refuseSecrets(item, findings);
}

/// The tree without keys that look like secrets, so that they are not reported again as unknown ones.
YamlNode withoutSecrets(YamlNode node)
{
    std::erase_if(node.entries, [](const YamlEntry &entry) { return isSecretKey(entry.key); });
    for (YamlEntry &entry : node.entries)
        entry.value = withoutSecrets(std::move(entry.value));
    for (YamlNode &item : node.items)
        item = withoutSecrets(std::move(item));
    return node;
}

/// sluice.yaml's readers may meet a secret as any value, so what stands there is not told.
QString plainText(MappingReader &reader, QLatin1String key, Need need)
{
    const YamlNode *node = reader.node(key, need);
    if (!node)
        return {};
    if (node->kind == YamlNode::Kind::Scalar && !node->text.trimmed().isEmpty())
        return node->text;
    reader.add(key, u"'%1' of %2: expected text"_s.arg(QString(key), reader.subject()));
    return {};
}

/// `rehearsal: copy`, or a mapping that says more.
void readRehearsal(MappingReader &parent, ConnectionProfile &profile, PlanFindings &findings)
{
    const YamlNode *node = parent.node("rehearsal"_L1);
    if (!node)
        return;
    if (node->kind != YamlNode::Kind::Mapping) {
        profile.rehearsal.connection = plainText(parent, "rehearsal"_L1, Need::Optional);
        return;
    }
    MappingReader reader(*node, parent.path("rehearsal"_L1), u"'rehearsal' of "_s + parent.subject(), findings);
    profile.rehearsal.connection = plainText(reader, "connection"_L1, Need::Optional);
    const QString word = reader.choice("certificate"_L1, { u"required"_s, u"advisory"_s }, {});
    profile.rehearsal.isRequired = word == "required"_L1;
    if (word == "advisory"_L1 && profile.environment == Environment::Prod)
        reader.add("certificate"_L1, u"%1 is prod, where a certificate is always required"_s.arg(parent.subject()));
    profile.rehearsal.valid = reader.duration("valid"_L1, profile.rehearsal.valid);
    profile.rehearsal.sampleAbove = reader.integer("sample_above"_L1, profile.rehearsal.sampleAbove, 0, std::numeric_limits<int>::max());
    reader.finish();
}

ConnectionProfile readConnection(const YamlNode &node, const QString &path, PlanFindings &findings)
{
    const qsizetype before = findings.count();
    MappingReader reader(node, path, u"a connection"_s, findings);
    ConnectionProfile profile;
    profile.name = reader.identifier("name"_L1);
    if (!profile.name.isEmpty())
        reader.setSubject(u"connection "_s + quotedForMessage(profile.name));
    reader.node("driver"_L1, Need::Required);
    const QString engine = reader.choice("driver"_L1, { u"sqlite"_s, u"postgresql"_s, u"mariadb"_s, u"odbc"_s }, u"sqlite"_s);
    profile.engine = engineFromName(engine).value_or(Engine::Sqlite);
    profile.host = plainText(reader, "host"_L1, Need::Optional);
    profile.port = reader.integer("port"_L1, 0, 1, 65535);
    profile.database = plainText(reader, "database"_L1, Need::Required);
    profile.user = plainText(reader, "user"_L1, Need::Optional);
    profile.sslMode = reader.choice("ssl_mode"_L1,
        { u"disable"_s, u"allow"_s, u"prefer"_s, u"require"_s, u"verify-ca"_s, u"verify-full"_s }, {});
    profile.probeRole = plainText(reader, "probe_role"_L1, Need::Optional);
    profile.login = loginFromName(reader.choice("login"_L1, { u"keychain"_s, u"passfile"_s }, u"keychain"_s)).value_or(Login::Keychain);
    if (profile.engine == Engine::Odbc)
        reader.node("service"_L1, Need::Required);
    profile.service = serviceNamed(reader.choice("service"_L1, serviceNames(), {}));
    profile.odbcDriver = plainText(reader, "odbc_driver"_L1, Need::Optional);
    reader.node("environment"_L1, Need::Required);
    profile.environment
        = environmentFromName(reader.choice("environment"_L1, { u"dev"_s, u"staging"_s, u"prod"_s }, u"prod"_s)).value_or(Environment::Prod);
    readRehearsal(reader, profile, findings);
    reader.finish();
    if (const QString problem = findings.count() == before ? profileProblem(profile) : QString(); !problem.isEmpty())
        findings.add(path, problem);
    return profile;
}

void readConnections(MappingReader &reader, Workspace &workspace, PlanFindings &findings)
{
    const YamlNode *node = reader.node("connections"_L1);
    if (!node || node->kind == YamlNode::Kind::Null) // the key alone, after its last connection was removed
        return;
    if (!reader.list("connections"_L1))
        return;
    QSet<QString> names;
    for (size_t i = 0; i < node->items.size(); ++i) {
        const QString path = u"connections[%1]"_s.arg(i);
        const ConnectionProfile profile = readConnection(node->items[i], path, findings);
        if (!profile.name.isEmpty() && names.contains(profile.name))
            findings.add(path + u".name"_s, u"two connections are named %1"_s.arg(quotedForMessage(profile.name)));
        names.insert(profile.name);
        workspace.connections.append(profile);
    }
    for (qsizetype i = 0; i < workspace.connections.size(); ++i) {
        if (const QString problem = rehearsalProblem(workspace, workspace.connections[i]); !problem.isEmpty())
            findings.add(u"connections[%1].rehearsal"_s.arg(i), problem);
    }
}

/// A file of this host, or the database of a connection for a team; after the connections.
void readLedger(MappingReader &reader, Workspace &workspace, PlanFindings &findings)
{
    workspace.ledgerFile = QDir(workspace.root).filePath(u".sluice/ledger.db"_s);
    const YamlNode *node = reader.mapping("ledger"_L1);
    if (!node)
        return;
    MappingReader ledger(*node, u"ledger"_s, u"'ledger'"_s, findings);
    const bool isInDatabase = ledger.has("connection"_L1);
    if (isInDatabase && ledger.has("file"_L1))
        ledger.add("file"_L1, u"'ledger' names a file and a connection: keep one"_s);
    const QString path = plainText(ledger, "file"_L1, isInDatabase ? Need::Optional : Need::Required);
    if (!path.isEmpty())
        workspace.ledgerFile = QDir::cleanPath(QDir(workspace.root).filePath(path));
    workspace.ledgerConnection = plainText(ledger, "connection"_L1, Need::Optional);
    const ConnectionProfile *profile = workspace.connection(workspace.ledgerConnection);
    if (!workspace.ledgerConnection.isEmpty() && !profile)
        ledger.add("connection"_L1, u"'ledger' names a connection that this file does not define"_s);
    if (profile && profile->engine != Engine::Postgresql)
        ledger.add("connection"_L1, u"a ledger can be in a PostgreSQL database, and connection %1 is %2; for a file of this host write 'file'"_s.arg(
            quotedForMessage(profile->name), engineName(profile->engine)));
    ledger.refuseKeys({ u"postgresql"_s, u"webhook"_s });
    ledger.finish();
}

void readLineage(MappingReader &reader, Workspace &workspace, PlanFindings &findings)
{
    const YamlNode *node = reader.node("lineage"_L1);
    if (!node || node->kind == YamlNode::Kind::Null) // the key alone, after its last source was removed
        return;
    const YamlNode *list = reader.list("lineage"_L1);
    if (!list)
        return;
    for (size_t i = 0; i < list->items.size(); ++i) {
        MappingReader entry(list->items[i], u"lineage[%1]"_s.arg(i), u"lineage source %1"_s.arg(i + 1), findings);
        LineageSource source;
        entry.node("kind"_L1, Need::Required);
        source.kind = entry.choice("kind"_L1, { u"dbt_manifest"_s, u"warehouse"_s }, {});
        if (source.kind.isEmpty())
            continue;
        const bool isFile = source.kind == "dbt_manifest"_L1;
        source.path = plainText(entry, isFile ? "path"_L1 : "connection"_L1, Need::Required);
        if (!isFile && !source.path.isEmpty() && !workspace.connection(source.path))
            entry.add("connection"_L1, u"%1 names a connection that this file does not define"_s.arg(entry.subject()));
        entry.finish();
        workspace.lineage.append(source);
    }
}

/// What holds for a service behind ODBC alone.
QString odbcProblem(const ConnectionProfile &profile, const QString &subject)
{
    if (profile.engine != Engine::Odbc)
        return profile.service || !profile.odbcDriver.isEmpty() ? u"%1: service and odbc_driver apply to odbc only"_s.arg(subject) : QString();
    if (!profile.service)
        return u"%1 needs 'service', what stands behind the ODBC driver: %2"_s.arg(subject, serviceNames().join(u", "_s));
    if (profile.service->isFile && (!profile.host.isEmpty() || profile.port != 0 || !profile.user.isEmpty()))
        return u"%1 is a file: host, port and user do not apply to %2"_s.arg(subject, profile.service->name);
    const auto hasTls = std::ranges::any_of(profile.service->keywords, [](const auto &keyword) { return keyword.second == u"{tls}"; });
    if (!profile.sslMode.isEmpty() && !hasTls)
        return u"%1: ssl_mode does not apply to %2"_s.arg(subject, profile.service->name);
    for (const QString &value : { profile.host, profile.database, profile.user, profile.odbcDriver }) {
        if (std::ranges::any_of(value, [](QChar c) { return u";{}=[]"_s.contains(c); }))
            return u"%1: a field holds one of ; { } = [ ], which end a field of an ODBC connection string"_s.arg(subject);
    }
    return profile.odbcDriver.contains(u'/') ? u"%1: 'odbc_driver' is a name that odbcinst -q -d lists, not a path"_s.arg(subject) : QString();
}

} // namespace

QString rehearsalProblem(const Workspace &workspace, const ConnectionProfile &profile)
{
    const QString name = profile.rehearsal.connection;
    if (name.isEmpty())
        return {};
    const QString subject = u"connection "_s + quotedForMessage(profile.name);
    if (sqlEngine(profile) == Engine::Sqlite)
        return u"%1 is a file, which is copied as it is for a rehearsal: 'rehearsal' names no connection there"_s.arg(subject);
    const ConnectionProfile *copied = workspace.connection(name);
    if (!copied)
        return u"%1 rehearses on a connection that this file does not define"_s.arg(subject);
    if (copied->engine != profile.engine || copied->service != profile.service) // what is rehearsed is what will run, on the same way
        return u"%1 rehearses on %2, which is another engine"_s.arg(subject, quotedForMessage(name));
    if (copied->environment == Environment::Prod)
        return u"%1 rehearses on %2, which is prod: production is never a template"_s.arg(subject, quotedForMessage(name));
    return {};
}

QString profileProblem(const ConnectionProfile &profile)
{
    const QString subject = u"connection "_s + quotedForMessage(profile.name);
    const bool isSqlite = profile.engine == Engine::Sqlite;
    if (profile.database.isEmpty())
        return isSqlite ? u"%1 needs 'database', the file"_s.arg(subject) : u"%1 needs 'database'"_s.arg(subject);
    if (const QString problem = odbcProblem(profile, subject); !problem.isEmpty())
        return problem;
    if (profile.engine != Engine::Postgresql && profile.login == Login::Passfile)
        return u"%1: 'login: passfile' applies to postgresql only"_s.arg(subject);
    if (isSqlite && (!profile.host.isEmpty() || profile.port != 0 || !profile.user.isEmpty() || !profile.sslMode.isEmpty() || !profile.probeRole.isEmpty()))
        return u"%1 is a file: host, port, user, ssl_mode and probe_role do not apply to sqlite"_s.arg(subject);
    static const QStringList ofMariadb { {}, u"disable"_s, u"require"_s, u"verify-full"_s };
    if (profile.engine == Engine::Mariadb && !ofMariadb.contains(profile.sslMode))
        return u"%1: on mariadb, ssl_mode is disable, require or verify-full"_s.arg(subject);
    if (profile.engine != Engine::Postgresql && !profile.probeRole.isEmpty())
        return u"%1: probe_role applies to postgresql only"_s.arg(subject);
    for (const QString &value : { profile.host, profile.database, profile.user, profile.probeRole, profile.odbcDriver }) {
        for (const QChar c : value) {
            if (c.category() == QChar::Other_Control || c.category() == QChar::Other_Format)
                return u"%1 holds a control or invisible character"_s.arg(subject);
        }
        // Drivers take a name with these for a whole connection string, which can redirect the connection or carry a password.
        if (!isSqlite && (value.contains(u'=') || value.contains(u';') || value.contains("://"_L1)))
            return u"%1: a field holds a connection string; write host, port, database and user one by one"_s.arg(subject);
    }
    if (isSqlite && (profile.database.startsWith("file:"_L1) || profile.database.startsWith(u':')))
        return u"%1: 'database' must be the path of a file"_s.arg(subject);
    return {};
}

Result<WorkspaceFile> parseWorkspace(const QString &root, const QString &text)
{
    WorkspaceFile file;
    file.bytes = text.toUtf8();
    PlanFindings findings(QDir(root).filePath(kFileName));
    findings.notePlace({}, { 1, 1, 0 });
    std::optional<YamlNode> tree = readYaml(file.bytes, findings);
    if (!tree)
        return fail(findings.toError(ErrorCode::InvalidWorkspace));
    file.tree = *std::move(tree);
    refuseSecrets(file.tree, findings);
    const YamlNode safe = withoutSecrets(file.tree);
    MappingReader reader(safe, {}, u"the workspace"_s, findings);
    Workspace &workspace = file.workspace;
    workspace.root = root;
    for (const auto &[key, word] : { std::pair("apiVersion"_L1, "sluice/v1"_L1), std::pair("kind"_L1, "Workspace"_L1) }) {
        const YamlNode *node = reader.node(key, Need::Required);
        if (node && node->text != word)
            reader.expected(key, *node, u'\'' + word + u'\'');
    }
    workspace.name = reader.text("name"_L1, Need::Required);
    workspace.id = reader.identifier("id"_L1);
    readConnections(reader, workspace, findings);
    readLedger(reader, workspace, findings);
    readLineage(reader, workspace, findings);
    reader.refuseKeys(unbuiltWorkspaceKeys());
    reader.finish();
    if (!findings.isEmpty())
        return fail(findings.toError(ErrorCode::InvalidWorkspace));
    return file;
}

Result<WorkspaceFile> readWorkspaceFile(const QString &root)
{
    const Result<QString> text = readWorkspaceText(root, kFileName);
    if (!text) {
        Error error = text.error();
        if (error.code == ErrorCode::InvalidPlan)
            error.code = ErrorCode::InvalidWorkspace;
        error.where = QDir(root).filePath(error.where.isEmpty() ? QString(kFileName) : error.where);
        return fail(error);
    }
    return parseWorkspace(root, *text);
}

} // namespace sluice
