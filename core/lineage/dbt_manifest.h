// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lineage/lineage_graph.h"

#include <QByteArray>

namespace sluice {

/// One node, source, exposure, metric … of a manifest, tests included, as the file states it.
struct DbtNode {
    QString id; ///< "model.shop.orders.v2"
    QString resourceType; ///< "model", "test", "exposure" …
    QString name;
    QString label; ///< exposures and metrics, for people
    QString database;
    QString schema;
    QString alias; ///< identifier of a source; empty: no relation of its own
    QString relationName; ///< as the adapter quotes it; empty for ephemeral models and old sources
    QString detail; ///< materialization, or type of an exposure
    QString description;
    QString group;
    QString owner; ///< of the exposure, or meta.owner
    QString maturity;
    QString url;
    QString access;
    QString version;
    QString testedModel; ///< tests: attached node, or the text that names the model
    QStringList columns; ///< the documented ones
    QStringList tags;
    QStringList parents; ///< depends_on.nodes, each once, in the file's order
    bool isContracted = false;
};

/// A manifest read by key, so that any version from 1 on and any adapter's extra keys work.
struct DbtManifest {
    int version = 0;
    QString toolVersion;
    QString adapter;
    QString project;
    QDateTime generatedAt;
    QList<DbtNode> nodes; ///< in the file's order, section after section
    QHash<QString, QString> groupOwners; ///< group name -> owner
    QStringList problems; ///< what was read around: wrong types, ids stated twice
};

/// Any thread; foreign errors stop here. Bounded: refuses files over 2 GiB, more than a million nodes or ten million
/// references. InvalidWorkspace says what the file is instead of a manifest, or where its JSON breaks; file is only
/// for messages.
Result<DbtManifest> parseDbtManifest(const QByteArray &json, const QString &file);
Result<DbtManifest> loadDbtManifest(const QString &file);
/// Tests become a count on what they check, a source and the seed or model that fills
/// the same relation become one node, ids that nothing defines are named in problems().
LineageGraph graphOfManifest(const DbtManifest &manifest, const QString &file);

/// dbt manifest.json, any published version (v1 to v12): parsed by key, unknown keys ignored. Streams with simdjson.
/// InvalidWorkspace with the reason for files that are no manifest or older than v1.
Result<LineageGraph> readDbtManifest(const QString &file);

} // namespace sluice
