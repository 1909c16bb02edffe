// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/distribution_probe.h"

#include "quality/probe_sql.h"

#include <QMap>

#include <array>
#include <cmath>
#include <limits>
#include <numeric>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr double kLeastShare = 1e-4; ///< of a bin, so that an empty one gives no infinity
constexpr int kDeciles = 10;
constexpr int kBelow = kDeciles + 1; ///< the baseline's smallest value
constexpr int kAbove = kDeciles + 2; ///< the baseline's largest
constexpr int kTies = 2; ///< in place of a side: how many edges do not rise, in place of a bin
constexpr int kCategories = 20;
enum Bin { NotANumber = -3, Nan = -2, Null = -1, Other = 0 }; ///< above: deciles and what lies outside them, or the most frequent values by rank

/// Rows of a relation: kind (0, or the bin of what is no number) and v.
QString numbersOf(const ProbeDialect &dialect, const DistributionProbe &probe, const RelationName &relation)
{
    const QString column = dialect.column(relation, probe.column);
    QString kind = u"CASE WHEN %1 IS NULL THEN -1 "_s.arg(column);
    if (dialect.isPostgres()) // its casts refuse what is no number
        kind += u"WHEN %1 = 'NaN'::float8 THEN -2 ELSE 0 END"_s.arg(dialect.real(column));
    else if (dialect.isMariadb()) // its casts make 0 of it
        kind += u"WHEN CAST(%1 AS CHAR) NOT REGEXP '^[+-]?[0-9]+([.][0-9]*)?([eE][+-]?[0-9]+)?$' THEN -3 ELSE 0 END"_s.arg(column);
    else
        kind += u"WHEN typeof(%1) NOT IN ('integer', 'real') THEN -3 ELSE 0 END"_s.arg(column);
    return u"SELECT kind, CASE WHEN kind = 0 THEN %1 END AS v FROM (SELECT %2 AS kind, %3 AS raw FROM %4%5) AS typed"_s.arg(
        dialect.real(u"raw"_s), kind, column, dialect.relation(relation), probeWhere(probe.where));
}

QString decilesSql(const ProbeDialect &dialect, const DistributionProbe &probe)
{
    QStringList edges { u"min(v) AS lowest"_s, u"max(v) AS highest"_s };
    QStringList ties;
    QString bin = u"CASE WHEN kind < 0 THEN kind WHEN v < lowest THEN %1 WHEN v > highest THEN %2"_s.arg(kBelow).arg(kAbove);
    for (int i = 1; i < kDeciles; ++i) {
        edges << u"max(CASE WHEN tile = %1 THEN v END) AS e%1"_s.arg(i);
        bin += u" WHEN v <= e%1 THEN %1"_s.arg(i);
        if (i > 1) // an edge that fewer than ten values do not reach is NULL, and rises neither
            ties << u"CASE WHEN e%1 < e%2 THEN 0 ELSE 1 END"_s.arg(i - 1).arg(i);
    }
    bin += u" ELSE %1 END"_s.arg(kDeciles);
    const auto counted = [&](int side, const RelationName &relation) {
        return u"SELECT %1 AS side, %2 AS bin, count(*) AS c FROM (%3) AS valued CROSS JOIN edges GROUP BY %2"_s.arg(
            QString::number(side), bin, numbersOf(dialect, probe, relation));
    };
    return u"WITH edges AS (SELECT %1 FROM (SELECT v, ntile(%2) OVER (ORDER BY v) AS tile FROM (%3) AS known WHERE kind = 0) AS tiles) "_s.arg(
               edges.join(u", "_s), QString::number(kDeciles), numbersOf(dialect, probe, probe.against))
        + counted(0, probe.against) + u" UNION ALL "_s + counted(1, probe.table)
        + u" UNION ALL SELECT %1 AS side, %2 AS bin, 0 AS c FROM edges"_s.arg(QString::number(kTies), ties.join(u" + "_s));
}

QString categoriesSql(const ProbeDialect &dialect, const DistributionProbe &probe)
{
    const auto values = [&](const RelationName &relation) {
        return u"SELECT %1 AS v FROM %2%3"_s.arg(dialect.column(relation, probe.column), dialect.relation(relation), probeWhere(probe.where));
    };
    const QString bin = u"CASE WHEN valued.v IS NULL THEN -1 ELSE coalesce(tops.rank_no, 0) END"_s;
    const auto counted = [&](int side, const RelationName &relation) {
        return u"SELECT %1 AS side, %2 AS bin, count(*) AS c FROM (%3) AS valued LEFT JOIN tops ON tops.v = valued.v GROUP BY %2"_s.arg(
            QString::number(side), bin, values(relation));
    };
    return u"WITH tops AS (SELECT v, rank_no FROM (SELECT v, row_number() OVER (ORDER BY c DESC, v) AS rank_no FROM"
           " (SELECT v, count(*) AS c FROM (%1) AS known WHERE v IS NOT NULL GROUP BY v) AS grouped) AS ranked WHERE rank_no <= %2) "_s.arg(
               values(probe.against), QString::number(kCategories))
        + counted(0, probe.against) + u" UNION ALL "_s + counted(1, probe.table);
}

Sample classified(SampleClass sampleClass, const QString &detail, qint64 n)
{
    Sample sample;
    sample.sampleClass = sampleClass;
    sample.detail = detail;
    sample.n = n;
    return sample;
}

double smallestLimit(const Gate &gate)
{
    double least = std::numeric_limits<double>::infinity();
    for (const Limit &limit : gate.limits)
        least = std::min(least, limit.value);
    return least;
}

struct Bins {
    QMap<int, std::array<qint64, 2>> counts; ///< baseline, current
    std::array<qint64, 2> rows { 0, 0 };
    bool hasTies = false; ///< values of the baseline that are so frequent that nothing tells what moved beside them
};

Result<Bins> binsOf(const SqlRows &rows)
{
    Bins bins;
    for (const QVariantList &row : rows.rows) {
        bool isSide = false;
        bool isBin = false;
        bool isCount = false;
        const int side = row.size() == 3 ? row[0].toInt(&isSide) : 0;
        const int bin = isSide ? row[1].toInt(&isBin) : 0;
        const qint64 count = isBin ? row[2].toLongLong(&isCount) : 0;
        if (!isCount || side < 0 || side > kTies || count < 0)
            return fail(ErrorCode::SqlFailed, u"the counts of the bins are no counts"_s);
        if (side == kTies) {
            bins.hasTies = bin > 0;
            continue;
        }
        bins.counts[bin][static_cast<size_t>(side)] += count;
        bins.rows[static_cast<size_t>(side)] += count;
    }
    return bins;
}

} // namespace

QString probeSql(const ProbeDialect &dialect, const DistributionProbe &probe, const Gate &)
{
    return probe.bins == DistributionBins::Deciles ? decilesSql(dialect, probe) : categoriesSql(dialect, probe);
}

double populationStability(const QList<qint64> &baseline, const QList<qint64> &current)
{
    const auto total = [](const QList<qint64> &counts) { return static_cast<double>(std::accumulate(counts.cbegin(), counts.cend(), qint64(0))); };
    const double n = total(baseline);
    const double m = total(current);
    double sum = 0;
    for (qsizetype i = 0; i < baseline.size(); ++i) {
        const double p = std::max(kLeastShare, static_cast<double>(baseline[i]) / n);
        const double q = std::max(kLeastShare, static_cast<double>(current[i]) / m);
        sum += (q - p) * std::log(q / p);
    }
    return sum;
}

double chiSquareBeyond(int degrees)
{
    constexpr double kNormalBeyond = 3.0902323; // of the normal distribution, one side, 0.001
    const double spread = 2.0 / (9.0 * degrees);
    return degrees * std::pow(1 - spread + kNormalBeyond * std::sqrt(spread), 3);
}

Sample classifyBins(const Gate &gate, const SqlRows &rows)
{
    const Result<Bins> read = binsOf(rows);
    if (!read)
        return classified(SampleClass::Error, read.error().what, 0);
    const auto [baselineRows, currentRows] = read->rows;
    if (currentRows < std::max(1, gate.minRows)) {
        const QString few = currentRows == 0 ? u"no rows"_s : u"%1 of at least %2 rows"_s.arg(currentRows).arg(gate.minRows);
        return classified(SampleClass::NoData, few, currentRows);
    }
    if (baselineRows == 0)
        return classified(SampleClass::NoData, u"no rows to compare with"_s, currentRows);
    if (read->counts.contains(NotANumber))
        return classified(SampleClass::Error, u"the column holds values that are no numbers; write bins: categories"_s, currentRows);
    if (read->hasTies)
        return classified(SampleClass::NoData, u"values repeat so often that deciles cannot tell them apart; write bins: categories"_s, currentRows);
    if (read->counts.value(Other)[0] * 2 > baselineRows)
        return classified(SampleClass::NoData,
            u"more than half of the values are none of the %1 most frequent, so no shift among them would be seen; write bins: deciles"_s
                .arg(kCategories),
            currentRows);
    QList<qint64> baseline;
    QList<qint64> current;
    for (const auto &[before, now] : read->counts) {
        baseline.append(before);
        current.append(now);
    }
    // PSI / (1/n + 1/m) is chi-square distributed where nothing shifted: what chance may reach must lie below the limit.
    const double rarely = chiSquareBeyond(std::max<int>(1, static_cast<int>(baseline.size()) - 1));
    const double chance = rarely * (1.0 / static_cast<double>(baselineRows) + 1.0 / static_cast<double>(currentRows));
    const double limit = smallestLimit(gate);
    if (chance > limit)
        return classified(SampleClass::NoData,
            u"%1 and %2 rows are too few to tell a shift of %3 from chance; %4 each are enough"_s.arg(baselineRows)
                .arg(currentRows)
                .arg(limit)
                .arg(std::ceil(2 * rarely / limit), 0, 'f', 0),
            currentRows);
    Sample sample = classified(SampleClass::Good, {}, currentRows);
    sample.value = populationStability(baseline, current);
    return sample;
}

} // namespace sluice
