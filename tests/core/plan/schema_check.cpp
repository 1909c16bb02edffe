// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "schema_check.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

#include <cmath>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

bool hasType(const QJsonValue &value, const QString &type)
{
    if (type == "integer"_L1)
        return value.isDouble() && value.toDouble() == std::floor(value.toDouble());
    return (type == "object"_L1 && value.isObject()) || (type == "array"_L1 && value.isArray()) || (type == "string"_L1 && value.isString())
        || (type == "number"_L1 && value.isDouble()) || (type == "boolean"_L1 && value.isBool());
}

} // namespace

QJsonObject readSchema(const QString &name)
{
    QFile file(qEnvironmentVariable("SLUICE_SOURCE_DIR") + u"/resources/schema/"_s + name);
    QJsonParseError error {};
    const QJsonDocument document = file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll(), &error) : QJsonDocument();
    if (!document.isObject())
        qFatal("%s: %s", qPrintable(file.fileName()), qPrintable(file.error() ? file.errorString() : error.errorString()));
    return document.object();
}

int SchemaCheck::fitting(const QJsonArray &schemas, const QJsonValue &value, const QString &path) const
{
    int count = 0;
    for (const QJsonValue schema : schemas)
        count += check(schema.toObject(), value, path).isEmpty() ? 1 : 0;
    return count;
}

QStringList SchemaCheck::checkScalar(const QString &keyword, const QJsonValue &rule, const QJsonValue &value, const QString &path) const
{
    bool isFit = true;
    if (keyword == "const"_L1)
        isFit = value == rule;
    else if (keyword == "enum"_L1)
        isFit = rule.toArray().contains(value);
    else if (keyword == "type"_L1)
        isFit = hasType(value, rule.toString());
    else if (keyword == "minimum"_L1)
        isFit = !value.isDouble() || value.toDouble() >= rule.toDouble();
    else if (keyword == "maximum"_L1)
        isFit = !value.isDouble() || value.toDouble() <= rule.toDouble();
    else if (keyword == "minLength"_L1)
        isFit = !value.isString() || value.toString().size() >= rule.toInt();
    else if (keyword == "maxLength"_L1)
        isFit = !value.isString() || value.toString().size() <= rule.toInt();
    else if (keyword == "pattern"_L1)
        isFit = !value.isString() || QRegularExpression(rule.toString()).match(value.toString()).hasMatch();
    else if (keyword == "minItems"_L1)
        isFit = !value.isArray() || value.toArray().size() >= rule.toInt();
    else if (keyword == "minProperties"_L1)
        isFit = !value.isObject() || value.toObject().size() >= rule.toInt();
    else
        return { path + u": the schema uses a keyword that is not checked: "_s + keyword };
    return isFit ? QStringList() : QStringList { path + u": "_s + keyword };
}

QStringList SchemaCheck::checkObject(const QJsonObject &schema, const QJsonObject &object, const QString &path) const
{
    QStringList problems;
    const QJsonObject properties = schema[u"properties"_s].toObject();
    const QJsonValue rest = schema[u"additionalProperties"_s];
    for (auto it = object.begin(); it != object.end(); ++it) {
        const QString inner = path + u'.' + it.key();
        if (properties.contains(it.key()))
            problems += check(properties[it.key()].toObject(), it.value(), inner);
        else if (rest.isObject())
            problems += check(rest.toObject(), it.value(), inner);
        else if (rest.isBool() && !rest.toBool())
            problems.append(inner + u": unknown key"_s);
    }
    for (const QJsonValue key : schema[u"required"_s].toArray()) {
        if (!object.contains(key.toString()))
            problems.append(path + u": needs "_s + key.toString());
    }
    return problems;
}

QStringList SchemaCheck::check(const QJsonObject &schema, const QJsonValue &value, const QString &path) const
{
    static const QStringList annotations { u"description"_s, u"title"_s, u"default"_s, u"$schema"_s, u"$id"_s, u"$defs"_s };
    static const QStringList ofObjects { u"properties"_s, u"additionalProperties"_s, u"required"_s };
    QStringList problems;
    for (auto it = schema.begin(); it != schema.end(); ++it) {
        const QJsonArray list = it.value().toArray();
        if (annotations.contains(it.key()) || ofObjects.contains(it.key()))
            continue;
        if (it.key() == "$ref"_L1) {
            const QString name = it.value().toString().section(u'/', -1);
            problems += check(m_root[u"$defs"_s].toObject()[name].toObject(), value, path);
        } else if (it.key() == "oneOf"_L1) {
            if (const int count = fitting(list, value, path); count != 1)
                problems.append(path + u": fits %1 of oneOf"_s.arg(count));
        } else if (it.key() == "anyOf"_L1) {
            if (fitting(list, value, path) == 0)
                problems.append(path + u": fits none of anyOf"_s);
        } else if (it.key() == "not"_L1) {
            if (check(it.value().toObject(), value, path).isEmpty())
                problems.append(path + u": fits not"_s);
        } else if (it.key() == "items"_L1) {
            const QJsonArray items = value.toArray();
            for (qsizetype i = 0; i < items.size(); ++i)
                problems += check(it.value().toObject(), items[i], path + u"[%1]"_s.arg(i));
        } else {
            problems += checkScalar(it.key(), it.value(), value, path);
        }
    }
    if (value.isObject())
        problems += checkObject(schema, value.toObject(), path);
    return problems;
}

} // namespace sluice
