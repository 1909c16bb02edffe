// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "lineage/relation_identity.h"

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
    return caseRuleOf(platform) == CaseRule::Exact ? relation : relation.toCaseFolded();
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
