// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/ops/step_op.h"

#include <algorithm>
#include <array>

namespace sluice {

namespace {

constexpr std::array kOps {
    StepOp { "add_column", compileAddColumn },
    StepOp { "drop_column", compileDropColumn },
    StepOp { "create_table", compileCreateTable },
    StepOp { "create_view", compileCreateView },
    StepOp { "replace_view", compileReplaceView },
    StepOp { "create_index", compileCreateIndex },
    StepOp { "backfill", compileBackfill },
    StepOp { "install_flag", compileInstallFlag },
    StepOp { "switch_flag", compileSwitchFlag },
    StepOp { "sql", compileRawSql },
};

} // namespace

const StepOp *findStepOp(const QString &name)
{
    const auto it = std::find_if(kOps.begin(), kOps.end(), [&](const StepOp &op) { return name == QLatin1String(op.name); });
    return it == kOps.end() ? nullptr : &*it;
}

} // namespace sluice
