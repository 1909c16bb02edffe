// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.h"
#include "sql/sql_session.h"

namespace sluice {

/// One row a flag and cohort; "all" covers everybody.
struct FlagState {
    QString flag;
    QString cohort;
    bool on = false;
    friend bool operator==(const FlagState &, const FlagState &) = default;
};

Result<QList<FlagState>> readFlags(SqlSession &session);

/// The statement that switches every reader of the plan's flags back to legacy (one row update on PostgreSQL; view
/// replacement on SQLite); safe to run twice, and when the flag was never installed.
Result<QStringList> flagsOffSql(SqlSession &session, const Plan &plan);

/// The statements that give the plan's flags these states; flags and cohorts that are not among them go off. For the
/// last act of a rollback: the states recorded at the end of the stage rolled back to. One transaction, safe to run twice.
Result<QStringList> setFlagsSql(SqlSession &session, const Plan &plan, const QList<FlagState> &states);

/// Makes this session read the given branch of every flag, for probe roles only (PostgreSQL: setting
/// sluice.force_branch honoured for members of the probe role). NotSupported on engines without it.
enum class Branch { Live, Legacy, Candidate };
QString branchName(Branch branch);
Result<void> forceBranch(SqlSession &session, Branch branch);

} // namespace sluice
