// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.h"
#include "base/relation_name.h"
#include "plan/plan_findings.h"
#include "plan/yaml_node.h"

#include <QDate>
#include <QStringList>

#include <optional>

namespace sluice {

enum class Need { Optional, Required };

/// Private to core/plan: takes values out of one YAML mapping by key and type. A value of the wrong type, a missing
/// required key and, at finish(), every key nobody asked for become findings; the getter then answers its fallback, so
/// that reading goes on and all findings of a file are reported at once.
class MappingReader
{
public:
    /// subject names the mapping in messages: "gate 'fresh'". A node that is no mapping is a finding; all keys are absent then.
    MappingReader(const YamlNode &node, QString path, QString subject, PlanFindings &findings);

    bool isMapping() const { return m_node.kind == YamlNode::Kind::Mapping; }
    bool has(QLatin1String key) const { return m_node.entry(key) != nullptr; }
    const QString &path() const { return m_path; }
    QString path(QLatin1String key) const;
    const QString &subject() const { return m_subject; }
    void setSubject(const QString &subject) { m_subject = subject; }
    PlanFindings &findings() const { return m_findings; }

    QString text(QLatin1String key, Need need = Need::Optional);
    /// Letters, digits, '-' and '_', a letter or digit first, at most 63: safe in file names, tags and messages.
    QString identifier(QLatin1String key, Need need = Need::Required);
    /// A name inside the database: any text an engine takes, at most 63 bytes.
    QString columnName(QLatin1String key, Need need = Need::Required);
    RelationName relation(QLatin1String key, Need need = Need::Required);
    QList<RelationName> relations(QLatin1String key, Need need = Need::Optional);
    QStringList texts(QLatin1String key, Need need = Need::Optional);
    QStringList columnNames(QLatin1String key, Need need = Need::Required);
    std::optional<Duration> duration(QLatin1String key);
    Duration duration(QLatin1String key, Duration fallback);
    int integer(QLatin1String key, int fallback, int least, int most);
    std::optional<double> number(QLatin1String key);
    bool boolean(QLatin1String key, bool fallback);
    QDate date(QLatin1String key, Need need);
    /// One of words, else fallback.
    QString choice(QLatin1String key, const QStringList &words, const QString &fallback);
    /// Any kind of node; marks the key as known.
    const YamlNode *node(QLatin1String key, Need need = Need::Optional);
    /// A list of at least one item; nullptr when absent or not a list.
    const YamlNode *list(QLatin1String key, Need need = Need::Optional);
    const YamlNode *mapping(QLatin1String key, Need need = Need::Optional);

    /// The one word that must stand there.
    void word(QLatin1String key, QLatin1String wanted);
    /// Keys that DESIGN knows and this version does not build: refused by name when present, but where they were read.
    void refuseKeys(const QStringList &keys);
    void add(QLatin1String key, const QString &text);
    void expected(QLatin1String key, const YamlNode &node, const QString &what);
    /// Reports unknown keys, each with the nearest valid one.
    void finish();

private:
    std::optional<QString> scalar(QLatin1String key, Need need, const QString &what);

    const YamlNode &m_node;
    QString m_path;
    QString m_subject;
    PlanFindings &m_findings;
    QStringList m_known;
    QStringList m_refused;
};

/// "a list", "'fifteen'", "an empty value": what stands there, for "expected …, found …".
QString describeNode(const YamlNode &node);
/// The number a plain scalar writes: decimal, optional fraction and exponent, finite; no octal, hex, underscore or sign +.
std::optional<double> parseNumber(const QString &text);
/// Empty when name is a legal database name; else why not.
QString databaseNameProblem(const QString &name);

} // namespace sluice
