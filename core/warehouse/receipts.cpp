// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/receipts.h"

#include "sql/sql_quoting.h"
#include "warehouse/own_tables.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

// Everything by quoted literals: these run on the Steps session, where bound values are forbidden.

QString lit(const QString &text)
{
    return quoteLiteral(text);
}

QString keyCondition(const QString &run, const QString &step, Direction direction, int generation)
{
    return u"run = "_s + lit(run) + u" AND step = "_s + lit(step) + u" AND direction = "_s + lit(directionName(direction))
        + u" AND generation = "_s + QString::number(generation);
}

constexpr auto kColumns
    = "run, step, direction, generation, attempt, epoch, plan_digest, step_digest, pre_fingerprint, post_fingerprint, "
      "ledger_seq, ledger_head, runner, transaction_id, remnant, guard_rows";

/// Receipts, and the marks that have not become one.
QString selectReceipts(Engine engine, const QString &condition)
{
    QString at = u"at"_s;
    if (engine == Engine::Postgresql)
        at = u"to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"_s;
    else if (engine == Engine::Mariadb)
        at = u"CONCAT(DATE_FORMAT(at, '%Y-%m-%dT%H:%i:%s.'), LPAD(MICROSECOND(at) DIV 1000, 3, '0'), 'Z')"_s;
    const QString columns = QLatin1String(kColumns) + u", "_s + at + u" AS made"_s;
    return u"SELECT "_s + columns + u", TRUE AS is_done FROM "_s + ownTable(engine, u"receipt"_s) + u" WHERE "_s + condition
        + u" UNION ALL SELECT "_s + columns + u", FALSE FROM "_s + ownTable(engine, u"mark"_s) + u" AS mark WHERE "_s + condition
        + u" AND NOT EXISTS (SELECT 1 FROM "_s + ownTable(engine, u"receipt"_s)
        + u" AS done WHERE done.run = mark.run AND done.step = mark.step AND done.direction = mark.direction"
          " AND done.generation = mark.generation) ORDER BY made, step, direction, generation"_s;
}

Receipt receiptFromRow(const QVariantList &row)
{
    Receipt receipt;
    receipt.run = row[0].toString();
    receipt.step = row[1].toString();
    receipt.direction = row[2].toString() == directionName(Direction::Undo) ? Direction::Undo : Direction::Forward;
    receipt.generation = row[3].toInt();
    receipt.attempt = row[4].toInt();
    receipt.epoch = row[5].toLongLong();
    receipt.planDigest = row[6].toString();
    receipt.stepDigest = row[7].toString();
    receipt.preFingerprint = row[8].toString();
    receipt.postFingerprint = row[9].toString();
    receipt.ledgerSeq = row[10].toLongLong();
    receipt.ledgerHead = row[11].toString();
    receipt.runner = row[12].toString();
    receipt.transactionId = row[13].toString();
    receipt.remnant = row[14].toString();
    receipt.guardRows = row[15].toLongLong();
    receipt.at = QDateTime::fromString(row[16].toString(), Qt::ISODateWithMs).toUTC();
    receipt.isDone = row[17].toBool();
    return receipt;
}

constexpr auto kKey = "run, step, direction, generation";

QStringList valuesOf(const Receipt &receipt, const QString &guardRows)
{
    return { lit(receipt.run), lit(receipt.step), lit(directionName(receipt.direction)),
        QString::number(receipt.generation), QString::number(receipt.attempt), QString::number(receipt.epoch),
        lit(receipt.planDigest), lit(receipt.stepDigest), lit(receipt.preFingerprint), lit(receipt.postFingerprint),
        QString::number(receipt.ledgerSeq), lit(receipt.ledgerHead), lit(receipt.runner), lit(receipt.transactionId),
        lit(receipt.remnant), guardRows.isEmpty() ? QString::number(receipt.guardRows) : guardRows };
}

QString insertReceiptSql(Engine engine, const Receipt &receipt, const QString &guardRows = {})
{
    return insertUnlessThere(engine, ownTable(engine, u"receipt"_s), QLatin1String(kColumns),
        valuesOf(receipt, guardRows), QLatin1String(kKey),
        keyCondition(receipt.run, receipt.step, receipt.direction, receipt.generation));
}

QString insertMarkSql(Engine engine, const Receipt &receipt)
{
    return insertOrUpdate(engine, ownTable(engine, u"mark"_s), QLatin1String(kColumns), valuesOf(receipt, {}),
        QLatin1String(kKey),
        { u"attempt"_s, u"epoch"_s, u"plan_digest"_s, u"step_digest"_s, u"pre_fingerprint"_s, u"ledger_seq"_s,
            u"ledger_head"_s, u"runner"_s, u"transaction_id"_s });
}

QString removeMarkSql(Engine engine, const Receipt &receipt)
{
    return u"DELETE FROM "_s + ownTable(engine, u"mark"_s) + u" WHERE "_s
        + keyCondition(receipt.run, receipt.step, receipt.direction, receipt.generation);
}

Error alreadyThere(const SqlSession &session, const Receipt &receipt)
{
    return Error { ErrorCode::AlreadyExists,
        u"step %1 of run %2 already has its %3 receipt"_s.arg(receipt.step, receipt.run, directionName(receipt.direction)),
        session.profile().name, {}, {} };
}

} // namespace

Result<std::optional<Receipt>> findReceipt(
    SqlSession &session, const QString &run, const QString &step, Direction direction, int generation)
{
    SLUICE_TRY(const SqlRows rows,
        session.query(selectReceipts(session.engine(), keyCondition(run, step, direction, generation))));
    if (rows.rows.isEmpty())
        return std::nullopt;
    return receiptFromRow(rows.rows.first());
}

Result<QList<Receipt>> receiptsOf(SqlSession &session, const QString &run)
{
    SLUICE_TRY(const SqlRows rows, queryAll(session, selectReceipts(session.engine(), u"run = "_s + lit(run))));
    QList<Receipt> receipts;
    for (const QVariantList &row : rows.rows)
        receipts.append(receiptFromRow(row));
    return receipts;
}

Result<void> insertReceipt(SqlSession &session, const Receipt &receipt)
{
    SLUICE_TRY(const auto found, findReceipt(session, receipt.run, receipt.step, receipt.direction, receipt.generation));
    if (found && found->isDone)
        return fail(alreadyThere(session, receipt));
    if (receipt.isDone) {
        SLUICE_TRY(const qint64 written, session.execute(insertReceiptSql(session.engine(), receipt)));
        if (written == 0)
            return fail(alreadyThere(session, receipt));
        SLUICE_CHECK(session.execute(removeMarkSql(session.engine(), receipt)));
        return {};
    }
    SLUICE_CHECK(session.execute(insertMarkSql(session.engine(), receipt)));
    return {};
}

Result<void> finishReceipt(SqlSession &session, const Receipt &receipt)
{
    SLUICE_TRY(const auto found, findReceipt(session, receipt.run, receipt.step, receipt.direction, receipt.generation));
    if (!found) {
        return fail(ErrorCode::NotFound, u"step %1 of run %2 has no started mark to finish"_s.arg(receipt.step, receipt.run),
            session.profile().name);
    }
    if (found->isDone)
        return {};
    // A crash between the two leaves both, and the receipt wins.
    SLUICE_CHECK(session.execute(insertReceiptSql(session.engine(), receipt)));
    SLUICE_CHECK(session.execute(removeMarkSql(session.engine(), receipt)));
    return {};
}

Result<void> removeStartedMark(SqlSession &session, const Receipt &receipt)
{
    SLUICE_CHECK(session.execute(removeMarkSql(session.engine(), receipt)));
    return {};
}

QString hasReceiptSql(Engine engine, const QString &run, const QString &step, Direction direction, int generation)
{
    return u"EXISTS (SELECT 1 FROM "_s + ownTable(engine, u"receipt"_s) + u" WHERE "_s + keyCondition(run, step, direction, generation) + u')';
}

QStringList receiptSql(Engine engine, const Receipt &receipt, const QString &guardRows)
{
    return { insertReceiptSql(engine, receipt, guardRows), removeMarkSql(engine, receipt) };
}

Result<QString> readCursor(SqlSession &session, const QString &run, const QString &step)
{
    SLUICE_TRY(const SqlRows rows,
        session.query(u"SELECT position FROM "_s + ownTable(session.engine(), u"cursor"_s) + u" WHERE run = "_s + lit(run)
            + u" AND step = "_s + lit(step)));
    return rows.scalar().toString();
}

Result<void> writeCursor(SqlSession &session, const QString &run, const QString &step, const QString &cursor)
{
    SLUICE_CHECK(session.execute(insertOrUpdate(session.engine(), ownTable(session.engine(), u"cursor"_s),
        u"run, step, position"_s, { lit(run), lit(step), lit(cursor) }, u"run, step"_s, { u"position"_s })));
    return {};
}

} // namespace sluice
