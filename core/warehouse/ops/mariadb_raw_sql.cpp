// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/ops/mariadb_ops.h"
#include "warehouse/ops/op_support.h"
#include "warehouse/sql_pieces.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Statements that stay inside our transaction. Everything else commits by itself or may.
bool isRowChange(const QString &statement)
{
    const QList<SqlPiece> pieces = sqlPieces(Engine::Mariadb, statement);
    return !pieces.isEmpty()
        && (pieces[0].isWord("insert"_L1) || pieces[0].isWord("update"_L1) || pieces[0].isWord("delete"_L1)
            || pieces[0].isWord("replace"_L1) || pieces[0].isWord("select"_L1) || pieces[0].isWord("values"_L1)
            || pieces[0].isWord("with"_L1));
}

bool areRowChanges(const QStringList &statements)
{
    return std::all_of(statements.cbegin(), statements.cend(), isRowChange);
}

} // namespace

Result<CompiledStep> compileRawSqlOnMariadb(const StepContext &context)
{
    SLUICE_TRY(CompiledStep step, compileRawSql(context));
    if (areRowChanges(step.forward) && areRowChanges(step.undo))
        return step;
    if (step.forward.size() > 1 || step.undo.size() > 1) {
        return refuse(context,
            u"each DDL statement commits by itself on MariaDB, so a step holds one of them and nothing else"_s,
            u"make a step of each statement"_s);
    }
    if (areRowChanges(step.forward) || (!step.undo.isEmpty() && areRowChanges(step.undo))) {
        return refuse(context,
            u"a statement and a rollback of which one changes rows and the other the schema cannot be told apart after a crash on MariaDB"_s,
            u"make a step of each"_s);
    }
    if (step.present.isEmpty()) {
        return refuse(context,
            u"DDL commits by itself on MariaDB, and without a probe nobody could tell after a crash whether it ran"_s,
            u"state a probe that is true when the effect is there"_s);
    }
    step.transactional = false;
    step.keepsLockTimeout = true;
    step.leftover = u"SELECT FALSE"_s;
    return step;
}

} // namespace sluice
