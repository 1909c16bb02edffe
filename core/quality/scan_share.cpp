// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/scan_share.h"

#include "quality/time_buckets.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString both(const QString &first, const QString &where)
{
    return where.isEmpty() ? first : first + u" AND "_s + probeCondition(where);
}

template <class Probe> ScanShare counting(const ProbeDialect &dialect, const Probe &probe, const QString &condition)
{
    ScanShare share;
    share.columns = metricColumns(RowFilter { dialect, {} }, probe);
    share.filtered = metricColumns(RowFilter { dialect, condition }, probe);
    share.condition = condition;
    return share;
}

struct ShareOf
{
    const ProbeDialect &dialect;
    const Gate &gate;

    std::optional<ScanShare> operator()(const RowCountProbe &probe) const
    {
        ScanShare share = counting(dialect, probe, {});
        share.planText << probe.where;
        return share;
    }
    std::optional<ScanShare> operator()(const NullRateProbe &probe) const
    {
        ScanShare share = counting(dialect, probe, countedRows(dialect, probe));
        share.planText << probe.where;
        return share;
    }
    std::optional<ScanShare> operator()(const ErrorRateProbe &probe) const
    {
        ScanShare share = counting(dialect, probe, countedRows(dialect, probe));
        share.finder = probe.time;
        share.planText << probe.failed;
        return share;
    }
    std::optional<ScanShare> operator()(const LateRowsProbe &probe) const
    {
        ScanShare share = counting(dialect, probe, countedRows(dialect, probe));
        share.finder = probe.loaded;
        share.planText << probe.where;
        return share;
    }
    std::optional<ScanShare> operator()(const UniquenessProbe &probe) const
    {
        ScanShare share;
        share.ridesAlong = false;
        share.width = 3;
        share.planText << probe.where;
        return share;
    }
    std::optional<ScanShare> operator()(const FreshnessProbe &probe) const
    {
        const QString newest = dialect.epoch(u"max(%1)"_s.arg(dialect.column(probe.table, probe.column)));
        const QString least = QString::number(gate.minRows);
        const QString n = gate.minRows <= 1
            ? u"CASE WHEN ("_s + newest + u") IS NULL THEN 0 ELSE 1 END"_s
            : u"CASE WHEN count(*) < "_s + least + u" THEN count(*) ELSE "_s + least + u" END"_s;
        ScanShare share;
        share.finder = probe.column;
        share.columns = { u'(' + dialect.clock() + u") - ("_s + newest + u')', n, newest, dialect.clock() };
        share.filtered = share.columns;
        return share;
    }
    std::optional<ScanShare> operator()(const VolumeProbe &probe) const
    {
        const TimeBuckets buckets { dialect, probe.bucket };
        const QString time = dialect.column(probe.table, probe.time);
        const QString end = buckets.settledEnd(probe.settling);
        const QString begin = buckets.shifted(end, -1);
        const QString isComplete = u'(' + buckets.moment(time) + u") < "_s + end;
        const auto columns = [&](const RowFilter &rows) {
            const QString counted = rows.countIf(isComplete);
            return QStringList { dialect.real(counted), counted, rows.newest(time), dialect.clock(),
                buckets.epoch(begin), buckets.epoch(end) };
        };
        ScanShare share;
        share.condition = both(buckets.isFrom(time, begin), probe.where);
        share.finder = probe.time;
        share.columns = columns({ dialect, {} });
        share.filtered = columns({ dialect, share.condition });
        share.planText << probe.where;
        return share;
    }
    template <class Other> std::optional<ScanShare> operator()(const Other &) const { return std::nullopt; }
};

struct TableOf
{
    std::optional<RelationName> operator()(const RowCountProbe &probe) const { return probe.table; }
    std::optional<RelationName> operator()(const NullRateProbe &probe) const { return probe.table; }
    std::optional<RelationName> operator()(const UniquenessProbe &probe) const { return probe.table; }
    std::optional<RelationName> operator()(const FreshnessProbe &probe) const { return probe.table; }
    std::optional<RelationName> operator()(const ErrorRateProbe &probe) const { return probe.from; }
    std::optional<RelationName> operator()(const VolumeProbe &probe) const { return probe.table; }
    std::optional<RelationName> operator()(const LateRowsProbe &probe) const { return probe.table; }
    template <class Other> std::optional<RelationName> operator()(const Other &) const { return std::nullopt; }
};

} // namespace

QString RowFilter::count() const { return condition.isEmpty() ? u"count(*)"_s : dialect.countIf(condition); }

QString RowFilter::countOf(const QString &column) const
{
    if (condition.isEmpty())
        return u"count("_s + column + u')';
    return dialect.isMariadb() ? u"count(CASE WHEN "_s + condition + u" THEN "_s + column + u" END)"_s
                               : u"count("_s + column + u") FILTER (WHERE "_s + condition + u')';
}

QString RowFilter::countIf(const QString &also) const
{
    return dialect.countIf(condition.isEmpty() ? also : u'(' + condition + u") AND "_s + also);
}

QString RowFilter::newest(const QString &time) const
{
    if (condition.isEmpty())
        return dialect.newest(time);
    if (dialect.isMariadb())
        return u"max(CASE WHEN "_s + condition + u" THEN "_s + dialect.epoch(time) + u" END)"_s;
    const QString rows = u" FILTER (WHERE "_s + condition + u')';
    return dialect.isPostgres() ? dialect.epoch(u"max("_s + time + u')' + rows)
                                : u"max("_s + dialect.epoch(time) + u')' + rows;
}

QStringList metricColumns(const RowFilter &rows, const RowCountProbe &probe)
{
    const QString counted = probe.where.isEmpty() ? rows.count() : rows.countIf(probeCondition(probe.where));
    return { rows.dialect.real(counted), rows.count(), u"NULL"_s };
}

QStringList metricColumns(const RowFilter &rows, const NullRateProbe &probe)
{
    const QString column = rows.dialect.column(probe.table, probe.column);
    return { rows.dialect.real(rows.count() + u" - "_s + rows.countOf(column)) + u" / nullif("_s + rows.count()
            + u", 0)"_s,
        rows.count(), u"NULL"_s };
}

QStringList metricColumns(const RowFilter &rows, const ErrorRateProbe &probe)
{
    const QString failed = rows.dialect.real(rows.countIf(probeCondition(probe.failed)));
    return { failed + u" / nullif("_s + rows.count() + u", 0)"_s, rows.count(),
        rows.newest(rows.dialect.column(probe.from, probe.time)), rows.dialect.clock() };
}

QStringList metricColumns(const RowFilter &rows, const LateRowsProbe &probe)
{
    const ProbeDialect &dialect = rows.dialect;
    const TimeBuckets buckets { dialect, probe.bucket };
    const QString loaded = dialect.column(probe.table, probe.loaded);
    const QString happened = u'(' + buckets.moment(dialect.column(probe.table, probe.time)) + u')';
    const QString closed = buckets.later(buckets.shifted(buckets.start(happened), 1), probe.grace);
    const QString known = rows.countIf(happened + u" IS NOT NULL"_s);
    return { dialect.real(rows.countIf(u'(' + buckets.moment(loaded) + u") >= "_s + closed)), known,
        rows.newest(loaded), dialect.clock(), rows.count() + u" - "_s + known };
}

QString countedRows(const ProbeDialect &, const NullRateProbe &probe)
{
    return probe.where.isEmpty() ? QString() : probeCondition(probe.where);
}

QString countedRows(const ProbeDialect &dialect, const ErrorRateProbe &probe)
{
    return dialect.isWithin(dialect.column(probe.from, probe.time), probe.window);
}

QString countedRows(const ProbeDialect &dialect, const LateRowsProbe &probe)
{
    return both(dialect.isWithin(dialect.column(probe.table, probe.loaded), probe.window), probe.where);
}

std::optional<RelationName> scannedTable(const ProbeSpec &probe) { return std::visit(TableOf {}, probe); }

std::optional<ScanShare> scanShare(const ProbeDialect &dialect, const Gate &gate)
{
    std::optional<ScanShare> share = std::visit(ShareOf { dialect, gate }, gate.probe);
    if (!share)
        return std::nullopt;
    share->table = *scannedTable(gate.probe);
    if (share->ridesAlong)
        share->width = share->columns.size();
    return share;
}

} // namespace sluice
