// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/probe_sql.h"
#include "quality/time_buckets.h"
#include "quality/volume_history.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString andWhere(const QString &where)
{
    return where.isEmpty() ? QString() : u" AND "_s + probeCondition(where);
}

} // namespace

QString probeSql(const ProbeDialect &dialect, const VolumeProbe &probe, const Gate &)
{
    const TimeBuckets buckets { dialect, probe.bucket };
    const QString time = dialect.column(probe.table, probe.time);
    const QString end = buckets.settledEnd(probe.settling);
    // Newer rows are read as well: they tell whether the source is alive, and whether its clock is right.
    const QString begin = buckets.shifted(end, -1);
    return u"SELECT %1, c, newest, %2, begun, ended FROM (SELECT %3 AS c, %4 AS newest, %8 AS begun, %9 AS ended"
           " FROM %5 WHERE %6%7) AS counted"_s.arg(dialect.real(u"c"_s), dialect.clock(),
        dialect.countIf(u"(%1) < %2"_s.arg(buckets.moment(time), end)), dialect.newest(time), dialect.relation(probe.table),
        buckets.isFrom(time, begin), andWhere(probe.where), buckets.epoch(begin), buckets.epoch(end));
}

Result<QList<BucketVolume>> volumeHistory(SqlSession &session, const Gate &gate, int buckets)
{
    SLUICE_TRY(const ProbeQuery checked, compileProbe(session.profile(), gate)); // the same plan text, so as harmless
    const auto *probe = std::get_if<VolumeProbe>(&gate.probe);
    SLUICE_INVARIANT(probe && buckets > 0);
    const ProbeDialect dialect { session.engine() };
    const TimeBuckets cut { dialect, probe->bucket };
    const QString time = dialect.column(probe->table, probe->time);
    const QString end = cut.settledEnd(probe->settling);
    const QString sql
        = u"SELECT b, count(*), last_b FROM (SELECT %1 AS b, %2 AS last_b FROM %3 WHERE %4 AND (%5) < %6%7) AS cut GROUP BY b, last_b ORDER BY b"_s.arg(
            cut.epoch(cut.start(cut.moment(time))), cut.epoch(cut.shifted(end, -1)), dialect.relation(probe->table),
            cut.isFrom(time, cut.shifted(end, -buckets)), cut.moment(time), end, andWhere(probe->where));
    SLUICE_CHECK(session.setTimeouts(gate.timeout, gate.timeout));
    SLUICE_TRY(const SqlRows rows, session.query(sql, { buckets + 1, 16 * 1024 * 1024 }));
    QList<BucketVolume> history;
    if (rows.rows.isEmpty())
        return history;
    const auto at = [](const QVariant &seconds) { return QDateTime::fromSecsSinceEpoch(seconds.toLongLong(), Qt::UTC); };
    const QDateTime last = at(rows.rows.first()[2]);
    qsizetype row = 0;
    for (QDateTime start = at(rows.rows.first()[0]); start <= last; start = nextBucket(probe->bucket, start)) {
        const bool isThere = row < rows.rows.size() && at(rows.rows[row][0]) == start;
        history.append({ start, isThere ? rows.rows[row][1].toLongLong() : 0 });
        row += isThere ? 1 : 0;
    }
    if (row != rows.rows.size())
        return fail(ErrorCode::SqlFailed, u"the buckets of gate %1 are not as the target's clock cuts them"_s.arg(gate.id), session.profile().name);
    return history;
}

} // namespace sluice
