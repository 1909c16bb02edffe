// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/probe_reader.h"

#include <algorithm>
#include <array>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

ProbeSpec readRowCount(MappingReader &reader, ReadContext &)
{
    return RowCountProbe { reader.relation("table"_L1), reader.text("where"_L1) };
}

ProbeSpec readNullRate(MappingReader &reader, ReadContext &)
{
    return NullRateProbe { reader.relation("table"_L1), reader.columnName("column"_L1), reader.text("where"_L1) };
}

ProbeSpec readUniqueness(MappingReader &reader, ReadContext &)
{
    return UniquenessProbe { reader.relation("table"_L1), reader.columnNames("columns"_L1), reader.text("where"_L1) };
}

ProbeSpec readFreshness(MappingReader &reader, ReadContext &)
{
    return FreshnessProbe { reader.relation("table"_L1), reader.columnName("column"_L1) };
}

ProbeSpec readQueryLatency(MappingReader &reader, ReadContext &context)
{
    return QueryLatencyProbe { readSql(reader, "sql"_L1, "sql_file"_L1, Need::Required, context) };
}

ProbeSpec readErrorRate(MappingReader &reader, ReadContext &)
{
    ErrorRateProbe probe;
    probe.from = reader.relation("from"_L1);
    probe.failed = reader.text("failed"_L1, Need::Required);
    probe.time = reader.columnName("time"_L1);
    probe.window = reader.duration("window"_L1, probe.window);
    return probe;
}

ProbeSpec readSqlProbe(MappingReader &reader, ReadContext &context)
{
    return SqlProbe { readSql(reader, "sql"_L1, "sql_file"_L1, Need::Required, context) };
}

ProbeSpec readReferentialIntegrity(MappingReader &reader, ReadContext &)
{
    ReferentialIntegrityProbe probe;
    probe.table = reader.relation("table"_L1);
    probe.columns = reader.columnNames("columns"_L1);
    probe.references = reader.relation("references"_L1);
    probe.referencedColumns = reader.columnNames("referenced_columns"_L1);
    probe.where = reader.text("where"_L1);
    if (!probe.columns.isEmpty() && !probe.referencedColumns.isEmpty() && probe.columns.size() != probe.referencedColumns.size())
        reader.add("referenced_columns"_L1,
            u"%1 looks up %2 columns in %3"_s.arg(reader.subject()).arg(probe.columns.size()).arg(probe.referencedColumns.size()));
    return probe;
}

struct Probe {
    const char *name;
    ProbeSpec (*read)(MappingReader &, ReadContext &);
};

constexpr std::array<Probe, std::variant_size_v<ProbeSpec>> kProbes { {
    { "row_count", readRowCount },
    { "null_rate", readNullRate },
    { "uniqueness", readUniqueness },
    { "freshness", readFreshness },
    { "query_latency", readQueryLatency },
    { "error_rate", readErrorRate },
    { "sql", readSqlProbe },
    { "referential_integrity", readReferentialIntegrity },
} };

} // namespace

const QStringList &probeNames()
{
    static const QStringList names = [] {
        QStringList list;
        for (const Probe &probe : kProbes)
            list.append(QLatin1String(probe.name));
        return list;
    }();
    return names;
}

ProbeSpec readProbe(const QString &name, MappingReader &reader, ReadContext &context)
{
    const auto probe = std::find_if(kProbes.cbegin(), kProbes.cend(), [&](const Probe &candidate) { return name == QLatin1String(candidate.name); });
    return probe->read(reader, context);
}

} // namespace sluice
