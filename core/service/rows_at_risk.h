// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sql/sql_session.h"
#include "warehouse/compiled_step.h"

namespace sluice {

/// Rows that others wrote since a step and that its undo would lose or set aside. They are read for people who decide,
/// and go nowhere else: no value of them enters the ledger.
struct RowsAtRisk {
    QString step;
    QString undo; ///< "Drop column currency of mart.orders"
    QStringList columns;
    QList<QVariantList> rows;
    bool isTruncated = false; ///< there are more
};

/// Reads what the step's guard counts; any role. No rows where the step has no guard or cannot list them.
Result<RowsAtRisk> readRowsAtRisk(SqlSession &session, const CompiledStep &step, const ReadLimits &limits);

/// "id 5, currency EUR": a row on one line, long values cut.
QString rowAtRiskText(const RowsAtRisk &rows, int index);

/// RFC 4180 with a header line; NULL is an empty field, an empty text is "".
QByteArray rowsAtRiskCsv(const RowsAtRisk &rows);

} // namespace sluice
