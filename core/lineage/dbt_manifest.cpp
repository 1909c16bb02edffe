// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "lineage/dbt_manifest.h"

#include "lineage/json_walk.h"

#include <QSet>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

using Value = JsonWalk::Value;

constexpr qint64 kMaxBytes = qint64(2) << 30;
constexpr qsizetype kMaxNodes = 1'000'000;
constexpr qsizetype kMaxReferences = 10'000'000; ///< parents, columns and tags together
constexpr qsizetype kMaxProblems = 200;

/// One manifest, section by section. Values of another type than expected are skipped and noted.
class ManifestReader
{
public:
    Result<DbtManifest> read(const PaddedJson &json, const QString &file);

private:
    bool rootField(std::string_view key, Value &value);
    bool readMetadata(Value &value);
    bool readSection(std::string_view section, Value &value);
    bool readNode(std::string_view id, const QString &kind, Value &value);
    bool readGroups(Value &value);
    bool nodeField(std::string_view key, Value &value, DbtNode &node);
    bool nestedField(std::string_view key, Value &value, DbtNode &node);
    bool configField(std::string_view key, Value &value, DbtNode &node);
    bool readContract(Value &value, DbtNode &node);
    bool readMeta(Value &value, DbtNode &node);
    bool readOwner(Value &value, DbtNode &node);
    bool readParents(Value &value, DbtNode &node);
    bool readTest(Value &value, DbtNode &node);
    bool readColumns(Value &value, DbtNode &node);
    bool texts(Value &value, QStringList &into, const DbtNode &node);
    void note(const QString &problem);
    Result<void> refusal(const QString &file) const;

    JsonWalk m_json { kMaxReferences };
    DbtManifest m_manifest;
    QString m_schemaVersion;
    QSet<QString> m_ids;
    bool m_hasNodes = false;
};

void ManifestReader::note(const QString &problem)
{
    if (m_manifest.problems.size() < kMaxProblems)
        m_manifest.problems.append(problem);
    else if (m_manifest.problems.size() == kMaxProblems)
        m_manifest.problems.append(u"and more problems in the same file"_s);
}

bool ManifestReader::texts(Value &value, QStringList &into, const DbtNode &node)
{
    bool isMixed = false;
    const bool isFine = m_json.texts(value, into, isMixed);
    if (isMixed)
        note(u"%1 lists something that is no text"_s.arg(node.id));
    return isFine;
}

bool ManifestReader::nodeField(std::string_view key, Value &value, DbtNode &node)
{
    if (key == "name")
        return m_json.text(value, node.name);
    if (key == "resource_type")
        return m_json.shared(value, node.resourceType);
    if (key == "database")
        return m_json.shared(value, node.database);
    if (key == "schema")
        return m_json.shared(value, node.schema);
    if (key == "alias" || key == "identifier")
        return m_json.text(value, node.alias);
    if (key == "relation_name")
        return m_json.text(value, node.relationName);
    if (key == "description")
        return m_json.text(value, node.description);
    if (key == "group")
        return m_json.shared(value, node.group);
    if (key == "access")
        return m_json.shared(value, node.access);
    if (key == "version")
        return m_json.shared(value, node.version);
    if (key == "type")
        return m_json.shared(value, node.detail);
    if (key == "maturity")
        return m_json.shared(value, node.maturity);
    if (key == "url")
        return m_json.text(value, node.url);
    if (key == "label")
        return m_json.text(value, node.label);
    if (key == "attached_node" || (key == "model" && node.testedModel.isEmpty()))
        return m_json.text(value, node.testedModel);
    if (key == "tags")
        return texts(value, node.tags, node);
    return nestedField(key, value, node);
}

bool ManifestReader::nestedField(std::string_view key, Value &value, DbtNode &node)
{
    if (key == "depends_on")
        return readParents(value, node);
    if (key == "columns")
        return readColumns(value, node);
    if (key == "config")
        return m_json.each(value, [&](std::string_view name, Value &inner) { return configField(name, inner, node); });
    if (key == "meta")
        return readMeta(value, node);
    if (key == "contract")
        return readContract(value, node);
    if (key == "test_metadata")
        return readTest(value, node);
    if (key == "owner")
        return readOwner(value, node);
    return true;
}

bool ManifestReader::configField(std::string_view key, Value &value, DbtNode &node)
{
    if (key == "materialized")
        return m_json.shared(value, node.detail);
    if (key == "group" && node.group.isEmpty())
        return m_json.shared(value, node.group);
    if (key == "access" && node.access.isEmpty())
        return m_json.shared(value, node.access);
    if (key == "meta")
        return readMeta(value, node);
    if (key == "contract")
        return readContract(value, node);
    return true;
}

bool ManifestReader::readContract(Value &value, DbtNode &node)
{
    return m_json.each(value, [&](std::string_view key, Value &inner) {
        if (key == "enforced")
            node.isContracted = node.isContracted || startsWith(inner, 't');
        return true;
    });
}

bool ManifestReader::readMeta(Value &value, DbtNode &node)
{
    return m_json.each(value, [&](std::string_view key, Value &inner) {
        return key != "owner" || !node.owner.isEmpty() || readOwner(inner, node);
    });
}

/// Text, or an object with a name and an address; the name is what people look for.
bool ManifestReader::readOwner(Value &value, DbtNode &node)
{
    if (startsWith(value, '"'))
        return m_json.text(value, node.owner);
    QString email;
    const bool isFine = m_json.each(value, [&](std::string_view key, Value &inner) {
        return key == "name" ? m_json.text(inner, node.owner) : key != "email" || m_json.text(inner, email);
    });
    if (node.owner.isEmpty())
        node.owner = email;
    return isFine;
}

bool ManifestReader::readParents(Value &value, DbtNode &node)
{
    if (!startsWith(value, '{') && !startsWith(value, 'n'))
        note(u"%1: depends_on is not an object, so its parents are unknown"_s.arg(node.id));
    const bool isFine = m_json.each(value, [&](std::string_view key, Value &inner) {
        return key != "nodes" || texts(inner, node.parents, node);
    });
    if (node.parents.size() > 1)
        node.parents.removeDuplicates();
    return isFine;
}

bool ManifestReader::readTest(Value &value, DbtNode &node)
{
    return m_json.each(value, [&](std::string_view key, Value &inner) {
        return key != "kwargs" || m_json.each(inner, [&](std::string_view name, Value &argument) {
            return name != "model" || !node.testedModel.isEmpty() || m_json.text(argument, node.testedModel);
        });
    });
}

bool ManifestReader::readColumns(Value &value, DbtNode &node)
{
    return m_json.each(value, [&](std::string_view key, Value &) {
        node.columns.append(m_json.interned(key));
        return m_json.spend(1);
    });
}

bool ManifestReader::readMetadata(Value &value)
{
    QString generated;
    const bool isFine = m_json.each(value, [&](std::string_view key, Value &inner) {
        if (key == "dbt_schema_version")
            return m_json.text(inner, m_schemaVersion);
        if (key == "dbt_version")
            return m_json.text(inner, m_manifest.toolVersion);
        if (key == "adapter_type")
            return m_json.text(inner, m_manifest.adapter);
        if (key == "project_name")
            return m_json.text(inner, m_manifest.project);
        return key != "generated_at" || m_json.text(inner, generated);
    });
    m_manifest.generatedAt = QDateTime::fromString(generated, Qt::ISODateWithMs).toUTC();
    return isFine;
}

bool ManifestReader::readNode(std::string_view id, const QString &kind, Value &value)
{
    DbtNode node;
    node.id = m_json.interned(id);
    node.resourceType = kind.isEmpty() ? node.id.section(u'.', 0, 0) : kind;
    if (m_ids.contains(node.id)) {
        note(u"%1 is stated twice; the first one counts"_s.arg(node.id));
        return true;
    }
    if (!startsWith(value, '{')) {
        note(u"%1 is not an object"_s.arg(node.id));
        return true;
    }
    if (!m_json.each(value, [&](std::string_view key, Value &inner) { return nodeField(key, inner, node); }))
        return false;
    m_ids.insert(node.id);
    m_manifest.nodes.append(std::move(node));
    return m_manifest.nodes.size() <= kMaxNodes || m_json.stop(u"it states more nodes than the million that are read"_s);
}

bool ManifestReader::readSection(std::string_view section, Value &value)
{
    if (!startsWith(value, '{') && !startsWith(value, 'n'))
        note(u"section %1 is not an object"_s.arg(m_json.interned(section)));
    QString kind; // the section's name in the singular; "nodes" say theirs themselves
    if (section == "saved_queries")
        kind = u"saved_query"_s;
    else if (section != "nodes")
        kind = m_json.interned(section.substr(0, section.size() - 1));
    return m_json.each(value, [&](std::string_view id, Value &inner) { return readNode(id, kind, inner); });
}

bool ManifestReader::readGroups(Value &value)
{
    return m_json.each(value, [&](std::string_view, Value &inner) {
        DbtNode group;
        if (!m_json.each(inner, [&](std::string_view key, Value &item) { return nodeField(key, item, group); }))
            return false;
        if (!group.name.isEmpty())
            m_manifest.groupOwners.insert(group.name, group.owner);
        return m_json.spend(1);
    });
}

bool ManifestReader::rootField(std::string_view key, Value &value)
{
    if (key == "metadata")
        return readMetadata(value);
    if (key == "groups")
        return readGroups(value);
    for (const char *section : { "nodes", "sources", "exposures", "metrics", "semantic_models", "saved_queries", "unit_tests", "functions" }) {
        if (key == section) {
            m_hasNodes = m_hasNodes || (key == "nodes" && startsWith(value, '{'));
            return readSection(section, value);
        }
    }
    return true;
}

/// Says what the file is when it is not a manifest that can be used.
Result<void> ManifestReader::refusal(const QString &file) const
{
    const QString advice = u"give the manifest.json that 'dbt compile' or 'dbt build' writes below target/"_s;
    for (const QString &other : { u"catalog"_s, u"run-results"_s, u"sources"_s }) {
        if (m_schemaVersion.contains(u'/' + other + u'/'))
            return fail(ErrorCode::InvalidWorkspace, u"this is a dbt %1 file, not a manifest"_s.arg(other), file, advice);
    }
    if (!m_hasNodes)
        return fail(ErrorCode::InvalidWorkspace, u"this is not a dbt manifest: it has no 'nodes'"_s, file, advice);
    if (m_manifest.version < 1)
        return fail(ErrorCode::InvalidWorkspace, u"this manifest is older than version 1 (dbt 0.19) and has another form"_s, file,
            u"write it again with dbt 0.19 or newer"_s);
    return {};
}

Result<DbtManifest> ManifestReader::read(const PaddedJson &json, const QString &file)
{
    const auto field = [this](std::string_view key, Value &value) { return rootField(key, value); };
    if (!m_json.readRoot(json.bytes.constData(), size_t(json.length), size_t(json.bytes.size()), field)) {
        return fail(ErrorCode::InvalidWorkspace, u"this file cannot be read as a dbt manifest: %1"_s.arg(m_json.failure()),
            m_json.failedAt() < 0 ? file : u"%1, near byte %2"_s.arg(file).arg(m_json.failedAt()),
            u"write it again with 'dbt compile'"_s);
    }
    const qsizetype mark = m_schemaVersion.lastIndexOf("/manifest/v"_L1);
    if (mark >= 0)
        m_manifest.version = m_schemaVersion.mid(mark + 11).section(u'.', 0, 0).toInt();
    SLUICE_CHECK(refusal(file));
    if (m_manifest.version > 12)
        note(u"manifest version %1 is newer than those Sluice knows (1 to 12); it was read by the same keys"_s.arg(m_manifest.version));
    return std::move(m_manifest);
}

} // namespace

Result<DbtManifest> parseDbtManifest(const QByteArray &json, const QString &file)
{
    if (json.size() > kMaxBytes)
        return fail(tooLargeJson(file, kMaxBytes));
    return ManifestReader().read(paddedJson(json), file);
}

Result<DbtManifest> loadDbtManifest(const QString &file)
{
    SLUICE_TRY(const PaddedJson json, loadPaddedJson(file, kMaxBytes, u"the manifest"_s, u"check its path under 'lineage' in sluice.yaml"_s));
    return ManifestReader().read(json, file);
}

Result<LineageGraph> readDbtManifest(const QString &file)
{
    SLUICE_TRY(const DbtManifest manifest, loadDbtManifest(file));
    return graphOfManifest(manifest, file);
}

} // namespace sluice
