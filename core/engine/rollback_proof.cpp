// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/rollback_proof.h"

#include <QRegularExpression>

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QList<FlagState> flagsFromJson(const QJsonArray &array)
{
    QList<FlagState> flags;
    for (const QJsonValue value : array) {
        const QJsonObject json = value.toObject();
        flags.append(FlagState { json[u"flag"_s].toString(), json[u"cohort"_s].toString(), json[u"on"_s].toBool() });
    }
    return flags;
}

/// Flags that are on, as comparable text: a row that says "off" equals no row.
QStringList flagsOn(const QList<FlagState> &flags)
{
    QStringList on;
    for (const FlagState &flag : flags) {
        if (flag.on)
            on += flag.flag + u'/' + flag.cohort;
    }
    on.sort();
    return on;
}

bool mayHaveEffect(const StepState &step, const CompiledStep &compiled)
{
    switch (step.phase) {
    case StepPhase::Done:
    case StepPhase::Intended:
    case StepPhase::Unknown:
    case StepPhase::UndoIntended:
        return true;
    case StepPhase::Failed: // batches before the failing one are committed
        return compiled.backfill.has_value();
    case StepPhase::Pending:
    case StepPhase::Undone:
        return false;
    }
    return false;
}

/// Did a statement of this rollout write rows of the table in columns that the baseline had?
bool wroteRows(const QList<UndoItem> &undone, const RelationName &table)
{
    return std::any_of(undone.cbegin(), undone.cend(), [&](const UndoItem &item) {
        return (item.step.writesRows || item.step.undoWritesRows) && item.step.touches.contains(table);
    });
}

/// A line of a definition without the quarantined columns in it.
QString withoutRemnants(QString line)
{
    static const QRegularExpression column(u" , \"sluice_q_[^\"]*\"(?: \"[^\"]*\")*"_s);
    return line.remove(column);
}

/// True when every line is about a quarantined column, or differs from its counterpart by such a column alone.
bool isExplainedByRemnants(const QStringList &differences)
{
    return std::all_of(differences.cbegin(), differences.cend(), [&](const QString &line) {
        const QString partnerSign = line.startsWith(u'-') ? u"+"_s : u"-"_s;
        const bool hasPartner = std::any_of(differences.cbegin(), differences.cend(), [&](const QString &other) {
            return other.startsWith(partnerSign) && withoutRemnants(other.mid(1)) == withoutRemnants(line.mid(1));
        });
        return hasPartner || (line.startsWith(u'+') && line.contains(u"column sluice_q_"_s));
    });
}

TableProof proveTable(const TableChecksum &before, const TableChecksum &now, bool wrote, bool &proven)
{
    TableProof proof;
    proof.table = before.table.text();
    proof.rowsBefore = before.rows;
    proof.rowsNow = now.rows;
    proof.sumBefore = before.rowSum;
    proof.sumNow = now.rowSum;
    proof.arrived = now.arrivedSince;
    proof.isEqual = sameContent(before, now);
    proven = proof.isEqual;
    if (!proof.isEqual && !wrote) {
        proof.note = u"changed by other writers meanwhile; no statement of this rollout wrote its rows"_s;
        proven = true;
    } else if (!proof.isEqual) {
        QStringList columns;
        for (auto it = before.columnSums.begin(); it != before.columnSums.end(); ++it) {
            if (now.columnSums.value(it.key()) != it.value())
                columns += it.key();
        }
        proof.note = columns.isEmpty() ? u"row count differs"_s : u"differs in "_s + columns.join(u", "_s);
    }
    return proof;
}

} // namespace

Result<QList<UndoItem>> undoItems(const RunState &state, const QString &to)
{
    QList<UndoItem> items;
    bool beyond = to.isEmpty();
    for (const StageState &stage : state.stages) {
        if (beyond) {
            for (const StepState &step : stage.steps) {
                if (step.compiled.isEmpty())
                    continue;
                SLUICE_TRY(CompiledStep compiled, compiledStepFromJson(step.compiled));
                if (mayHaveEffect(step, compiled))
                    items.prepend(UndoItem { stage.id, step, std::move(compiled) });
            }
        }
        beyond = beyond || stage.id == to;
    }
    return items;
}

ExpectedState expectedAfterRollback(const RunState &state, const QString &to)
{
    ExpectedState expected;
    bool beyond = to.isEmpty();
    for (const StageState &stage : state.stages) {
        if (beyond) { // the first undone stage: its beginning is what must come back
            expected.fingerprint = stage.fingerprint;
            expected.detail = fingerprintFromJson(stage.fingerprintDetail);
            for (const QJsonValue checksum : stage.checksums)
                expected.checksums.append(tableChecksumFromJson(checksum.toObject()));
            expected.flags = flagsFromJson(stage.flags);
            break;
        }
        beyond = stage.id == to;
    }
    return expected;
}

Result<ObservedState> observeState(SqlSession &session, const ExpectedState &expected, const QList<RelationName> &scope)
{
    ObservedState observed;
    SLUICE_TRY(observed.fingerprint, takeFingerprint(session, scope));
    SLUICE_TRY(observed.flags, readFlags(session));
    for (const TableChecksum &baseline : expected.checksums) {
        const Result<TableChecksum> now = retakeChecksum(session, baseline);
        if (now)
            observed.checksums.append(*now);
        else if (isRetryable(now.error().code))
            return tl::make_unexpected(now.error());
        else
            observed.unreadable += u"%1: %2"_s.arg(baseline.table.text(), now.error().what);
    }
    return observed;
}

RollbackProof proveRollback(
    const ExpectedState &expected, const ObservedState &observed, const QList<UndoItem> &undone, const QStringList &remnants)
{
    RollbackProof proof;
    proof.fingerprintBefore = expected.fingerprint;
    proof.fingerprintAfter = observed.fingerprint.total;
    QStringList failures;
    if (expected.fingerprint != observed.fingerprint.total) {
        proof.differences = fingerprintDifferences(expected.detail, observed.fingerprint);
        // A remnant explains its own lines and nothing else.
        const bool explained = !proof.differences.isEmpty() && !remnants.isEmpty() && isExplainedByRemnants(proof.differences);
        if (!explained)
            failures += u"the schema is not as it was: "_s + (proof.differences.isEmpty() ? u"fingerprints differ"_s : proof.differences.join(u"; "_s));
    }
    if (flagsOn(expected.flags) != flagsOn(observed.flags))
        failures += u"flags read back as [%1], recorded were [%2]"_s.arg(flagsOn(observed.flags).join(u", "_s), flagsOn(expected.flags).join(u", "_s));
    for (const TableChecksum &before : expected.checksums) {
        const auto now = std::find_if(observed.checksums.cbegin(), observed.checksums.cend(),
            [&](const TableChecksum &checksum) { return checksum.table == before.table; });
        if (now == observed.checksums.cend())
            continue;
        bool proven = false;
        proof.tables.append(proveTable(before, *now, wroteRows(undone, before.table), proven));
        if (!proven)
            failures += u"%1 %2"_s.arg(before.table.text(), proof.tables.last().note);
    }
    if (!failures.isEmpty()) {
        proof.result = RollbackResult::Failed;
        proof.exceptions = failures;
    } else if (!observed.unreadable.isEmpty() || !observed.fingerprint.unknown.isEmpty() || expected.fingerprint.isEmpty()) {
        proof.result = RollbackResult::Unknown;
        proof.exceptions = observed.unreadable + observed.fingerprint.unknown;
    } else if (!remnants.isEmpty()) {
        proof.result = RollbackResult::ExactExcept;
        proof.exceptions = remnants;
    } else {
        proof.result = RollbackResult::Exact;
    }
    return proof;
}

QJsonObject toJson(const RollbackProof &proof)
{
    QJsonArray tables;
    for (const TableProof &table : proof.tables) {
        tables.append(QJsonObject { { u"table"_s, table.table }, { u"rows_before"_s, static_cast<double>(table.rowsBefore) },
            { u"rows_now"_s, static_cast<double>(table.rowsNow) }, { u"sum_before"_s, table.sumBefore }, { u"sum_now"_s, table.sumNow },
            { u"arrived"_s, static_cast<double>(table.arrived) }, { u"equal"_s, table.isEqual }, { u"note"_s, table.note } });
    }
    return QJsonObject { { u"result"_s, rollbackResultName(proof.result) }, { u"fingerprint_before"_s, proof.fingerprintBefore },
        { u"fingerprint_after"_s, proof.fingerprintAfter }, { u"differences"_s, QJsonArray::fromStringList(proof.differences) },
        { u"tables"_s, tables }, { u"exceptions"_s, QJsonArray::fromStringList(proof.exceptions) } };
}

RollbackProof rollbackProofFromJson(const QJsonObject &json)
{
    RollbackProof proof;
    proof.result = rollbackResultFromName(json[u"result"_s].toString()).value_or(RollbackResult::Unknown);
    proof.fingerprintBefore = json[u"fingerprint_before"_s].toString();
    proof.fingerprintAfter = json[u"fingerprint_after"_s].toString();
    for (const QJsonValue line : json[u"differences"_s].toArray())
        proof.differences += line.toString();
    for (const QJsonValue line : json[u"exceptions"_s].toArray())
        proof.exceptions += line.toString();
    for (const QJsonValue value : json[u"tables"_s].toArray()) {
        const QJsonObject table = value.toObject();
        proof.tables.append(TableProof { table[u"table"_s].toString(), static_cast<qint64>(table[u"rows_before"_s].toDouble()),
            static_cast<qint64>(table[u"rows_now"_s].toDouble()), table[u"sum_before"_s].toString(), table[u"sum_now"_s].toString(),
            static_cast<qint64>(table[u"arrived"_s].toDouble()), table[u"equal"_s].toBool(), table[u"note"_s].toString() });
    }
    return proof;
}

} // namespace sluice
