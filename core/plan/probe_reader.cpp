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

/// A key is looked up in as many columns as it has.
void asMany(MappingReader &reader, const QStringList &columns, QLatin1String key, const QStringList &others)
{
    if (!columns.isEmpty() && !others.isEmpty() && columns.size() != others.size())
        reader.add(key, u"%1 looks up %2 columns in %3"_s.arg(reader.subject()).arg(columns.size()).arg(others.size()));
}

ProbeSpec readReferentialIntegrity(MappingReader &reader, ReadContext &)
{
    ReferentialIntegrityProbe probe;
    probe.table = reader.relation("table"_L1);
    probe.columns = reader.columnNames("columns"_L1);
    probe.references = reader.relation("references"_L1);
    probe.referencedColumns = reader.columnNames("referenced_columns"_L1);
    probe.where = reader.text("where"_L1);
    asMany(reader, probe.columns, "referenced_columns"_L1, probe.referencedColumns);
    return probe;
}

/// The place of the key's word among words; a key that is not there is a finding.
int readWord(MappingReader &reader, QLatin1String key, const QStringList &words)
{
    if (!reader.node(key, Need::Required))
        return 0;
    return static_cast<int>(words.indexOf(reader.choice(key, words, words.first())));
}

TimeBucket readBucket(MappingReader &reader)
{
    return static_cast<TimeBucket>(readWord(reader, "bucket"_L1, timeBucketNames()));
}

ProbeSpec readVolume(MappingReader &reader, ReadContext &)
{
    VolumeProbe probe;
    probe.table = reader.relation("table"_L1);
    probe.time = reader.columnName("time"_L1);
    probe.bucket = readBucket(reader);
    probe.where = reader.text("where"_L1);
    probe.settling = reader.duration("settling"_L1);
    return probe;
}

ProbeSpec readLateRows(MappingReader &reader, ReadContext &)
{
    LateRowsProbe probe;
    probe.table = reader.relation("table"_L1);
    probe.time = reader.columnName("time"_L1);
    probe.loaded = reader.columnName("loaded"_L1);
    probe.bucket = readBucket(reader);
    probe.grace = reader.duration("grace"_L1, probe.grace);
    probe.window = reader.duration("window"_L1, probe.window);
    probe.where = reader.text("where"_L1);
    return probe;
}

/// What a relation is compared with. Nothing else keeps how it was: a baseline of earlier runs is not recorded.
RelationName readAgainst(MappingReader &reader)
{
    if (!reader.has("against"_L1) && reader.isMapping())
        reader.findings().refuse(reader.path(),
            u"%1 has no relation to compare with, and this version of Sluice records none; name one with 'against'"_s.arg(reader.subject()));
    return reader.relation("against"_L1, Need::Optional);
}

ProbeSpec readSchemaDrift(MappingReader &reader, ReadContext &)
{
    SchemaDriftProbe probe;
    probe.table = reader.relation("table"_L1);
    probe.against = readAgainst(reader);
    probe.compare = reader.texts("compare"_L1);
    if (const YamlNode *compare = reader.node("compare"_L1); compare && compare->kind == YamlNode::Kind::Sequence && compare->items.empty())
        reader.add("compare"_L1, u"'compare' of %1 names nothing"_s.arg(reader.subject()));
    for (qsizetype i = 0; i < probe.compare.size(); ++i) {
        const QString &word = probe.compare[i];
        if (!schemaAspects().contains(word) || probe.compare.indexOf(word) < i)
            reader.findings().add(reader.path("compare"_L1) + u"[%1]"_s.arg(i),
                u"'compare' of %1 names %2; it takes each of %3 once"_s.arg(reader.subject(), quotedForMessage(word), schemaAspects().join(u", "_s)));
    }
    return probe;
}

ProbeSpec readDistribution(MappingReader &reader, ReadContext &)
{
    DistributionProbe probe;
    probe.table = reader.relation("table"_L1);
    probe.column = reader.columnName("column"_L1);
    probe.against = readAgainst(reader);
    probe.bins = static_cast<DistributionBins>(readWord(reader, "bins"_L1, distributionBinNames()));
    probe.where = reader.text("where"_L1);
    return probe;
}

ProbeSpec readSystem(MappingReader &reader, ReadContext &)
{
    const YamlNode *metric = reader.node("metric"_L1);
    // What servers count of their caches is since their start: a bad hour hardly moves it.
    if (metric && (metric->text == "replication_lag"_L1 || metric->text == "cache_hit_ratio"_L1)) {
        reader.findings().refuse(reader.path("metric"_L1),
            u"%1 asks for the metric '%2', which this version of Sluice cannot judge"_s.arg(reader.subject(), metric->text));
        return SystemProbe {};
    }
    return SystemProbe { static_cast<SystemMetric>(readWord(reader, "metric"_L1, systemMetricNames())) };
}

ProbeSpec readMapping(MappingReader &reader, ReadContext &)
{
    MappingProbe probe;
    probe.table = reader.relation("table"_L1);
    probe.columns = reader.columnNames("columns"_L1);
    probe.partners = reader.relation("partners"_L1);
    probe.partnerColumns = reader.columnNames("partner_columns"_L1);
    asMany(reader, probe.columns, "partner_columns"_L1, probe.partnerColumns);
    const QString match = reader.choice("match"_L1, partnerCountNames(), partnerCountNames().first());
    probe.match = static_cast<PartnerCount>(partnerCountNames().indexOf(match));
    probe.where = reader.text("where"_L1);
    return probe;
}

ProbeSpec readFeedback(MappingReader &reader, ReadContext &)
{
    FeedbackProbe probe;
    probe.from = reader.relation("from"_L1);
    probe.negative = reader.text("negative"_L1, Need::Required);
    probe.time = reader.columnName("time"_L1);
    probe.person = reader.columnName("person"_L1, Need::Optional);
    probe.window = reader.duration("window"_L1, probe.window);
    return probe;
}

constexpr size_t kMostTests = 200; ///< of one gate, each a statement

ProbeSpec readTests(MappingReader &reader, ReadContext &context)
{
    TestsProbe probe;
    const YamlNode *list = reader.list("tests"_L1, Need::Required);
    for (size_t i = 0; list && i < list->items.size(); ++i) {
        const QString path = reader.path("tests"_L1) + u"[%1]"_s.arg(i);
        if (i == kMostTests) {
            reader.findings().add(path, u"'tests' of %1 has more than %2 entries; make several gates of them"_s.arg(reader.subject()).arg(kMostTests));
            break;
        }
        MappingReader entry(list->items[i], path, u"test %1 of %2"_s.arg(QString::number(i + 1), reader.subject()), reader.findings());
        NamedTest test { entry.text("name"_L1, Need::Required), entry.relation("table"_L1), readSql(entry, "sql"_L1, "sql_file"_L1, Need::Required, context) };
        entry.finish();
        const bool isKnown = std::any_of(probe.tests.cbegin(), probe.tests.cend(), [&](const NamedTest &other) { return other.name == test.name; });
        if (isKnown && !test.name.isEmpty())
            entry.add("name"_L1, u"two tests of %1 have the name %2"_s.arg(reader.subject(), quotedForMessage(test.name)));
        probe.tests.append(test);
    }
    return probe;
}

/// The key of two that mean the same which the plan has written; both are a finding.
QLatin1String eitherKey(MappingReader &reader, QLatin1String usual, QLatin1String other)
{
    if (reader.has(usual) && reader.has(other))
        reader.add(other, u"'%1' and '%2' of %3 say the same; write one of them"_s.arg(usual, other, reader.subject()));
    reader.node(other);
    return reader.has(usual) || !reader.has(other) ? usual : other;
}

QMap<QString, double> readTolerances(MappingReader &reader, const FidelityProbe &probe)
{
    QMap<QString, double> tolerances;
    const QLatin1String key = eitherKey(reader, "tolerances"_L1, "tolerance"_L1);
    const YamlNode *node = reader.mapping(key);
    const QString path = reader.path(key);
    for (qsizetype i = 0; node && i < static_cast<qsizetype>(node->entries.size()); ++i) {
        const YamlEntry &entry = node->entries[static_cast<size_t>(i)];
        const std::optional<double> distance
            = entry.value.kind == YamlNode::Kind::Scalar && !entry.value.isQuoted ? parseNumber(entry.value.text) : std::nullopt;
        if (const QString problem = databaseNameProblem(entry.key); !problem.isEmpty())
            reader.findings().addAt(entry.place, path, problem);
        else if (!distance || *distance < 0)
            reader.findings().addAt(entry.value.place, path, u"'%1' of %2: expected a distance such as 0.01 for column %3, found %4"_s.arg(
                key, reader.subject(), quotedForMessage(entry.key), describeNode(entry.value)));
        else if (probe.key.contains(entry.key) || (!probe.columns.isEmpty() && !probe.columns.contains(entry.key)))
            reader.findings().addAt(entry.place, path, u"'%1' of %2 names %3, which is not one of the compared columns"_s.arg(
                key, reader.subject(), quotedForMessage(entry.key)));
        else
            tolerances.insert(entry.key, *distance == 0 ? 0 : *distance);
    }
    return tolerances;
}

/// Which column cuts the slices is for the plan to say; the key's only date, where it has one, is known for sure.
void readSlices(MappingReader &reader, FidelityProbe &probe)
{
    static const QStringList words { u"day"_s, u"week"_s, u"month"_s };
    if (reader.node("slices"_L1)) {
        const QString word = reader.choice("slices"_L1, words, words.first());
        probe.slices = static_cast<TimeBucket>(timeBucketNames().indexOf(word));
    }
    probe.time = reader.columnName("time"_L1, Need::Optional);
    probe.settling = reader.duration("settling"_L1);
    if (!probe.slices && reader.has("time"_L1))
        reader.add("time"_L1, u"'time' of %1 cuts no slices; write 'slices' as day, week or month"_s.arg(reader.subject()));
    if (!probe.slices && reader.has("settling"_L1))
        reader.add("settling"_L1, u"'settling' of %1 is the age of a slice, and it has none; write 'slices' as day, week or month"_s.arg(reader.subject()));
    if (probe.slices && probe.baseline)
        reader.add("slices"_L1, u"'slices' of %1 cuts what lives; what was kept when the rollout started is compared whole"_s.arg(reader.subject()));
    if (probe.slices && probe.time.isEmpty() && probe.key.isEmpty() && !reader.has("time"_L1))
        reader.add("slices"_L1, u"%1 does not say which column cuts its slices; name it with 'time'"_s.arg(reader.subject()));
}

/// What is compared with legacy is the candidate, or with a baseline what became of legacy itself.
void readBaseline(MappingReader &reader, FidelityProbe &probe)
{
    const bool isAtBaseline = reader.node("at"_L1) != nullptr;
    if (isAtBaseline) {
        reader.choice("at"_L1, { u"baseline"_s }, u"baseline"_s);
        probe.baseline.emplace();
    }
    const YamlNode *node = reader.mapping("baseline"_L1);
    if (node && !isAtBaseline)
        reader.add("baseline"_L1, u"'baseline' of %1 says what is kept, and nothing is compared with it; write 'at: baseline'"_s.arg(reader.subject()));
    if (!node || !isAtBaseline)
        return;
    MappingReader kept(*node, reader.path("baseline"_L1), u"'baseline' of "_s + reader.subject(), reader.findings());
    probe.baseline->where = kept.text("where"_L1);
    probe.baseline->maxRows = kept.integer("max_rows"_L1, probe.baseline->maxRows, 1, 1'000'000'000);
    probe.baseline->keep = kept.duration("keep"_L1, probe.baseline->keep);
    probe.baseline->newerBy = kept.columnName("newer_by"_L1, Need::Optional);
    kept.finish();
}

ProbeSpec readFidelity(MappingReader &reader, ReadContext &)
{
    FidelityProbe probe;
    probe.legacy = reader.relation("legacy"_L1);
    readBaseline(reader, probe);
    const bool isOfItself = probe.baseline && !reader.has("candidate"_L1);
    probe.candidate = isOfItself ? probe.legacy : reader.relation("candidate"_L1);
    if (probe.legacy == probe.candidate && !probe.legacy.name.isEmpty() && !probe.baseline)
        reader.add("candidate"_L1, u"%1 compares %2 with itself"_s.arg(reader.subject(), probe.legacy.text()));
    probe.key = reader.columnNames(eitherKey(reader, "key"_L1, "keys"_L1), Need::Optional);
    probe.columns = reader.columnNames("columns"_L1, Need::Optional);
    probe.tolerances = readTolerances(reader, probe);
    probe.budget = reader.integer("budget"_L1, probe.budget, 1, 1'000'000'000);
    readSlices(reader, probe);
    probe.countsRows = reader.has("max_mismatch"_L1);
    return probe;
}

ProbeSpec readDbt(MappingReader &reader, ReadContext &)
{
    DbtProbe probe;
    probe.metric = static_cast<DbtMetric>(readWord(reader, "metric"_L1, dbtMetricNames()));
    probe.file = reader.text("file"_L1, Need::Required);
    // dbt's project lies beside the workspace, so the way may lead out of it; but it must be the same on every runner.
    if (probe.file.startsWith(u'/') || probe.file.startsWith(u'~') || probe.file.contains(u'\\'))
        reader.add("file"_L1, u"'file' of %1 must be relative to the workspace, found %2"_s.arg(reader.subject(), quotedForMessage(probe.file)));
    probe.nodes = reader.texts("nodes"_L1);
    if (const YamlNode *nodes = reader.node("nodes"_L1); nodes && nodes->kind == YamlNode::Kind::Sequence && nodes->items.empty())
        reader.add("nodes"_L1, u"'nodes' of %1 names nothing"_s.arg(reader.subject()));
    for (qsizetype i = 0; i < probe.nodes.size(); ++i) {
        const QString &id = probe.nodes[i];
        const QString path = reader.path("nodes"_L1) + u"[%1]"_s.arg(i);
        if (id.count(u'.') < 2)
            reader.findings().add(path, u"'nodes' of %1 names %2; a node is written as dbt's unique id, such as model.shop.orders"_s.arg(reader.subject(), quotedForMessage(id)));
        else if (probe.nodes.indexOf(id) < i)
            reader.findings().add(path, u"'nodes' of %1 names %2 twice"_s.arg(reader.subject(), quotedForMessage(id)));
    }
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
    { "volume", readVolume },
    { "late_rows", readLateRows },
    { "schema_drift", readSchemaDrift },
    { "distribution", readDistribution },
    { "system", readSystem },
    { "mapping", readMapping },
    { "feedback", readFeedback },
    { "tests", readTests },
    { "fidelity", readFidelity },
    { "dbt", readDbt },
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
