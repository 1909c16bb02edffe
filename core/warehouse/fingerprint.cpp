// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/fingerprint.h"

#include "base/digest.h"
#include "warehouse/dialect.h"
#include "warehouse/mariadb/mariadb_qualifier.h"
#include "warehouse/own_tables.h"
#include "warehouse/view_graph.h"

#include <QJsonArray>
#include <QRegularExpression>

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

void hashRecords(Fingerprint &fingerprint)
{
    QByteArray all;
    appendField(all, u"sluice-fingerprint-v1"_s);
    fingerprint.objects.clear();
    for (auto it = fingerprint.records.begin(); it != fingerprint.records.end(); ++it) {
        std::sort(it->begin(), it->end());
        QByteArray bytes;
        appendField(bytes, it.key());
        for (const QString &line : std::as_const(*it))
            appendField(bytes, line);
        const QString hash = sha256Hex(bytes);
        fingerprint.objects.insert(it.key(), hash);
        appendField(all, it.key());
        appendField(all, hash);
    }
    fingerprint.total = sha256Hex(all);
}

QStringList linesWithout(const QStringList &lines, const QStringList &other, const QString &prefix)
{
    QStringList rest = lines;
    for (const QString &line : other)
        rest.removeOne(line);
    for (QString &line : rest)
        line.prepend(prefix);
    return rest;
}

/// Whose rights a view or a trigger of MariaDB runs with: an owner by another name.
QString withoutDefiner(QString line)
{
    static const QRegularExpression ofView(u" DEFINER=`(?:[^`]|``)*`(?:@`(?:[^`]|``)*`)?(?= SQL SECURITY )"_s);
    static const QRegularExpression ofTrigger(u" definer .*?(?= mode )"_s);
    if (line.startsWith(u"ALGORITHM="_s))
        line.remove(ofView);
    else if (line.startsWith(u"trigger "_s))
        line.remove(line.indexOf(ofTrigger), ofTrigger.match(line).capturedLength());
    return line;
}

/// "table shop.orders" -> "table orders", in the database shop.
QString keyWithout(const QString &key, const QString &database)
{
    const QString qualifier = RelationName { {}, database }.text() + u'.';
    const QString kind = key.section(u' ', 0, 0) + u' ';
    return !database.isEmpty() && key.startsWith(kind + qualifier) ? kind + key.mid(kind.size() + qualifier.size()) : key;
}

} // namespace

Result<Fingerprint> takeFingerprint(SqlSession &session, const QList<RelationName> &scope)
{
    const Dialect &dialect = dialectFor(session.engine());
    QList<RelationName> whole;
    for (const RelationName &relation : scope) {
        SLUICE_TRY(const RelationName resolved, dialect.resolve(session, relation));
        if (!whole.contains(resolved))
            whole.append(resolved);
    }
    SLUICE_TRY(const QList<ViewEdge> edges, dialect.viewDependencies(session));
    whole += viewsReading(edges, whole);
    whole.removeIf([&](const RelationName &name) { return isOwnRelation(session.engine(), name); });
    SLUICE_TRY(Fingerprint fingerprint, dialect.readRecords(session, whole));
    hashRecords(fingerprint);
    return fingerprint;
}

Fingerprint portableForm(const Fingerprint &fingerprint)
{
    static const QRegularExpression mark(u"sluice_q_[0-9a-f]{8}_"_s);
    static const QRegularExpression statisticsOwner(u" owner (\"(?:[^\"]|\"\")*\"|\\S+)"_s);
    Fingerprint portable;
    portable.unknown = fingerprint.unknown;
    portable.partitions = fingerprint.partitions;
    for (auto it = fingerprint.records.cbegin(); it != fingerprint.records.cend(); ++it) {
        QStringList lines;
        for (QString line : it.value()) {
            if (line.startsWith(u"owner "_s) || line.startsWith(u"grant "_s) || line.startsWith(u"default privileges of "_s))
                continue;
            if (line.startsWith(u"statistics "_s))
                line.remove(statisticsOwner);
            if (!fingerprint.database.isEmpty())
                line = withoutMariadbDatabase(withoutDefiner(line), fingerprint.database);
            lines.append(line.replace(mark, u"sluice_q_*_"_s));
        }
        portable.records[keyWithout(it.key(), fingerprint.database).replace(mark, u"sluice_q_*_"_s)] += lines;
    }
    hashRecords(portable);
    return portable;
}

QStringList fingerprintDifferences(const Fingerprint &before, const Fingerprint &after)
{
    QStringList differences;
    QStringList keys = before.records.keys() + after.records.keys();
    keys.removeDuplicates();
    keys.sort();
    for (const QString &key : keys) {
        const bool wasThere = before.records.contains(key);
        const bool isThere = after.records.contains(key);
        if (!wasThere || !isThere) {
            differences.append((isThere ? u"+ "_s : u"- "_s) + key);
        } else if (before.objects.value(key) != after.objects.value(key)) {
            differences += linesWithout(before.records[key], after.records[key], u"- "_s + key + u": "_s);
            differences += linesWithout(after.records[key], before.records[key], u"+ "_s + key + u": "_s);
        }
    }
    return differences;
}

QStringList newPartitions(const Fingerprint &before, const Fingerprint &now)
{
    QStringList fresh;
    if (!before.partitions || !now.partitions)
        return fresh;
    std::copy_if(now.partitions->cbegin(), now.partitions->cend(), std::back_inserter(fresh),
        [&](const QString &partition) { return !before.partitions->contains(partition); });
    return fresh;
}

QJsonObject toJson(const Fingerprint &fingerprint)
{
    QJsonObject records;
    QJsonObject objects;
    for (auto it = fingerprint.records.cbegin(); it != fingerprint.records.cend(); ++it)
        records.insert(it.key(), QJsonArray::fromStringList(it.value()));
    for (auto it = fingerprint.objects.cbegin(); it != fingerprint.objects.cend(); ++it)
        objects.insert(it.key(), it.value());
    QJsonObject json { { u"total"_s, fingerprint.total }, { u"objects"_s, objects }, { u"records"_s, records },
        { u"unknown"_s, QJsonArray::fromStringList(fingerprint.unknown) } };
    if (!fingerprint.database.isEmpty())
        json.insert(u"database"_s, fingerprint.database);
    if (fingerprint.partitions)
        json.insert(u"partitions"_s, QJsonArray::fromStringList(*fingerprint.partitions));
    return json;
}

Fingerprint fingerprintFromJson(const QJsonObject &json)
{
    const auto strings = [](const QJsonValue &value) {
        QStringList list;
        for (const QJsonValue &item : value.toArray())
            list.append(item.toString());
        return list;
    };
    Fingerprint fingerprint;
    fingerprint.total = json[u"total"].toString();
    fingerprint.database = json[u"database"].toString();
    const QJsonObject objects = json[u"objects"].toObject();
    for (auto it = objects.begin(); it != objects.end(); ++it)
        fingerprint.objects.insert(it.key(), it.value().toString());
    const QJsonObject records = json[u"records"].toObject();
    for (auto it = records.begin(); it != records.end(); ++it)
        fingerprint.records.insert(it.key(), strings(it.value()));
    fingerprint.unknown = strings(json[u"unknown"]);
    if (json.contains(u"partitions"_s))
        fingerprint.partitions = strings(json[u"partitions"]);
    return fingerprint;
}

} // namespace sluice
