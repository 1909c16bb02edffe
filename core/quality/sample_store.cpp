// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/sample_store.h"

#include "base/digest.h"
#include "quality/rollup_table.h"
#include "sql/sql_session.h"

#include <QCryptographicHash>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr int kFormat = 1;
constexpr qint64 kPruneEveryMs = qint64(3600) * 1000;

/// What every version writes, and what a stage's digest is taken over; runs and scan came later.
const QString kColumns = u"run, stage, gate, branch, tick, at, class, value, n, newest, took, query, detail"_s;
const QString kAllColumns = kColumns + u", runs, scan"_s;

QVariant milliseconds(const QDateTime &time)
{
    return time.isValid() ? QVariant(time.toMSecsSinceEpoch()) : QVariant();
}

QDateTime timeOf(const QVariant &value)
{
    return value.isNull() ? QDateTime() : QDateTime::fromMSecsSinceEpoch(value.toLongLong(), Qt::UTC);
}

/// A null string would be stored as NULL; an empty one is what is meant.
QString text(const QString &value)
{
    return value.isNull() ? u""_s : value;
}

QVariant runsText(const QList<double> &runs)
{
    QStringList numbers;
    for (const double run : runs)
        numbers << QString::number(run, 'g', QLocale::FloatingPointShortest);
    return runs.isEmpty() ? QVariant() : QVariant(numbers.join(u' '));
}

QList<double> runsOf(const QString &text)
{
    QList<double> runs;
    for (const QString &number : text.split(u' ', Qt::SkipEmptyParts)) {
        bool isNumber = false;
        runs.append(number.toDouble(&isNumber));
        if (!isNumber)
            return {};
    }
    return runs;
}

QVariantList valuesOf(const Sample &sample)
{
    const bool hasValue = sample.sampleClass == SampleClass::Good && std::isfinite(sample.value);
    return { text(sample.run), text(sample.stage), text(sample.gate), branchText(sample.branch), sample.tick, milliseconds(sample.at),
        sampleClassName(sample.sampleClass), hasValue ? QVariant(sample.value) : QVariant(), sample.n, milliseconds(sample.newest),
        sample.tookMs, text(sample.queryDigest), text(sample.detail), runsText(sample.runs),
        sample.scanDigest.isEmpty() ? QVariant() : QVariant(sample.scanDigest) };
}

Sample sampleOf(const QVariantList &row)
{
    Sample sample;
    sample.run = row[0].toString();
    sample.stage = row[1].toString();
    sample.gate = row[2].toString();
    sample.branch = branchOf(row[3].toString());
    sample.tick = row[4].toLongLong();
    sample.at = timeOf(row[5]);
    // A class that this version does not know is no value to judge or draw.
    sample.sampleClass = sampleClassFromName(row[6].toString()).value_or(SampleClass::Error);
    sample.value = row[7].toDouble();
    sample.n = row[8].toLongLong();
    sample.newest = timeOf(row[9]);
    sample.tookMs = row[10].toDouble();
    sample.queryDigest = row[11].toString();
    sample.detail = row[12].toString();
    sample.runs = runsOf(row[13].toString());
    sample.scanDigest = row[14].toString();
    return sample;
}

Result<void> createTables(SqlSession &session)
{
    for (const QString &sql : {
             u"CREATE TABLE IF NOT EXISTS samples (id INTEGER PRIMARY KEY, run TEXT NOT NULL, stage TEXT NOT NULL, gate TEXT NOT NULL,"
             " branch TEXT NOT NULL, tick INTEGER NOT NULL, at INTEGER NOT NULL, class TEXT NOT NULL, value REAL, n INTEGER NOT NULL,"
             " newest INTEGER, took REAL NOT NULL, query TEXT NOT NULL, detail TEXT NOT NULL)"_s,
             u"CREATE INDEX IF NOT EXISTS samples_by_gate ON samples (run, stage, gate, at)"_s,
             u"CREATE INDEX IF NOT EXISTS samples_by_time ON samples (at)"_s,
             u"PRAGMA user_version = %1"_s.arg(kFormat) })
        SLUICE_CHECK(session.execute(sql));
    return {};
}

Result<bool> hasColumn(SqlSession &session, const QString &name)
{
    SLUICE_TRY(const SqlRows known, session.queryBound(u"SELECT count(*) FROM pragma_table_info('samples') WHERE name = ?"_s, { name }));
    return known.scalar().toInt() > 0;
}

/// Of the same format: a version that does not know the column leaves it NULL.
Result<void> addColumn(SqlSession &session, const QString &name)
{
    SLUICE_TRY(const bool isThere, hasColumn(session, name));
    if (isThere)
        return {};
    const auto added = session.execute(u"ALTER TABLE samples ADD COLUMN %1 TEXT"_s.arg(name));
    if (!added && !hasColumn(session, name).value_or(false)) // another one may have been first
        return fail(added.error());
    return {};
}

} // namespace

struct SampleStore::Private {
    std::unique_ptr<SqlSession> session;
    SampleRetention retention;
    qint64 pruned = 0; ///< newest sample time at the last pass that left nothing over

    Result<void> insert(const QList<Sample> &samples)
    {
        const QString sql = u"INSERT INTO samples (%1) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s.arg(kAllColumns);
        for (const Sample &sample : samples)
            SLUICE_CHECK(session->executeBound(sql, valuesOf(sample)));
        return {};
    }

    Result<void> prune(const QList<Sample> &samples)
    {
        qint64 newest = pruned;
        for (const Sample &sample : samples)
            newest = std::max(newest, sample.at.toMSecsSinceEpoch());
        if (newest - pruned < kPruneEveryMs)
            return {};
        SLUICE_TRY(const bool isDone, rollUp(*session, retention, QDateTime::fromMSecsSinceEpoch(newest, Qt::UTC)));
        if (isDone) // else the next samples go on with it
            pruned = newest;
        return {};
    }
};

SampleStore::SampleStore(std::unique_ptr<Private> priv)
    : d(std::move(priv))
{
}

SampleStore::~SampleStore() = default;

Result<std::unique_ptr<SampleStore>> SampleStore::open(const QString &file, const SampleRetention &retention)
{
    SessionOptions options;
    options.applicationName = u"sluice samples"_s;
    options.lockTimeout = std::chrono::seconds(5);
    options.fullSync = false;
    auto priv = std::make_unique<Private>();
    priv->retention = retention;
    SLUICE_TRY(priv->session, SqlSession::openFile(file, true, options));
    SLUICE_TRY(const SqlRows format, priv->session->query(u"PRAGMA user_version"_s));
    if (format.scalar().toInt() > kFormat)
        return fail(ErrorCode::NotSupported, u"the sample store was written by a newer version"_s, file, u"update Sluice on this machine"_s);
    if (format.scalar().toInt() < kFormat)
        SLUICE_CHECK(createTables(*priv->session));
    for (const QString &later : { u"runs"_s, u"scan"_s })
        SLUICE_CHECK(addColumn(*priv->session, later));
    SLUICE_CHECK(createRollups(*priv->session));
    return std::unique_ptr<SampleStore>(new SampleStore(std::move(priv)));
}

Result<void> SampleStore::append(const QList<Sample> &samples)
{
    if (samples.isEmpty())
        return {};
    SLUICE_CHECK(d->session->begin());
    const qint64 prunedBefore = d->pruned;
    Result<void> done = d->insert(samples);
    if (done)
        done = d->prune(samples);
    if (done)
        return d->session->commit();
    d->session->rollback();
    d->pruned = prunedBefore;
    return done;
}

Result<QList<Sample>> SampleStore::read(const SampleQuery &query) const
{
    QStringList conditions;
    QVariantList values;
    const auto require = [&](const QString &condition, const QVariant &value) {
        conditions << condition;
        values << value;
    };
    if (!query.run.isEmpty())
        require(u"run = ?"_s, query.run);
    if (!query.stage.isEmpty())
        require(u"stage = ?"_s, query.stage);
    if (!query.gate.isEmpty())
        require(u"gate = ?"_s, query.gate);
    if (!query.queryDigest.isEmpty())
        require(u"query = ?"_s, query.queryDigest);
    if (query.since.isValid())
        require(u"at >= ?"_s, query.since.toMSecsSinceEpoch());
    if (query.until.isValid())
        require(u"at <= ?"_s, query.until.toMSecsSinceEpoch());
    const int limit = std::max(0, query.limit);
    const QString sql = u"SELECT %1 FROM samples%2 ORDER BY at DESC, id DESC LIMIT %3"_s.arg(
        kAllColumns, conditions.isEmpty() ? QString() : u" WHERE "_s + conditions.join(u" AND "_s), QString::number(limit));
    SLUICE_TRY(const SqlRows rows, d->session->queryBound(sql, values, ReadLimits { limit + 1, qint64(1) << 30 }));
    QList<Sample> samples;
    samples.reserve(rows.rows.size());
    for (auto row = rows.rows.crbegin(); row != rows.rows.crend(); ++row)
        samples.append(sampleOf(*row));
    if (!query.withRollups || samples.size() >= limit)
        return samples;
    return withRollups(std::move(samples), query);
}

/// What is left of the older ones in front, so that the newest of all are those that come back.
Result<QList<Sample>> SampleStore::withRollups(QList<Sample> samples, const SampleQuery &query) const
{
    SampleQuery rest = query;
    rest.limit = query.limit - static_cast<int>(samples.size());
    SLUICE_TRY(const QList<SampleRollup> rollups, readRollups(rest));
    if (rollups.isEmpty())
        return samples;
    QList<Sample> all;
    for (const SampleRollup &rollup : rollups) {
        for (const Sample &sample : summary(rollup)) {
            if (!query.since.isValid() || sample.at >= query.since)
                all.append(sample);
        }
    }
    all += samples;
    std::stable_sort(all.begin(), all.end(), [](const Sample &a, const Sample &b) { return a.at < b.at; });
    return all;
}

Result<QList<SampleRollup>> SampleStore::readRollups(const SampleQuery &query) const
{
    return sluice::readRollups(*d->session, query);
}

Result<QString> SampleStore::digest(const QString &run, const QString &stage) const
{
    SampleQuery rolled;
    rolled.run = run;
    rolled.stage = stage;
    rolled.limit = 1;
    SLUICE_TRY(const QList<SampleRollup> gone, readRollups(rolled));
    if (!gone.isEmpty())
        return fail(ErrorCode::NotFound, u"samples of stage '%1' were rolled up: there is no digest of them any more"_s.arg(stage), run);
    // Page by page: a long stage has more samples than should be held at once.
    constexpr int kPage = 20'000;
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData("sluice-samples-v1");
    for (qint64 offset = 0;; offset += kPage) {
        SLUICE_TRY(const SqlRows rows,
            d->session->queryBound(u"SELECT %1 FROM samples WHERE run = ? AND stage = ?"
                                   " ORDER BY gate, tick, branch, at, id LIMIT %2 OFFSET %3"_s.arg(
                                       kAllColumns, QString::number(kPage), QString::number(offset)),
                { run, stage }, ReadLimits { kPage + 1, qint64(1) << 30 }));
        for (QVariantList row : rows.rows) {
            // No other fields are marked so; without them the digest is what earlier versions took.
            if (const QVariant scan = row.takeLast(); !scan.isNull())
                hash.addData("scan=" + scan.toString().toUtf8() + ';');
            if (const QVariant runs = row.takeLast(); !runs.isNull())
                hash.addData("runs=" + runs.toString().toUtf8() + ';');
            for (const QVariant &value : std::as_const(row)) {
                const QByteArray field = value.isNull() ? QByteArray()
                    : value.typeId() == QMetaType::Double ? QByteArray::number(value.toDouble(), 'g', 17)
                                                          : value.toString().toUtf8();
                // Preceded by its length, so that no two different lists of fields hash alike; -1 is NULL.
                hash.addData(QByteArray::number(value.isNull() ? -1 : field.size()) + ':' + field);
            }
        }
        if (rows.rows.size() < kPage)
            return QString::fromLatin1(hash.result().toHex());
    }
}

} // namespace sluice
