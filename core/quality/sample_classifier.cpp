// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/sample_classifier.h"

#include <QRegularExpression>
#include <QTimeZone>

#include <cmath>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr double kAbsurd = 1e15; ///< beyond this a double no longer counts single units
constexpr double kClockSlack = 60; ///< seconds that a writer's clock may be ahead of the target's
constexpr double kLastSecond = 253402300799.0; ///< year 9999

Sample classified(SampleClass sampleClass, const QString &detail)
{
    Sample sample;
    sample.sampleClass = sampleClass;
    sample.detail = detail;
    return sample;
}

/// A number as the engine sends it. Exact decimals of PostgreSQL arrive as text; on SQLite text is never a number.
std::optional<double> numberOf(const QVariant &value, Engine engine)
{
    switch (value.typeId()) {
    case QMetaType::Int:
    case QMetaType::LongLong:
    case QMetaType::ULongLong:
    case QMetaType::Double:
        return value.toDouble();
    case QMetaType::QString:
        break;
    default:
        return std::nullopt;
    }
    if (engine == Engine::Sqlite) // there text is text; the others print exact decimals so
        return std::nullopt;
    const QString text = value.toString();
    if (text == u"NaN")
        return std::numeric_limits<double>::quiet_NaN();
    if (text == u"Infinity" || text == u"-Infinity")
        return std::numeric_limits<double>::infinity();
    static const QRegularExpression decimal(u"\\A[+-]?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?\\z"_s);
    if (!decimal.match(text).hasMatch())
        return std::nullopt;
    bool ok = false;
    const double number = text.toDouble(&ok);
    return ok ? number : std::numeric_limits<double>::infinity(); // out of a double's range
}

std::optional<qint64> countOf(const QVariant &value, Engine engine)
{
    const std::optional<double> number = numberOf(value, engine);
    if (!number || !std::isfinite(*number) || *number < 0 || *number > kAbsurd || std::floor(*number) != *number)
        return std::nullopt;
    return static_cast<qint64>(*number);
}

/// A table that should hold many rows and holds none is a measurement, not an absence.
bool countsItself(const Gate &gate)
{
    const auto *probe = std::get_if<RowCountProbe>(&gate.probe);
    const bool isCount = (probe && probe->where.isEmpty()) || std::holds_alternative<VolumeProbe>(gate.probe);
    return isCount
        && std::any_of(gate.limits.cbegin(), gate.limits.cend(),
            [](const Limit &limit) { return limit.side == LimitSide::AtLeast && limit.value > 0; });
}

/// Our own statements add the target's clock as a fourth column, and some the rows set apart; plan SQL has no say in that.
qsizetype mostColumns(const ProbeSpec &probe)
{
    if (std::holds_alternative<ReferentialIntegrityProbe>(probe) || std::holds_alternative<LateRowsProbe>(probe)
        || std::holds_alternative<SystemProbe>(probe) || std::holds_alternative<FeedbackProbe>(probe))
        return 5;
    if (std::holds_alternative<VolumeProbe>(probe) || std::holds_alternative<MappingProbe>(probe))
        return 6;
    return std::holds_alternative<SqlProbe>(probe) ? 3 : 4;
}

/// Which rows of a mapping do not fit.
QString partnerText(const QVariantList &row, Engine engine)
{
    const qint64 without = row.size() > 5 ? countOf(row[4], engine).value_or(0) : 0;
    const qint64 several = row.size() > 5 ? countOf(row[5], engine).value_or(0) : 0;
    QStringList told;
    if (without > 0)
        told << (without == 1 ? u"1 row without a partner"_s : u"%1 rows without a partner"_s.arg(without));
    if (several > 0)
        told << (several == 1 ? u"1 row with several partners"_s : u"%1 rows with several partners"_s.arg(several));
    return told.join(u", "_s);
}

/// What a sample over the other rows does not say.
QString apartText(const ProbeSpec &probe, const QVariantList &row, Engine engine)
{
    if (std::holds_alternative<MappingProbe>(probe))
        return partnerText(row, engine);
    const bool hasApart = row.size() > 4 && !std::holds_alternative<VolumeProbe>(probe);
    const std::optional<qint64> apart = hasApart ? countOf(row[4], engine) : std::nullopt;
    if (apart.value_or(0) == 0)
        return {};
    if (std::holds_alternative<SystemProbe>(probe))
        return u"what sessions of others do is hidden from this login"_s;
    if (std::holds_alternative<LateRowsProbe>(probe))
        return u"of %1 arrived rows it is not known when they happened"_s.arg(*apart);
    if (std::holds_alternative<FeedbackProbe>(probe))
        return *apart == 1 ? u"of 1 answer it is not known whether it is negative"_s : u"of %1 answers it is not known whether they are negative"_s.arg(*apart);
    return *apart == 1 ? u"1 row with a NULL in the key was not looked up"_s : u"%1 rows with a NULL in the key were not looked up"_s.arg(*apart);
}

QString shown(const QVariant &value)
{
    // Only the kind, never the content: details reach the ledger.
    switch (value.typeId()) {
    case QMetaType::Bool:
        return u"true or false"_s;
    case QMetaType::QString:
        return u"text"_s;
    case QMetaType::QByteArray:
        return u"bytes"_s;
    default:
        return u"something else"_s;
    }
}

/// Sets newest on our own clock, so that ages stay right when the target's differs; not GOOD when it tells against the
/// value.
std::optional<Sample> judgeAge(const Gate &gate, const std::optional<double> &newest, const std::optional<double> &clock,
    const QDateTime &now, Sample &sample)
{
    const bool isFreshness = std::holds_alternative<FreshnessProbe>(gate.probe);
    if (!newest || !clock) {
        if (gate.maxAge && !isFreshness)
            return classified(SampleClass::Stale, u"the age of the data is unknown"_s);
        return std::nullopt;
    }
    if (!std::isfinite(*newest) || *newest < 0 || *newest > kLastSecond)
        return classified(SampleClass::Error, u"the newest row's time is not a time"_s);
    const double age = *clock - *newest;
    if (age < -kClockSlack)
        return classified(SampleClass::Error,
            u"the newest row lies %1 in the future of the target's clock"_s.arg(
                humanDuration(std::chrono::floor<std::chrono::seconds>(Duration(std::llround(-age * 1000))))));
    const qint64 milliseconds = std::max<qint64>(0, std::llround(age * 1000));
    sample.newest = now.addMSecs(-milliseconds);
    if (gate.maxAge && !isFreshness && milliseconds > gate.maxAge->count())
        return classified(SampleClass::Stale,
            u"the newest row is %1 old, at most %2 is allowed"_s.arg(
                humanDuration(std::chrono::floor<std::chrono::seconds>(Duration(milliseconds))), humanDuration(*gate.maxAge)));
    return std::nullopt;
}

/// A volume is as old as the end of its bucket, whatever came since. Sets both ends on our own clock, as judgeAge does.
void nameBucket(const Gate &gate, const QVariantList &row, Engine engine, const QDateTime &now, Sample &sample)
{
    const auto *probe = std::get_if<VolumeProbe>(&gate.probe);
    if (!probe || row.size() < 6)
        return;
    const std::optional<double> clock = numberOf(row[3], engine);
    const std::optional<qint64> begin = countOf(row[4], engine);
    const std::optional<qint64> end = countOf(row[5], engine);
    if (!clock || !begin || !end)
        return;
    const auto onOurs = [&](qint64 moment) { return now.addMSecs(-std::llround((*clock - static_cast<double>(moment)) * 1000)); };
    sample.since = onOurs(*begin);
    sample.newest = onOurs(*end);
    const QDateTime start = QDateTime::fromSecsSinceEpoch(*begin, Qt::UTC);
    const bool isTimeOfDay = probe->bucket == TimeBucket::Minute || probe->bucket == TimeBucket::Hour;
    sample.detail = u"the %1 from %2 UTC"_s.arg(timeBucketNames()[static_cast<qsizetype>(probe->bucket)],
        start.toString(isTimeOfDay ? u"yyyy-MM-dd HH:mm"_s : u"yyyy-MM-dd"_s));
}

} // namespace

std::optional<double> epochSeconds(const QVariant &value)
{
    switch (value.typeId()) {
    case QMetaType::Int:
    case QMetaType::LongLong:
    case QMetaType::Double:
        return value.toDouble();
    case QMetaType::QString:
        break;
    default:
        return std::nullopt;
    }
    static const QRegularExpression iso(
        u"\\A(\\d{4}-\\d{2}-\\d{2})(?:[ T](\\d{2}:\\d{2}(?::\\d{2})?)(?:\\.(\\d{1,9}))?(Z|[+-]\\d{2}(?::?\\d{2})?)?)?\\z"_s);
    const QRegularExpressionMatch match = iso.match(value.toString());
    if (!match.hasMatch())
        return std::nullopt;
    const QDate date = QDate::fromString(match.captured(1), Qt::ISODate);
    const QTime time = match.captured(2).isEmpty() ? QTime(0, 0) : QTime::fromString(match.captured(2), Qt::ISODate);
    if (!date.isValid() || !time.isValid())
        return std::nullopt;
    double offset = 0;
    if (QString zone = match.captured(4); zone.size() > 1) {
        const int sign = zone[0] == u'-' ? -1 : 1;
        zone.remove(u':');
        offset = sign * (zone.mid(1, 2).toInt() * 3600.0 + zone.mid(3, 2).toInt() * 60.0);
    }
    const double fraction = match.captured(3).isEmpty() ? 0 : (u"0."_s + match.captured(3)).toDouble();
    return static_cast<double>(QDateTime(date, time, Qt::UTC).toSecsSinceEpoch()) + fraction - offset;
}

Sample classifyRow(const Gate &gate, Engine engine, const SqlRows &rows, std::optional<double> clock, const QDateTime &now)
{
    if (rows.rows.isEmpty()) {
        if (!gate.emptyMeansZero)
            return classified(SampleClass::NoData, u"the query returned no row"_s);
        return classified(SampleClass::Good, {});
    }
    if (rows.rows.size() > 1 || rows.isTruncated)
        return classified(SampleClass::Error, u"the query returned more than one row"_s);
    const QVariantList row = rows.rows.first();
    if (row.isEmpty() || row.size() > mostColumns(gate.probe))
        return classified(SampleClass::Error, u"the query returned %1 columns, one to three are read"_s.arg(row.size()));

    const QString apart = apartText(gate.probe, row, engine);
    Sample sample = classified(SampleClass::Good, apart);
    sample.n = 1;
    if (row.size() > 1) {
        if (row[1].isNull())
            return classified(SampleClass::NoData, u"the number of rows behind the value is NULL"_s);
        const std::optional<qint64> n = countOf(row[1], engine);
        if (!n)
            return classified(SampleClass::Error, u"the number of rows behind the value is not a count"_s);
        sample.n = *n;
    }
    if (sample.n == 0 && gate.emptyMeansZero)
        return sample;
    if (sample.n < gate.minRows && !countsItself(gate)) {
        Sample few = classified(SampleClass::NoData,
            sample.n == 0 ? u"no rows"_s : u"%1 of at least %2 rows"_s.arg(QString::number(sample.n), QString::number(gate.minRows)));
        few.n = sample.n;
        if (!apart.isEmpty())
            few.detail += u"; "_s + apart;
        return few;
    }
    if (row[0].isNull())
        return classified(SampleClass::NoData, apart.isEmpty() ? u"the value is NULL"_s : apart);
    const std::optional<double> value = numberOf(row[0], engine);
    if (!value)
        return classified(SampleClass::Error, u"the value is %1, a number is needed"_s.arg(shown(row[0])));
    if (!std::isfinite(*value))
        return classified(SampleClass::NaN, u"the value is not a finite number"_s);
    if (std::fabs(*value) >= kAbsurd)
        return classified(SampleClass::Error, u"the value is absurdly large"_s);

    std::optional<double> newest;
    if (row.size() > 2 && !row[2].isNull()) {
        newest = epochSeconds(row[2]);
        if (!newest)
            return classified(SampleClass::Error, u"the newest row's time is not a time"_s);
    }
    if (row.size() > 3)
        clock = numberOf(row[3], engine);
    if (auto worse = judgeAge(gate, newest, clock, now, sample)) {
        worse->n = sample.n;
        return *worse;
    }
    nameBucket(gate, row, engine, now, sample);
    // A writer's clock slightly ahead of the target's is fresh, not of negative age.
    sample.value = std::holds_alternative<FreshnessProbe>(gate.probe) ? std::max(0.0, *value) : *value;
    return sample;
}

} // namespace sluice
