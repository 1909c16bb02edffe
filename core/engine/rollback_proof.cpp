// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/rollback_proof.h"

#include "engine/proof_sample.h"
#include "engine/proof_writes.h"

#include <QRegularExpression>

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Up to here a checksum costs about a second, and is the better evidence.
constexpr qint64 kRowsReadAgain = 1'000'000;

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

/// A line of a definition without the quarantined columns in it.
QString withoutRemnants(QString line)
{
    // With its type, which may have brackets: varchar(20).
    static const QRegularExpression column(u" , \"sluice_q_[^\"]*\"(?: \"[^\"]*\"| \\([^()]*\\))*"_s);
    return line.remove(column);
}

/// The column of a trace lost what the trace says, and nothing else.
bool isTraced(const QString &line, const RemnantTrace &trace, const QStringList &differences)
{
    if (trace.lost.isEmpty()) // a new object, recorded as absent before
        return line == u"+ "_s + trace.where || line == u"- relation "_s + trace.where.section(u' ', 1);
    if (!line.mid(2).startsWith(trace.where + u' '))
        return false;
    return std::any_of(differences.cbegin(), differences.cend(), [&](QString other) {
        QString mine = line;
        QString &longer = line.startsWith(u'-') ? mine : other;
        const qsizetype at = longer.indexOf(trace.lost);
        if (at < 0 || other.front() == line.front())
            return false;
        longer.replace(at, trace.lost.size(), trace.gained);
        return mine.mid(1) == other.mid(1);
    });
}

/// True when every line is about a quarantined column, differs from its counterpart by such a column alone, or is what
/// an undo said it would leave.
bool isExplainedByRemnants(
    const QStringList &differences, const QList<RemnantTrace> &traces, const QStringList &readers)
{
    return std::all_of(differences.cbegin(), differences.cend(), [&](const QString &line) {
        const QString partnerSign = line.startsWith(u'-') ? u"+"_s : u"-"_s;
        const bool hasPartner = std::any_of(differences.cbegin(), differences.cend(), [&](const QString &other) {
            return other.startsWith(partnerSign) && withoutRemnants(other.mid(1)) == withoutRemnants(line.mid(1));
        });
        const bool isOurs = std::any_of(traces.cbegin(), traces.cend(),
            [&](const RemnantTrace &trace) { return isTraced(line, trace, differences); });
        return hasPartner || isOurs || (line.startsWith(u'+') && line.contains(u"column sluice_q_"_s))
            || (line.startsWith(u"+ "_s) && readers.contains(line.mid(2)));
    });
}

/// Rows on other servers are never recorded, because no step may write them. Through a trigger or a function a person's
/// SQL may have done so all the same.
QStringList unseenElsewhere(const UndoItem &item, const ExpectedState &expected)
{
    QStringList lines;
    if (item.step.op != u"sql"_s || item.isProven || (!item.step.writesRows && !item.step.undoWritesRows))
        return lines;
    for (auto it = expected.detail.objects.cbegin(); it != expected.detail.objects.cend(); ++it) {
        const QString table = it.key().section(u"table "_s, 1);
        const bool maySpread = it.key().startsWith(u"foreign table "_s) || it.key().startsWith(u"partitioned table "_s);
        const bool isCompared = std::any_of(expected.checksums.cbegin(), expected.checksums.cend(),
            [&](const TableChecksum &checksum) { return checksum.table.text() == table; });
        if (maySpread && !isCompared)
            lines
                += u"%1 keeps rows on other servers, which are not compared, and step '%2' may have written them through a trigger or a function"_s
                       .arg(table, item.step.stepId);
    }
    return lines;
}

/// Tables that this rollout wrote and nobody check-summed: what was given back there cannot be shown.
QStringList uncompared(const QList<UndoItem> &undone, const ExpectedState &expected)
{
    QStringList lines;
    for (const UndoItem &item : undone) {
        const CompiledStep &step = item.step;
        if (item.isProven || isCovered(step, undone) || (!step.writesRows && !step.undoWritesRows))
            continue;
        for (const RelationName &touched : step.touches) {
            const bool wasThere = expected.detail.objects.contains(u"table "_s + touched.text())
                || expected.detail.objects.contains(u"partitioned table "_s + touched.text());
            const bool isCompared = std::any_of(expected.checksums.cbegin(), expected.checksums.cend(),
                [&](const TableChecksum &checksum) { return mayBeSame(touched, checksum.table); });
            if (wasThere && !isCompared)
                lines += u"%1 was written by step '%2', but target.objects does not list it, so its rows were never recorded to compare with"_s.arg(
                    touched.text(), step.stepId);
        }
    }
    for (const UndoItem &item : undone)
        lines += unseenElsewhere(item, expected);
    lines.removeDuplicates();
    return lines;
}

} // namespace

QString whyIrreversible(const QList<UndoItem> &items)
{
    const auto last = std::find_if(items.cbegin(), items.cend(), [](const UndoItem &item) { return item.step.reversibility == Reversibility::R4; });
    return last == items.cend() ? QString() : u"step '%1' cannot be taken back: it was declared irreversible (R4)"_s.arg(last->step.stepId);
}

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
                if (step.mayHaveEffect())
                    items.prepend(UndoItem { stage.id, step, std::move(compiled) });
            }
        }
        beyond = beyond || stage.id == to;
    }
    return items;
}

QSet<QString> takenAlong(const QList<UndoItem> &items)
{
    QSet<QString> going;
    for (const UndoItem &item : items)
        going.insert(item.step.stepId);
    QSet<QString> taken;
    for (const UndoItem &item : items) {
        const QStringList &with = item.step.undoneWith;
        if (!with.isEmpty() && std::all_of(with.cbegin(), with.cend(), [&](const QString &step) { return going.contains(step); }))
            taken.insert(item.step.stepId);
    }
    return taken;
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

QList<FlagState> flagsOfPlan(const Plan &plan, const QList<FlagState> &states)
{
    QList<FlagState> own;
    std::copy_if(states.cbegin(), states.cend(), std::back_inserter(own),
        [&](const FlagState &state) { return plan.flag(state.flag) != nullptr; });
    return own;
}

QList<RemnantTrace> remnantTraces(const QList<UndoItem> &undone, const QStringList &remnants)
{
    QList<RemnantTrace> traces;
    for (const UndoItem &item : undone) {
        if (remnants.contains(item.step.remnant))
            traces += item.step.remnantTraces;
    }
    return traces;
}

Result<ObservedState> observeState(SqlSession &session, const ExpectedState &expected, const QList<RelationName> &scope,
    const QList<UndoItem> &undone, bool comparesEveryTable)
{
    ObservedState observed;
    SLUICE_TRY(observed.fingerprint, takeFingerprint(session, scope));
    SLUICE_TRY(observed.flags, readFlags(session));
    for (const TableChecksum &baseline : expected.checksums) {
        if (!comparesEveryTable && baseline.rows > kRowsReadAgain && !mayHaveWritten(undone, baseline)) {
            const Result<bool> isSame = hasSameStorage(session, baseline); // a table that is gone is told of below
            if (isSame && *isSame) {
                observed.untouched[baseline.table.text()] = countArrivals(session, baseline).value_or(-1);
                continue;
            }
        }
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
    QStringList unsure = observed.unreadable + observed.fingerprint.unknown;
    QStringList exceptions = remnants;
    unsure += uncompared(undone, expected);
    if (expected.fingerprint.isEmpty())
        unsure += u"no earlier state was recorded to compare with"_s;
    if (expected.fingerprint != observed.fingerprint.total) {
        proof.differences = fingerprintDifferences(expected.detail, observed.fingerprint);
        // A remnant explains its own lines and nothing else.
        const bool explained = !proof.differences.isEmpty() && !remnants.isEmpty()
            && isExplainedByRemnants(proof.differences, remnantTraces(undone, remnants), observed.remnantReaders);
        if (!explained)
            failures += u"the schema is not as it was: "_s + (proof.differences.isEmpty() ? u"fingerprints differ"_s : proof.differences.join(u"; "_s));
    }
    if (flagsOn(expected.flags) != flagsOn(observed.flags))
        failures += u"flags read back as [%1], recorded were [%2]"_s.arg(flagsOn(observed.flags).join(u", "_s), flagsOn(expected.flags).join(u", "_s));
    for (const TableChecksum &before : expected.checksums) {
        if (const auto untouched = observed.untouched.constFind(before.table.text()); untouched != observed.untouched.cend()) {
            proof.tables.append(proveUntouched(before, *untouched));
            continue;
        }
        const auto now = std::find_if(observed.checksums.cbegin(), observed.checksums.cend(),
            [&](const TableChecksum &checksum) { return checksum.table == before.table; });
        if (now == observed.checksums.cend())
            continue;
        TableVerdict verdict = TableVerdict::Proven;
        proof.tables.append(proveTable(before, *now, undone, remnants, verdict));
        const QString line = u"%1 %2"_s.arg(before.table.text(), proof.tables.last().note);
        switch (verdict) {
        case TableVerdict::Proven:
            break;
        case TableVerdict::Except:
            exceptions += line;
            break;
        case TableVerdict::Unsure:
            unsure += line;
            break;
        case TableVerdict::Wrong:
            failures += line;
            break;
        }
    }
    if (!failures.isEmpty()) {
        proof.result = RollbackResult::Failed;
        proof.exceptions = failures;
    } else if (!unsure.isEmpty()) {
        proof.result = RollbackResult::Unknown;
        proof.exceptions = unsure;
    } else if (!exceptions.isEmpty()) {
        proof.result = RollbackResult::ExactExcept;
        proof.exceptions = exceptions;
    } else {
        proof.result = RollbackResult::Exact;
    }
    return proof;
}

QJsonObject toJson(const RollbackProof &proof)
{
    QJsonArray tables;
    for (const TableProof &table : proof.tables)
        tables.append(toJson(table));
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
    for (const QJsonValue table : json[u"tables"_s].toArray())
        proof.tables.append(tableProofFromJson(table.toObject()));
    return proof;
}

} // namespace sluice
