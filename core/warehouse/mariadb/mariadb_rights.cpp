// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/mariadb/mariadb_rights.h"

#include "warehouse/own_tables.h"

#include <QRegularExpression>

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// "\_" is an underscore, "_" any character, "%" any characters.
bool isLike(const QString &name, const QString &pattern)
{
    QString expression;
    for (qsizetype at = 0; at < pattern.size(); ++at) {
        const QChar c = pattern[at];
        if (c == u'\\' && at + 1 < pattern.size())
            expression += QRegularExpression::escape(QString(pattern[++at]));
        else if (c == u'%')
            expression += u".*"_s;
        else if (c == u'_')
            expression += u'.';
        else
            expression += QRegularExpression::escape(QString(c));
    }
    return QRegularExpression(u"\\A(?:"_s + expression + u")\\z"_s).match(name).hasMatch();
}

} // namespace

Result<MariadbRights> MariadbRights::read(SqlSession &session)
{
    SLUICE_TRY(const SqlRows rows, queryAll(session, u"SHOW GRANTS"_s));
    QStringList lines;
    for (const QVariantList &row : rows.rows)
        lines.append(row[0].toString());
    return parse(lines);
}

MariadbRights MariadbRights::parse(const QStringList &lines)
{
    static const QRegularExpression form(u"^GRANT (.+?) ON (?:\\*|`((?:[^`]|``)*)`)\\.(\\*|`(?:[^`]|``)*`) TO "_s);
    MariadbRights all;
    for (const QString &line : lines) {
        const QRegularExpressionMatch match = form.match(line);
        if (!match.hasMatch())
            continue;
        const QStringList rights = match.captured(1).split(u", "_s);
        const bool isEverywhere = match.capturedStart(2) < 0;
        QList<Grant> &grants = match.captured(3) == u"*" ? all.m_grants : all.m_tableGrants;
        grants.append({ isEverywhere ? u"%"_s : match.captured(2).replace(u"``"_s, u"`"_s),
            QSet<QString>(rights.cbegin(), rights.cend()) });
    }
    return all;
}

bool MariadbRights::mayWrite(const QString &database) const
{
    const auto writes = [](const QString &right) { // of some columns: "UPDATE (a"
        return right == u"ALL PRIVILEGES" || right.startsWith(u"INSERT") || right.startsWith(u"UPDATE")
            || right.startsWith(u"DELETE");
    };
    const auto allows = [&](const Grant &grant) {
        return (grant.pattern == u"%" || isLike(database, grant.pattern))
            && std::any_of(grant.rights.cbegin(), grant.rights.cend(), writes);
    };
    return std::any_of(m_grants.cbegin(), m_grants.cend(), allows)
        || std::any_of(m_tableGrants.cbegin(), m_tableGrants.cend(), [&](const Grant &grant) {
               return grant.pattern == database && std::any_of(grant.rights.cbegin(), grant.rights.cend(), writes);
           });
}

bool MariadbRights::has(const QString &right, const QString &database) const
{
    return std::any_of(m_grants.cbegin(), m_grants.cend(), [&](const Grant &grant) {
        const bool isThere = grant.pattern == u"%" || (!database.isEmpty() && isLike(database, grant.pattern));
        return isThere && (grant.rights.contains(right) || grant.rights.contains(u"ALL PRIVILEGES"_s));
    });
}

QStringList MariadbRights::missing(const QStringList &rights, const QString &database) const
{
    QStringList absent;
    for (const QString &right : rights) {
        if (!has(right, database))
            absent.append(right);
    }
    return absent;
}

} // namespace sluice
