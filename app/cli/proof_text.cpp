// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/proof_text.h"

#include "communication/plain_text.h"
#include "engine/rollback_proof.h"

#include <QJsonArray>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString targetText(const RollbackState &rollback)
{
    return rollback.to.isEmpty() ? u"the start"_s : rollback.to;
}

/// Begun and not proven: nothing here may read as if it were over.
QStringList stuckLines(const RollbackState &rollback, const Output &out)
{
    return { u"Rollback to %1 is %2"_s.arg(targetText(rollback), out.breach(u"stuck"_s)),
        u"  why it began        %1"_s.arg(plainLine(rollback.why)),
        u"  readers             %1"_s.arg(rollback.flagsOff.isValid() ? u"back on the old path"_s : u"not known to be back on the old path"_s),
        u"  blocked by          %1"_s.arg(plainLine(rollback.stuckWhy)), u"  next                %1"_s.arg(plainLine(rollback.stuckNext)) };
}

QString fingerprintVerdict(const RollbackProof &proof)
{
    if (proof.fingerprintBefore.isEmpty() || proof.fingerprintAfter.isEmpty())
        return u"unknown"_s;
    return proof.fingerprintBefore == proof.fingerprintAfter ? u"equal"_s : u"different"_s;
}

} // namespace

QString describeProof(const RollbackState &rollback, const Output &out)
{
    if (rollback.proof.isEmpty())
        return stuckLines(rollback, out).join(u'\n');
    const RollbackProof proof = rollbackProofFromJson(rollback.proof);
    const QString result = rollbackResultName(proof.result);
    QStringList lines;
    lines += u"Rolled back to %1: %2"_s.arg(targetText(rollback), proof.result == RollbackResult::Exact ? out.good(result) : out.watch(result));
    lines += u"  why                 %1"_s.arg(plainLine(rollback.why));
    if (rollback.flagsOff.isValid())
        lines += u"  readers back after  %1"_s.arg(humanDuration(Duration(rollback.requested.msecsTo(rollback.flagsOff))));
    if (rollback.ended.isValid())
        lines += u"  fully undone after  %1"_s.arg(humanDuration(Duration(rollback.requested.msecsTo(rollback.ended))));
    const auto known = [](const QString &fingerprint) { return fingerprint.isEmpty() ? u"not recorded"_s : fingerprint; };
    lines += u"  fingerprint before  %1"_s.arg(known(proof.fingerprintBefore));
    lines += u"  fingerprint after   %1  %2"_s.arg(known(proof.fingerprintAfter), fingerprintVerdict(proof));
    for (const QString &difference : proof.differences)
        lines += u"    "_s + plainLine(difference);
    QList<QStringList> rows { { u"  table"_s, u"rows"_s, u"checksum before"_s, u"checksum now"_s, u"arrived meanwhile"_s, u""_s } };
    const auto counted = [](qint64 count) { return count < 0 ? u"–"_s : QString::number(count); };
    for (const TableProof &tableProof : proof.tables) {
        rows.append({ u"  "_s + plainLine(tableProof.table), counted(tableProof.rowsNow), tableProof.sumBefore, tableProof.sumNow.isEmpty() ? u"–"_s : tableProof.sumNow,
            counted(tableProof.arrived), tableProof.isEqual ? (tableProof.note.isEmpty() ? u"equal"_s : u"equal; "_s + plainLine(tableProof.note)) : plainLine(tableProof.note) });
    }
    if (rows.size() > 1)
        lines += table(rows);
    if (!rollback.acceptedBy.isEmpty())
        lines += u"  decided by two      asked by %1, accepted by %2"_s.arg(plainLine(rollback.askedBy), plainLine(rollback.acceptedBy));
    if (const QList<StepLoss> lost = lossesFromJson(rollback.proof[u"lost"_s].toArray()); !lost.isEmpty())
        lines += out.watch(u"  lost for good       "_s) + plainLine(lossText(lost));
    for (const QString &exception : proof.exceptions)
        lines += u"  except: "_s + plainLine(exception);
    return lines.join(u'\n');
}

int proofExitCode(const RunState &state)
{
    if (!state.rollback)
        return 5;
    switch (state.rollback->result) {
    case RollbackResult::Exact:
    case RollbackResult::ExactExcept:
        return 0;
    case RollbackResult::None: // stuck on the way
    case RollbackResult::Unknown:
        return 4;
    case RollbackResult::Failed:
        return 1;
    }
    return 5;
}

namespace {

QString freshnessText(const RollbackHealth &health)
{
    switch (health.freshness()) {
    case HealthAnswer::Healthy:
        return u"fresh"_s;
    case HealthAnswer::Unhealthy:
        return u"not fresh"_s;
    case HealthAnswer::Unknown:
        return u"unknown"_s;
    case HealthAnswer::Unmeasured:
        return u"not measured, no gate watches it"_s;
    }
    return {};
}

QString healthText(const RollbackHealth &health, const Output &out)
{
    switch (health.answer) {
    case HealthAnswer::Healthy:
        return out.good(u"healthy"_s)
            + u", %1 good ticks of each of %2 gates"_s.arg(RollbackHealth::kGoodTicks).arg(health.gates.size());
    case HealthAnswer::Unhealthy:
        return out.breach(u"not healthy"_s);
    case HealthAnswer::Unknown:
        return out.watch(u"unknown"_s) + (health.why.isEmpty() ? QString() : u", "_s + plainLine(health.why));
    case HealthAnswer::Unmeasured:
        return u"nothing measures it, no gate remains"_s;
    }
    return {};
}

} // namespace

QString describeHealth(const RollbackState &rollback, const Output &out)
{
    if (!rollback.health)
        return u"Health after it: %1, nobody measured it"_s.arg(out.watch(u"unknown"_s));
    const RollbackHealth &health = *rollback.health;
    QStringList lines { u"Health after it: "_s + healthText(health, out) };
    for (const GateHealth &gate : health.gates) {
        if (gate.answer == HealthAnswer::Healthy)
            continue;
        const QString title = gate.title.isEmpty() ? gate.gate : gate.title;
        lines += u"  ◆ %1"_s.arg(plainLine(gate.why.isEmpty() ? title + u": no sample"_s : gate.why));
    }
    lines += u"  downstream sources  "_s + freshnessText(health);
    return lines.join(u'\n');
}

QJsonObject proofJson(const RolloutView &view)
{
    QJsonObject json { { u"plan"_s, view.planId }, { u"run"_s, view.state.run }, { u"state"_s, runPhaseName(view.state.phase) } };
    if (!view.state.rollback)
        return json;
    const RollbackState &rollback = *view.state.rollback;
    const QJsonObject proof = toJson(rollbackProofFromJson(rollback.proof));
    for (auto it = proof.begin(); it != proof.end(); ++it)
        json[it.key()] = it.value();
    json[u"asked_by"_s] = rollback.askedBy;
    json[u"accepted_by"_s] = rollback.acceptedBy;
    json[u"rows_lost"_s] = rollback.proof[u"rows_lost"_s].toDouble();
    json[u"lost"_s] = rollback.proof[u"lost"_s].toArray();
    const bool isStuck = view.state.phase == RunPhase::RollbackStuck;
    json[u"result"_s] = rollbackResultName(isStuck && rollback.result == RollbackResult::None ? RollbackResult::Unknown : rollback.result);
    if (!rollback.stuckWhy.isEmpty() && isStuck)
        json[u"stuck"_s] = QJsonObject { { u"why"_s, rollback.stuckWhy }, { u"next"_s, rollback.stuckNext } };
    json[u"to"_s] = rollback.to;
    json[u"why"_s] = rollback.why;
    json[u"readers_back_ms"_s] = rollback.flagsOff.isValid() ? static_cast<double>(rollback.requested.msecsTo(rollback.flagsOff)) : -1;
    const RollbackHealth untold { HealthAnswer::Unknown, u"nobody measured it"_s, {}, {} };
    json[u"health"_s] = toJson(rollback.health.value_or(untold));
    json[u"undone_ms"_s] = rollback.ended.isValid() ? static_cast<double>(rollback.requested.msecsTo(rollback.ended)) : -1;
    return json;
}

} // namespace sluice
