// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/sql_tokens.h"

namespace sluice {

namespace {

constexpr QStringView kOperators = u"+-*/<>=~!@#%^&|?:";

bool isWordStart(QChar c)
{
    return c.isLetter() || c == u'_' || c.unicode() > 0x7f;
}

bool isWordPart(QChar c)
{
    return isWordStart(c) || c.isDigit() || c == u'$';
}

/// One pass over one text; each take… returns the end of the token that starts at m_at, or -1 when it never ends.
class Lexer
{
public:
    Lexer(Engine engine, const QString &sql)
        : m_engine(engine)
        , m_sql(sql)
    {
    }

    QList<SqlToken> run()
    {
        while (m_at < m_sql.size()) {
            const qsizetype skipped = skipBlank();
            if (skipped < 0) {
                add(SqlTokenKind::Broken, m_sql.size());
            } else if (skipped == m_at) {
                takeToken();
            } else {
                m_at = skipped;
            }
        }
        return m_tokens;
    }

private:
    QChar peek(qsizetype ahead = 0) const { return m_at + ahead < m_sql.size() ? m_sql[m_at + ahead] : QChar(); }
    bool isPostgres() const { return m_engine == Engine::Postgresql; }

    void add(SqlTokenKind kind, qsizetype end)
    {
        SqlToken token { kind, m_at, end, m_sql.mid(m_at, end - m_at), {} };
        if (kind == SqlTokenKind::Word) {
            token.name = token.text;
        } else if (kind == SqlTokenKind::QuotedWord) {
            const QChar close = token.text.back();
            token.name = token.text.mid(1, token.text.size() - 2);
            if (close != u']')
                token.name.replace(QString(2, close), QString(close));
        }
        m_tokens.append(token);
        m_at = end;
    }

    void addOrBreak(SqlTokenKind kind, qsizetype end)
    {
        if (end < 0)
            add(SqlTokenKind::Broken, m_sql.size());
        else
            add(kind, end);
    }

    qsizetype skipBlank() const
    {
        if (peek().isSpace())
            return m_at + 1;
        if (peek() == u'-' && peek(1) == u'-') {
            const qsizetype line = m_sql.indexOf(u'\n', m_at);
            return line < 0 ? m_sql.size() : line + 1;
        }
        if (peek() == u'/' && peek(1) == u'*')
            return blockCommentEnd();
        return m_at;
    }

    qsizetype blockCommentEnd() const
    {
        int depth = 1;
        for (qsizetype i = m_at + 2; i < m_sql.size(); ++i) {
            const QChar next = i + 1 < m_sql.size() ? m_sql[i + 1] : QChar();
            if (m_sql[i] == u'*' && next == u'/') {
                if (--depth == 0)
                    return i + 2;
                ++i;
            } else if (isPostgres() && m_sql[i] == u'/' && next == u'*') {
                ++depth; // PostgreSQL nests comments, SQLite does not
                ++i;
            }
        }
        return isPostgres() ? -1 : m_sql.size(); // SQLite closes a comment at the end of the text
    }

    qsizetype quotedEnd(qsizetype open, QChar close, bool backslash = false) const
    {
        for (qsizetype i = open + 1; i < m_sql.size(); ++i) {
            if (backslash && m_sql[i] == u'\\') {
                ++i;
            } else if (m_sql[i] == close) {
                if (close == u']' || i + 1 >= m_sql.size() || m_sql[i + 1] != close)
                    return i + 1;
                ++i;
            }
        }
        return -1;
    }

    /// End of the opening $tag$ at m_at, or -1 when there is none.
    qsizetype dollarTagEnd() const
    {
        if (!isPostgres() || peek() != u'$')
            return -1;
        qsizetype i = m_at + 1;
        while (i < m_sql.size() && m_sql[i] != u'$' && isWordPart(m_sql[i]))
            ++i;
        const bool isParameter = i > m_at + 1 && m_sql[m_at + 1].isDigit();
        return i < m_sql.size() && m_sql[i] == u'$' && !isParameter ? i + 1 : -1;
    }

    void takeToken()
    {
        const QChar c = peek();
        const QChar lower = c.toLower();
        if (c == u'\'') {
            addOrBreak(SqlTokenKind::String, quotedEnd(m_at, u'\''));
        } else if (peek(1) == u'\'' && (lower == u'e' || lower == u'n' || lower == u'b' || lower == u'x')) {
            addOrBreak(SqlTokenKind::String, quotedEnd(m_at + 1, u'\'', isPostgres() && lower == u'e'));
        } else if (c == u'"' || (!isPostgres() && c == u'`')) {
            addOrBreak(SqlTokenKind::QuotedWord, quotedEnd(m_at, c));
        } else if (!isPostgres() && c == u'[') {
            addOrBreak(SqlTokenKind::QuotedWord, quotedEnd(m_at, u']'));
        } else if (const qsizetype tag = dollarTagEnd(); tag >= 0) {
            const qsizetype close = m_sql.indexOf(m_sql.mid(m_at, tag - m_at), tag);
            addOrBreak(SqlTokenKind::String, close < 0 ? -1 : close + (tag - m_at));
        } else if (isWordStart(c)) {
            add(SqlTokenKind::Word, runEnd(isWordPart));
        } else if (c.isDigit() || (c == u'.' && peek(1).isDigit())) {
            add(SqlTokenKind::Number, numberEnd());
        } else if (kOperators.contains(c)) {
            add(SqlTokenKind::Mark, operatorEnd());
        } else {
            add(SqlTokenKind::Mark, m_at + 1);
        }
    }

    template <class Test>
    qsizetype runEnd(Test test) const
    {
        qsizetype i = m_at + 1;
        while (i < m_sql.size() && test(m_sql[i]))
            ++i;
        return i;
    }

    qsizetype numberEnd() const
    {
        qsizetype i = m_at;
        while (i < m_sql.size()) {
            const bool isSign = (m_sql[i] == u'+' || m_sql[i] == u'-') && i > m_at && m_sql[i - 1].toLower() == u'e';
            if (!isSign && m_sql[i] != u'.' && !isWordPart(m_sql[i]))
                break;
            ++i;
        }
        return i;
    }

    qsizetype operatorEnd() const
    {
        qsizetype i = m_at + 1;
        while (i < m_sql.size() && kOperators.contains(m_sql[i])) {
            const QChar next = i + 1 < m_sql.size() ? m_sql[i + 1] : QChar();
            if ((m_sql[i] == u'-' && next == u'-') || (m_sql[i] == u'/' && next == u'*'))
                break; // a comment begins
            ++i;
        }
        return i;
    }

    Engine m_engine;
    const QString &m_sql;
    qsizetype m_at = 0;
    QList<SqlToken> m_tokens;
};

} // namespace

QList<SqlToken> sqlTokens(Engine engine, const QString &sql)
{
    return Lexer(engine, sql).run();
}

} // namespace sluice
