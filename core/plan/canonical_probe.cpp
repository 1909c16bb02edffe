// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/canonical_pieces.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

struct ProbeWriter {
    QJsonObject &json;

    void putBaseline(const KeptBaseline &baseline) const
    {
        QJsonObject kept { { u"max_rows"_s, baseline.maxRows }, { u"keep"_s, formatDuration(baseline.keep) } };
        putText(kept, "where"_L1, baseline.where);
        putText(kept, "newer_by"_L1, baseline.newerBy);
        json["at"_L1] = u"baseline"_s;
        json["baseline"_L1] = kept;
    }

    void operator()(const RowCountProbe &probe) const
    {
        json["table"_L1] = probe.table.text();
        putText(json, "where"_L1, probe.where);
    }
    void operator()(const NullRateProbe &probe) const
    {
        json["table"_L1] = probe.table.text();
        json["column"_L1] = probe.column;
        putText(json, "where"_L1, probe.where);
    }
    void operator()(const UniquenessProbe &probe) const
    {
        json["table"_L1] = probe.table.text();
        putTexts(json, "columns"_L1, probe.columns);
        putText(json, "where"_L1, probe.where);
    }
    void operator()(const FreshnessProbe &probe) const
    {
        json["table"_L1] = probe.table.text();
        json["column"_L1] = probe.column;
    }
    void operator()(const QueryLatencyProbe &probe) const { putSql(json, "sql"_L1, "sql_file"_L1, probe.query); }
    void operator()(const ErrorRateProbe &probe) const
    {
        json["from"_L1] = probe.from.text();
        json["failed"_L1] = probe.failed;
        json["time"_L1] = probe.time;
        json["window"_L1] = formatDuration(probe.window);
    }
    void operator()(const ReferentialIntegrityProbe &probe) const
    {
        json["table"_L1] = probe.table.text();
        putTexts(json, "columns"_L1, probe.columns);
        json["references"_L1] = probe.references.text();
        putTexts(json, "referenced_columns"_L1, probe.referencedColumns);
        putText(json, "where"_L1, probe.where);
    }
    void operator()(const VolumeProbe &probe) const
    {
        json["table"_L1] = probe.table.text();
        json["time"_L1] = probe.time;
        json["bucket"_L1] = timeBucketNames()[static_cast<qsizetype>(probe.bucket)];
        putText(json, "where"_L1, probe.where);
        if (probe.settling)
            json["settling"_L1] = formatDuration(*probe.settling);
    }
    void operator()(const LateRowsProbe &probe) const
    {
        json["table"_L1] = probe.table.text();
        json["time"_L1] = probe.time;
        json["loaded"_L1] = probe.loaded;
        json["bucket"_L1] = timeBucketNames()[static_cast<qsizetype>(probe.bucket)];
        json["grace"_L1] = formatDuration(probe.grace);
        json["window"_L1] = formatDuration(probe.window);
        putText(json, "where"_L1, probe.where);
    }
    void operator()(const SchemaDriftProbe &probe) const
    {
        json["table"_L1] = probe.table.text();
        json["against"_L1] = probe.against.text();
        putTexts(json, "compare"_L1, probe.compare);
    }
    void operator()(const DistributionProbe &probe) const
    {
        json["table"_L1] = probe.table.text();
        json["column"_L1] = probe.column;
        json["against"_L1] = probe.against.text();
        json["bins"_L1] = distributionBinNames()[static_cast<qsizetype>(probe.bins)];
        putText(json, "where"_L1, probe.where);
    }
    void operator()(const SystemProbe &probe) const { json["metric"_L1] = systemMetricNames()[static_cast<qsizetype>(probe.metric)]; }
    void operator()(const MappingProbe &probe) const
    {
        json["table"_L1] = probe.table.text();
        putTexts(json, "columns"_L1, probe.columns);
        json["partners"_L1] = probe.partners.text();
        putTexts(json, "partner_columns"_L1, probe.partnerColumns);
        json["match"_L1] = partnerCountNames()[static_cast<qsizetype>(probe.match)];
        putText(json, "where"_L1, probe.where);
    }
    void operator()(const FeedbackProbe &probe) const
    {
        json["from"_L1] = probe.from.text();
        json["negative"_L1] = probe.negative;
        json["time"_L1] = probe.time;
        putText(json, "person"_L1, probe.person);
        json["window"_L1] = formatDuration(probe.window);
    }
    void operator()(const TestsProbe &probe) const
    {
        QJsonArray tests;
        for (const NamedTest &test : probe.tests) {
            QJsonObject entry { { u"name"_s, test.name }, { u"table"_s, test.table.text() } };
            putSql(entry, "sql"_L1, "sql_file"_L1, test.query);
            tests.append(entry);
        }
        json["tests"_L1] = tests;
    }
    void operator()(const FidelityProbe &probe) const
    {
        json["legacy"_L1] = probe.legacy.text();
        json["candidate"_L1] = probe.candidate.text();
        putTexts(json, "key"_L1, probe.key);
        putTexts(json, "columns"_L1, probe.columns);
        QJsonObject tolerances;
        for (auto it = probe.tolerances.cbegin(); it != probe.tolerances.cend(); ++it)
            tolerances[it.key()] = it.value();
        if (!tolerances.isEmpty())
            json["tolerances"_L1] = tolerances;
        json["budget"_L1] = probe.budget;
        if (probe.slices)
            json["slices"_L1] = timeBucketNames()[static_cast<qsizetype>(*probe.slices)];
        putText(json, "time"_L1, probe.time);
        if (probe.settling)
            json["settling"_L1] = formatDuration(*probe.settling);
        if (probe.baseline)
            putBaseline(*probe.baseline);
    }
    void operator()(const DbtProbe &probe) const
    {
        json["metric"_L1] = dbtMetricNames()[static_cast<qsizetype>(probe.metric)];
        json["file"_L1] = probe.file;
        putTexts(json, "nodes"_L1, probe.nodes);
    }
    void operator()(const SqlProbe &probe) const { putSql(json, "sql"_L1, "sql_file"_L1, probe.query); }
};

} // namespace

void putProbe(QJsonObject &json, const ProbeSpec &probe)
{
    std::visit(ProbeWriter { json }, probe);
}

} // namespace sluice
