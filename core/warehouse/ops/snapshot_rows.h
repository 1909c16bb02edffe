// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "warehouse/ops/step_op.h"

namespace sluice {

/// The SQL of a copy of a table's rows in Sluice's own schema. Computed columns are left out: they cannot be written
/// back and follow by themselves.
class SnapshotRows
{
public:
    /// where: condition of the rows; empty: every row. stepId names the copy, so that two of one table do not collide.
    SnapshotRows(const StepContext &context, const RelationFacts &table, QString where, const QString &stepId);

    QString create() const; ///< copies the rows as they are now
    QString drop() const; ///< safe to run twice
    QString exists() const; ///< boolean SQL

    /// Rows that differ between the table and the copy, each side counted.
    QString countDifferences() const;
    /// Rows of the table that the copy does not have.
    QString listChanged() const;
    /// Takes the table's rows away and writes the copy's in their place; one transaction.
    QStringList writeBack() const;

private:
    QString condition() const;

    Engine m_engine;
    QString m_table;
    QString m_copy;
    QString m_copyName;
    QString m_columns;
    QString m_where;
};

/// The earlier snapshot step of this plan that has the id; nullptr when there is none.
const Snapshot *snapshotStep(const StepContext &context, const QString &id);

} // namespace sluice
