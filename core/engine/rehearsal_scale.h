// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "warehouse/compiled_step.h"

#include <QMap>

namespace sluice {

/// Rows of tables, by the engine's own estimate, as the plan names them; -1: unknown.
Result<QMap<QString, qint64>> rowsOf(SqlSession &session, const QList<RelationName> &scope);

/// How much larger the tables of the target are than those of the copy, so that times measured on the one say something
/// about the other. A value.
struct RowScale
{
    QMap<QString, qint64> target;
    QMap<QString, qint64> copy;

    /// The largest of all tables; 1 where nothing is known or the target is smaller.
    double largest() const;
    /// For the time of this step: of the tables that it touches, else the largest; 1 where rows do not decide it.
    double forward(const CompiledStep &step) const;
    double undo(const CompiledStep &step) const;

private:
    double of(const QList<RelationName> &tables) const;
};

} // namespace sluice
