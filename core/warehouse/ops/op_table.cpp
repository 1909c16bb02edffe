// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/ops/mariadb_ops.h"

#include <algorithm>
#include <array>

namespace sluice {

namespace {

constexpr std::array kOps {
    StepOp { "add_column", compileAddColumn, compileAddColumnOnMariadb },
    StepOp { "drop_column", compileDropColumn, compileDropColumnOnMariadb },
    StepOp { "create_table", compileCreateTable, compileCreateTableOnMariadb },
    StepOp { "create_view", compileCreateView, compileCreateViewOnMariadb },
    StepOp { "replace_view", compileReplaceView, compileReplaceViewOnMariadb },
    StepOp { "create_index", compileCreateIndex, compileCreateIndexOnMariadb },
    StepOp { "backfill", compileBackfill, compileBackfill },
    StepOp { "install_flag", compileInstallFlag, compileInstallFlagOnMariadb },
    StepOp { "switch_flag", compileSwitchFlag, compileSwitchFlag },
    StepOp { "sql", compileRawSql, compileRawSqlOnMariadb },
    StepOp { "rename_column", compileRenameColumn },
    StepOp { "alter_type", compileAlterType },
    StepOp { "set_default", compileSetDefault },
    StepOp { "set_not_null", compileSetNotNull },
    StepOp { "add_constraint", compileAddConstraint },
    StepOp { "add_generated_column", compileAddGeneratedColumn },
    StepOp { "drop_view", compileDropView },
    StepOp { "build_table", compileBuildTable },
    StepOp { "swap_table", compileSwapTable },
    StepOp { "set_comment", compileSetComment },
    StepOp { "remove_flag", compileRemoveFlag },
    StepOp { "snapshot", compileSnapshot },
    StepOp { "restore", compileRestore },
    StepOp { "command", compileRunProgram, compileRunProgram },
    StepOp { "manual", compileByHand, compileByHand },
};

} // namespace

const StepOp *findStepOp(const QString &name)
{
    const auto it = std::find_if(kOps.begin(), kOps.end(), [&](const StepOp &op) { return name == QLatin1String(op.name); });
    return it == kOps.end() ? nullptr : &*it;
}

} // namespace sluice
