// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "base/relation_name.h"

#include <QStringList>

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

bool isPlain(const QString &part)
{
    return !part.isEmpty() && std::all_of(part.cbegin(), part.cend(), [](QChar c) {
        return c == u'_' || c == u'$' || c.isLetterOrNumber();
    });
}

QString quotedIfNeeded(const QString &part)
{
    if (isPlain(part))
        return part;
    QString inner = part;
    inner.replace(u'"', QStringLiteral("\"\""));
    return u'"' + inner + u'"';
}

} // namespace

Result<RelationName> RelationName::parse(const QString &text)
{
    QStringList parts(QString {});
    bool quoted = false;
    bool wasQuoted = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (c.isNull())
            return fail(ErrorCode::InvalidPlan, QStringLiteral("a relation name holds a NUL character"));
        if (quoted) {
            if (c != u'"')
                parts.last() += c;
            else if (i + 1 < text.size() && text[i + 1] == u'"')
                parts.last() += text[++i];
            else
                quoted = false;
        } else if (c == u'"' && parts.last().isEmpty() && !wasQuoted) {
            quoted = wasQuoted = true;
        } else if (c == u'.') {
            parts.append(QString());
            wasQuoted = false;
        } else if (wasQuoted || c == u'"') {
            return fail(ErrorCode::InvalidPlan, u"'"_s + text + u"' is not a relation name: quote a whole part or none of it"_s);
        } else {
            parts.last() += c;
        }
    }
    if (quoted)
        return fail(ErrorCode::InvalidPlan, u"'"_s + text + u"' has an open quote"_s);
    if (parts.size() > 2)
        return fail(ErrorCode::InvalidPlan, u"'"_s + text + u"' has more than a schema and a name"_s);
    for (const QString &part : parts) {
        if (part.isEmpty())
            return fail(ErrorCode::InvalidPlan, u"'"_s + text + u"' is not a relation name: a part is empty"_s);
        if (part.toUtf8().size() > 63)
            return fail(ErrorCode::InvalidPlan, u"'"_s + part + u"' is longer than 63 bytes, which engines cut silently"_s);
    }
    return parts.size() == 1 ? RelationName { {}, parts[0] } : RelationName { parts[0], parts[1] };
}

QString RelationName::text() const
{
    return schema.isEmpty() ? quotedIfNeeded(name) : quotedIfNeeded(schema) + u'.' + quotedIfNeeded(name);
}

} // namespace sluice
