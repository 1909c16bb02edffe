// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger/postgres_lease.h"

#include "ledger/process_identity.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

const QString kColumns = u"l.target, l.runner, l.epoch, floor(extract(epoch FROM l.acquired_at) * 1000)::bigint,"
                         " floor(extract(epoch FROM l.expires_at) * 1000)::bigint, l.process, l.holder,"
                         " greatest(0, ceil(extract(epoch FROM l.expires_at - clock_timestamp())))::bigint"_s;

QString processText(const ProcessIdentity &process)
{
    const QJsonObject json { { u"machine"_s, process.machine }, { u"boot"_s, process.boot },
        { u"pid_space"_s, process.pidSpace }, { u"clock_space"_s, process.clockSpace }, { u"pid"_s, process.pid },
        { u"started"_s, process.started } };
    return QString::fromUtf8(QJsonDocument(json).toJson(QJsonDocument::Compact));
}

ProcessIdentity processOf(const QString &text)
{
    const QJsonObject json = QJsonDocument::fromJson(text.toUtf8()).object();
    return { json["machine"_L1].toString(), json["boot"_L1].toString(), json["pid_space"_L1].toString(),
        json["clock_space"_L1].toString(), json["pid"_L1].toInteger(), json["started"_L1].toInteger() };
}

/// One row of kColumns.
struct Row
{
    Lease lease;
    ProcessIdentity process;
    QString holder;
    qint64 left = 0; ///< seconds
};

Result<Row> rowOf(const SqlRows &rows, qsizetype first = 0)
{
    if (rows.rows.size() != 1 || rows.rows[0].size() != first + 8)
        return fail(ErrorCode::LedgerCorrupt, u"the ledger does not tell its lease"_s);
    const QVariantList row = rows.rows[0].mid(first);
    const auto moment = [](const QVariant &ms) { return QDateTime::fromMSecsSinceEpoch(ms.toLongLong(), Qt::UTC); };
    return Row { Lease { row[0].toString(), row[1].toString(), row[2].toLongLong(), moment(row[3]), moment(row[4]) },
        processOf(row[5].toString()), row[6].toString(), row[7].toLongLong() };
}

bool isGone(const Row &row) { return processLiveness(row.process, thisProcess()) == Liveness::Gone; }

Result<void> checkArguments(const QString &target, const QString &runner, Duration ttl)
{
    if (target.isEmpty() || runner.isEmpty() || ttl.count() <= 0)
        return fail(ErrorCode::Usage, u"a lease needs a target, a runner and a time to live"_s);
    return {};
}

} // namespace

Result<Lease> takePostgresLease(SqlSession &session, const QString &target, const QString &runner, Duration ttl)
{
    SLUICE_CHECK(checkArguments(target, runner, ttl));
    SLUICE_TRY(const SqlRows rows,
        session.queryBound(u"SELECT l.taken, "_s + kColumns
                + u" FROM (SELECT taken, (lease).* FROM sluice_ledger.take_lease(?, ?, ?, ?)) AS l"_s,
            { target, runner, qint64 { ttl.count() }, processText(thisProcess()) }));
    SLUICE_TRY(const Row row, rowOf(rows, 1));
    if (rows.rows[0][0].toBool())
        return row.lease;
    if (isGone(row))
        return seizePostgresLease(session, row.lease, runner, ttl);
    return fail(ErrorCode::LeaseHeld, u"the target is run by %1 (login %2)"_s.arg(row.lease.runner, row.holder),
        u"target "_s + target, u"watch that run, or try again in %1 s"_s.arg(row.left));
}

Result<Lease> seizePostgresLease(SqlSession &session, const Lease &seen, const QString &runner, Duration ttl)
{
    SLUICE_CHECK(checkArguments(seen.target, runner, ttl));
    SLUICE_TRY(const SqlRows rows,
        session.queryBound(u"SELECT "_s + kColumns + u" FROM sluice_ledger.seize_lease(?, ?, ?, ?, ?, ?) AS l"_s,
            { seen.target, seen.runner.isNull() ? u""_s : seen.runner, seen.epoch, runner, qint64 { ttl.count() },
                processText(thisProcess()) }));
    return rowOf(rows).map([](const Row &row) { return row.lease; });
}

Result<Lease> renewPostgresLease(SqlSession &session, const Lease &lease, Duration ttl)
{
    SLUICE_TRY(const SqlRows rows,
        session.queryBound(u"SELECT "_s + kColumns + u" FROM sluice_ledger.renew_lease(?, ?, ?, ?) AS l"_s,
            { lease.target, lease.runner, lease.epoch, qint64 { ttl.count() } }));
    return rowOf(rows).map([](const Row &row) { return row.lease; });
}

Result<std::optional<Lease>> currentPostgresLease(SqlSession &session, const QString &target)
{
    SLUICE_TRY(const SqlRows rows,
        session.queryBound(u"SELECT "_s + kColumns
                + u" FROM sluice_ledger.lease l WHERE l.target = ? AND l.runner <> '' AND l.expires_at > clock_timestamp()"_s,
            { target }));
    if (rows.rows.isEmpty())
        return std::optional<Lease>();
    SLUICE_TRY(const Row row, rowOf(rows));
    return isGone(row) ? std::optional<Lease>() : std::optional(row.lease);
}

} // namespace sluice
