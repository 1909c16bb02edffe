// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/rollback/proof_view.h"

#include "ui/models/gate_text.h"
#include "ui/models/look.h"
#include "ui/models/text.h"

#include <QCoreApplication>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("sluice::ProofView", text);
}

QString orUnknown(const QString &text)
{
    return text.isEmpty() ? tr("unknown") : singleLine(text, 300);
}

} // namespace

ProofView readProof(const RollbackState &rollback)
{
    ProofView view;
    view.hasRecord = !rollback.proof.isEmpty();
    view.proof = rollbackProofFromJson(rollback.proof);
    view.proof.result = rollback.result;
    view.to = rollback.to;
    view.ended = rollback.ended;
    if (rollback.proof["took_ms"_L1].isDouble())
        view.took = Duration(rollback.proof["took_ms"_L1].toInteger());
    if (rollback.requested.isValid() && rollback.flagsOff.isValid())
        view.readersBack = Duration(std::max<qint64>(rollback.requested.msecsTo(rollback.flagsOff), 0));
    for (const TableProof &table : view.proof.tables)
        view.arrived = std::max<qint64>(view.arrived, 0) + std::max<qint64>(table.arrived, 0);
    return view;
}

ProofView::TableState tableState(const RollbackResult &result, const TableProof &table)
{
    if (table.isEqual)
        return ProofView::TableState::Equal;
    if (table.isUntouched)
        return ProofView::TableState::Untouched;
    // The engine proves a difference harmless only by what it knows of writers; then the result as a whole holds.
    const bool holds = result == RollbackResult::Exact || result == RollbackResult::ExactExcept;
    return holds ? ProofView::TableState::ChangedByOthers : ProofView::TableState::Different;
}

QString tableStateText(ProofView::TableState state)
{
    switch (state) {
    case ProofView::TableState::Equal:
        return tr("equal");
    case ProofView::TableState::Untouched:
        return tr("not touched");
    case ProofView::TableState::ChangedByOthers:
        return tr("changed by others");
    case ProofView::TableState::Different:
        return tr("different");
    }
    return {};
}

QString countedNumber(qint64 count)
{
    return count < 0 ? u"–"_s : groupedNumber(count);
}

QString resultSentence(const ProofView &view)
{
    switch (view.proof.result) {
    case RollbackResult::Exact:
        return tr("Schema, flags and protected tables are as they were.");
    case RollbackResult::ExactExcept:
        return tr("As it was, except for what is listed.");
    case RollbackResult::Failed:
        return tr("The warehouse is not as it was. What differs is listed.");
    case RollbackResult::Unknown:
        return tr("It could not be shown that the warehouse is as it was. A person has to look.");
    case RollbackResult::None:
        return tr("Nothing was proven yet.");
    }
    return {};
}

QString proofText(const ProofView &view, const QString &plan, const QString &environment)
{
    const RollbackProof &proof = view.proof;
    QStringList lines;
    lines += tr("Rolled back %1 to %2 in %3: %4")
                 .arg(singleLine(plan), view.to.isEmpty() ? tr("the start") : singleLine(view.to), environment, rollbackResultWord(proof.result));
    lines += resultSentence(view);
    lines += tr("Ended: %1").arg(absoluteTime(view.ended));
    lines += tr("Took: %1").arg(orUnknown(preciseDuration(view.took)));
    lines += tr("Readers back after: %1").arg(orUnknown(preciseDuration(view.readersBack)));
    lines += tr("Schema recorded: %1").arg(orUnknown(proof.fingerprintBefore));
    lines += tr("Schema now: %1").arg(orUnknown(proof.fingerprintAfter));
    for (const QString &exception : proof.exceptions)
        lines += tr("Except: %1").arg(singleLine(exception, 600));
    for (const QString &difference : proof.differences)
        lines += tr("Difference: %1").arg(singleLine(difference, 600));
    for (const TableProof &table : proof.tables) {
        QString line = tr("%1: %2, %3 rows, checksum %4 -> %5, %6 rows arrived meanwhile")
                           .arg(singleLine(table.table), tableStateText(tableState(proof.result, table)), countedNumber(table.rowsNow),
                               orUnknown(table.sumBefore), orUnknown(table.sumNow), countedNumber(table.arrived));
        if (!table.note.isEmpty())
            line += u" ("_s + singleLine(table.note) + u')';
        lines += line;
    }
    return lines.join(u'\n') + u'\n';
}

} // namespace sluice
