// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QJsonObject>
#include <QStringList>

namespace sluice {

/// A schema of resources/schema by its file's name; a test without one cannot go on.
QJsonObject readSchema(const QString &name);

/// The part of JSON Schema 2020-12 that plan.schema.json uses. A keyword it does not know is a problem too, so that a
/// test cannot pass by not looking.
class SchemaCheck
{
public:
    explicit SchemaCheck(const QJsonObject &root)
        : m_root(root)
    {
    }
    /// Empty when value fits schema.
    QStringList problems(const QJsonValue &value) const { return check(m_root, value, QStringLiteral("$")); }

private:
    QStringList check(const QJsonObject &schema, const QJsonValue &value, const QString &path) const;
    QStringList checkObject(const QJsonObject &schema, const QJsonObject &object, const QString &path) const;
    QStringList checkScalar(const QString &keyword, const QJsonValue &rule, const QJsonValue &value, const QString &path) const;
    int fitting(const QJsonArray &schemas, const QJsonValue &value, const QString &path) const;

    QJsonObject m_root;
};

} // namespace sluice
