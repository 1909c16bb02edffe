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
    StepOp { "rename_column", compileRenameColumn, compileRenameColumnOnMariadb },
    StepOp { "alter_type", compileAlterType, compileAlterTypeOnMariadb },
    StepOp { "set_default", compileSetDefault, compileSetDefaultOnMariadb },
    StepOp { "set_not_null", compileSetNotNull, compileSetNotNullOnMariadb },
    StepOp { "add_constraint", compileAddConstraint, compileAddConstraintOnMariadb },
    StepOp { "add_generated_column", compileAddGeneratedColumn, compileAddGeneratedColumnOnMariadb },
    StepOp { "drop_view", compileDropView, compileDropViewOnMariadb },
    StepOp { "build_table", compileBuildTable, compileBuildTableOnMariadb },
    StepOp { "swap_table", compileSwapTable, compileSwapTableOnMariadb },
    StepOp { "set_comment", compileSetComment, compileSetCommentOnMariadb },
    StepOp { "remove_flag", compileRemoveFlag, compileRemoveFlagOnMariadb },
    StepOp { "snapshot", compileSnapshot, compileSnapshotOnMariadb },
    StepOp { "restore", compileRestore, compileRestoreOnMariadb },
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
