// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/connection_profile.h"
#include "base/result.h"

#include <QMap>
#include <QString>
#include <QStringList>

namespace sluice {

struct LineageSource {
    QString kind; ///< "dbt_manifest" or "warehouse"
    QString path; ///< file, relative to the root or absolute; or connection name
    friend bool operator==(const LineageSource &, const LineageSource &) = default;
};

/// sluice.yaml, read. A value; connections keep the file's order.
struct Workspace {
    QString root; ///< absolute
    QString name;
    QString id; ///< uuid made by init; key prefix in the keychain
    QList<ConnectionProfile> connections;
    QString ledgerFile; ///< absolute; default root/.sluice/ledger.db; this machine's own files lie beside it
    QString ledgerConnection; ///< the ledger is in the database of this connection instead; empty: in ledgerFile
    QList<LineageSource> lineage;

    const ConnectionProfile *connection(const QString &name) const;
    QString planFile(const QString &planId) const; ///< absolute path of plans/<id>.yaml
    friend bool operator==(const Workspace &, const Workspace &) = default;
};

/// Finds sluice.yaml in dir or a parent. NotFound when there is none, InvalidWorkspace says which file and line is wrong.
Result<Workspace> openWorkspace(const QString &dir);

/// Creates the skeleton (sluice.yaml, plans, sql, playbooks, runbooks, policies, .gitignore). AlreadyExists when
/// sluice.yaml is there.
Result<Workspace> createWorkspace(const QString &dir, const QString &name);

/// Adds or removes one connection, touching only its lines; comments and order of the rest survive byte for byte.
Result<Workspace> addConnection(const Workspace &workspace, const ConnectionProfile &profile);
Result<Workspace> removeConnection(const Workspace &workspace, const QString &name);
/// Lets the entry that says before say after; fields that stay, and everything beside them, survive byte for byte. Refused
/// when the file says something else than before by now, or another part of it needs what would change.
Result<Workspace> changeConnection(const Workspace &workspace, const ConnectionProfile &before, const ConnectionProfile &after);
/// The same without writing: whether it would be done.
Result<void> checkConnectionChange(const Workspace &workspace, const ConnectionProfile &before, const ConnectionProfile &after);

/// Adds lineage sources in one edit of the same manner. AlreadyExists for one that the file names already.
Result<Workspace> addLineageSources(const Workspace &workspace, const QList<LineageSource> &sources);

/// Every plans/*.yaml, sorted by name, as absolute paths.
QStringList planFiles(const Workspace &workspace);

} // namespace sluice
