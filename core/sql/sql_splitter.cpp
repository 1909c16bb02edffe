// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sql_classifier.h"
#include "sql/sql_tokenizer.h"

namespace sluice {

namespace {

/// Follows one statement to its end. Trigger bodies (SQLite) and BEGIN ATOMIC bodies (PostgreSQL) hold semicolons of
/// their own; such a body ends with an END that directly follows a semicolon, which no CASE … END can do.
class StatementEnd
{
public:
    explicit StatementEnd(Engine engine)
        : m_engine(engine)
    {
    }

    /// True when this token ends the statement.
    bool take(const SqlToken &token, const QString &sql)
    {
        const QStringView text = token.in(sql);
        const bool isSemicolon = token.kind == SqlTokenKind::Symbol && text == u";";
        if (isSemicolon && !m_inBody)
            return true;
        if (token.kind == SqlTokenKind::Word)
            takeWord(text.toString().toUpper());
        else
            m_last.clear();
        m_afterSemicolon = isSemicolon;
        return false;
    }

private:
    void takeWord(const QString &word)
    {
        if (m_words < 6) {
            m_isCreate = m_isCreate || (m_words == 0 && word == u"CREATE");
            m_isTrigger = m_isTrigger || (m_isCreate && word == u"TRIGGER");
        }
        ++m_words;
        const bool opensTrigger = m_engine == Engine::Sqlite && m_isTrigger && word == u"BEGIN";
        const bool opensAtomic = m_engine == Engine::Postgresql && m_isCreate && m_last == u"BEGIN" && word == u"ATOMIC";
        if (!m_inBody && (opensTrigger || opensAtomic)) {
            m_inBody = true;
        } else if (m_inBody && word == u"END" && (m_afterSemicolon || m_last == u"ATOMIC")) {
            m_inBody = false;
        }
        m_last = word;
    }

    Engine m_engine;
    int m_words = 0;
    bool m_isCreate = false;
    bool m_isTrigger = false;
    bool m_inBody = false;
    bool m_afterSemicolon = false;
    QString m_last;
};

} // namespace

QStringList splitStatements(Engine engine, const QString &sql)
{
    QStringList statements;
    StatementEnd end(engine);
    qsizetype from = 0;
    bool isBlank = true;
    const QList<SqlToken> tokens = tokenizeSql(sql, SqlLexis::of(engine));
    for (const SqlToken &token : tokens) {
        if (!token.isSolid())
            continue;
        const bool isEnd = end.take(token, sql);
        isBlank = isBlank && isEnd;
        if (isEnd && !isBlank) {
            statements.append(sql.sliced(from, token.at + token.length - from));
            from = token.at + token.length;
            isBlank = true;
            end = StatementEnd(engine);
        }
    }
    if (!isBlank)
        statements.append(sql.sliced(from));
    else if (!statements.isEmpty())
        statements.last() += QStringView(sql).sliced(from);
    return statements;
}

QString withoutTail(Engine engine, const QString &sql)
{
    qsizetype end = 0;
    const QList<SqlToken> tokens = tokenizeSql(sql, SqlLexis::of(engine));
    for (const SqlToken &token : tokens) {
        const bool isSemicolon = token.kind == SqlTokenKind::Symbol && sql[token.at] == u';';
        if (token.isSolid() && !isSemicolon)
            end = token.at + token.length;
    }
    return sql.first(end);
}

} // namespace sluice
