// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "lineage/relation_identity.h"

#include <QHash>

namespace sluice {

using namespace Qt::StringLiterals;

QString canonicalPlatform(const QString &platform)
{
    const QString name = platform.toLower();
    if (name == "postgres"_L1 || name == "postgresql"_L1)
        return u"postgresql"_s;
    if (name == "mysql"_L1 || name == "mariadb"_L1)
        return u"mariadb"_s;
    if (name == "odbc"_L1) // a driver, not an engine: says nothing about who is behind it
        return {};
    return name;
}

CaseRule caseRuleOf(const QString &platform)
{
    static const QStringList kExact { u"postgresql"_s, u"bigquery"_s, u"clickhouse"_s, u"mariadb"_s, QString() };
    return kExact.contains(canonicalPlatform(platform)) ? CaseRule::Exact : CaseRule::Insensitive;
}

QString relationIdentity(const QString &platform, const QString &relation)
{
    static const QHash<QString, QString> kDefaults { { u"sqlite"_s, u"main"_s }, { u"duckdb"_s, u"main"_s }, { u"postgresql"_s, u"public"_s },
        { u"redshift"_s, u"public"_s } };
    const QString identity = caseRuleOf(platform) == CaseRule::Exact ? relation : relation.toCaseFolded();
    const QString schema = kDefaults.value(canonicalPlatform(platform));
    return !schema.isEmpty() && identity.startsWith(schema + u'.') ? identity.mid(schema.size() + 1) : identity;
}

QString looseRelation(const QString &relation)
{
    const QString folded = relation.toCaseFolded();
    for (const QString &schema : defaultSchemas()) {
        if (folded.startsWith(schema + u'.'))
            return folded.mid(schema.size() + 1);
    }
    return folded;
}

bool mayBeSamePlatform(const QString &a, const QString &b)
{
    const QString first = canonicalPlatform(a);
    const QString second = canonicalPlatform(b);
    return first.isEmpty() || second.isEmpty() || first == second;
}

const QStringList &defaultSchemas()
{
    static const QStringList kSchemas { u"main"_s, u"public"_s };
    return kSchemas;
}

} // namespace sluice
