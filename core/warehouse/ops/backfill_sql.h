// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/connection_profile.h"
#include "base/relation_name.h"
#include "warehouse/compiled_step.h"

namespace sluice {

struct BackfillColumn {
    QString name;
    QString type; ///< with its modifier
    QString expression; ///< what it is set to; empty for a key
};

/// The statements of one backfill. Each batch keeps key, old and new value of every row it writes in a table of
/// Sluice's own, in the same transaction; the undo gives back the old value where the new one still stands. Pure.
struct BackfillSql {
    Engine engine;
    RelationName table;
    QString saved; ///< name for ownTable
    QList<BackfillColumn> key;
    QList<BackfillColumn> columns;
    QString where;
    int batch;

    QStringList createSaved() const; ///< safe to run again
    QString dropSaved() const;
    QString savedExists() const; ///< boolean SQL
    /// The update alone, for EXPLAIN.
    QString update(const QString &condition) const;
    CompiledBackfill batches() const;
    QString restore(const QString &range = {}) const;
    CompiledBackfill restoreBatches() const;
    /// Rows that hold neither what we wrote nor what was there before.
    QString countChangedSince() const;
    QString listChangedSince() const; ///< their keys, and each column as it is now and as it was before the backfill

private:
    QString id(const QString &name) const;
    QString tableName() const;
    QString savedName() const;
    QStringList savedKeys() const;
    QString boundOf(const QString &from, const QStringList &keyNames, const QStringList &types, const QString &condition) const;
    QString todo(const QString &range) const;
    QStringList assignments() const;
    QString joinOnKey(const QString &alias) const;
    QString changedSince() const;
    static QString keyName(qsizetype index);
    static QString oldName(qsizetype index);
    static QString newName(qsizetype index);
    static QString keyLiteralOnMariadb(const QString &name, const QString &type);
    QString keyLiteral(const QString &name, const QString &type) const;
    QStringList createSavedOnMariadb(const QStringList &selected) const;
    QStringList batchOnMariadb(const QString &range) const;
    QString batchOnPostgres(const QString &range) const;
    QStringList batchOnSqlite(const QStringList &names, const QString &range) const;
};

} // namespace sluice
