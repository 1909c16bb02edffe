// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "service/rows_at_risk.h"

#include "communication/log_view.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString valueText(const QVariant &value)
{
    return value.typeId() == QMetaType::QByteArray ? u"\\x"_s + QString::fromLatin1(value.toByteArray().toHex()) : value.toString();
}

QString csvField(const QVariant &value)
{
    if (!value.isValid())
        return {};
    // Quoted always, so that an empty text is told from NULL; a formula is disarmed as in every other export.
    const QString cell = csvCell(valueText(value));
    return cell.startsWith(u'"') ? cell : u'"' + cell + u'"';
}

} // namespace

Result<RowsAtRisk> readRowsAtRisk(SqlSession &session, const CompiledStep &step, const ReadLimits &limits)
{
    RowsAtRisk risk;
    risk.step = step.stepId;
    risk.undo = step.undoSummary;
    if (step.atRisk.isEmpty())
        return risk;
    // One more than asked for tells whether there are more; the engine need not look further.
    SLUICE_TRY(SqlRows rows,
        session.query(u"SELECT * FROM ("_s + step.atRisk + u"\n) AS sluice_rows LIMIT "_s + QString::number(qint64(limits.rows) + 1), ReadLimits { limits.rows + 1, limits.bytes }));
    risk.columns = rows.columns;
    risk.isTruncated = rows.isTruncated || rows.rows.size() > limits.rows;
    risk.rows = std::move(rows.rows);
    if (risk.rows.size() > limits.rows)
        risk.rows.resize(limits.rows);
    return risk;
}

QString rowAtRiskText(const RowsAtRisk &rows, int index)
{
    constexpr int kLongest = 40;
    QStringList parts;
    const QVariantList &row = rows.rows[index];
    for (qsizetype i = 0; i < row.size(); ++i) {
        QString text = row[i].isValid() ? valueText(row[i]) : u"NULL"_s;
        if (text.size() > kLongest)
            text = text.left(kLongest) + u'…';
        parts.append(rows.columns.value(i) + u' ' + text);
    }
    return parts.join(u", "_s);
}

QByteArray rowsAtRiskCsv(const RowsAtRisk &rows)
{
    QStringList header;
    for (const QString &column : rows.columns)
        header.append(csvField(column));
    QByteArray csv = header.join(u',').toUtf8() + "\r\n";
    for (const QVariantList &row : rows.rows) {
        QStringList fields;
        for (const QVariant &value : row)
            fields.append(csvField(value));
        csv += fields.join(u',').toUtf8() + "\r\n";
    }
    return csv;
}

} // namespace sluice
