// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/fidelity_slices.h"

#include "base/digest.h"
#include "quality/allowance.h"
#include "quality/difference/compare_tables.h"
#include "quality/difference/side_reader.h"
#include "quality/fidelity_text.h"
#include "quality/sample_classifier.h"
#include "quality/time_buckets.h"

#include <algorithm>
#include <array>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostSlices = 1'000;

QString counts(qint64 differing, qint64 rows)
{
    return u"%1 of %2 rows"_s.arg(QString::number(differing), QString::number(rows));
}

bool isDate(const ComparedColumn &column)
{
    return column.holds == ValueClass::Date || column.holds == ValueClass::Timestamp
        || column.holds == ValueClass::Instant;
}

/// SQLite keeps moments as text or numbers, whatever its columns are called.
bool mayHoldTime(Engine engine, const ComparedColumn &column)
{
    return isDate(column)
        || (engine == Engine::Sqlite
            && (column.holds == ValueClass::Text || column.holds == ValueClass::Integer
                || column.holds == ValueClass::Any));
}

const ComparedColumn *columnOf(const DescribedSide &side, const QString &name)
{
    const ComparedColumn *folded = nullptr;
    for (const ComparedColumn &column : side.columns) {
        if (column.name == name)
            return &column;
        if (column.name.compare(name, Qt::CaseInsensitive) == 0)
            folded = &column;
    }
    return folded;
}

/// One look at all slices of one gate.
class SliceLook
{
public:
    SliceLook(SqlSession &session, const Gate &gate, SliceBook &book, const QDateTime &now, const Allowance &allowance)
        : m_session(session)
        , m_gate(gate)
        , m_probe(std::get<FidelityProbe>(gate.probe))
        , m_before(book)
        , m_book(book)
        , m_now(now)
        , m_allowance(allowance)
        , m_dialect { session.engine() }
        , m_buckets { m_dialect, *m_probe.slices }
    {
    }

    Sample run()
    {
        if (const Result<void> read = readAll(); !read)
            return m_isBeyondBudget && !m_allowance.isOver()
                ? beyondBudget(m_rows, m_probe, false)
                : failedComparison(m_gate, m_allowance.isOver(), read.error());
        if (m_rows > m_probe.budget)
            return beyondBudget(m_rows, m_probe, m_isWhole);
        const Result<void> judged = judgeAll();
        noteSettled();
        Sample looked = judged ? sample() : failedComparison(m_gate, false, judged.error());
        looked.slices = sliceNews(m_before, m_book, !m_probe.settling);
        return looked;
    }

private:
    Result<void> readAll();
    Result<std::array<QString, 2>> timeColumns(const ColumnPairs &columns) const;
    Result<void> judgeAll();
    Result<void> judge(qint64 start);
    bool isSettled(qint64 start) const;
    Result<qint64> compare(qint64 start, qint64 &rows);
    QString part(int side, qint64 start) const;
    void note(qint64 start, const QString &digest, qint64 rows, qint64 differing);
    void leave(qint64 start) { m_uncompared += sliceName(*m_probe.slices, start); }
    void noteSettled();
    Sample sample() const;
    QStringList told() const;

    SqlSession &m_session;
    const Gate &m_gate;
    const FidelityProbe &m_probe;
    const SliceBook m_before;
    SliceBook &m_book;
    const QDateTime m_now;
    const Allowance &m_allowance;
    const ProbeDialect m_dialect;
    const TimeBuckets m_buckets;
    std::array<DescribedSide, 2> m_sides;
    std::array<QString, 2> m_times; ///< the column, quoted
    std::array<QMap<qint64, SliceSum>, 2> m_sums;
    double m_clock = 0; ///< the target's, epoch seconds
    qint64 m_rows = 0; ///< of both
    bool m_isWhole = false; ///< all were counted
    bool m_isBeyondBudget = false;
    QStringList m_notes; ///< what is not compared whatever the slice
    QList<qint64> m_judged; ///< slices that the value rests on
    QStringList m_unsettled;
    QStringList m_uncompared;
};

/// Never guessed: the plan names it, or the key has one date alone.
Result<std::array<QString, 2>> SliceLook::timeColumns(const ColumnPairs &columns) const
{
    QString name = m_probe.time;
    if (name.isEmpty()) {
        QStringList dates;
        for (qsizetype i = 0; i < columns.keyCount; ++i) {
            if (isDate(columns.pairs[i].legacy) && isDate(columns.pairs[i].candidate))
                dates += columns.pairs[i].legacy.name;
        }
        if (dates.size() != 1)
            return fail(ErrorCode::Usage,
                u"the key has %1, so that it is not known which column cuts the slices; name it with 'time'"_s.arg(
                    dates.isEmpty() ? u"no column of a date"_s
                                    : u"several columns of a date: "_s + dates.join(u", "_s)));
        name = dates.first();
    }
    std::array<QString, 2> times;
    for (size_t side = 0; side < 2; ++side) {
        const ComparedColumn *column = columnOf(m_sides[side], name);
        if (!column)
            return fail(
                ErrorCode::Usage, u"%1 has no column '%2' to cut slices by"_s.arg(m_sides[side].relation.text(), name));
        if (!mayHoldTime(m_sides[side].engine, *column))
            return fail(ErrorCode::Usage,
                u"column '%1' of %2 (%3) is no time to cut slices by"_s.arg(
                    name, m_sides[side].relation.text(), column->type));
        times[side] = m_dialect.column(m_sides[side].relation, column->name);
    }
    return times;
}

Result<void> SliceLook::readAll()
{
    const DifferenceRequest request = fidelityRequest(m_probe);
    SLUICE_TRY(m_sides[0], describeSide(m_session, request.legacy));
    SLUICE_TRY(m_sides[1], describeSide(m_session, request.candidate));
    SLUICE_TRY(const ColumnPairs columns, pairColumns(m_sides[0], m_sides[1], request));
    SLUICE_TRY(m_times, timeColumns(columns));
    m_notes += namedFew(u"not compared, only in legacy: "_s, columns.onlyLegacy);
    m_notes += namedFew(u"not compared, only in the candidate: "_s, columns.onlyCandidate);
    const auto estimate = std::max<qint64>(0, m_sides[0].rowEstimate) + std::max<qint64>(0, m_sides[1].rowEstimate);
    if (m_session.engine() != Engine::Sqlite && estimate > m_probe.budget) {
        m_rows = estimate;
        return {};
    }
    SLUICE_TRY(const SqlRows clock, m_session.query(u"SELECT "_s + m_dialect.clock()));
    m_clock = clock.scalar().toDouble();
    qint64 before = 0;
    for (size_t side = 0; side < 2; ++side) {
        const SideSql sql(m_sides[side], columns, side == 0, RowHash::Own);
        const QString slice = u"coalesce(%1, %2)"_s.arg(
            m_buckets.epoch(m_buckets.start(m_buckets.moment(m_times[side]))), QString::number(kNoSlice));
        const auto isWithin = [&](qint64 rows) {
            m_rows = before + rows;
            m_isBeyondBudget = m_rows > m_probe.budget;
            return !m_isBeyondBudget;
        };
        SLUICE_TRY(m_sums[side], readSliceSums(m_session, sql, slice, isWithin));
        if (m_isBeyondBudget) // what is left of the snapshot is of no use
            return fail(ErrorCode::Cancelled, u"more rows than the budget"_s);
        before = m_rows;
    }
    m_isWhole = true;
    return {};
}

bool SliceLook::isSettled(qint64 start) const
{
    if (!m_probe.settling || start == kNoSlice)
        return true;
    const QDateTime end = nextBucket(*m_probe.slices, QDateTime::fromSecsSinceEpoch(start, Qt::UTC));
    if (m_before.settledTo.isValid() && end <= m_before.settledTo) // whatever the target's clock says by now
        return true;
    return static_cast<double>(end.toSecsSinceEpoch()) + static_cast<double>(m_probe.settling->count()) / 1000
        <= m_clock;
}

Result<void> SliceLook::judgeAll()
{
    QList<qint64> starts
        = m_sums[0].keys() + m_sums[1].keys() + m_book.slices.keys(); // all rows of one may be gone by now
    std::sort(starts.begin(), starts.end());
    starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
    const qsizetype first = std::max<qsizetype>(0, starts.size() - kMostSlices);
    for (qsizetype i = 0; i < first; ++i)
        leave(starts[i]);
    for (qsizetype i = first; i < starts.size(); ++i) {
        if (!isSettled(starts[i]))
            m_unsettled += sliceName(*m_probe.slices, starts[i]);
        else
            SLUICE_CHECK(judge(starts[i]));
    }
    return {};
}

Result<void> SliceLook::judge(qint64 start)
{
    const SliceSum legacy = m_sums[0].value(start);
    const SliceSum candidate = m_sums[1].value(start);
    const QString sums = u"%1:%2:%3:%4"_s.arg(QString::number(legacy.rows), QString::number(legacy.sum),
        QString::number(candidate.rows), QString::number(candidate.sum));
    const QString digest = sha256Hex(sums.toLatin1()).left(16);
    const auto known = m_book.slices.constFind(start);
    if (known == m_book.slices.cend() || known->digest != digest) {
        qint64 rows = legacy.rows;
        qint64 differing = 0;
        if (legacy != candidate) {
            if (start == kNoSlice && m_probe.settling) { // nobody knows how old these are
                leave(start);
                return {};
            }
            const Result<qint64> found
                = m_allowance.isOver() ? Result<qint64>(fail(ErrorCode::Cancelled, {})) : compare(start, rows);
            if (!found && !m_allowance.isOver())
                return fail(found.error());
            if (!found) {
                leave(start);
                return {};
            }
            differing = *found;
        }
        note(start, digest, rows, differing);
    }
    m_judged += start;
    return {};
}

/// Whether the rows of both sides that lie in a slice are the same; rows: of either side.
Result<qint64> SliceLook::compare(qint64 start, qint64 &rows)
{
    DifferenceRequest request = fidelityRequest(m_probe);
    request.legacyOnly = part(0, start);
    request.candidateOnly = part(1, start);
    SLUICE_TRY(const TableDifference found, compareTables(m_session, request, {}));
    if (found.rows.legacy != m_sums[0].value(start).rows || found.rows.candidate != m_sums[1].value(start).rows)
        return fail(ErrorCode::SqlFailed,
            u"the rows of %1 are not found by its time: %2 and %3 of %4 and %5"_s.arg(sliceName(*m_probe.slices, start),
                QString::number(found.rows.legacy), QString::number(found.rows.candidate),
                QString::number(m_sums[0].value(start).rows), QString::number(m_sums[1].value(start).rows)));
    const qint64 differing = found.changed + found.added + found.removed;
    rows = found.equal + differing;
    return differing;
}

QString SliceLook::part(int side, qint64 start) const
{
    const QString &column = m_times[static_cast<size_t>(side)];
    const QString moment = u"(%1)"_s.arg(m_buckets.moment(column));
    if (start == kNoSlice)
        return moment + u" IS NULL"_s;
    const QDateTime end = nextBucket(*m_probe.slices, QDateTime::fromSecsSinceEpoch(start, Qt::UTC));
    return u"%1 AND %2 < %3"_s.arg(m_buckets.isFrom(column, m_buckets.at(start)),
        m_session.engine() == Engine::Sqlite ? moment : column, m_buckets.at(end.toSecsSinceEpoch()));
}

/// Without a settling time the newest slice changes all the time: only another verdict is worth a word then.
void SliceLook::note(qint64 start, const QString &digest, qint64 rows, qint64 differing)
{
    SliceRecord record { digest, rows, differing, m_now, {} };
    if (const auto known = m_book.slices.constFind(start); known != m_book.slices.cend()) {
        const bool isSame = (known->differing > 0) == (differing > 0);
        record.was = m_probe.settling || !isSame ? SliceRecord::Earlier { known->rows, known->differing, known->judged }
                                                 : known->was;
    }
    m_book.slices.insert(start, record);
}

QStringList SliceLook::told() const
{
    const TimeBucket bucket = *m_probe.slices;
    const QString unit = timeBucketNames()[static_cast<qsizetype>(bucket)];
    const auto many = [&](qsizetype count) {
        return count == 1 ? u"1 %1"_s.arg(unit) : u"%1 %2s"_s.arg(QString::number(count), unit);
    };
    QList<qint64> differing;
    QStringList again;
    for (const qint64 start : m_judged) {
        const SliceRecord &record = m_book.slices[start];
        if (record.differing > 0)
            differing += start;
        if (record.was)
            again += u"%1 (%2 before, %3 now)"_s.arg(sliceName(bucket, start),
                counts(record.was->differing, record.was->rows), counts(record.differing, record.rows));
    }
    std::stable_sort(differing.begin(), differing.end(),
        [&](qint64 a, qint64 b) { return m_book.slices[a].share() > m_book.slices[b].share(); });
    QStringList names;
    for (const qint64 start : differing)
        names += u"%1 %2"_s.arg(
            sliceName(bucket, start), counts(m_book.slices[start].differing, m_book.slices[start].rows));
    QStringList told { differing.isEmpty()
            ? many(m_judged.size()) + u" the same"_s
            : namedFew(u"%1 of %2 differ: "_s.arg(QString::number(differing.size()), many(m_judged.size())), names)
                  .first() };
    if (!m_unsettled.isEmpty())
        told += namedFew(
            u"%1 younger than %2, not judged yet: "_s.arg(many(m_unsettled.size()), humanDuration(*m_probe.settling)),
            m_unsettled);
    told += namedFew(u"judged again: "_s, again);
    return told + m_notes;
}

/// The newest slice that was judged: never goes back.
void SliceLook::noteSettled()
{
    if (!m_probe.settling || m_judged.isEmpty() || m_judged.last() == kNoSlice) // they are in order
        return;
    const QDateTime end = nextBucket(*m_probe.slices, QDateTime::fromSecsSinceEpoch(m_judged.last(), Qt::UTC));
    if (!m_book.settledTo.isValid() || end > m_book.settledTo)
        m_book.settledTo = end;
}

Sample SliceLook::sample() const
{
    qint64 rows = 0;
    qint64 differing = 0;
    double worst = 0;
    for (const qint64 start : m_judged) {
        const SliceRecord &record = m_book.slices[start];
        rows += record.rows;
        differing += record.differing;
        worst = std::max(worst, record.share());
    }
    Sample sample;
    if (m_judged.isEmpty() && m_uncompared.isEmpty() && !m_unsettled.isEmpty()) {
        sample = withoutValue(SampleClass::NoData, told().mid(1).join(u"; "_s));
        sample.isUnsettled = true;
        return sample;
    }
    SqlRows row;
    const QVariant value = m_probe.countsRows ? fidelityValue(m_probe, differing, rows) : rows > 0 ? QVariant(worst) : QVariant();
    row.rows = { { value, static_cast<qlonglong>(rows) } };
    sample = classifyRow(m_gate, m_session.engine(), row, std::nullopt, m_now);
    if (sample.sampleClass == SampleClass::Good)
        sample.detail = told().join(u"; "_s);
    if (!m_uncompared.isEmpty())
        sample.uncompared = namedFew(u"%1 not compared in time: "_s.arg(m_uncompared.size()), m_uncompared).first();
    return sample;
}

} // namespace

QString sliceName(TimeBucket bucket, qint64 start)
{
    if (start == kNoSlice)
        return u"rows without a time"_s;
    const QDateTime at = QDateTime::fromSecsSinceEpoch(start, Qt::UTC);
    if (bucket == TimeBucket::Month)
        return at.toString(u"yyyy-MM"_s);
    return (bucket == TimeBucket::Week ? u"the week of "_s : QString()) + at.toString(u"yyyy-MM-dd"_s);
}

Sample compareSlices(SqlSession &session, const Gate &gate, SliceBook &book, const QDateTime &now)
{
    Allowance allowance(session, gate.timeout);
    Result<void> begun = session.begin();
    if (begun)
        begun = tuneSnapshot(session);
    const Sample sample = begun ? SliceLook(session, gate, book, now, allowance).run()
                                : failedComparison(gate, allowance.isOver(), begun.error());
    session.rollback();
    return sample;
}

} // namespace sluice
