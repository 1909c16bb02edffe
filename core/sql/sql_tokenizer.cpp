// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sql_tokenizer.h"

namespace sluice {

namespace {

bool isWordStart(QChar c)
{
    return c.isLetter() || c == u'_' || c.unicode() > 0x7f;
}

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

bool isWordPart(QChar c)
{
    return isWordStart(c) || isDigit(c) || c == u'$';
}

bool isSpace(QChar c)
{
    return c == u' ' || (c >= u'\t' && c <= u'\r');
}

/// Walks the text once; each read… returns the position behind its token.
class Scanner
{
public:
    Scanner(const QString &sql, const SqlLexis &lexis)
        : m_sql(sql)
        , m_lexis(lexis)
    {
    }

    QList<SqlToken> all()
    {
        QList<SqlToken> tokens;
        for (qsizetype at = 0; at < m_sql.size();) {
            SqlToken token = next(at);
            at += token.length;
            tokens.append(token);
        }
        return tokens;
    }

private:
    QChar peek(qsizetype at) const { return at < m_sql.size() ? m_sql[at] : QChar(0); }

    SqlToken make(SqlTokenKind kind, qsizetype from, qsizetype to, bool isClosed = true) const { return { kind, from, to - from, isClosed }; }

    bool isDashComment(qsizetype at) const
    {
        if (m_sql[at] != u'-' || peek(at + 1) != u'-')
            return false;
        const QChar behind = peek(at + 2);
        return !m_lexis.spacedDashes || at + 2 >= m_sql.size() || behind <= u' ';
    }

    SqlToken next(qsizetype at)
    {
        const QChar c = m_sql[at];
        if (isSpace(c))
            return make(SqlTokenKind::Space, at, runOf(at, isSpace));
        if (isDashComment(at) || (c == u'#' && m_lexis.hashComments))
            return make(SqlTokenKind::Comment, at, lineEnd(at));
        if (c == u'/' && peek(at + 1) == u'*')
            return blockComment(at);
        if (c == u'\'')
            return quoted(SqlTokenKind::Text, at, at, u'\'', m_lexis.backslashes);
        if (c == u'"') {
            return m_lexis.doubleTexts ? quoted(SqlTokenKind::Text, at, at, u'"', m_lexis.backslashes)
                                       : quoted(SqlTokenKind::Quoted, at, at, u'"', false);
        }
        if (c == u'`' && m_lexis.backticks)
            return quoted(SqlTokenKind::Quoted, at, at, u'`', false);
        if (c == u'[' && m_lexis.brackets)
            return quoted(SqlTokenKind::Quoted, at, at, u']', false);
        if (c == u'$' && m_lexis.dollarQuotes) {
            if (const qsizetype open = dollarOpening(at); open > 0)
                return dollarText(at, open);
        }
        if ((c == u'e' || c == u'E') && peek(at + 1) == u'\'' && m_lexis.escapeStrings)
            return quoted(SqlTokenKind::Text, at, at + 1, u'\'', true);
        if (isDigit(c)) // a dollar sign after a number may open a dollar quote
            return make(SqlTokenKind::Word, at, runOf(at, [this](QChar d) { return (d != u'$' || m_lexis.dollarNames) && isWordPart(d); }));
        if (isWordStart(c) || (c == u'$' && m_lexis.dollarNames))
            return make(SqlTokenKind::Word, at, runOf(at, isWordPart));
        return make(SqlTokenKind::Symbol, at, at + 1);
    }

    template <class Predicate>
    qsizetype runOf(qsizetype at, Predicate belongs) const
    {
        while (at < m_sql.size() && belongs(m_sql[at]))
            ++at;
        return at;
    }

    qsizetype lineEnd(qsizetype at) const
    {
        while (at < m_sql.size() && m_sql[at] != u'\n' && m_sql[at] != u'\r')
            ++at;
        return at;
    }

    SqlToken blockComment(qsizetype from) const
    {
        int depth = 1;
        qsizetype at = from + 2;
        while (at < m_sql.size()) {
            if (m_sql[at] == u'*' && peek(at + 1) == u'/') {
                at += 2;
                if (--depth == 0)
                    return make(SqlTokenKind::Comment, from, at);
            } else if (m_lexis.nestedComments && m_sql[at] == u'/' && peek(at + 1) == u'*') {
                at += 2;
                ++depth;
            } else {
                ++at;
            }
        }
        return make(SqlTokenKind::Comment, from, m_sql.size(), false);
    }

    SqlToken quoted(SqlTokenKind kind, qsizetype from, qsizetype opening, QChar close, bool backslashes) const
    {
        qsizetype at = opening + 1;
        while (at < m_sql.size()) {
            if (backslashes && m_sql[at] == u'\\') {
                at += 2;
            } else if (m_sql[at] != close) {
                ++at;
            } else if (peek(at + 1) == close && close != u']') {
                at += 2;
            } else {
                return make(kind, from, at + 1);
            }
        }
        return make(kind, from, m_sql.size(), false);
    }

    /// Length of an opening "$tag$" at this place, 0 when it is none.
    qsizetype dollarOpening(qsizetype at) const
    {
        qsizetype end = at + 1;
        if (end < m_sql.size() && isWordStart(m_sql[end])) {
            while (end < m_sql.size() && m_sql[end] != u'$' && isWordPart(m_sql[end]))
                ++end;
        }
        return peek(end) == u'$' ? end + 1 - at : 0;
    }

    SqlToken dollarText(qsizetype from, qsizetype opening) const
    {
        const QStringView tag = QStringView(m_sql).mid(from, opening);
        const qsizetype close = m_sql.indexOf(tag, from + opening);
        if (close < 0)
            return make(SqlTokenKind::Text, from, m_sql.size(), false);
        return make(SqlTokenKind::Text, from, close + opening);
    }

    const QString &m_sql;
    const SqlLexis m_lexis;
};

} // namespace

SqlLexis SqlLexis::of(Engine engine)
{
    SqlLexis lexis;
    switch (engine) {
    case Engine::Postgresql:
        lexis.dollarQuotes = lexis.escapeStrings = lexis.nestedComments = true;
        break;
    case Engine::Sqlite:
        lexis.backticks = lexis.brackets = true;
        break;
    case Engine::Mariadb:
        // Backslashes are ordinary in every session of ours (mariadb_pins.cpp). "…" is a text in some and a name in
        // others; as a name it is looked at more closely.
        lexis.backticks = lexis.hashComments = lexis.spacedDashes = lexis.dollarNames = true;
        break;
    case Engine::Odbc:
        break;
    }
    return lexis;
}

QList<SqlToken> tokenizeSql(const QString &sql, const SqlLexis &lexis)
{
    return Scanner(sql, lexis).all();
}

NumberedSql numberPlaceholders(const QString &sql)
{
    NumberedSql numbered;
    const QList<SqlToken> tokens = tokenizeSql(sql, SqlLexis::of(Engine::Postgresql));
    for (const SqlToken &token : tokens) {
        if (token.kind == SqlTokenKind::Symbol && sql[token.at] == u'?')
            numbered.sql += u'$' + QString::number(++numbered.count);
        else
            numbered.sql += token.in(sql);
    }
    return numbered;
}

} // namespace sluice
