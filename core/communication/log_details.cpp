// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "communication/log_view.h"

#include "base/duration.h"
#include "communication/plain_text.h"
#include "quality/metric_text.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostValue = 4'000; ///< characters of one value
constexpr qsizetype kMostItems = 40; ///< of one list
constexpr qsizetype kMostRows = 200;

using Row = std::pair<QString, QString>;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(LogDetails)
};

struct Label {
    const char *key;
    const char *text;
};

// In the order in which they are shown; a key that is missing here comes after them under its own name.
constexpr auto kLabels = std::to_array<Label>({
    { "why", QT_TRANSLATE_NOOP("LogDetails", "Why") },
    { "reason", QT_TRANSLATE_NOOP("LogDetails", "Reason") },
    { "error", QT_TRANSLATE_NOOP("LogDetails", "Error") },
    { "sqlstate", QT_TRANSLATE_NOOP("LogDetails", "SQLSTATE") },
    { "evidence", QT_TRANSLATE_NOOP("LogDetails", "Evidence") },
    { "blocker", QT_TRANSLATE_NOOP("LogDetails", "Blocked by") },
    { "next", QT_TRANSLATE_NOOP("LogDetails", "Next") },
    { "result", QT_TRANSLATE_NOOP("LogDetails", "Result") },
    { "plan", QT_TRANSLATE_NOOP("LogDetails", "Plan") },
    { "title", QT_TRANSLATE_NOOP("LogDetails", "Title") },
    { "owner", QT_TRANSLATE_NOOP("LogDetails", "Owner") },
    { "connection", QT_TRANSLATE_NOOP("LogDetails", "Connection") },
    { "engine", QT_TRANSLATE_NOOP("LogDetails", "Engine") },
    { "environment", QT_TRANSLATE_NOOP("LogDetails", "Environment") },
    { "target", QT_TRANSLATE_NOOP("LogDetails", "Target") },
    { "stage", QT_TRANSLATE_NOOP("LogDetails", "Stage") },
    { "step", QT_TRANSLATE_NOOP("LogDetails", "Step") },
    { "gate", QT_TRANSLATE_NOOP("LogDetails", "Gate") },
    { "verdict", QT_TRANSLATE_NOOP("LogDetails", "Verdict") },
    { "from", QT_TRANSLATE_NOOP("LogDetails", "Before") },
    { "value_text", QT_TRANSLATE_NOOP("LogDetails", "Value") },
    { "value", QT_TRANSLATE_NOOP("LogDetails", "Measured") },
    { "limit_text", QT_TRANSLATE_NOOP("LogDetails", "Limit") },
    { "limit", QT_TRANSLATE_NOOP("LogDetails", "Limit value") },
    { "n", QT_TRANSLATE_NOOP("LogDetails", "n") },
    { "age_ms", QT_TRANSLATE_NOOP("LogDetails", "Age of data") },
    { "rule", QT_TRANSLATE_NOOP("LogDetails", "Rule") },
    { "detail", QT_TRANSLATE_NOOP("LogDetails", "Detail") },
    { "flag", QT_TRANSLATE_NOOP("LogDetails", "Flag") },
    { "cohort", QT_TRANSLATE_NOOP("LogDetails", "Cohort") },
    { "on", QT_TRANSLATE_NOOP("LogDetails", "On") },
    { "command", QT_TRANSLATE_NOOP("LogDetails", "Command") },
    { "to", QT_TRANSLATE_NOOP("LogDetails", "Back to") },
    { "trigger", QT_TRANSLATE_NOOP("LogDetails", "Triggered by") },
    { "took_ms", QT_TRANSLATE_NOOP("LogDetails", "Took") },
    { "baked_ms", QT_TRANSLATE_NOOP("LogDetails", "Good time") },
    { "gap_ms", QT_TRANSLATE_NOOP("LogDetails", "Away") },
    { "rows", QT_TRANSLATE_NOOP("LogDetails", "Rows") },
    { "estimate", QT_TRANSLATE_NOOP("LogDetails", "Rows expected") },
    { "applied", QT_TRANSLATE_NOOP("LogDetails", "Applied") },
    { "kept_rows", QT_TRANSLATE_NOOP("LogDetails", "Rows that stay") },
    { "kept_batches", QT_TRANSLATE_NOOP("LogDetails", "Batches that stay") },
    { "guard_rows", QT_TRANSLATE_NOOP("LogDetails", "Rows that would be lost") },
    { "adopted", QT_TRANSLATE_NOOP("LogDetails", "Found done") },
    { "remnant", QT_TRANSLATE_NOOP("LogDetails", "Kept") },
    { "window_closes", QT_TRANSLATE_NOOP("LogDetails", "Rollback until") },
    { "differences", QT_TRANSLATE_NOOP("LogDetails", "Schema differs") },
    { "exceptions", QT_TRANSLATE_NOOP("LogDetails", "Except") },
    { "fingerprint_before", QT_TRANSLATE_NOOP("LogDetails", "Fingerprint before") },
    { "fingerprint_after", QT_TRANSLATE_NOOP("LogDetails", "Fingerprint after") },
    { "fingerprint", QT_TRANSLATE_NOOP("LogDetails", "Fingerprint") },
    { "objects", QT_TRANSLATE_NOOP("LogDetails", "Touches") },
    { "dataset", QT_TRANSLATE_NOOP("LogDetails", "Dataset") },
    { "text", QT_TRANSLATE_NOOP("LogDetails", "Text") },
    { "about", QT_TRANSLATE_NOOP("LogDetails", "About entry") },
    { "runner", QT_TRANSLATE_NOOP("LogDetails", "Runner") },
    { "epoch", QT_TRANSLATE_NOOP("LogDetails", "Epoch") },
    { "statements", QT_TRANSLATE_NOOP("LogDetails", "Statements") },
    { "digest", QT_TRANSLATE_NOOP("LogDetails", "Plan digest") },
    { "query_digest", QT_TRANSLATE_NOOP("LogDetails", "Query digest") },
});

QString scalarText(const QString &key, const QJsonValue &value)
{
    if (value.isBool())
        return value.toBool() ? Words::tr("yes") : Words::tr("no");
    if (value.isDouble()) {
        if (key.endsWith(u"_ms"_s))
            return value.toDouble() < 0 ? Words::tr("unknown") : humanDuration(Duration(std::llround(std::min(value.toDouble(), 1e15))));
        const qint64 whole = value.toInteger(std::numeric_limits<qint64>::min()); // that, when it is no whole number
        const bool isWhole = whole != std::numeric_limits<qint64>::min();
        if ((key == u"rows"_s || key == u"estimate"_s || key == u"guard_rows"_s) && whole < 0)
            return Words::tr("unknown");
        return isWhole ? groupedDigits(whole) : numberText(value.toDouble());
    }
    return plainLines(value.toString(), kMostValue);
}

QString compactJson(const QJsonValue &value)
{
    const QJsonDocument document = value.isArray() ? QJsonDocument(value.toArray()) : QJsonDocument(value.toObject());
    return plainLine(QString::fromUtf8(document.toJson(QJsonDocument::Compact)), kMostValue);
}

/// A list of plain values one a line; anything nested as JSON.
QString valueText(const QString &key, const QJsonValue &value)
{
    if (value.isObject())
        return compactJson(value);
    if (!value.isArray())
        return scalarText(key, value);
    QStringList lines;
    const QJsonArray array = value.toArray();
    for (const QJsonValue item : array) {
        if (lines.size() == kMostItems) {
            lines += Words::tr("and %1 more").arg(array.size() - kMostItems);
            break;
        }
        lines += item.isObject() || item.isArray() ? compactJson(item) : scalarText(key, item);
    }
    return lines.join(u'\n');
}

bool isEmptyValue(const QJsonValue &value)
{
    return value.isNull() || value.isUndefined() || (value.isString() && value.toString().isEmpty())
        || (value.isArray() && value.toArray().isEmpty()) || (value.isObject() && value.toObject().isEmpty());
}

QString shortSum(const QString &sum)
{
    constexpr qsizetype kShown = 8;
    return sum.size() > 2 * kShown ? sum.left(kShown) + u'…' : plainLine(sum, 2 * kShown);
}

/// "218 082 rows before and now · 68 arrived since · checksum 1d8438a7… equal"; what is not recorded is not claimed.
QString tableText(const QJsonObject &table)
{
    const auto count = [&table](const char *key) {
        const QJsonValue value = table.value(QLatin1String(key));
        return value.isDouble() ? static_cast<qint64>(std::clamp(value.toDouble(), -1.0, 9e15)) : qint64 { -1 };
    };
    QStringList parts;
    const qint64 before = count("rows_before");
    const qint64 now = count("rows_now");
    if (before >= 0 && before == now)
        parts += Words::tr("%1 rows before and now").arg(groupedDigits(now));
    else if (before >= 0 && table.value("untouched"_L1).toBool())
        parts += Words::tr("%1 rows before").arg(groupedDigits(before));
    else if (before >= 0 && now >= 0)
        parts += Words::tr("%1 rows before, %2 now").arg(groupedDigits(before), groupedDigits(now));
    if (const qint64 arrived = count("arrived"); arrived > 0)
        parts += Words::tr("%1 arrived meanwhile").arg(groupedDigits(arrived));
    const QString sumBefore = table.value("sum_before"_L1).toString();
    const QString sumNow = table.value("sum_now"_L1).toString();
    if (table.value("untouched"_L1).toBool())
        parts += Words::tr("not touched");
    else if (sumBefore.isEmpty() || sumNow.isEmpty())
        parts += Words::tr("checksum not recorded");
    else if (sumBefore == sumNow)
        parts += Words::tr("checksum %1 equal").arg(shortSum(sumNow));
    else
        parts += Words::tr("checksum %1 before, %2 now").arg(shortSum(sumBefore), shortSum(sumNow));
    if (!table.value("equal"_L1).toBool() && !sumNow.isEmpty() && sumBefore == sumNow)
        parts += Words::tr("not proven equal");
    if (const QString note = plainLine(table.value("note"_L1).toString(), 300); !note.isEmpty())
        parts += note;
    return parts.join(u" · "_s);
}

/// One row a table, taken out of the raw fields.
QList<Row> tableRows(QJsonObject &json)
{
    QList<Row> rows;
    const QJsonArray tables = json.take("tables"_L1).toArray();
    for (const QJsonValue value : tables) {
        if (rows.size() == kMostItems) {
            rows += { QString(), Words::tr("and %1 more").arg(tables.size() - kMostItems) };
            break;
        }
        const QJsonObject table = value.toObject();
        rows += { Words::tr("Table %1").arg(plainLine(table.value("table"_L1).toString(), 200)), tableText(table) };
    }
    return rows;
}

/// The proof of a rollback in words, before its raw fields.
QList<Row> proofRows(const QJsonObject &json)
{
    QList<Row> rows;
    const QString before = json.value("fingerprint_before"_L1).toString();
    const QString after = json.value("fingerprint_after"_L1).toString();
    if (!before.isEmpty() && !after.isEmpty())
        rows += { Words::tr("Schema"),
            before == after ? Words::tr("fingerprint equal to the one recorded") : Words::tr("fingerprint differs from the one recorded") };
    const qsizetype tables = json.value("tables"_L1).toArray().size();
    if (tables > 0)
        rows += { Words::tr("Data"), tables == 1 ? Words::tr("1 table compared") : Words::tr("%1 tables compared").arg(tables) };
    return rows;
}

QString healthWord(const QString &answer)
{
    if (answer == u"healthy"_s)
        return Words::tr("healthy");
    if (answer == u"unhealthy"_s)
        return Words::tr("not healthy");
    return answer == u"unmeasured"_s ? Words::tr("not measured") : Words::tr("unknown");
}

/// What every gate said after a rollback, one a line; takes what it has told.
QList<Row> healthRows(QJsonObject &json)
{
    QList<Row> rows { { Words::tr("Health"), healthWord(json.take("answer"_L1).toString()) },
        { Words::tr("Downstream sources"), healthWord(json.take("freshness"_L1).toString()) } };
    json.remove("at"_L1); // the entry's own time says it
    QStringList lines;
    const QJsonArray gates = json.take("gates"_L1).toArray();
    for (const QJsonValue value : gates) {
        const QJsonObject gate = value.toObject();
        const QString why = gate.value("why"_L1).toString();
        const QString title = gate.value("title"_L1).toString();
        lines += plainLine(
            why.isEmpty() ? title + u": "_s + healthWord(gate.value("answer"_L1).toString()) : why, kMostValue);
        if (lines.size() == kMostItems && gates.size() > kMostItems) {
            lines += Words::tr("and %1 more").arg(gates.size() - kMostItems);
            break;
        }
    }
    if (!lines.isEmpty())
        rows += { Words::tr("Gates"), lines.join(u'\n') };
    return rows;
}

/// Stages and gates go by their titles, as everywhere; a gate's own title would only say it twice.
void nameParts(QJsonObject &json, const RunNames &names)
{
    const QString stage = json.value("stage"_L1).toString();
    const QString gate = json.value("gate"_L1).toString();
    if (!gate.isEmpty()) {
        const QString known = names.gate(stage, gate);
        const QString own = json.take("title"_L1).toString();
        json["gate"_L1] = !own.isEmpty() ? own : !known.isEmpty() ? known : gate;
    }
    for (const QLatin1String key : { "stage"_L1, "to"_L1 }) {
        const QString id = json.value(key).toString();
        if (const QString title = names.stages.value(id); !title.isEmpty())
            json[key] = title;
    }
}

} // namespace

QList<std::pair<QString, QString>> eventDetails(const Event &event, const RunNames &names)
{
    QList<Row> rows;
    QJsonObject json = event.json();
    nameParts(json, names);
    if (event.type == EventType::RollbackVerified) {
        rows += proofRows(json);
        rows += tableRows(json);
    }
    if (event.type == EventType::RollbackHealth)
        rows += healthRows(json);
    const QJsonObject compiled = json.value("compiled"_L1).toObject();
    if (const QString summary = compiled.value("summary"_L1).toString(); !summary.isEmpty())
        rows += { Words::tr("Does"), plainLine(summary, kMostValue) };
    for (const Label &label : kLabels) {
        const QString key = QLatin1String(label.key);
        const QJsonValue value = json.take(key);
        if (key == u"to"_s && value.isString() && value.toString().isEmpty())
            rows += { Words::tr(label.text), Words::tr("the start") };
        else if (!isEmptyValue(value))
            rows += { Words::tr(label.text), valueText(key, value) };
    }
    for (auto it = json.begin(); it != json.end() && rows.size() < kMostRows; ++it) {
        if (!isEmptyValue(it.value()))
            rows += { readableId(it.key()), valueText(it.key(), it.value()) };
    }
    rows += { Words::tr("When"), event.at.toUTC().toString(u"yyyy-MM-dd HH:mm:ss.zzz 'UTC'"_s) };
    rows += { Words::tr("Who"), plainLine(event.actor, 200) };
    if (!event.run.isEmpty())
        rows += { Words::tr("Run"), plainLine(event.run, 200) };
    rows += { Words::tr("Entry"), groupedDigits(event.seq) };
    rows += { Words::tr("Hash"), QString::fromLatin1(event.hash.toHex()) };
    rows += { Words::tr("Previous hash"), QString::fromLatin1(event.previousHash.toHex()) };
    return rows;
}

} // namespace sluice
