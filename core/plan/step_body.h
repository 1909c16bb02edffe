// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.h"
#include "base/relation_name.h"

#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

#include <optional>
#include <variant>

/// What a step of a plan does, op by op: values without behaviour.
namespace sluice {

/// SQL that a plan states inline (sql) or in a file below the workspace (sql_file). After PlanBundle was resolved,
/// text holds the exact bytes in both cases and file says where they came from.
struct SqlText {
    QString text;
    QString file;
    friend bool operator==(const SqlText &, const SqlText &) = default;
};

struct ColumnSpec {
    QString name;
    QString type;
    bool nullable = true;
    QString defaultExpression; ///< SQL; empty: none
    friend bool operator==(const ColumnSpec &, const ColumnSpec &) = default;
};

// ---- steps: one struct an op; the variant is the closed list of ops that this version runs ----

struct AddColumn {
    RelationName table;
    ColumnSpec column;
    friend bool operator==(const AddColumn &, const AddColumn &) = default;
};

/// Planned drop: a rename into quarantine, undone by renaming back.
struct DropColumn {
    RelationName table;
    QString column;
    friend bool operator==(const DropColumn &, const DropColumn &) = default;
};

struct CreateTable {
    RelationName table;
    QList<ColumnSpec> columns;
    QStringList primaryKey;
    friend bool operator==(const CreateTable &, const CreateTable &) = default;
};

struct CreateView {
    RelationName view;
    SqlText query;
    friend bool operator==(const CreateView &, const CreateView &) = default;
};

/// Replaces a view in place with the same columns, keeping grants, comments and dependants.
struct ReplaceView {
    RelationName view;
    SqlText query;
    friend bool operator==(const ReplaceView &, const ReplaceView &) = default;
};

struct CreateIndex {
    QString name;
    RelationName table;
    QStringList columns;
    bool unique = false;
    bool concurrently = false; ///< PostgreSQL: outside a transaction, started/done marks
    friend bool operator==(const CreateIndex &, const CreateIndex &) = default;
};

struct Backfill {
    RelationName table;
    QMap<QString, QString> set; ///< column -> SQL expression over the row
    QString where; ///< rows still to do; must become false for a row once it is set
    QString key; ///< batching key; empty: the primary key or rowid
    int batch = 10'000; ///< rows a transaction
    Duration pause { 0 }; ///< between batches, at least
    int nice = kUsualNice; ///< beside others it rests so many times as long as a batch took
    static constexpr int kUsualNice = 3; ///< a quarter of the time at work
    friend bool operator==(const Backfill &, const Backfill &) = default;
};

struct InstallFlag {
    QString flag;
    friend bool operator==(const InstallFlag &, const InstallFlag &) = default;
};

struct SwitchFlag {
    QString flag;
    QString cohort; ///< "all", or a database role on engines with roles
    bool on = true;
    friend bool operator==(const SwitchFlag &, const SwitchFlag &) = default;
};

/// Raw SQL with declared effects and its own rollback. One statement a list entry.
struct RawSql {
    QList<SqlText> forward;
    QList<SqlText> rollback;
    QList<RelationName> touches; ///< objects whose fingerprint may change, beside target.objects
    SqlText probe; ///< one row, one column: true when the effect is there
    QString reversibility; ///< R0…R4 as the author declares it; never better than R2 is assumed when empty
    bool writesRows = false; ///< true: changes rows of existing tables; checksums then decide
    friend bool operator==(const RawSql &, const RawSql &) = default;
};

struct RenameColumn {
    RelationName table;
    QString column;
    QString newName;
    friend bool operator==(const RenameColumn &, const RenameColumn &) = default;
};

/// Widens a column's type; only where every old value comes back to the bit.
struct AlterType {
    RelationName table;
    QString column;
    QString type;
    friend bool operator==(const AlterType &, const AlterType &) = default;
};

struct SetDefault {
    RelationName table;
    QString column;
    QString defaultExpression; ///< empty: the column loses its default
    friend bool operator==(const SetDefault &, const SetDefault &) = default;
};

struct SetNotNull {
    RelationName table;
    QString column;
    friend bool operator==(const SetNotNull &, const SetNotNull &) = default;
};

/// Exactly one of check, unique and foreignKey is given.
struct AddConstraint {
    RelationName table;
    QString name;
    QString check; ///< condition over a row
    QStringList unique;
    QStringList foreignKey; ///< columns that refer
    RelationName references;
    QStringList referencedColumns; ///< empty: the primary key of references
    /// false: only new rows are checked. The same constraint in a later step with true checks the old ones too.
    bool validate = true;
    friend bool operator==(const AddConstraint &, const AddConstraint &) = default;
};

struct AddGeneratedColumn {
    RelationName table;
    QString column;
    QString type;
    QString expression; ///< over the other columns of the row
    friend bool operator==(const AddGeneratedColumn &, const AddGeneratedColumn &) = default;
};

/// Planned drop of a view: out of every reader's way, but kept.
struct DropView {
    RelationName view;
    friend bool operator==(const DropView &, const DropView &) = default;
};

/// A new table with the rows of a query.
struct BuildTable {
    RelationName table;
    SqlText query;
    QStringList primaryKey;
    friend bool operator==(const BuildTable &, const BuildTable &) = default;
};

/// Two tables exchange their names.
struct SwapTable {
    RelationName table;
    RelationName with;
    friend bool operator==(const SwapTable &, const SwapTable &) = default;
};

struct SetComment {
    RelationName relation;
    QString column; ///< empty: the relation itself
    QString comment; ///< empty: no comment
    friend bool operator==(const SetComment &, const SetComment &) = default;
};

/// The serving view reads the candidate directly; the flag is gone.
struct RemoveFlag {
    QString flag;
    friend bool operator==(const RemoveFlag &, const RemoveFlag &) = default;
};

/// Copies rows of a table into Sluice's own schema.
struct Snapshot {
    RelationName table;
    QString where; ///< empty: every row
    friend bool operator==(const Snapshot &, const Snapshot &) = default;
};

/// Puts the rows of an earlier snapshot step back into their table.
struct Restore {
    QString snapshot; ///< id of the snapshot step
    friend bool operator==(const Restore &, const Restore &) = default;
};

/// Runs a program that the runner's own configuration allows: a transformation tool at a git revision, forward and back.
/// What it does in the warehouse is declared, and shown by its probe.
struct RunProgram {
    QStringList run; ///< argv; the first is the name under which the runner allows the program
    QStringList rollback; ///< argv of the way back
    SqlText probe; ///< one row, one column: true when the effect is there
    QList<RelationName> touches;
    QString reversibility; ///< as of RawSql
    bool writesRows = true;
    friend bool operator==(const RunProgram &, const RunProgram &) = default;
};

/// Something that a person does elsewhere; a query ticks it. It changes nothing in the plan's objects.
struct ByHand {
    QString instruction;
    QString undoInstruction;
    SqlText check; ///< one row, one column: true when it is done
    QString reversibility; ///< R4: there is no way back
    friend bool operator==(const ByHand &, const ByHand &) = default;
};

using StepBody = std::variant<AddColumn, DropColumn, CreateTable, CreateView, ReplaceView, CreateIndex, Backfill, InstallFlag,
    SwitchFlag, RawSql, RenameColumn, AlterType, SetDefault, SetNotNull, AddConstraint, AddGeneratedColumn, DropView, BuildTable,
    SwapTable, SetComment, RemoveFlag, Snapshot, Restore, RunProgram, ByHand>;

QString opName(const StepBody &body); ///< "add_column"
/// The relation that the step names as its own, where it names one.
std::optional<RelationName> relationOf(const StepBody &body);
/// Names of relations, columns, indexes and constraints that the step brings.
QStringList newNames(const StepBody &body);
/// Relations that the author says the step touches, where its statements do not tell.
QList<RelationName> declaredTouches(const StepBody &body);
QString declaredReversibility(const StepBody &body); ///< "R2"; empty: nothing is declared
/// Declared R4: there is no way back.
bool isIrreversible(const StepBody &body);

} // namespace sluice
