// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "warehouse/catalogue.h"
#include "warehouse/compiled_step.h"

namespace sluice {

/// What an op compiles from. References live as long as the call.
struct StepContext {
    SqlSession &session;
    const Plan &plan;
    const Step &step;
    const QString &runId;

    Engine engine() const { return session.engine(); }
};

/// Turns one op into statements for the session's engine; sets everything but stepId and op.
using CompileOp = Result<CompiledStep> (*)(const StepContext &);

/// One line of the table of ops. An op that has nothing for an engine is refused there by name. A new op is a file with its function and a line in op_table.cpp.
struct StepOp {
    const char *name; ///< as the plan writes it
    CompileOp compile; ///< on PostgreSQL and SQLite
    CompileOp compileOnMariadb = nullptr;

    /// Engine: whose SQL is spoken, so that ODBC is a service which Sluice does not know.
    CompileOp on(Engine engine) const
    {
        switch (engine) {
        case Engine::Sqlite:
        case Engine::Postgresql:
            return compile;
        case Engine::Mariadb:
            return compileOnMariadb;
        case Engine::Odbc:
            break;
        }
        return nullptr;
    }
};

/// nullptr when this version does not run the op.
const StepOp *findStepOp(const QString &name);

Result<CompiledStep> compileAddColumn(const StepContext &context);
Result<CompiledStep> compileDropColumn(const StepContext &context);
Result<CompiledStep> compileCreateTable(const StepContext &context);
Result<CompiledStep> compileCreateView(const StepContext &context);
Result<CompiledStep> compileReplaceView(const StepContext &context);
Result<CompiledStep> compileCreateIndex(const StepContext &context);
Result<CompiledStep> compileBackfill(const StepContext &context);
Result<CompiledStep> compileInstallFlag(const StepContext &context);
Result<CompiledStep> compileSwitchFlag(const StepContext &context);
Result<CompiledStep> compileRawSql(const StepContext &context);
Result<CompiledStep> compileRenameColumn(const StepContext &context);
Result<CompiledStep> compileAlterType(const StepContext &context);
Result<CompiledStep> compileSetDefault(const StepContext &context);
Result<CompiledStep> compileSetNotNull(const StepContext &context);
Result<CompiledStep> compileAddConstraint(const StepContext &context);
Result<CompiledStep> compileAddGeneratedColumn(const StepContext &context);
Result<CompiledStep> compileDropView(const StepContext &context);
Result<CompiledStep> compileBuildTable(const StepContext &context);
Result<CompiledStep> compileSwapTable(const StepContext &context);
Result<CompiledStep> compileSetComment(const StepContext &context);
Result<CompiledStep> compileRemoveFlag(const StepContext &context);
Result<CompiledStep> compileSnapshot(const StepContext &context);
Result<CompiledStep> compileRestore(const StepContext &context);
Result<CompiledStep> compileRunProgram(const StepContext &context);
Result<CompiledStep> compileByHand(const StepContext &context);

} // namespace sluice
