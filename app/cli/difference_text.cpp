// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/difference_text.h"

#include "communication/plain_text.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kValueWidth = 40; ///< of a value in a sample; --json has more of it

QString rowsText(qint64 count) { return groupedDigits(count) + (count == 1 ? u" row"_s : u" rows"_s); }

QString shown(const std::optional<QString> &value)
{
    return value ? u'\'' + plainLine(*value, kValueWidth) + u'\'' : u"NULL"_s;
}

QString keyText(const DifferenceSample &sample)
{
    QStringList parts;
    for (const auto &part : sample.key)
        parts += part ? plainLine(*part, kValueWidth) : u"NULL"_s;
    return parts.join(u", "_s);
}

QStringList columnLines(const TableDifference &difference, const Output &out)
{
    QList<QStringList> rows;
    for (const ColumnDifference &column : difference.columns) {
        if (column.changed == 0 && column.tolerated == 0 && !column.isTypeDifferent)
            continue;
        QStringList notes;
        if (column.tolerated > 0)
            notes += u"%1 within the tolerance"_s.arg(groupedDigits(column.tolerated));
        if (column.isTypeDifferent)
            notes += u"%1 became %2"_s.arg(plainLine(column.legacyType), plainLine(column.candidateType));
        rows.append({ u"  "_s + plainLine(column.name),
            column.changed > 0 ? groupedDigits(column.changed) + u" changed"_s : u"same values"_s,
            notes.join(u"; "_s) });
    }
    QStringList lines;
    if (!rows.isEmpty())
        lines << out.bold(u"Columns"_s) << table(rows);
    if (!difference.onlyLegacy.isEmpty())
        lines += u"Only in the legacy: "_s + plainLine(difference.onlyLegacy.join(u", "_s));
    if (!difference.onlyCandidate.isEmpty())
        lines += u"Only in the candidate: "_s + plainLine(difference.onlyCandidate.join(u", "_s));
    return lines;
}

QStringList remarks(const DifferenceRequest &request, const TableDifference &difference)
{
    QStringList lines;
    const auto told = [&](const SideCounts &counts, const QString &what, const QString &meaning) {
        if (counts.legacy + counts.candidate > 0)
            lines += u"%1: %2 in the legacy, %3 in the candidate; %4"_s.arg(
                what, groupedDigits(counts.legacy), groupedDigits(counts.candidate), meaning);
    };
    told(difference.duplicates, u"Keys that several rows have"_s, u"such rows are matched by their values first"_s);
    told(difference.nullKeys, u"Rows with NULL in the key"_s, u"they are matched by all their values"_s);
    if (request.key.isEmpty())
        lines
            += u"Without --key rows are matched by all their values, so that a changed row is one removed and one added."_s;
    if (difference.moving > 0)
        lines
            += u"%1 changed while they were compared: neither equal nor different. Compare again when writing is done."_s
                   .arg(rowsText(difference.moving));
    if (!difference.isConfirmed)
        lines
            += u"So many rows differ that they were not read a second time: some may only have been written meanwhile."_s;
    return lines;
}

QStringList sampleLines(const TableDifference &difference, const Output &out)
{
    QList<QStringList> rows;
    for (const DifferenceSample &sample : difference.samples) {
        QStringList values;
        for (const DifferenceSample::Value &value : sample.values) {
            const QString name = plainLine(value.column);
            if (sample.kind == DifferenceKind::Changed)
                values += u"%1 %2 → %3"_s.arg(name, shown(value.legacy), shown(value.candidate));
            else
                values += u"%1 %2"_s.arg(
                    name, shown(sample.kind == DifferenceKind::Removed ? value.legacy : value.candidate));
        }
        const QString mark = sample.kind == DifferenceKind::Changed ? u"~"_s
            : sample.kind == DifferenceKind::Added                  ? u"+"_s
            : sample.kind == DifferenceKind::Removed                ? u"-"_s
                                                                    : u"="_s;
        if (sample.kind == DifferenceKind::Duplicate)
            values += sample.isInLegacy ? u"several rows in the legacy"_s : u"several rows in the candidate"_s;
        rows.append({ u"  "_s + mark, keyText(sample), values.join(u", "_s) });
    }
    if (rows.isEmpty())
        return {};
    return { out.bold(u"Samples"_s) + out.muted(u"  ~ changed, + added, - removed, = several rows"_s), table(rows) };
}

} // namespace

QString describeDifference(const DifferenceRequest &request, const TableDifference &difference, const Output &out)
{
    const QString verdict = difference.isSame() ? out.good(u"✓ no difference"_s) : out.breach(u"✕ different"_s);
    QStringList lines { u"%1 → %2: %3"_s.arg(
        out.bold(plainLine(request.legacy.text())), out.bold(plainLine(request.candidate.text())), verdict) };
    lines += u"%1 equal, %2 changed, %3 added, %4 removed"_s.arg(rowsText(difference.equal),
        groupedDigits(difference.changed), groupedDigits(difference.added), groupedDigits(difference.removed));
    lines += columnLines(difference, out);
    lines += remarks(request, difference);
    lines += sampleLines(difference, out);
    return lines.join(u'\n');
}

QString progressText(
    const DifferenceProgress &progress, const DifferenceRequest &request, Duration elapsed, Duration expected)
{
    const QString relation = plainLine(progress.isLegacy ? request.legacy.text() : request.candidate.text());
    const auto left = [](Duration time) { return u", %1 left"_s.arg(humanDuration(std::max(time, Duration(1000)))); };
    const double seconds = std::max(0.001, std::chrono::duration<double>(elapsed).count());
    const double rate = static_cast<double>(progress.rows) / seconds;
    QString text;
    switch (progress.phase) {
    case DifferenceProgress::Phase::Describing:
        return u"Looking at both tables"_s;
    case DifferenceProgress::Phase::LookingForDuplicates:
        return u"Looking for keys that several rows of %1 have"_s.arg(relation);
    case DifferenceProgress::Phase::Settling:
        return u"Waiting %1, then rows that differ are read again"_s.arg(humanDuration(request.settling));
    case DifferenceProgress::Phase::Summing:
        text = u"Reading %1"_s.arg(relation);
        break;
    case DifferenceProgress::Phase::ReadingRows:
        text = u"Reading rows that may differ"_s;
        break;
    }
    if (progress.rows > 0) {
        text += u": %1"_s.arg(groupedDigits(progress.rows));
        if (progress.of > 0)
            text += u" of about %1"_s.arg(groupedDigits(std::max(progress.of, progress.rows)));
        text += u" rows, %1 a second"_s.arg(groupedDigits(static_cast<qint64>(rate)));
        if (progress.of > progress.rows)
            text += left(
                Duration(static_cast<qint64>(1000.0 * static_cast<double>(progress.of - progress.rows) / rate)));
        return text;
    }
    if (progress.of > 0)
        text += u" (about %1)"_s.arg(rowsText(progress.of));
    if (elapsed >= std::chrono::seconds(1))
        text += u", %1"_s.arg(humanDuration(elapsed));
    return expected > elapsed ? text + left(expected - elapsed) : text;
}

} // namespace sluice
