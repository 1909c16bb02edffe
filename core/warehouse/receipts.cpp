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

QString selectReceipts(Engine engine, const QString &condition)
{
    const QString at = engine == Engine::Postgresql
        ? u"to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"_s
        : u"at"_s;
    return u"SELECT run, step, direction, generation, attempt, is_done, epoch, plan_digest, step_digest, pre_fingerprint, "
           u"post_fingerprint, ledger_seq, ledger_head, runner, transaction_id, "_s
        + at + u" FROM "_s + ownTable(engine, u"receipt"_s) + u" WHERE "_s + condition + u" ORDER BY at, step, direction, generation"_s;
}

Receipt receiptFromRow(const QVariantList &row)
{
    Receipt receipt;
    receipt.run = row[0].toString();
    receipt.step = row[1].toString();
    receipt.direction = row[2].toString() == directionName(Direction::Undo) ? Direction::Undo : Direction::Forward;
    receipt.generation = row[3].toInt();
    receipt.attempt = row[4].toInt();
    receipt.isDone = row[5].toBool();
    receipt.epoch = row[6].toLongLong();
    receipt.planDigest = row[7].toString();
    receipt.stepDigest = row[8].toString();
    receipt.preFingerprint = row[9].toString();
    receipt.postFingerprint = row[10].toString();
    receipt.ledgerSeq = row[11].toLongLong();
    receipt.ledgerHead = row[12].toString();
    receipt.runner = row[13].toString();
    receipt.transactionId = row[14].toString();
    receipt.at = QDateTime::fromString(row[15].toString(), Qt::ISODateWithMs).toUTC();
    return receipt;
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
    const QStringList values { lit(receipt.run), lit(receipt.step), lit(directionName(receipt.direction)),
        QString::number(receipt.generation), QString::number(receipt.attempt), receipt.isDone ? u"TRUE"_s : u"FALSE"_s,
        QString::number(receipt.epoch), lit(receipt.planDigest), lit(receipt.stepDigest), lit(receipt.preFingerprint),
        lit(receipt.postFingerprint), QString::number(receipt.ledgerSeq), lit(receipt.ledgerHead), lit(receipt.runner),
        lit(receipt.transactionId) };
    // A started mark of an earlier attempt is taken over; a done receipt is never touched again.
    SLUICE_TRY(const qint64 written,
        session.execute(u"INSERT INTO "_s + ownTable(session.engine(), u"receipt"_s)
            + u" AS held (run, step, direction, generation, attempt, is_done, epoch, plan_digest, step_digest, pre_fingerprint, "
              u"post_fingerprint, ledger_seq, ledger_head, runner, transaction_id) VALUES ("_s
            + values.join(u", "_s)
            + u") ON CONFLICT (run, step, direction, generation) DO UPDATE SET attempt = excluded.attempt, is_done = excluded.is_done, "
              u"epoch = excluded.epoch, plan_digest = excluded.plan_digest, step_digest = excluded.step_digest, "
              u"pre_fingerprint = excluded.pre_fingerprint, post_fingerprint = excluded.post_fingerprint, "
              u"ledger_seq = excluded.ledger_seq, ledger_head = excluded.ledger_head, runner = excluded.runner, "
              u"transaction_id = excluded.transaction_id WHERE NOT held.is_done"_s));
    if (written == 0) {
        return fail(ErrorCode::AlreadyExists,
            u"step %1 of run %2 already has its %3 receipt"_s.arg(receipt.step, receipt.run, directionName(receipt.direction)),
            session.profile().name);
    }
    return {};
}

Result<void> finishReceipt(SqlSession &session, const Receipt &receipt)
{
    SLUICE_TRY(const qint64 written,
        session.execute(u"UPDATE "_s + ownTable(session.engine(), u"receipt"_s) + u" SET is_done = TRUE, post_fingerprint = "_s
            + lit(receipt.postFingerprint) + u", transaction_id = "_s + lit(receipt.transactionId) + u" WHERE "_s
            + keyCondition(receipt.run, receipt.step, receipt.direction, receipt.generation)));
    if (written == 0) {
        return fail(ErrorCode::NotFound, u"step %1 of run %2 has no started mark to finish"_s.arg(receipt.step, receipt.run),
            session.profile().name);
    }
    return {};
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
    SLUICE_CHECK(session.execute(u"INSERT INTO "_s + ownTable(session.engine(), u"cursor"_s) + u" (run, step, position) VALUES ("_s
        + lit(run) + u", "_s + lit(step) + u", "_s + lit(cursor)
        + u") ON CONFLICT (run, step) DO UPDATE SET position = excluded.position"_s));
    return {};
}

} // namespace sluice
