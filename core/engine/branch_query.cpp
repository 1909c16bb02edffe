// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/branch_query.h"

#include "sql/sql_classifier.h"
#include "sql/sql_quoting.h"
#include "sql/sql_tokenizer.h"

#include <QRegularExpression>
#include <QSet>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// The tokens of a text that carry meaning, by place.
class SolidTokens
{
public:
    SolidTokens(Engine engine, const QString &sql)
        : m_sql(sql)
    {
        for (const SqlToken &token : tokenizeSql(sql, SqlLexis::of(engine))) {
            if (token.isSolid())
                m_tokens.append(token);
        }
    }
    qsizetype size() const { return m_tokens.size(); }
    const SqlToken &at(qsizetype i) const { return m_tokens[i]; }
    bool has(qsizetype i) const { return i >= 0 && i < m_tokens.size(); }
    bool isSymbol(qsizetype i, QChar symbol) const
    {
        return has(i) && m_tokens[i].kind == SqlTokenKind::Symbol && m_sql[m_tokens[i].at] == symbol;
    }
    bool isWord(qsizetype i) const { return has(i) && m_tokens[i].kind == SqlTokenKind::Word; }
    bool isName(qsizetype i) const { return isWord(i) || (has(i) && m_tokens[i].kind == SqlTokenKind::Quoted); }
    /// Upper case; empty for anything but a word.
    QString word(qsizetype i) const { return isWord(i) ? m_tokens[i].in(m_sql).toString().toUpper() : QString(); }
    /// Without quotes; empty for anything but a name.
    QString name(qsizetype i) const
    {
        if (!isName(i))
            return {};
        const QString text = m_tokens[i].in(m_sql).toString();
        return isWord(i) ? text : text.mid(1, text.size() - 2);
    }
    bool touches(qsizetype i, qsizetype next) const
    {
        return has(i) && has(next) && m_tokens[i].at + m_tokens[i].length == m_tokens[next].at;
    }

private:
    const QString m_sql;
    QList<SqlToken> m_tokens;
};

/// The first value that only the caller knew: "$1", "?", ":day", "@day".
QString parameterOf(Engine engine, const QString &sql)
{
    const SolidTokens tokens(engine, sql);
    for (qsizetype i = 0; i < tokens.size(); ++i) {
        const bool isNamed = tokens.isWord(i + 1) && tokens.touches(i, i + 1);
        if (engine == Engine::Postgresql) {
            if (tokens.isSymbol(i, u'$') && isNamed && tokens.word(i + 1).front().isDigit())
                return u'$' + tokens.word(i + 1);
            continue;
        }
        if (tokens.isSymbol(i, u'?'))
            return u"?"_s;
        for (const QChar mark : { u':', u'@', u'$' }) {
            if (tokens.isSymbol(i, mark) && isNamed)
                return mark + tokens.name(i + 1);
        }
    }
    return {};
}

/// A name in a query that could be the view.
class NamedPlace
{
public:
    NamedPlace(const SolidTokens &tokens, qsizetype at, const RelationName &view)
        : m_tokens(tokens)
        , m_at(at)
        , m_view(view)
        , m_first(tokens.isSymbol(at - 1, u'.') ? at - 2 : at)
    {
    }
    qsizetype first() const { return m_first; }
    bool isPrefix() const
    {
        return m_tokens.isSymbol(m_at + 1, u'.') && m_first == m_at;
    } ///< of a column: the alias keeps it valid
    bool isBehindFrom() const { return m_tokens.word(m_first - 1) == u"FROM" || m_tokens.word(m_first - 1) == u"JOIN"; }
    bool isOfOtherSchema() const;
    bool isUnclear(const QString &opener) const;
    bool hasHint() const;
    bool hasAlias() const;

private:
    const SolidTokens &m_tokens;
    const qsizetype m_at;
    const RelationName &m_view;
    const qsizetype m_first;
};

/// A schema that both leave out, or that is where names without one are looked for.
QString schemaOf(const QString &schema)
{
    return schema.compare(u"public", Qt::CaseInsensitive) == 0 || schema.compare(u"main", Qt::CaseInsensitive) == 0
        ? QString()
        : schema.toLower();
}

bool NamedPlace::isOfOtherSchema() const
{
    return m_first != m_at && schemaOf(m_tokens.name(m_first)) != schemaOf(m_view.schema);
}

/// opener: the first word inside the parentheses around it; "extract(day FROM x)" has a FROM too.
bool NamedPlace::isUnclear(const QString &opener) const
{
    const bool isInQuery = opener.isEmpty() || opener == u"SELECT" || opener == u"WITH";
    const bool isWhole = !m_tokens.isSymbol(m_at + 1, u'.') && !m_tokens.isSymbol(m_first - 1, u'.')
        && !m_tokens.isSymbol(m_at + 1, u'(');
    const bool isSameSchema = m_first != m_at || schemaOf(m_view.schema).isEmpty();
    return !isInQuery || !isWhole || !isSameSchema || !isBehindFrom();
}

bool NamedPlace::hasHint() const
{
    static const QSet<QString> hints { u"FORCE"_s, u"USE"_s, u"IGNORE"_s, u"INDEXED"_s, u"NOT"_s, u"PARTITION"_s,
        u"TABLESAMPLE"_s };
    return hints.contains(m_tokens.word(m_at + 1));
}

bool NamedPlace::hasAlias() const
{
    static const QSet<QString> others { u"WHERE"_s, u"GROUP"_s, u"ORDER"_s, u"LIMIT"_s, u"HAVING"_s, u"JOIN"_s,
        u"INNER"_s, u"LEFT"_s, u"RIGHT"_s, u"FULL"_s, u"CROSS"_s, u"NATURAL"_s, u"ON"_s, u"USING"_s, u"UNION"_s,
        u"INTERSECT"_s, u"EXCEPT"_s, u"MINUS"_s, u"WINDOW"_s, u"FETCH"_s, u"OFFSET"_s, u"FOR"_s, u"STRAIGHT_JOIN"_s };
    return m_tokens.isName(m_at + 1) && !others.contains(m_tokens.word(m_at + 1));
}

} // namespace

QList<WorkloadQuery> workloadOfText(Engine engine, const QString &text, const QString &file)
{
    static const QRegularExpression named(u"^\\s*--\\s*name:\\s*(\\S.{0,79})$"_s, QRegularExpression::MultilineOption);
    QList<WorkloadQuery> queries;
    for (const QString &statement : splitStatements(engine, text)) {
        WorkloadQuery query;
        query.sql = withoutTail(engine, statement).trimmed();
        if (query.sql.isEmpty())
            continue;
        const QRegularExpressionMatch name = named.match(query.sql);
        query.name
            = name.hasMatch() ? name.captured(1).trimmed() : u"%1:%2"_s.arg(file, QString::number(queries.size() + 1));
        queries.append(query);
    }
    return queries;
}

QString whyNotReplayable(Engine engine, const QString &sql)
{
    if (const QString parameter = parameterOf(engine, sql); !parameter.isEmpty())
        return u"it needs the value of %1, which nobody recorded"_s.arg(parameter);
    const Result<void> reads = checkReadOnlyStatement(engine, sql);
    return reads ? QString() : reads.error().what;
}

Result<QString> readInstead(Engine engine, const QString &sql, const RelationName &view, const RelationName &relation)
{
    const SolidTokens tokens(engine, sql);
    QStringList openers; ///< first word of each parenthesis around
    QString out;
    qsizetype copied = 0;
    for (qsizetype i = 0; i < tokens.size(); ++i) {
        if (tokens.isSymbol(i, u'('))
            openers.append(tokens.word(i + 1).isEmpty() ? u"("_s : tokens.word(i + 1));
        else if (tokens.isSymbol(i, u')') && !openers.isEmpty())
            openers.removeLast();
        if (tokens.name(i).compare(view.name, Qt::CaseInsensitive) != 0)
            continue;
        const NamedPlace place(tokens, i, view);
        if (place.isPrefix() || place.isOfOtherSchema())
            continue;
        if (place.isUnclear(openers.value(openers.size() - 1)))
            return fail(
                ErrorCode::Refused, u"it names %1 where that could be something else than the view"_s.arg(view.text()));
        if (place.hasHint())
            return fail(ErrorCode::Refused, u"it tells the engine how to read %1"_s.arg(view.text()));
        out += QStringView(sql).mid(copied, tokens.at(place.first()).at - copied);
        out += quoteRelation(engine, relation)
            + (place.hasAlias() ? QString() : u" AS "_s + quoteIdentifier(engine, view.name));
        copied = tokens.at(i).at + tokens.at(i).length;
    }
    out += QStringView(sql).mid(copied);
    return out;
}

} // namespace sluice
