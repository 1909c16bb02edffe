// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/difference/side_reader.h"

#include "sql/sql_quoting.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kRowsBetweenWords = 1 << 16;
/// Correlation of a key with its rows' places from which on to read a range of it is to read pages one after another.
constexpr double kOrdered = 0.9;

/// A snapshot that is gone must not be replaced by another silently.
Result<void> checkSnapshot(const SqlSession &session)
{
    if (session.isInTransaction())
        return {};
    return fail(ErrorCode::ConnectionLost, u"the connection was lost, and the snapshot that was being read with it"_s,
        u"connection "_s + session.profile().name, u"compare again"_s);
}

Error tooLong(const SqlSession &session)
{
    return { ErrorCode::Refused, u"rows are longer than the server's max_allowed_packet, so that they cannot be read"_s,
        u"connection "_s + session.profile().name,
        u"raise max_allowed_packet, or name shorter columns with --columns"_s, {} };
}

/// Walks sums, bucket by bucket or row by row; true from take goes on.
Result<void> scanSums(SqlSession &session, const QString &sql,
    const std::function<bool(const SqlRowView &row, qint64 rows, quint64 sum)> &take)
{
    SLUICE_CHECK(checkSnapshot(session));
    const bool isNumber = session.engine() == Engine::Sqlite;
    qint64 lost = 0;
    SLUICE_CHECK(session.scan(sql, [&](const SqlRowView &row) {
        lost += row.integer(4);
        return take(row, row.integer(1), isNumber ? static_cast<quint64>(row.integer(3)) : BucketSums::modulo(row.bytes(3)));
    }));
    if (lost > 0)
        return fail(tooLong(session));
    return {};
}

/// Whether another so many rows were counted.
bool isWorthAWord(qint64 before, qint64 after) { return before / kRowsBetweenWords != after / kRowsBetweenWords; }

} // namespace

Result<QString> nameOfSnapshot(SqlSession &session)
{
    if (session.engine() != Engine::Postgresql)
        return QString();
    return session.query(u"SELECT pg_catalog.pg_export_snapshot()"_s).map([](const SqlRows &rows) {
        return rows.scalar().toString();
    });
}

Result<void> beginSnapshot(SqlSession &session, const QString &of)
{
    if (session.engine() == Engine::Mariadb)
        SLUICE_CHECK(
            session
                .execute(u"SET SESSION idle_transaction_timeout = 0, SESSION idle_readonly_transaction_timeout = 0"_s)
                .map([](qint64) {}));
    SLUICE_CHECK(session.begin());
    if (!of.isEmpty())
        SLUICE_CHECK(session.execute(u"SET TRANSACTION SNAPSHOT "_s + quoteLiteral(of)).map([](qint64) {}));
    return tuneSnapshot(session);
}

Result<void> tuneSnapshot(SqlSession &session)
{
    if (session.engine() != Engine::Postgresql)
        return {};
    // Its planner takes every row for a bucket of its own, and would sort them all.
    for (const QString &setting : { u"idle_in_transaction_session_timeout = 0"_s, u"work_mem = '64MB'"_s,
             u"cpu_operator_cost = DEFAULT"_s, u"enable_sort = off"_s, u"jit = off"_s })
        SLUICE_CHECK(session.execute(u"SET LOCAL "_s + setting).map([](qint64) {}));
    return {};
}

Result<void> weighSums(SqlSession &session, int buckets)
{
    constexpr int kLeast = 1024;
    if (session.engine() != Engine::Postgresql)
        return {};
    const QString memory = QString::number(std::max(kLeast, buckets / 4)); // kB; a bucket takes half of twice 256 bytes
    for (const QString &setting : { u"cpu_operator_cost = 1"_s, u"hash_mem_multiplier = 2"_s, u"work_mem = "_s + memory })
        SLUICE_CHECK(session.execute(u"SET LOCAL "_s + setting).map([](qint64) {}));
    return {};
}

Result<KeyBounds> readKeyBounds(SqlSession &session, const SideSql &sql)
{
    SLUICE_CHECK(checkSnapshot(session));
    return session.query(sql.keyBounds()).map([](const SqlRows &rows) {
        const QVariantList row = rows.rows.value(0);
        return KeyBounds { row.mid(0, 2), row.value(2).toDouble() >= kOrdered };
    });
}

Result<SideSums> readSums(
    SqlSession &session, const SideSql &sql, const BucketLevel &level, const std::function<void(qint64)> &seen)
{
    SideSums side { BucketSums(level.buckets), 0 };
    qint64 rows = 0;
    SLUICE_CHECK(scanSums(session, sql.sums(level), [&](const SqlRowView &row, qint64 count, quint64 sum) {
        side.sums.add(static_cast<int>(row.integer(0)), count, sum);
        side.nullKeys += row.integer(2);
        if (isWorthAWord(rows, rows + count))
            seen(rows + count);
        rows += count;
        return true;
    }));
    return side;
}

Result<QMap<qint64, SliceSum>> readSliceSums(
    SqlSession &session, const SideSql &sql, const QString &slice, const std::function<bool(qint64)> &seen)
{
    QMap<qint64, SliceSum> slices;
    qint64 rows = 0;
    SLUICE_CHECK(scanSums(session, sql.sliceSums(slice), [&](const SqlRowView &row, qint64 count, quint64 sum) {
        SliceSum &of = slices[row.integer(0)];
        of.rows += count;
        of.sum += sum;
        rows += count;
        return seen(rows);
    }));
    return slices;
}

Result<std::shared_ptr<FrameStore>> readRows(
    SqlSession &session, const SideSql &sql, const BucketLevel &level, const QList<int> &buckets, qint64 mostBytes)
{
    SLUICE_CHECK(checkSnapshot(session));
    auto store = std::make_shared<FrameStore>();
    bool isLost = false;
    SLUICE_CHECK(session.scan(sql.rows(level, buckets), [&](const SqlRowView &row) {
        const QByteArrayView frame = row.bytes(0);
        isLost = frame.isEmpty();
        if (store->bytes() < mostBytes) // the rest is let go by: to end a scan early would end its snapshot
            store->add(frame);
        return !isLost;
    }));
    if (isLost)
        return fail(tooLong(session));
    if (store->bytes() >= mostBytes)
        store.reset();
    return store;
}

Result<RepeatedKeys> readRepeatedKeys(SqlSession &session, const SideSql &sql, int samples)
{
    SLUICE_CHECK(checkSnapshot(session));
    RepeatedKeys keys;
    SLUICE_TRY(const SqlRows counted, session.query(sql.duplicateCount()));
    keys.count = counted.scalar().toLongLong();
    if (keys.count == 0 || samples == 0)
        return keys;
    SLUICE_TRY(const SqlRows found, session.query(sql.duplicateKeys(samples)));
    for (const QVariantList &row : found.rows)
        keys.frames.append(row[0].toString().toUtf8());
    return keys;
}

} // namespace sluice
