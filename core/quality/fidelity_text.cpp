// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/fidelity_text.h"

#include <QLocale>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kNamed = 5;
constexpr qint64 kLotBytes = 16 * 1024 * 1024; ///< a probe lives beside the rollout, and must stay small
constexpr qint64 kMostBytes = 64 * 1024 * 1024;
constexpr qint64 kLargestLot = 100'000;

void tell(QStringList &told, qint64 count, const QString &what)
{
    if (count > 0)
        told << u"%1 %2"_s.arg(QString::number(count), what);
}

/// SQLite knows none of what a view computes.
QString typeText(const QString &type) { return type.isEmpty() ? u"no type"_s : type; }

} // namespace

QString plainDigits(double value) { return QString::number(value, 'f', QLocale::FloatingPointShortest); }

DifferenceRequest fidelityRequest(const FidelityProbe &probe)
{
    DifferenceRequest request { probe.legacy, probe.candidate, probe.key, probe.columns, {} };
    for (auto it = probe.tolerances.cbegin(); it != probe.tolerances.cend(); ++it)
        request.tolerances.insert(it.key(), plainDigits(it.value()).toLatin1());
    request.except = probe.approved.value_or(QStringList());
    request.samples = 0; // what rows hold is nothing for a ledger
    request.sizes.bytesPerLot = kLotBytes;
    request.sizes.mostBytes = kMostBytes;
    request.sizes.largestLot = kLargestLot;
    return request;
}

QVariant fidelityValue(const FidelityProbe &probe, qint64 differing, qint64 rows)
{
    if (rows == 0)
        return {};
    return probe.countsRows ? static_cast<double>(differing) : static_cast<double>(differing) / static_cast<double>(rows);
}

Sample withoutValue(SampleClass sampleClass, const QString &detail)
{
    Sample sample;
    sample.sampleClass = sampleClass;
    sample.detail = detail;
    return sample;
}

Sample beyondBudget(qint64 rows, const FidelityProbe &probe, bool isExact)
{
    return withoutValue(SampleClass::NoData,
        u"%1 rows to compare%2, the budget is %3"_s.arg(QString::number(rows),
            isExact ? QString() : u" by the engine's estimate or by what was read so far"_s,
            QString::number(probe.budget)));
}

Sample failedComparison(const Gate &gate, bool isOverTime, const Error &error)
{
    return withoutValue(SampleClass::Error,
        isOverTime ? u"comparing took longer than %1"_s.arg(humanDuration(gate.timeout)) : error.what);
}

QStringList namedFew(const QString &what, const QStringList &names)
{
    if (names.isEmpty())
        return {};
    return { what + names.mid(0, kNamed).join(u", "_s) + (names.size() > kNamed ? u" and more"_s : QString()) };
}

QString detailOf(const TableDifference &difference)
{
    QStringList told;
    tell(told, difference.changed, u"changed"_s);
    tell(told, difference.removed, u"only in legacy"_s);
    tell(told, difference.added, u"only in the candidate"_s);
    QStringList columns;
    QStringList types;
    for (const ColumnDifference &column : difference.columns) {
        if (column.changed > 0)
            columns << u"%1 (%2)"_s.arg(column.name, QString::number(column.changed));
        if (column.isTypeDifferent)
            types << u"%1 (%2 in legacy, %3 in the candidate)"_s.arg(column.name, typeText(column.legacyType), typeText(column.candidateType));
    }
    told += namedFew(u"changed in "_s, columns);
    told += namedFew(u"not compared, only in legacy: "_s, difference.onlyLegacy);
    told += namedFew(u"not compared, only in the candidate: "_s, difference.onlyCandidate);
    told += namedFew(u"of another type: "_s, types);
    tell(told, difference.duplicates.legacy, u"keys of several rows in legacy"_s);
    tell(told, difference.duplicates.candidate, u"keys of several rows in the candidate"_s);
    tell(told, difference.nullKeys.legacy + difference.nullKeys.candidate, u"rows with NULL in the key"_s);
    return told.join(u"; "_s);
}

} // namespace sluice
