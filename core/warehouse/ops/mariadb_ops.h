// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

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

/// A step whose DDL runs alone, with readers not held up longer than lock_timeout.
CompiledStep stepAloneOnMariadb(const QString &summary, const QString &undoSummary, Reversibility reversibility);

/// requireTable, and it is in InnoDB: other engines commit row by row and rebuild under a lock.
Result<RelationFacts> requireInnodbTable(const StepContext &context, const RelationName &name);

/// ", ALGORITHM=INPLACE, LOCK=NONE": what would copy the table or lock readers out is refused by the server itself.
QString onlineOnly();
/// Boolean SQL: the table has a column of this name.
QString mariadbHasColumn(const RelationName &table, const QString &column);
/// What onlineOnly() costs others, in words.
QString mariadbShortLock(const RelationName &name);

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
