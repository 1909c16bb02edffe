// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "warehouse/ops/column_uses.h"
#include "warehouse/ops/step_op.h"

namespace sluice {

// The ops on MariaDB. Every DDL statement commits by itself there, so none of them runs in a transaction: they are
// written to be found out by their probes and to be begun anew.

Result<CompiledStep> compileAddColumnOnMariadb(const StepContext &context);
Result<CompiledStep> compileDropColumnOnMariadb(const StepContext &context);
Result<CompiledStep> compileCreateTableOnMariadb(const StepContext &context);
Result<CompiledStep> compileCreateViewOnMariadb(const StepContext &context);
Result<CompiledStep> compileReplaceViewOnMariadb(const StepContext &context);
Result<CompiledStep> compileCreateIndexOnMariadb(const StepContext &context);
Result<CompiledStep> compileInstallFlagOnMariadb(const StepContext &context);
Result<CompiledStep> compileRawSqlOnMariadb(const StepContext &context);
Result<CompiledStep> compileRenameColumnOnMariadb(const StepContext &context);
Result<CompiledStep> compileAlterTypeOnMariadb(const StepContext &context);
Result<CompiledStep> compileSetDefaultOnMariadb(const StepContext &context);
Result<CompiledStep> compileSetNotNullOnMariadb(const StepContext &context);
Result<CompiledStep> compileSetCommentOnMariadb(const StepContext &context);
Result<CompiledStep> compileAddGeneratedColumnOnMariadb(const StepContext &context);
Result<CompiledStep> compileAddConstraintOnMariadb(const StepContext &context);
Result<CompiledStep> compileDropViewOnMariadb(const StepContext &context);
Result<CompiledStep> compileBuildTableOnMariadb(const StepContext &context);
Result<CompiledStep> compileSwapTableOnMariadb(const StepContext &context);
Result<CompiledStep> compileRemoveFlagOnMariadb(const StepContext &context);
Result<CompiledStep> compileSnapshotOnMariadb(const StepContext &context);
Result<CompiledStep> compileRestoreOnMariadb(const StepContext &context);

/// A step whose DDL runs alone, with readers not held up longer than lock_timeout.
CompiledStep stepAloneOnMariadb(const QString &summary, const QString &undoSummary, Reversibility reversibility);

/// requireTable, and it is in InnoDB: other engines commit row by row and rebuild under a lock.
Result<RelationFacts> requireInnodbTable(const StepContext &context, const RelationName &name);

/// ", ALGORITHM=INPLACE, LOCK=NONE": what would copy the table or lock readers out is refused by the server itself.
QString onlineOnly();
/// ", ALGORITHM=COPY, LOCK=SHARED": rows can be read while the table is copied, and not be written.
QString copyingOnly();
/// Boolean SQL: the table has a column of this name.
QString mariadbHasColumn(const RelationName &table, const QString &column);
/// What onlineOnly() costs others, in words.
QString mariadbShortLock(const RelationName &name);
/// What copyingOnly() costs others, in words.
QString mariadbCopyLock(const RelationName &name);
/// An error of a trial as a refusal in the server's words.
Error refusedMariadbTrial(Error error);

/// What names the column beside its table's own text: it would break or silently change its meaning under another name
/// or type. Foreign leaves out the indexes of the table, which follow.
Result<QStringList> mariadbColumnUsers(
    const StepContext &context, const RelationName &table, const QString &column, ColumnUse use);

/// A temporary table made like the given one; gone with the object. Statements can be tried on it.
class MariadbTrialTable
{
public:
    static Result<MariadbTrialTable> like(const StepContext &context, const RelationName &table);
    /// From a whole CREATE statement behind the table's name: "(a int)".
    static Result<MariadbTrialTable> of(const StepContext &context, const QString &definition);
    ~MariadbTrialTable();
    MariadbTrialTable(MariadbTrialTable &&other) noexcept;
    MariadbTrialTable &operator=(MariadbTrialTable &&) = delete;
    MariadbTrialTable(const MariadbTrialTable &) = delete;
    MariadbTrialTable &operator=(const MariadbTrialTable &) = delete;

    /// ALTER TABLE of the trial with this change; Refused in the server's words.
    Result<void> alter(const QString &change) const;
    /// A condition on information_schema.COLUMNS: this column looks like the trial's.
    Result<QString> looksLike(const QString &column) const;

private:
    explicit MariadbTrialTable(SqlSession &session);
    SqlSession *m_session;
};

} // namespace sluice
