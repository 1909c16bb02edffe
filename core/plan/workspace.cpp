// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/workspace.h"

#include "base/whole_file.h"
#include "plan/plan_findings.h"
#include "plan/workspace_editor.h"
#include "plan/workspace_reader.h"

#include <QDir>
#include <QFileInfo>
#include <QUuid>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kFileName = "sluice.yaml"_L1;

QString skeleton(const QString &name, const QString &id)
{
    return uR"(# What this workspace is and which warehouses it knows. Passwords never stand here: they are in the system
# keychain, or for 'login: passfile' in the ~/.pgpass of whoever runs Sluice.
apiVersion: sluice/v1
kind: Workspace
name: %1
id: %2  # names this workspace in the keychain; keep it

# Add one with: sluice connection add NAME --driver sqlite|postgresql|mariadb|odbc --database … --environment dev|staging|prod
connections: []

# The append-only record of every rollout; for several people, in a PostgreSQL database: ledger: {connection: NAME}
ledger: {file: .sluice/ledger.db}
)"_s.arg(yamlScalar(name), id);
}

/// Beside the files that count, which end with .yaml; a file of checks without a connection would be a broken one.
QByteArray exampleChecks()
{
    return R"(# Standing checks of one data domain: what "sluice agent" judges outside rollouts. One file a domain; this one is
# an example and is not read. Copy it to checks/sales.yaml, name a connection and tables of yours, then look once with
# "sluice lint" and "sluice checks run". resources/schema/checks.schema.json completes it in an editor.
apiVersion: sluice/v1
kind: StandingChecks
metadata: {domain: sales, owner: sales-data}
connection: warehouse
interval: 5m  # of gates that state none
gates:
  - {id: fresh, probe: freshness, table: orders, column: loaded_at, max_age: 1h}
  - {id: keys, probe: uniqueness, table: orders, columns: [order_id], interval: 1h}
  - {id: paid, probe: referential_integrity, table: payments, columns: [order_id], references: orders, referenced_columns: [order_id]}
  - {id: rows, probe: volume, table: orders, time: ordered_at, bucket: day, min: 100, interval: 1h}
)"_ba;
}

Result<void> makeFolder(const QString &path)
{
    if (QDir().mkpath(path))
        return {};
    return fail(ErrorCode::IoFailed, u"cannot create the folder"_s, path, u"check that its parent exists and may be written"_s);
}

} // namespace

const ConnectionProfile *Workspace::connection(const QString &connectionName) const
{
    const auto it = std::find_if(connections.cbegin(), connections.cend(), [&](const ConnectionProfile &profile) { return profile.name == connectionName; });
    return it == connections.cend() ? nullptr : &*it;
}

QString Workspace::planFile(const QString &planId) const
{
    return QDir(root).filePath(u"plans/"_s + planId + u".yaml"_s);
}

Result<Workspace> openWorkspace(const QString &dir)
{
    QDir folder(QDir(dir).absolutePath());
    if (!folder.exists())
        return fail(ErrorCode::NotFound, u"there is no such folder"_s, folder.path(), u"create a workspace with: sluice init DIR"_s);
    do {
        // A dangling link is there too: it must be named, not walked past.
        const QFileInfo file(folder.filePath(kFileName));
        if (file.exists() || file.isSymLink()) {
            SLUICE_TRY(WorkspaceFile read, readWorkspaceFile(folder.path()));
            return std::move(read.workspace);
        }
    } while (folder.cdUp());
    return fail(ErrorCode::NotFound, u"there is no sluice.yaml in this folder or above it"_s, QDir(dir).absolutePath(),
        u"create a workspace with: sluice init DIR"_s);
}

Result<Workspace> createWorkspace(const QString &dir, const QString &name)
{
    const QDir folder(QDir(dir).absolutePath());
    const QString file = folder.filePath(kFileName);
    if (QFileInfo::exists(file) || QFileInfo(file).isSymLink())
        return fail(ErrorCode::AlreadyExists, u"this folder is a workspace already"_s, file, u"open it, or choose another folder"_s);
    for (const QString &part : { u"plans"_s, u"sql"_s, u"playbooks"_s, u"runbooks"_s, u"policies"_s, u"checks"_s, u".sluice"_s })
        SLUICE_CHECK(makeFolder(folder.filePath(part)));
    // The ledger and its side files are for this user alone.
    QFile::setPermissions(folder.filePath(u".sluice"_s), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    const QString ignore = folder.filePath(u".gitignore"_s);
    if (!QFileInfo::exists(ignore))
        SLUICE_CHECK(writeWholeFile(ignore, "# Local state: the ledger is not for git.\n.sluice/\n"));
    const QString example = folder.filePath(u"checks/example.yaml.txt"_s);
    if (!QFileInfo::exists(example))
        SLUICE_CHECK(writeWholeFile(example, exampleChecks()));
    const QString text = skeleton(name, QUuid::createUuid().toString(QUuid::WithoutBraces));
    SLUICE_TRY(WorkspaceFile read, parseWorkspace(folder.path(), text));
    SLUICE_CHECK(writeWholeFile(file, text.toUtf8()));
    return std::move(read.workspace);
}

Result<Workspace> addConnection(const Workspace &workspace, const ConnectionProfile &profile)
{
    if (const auto unsupported = unsupportedEngine(profile))
        return fail(*unsupported);
    if (const QString problem = profileProblem(profile); !problem.isEmpty())
        return fail(ErrorCode::InvalidConnection, problem);
    SLUICE_TRY(const WorkspaceFile file, readWorkspaceFile(workspace.root));
    if (file.workspace.connection(profile.name))
        return fail(ErrorCode::AlreadyExists, u"there is a connection %1 already"_s.arg(quotedForMessage(profile.name)), QDir(workspace.root).filePath(kFileName),
            u"remove it first, or choose another name"_s);
    SLUICE_TRY(const QByteArray edited, withConnection(file, profile));
    Workspace expected = file.workspace;
    expected.connections.append(profile);
    return storeEdited(expected, edited);
}

Result<Workspace> removeConnection(const Workspace &workspace, const QString &name)
{
    SLUICE_TRY(const WorkspaceFile file, readWorkspaceFile(workspace.root));
    const ConnectionProfile *profile = file.workspace.connection(name);
    if (!profile)
        return fail(ErrorCode::NotFound, u"there is no connection %1"_s.arg(quotedForMessage(name)), QDir(workspace.root).filePath(kFileName));
    const qsizetype index = profile - file.workspace.connections.constData();
    SLUICE_TRY(const QByteArray edited, withoutConnection(file, index));
    Workspace expected = file.workspace;
    expected.connections.removeAt(index);
    return storeEdited(expected, edited);
}

namespace {

struct ChangedFile {
    Workspace expected;
    QByteArray edited;
};

Result<ChangedFile> changedFile(const QString &root, const ConnectionProfile &before, const ConnectionProfile &after)
{
    if (const auto unsupported = unsupportedEngine(after))
        return fail(*unsupported);
    if (const QString problem = profileProblem(after); !problem.isEmpty())
        return fail(ErrorCode::InvalidConnection, problem);
    SLUICE_TRY(const WorkspaceFile file, readWorkspaceFile(root));
    const QString path = QDir(root).filePath(kFileName);
    const ConnectionProfile *profile = file.workspace.connection(before.name);
    if (!profile)
        return fail(ErrorCode::NotFound, u"there is no connection %1"_s.arg(quotedForMessage(before.name)), path);
    if (*profile != before)
        return fail(ErrorCode::Refused, u"connection %1 was changed in the file meanwhile"_s.arg(quotedForMessage(before.name)), path,
            u"look at it again, then change it"_s);
    if (after.name != before.name && file.workspace.connection(after.name))
        return fail(ErrorCode::AlreadyExists, u"there is a connection %1 already"_s.arg(quotedForMessage(after.name)), path, u"choose another name"_s);
    const qsizetype index = profile - file.workspace.connections.constData();
    ChangedFile changed { file.workspace, {} };
    SLUICE_TRY(changed.edited, withChangedConnection(file, index, after));
    changed.expected.connections[index] = after;
    return changed;
}

} // namespace

Result<Workspace> changeConnection(const Workspace &workspace, const ConnectionProfile &before, const ConnectionProfile &after)
{
    SLUICE_TRY(const ChangedFile changed, changedFile(workspace.root, before, after));
    return storeEdited(changed.expected, changed.edited);
}

Result<void> checkConnectionChange(const Workspace &workspace, const ConnectionProfile &before, const ConnectionProfile &after)
{
    SLUICE_TRY(const ChangedFile changed, changedFile(workspace.root, before, after));
    return checkEdited(changed.expected, changed.edited).map([](const Workspace &) {});
}

Result<Workspace> addLineageSources(const Workspace &workspace, const QList<LineageSource> &sources)
{
    SLUICE_TRY(WorkspaceFile file, readWorkspaceFile(workspace.root));
    Workspace expected = file.workspace;
    for (const LineageSource &source : sources) {
        if (expected.lineage.contains(source))
            return fail(ErrorCode::AlreadyExists, u"%1 is a lineage source already"_s.arg(quotedForMessage(source.path)), QDir(workspace.root).filePath(kFileName));
        SLUICE_TRY(const QByteArray edited, withLineageSource(file, source));
        SLUICE_TRY(file, parseWorkspace(workspace.root, QString::fromUtf8(edited)));
        expected.lineage.append(source);
    }
    return storeEdited(expected, file.bytes);
}

QStringList planFiles(const Workspace &workspace)
{
    const QDir plans(QDir(workspace.root).filePath(u"plans"_s));
    QStringList files;
    for (const QFileInfo &info : plans.entryInfoList({ u"*.yaml"_s }, QDir::Files, QDir::Name))
        files.append(info.absoluteFilePath());
    return files;
}

} // namespace sluice
