// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/rollup_table.h"

#include "sql/sql_session.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMinuteMs = 60'000;
constexpr qint64 kHourMs = 3'600'000;
/// A pass stays short; what is left over goes with the next ones.
constexpr int kPassRows = 20'000;

// In the order of the enumeration.
constexpr std::array<const char *, 3> kBranches { "live", "legacy", "candidate" };
static_assert(kBranches.size() == static_cast<size_t>(Branch::Candidate) + 1);

const QString kCounts = u"good, no_data, stale, error, nan, skipped"_s; // in the order of SampleClass
const QString kKey = u"run, stage, gate, branch, query, level, begin"_s;
const QString kColumns
    = kKey + u", first_tick, first_at, last_at, "_s + kCounts + u", least, most, total, rows, newest, worst"_s;

/// The column of counts that a raw row goes into. A class that this version does not know is an error, as a reader
/// takes it, and a good one without a value is none.
QString countOf(SampleClass sampleClass)
{
    const QString is = u"class = '%1'"_s.arg(sampleClassName(sampleClass));
    switch (sampleClass) {
    case SampleClass::Good:
        return u"sum(%1 AND value IS NOT NULL)"_s.arg(is);
    case SampleClass::NaN:
        return u"sum(%1 OR (class = 'good' AND value IS NULL))"_s.arg(is);
    case SampleClass::Error:
        return u"sum(class NOT IN ('good', 'no_data', 'stale', 'nan', 'skipped'))"_s;
    case SampleClass::NoData:
    case SampleClass::Stale:
    case SampleClass::Skipped:
        return u"sum(%1)"_s.arg(is);
    }
    return {};
}

/// "5|could not connect": the worst class with words of one of them, comparable as text.
QString worstOfRaw()
{
    QString rank = u"CASE"_s;
    for (const SampleClass one : { SampleClass::NaN, SampleClass::NoData, SampleClass::Stale, SampleClass::Skipped })
        rank += u" WHEN class = '%1' THEN %2"_s.arg(sampleClassName(one)).arg(badness(one));
    rank += u" WHEN class = 'good' THEN CASE WHEN value IS NULL THEN %1 ELSE %2 END ELSE %3 END"_s
                .arg(badness(SampleClass::NaN))
                .arg(badness(SampleClass::Good))
                .arg(badness(SampleClass::Error));
    return u"max((%1) || '|' || detail)"_s.arg(rank);
}

/// What is merged into a row that is there: both writers' samples count.
const QString kMerge
    = u" ON CONFLICT (%1) DO UPDATE SET first_tick = min(first_tick, excluded.first_tick), first_at = min(first_at, "
      u"excluded.first_at),"
      " last_at = max(last_at, excluded.last_at), good = good + excluded.good, no_data = no_data + excluded.no_data,"
      " stale = stale + excluded.stale, error = error + excluded.error, nan = nan + excluded.nan, skipped = skipped + "
      "excluded.skipped,"
      " least = min(coalesce(least, excluded.least), coalesce(excluded.least, least)),"
      " most = max(coalesce(most, excluded.most), coalesce(excluded.most, most)),"
      " total = total + excluded.total, rows = rows + excluded.rows,"
      " newest = max(coalesce(newest, excluded.newest), coalesce(excluded.newest, newest)), worst = max(worst, excluded.worst)"_s
          .arg(kKey);

/// Time up to which a pass goes, itself included; nothing when nothing is that old. isWhole: all of it.
struct Cut
{
    std::optional<qint64> until;
    bool isWhole = true;
};

Result<Cut> cutOf(
    SqlSession &session, const QString &table, const QString &time, const QString &condition, qint64 before)
{
    const QString oldest = u"SELECT %1 FROM %2 WHERE %3%1 < ? ORDER BY %1 LIMIT 1 OFFSET %4"_s;
    SLUICE_TRY(const SqlRows end,
        session.queryBound(oldest.arg(time, table, condition, QString::number(kPassRows)), { before }));
    if (!end.rows.isEmpty())
        return Cut { end.scalar().toLongLong(), false };
    SLUICE_TRY(const SqlRows any, session.queryBound(oldest.arg(time, table, condition, u"0"_s), { before }));
    return any.rows.isEmpty() ? Cut {} : Cut { before - 1, true };
}

Result<bool> rawToMinutes(SqlSession &session, qint64 before)
{
    SLUICE_TRY(const Cut cut, cutOf(session, u"samples"_s, u"at"_s, {}, before));
    if (!cut.until)
        return true;
    QStringList counts;
    for (int i = 0; i < kSampleClassCount; ++i)
        counts += countOf(static_cast<SampleClass>(i));
    SLUICE_CHECK(session.executeBound(
        u"INSERT INTO rollups (%1) SELECT run, stage, gate, branch, query, %2, at - at % %2 AS bucket, min(tick), "
        u"min(at), max(at), %3,"
        " min(CASE WHEN class = 'good' THEN value END), max(CASE WHEN class = 'good' THEN value END),"
        " total(CASE WHEN class = 'good' THEN value END), sum(CASE WHEN class = 'good' AND value IS NOT NULL THEN n ELSE 0 END), "
        "max(newest), %4"
        " FROM samples WHERE at <= ? GROUP BY run, stage, gate, branch, query, bucket"_s.arg(
            kColumns, QString::number(kMinuteMs), counts.join(u", "_s), worstOfRaw())
            + kMerge,
        { *cut.until }));
    SLUICE_CHECK(session.executeBound(u"DELETE FROM samples WHERE at <= ?"_s, { *cut.until }));
    return cut.isWhole;
}

Result<bool> minutesToHours(SqlSession &session, qint64 before)
{
    // Whole hours alone, so that none is made of two halves that overlap in time.
    const qint64 whole = before - before % kHourMs;
    const QString level = u"level = %1 AND "_s.arg(kMinuteMs);
    SLUICE_TRY(const Cut cut, cutOf(session, u"rollups"_s, u"begin"_s, level, whole));
    if (!cut.until)
        return true;
    SLUICE_CHECK(
        session.executeBound(u"INSERT INTO rollups (%1) SELECT run, stage, gate, branch, query, %2, begin - begin % %2 "
                             u"AS bucket, min(first_tick), min(first_at), max(last_at),"
                             " sum(good), sum(no_data), sum(stale), sum(error), sum(nan), sum(skipped), min(least), "
                             "max(most), total(total), sum(rows), max(newest), max(worst)"
                             " FROM rollups WHERE %3begin <= ? GROUP BY run, stage, gate, branch, query, bucket"_s.arg(
                                 kColumns, QString::number(kHourMs), level)
                + kMerge,
            { *cut.until }));
    SLUICE_CHECK(session.executeBound(u"DELETE FROM rollups WHERE %1begin <= ?"_s.arg(level), { *cut.until }));
    return cut.isWhole;
}

QDateTime timeOf(const QVariant &value)
{
    return value.isNull() ? QDateTime() : QDateTime::fromMSecsSinceEpoch(value.toLongLong(), Qt::UTC);
}

SampleRollup rollupOf(const QVariantList &row)
{
    SampleRollup rollup { row[0].toString(), row[1].toString(), row[2].toString(), branchOf(row[3].toString()),
        row[4].toString() };
    rollup.firstTick = row[7].toLongLong();
    rollup.first = timeOf(row[8]);
    rollup.last = timeOf(row[9]);
    for (int i = 0; i < kSampleClassCount; ++i)
        rollup.counts[static_cast<size_t>(i)] = row[10 + i].toLongLong();
    const int behind = 10 + kSampleClassCount;
    rollup.least = row[behind].toDouble();
    rollup.most = row[behind + 1].toDouble();
    rollup.sum = row[behind + 2].toDouble();
    rollup.rows = row[behind + 3].toLongLong();
    rollup.newest = timeOf(row[behind + 4]);
    const QString worst = row[behind + 5].toString();
    rollup.detail = worst.section(u'|', 1);
    for (int i = 0; i < kSampleClassCount; ++i) {
        if (rollup.counts[static_cast<size_t>(i)] > 0 && badness(static_cast<SampleClass>(i)) > badness(rollup.worst))
            rollup.worst = static_cast<SampleClass>(i);
    }
    return rollup;
}

} // namespace

QString branchText(Branch branch) { return QLatin1String(kBranches[static_cast<size_t>(branch)]); }

Branch branchOf(const QString &text)
{
    for (size_t i = 0; i < kBranches.size(); ++i) {
        if (text == QLatin1String(kBranches[i]))
            return static_cast<Branch>(i);
    }
    return Branch::Live;
}

Result<void> createRollups(SqlSession &session)
{
    SLUICE_TRY(const SqlRows known, session.query(u"SELECT count(*) FROM sqlite_master WHERE name = 'rollups'"_s));
    if (known.scalar().toInt() > 0)
        return {};
    SLUICE_CHECK(session.execute(
        u"CREATE TABLE IF NOT EXISTS rollups (run TEXT NOT NULL, stage TEXT NOT NULL, gate TEXT NOT NULL, branch TEXT "
        u"NOT NULL, query TEXT NOT NULL,"
        " level INTEGER NOT NULL, begin INTEGER NOT NULL, first_tick INTEGER NOT NULL, first_at INTEGER NOT NULL, "
        "last_at INTEGER NOT NULL,"
        " good INTEGER NOT NULL, no_data INTEGER NOT NULL, stale INTEGER NOT NULL, error INTEGER NOT NULL, nan INTEGER "
        "NOT NULL, skipped INTEGER NOT NULL,"
        " least REAL, most REAL, total REAL NOT NULL, rows INTEGER NOT NULL, newest INTEGER, worst TEXT NOT NULL, PRIMARY KEY (%1)) WITHOUT ROWID"_s
            .arg(kKey)));
    SLUICE_CHECK(session.execute(u"CREATE INDEX IF NOT EXISTS rollups_by_time ON rollups (level, begin)"_s));
    return {};
}

Result<bool> rollUp(SqlSession &session, const SampleRetention &retention, const QDateTime &newest)
{
    const auto before
        = [&](std::chrono::hours kept) { return newest.toMSecsSinceEpoch() - std::chrono::milliseconds(kept).count(); };
    SLUICE_TRY(const bool minutesDone, rawToMinutes(session, before(retention.raw)));
    SLUICE_TRY(const bool hoursDone, minutesToHours(session, before(retention.minutes)));
    SLUICE_CHECK(session.executeBound(
        u"DELETE FROM rollups WHERE level = ? AND begin < ?"_s, { kHourMs, before(retention.hours) - kHourMs }));
    return minutesDone && hoursDone;
}

Result<QList<SampleRollup>> readRollups(SqlSession &session, const SampleQuery &query)
{
    QStringList conditions;
    QVariantList values;
    const auto require = [&](bool isWanted, const QString &condition, const QVariant &value) {
        if (!isWanted)
            return;
        conditions << condition;
        values << value;
    };
    require(!query.run.isEmpty(), u"run = ?"_s, query.run);
    require(!query.stage.isEmpty(), u"stage = ?"_s, query.stage);
    require(!query.gate.isEmpty(), u"gate = ?"_s, query.gate);
    require(!query.queryDigest.isEmpty(), u"query = ?"_s, query.queryDigest);
    require(query.since.isValid(), u"last_at >= ?"_s, query.since.toMSecsSinceEpoch());
    require(query.until.isValid(), u"last_at <= ?"_s, query.until.toMSecsSinceEpoch());
    const int limit = std::max(0, query.limit);
    const QString sql = u"SELECT %1 FROM rollups%2 ORDER BY first_at DESC, gate, branch LIMIT %3"_s.arg(kColumns,
        conditions.isEmpty() ? QString() : u" WHERE "_s + conditions.join(u" AND "_s), QString::number(limit));
    SLUICE_TRY(const SqlRows rows, session.queryBound(sql, values, ReadLimits { limit + 1, qint64(1) << 30 }));
    QList<SampleRollup> rollups;
    rollups.reserve(rows.rows.size());
    for (auto row = rows.rows.crbegin(); row != rows.rows.crend(); ++row)
        rollups.append(rollupOf(*row));
    return rollups;
}

} // namespace sluice
