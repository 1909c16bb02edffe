// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sql_quoting.h"

namespace sluice {

QString quoteIdentifier(Engine engine, const QString &identifier)
{
    Q_ASSERT(!identifier.contains(QChar(0)));
    const QChar quote = engine == Engine::Mariadb ? u'`' : u'"';
    QString inner = identifier;
    inner.replace(quote, QString(2, quote));
    return quote + inner + quote;
}

QString quoteRelation(Engine engine, const RelationName &relation)
{
    const QString name = quoteIdentifier(engine, relation.name);
    return relation.schema.isEmpty() ? name : quoteIdentifier(engine, relation.schema) + u'.' + name;
}

QString quoteLiteral(const QString &text)
{
    Q_ASSERT(!text.contains(QChar(0)));
    QString inner = text;
    inner.replace(u'\'', QStringLiteral("''"));
    return u'\'' + inner + u'\'';
}

} // namespace sluice
