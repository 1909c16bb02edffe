// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/postgres_classifier.h"
#include "sql/sql_tokenizer.h"

#include <QSet>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMaxNesting = 8; ///< EXECUTE of a literal that holds a DO block, and so on

/// The meaning of a string literal, whatever its quotes.
QString literalText(QStringView token)
{
    if (token.startsWith(u'$')) {
        const qsizetype tag = token.indexOf(u'$', 1) + 1;
        return token.size() >= 2 * tag ? token.sliced(tag, token.size() - 2 * tag).toString() : QString();
    }
    const bool isEscaped = token.startsWith(u'E') || token.startsWith(u'e');
    QString inner = token.sliced(isEscaped ? 2 : 1).chopped(1).toString();
    inner.replace(u"''"_s, u"'"_s);
    if (isEscaped)
        inner.replace(u"\\'"_s, u"'"_s).replace(u"\\n"_s, u"\n"_s).replace(u"\\t"_s, u"\t"_s);
    return inner;
}

/// Walks the solid tokens of a plpgsql body and looks at the first words of each statement in it.
class BodySearch
{
public:
    BodySearch(const QString &body, int nesting)
        : m_body(body)
        , m_nesting(nesting)
    {
        const QList<SqlToken> all = tokenizeSql(body, SqlLexis::of(Engine::Postgresql));
        for (const SqlToken &token : all) {
            if (token.isSolid())
                m_tokens.append(token);
        }
    }

    QString reason()
    {
        bool atStart = true;
        bool inExecute = false;
        for (qsizetype i = 0; i < m_tokens.size(); ++i) {
            const QString word = wordAt(i);
            if (atStart) {
                inExecute = word == u"EXECUTE";
                if (const QString found = atStatement(i); !found.isEmpty())
                    return found;
            }
            if ((word == u"SET_CONFIG" || word == u"DBLINK_EXEC" || word == u"DBLINK") && symbolAt(i + 1) == u'(')
                return u"a block that calls %1()"_s.arg(word.toLower());
            if (inExecute && m_tokens[i].kind == SqlTokenKind::Text) {
                if (const QString found = inLiteral(i); !found.isEmpty())
                    return found;
            }
            atStart = startsStatementAfter(i, word);
        }
        return {};
    }

private:
    QString wordAt(qsizetype i) const
    {
        if (i >= m_tokens.size())
            return {};
        const SqlToken &token = m_tokens[i];
        if (token.kind == SqlTokenKind::Word)
            return token.in(m_body).toString().toUpper();
        if (token.kind == SqlTokenKind::Quoted && token.length > 2)
            return token.in(m_body).sliced(1).chopped(1).toString().toUpper();
        return {};
    }

    QChar symbolAt(qsizetype i) const
    {
        return i >= 0 && i < m_tokens.size() && m_tokens[i].kind == SqlTokenKind::Symbol ? m_body[m_tokens[i].at] : QChar(0);
    }

    bool startsStatementAfter(qsizetype i, const QString &word) const
    {
        static const QSet<QString> openers { u"BEGIN"_s, u"THEN"_s, u"ELSE"_s, u"LOOP"_s };
        return symbolAt(i) == u';' || (symbolAt(i) == u'>' && symbolAt(i - 1) == u'>') || openers.contains(word);
    }

    QString atStatement(qsizetype i) const
    {
        static const QSet<QString> leaving { u"COMMIT"_s, u"ROLLBACK"_s, u"ABORT"_s, u"SAVEPOINT"_s, u"RELEASE"_s, u"START"_s, u"DISCARD"_s };
        const QString word = wordAt(i);
        if (leaving.contains(word) || (word == u"PREPARE" && wordAt(i + 1) == u"TRANSACTION") || (word == u"END" && wordAt(i + 1) == u"TRANSACTION"))
            return u"a block that holds %1"_s.arg(word);
        if (word == u"SET" || word == u"RESET") {
            const QString next = wordAt(i + 1);
            const QString name = next == u"LOCAL" || (next == u"SESSION" && wordAt(i + 2) != u"AUTHORIZATION") ? wordAt(i + 2) : next;
            return u"a block that holds %1 %2"_s.arg(word, name);
        }
        return {};
    }

    /// Dynamic SQL whose text is in plain sight; what is put together at run time is left to the transaction check.
    QString inLiteral(qsizetype i) const
    {
        if (m_nesting >= kMaxNesting)
            return u"a block that nests too deeply to be checked"_s;
        const QString text = literalText(m_tokens[i].in(m_body));
        BodySearch inner(text, m_nesting + 1);
        if (inner.wordAt(0) == u"BEGIN")
            return u"a block that executes BEGIN"_s;
        if (inner.wordAt(0) == u"DO") {
            for (const SqlToken &token : std::as_const(inner.m_tokens)) {
                if (token.kind != SqlTokenKind::Text)
                    continue;
                if (const QString found = BodySearch(literalText(token.in(text)), m_nesting + 1).reason(); !found.isEmpty())
                    return found;
            }
        }
        return inner.reason();
    }

    const QString m_body;
    const int m_nesting;
    QList<SqlToken> m_tokens;
};

} // namespace

QString forbiddenInBody(const QString &language, const QString &body)
{
    if (language == u"sql")
        return body.isEmpty() ? QString() : refusedSqlBody(body);
    return language == u"plpgsql" ? BodySearch(body, 0).reason() : QString();
}

} // namespace sluice
