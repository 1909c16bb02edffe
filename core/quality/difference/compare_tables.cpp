// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/difference/compare_tables.h"

#include "base/pause.h"
#include "quality/difference/difference_tally.h"
#include "quality/difference/side_reader.h"
#include "quality/difference/side_thread.h"
#include "sql/value_text.h"

#include <array>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

using Phase = DifferenceProgress::Phase;
using Sums = std::array<SideSums, 2>;
using SideRows = std::array<std::shared_ptr<FrameStore>, 2>;

/// Both answers of a question to two sides; the first error of either.
template <class T> Result<std::array<T, 2>> both(std::future<Result<T>> legacy, std::future<Result<T>> candidate)
{
    Result<T> first = legacy.get();
    Result<T> second = candidate.get(); // also where the first failed: its job must not outlive what it refers to
    if (!first)
        return fail(first.error());
    if (!second)
        return fail(second.error());
    return std::array<T, 2> { *std::move(first), *std::move(second) };
}

QString majorOf(const DescribedSide &side) { return side.version.section(u' ', 1).section(u'.', 0, 0); }

/// Between two servers of one major version the engine's own hash is the same function.
RowHash commonHash(const DescribedSide &a, const DescribedSide &b)
{
    const bool isSame = a.engine == b.engine
        && (a.engine != Engine::Postgresql || (majorOf(a) == majorOf(b) && a.encoding == b.encoding));
    return isSame ? RowHash::Own : RowHash::Md5;
}

/// One comparison; its jobs refer to it, and it waits for them.
class Comparison
{
public:
    Comparison(const DifferenceSides &sides, const DifferenceRequest &request, std::stop_token stop,
        const DifferenceWatcher &watcher)
        : m_request(request)
        , m_stop(std::move(stop))
        , m_watcher(watcher)
        , m_legacy(sides.legacy, m_stop)
        , m_opener(sides.legacy)
        , m_isOne(!sides.candidate)
    {
        if (sides.candidate)
            m_candidate.emplace(sides.candidate, m_stop);
    }

    /// On a session that is open, and stays so.
    Comparison(SqlSession &session, const DifferenceRequest &request, const DifferenceWatcher &watcher)
        : m_request(request)
        , m_watcher(watcher)
        , m_legacy(session)
        , m_isOne(true)
        , m_isCallers(session.isInTransaction())
    {
    }

    Result<TableDifference> run();

private:
    SideThread &side(bool isLegacy) { return isLegacy || !m_candidate ? m_legacy : *m_candidate; }
    /// The same question to both sides, at once where they are two.
    template <class T> Result<std::array<T, 2>> askBoth(const std::function<Result<T>(SqlSession &, bool)> &job)
    {
        const auto of
            = [job](bool isLegacy) { return [job, isLegacy](SqlSession &session) { return job(session, isLegacy); }; };
        auto legacy = side(true).ask<T>(of(true));
        return both<T>(std::move(legacy), side(false).ask<T>(of(false)));
    }
    Result<void> askSessions(const std::function<Result<bool>(SqlSession &)> &job);
    Result<void> begin();
    void end();
    Result<TableDifference> compare(const ColumnPairs &columns);
    Result<BucketLevel> firstLevel(const ColumnPairs &columns);
    std::array<bool, 2> howToFind(const Sums &sums, const QList<int> &buckets) const;
    bool areNeighboursTogether() const { return m_isOrdered[0] && m_isOrdered[1]; } ///< in one range
    RowHash hash() const { return commonHash(m_described[0], m_described[1]); }
    Result<Sums> sum(const BucketLevel &level);
    Result<Sums> sumAll(const BucketLevel &level);
    Result<void> readDifferent(const BucketLevel &level, const QList<int> &buckets, const Sums &sums,
        const ColumnPairs &columns, DifferenceTally &tally);
    Result<SideRows> readLot(const BucketLevel &level, QList<int> &lot);
    Result<void> readOneBucket(
        const BucketLevel &level, int bucket, const Sums &sums, const ColumnPairs &columns, DifferenceTally &tally);
    Result<SideCounts> findRepeated(const ColumnPairs &columns, DifferenceTally &tally);
    bool isKnownUnique(const DescribedSide &side, const ColumnPairs &columns, bool isLegacy) const;
    void say(Phase phase, bool isLegacy = true, qint64 rows = 0, qint64 of = -1) const
    {
        if (m_watcher)
            m_watcher({ phase, isLegacy, rows, of });
    }

    const DifferenceRequest &m_request;
    const std::stop_token m_stop;
    const DifferenceWatcher &m_watcher;
    SideThread m_legacy;
    std::optional<SideThread> m_candidate; ///< none: one session reads both
    const DifferenceSides::Opener m_opener;
    const bool m_isOne; ///< database
    bool m_isCallers = false; ///< the snapshot
    std::array<DescribedSide, 2> m_described;
    std::array<bool, 2> m_isOrdered {}; ///< by the key
    std::unique_ptr<SideSql> m_legacySql;
    std::unique_ptr<SideSql> m_candidateSql;
    const SideSql &sql(bool isLegacy) const { return isLegacy ? *m_legacySql : *m_candidateSql; }
};

/// Once to each session.
Result<void> Comparison::askSessions(const std::function<Result<bool>(SqlSession &)> &job)
{
    auto legacy = m_legacy.ask<bool>(job);
    if (!m_candidate)
        return legacy.get().map([](bool) {});
    return both<bool>(std::move(legacy), m_candidate->ask<bool>(job)).map([](const auto &) {});
}

Result<void> Comparison::begin()
{
    if (m_isCallers)
        return {};
    if (!m_isOne) {
        return askSessions([](SqlSession &session) -> Result<bool> {
            SLUICE_CHECK(beginSnapshot(session));
            return true;
        });
    }
    SLUICE_TRY(const QString snapshot,
        m_legacy
            .ask<QString>([isAlone = !m_opener](SqlSession &session) -> Result<QString> {
                SLUICE_CHECK(isAlone ? session.begin() : beginSnapshot(session));
                SLUICE_CHECK(isAlone ? tuneSnapshot(session) : Result<void>());
                return isAlone ? Result<QString>(QString()) : nameOfSnapshot(session);
            })
            .get());
    if (snapshot.isEmpty())
        return {};
    // Two sessions read the two sides of one snapshot at once, where the server has room for a second one.
    m_candidate.emplace(m_opener, m_stop);
    const auto joined = m_candidate
                            ->ask<bool>([snapshot](SqlSession &session) -> Result<bool> {
                                SLUICE_CHECK(beginSnapshot(session, snapshot));
                                return true;
                            })
                            .get();
    if (!joined)
        m_candidate.reset();
    return {};
}

/// So that nothing holds an old snapshot while it waits, or anything after the end.
void Comparison::end()
{
    if (m_isCallers)
        return;
    static_cast<void>(askSessions([](SqlSession &session) -> Result<bool> {
        session.rollback();
        return true;
    }));
}

Result<TableDifference> Comparison::run()
{
    say(Phase::Describing);
    SLUICE_CHECK(begin());
    Result<TableDifference> result = [&]() -> Result<TableDifference> {
        const auto describe = [this](SqlSession &session, bool isLegacy) {
            return describeSide(session, isLegacy ? m_request.legacy : m_request.candidate);
        };
        SLUICE_TRY(m_described, askBoth<DescribedSide>(describe));
        SLUICE_TRY(const ColumnPairs columns, pairColumns(m_described[0], m_described[1], m_request));
        return compare(columns);
    }();
    end();
    return result;
}

Result<Sums> Comparison::sum(const BucketLevel &level)
{
    return askBoth<SideSums>([this, &level](SqlSession &session, bool isLegacy) -> Result<SideSums> {
        const qint64 estimate = level.isSecond ? -1 : m_described[isLegacy ? 0 : 1].rowEstimate;
        say(Phase::Summing, isLegacy, 0, estimate);
        const bool isTuned = !m_isCallers && !m_described[isLegacy ? 0 : 1].primaryKey.isEmpty();
        if (isTuned)
            SLUICE_CHECK(weighSums(session, level.buckets));
        const Result<SideSums> sums = readSums(
            session, sql(isLegacy), level, [&](qint64 rows) { say(Phase::Summing, isLegacy, rows, estimate); });
        if (isTuned && sums)
            SLUICE_CHECK(tuneSnapshot(session));
        return sums;
    });
}

Result<BucketLevel> Comparison::firstLevel(const ColumnPairs &columns)
{
    const qint64 estimate = std::max(m_described[0].rowEstimate, m_described[1].rowEstimate);
    BucketLevel level { bucketCount(estimate) };
    if (!canBeRanged(m_described[0], m_described[1], columns))
        return level;
    SLUICE_TRY(const auto bounds, askBoth<KeyBounds>([this](SqlSession &session, bool isLegacy) {
        return readKeyBounds(session, sql(isLegacy));
    }));
    for (size_t side = 0; side < 2; ++side)
        m_isOrdered[side] = bounds[side].isOrdered;
    if (areNeighboursTogether())
        level.buckets = rangeCount(estimate);
    level.ranges = KeyRanges::over(bounds[0].ends + bounds[1].ends, level.buckets);
    if (!level.ranges)
        level.buckets = bucketCount(estimate);
    return level;
}

/// How rows of these buckets are found on each side: an index that leads all over the table soon costs more than a
/// scan.
std::array<bool, 2> Comparison::howToFind(const Sums &sums, const QList<int> &buckets) const
{
    constexpr qint64 kOneIn = 2;
    constexpr qint64 kOneOfUnorderedIn = 50;
    std::array<bool, 2> isScanned {};
    for (size_t side = 0; side < 2; ++side)
        isScanned[side]
            = sums[side].sums.rows(buckets) * (m_isOrdered[side] ? kOneIn : kOneOfUnorderedIn) > sums[side].sums.rows();
    return isScanned;
}

/// Where neighbouring rows fall into other buckets each, to find them takes as long as all else, which tables that are
/// the same need not wait for.
Result<Sums> Comparison::sumAll(const BucketLevel &level)
{
    if (hash() == RowHash::Own && m_described[0].engine == Engine::Postgresql
        && !(level.ranges && areNeighboursTogether())) {
        SLUICE_TRY(Sums one, sum(BucketLevel { 1 }));
        if (BucketSums::different(one[0].sums, one[1].sums).isEmpty())
            return one;
    }
    return sum(level);
}

Result<TableDifference> Comparison::compare(const ColumnPairs &columns)
{
    m_legacySql = std::make_unique<SideSql>(m_described[0], columns, true, hash(), m_request.legacyOnly);
    m_candidateSql = std::make_unique<SideSql>(m_described[1], columns, false, hash(), m_request.candidateOnly);
    SLUICE_TRY(BucketLevel level, firstLevel(columns));
    SLUICE_TRY(const Sums all, sumAll(level));
    Sums sums = all;
    QList<int> different = BucketSums::different(all[0].sums, all[1].sums);
    const qint64 suspects = all[0].sums.rows(different) + all[1].sums.rows(different);
    level.isScanned = howToFind(all, different);
    if (suspects > m_request.sizes.refineAbove) {
        level = BucketLevel { kSecondBuckets, true, level.buckets, different, level.ranges, level.isScanned };
        SLUICE_TRY(sums, sum(level));
        different = BucketSums::different(sums[0].sums, sums[1].sums);
    }
    const bool isLive = !m_isOne && m_request.settling.count() > 0;
    DifferenceTally tally(columns, m_request.samples, isLive);
    SLUICE_TRY(const SideCounts repeated, findRepeated(columns, tally));
    SLUICE_CHECK(readDifferent(level, different, sums, columns, tally));
    if (tally.canConfirm()) {
        end();
        say(Phase::Settling);
        pauseFor(m_request.settling, m_stop);
        SLUICE_CHECK(begin());
        tally.beginSecondRound();
        SLUICE_CHECK(readDifferent(level, different, sums, columns, tally));
    }
    TableDifference result
        = tally.result({ all[0].sums.rows(), all[1].sums.rows() }, { all[0].nullKeys, all[1].nullKeys });
    result.duplicates = repeated;
    return result;
}

/// Reads as many of these buckets as fit the memory, and leaves only them in the lot; nothing where one alone does not.
Result<SideRows> Comparison::readLot(const BucketLevel &level, QList<int> &lot)
{
    for (;;) {
        SLUICE_TRY(SideRows rows, askBoth<std::shared_ptr<FrameStore>>([&](SqlSession &session, bool isLegacy) {
            return readRows(session, sql(isLegacy), level, lot, m_request.sizes.mostBytes);
        }));
        if ((rows[0] && rows[1]) || lot.size() == 1)
            return rows;
        lot.resize(lot.size() / 2);
    }
}

/// The rows of a bucket that is too long to be read at once are put into smaller ones. Those of one key stay together.
Result<void> Comparison::readOneBucket(
    const BucketLevel &level, int bucket, const Sums &sums, const ColumnPairs &columns, DifferenceTally &tally)
{
    if (level.isSecond) {
        const qint64 rows = std::max(sums[0].sums.rows(bucket), sums[1].sums.rows(bucket));
        return fail(ErrorCode::Refused,
            u"%1 rows that share one key, or one hash of it, are together longer than the %2 MB that are read at once"_s
                .arg(rows)
                .arg(m_request.sizes.mostBytes / (1024 * 1024)),
            m_request.legacy.text() + u" and "_s + m_request.candidate.text(),
            u"choose a key that tells rows apart, or name shorter columns with --columns"_s);
    }
    const BucketLevel second { kSecondBuckets, true, level.buckets, { bucket }, level.ranges };
    SLUICE_TRY(const Sums refined, sum(second));
    return readDifferent(second, BucketSums::different(refined[0].sums, refined[1].sums), refined, columns, tally);
}

Result<void> Comparison::readDifferent(const BucketLevel &level, const QList<int> &buckets, const Sums &sums,
    const ColumnPairs &columns, DifferenceTally &tally)
{
    MatchRules rules { columns.pairs.size(), columns.keyCount, {} };
    rules.tolerances.resize(columns.pairs.size());
    for (auto it = m_request.tolerances.cbegin(); it != m_request.tolerances.cend(); ++it)
        rules.tolerances[columns.indexOf(it.key())] = it.value(); // pairColumns() found each
    const qint64 total = sums[0].sums.rows(buckets) + sums[1].sums.rows(buckets);
    qint64 done = 0;
    const DifferenceSizes &sizes = m_request.sizes;
    qint64 rowsPerLot = sizes.firstLot;
    for (qsizetype at = 0; at < buckets.size();) {
        say(Phase::ReadingRows, true, done, total);
        QList<int> lot = BucketSums::lot(sums[0].sums, sums[1].sums, buckets, at, rowsPerLot);
        SLUICE_TRY(const SideRows rows, readLot(level, lot));
        at += lot.size();
        if (!rows[0] || !rows[1]) {
            SLUICE_CHECK(readOneBucket(level, lot.first(), sums, columns, tally));
            continue;
        }
        tally.addTolerated(matchRows(*rows[0], *rows[1], rules, [&](const RowDifference &found) { tally.add(found); }));
        const auto count = static_cast<qint64>(rows[0]->count() + rows[1]->count());
        if (count > 0)
            rowsPerLot = std::clamp<qint64>(
                sizes.bytesPerLot / std::max<qint64>(1, (rows[0]->bytes() + rows[1]->bytes()) / count), 1,
                sizes.largestLot);
        done += count;
    }
    return {};
}

/// A primary key that is part of the key: the engine keeps its rows apart. In SQLite two texts can be one moment.
bool Comparison::isKnownUnique(const DescribedSide &side, const ColumnPairs &columns, bool isLegacy) const
{
    QStringList key;
    for (qsizetype i = 0; i < columns.keyCount; ++i) {
        const ColumnPair &pair = columns.pairs[i];
        const bool isPlain = pair.form == ValueForm::Number || pair.form == ValueForm::Text;
        if (side.engine == Engine::Sqlite && !isPlain)
            return false;
        key += isLegacy ? pair.legacy.name : pair.candidate.name;
    }
    return !side.primaryKey.isEmpty()
        && std::all_of(side.primaryKey.cbegin(), side.primaryKey.cend(),
            [&](const QString &column) { return key.contains(column); });
}

Result<SideCounts> Comparison::findRepeated(const ColumnPairs &columns, DifferenceTally &tally)
{
    if (columns.keyCount == 0)
        return SideCounts {};
    const auto find = [this, &columns](SqlSession &session, bool isLegacy) -> Result<RepeatedKeys> {
        if (isKnownUnique(m_described[isLegacy ? 0 : 1], columns, isLegacy))
            return RepeatedKeys {};
        say(Phase::LookingForDuplicates, isLegacy);
        return readRepeatedKeys(session, sql(isLegacy), m_request.samples);
    };
    SLUICE_TRY(const auto found, askBoth<RepeatedKeys>(find));
    tally.addRepeated(true, found[0].frames);
    tally.addRepeated(false, found[1].frames);
    return SideCounts { found[0].count, found[1].count };
}

} // namespace

Result<TableDifference> compareTables(const DifferenceSides &sides, const DifferenceRequest &request,
    std::stop_token stop, const DifferenceWatcher &watcher)
{
    return Comparison(sides, request, std::move(stop), watcher).run();
}

Result<TableDifference> compareTables(
    SqlSession &session, const DifferenceRequest &request, const DifferenceWatcher &watcher)
{
    return Comparison(session, request, watcher).run();
}

} // namespace sluice
