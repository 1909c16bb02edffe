// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/relation_name.h"
#include "sql/sql_session.h"

namespace sluice {

/// Sluice's own table in the target, ready to be pasted: sluice."receipt" on PostgreSQL, "sluice_receipt" on SQLite.
QString ownTable(Engine engine, const QString &name);

/// Boolean SQL: Sluice's own table of this name is there.
QString ownTableExistsSql(Engine engine, const QString &name);

/// True for relations that are Sluice's own: never listed, never fingerprinted.
bool isOwnRelation(Engine engine, const RelationName &relation);

/// "sluice_q_<run>_<name>", within 63 bytes; the same inputs give the same name.
QString quarantineName(const QString &runId, const QString &name);

/// Name of the table (for ownTable) that keeps the values which a backfill step overwrote.
QString savedTableName(const QString &runId, const QString &stepId);

/// Name of the table (for ownTable) that keeps what a gate's legacy relation held when the rollout started.
QString baselineTableName(const QString &runId, const QString &gateId);

/// The relation behind ownTable(), for whoever reads it as any other.
RelationName ownRelation(Engine engine, const QString &name);

/// Name of what notices writes for the guard of a step: a sequence and a function among Sluice's own objects, and
/// triggers of the table, one for each of what.
QString watchName(const QString &runId, const QString &stepId, const QString &what);

/// Forgets how far a backfill came, so that it starts anew when it is applied again.
QString forgetCursorSql(Engine engine, const QString &runId, const QString &stepId);

/// One row of literals into one of Sluice's tables; 0 rows when one with this key is there. isThere: the condition that
/// finds it. key: the columns of the primary key.
QString insertUnlessThere(Engine engine, const QString &into, const QString &columns, const QStringList &values, const QString &key, const QString &isThere);
/// The same, but a row that is there gets the new values of these columns.
QString insertOrUpdate(Engine engine, const QString &into, const QString &columns, const QStringList &values, const QString &key, const QStringList &update);

/// Reads everything or fails: a catalogue answer that a limit cut must never be taken for the whole.
Result<SqlRows> queryAll(SqlSession &session, const QString &sql);

/// First value as text; an error when there is no row.
Result<QString> queryText(SqlSession &session, const QString &sql);

/// Appends a field with its length before it, so that no two lists of fields read alike when hashed.
void appendField(QByteArray &bytes, const QString &field);

} // namespace sluice
