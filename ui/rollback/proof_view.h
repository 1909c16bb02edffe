// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/rollback_proof.h"

namespace sluice {

/// What a finished rollback proved, as the sheet shows and copies it. What the ledger's record does not hold stays
/// unknown and says so; it is never shown as equal.
struct ProofView {
    enum class TableState { Equal, Untouched, ChangedByOthers, Different };

    RollbackProof proof;
    QString to;
    qint64 arrived = -1; ///< rows written meanwhile, over all tables; -1 unknown
    Duration took { -1 };
    Duration readersBack { -1 };
    QDateTime ended;
    bool hasRecord = false; ///< false: the result stands alone, without what it rests on
};

ProofView readProof(const RollbackState &rollback);
ProofView::TableState tableState(const RollbackResult &result, const TableProof &table);
QString tableStateText(ProofView::TableState state);
/// "218,082", "–" for what was not counted.
QString countedNumber(qint64 count);
/// The one sentence under the result.
QString resultSentence(const ProofView &view);
/// Plain text for the clipboard, a ticket or a file.
QString proofText(const ProofView &view, const QString &plan, const QString &environment);

} // namespace sluice
