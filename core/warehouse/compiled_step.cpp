// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/compiled_step.h"

#include "base/digest.h"
#include "warehouse/own_tables.h"

#include <QJsonArray>

#include <algorithm>
#include <array>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Fills all placeholders in one pass: cursors and bounds are data and may themselves read like a placeholder.
QString filled(const QString &sql, const CompiledBackfill &backfill, const QString &cursor, const QString &bound, int rows)
{
    const QString after = cursor.isEmpty() ? u"1 = 1"_s : backfill.key + u" > "_s + cursor;
    const std::array<std::pair<QString, QString>, 3> places {
        { { u"{after}"_s, after }, { u"{bound}"_s, bound }, { u"{rows}"_s, QString::number(rows) } }
    };
    QString out;
    qsizetype from = 0;
    while (from < sql.size()) {
        qsizetype at = sql.indexOf(u'{', from);
        if (at < 0)
            at = sql.size();
        out += QStringView(sql).mid(from, at - from);
        from = at;
        const auto place = std::find_if(
            places.cbegin(), places.cend(), [&](const auto &entry) { return QStringView(sql).mid(at).startsWith(entry.first); });
        if (place != places.cend()) {
            out += place->second;
            from += place->first.size();
        } else if (at < sql.size()) {
            out += sql[from++];
        }
    }
    return out;
}

/// Reads fields and remembers the first that is missing or of another type.
class Reader
{
public:
    explicit Reader(const QJsonObject &json)
        : m_json(json)
    {
    }
    QString text(QLatin1String key) { return take(key, QJsonValue::String).toString(); }
    bool flag(QLatin1String key) { return take(key, QJsonValue::Bool).toBool(); }
    qint64 number(QLatin1String key) { return take(key, QJsonValue::Double).toInteger(); }
    QJsonObject object(QLatin1String key) { return take(key, QJsonValue::Object).toObject(); }
    bool has(QLatin1String key) const { return m_json.contains(key); }
    QStringList texts(QLatin1String key)
    {
        QStringList list;
        for (const QJsonValue &item : take(key, QJsonValue::Array).toArray()) {
            if (!item.isString())
                m_wrong = key;
            list.append(item.toString());
        }
        return list;
    }
    Result<void> check() const
    {
        if (m_wrong.isEmpty())
            return {};
        return fail(ErrorCode::LedgerCorrupt, u"a compiled step has no valid '"_s + m_wrong + u"'"_s);
    }

private:
    QJsonValue take(QLatin1String key, QJsonValue::Type type)
    {
        const QJsonValue value = m_json[key];
        if (value.type() != type && m_wrong.isEmpty())
            m_wrong = key;
        return value;
    }
    const QJsonObject m_json;
    QString m_wrong;
};

QJsonArray array(const QStringList &list)
{
    return QJsonArray::fromStringList(list);
}

QJsonObject backfillJson(const CompiledBackfill &backfill)
{
    return { { u"next_bound"_s, backfill.nextBoundSql }, { u"batch"_s, array(backfill.batchSql) }, { u"key"_s, backfill.key },
        { u"first_cursor"_s, backfill.firstCursor }, { u"row_estimate"_s, backfill.rowEstimate },
        { u"rows"_s, backfill.rows }, { u"pause_ms"_s, static_cast<qint64>(backfill.pause.count()) }, { u"nice"_s, backfill.nice } };
}

Result<CompiledBackfill> backfillFromJson(const QJsonObject &json)
{
    Reader reader(json);
    CompiledBackfill backfill;
    backfill.nextBoundSql = reader.text("next_bound"_L1);
    backfill.batchSql = reader.texts("batch"_L1);
    backfill.key = reader.text("key"_L1);
    backfill.firstCursor = reader.text("first_cursor"_L1);
    backfill.rowEstimate = reader.number("row_estimate"_L1);
    backfill.pause = Duration(reader.number("pause_ms"_L1));
    backfill.rows = json[u"rows"_s].toInt(); // older records have neither
    backfill.nice = json[u"nice"_s].toInt();
    SLUICE_CHECK(reader.check());
    return backfill;
}

QJsonArray tracesJson(const QList<RemnantTrace> &traces)
{
    QJsonArray array;
    for (const RemnantTrace &trace : traces)
        array.append(QJsonObject { { u"where"_s, trace.where }, { u"lost"_s, trace.lost }, { u"gained"_s, trace.gained } });
    return array;
}

QList<RemnantTrace> tracesFromJson(const QJsonValue &json)
{
    QList<RemnantTrace> traces;
    for (const QJsonValue &item : json.toArray())
        traces.append(RemnantTrace { item[u"where"_s].toString(), item[u"lost"_s].toString(), item[u"gained"_s].toString() });
    return traces;
}

QJsonObject watchJson(const WriteWatch &watch)
{
    return { { u"is_worth"_s, watch.isWorth }, { u"begin"_s, array(watch.begin) }, { u"is_there"_s, watch.isThere },
        { u"is_quiet"_s, watch.isQuiet }, { u"end"_s, array(watch.end) }, { u"after"_s, array(watch.after) } };
}

Result<WriteWatch> watchFromJson(const QJsonObject &json)
{
    Reader reader(json);
    WriteWatch watch;
    watch.isWorth = reader.text("is_worth"_L1);
    watch.begin = reader.texts("begin"_L1);
    watch.isThere = reader.text("is_there"_L1);
    watch.isQuiet = reader.text("is_quiet"_L1);
    watch.end = reader.texts("end"_L1);
    watch.after = reader.texts("after"_L1);
    SLUICE_CHECK(reader.check());
    return watch;
}

void appendList(QByteArray &bytes, const QStringList &list)
{
    appendField(bytes, QString::number(list.size()));
    for (const QString &item : list)
        appendField(bytes, item);
}

void appendBackfill(QByteArray &bytes, const std::optional<CompiledBackfill> &backfill)
{
    appendField(bytes, backfill ? u"backfill"_s : u"none"_s);
    if (!backfill)
        return;
    appendField(bytes, backfill->nextBoundSql);
    appendList(bytes, backfill->batchSql);
    appendField(bytes, backfill->key);
}

} // namespace

QString nextBoundStatement(const CompiledBackfill &backfill, const QString &cursor, int rows)
{
    return filled(backfill.nextBoundSql, backfill, cursor, {}, rows);
}

QStringList batchStatements(const CompiledBackfill &backfill, const QString &cursor, const QString &bound)
{
    QStringList statements;
    for (const QString &sql : backfill.batchSql)
        statements.append(filled(sql, backfill, cursor, bound, backfill.rows));
    return statements;
}

QJsonObject toJson(const CompiledStep &step)
{
    QStringList touches;
    for (const RelationName &relation : step.touches)
        touches.append(relation.text());
    QJsonObject json { { u"step"_s, step.stepId }, { u"op"_s, step.op }, { u"summary"_s, step.summary },
        { u"undo_summary"_s, step.undoSummary }, { u"class"_s, reversibilityName(step.reversibility) },
        { u"forward"_s, array(step.forward) }, { u"undo"_s, array(step.undo) },
        { u"guard_lock"_s, array(step.guardLock) }, { u"guard"_s, step.guard }, { u"at_risk"_s, step.atRisk },
        { u"guarded_undo"_s, array(step.guardedUndo) }, { u"remnant"_s, step.remnant }, { u"present"_s, step.present },
        { u"absent"_s, step.absent }, { u"leftover"_s, step.leftover }, { u"forward_lock"_s, step.forwardLock },
        { u"undo_lock"_s, step.undoLock }, { u"transactional"_s, step.transactional },
        { u"writes_rows"_s, step.writesRows }, { u"undo_writes_rows"_s, step.undoWritesRows },
        { u"touches"_s, array(touches) }, { u"undone_with"_s, array(step.undoneWith) },
        { u"written_columns"_s, array(step.writtenColumns) }, { u"remnant_traces"_s, tracesJson(step.remnantTraces) },
        { u"keeps_lock_timeout"_s, step.keepsLockTimeout }, { u"locked_guard"_s, step.lockedGuard },
        { u"kept"_s, step.kept } };
    for (const auto &[key, argv] : { std::pair(u"program"_s, step.program), std::pair(u"undo_program"_s, step.undoProgram) }) {
        if (!argv.isEmpty())
            json.insert(key, array(argv));
    }
    for (const auto &[key, text] : { std::pair(u"by_hand"_s, step.byHand), std::pair(u"undo_by_hand"_s, step.undoByHand), std::pair(u"needs"_s, step.needs) }) {
        if (!text.isEmpty())
            json.insert(key, text);
    }
    if (step.watch)
        json.insert(u"watch"_s, watchJson(*step.watch));
    if (step.backfill)
        json.insert(u"backfill"_s, backfillJson(*step.backfill));
    if (step.undoBatches)
        json.insert(u"undo_batches"_s, backfillJson(*step.undoBatches));
    return json;
}

Result<CompiledStep> compiledStepFromJson(const QJsonObject &json)
{
    Reader reader(json);
    CompiledStep step;
    step.stepId = reader.text("step"_L1);
    step.op = reader.text("op"_L1);
    step.summary = reader.text("summary"_L1);
    step.undoSummary = reader.text("undo_summary"_L1);
    const QString reversibility = reader.text("class"_L1);
    step.forward = reader.texts("forward"_L1);
    step.undo = reader.texts("undo"_L1);
    step.guardLock = reader.texts("guard_lock"_L1);
    step.guard = reader.text("guard"_L1);
    step.atRisk = json[u"at_risk"_s].toString(); // older records have none
    step.guardedUndo = reader.texts("guarded_undo"_L1);
    step.remnant = reader.text("remnant"_L1);
    step.present = reader.text("present"_L1);
    step.absent = reader.text("absent"_L1);
    step.forwardLock = reader.text("forward_lock"_L1);
    step.undoLock = reader.text("undo_lock"_L1);
    step.transactional = reader.flag("transactional"_L1);
    step.writesRows = reader.flag("writes_rows"_L1);
    step.undoWritesRows = reader.flag("undo_writes_rows"_L1);
    const QStringList touches = reader.texts("touches"_L1);
    step.undoneWith = reader.texts("undone_with"_L1);
    // Entries of earlier versions do not have these: then everything counts as written, and no trace is explained.
    if (reader.has("leftover"_L1))
        step.leftover = reader.text("leftover"_L1);
    if (reader.has("written_columns"_L1))
        step.writtenColumns = reader.texts("written_columns"_L1);
    if (reader.has("keeps_lock_timeout"_L1)) {
        step.keepsLockTimeout = reader.flag("keeps_lock_timeout"_L1);
        step.lockedGuard = reader.text("locked_guard"_L1);
        step.kept = reader.text("kept"_L1);
    }
    if (reader.has("program"_L1))
        step.program = reader.texts("program"_L1);
    if (reader.has("undo_program"_L1))
        step.undoProgram = reader.texts("undo_program"_L1);
    step.byHand = json[u"by_hand"_s].toString();
    step.undoByHand = json[u"undo_by_hand"_s].toString();
    step.needs = json[u"needs"_s].toString();
    step.remnantTraces = tracesFromJson(json[u"remnant_traces"_s]);
    if (reader.has("watch"_L1)) {
        SLUICE_TRY(step.watch, watchFromJson(reader.object("watch"_L1)));
    }
    if (reader.has("backfill"_L1)) {
        SLUICE_TRY(step.backfill, backfillFromJson(reader.object("backfill"_L1)));
    }
    if (reader.has("undo_batches"_L1)) {
        SLUICE_TRY(step.undoBatches, backfillFromJson(reader.object("undo_batches"_L1)));
    }
    SLUICE_CHECK(reader.check());
    SLUICE_TRY(step.reversibility, reversibilityFromName(reversibility));
    for (const QString &text : touches) {
        SLUICE_TRY(const RelationName relation, RelationName::parse(text));
        step.touches.append(relation);
    }
    return step;
}

QString stepDigest(const CompiledStep &step)
{
    QByteArray bytes;
    appendField(bytes, u"sluice-step-v1"_s);
    for (const QString &text : { step.op, step.guard, step.present, step.absent })
        appendField(bytes, text);
    if (!step.lockedGuard.isEmpty()) // else the digests of what was approved before stay
        appendField(bytes, step.lockedGuard);
    appendField(bytes, step.transactional ? u"transaction"_s : u"alone"_s);
    for (const QStringList &list : { step.forward, step.undo, step.guardLock, step.guardedUndo })
        appendList(bytes, list);
    appendBackfill(bytes, step.backfill);
    appendBackfill(bytes, step.undoBatches);
    if (step.watch) {
        appendList(bytes, step.watch->begin);
        appendList(bytes, { step.watch->isWorth, step.watch->isThere, step.watch->isQuiet });
        appendList(bytes, step.watch->end);
        appendList(bytes, step.watch->after);
    }
    if (!step.program.isEmpty() || !step.byHand.isEmpty()) {
        appendList(bytes, step.program);
        appendList(bytes, step.undoProgram);
        appendField(bytes, step.byHand);
        appendField(bytes, step.undoByHand);
    }
    return sha256Hex(bytes);
}

bool isDeclared(const CompiledStep &step)
{
    return step.op == u"sql"_s || !step.program.isEmpty();
}

} // namespace sluice
